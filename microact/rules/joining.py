"""Rules that put arrays together and take parts out: concatenate, stack, getitem and its way back.

Each gradient goes back the way its number came: `concatenate` cuts it apart, `getitem` puts it
where it was taken from.
"""

import itertools
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from microact.readings.numbers import Array, Number, shape_of
from microact.rules.rule import Namespace, Rule, unbroadcast, with_parameters
from microact.support import arguments


@with_parameters
class AlongAxis(Rule):
    """What the two that join have in common: the axis along which they do."""

    axis: int = 0

    def __post_init__(self) -> None:
        """Raise `TypeError` for anything but a whole number."""
        object.__setattr__(self, "axis", arguments.position(f"{self.name}'s axis", self.axis))


@with_parameters
class Concatenate(AlongAxis):
    """Several arrays end to end along an axis."""

    def check(self, *inputs: Number) -> None:
        """Raise `ValueError` for single numbers, or for no array at all."""
        if not inputs or not all(map(shape_of, inputs)):
            raise ValueError(
                "concatenate joins arrays along an axis that they have, got "
                f"{arguments.shapes(*inputs)}; single numbers become an array with ma.stack([...])"
            )

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
class Stack(AlongAxis):
    """Several arrays, or numbers, of one shape side by side along a new axis."""

    def check(self, *inputs: Number) -> None:
        """Raise `ValueError` for different shapes, or for nothing at all."""
        if len(set(map(shape_of, inputs))) != 1:
            raise ValueError(
                "stack puts numbers or arrays of one shape side by side, got "
                f"{arguments.shapes(*inputs)}"
            )

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

    def __post_init__(self) -> None:
        """Raise `IndexError` for an index that is made of anything else."""
        object.__setattr__(self, "index", _kept(self.index))

    @property
    def title(self) -> str:
        """The index in brackets, shortened."""
        text = _index_text(self.index)
        return text if len(text) <= 24 else text[:22] + "…]"

    def forward(self, x: Number, xp: Namespace) -> Number:
        # A float has no axes to index, but NumPy lets [...] and [None] through.
        return (x if shape_of(x) else xp.asarray(x))[self.index]

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
        taken = (np.asarray(upstream) if type(upstream) is float else upstream)[self.index]
        return [unbroadcast(taken, x, xp)]  # a number may have been put into several places


def _kept(index: Any, inside: bool = False) -> Any:
    """Copy arrays in an index, so that nobody can change what was recorded."""
    if isinstance(index, tuple) and not inside:  # a tuple inside it is an array of places
        return tuple(_kept(i, inside=True) for i in index)
    if index is None or index is Ellipsis or isinstance(index, slice | int | np.integer | np.bool):
        return index
    if hasattr(index, "__record__") or isinstance(index, float):
        raise IndexError(f"an index is made of ints, slices or arrays of them, got {index!r}")
    array: Array = np.array(index)
    if array.size == 0 and not isinstance(index, np.ndarray):
        return array.astype(np.intp)
    if array.dtype.kind not in "iub":
        raise IndexError(f"an index is made of ints or bools, got dtype {array.dtype}")
    return array


def _index_text(index: Any) -> str:
    def one(i: Any) -> str:
        if isinstance(i, slice):
            start, stop, step = ("" if s is None else str(s) for s in (i.start, i.stop, i.step))
            return f"{start}:{stop}" + (f":{step}" if step else "")
        if isinstance(i, np.ndarray):
            return "array" if i.size > 4 else str(i.tolist())
        return "..." if i is Ellipsis else str(i)

    return f"[{', '.join(map(one, index if isinstance(index, tuple) else (index,)))}]"
