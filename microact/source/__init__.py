"""A graph as straight-line code."""
