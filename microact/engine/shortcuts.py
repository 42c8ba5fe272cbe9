"""The one hook for shortcuts (`microact/fast/`): without any, the engine does the same, slower."""

from collections.abc import Sequence
from typing import Protocol

from microact.engine.node import Node
from microact.readings.numbers import Number
from microact.rules import Rule


class Value(Protocol):
    """Computes a rule on nodes and constants; None where it knows no short way."""

    def __call__(self, rule: Rule, inputs: Sequence[Number], /) -> Number | None:
        """Return the value of `rule` at `inputs`, or None."""


class WalkBack(Protocol):
    """Walks back from the last node of an order and writes each `grad`.

    `clock` is the date of the last change of any leaf. False says that it knows no short way, and
    that nothing was written.
    """

    def __call__(self, order: Sequence[Node], seed: float, clock: int, /) -> bool:
        """Send `seed` into the last node of `order`, and back."""


def _no_value(rule: Rule, inputs: Sequence[Number], /) -> None:
    return None


def _no_walk(order: Sequence[Node], seed: float, clock: int, /) -> bool:
    return False


value: Value = _no_value
walk_back: WalkBack = _no_walk


def install(short_value: Value, short_walk_back: WalkBack) -> None:
    """Let the engine ask these before it goes the plain way."""
    global value, walk_back
    value, walk_back = short_value, short_walk_back
