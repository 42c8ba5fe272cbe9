"""Rules that make many numbers one along an axis: sum, mean, max, min, var, std, logsumexp.

`axis` is an int, a tuple of ints, or None for all; `keepdims=True` keeps reduced axes with size 1.
"""

import math
from typing import ClassVar

import numpy as np

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, shape_of
from microact.rules.rule import Rule, with_parameters
from microact.support import arguments


@with_parameters
class Reduction(Rule):
    """What reductions share: which axes go, and how a gradient is spread back over them."""

    axis: arguments.Axes = None
    keepdims: bool = False

    needs_entries: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Raise `TypeError` for axes that are no whole numbers, or for `keepdims="yes"`."""
        object.__setattr__(self, "axis", arguments.axes(f"{self.name}'s axis", self.axis))
        if not isinstance(self.keepdims, bool | np.bool):
            raise TypeError(f"{self.name}'s keepdims is True or False, got {self.keepdims!r}")
        object.__setattr__(self, "keepdims", bool(self.keepdims))

    def check(self, x: Number) -> None:
        """Raise `ValueError` for an axis that `x` lacks, or for nothing to reduce."""
        axes, n = self.axes(x), len(shape_of(x))
        if any(not 0 <= i < n for i in axes) or len(set(axes)) < len(axes):
            raise ValueError(f"{self.name}(axis={self.axis}) does not fit shape {shape_of(x)}")
        if self.needs_entries and self.count(x) == 0:
            raise ValueError(f"{self.name} of nothing: shape {shape_of(x)}, axis={self.axis}")

    def axes(self, x: Number) -> tuple[int, ...]:
        """Return the axes that go, counted from the front."""
        n = len(shape_of(x))
        if self.axis is None:
            return tuple(range(n))
        axes = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        return tuple(i + n if i < 0 else i for i in axes)

    def count(self, x: Number) -> int:
        """Return how many numbers become one."""
        return math.prod(shape_of(x)[i] for i in self.axes(x))

    def along(self, reduced: Number, x: Number, xp: Namespace) -> Number:
        """Give a reduced number its axes back, with size 1, so that it broadcasts against `x`."""
        axes = self.axes(x)
        kept = tuple(1 if i in axes else n for i, n in enumerate(shape_of(x)))
        return xp.reshape(reduced, kept)

    def spread(self, upstream: Number, x: Number, xp: Namespace) -> Number:
        """Repeat the upstream gradient along the axes that went."""
        return xp.broadcast_to(self.along(upstream, x, xp), shape_of(x))


@with_parameters
class Sum(Reduction):
    """Sum: every summand gets the upstream gradient as it is."""

    formula: ClassVar[str] = "sum(x)"
    derivative: ClassVar[str] = "1"
    needs_entries: ClassVar[bool] = False

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.sum(x, axis=self.axis, keepdims=self.keepdims)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [self.spread(upstream, x, xp)]


@with_parameters
class Mean(Reduction):
    """Mean of n numbers: each gets a share of 1 / n."""

    formula: ClassVar[str] = "sum(x) / n"
    derivative: ClassVar[str] = "1 / n"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.mean(x, axis=self.axis, keepdims=self.keepdims)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [self.spread(upstream / self.count(x), x, xp)]


@with_parameters
class Max(Reduction):
    """The largest: the gradient goes to it. Ties share it equally, so that it adds up to one."""

    formula: ClassVar[str] = "max(x)"
    derivative: ClassVar[str] = "1 / k for the k largest, 0 for the others"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.max(x, axis=self.axis, keepdims=self.keepdims)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        chosen = xp.where(x == self.along(y, x, xp), 1.0, 0.0)
        share = chosen / xp.sum(chosen, axis=self.axis, keepdims=True)
        return [self.spread(upstream, x, xp) * share]


@with_parameters
class Min(Max):
    """The smallest: the gradient goes to it. Ties share it equally."""

    formula: ClassVar[str] = "min(x)"
    derivative: ClassVar[str] = "1 / k for the k smallest, 0 for the others"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.min(x, axis=self.axis, keepdims=self.keepdims)


@with_parameters
class Var(Reduction):
    """Mean squared distance from the mean; divides by n − ddof."""

    ddof: int = 0

    def __post_init__(self) -> None:
        """Raise `TypeError` as `Reduction` does, and for a `ddof` that is no whole number."""
        super().__post_init__()
        object.__setattr__(self, "ddof", arguments.whole(f"{self.name}'s ddof", self.ddof, 0))

    formula: ClassVar[str] = "sum((x - mean(x)) ** 2) / (n - ddof)"
    derivative: ClassVar[str] = "2 * (x - mean(x)) / (n - ddof)"

    def check(self, x: Number) -> None:
        """Raise `ValueError` as `Reduction` does, and where n − ddof is not positive."""
        super().check(x)
        if self.count(x) <= self.ddof:
            raise ValueError(
                f"{self.name} with ddof={self.ddof} needs more than {self.count(x)} numbers"
            )

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.var(x, axis=self.axis, keepdims=self.keepdims, ddof=self.ddof)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        distance = x - xp.mean(x, axis=self.axis, keepdims=True)
        share = 2 * distance / (self.count(x) - self.ddof)
        return [self.spread(upstream, x, xp) * share]


@with_parameters
class Std(Var):
    """The standard deviation: the square root of `var`.

    Of equal numbers it is 0 and has a kink, like |x|; there the gradient is taken as 0, as
    `torch.std` does (PyTorch 2.13).
    """

    formula: ClassVar[str] = "sqrt(sum((x - mean(x)) ** 2) / (n - ddof))"
    derivative: ClassVar[str] = "(x - mean(x)) / (y * (n - ddof))"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.sqrt(super().forward(x, xp))

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        distance = x - xp.mean(x, axis=self.axis, keepdims=True)
        spread = self.along(y, x, xp) * (self.count(x) - self.ddof)
        share = xp.where(spread == 0, 0.0, distance / xp.where(spread == 0, 1.0, spread))
        return [self.spread(upstream, x, xp) * share]


@with_parameters
class LogSumExp(Reduction):
    """log(Σ exp(x)), a smooth maximum; its gradient is softmax.

    The largest number is taken out before exp, so nothing overflows (Blanchard, Higham and
    Higham 2021, "Accurately computing the log-sum-exp and softmax functions").
    """

    name: ClassVar[str] = "logsumexp"
    formula: ClassVar[str] = "log(sum(exp(x)))"
    derivative: ClassVar[str] = "exp(x - y)"

    def forward(self, x: Number, xp: Namespace) -> Number:
        top = xp.max(x, axis=self.axis, keepdims=True)
        top = xp.where(abs(top) == xp.inf, 0.0, top)
        total = xp.sum(xp.exp(x - top), axis=self.axis, keepdims=self.keepdims)
        return xp.log(total) + xp.reshape(top, shape_of(total))

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [self.spread(upstream, x, xp) * xp.exp(x - self.along(y, x, xp))]
