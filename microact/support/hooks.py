"""Hooks: what a method of a lower floor does by means of a higher one.

`value.draw()` is drawn floors above `Value`, which must not know who draws. So whoever stands above
both, the front door, hangs the function in here, and the method asks for it by name.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_places: dict[str, tuple[str, str]] = {}


def hang_in(hook: str, module: str, function: str) -> None:
    """Say which function of which module does the work; it is loaded when it is used."""
    _places[hook] = module, function


def hung_in(hook: str) -> Callable[..., object]:
    """Return the function that does the work."""
    module, function = _places[hook]
    found: Callable[..., object] = getattr(import_module(module), function)
    return found


class TrainingStep(Protocol):
    """What `MLP.compile` makes: it returns the loss of some rows and sets each gradient."""

    outputs: "npt.NDArray[np.floating]"
    """What the network gave for the rows of the last call."""

    def __call__(self, X: "npt.ArrayLike", y: "npt.ArrayLike") -> float:
        """Return the loss of these rows and set the gradients."""

    def on(
        self, namespace: Any, X: "npt.ArrayLike", y: "npt.ArrayLike", dtype: Any = None
    ) -> Callable[..., tuple[Any, list[Any]]]:
        """Return the step for another library's arrays, or another kind of number."""
