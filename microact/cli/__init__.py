"""The command `microact`: one file for each of its words."""

from microact.cli.command_line import main

__all__ = ["main"]
