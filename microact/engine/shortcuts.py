"""The one hook for shortcuts: `microact/fast/` hangs four in, and nothing else does.

Without any, or inside `with ma.plain():`, the engine does the same by itself, slower.
"""

from collections.abc import Callable, Container, Sequence

from microact.readings.numbers import Number
from microact.rules import Rule

OnFloats = Callable[[Rule, Sequence[Number]], float | None]
"""Computes a rule on nodes and constants that are single floats; None if they are not."""

BackOnFloats = Callable[[Sequence[Number], float, int], bool]
"""Walks back through an order of nodes that are single floats, and writes each `grad`.

The second argument is what arrives at the last node, the third the date of the last change of any
leaf. False says that the nodes are not all single floats, and that nothing was written.
"""


OnArrays = Callable[[Rule, Sequence[Number]], Number]
"""Computes a rule on arrays, and floats among them. None says that it has no way for them."""

BackOnArrays = Callable[
    [
        Sequence[Number], dict[int, Number], Container[int], set[int],
        Callable[..., Sequence[Number]],
    ],
    list[Number],
]  # fmt: skip
"""Does `walk_back` for numbers, with a function for nodes that it knows no shorter way for.

It is told where to stop, and which nodes no gradient flows to.
"""


def _no_value(rule: Rule, inputs: Sequence[Number]) -> None:
    return None


def _no_array(rule: Rule, numbers: Sequence[Number]) -> None:
    return None


def _no_walk(order: Sequence[Number], seed: float, clock: int) -> bool:
    return False


on_floats: OnFloats = _no_value
back_on_floats: BackOnFloats = _no_walk
on_arrays: OnArrays = _no_array
back_on_arrays: BackOnArrays | None = None


def install(
    floats: OnFloats, floats_back: BackOnFloats, arrays: OnArrays, arrays_back: BackOnArrays
) -> None:
    """Let the engine ask these before it goes the plain way."""
    global on_floats, back_on_floats, on_arrays, back_on_arrays
    on_floats, back_on_floats = floats, floats_back
    on_arrays, back_on_arrays = arrays, arrays_back
