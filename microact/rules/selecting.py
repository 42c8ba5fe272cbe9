"""Rules that choose: absolute value, the larger, the smaller, one or the other.

Each has a kink or an edge. What a rule does exactly there is a choice, written where it is made.
"""

import math
from typing import ClassVar

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number
from microact.rules.errors import plain_parameters
from microact.rules.rule import Elementwise, Pair, with_parameters


class Abs(Elementwise):
    """Distance from 0. At the kink, x = 0, the slope is 0, halfway between −1 and 1."""

    formula = "abs(x)"
    derivative = "1 if x > 0 else -1 if x < 0 else 0"
    kinks = (0.0,)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return abs(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.sign(x)


class Sign(Elementwise):
    """−1, 0 or 1. Flat everywhere, so no gradient passes."""

    formula = "1 if x > 0 else -1 if x < 0 else 0"
    derivative = "0"
    kinks = (0.0,)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.sign(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 0


class Maximum(Elementwise):
    """The larger of two. The gradient goes to the larger; equal ones get half each."""

    formula = "max(a, b)"
    derivative = (
        "1 if a > b else 0 if a < b else 0.5",
        "1 if b > a else 0 if b < a else 0.5",
    )

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return xp.maximum(a, b)

    def local_gradient(self, a: Number, b: Number, y: Number, xp: Namespace) -> Pair:
        first = xp.where(a > b, 1.0, xp.where(a == b, 0.5, 0.0))
        return first, 1 - first


class Minimum(Elementwise):
    """The smaller of two. The gradient goes to the smaller; equal ones get half each."""

    formula = "min(a, b)"
    derivative = (
        "1 if a < b else 0 if a > b else 0.5",
        "1 if b < a else 0 if b > a else 0.5",
    )

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return xp.minimum(a, b)

    def local_gradient(self, a: Number, b: Number, y: Number, xp: Namespace) -> Pair:
        first = xp.where(a < b, 1.0, xp.where(a == b, 0.5, 0.0))
        return first, 1 - first


class Where(Elementwise):
    """One number where the condition holds, the other where not; the gradient goes the same way."""

    formula = "a if condition else b"
    derivative = ("0", "1 if condition else 0", "0 if condition else 1")

    def forward(self, condition: Number, a: Number, b: Number, xp: Namespace) -> Number:
        return xp.where(condition != 0, a, b)

    def local_gradient(
        self, condition: Number, a: Number, b: Number, y: Number, xp: Namespace
    ) -> tuple[Number, Number, Number]:
        chosen = xp.where(condition != 0, 1.0, 0.0)
        return 0, chosen, 1 - chosen


@with_parameters
class Clip(Elementwise):
    """Hold a number between two bounds. On a bound it still counts as inside (slope 1)."""

    low: float = -math.inf
    high: float = math.inf

    formula: ClassVar[str] = "min(max(x, low), high)"
    derivative: ClassVar[str] = "1 if low <= x <= high else 0"

    def __post_init__(self) -> None:
        """Raise `ValueError` unless low ≤ high, `TypeError` unless both are plain numbers."""
        plain_parameters(self, "low", "high")
        if not self.low <= self.high:
            raise ValueError(f"clip needs low <= high, got low={self.low} and high={self.high}")

    @property
    def kinks(self) -> tuple[float, ...]:
        """The bounds."""
        return (self.low, self.high)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.clip(x, self.low, self.high)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.where(x == y, 1.0, 0.0)
