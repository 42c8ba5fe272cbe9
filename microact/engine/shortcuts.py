"""The one hook for shortcuts: `microact/fast/` hangs three in, and nothing else does.

Without any, or inside `with ma.plain():`, the engine does the same by itself, slower.
"""

from collections.abc import Callable, Sequence

from microact.readings.numbers import Number
from microact.rules import Rule

OnFloats = Callable[[Rule, Sequence[Number]], float | None]
"""Computes a rule on nodes and constants that are single floats; None if they are not."""

BackOnFloats = Callable[[Sequence[Number], float, int], bool]
"""Walks back through an order of nodes that are single floats, and writes each `grad`.

The second argument is what arrives at the last node, the third the date of the last change of any
leaf. False says that the nodes are not all single floats, and that nothing was written.
"""


BackOnArrays = Callable[
    [Rule, Number, Number, Sequence[Number], Sequence[bool]], Sequence[Number] | None
]
"""Computes what a rule passes on to those inputs that want it, as frozen arrays.

It takes the upstream gradient, the rule's value and its inputs. None says that it has no way for
them.
"""


def _no_value(rule: Rule, inputs: Sequence[Number]) -> None:
    return None


def _no_walk(order: Sequence[Number], seed: float, clock: int) -> bool:
    return False


def _no_shares(
    rule: Rule, upstream: Number, y: Number, numbers: Sequence[Number], wanted: Sequence[bool]
) -> None:
    return None


on_floats: OnFloats = _no_value
back_on_floats: BackOnFloats = _no_walk
back_on_arrays: BackOnArrays = _no_shares


def install(value: OnFloats, walk: BackOnFloats, arrays: BackOnArrays) -> None:
    """Let the engine ask these before it goes the plain way."""
    global on_floats, back_on_floats, back_on_arrays
    on_floats, back_on_floats, back_on_arrays = value, walk, arrays
