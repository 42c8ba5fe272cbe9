"""The words of the command `microact`: each file here is one, and is found by itself.

Each file holds a `command` and loads what it needs when it runs, and nothing else.
"""
