"""Sheets to practise on: a graph with blanks, hints, other numbers, and the answers."""
