"""Pictures, pages and plots: what people look at.

`show.Film` films a network while it learns; `show.plots` holds plots with matplotlib.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from microact.show.motion.film import Film as Film

__all__ = ["Film"]


def __getattr__(name: str) -> Any:
    if name != "Film":
        raise AttributeError(f"module 'microact.show' has no attribute {name!r}")
    return import_module("microact.show.motion.film").Film
