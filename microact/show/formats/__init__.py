"""A finished picture in every format: SVG in four themes, PNG, PDF, and what a notebook shows."""
