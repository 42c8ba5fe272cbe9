"""The one hook for shortcuts (`microact/fast/`): without any, the engine does the same, slower."""

from collections.abc import Callable, Sequence

from microact.engine.node import Node
from microact.readings.numbers import Number
from microact.rules import Rule

Compute = Callable[[Rule, Sequence[Number]], float | None]
"""Computes a rule on nodes and constants; None where it knows no short way."""

WalkBack = Callable[[Sequence[Node], float, int], bool]
"""Walks back from the last node of an order, with what arrives there, and writes each `grad`.

The third argument is the date of the last change of any leaf. False says that it knows no short
way, and that nothing was written.
"""


def _compute_nothing(rule: Rule, inputs: Sequence[Number]) -> None:
    return None


def _walk_nowhere(order: Sequence[Node], seed: float, clock: int) -> bool:
    return False


value: Compute = _compute_nothing
walk_back: WalkBack = _walk_nowhere


def install(short_value: Compute, short_walk_back: WalkBack) -> None:
    """Let the engine ask these before it goes the plain way."""
    global value, walk_back
    value, walk_back = short_value, short_walk_back
