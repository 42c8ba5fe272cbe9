"""Films: the two passes of a graph, and a network while it learns."""
