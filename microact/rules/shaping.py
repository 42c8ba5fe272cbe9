"""Rules that move numbers without changing them, and the matrix product.

Each gradient goes back the way its number came: `transpose` turns it back, `getitem` puts it
where it was taken from, `concatenate` cuts it apart.
"""

import itertools
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from microact.arrays import Number, shape_of
from microact.rules.rule import Namespace, Rule, unbroadcast, with_parameters


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

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.reshape(x, self.shape)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.reshape(upstream, shape_of(x))]


@with_parameters
class Transpose(Rule):
    """Axes in another order; by default reversed."""

    axes: tuple[int, ...] | None = None

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

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.swapaxes(x, self.first, self.second)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.swapaxes(upstream, self.first, self.second)]


@with_parameters
class Squeeze(Rule):
    """Axes of size 1 taken away: all of them, or those named."""

    axis: int | tuple[int, ...] | None = None

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.squeeze(x, axis=self.axis)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.reshape(upstream, shape_of(x))]


@with_parameters
class ExpandDims(Rule):
    """A new axis of size 1."""

    axis: int

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.expand_dims(x, self.axis)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [xp.reshape(upstream, shape_of(x))]


@with_parameters
class BroadcastTo(Rule):
    """Numbers repeated to fill a larger shape; the gradients of the copies add up."""

    shape: tuple[int, ...]

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.broadcast_to(x, self.shape)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [unbroadcast(upstream, x, xp)]


@with_parameters
class Concatenate(Rule):
    """Several arrays end to end along an axis."""

    axis: int = 0

    def forward(self, *inputs: Number, xp: Namespace) -> Number:
        return xp.concatenate(inputs, axis=self.axis)

    def vjp(
        self, upstream: Number, y: Number, *inputs: Number, xp: Namespace
    ) -> list[Callable[[], Number]]:
        axis = self.axis % len(shape_of(y))
        ends = np.cumsum([0] + [shape_of(x)[axis] for x in inputs]).tolist()

        def part(start: int, stop: int) -> Callable[[], Number]:
            return lambda: upstream[(slice(None),) * axis + (slice(start, stop),)]

        return [part(*bounds) for bounds in itertools.pairwise(ends)]


@with_parameters
class Stack(Rule):
    """Several arrays, or numbers, of one shape side by side along a new axis."""

    axis: int = 0

    def forward(self, *inputs: Number, xp: Namespace) -> Number:
        return xp.stack(inputs, axis=self.axis)

    def vjp(
        self, upstream: Number, y: Number, *inputs: Number, xp: Namespace
    ) -> list[Callable[[], Number]]:
        axis = self.axis % len(shape_of(y))

        def part(i: int) -> Callable[[], Number]:
            return lambda: upstream[(slice(None),) * axis + (i,)]

        return [part(i) for i in range(len(inputs))]


@with_parameters
class GetItem(Rule):
    """Numbers picked by index: ints, slices, `...`, None, integer or boolean arrays.

    A number picked twice gets both gradients.
    """

    index: Any

    name: ClassVar[str] = "getitem"

    @property
    def title(self) -> str:
        """The index in brackets, shortened."""
        text = _index_text(self.index)
        return text if len(text) <= 24 else text[:22] + "…]"

    def forward(self, x: Number, xp: Namespace) -> Number:
        # A float has no axes to index, but NumPy lets [...] and [None] through.
        return (x if shape_of(x) else np.asarray(x))[self.index]

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [Scatter(self.index, shape_of(x))(upstream)]


@with_parameters
class Scatter(Rule):
    """Zeros, with numbers added in at an index: the way back of `getitem`."""

    index: Any
    shape: tuple[int, ...]

    @property
    def title(self) -> str:
        """The name alone: the index would say little."""
        return self.name

    def forward(self, x: Number, xp: Namespace) -> Number:
        zeros = np.zeros(self.shape, getattr(x, "dtype", np.float64))
        parts = self.index if isinstance(self.index, tuple) else (self.index,)
        if any(isinstance(i, np.ndarray) and i.dtype.kind != "b" for i in parts):
            np.add.at(zeros, self.index, x)  # a place may be named twice
        else:
            zeros[self.index] = x
        return zeros

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [upstream[self.index]]


def _index_text(index: Any) -> str:
    def one(i: Any) -> str:
        if isinstance(i, slice):
            start, stop, step = ("" if s is None else str(s) for s in (i.start, i.stop, i.step))
            return f"{start}:{stop}" + (f":{step}" if step else "")
        if isinstance(i, np.ndarray):
            return "array" if i.size > 4 else str(i.tolist())
        return "..." if i is Ellipsis else str(i)

    return f"[{', '.join(map(one, index if isinstance(index, tuple) else (index,)))}]"
