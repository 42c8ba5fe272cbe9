"""Rules that take numbers out by index, and the way back: getitem and scatter.

Each gradient goes back to the place that its number was taken from.
"""

from typing import ClassVar

import numpy as np

from microact.readings.namespace import Namespace
from microact.readings.numbers import Array, Number, shape_of
from microact.rules.chain_rule import unbroadcast
from microact.rules.rule import Rule, with_parameters

Index = Number
"""What stands in the brackets of `x[...]`: NumPy takes ints, slices, arrays and tuples of them."""


@with_parameters
class GetItem(Rule):
    """Numbers picked by index: ints, slices, `...`, None, integer or boolean arrays.

    A number picked twice gets both gradients.
    """

    index: Index

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

    index: Index
    shape: tuple[int, ...]

    @property
    def title(self) -> str:
        """The name alone: the index would say little."""
        return self.name

    def forward(self, x: Number, xp: Namespace) -> Number:
        if hasattr(x, "tracer"):
            return x.__record__(self, (x,))  # in lines of arrays it stands as one call
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


def _kept(index: Index, inside: bool = False) -> Index:
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


def _index_text(index: Index) -> str:
    def one(i: Index) -> str:
        if isinstance(i, slice):
            start, stop, step = ("" if s is None else str(s) for s in (i.start, i.stop, i.step))
            return f"{start}:{stop}" + (f":{step}" if step else "")
        if isinstance(i, np.ndarray):
            return "array" if i.size > 4 else str(i.tolist())
        return "..." if i is Ellipsis else str(i)

    return f"[{', '.join(map(one, index if isinstance(index, tuple) else (index,)))}]"
