"""The lessons in a terminal, and what answers to their exercises are right."""
