"""A network's training step as straight-line code."""
