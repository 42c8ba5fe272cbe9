"""Rules that move numbers without changing them, and the matrix product.

Each gradient goes back the way its number came: `transpose` turns it back, `broadcast_to` adds the
copies up.
"""

import math
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, shape_of
from microact.rules.chain_rule import unbroadcast
from microact.rules.rule import Rule, with_parameters
from microact.support import arguments


class MatMul(Rule):
    """Matrix product of the last two axes; 1-D inputs are a row on the left, a column on the right.

    With upstream gradient G: ∂/∂A = G Bᵀ and ∂/∂B = Aᵀ G (Giles 2008, "Collected matrix
    derivative results", section 2.2.1). Leading axes broadcast. Raises `ValueError` where the
    inner sizes differ.
    """

    name = "matmul"
    symbol = "@"
    formula = "a @ b"
    derivative = ("upstream @ b.T", "a.T @ upstream")

    def check(self, a: Number, b: Number) -> None:
        left, right = shape_of(a), shape_of(b)
        if not left or not right:
            raise ValueError(f"@ multiplies arrays, got shapes {left} and {right}; for numbers: *")
        if left[-1] != right[max(0, len(right) - 2)]:
            raise ValueError(f"@ needs equal inner sizes, got shapes {left} and {right}")
        try:
            np.broadcast_shapes(left[:-2], right[:-2])
        except ValueError:
            raise ValueError(
                f"@ of shapes {left} and {right}: the axes before the last two cannot be broadcast "
                "together; each pair of sizes is equal or one of them is 1"
            ) from None

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return xp.matmul(a, b)

    def vjp(
        self, upstream: Number, y: Number, a: Number, b: Number, xp: Namespace
    ) -> list[Callable[[], Number]]:
        if a.ndim == b.ndim == 2:
            return [
                lambda: xp.matmul(upstream, xp.swapaxes(b, -1, -2)),
                lambda: xp.matmul(xp.swapaxes(a, -1, -2), upstream),
            ]
        # Give 1-D inputs their second axis, and the upstream gradient the axes that fell away.
        rows = xp.expand_dims(a, -2) if a.ndim == 1 else a
        columns = xp.expand_dims(b, -1) if b.ndim == 1 else b
        lead = np.broadcast_shapes(rows.shape[:-2], columns.shape[:-2])
        g = xp.reshape(upstream, (*lead, rows.shape[-2], columns.shape[-1]))

        def to(x: Number, wide: Number, gradient: Number) -> Number:
            return xp.reshape(unbroadcast(gradient, wide, xp), x.shape)

        return [
            lambda: to(a, rows, xp.matmul(g, xp.swapaxes(columns, -1, -2))),
            lambda: to(b, columns, xp.matmul(xp.swapaxes(rows, -1, -2), g)),
        ]


@with_parameters
class Reshape(Rule):
    """The same numbers in another shape; one size may be −1."""

    shape: tuple[int, ...]

    def check(self, x: Number) -> None:
        """Raise `ValueError` unless the numbers of `x` fill that shape."""
        size = math.prod(shape_of(x))
        known = math.prod(n for n in self.shape if n != -1)
        fills = known > 0 and size % known == 0 if -1 in self.shape else size == known
        if not fills or min(self.shape, default=0) < -1 or self.shape.count(-1) > 1:
            raise ValueError(
                f"reshape: the {size} numbers of shape {shape_of(x)} do not fill {self.shape}; "
                "one size may be -1, which stands for what is left"
            )

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.reshape(x, self.shape)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.reshape(upstream, shape_of(x))]


@with_parameters
class Transpose(Rule):
    """Axes in another order; by default reversed."""

    axes: tuple[int, ...] | None = None

    def check(self, x: Number) -> None:
        """Raise `ValueError` unless every axis of `x` is named once."""
        n = len(shape_of(x))
        if self.axes is None:
            return
        if sorted(i + n if i < 0 else i for i in self.axes) != list(range(n)):
            raise ValueError(
                f"transpose names each of the {n} axes of shape {shape_of(x)} once, got {self.axes}"
            )

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.transpose(x, self.axes)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        if self.axes is None:
            return [xp.transpose(upstream)]
        n = len(self.axes)
        back = tuple(int(i) for i in np.argsort([axis % n for axis in self.axes]))
        return [xp.transpose(upstream, back)]


@with_parameters
class SwapAxes(Rule):
    """Two axes exchanged."""

    first: int
    second: int

    name: ClassVar[str] = "swapaxes"

    def __post_init__(self) -> None:
        """Raise `TypeError` for anything but whole numbers."""
        object.__setattr__(self, "first", arguments.position("swapaxes' first axis", self.first))
        object.__setattr__(self, "second", arguments.position("swapaxes' second axis", self.second))

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.swapaxes(x, self.first, self.second)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.swapaxes(upstream, self.first, self.second)]


@with_parameters
class Squeeze(Rule):
    """Axes of size 1 taken away: all of them, or those named."""

    axis: int | tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """Raise `TypeError` for anything but whole numbers."""
        object.__setattr__(self, "axis", arguments.axes(f"{self.name}'s axis", self.axis))

    def check(self, x: Number) -> None:
        """Raise `ValueError` for an axis that holds more than one number."""
        shape, n = shape_of(x), len(shape_of(x))
        named = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        if any(i is not None and -n <= i < n and shape[i] != 1 for i in named):
            raise ValueError(f"squeeze(axis={self.axis}) takes axes of size 1, got shape {shape}")

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.squeeze(x, axis=self.axis)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.reshape(upstream, shape_of(x))]


@with_parameters
class ExpandDims(Rule):
    """New axes of size 1."""

    axis: int | tuple[int, ...]

    def __post_init__(self) -> None:
        """Raise `TypeError` for anything but whole numbers."""
        object.__setattr__(self, "axis", arguments.axes(f"{self.name}'s axis", self.axis))

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.expand_dims(x, self.axis)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.reshape(upstream, shape_of(x))]


@with_parameters
class BroadcastTo(Rule):
    """Numbers repeated to fill a larger shape; the gradients of the copies add up."""

    shape: tuple[int, ...]

    def check(self, x: Number) -> None:
        """Raise `ValueError` unless `x` can be repeated to that shape."""
        pairs = zip(shape_of(x)[::-1], self.shape[::-1])
        if len(shape_of(x)) > len(self.shape) or any(n not in (1, m) or m < 0 for n, m in pairs):
            raise ValueError(
                f"shape {shape_of(x)} cannot be repeated to fill {self.shape}: counted from the "
                "last axis, each size stays, or is 1 and grows"
            )

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.broadcast_to(x, self.shape)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [unbroadcast(upstream, x, xp)]
