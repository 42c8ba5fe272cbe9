"""A network's training step as straight-line code."""

from microact.compiled.network_step import Compiled

__all__ = ["Compiled"]
