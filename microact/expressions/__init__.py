"""Expressions as trees, and one printer for each language that they are written in."""
