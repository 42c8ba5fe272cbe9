"""A network at a glance: a tile a unit, lines, and how much gradient arrives at each layer."""
