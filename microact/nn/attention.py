"""Rows that look at each other, with several heads, and the table that words start from."""

import math

import numpy as np

from microact.composed import attention, embedding
from microact.engine.functions import reshape, swapaxes
from microact.engine.value import Value
from microact.nn.linear import Linear, dtype_of, generator
from microact.nn.module import Module, refuse_too_many
from microact.readings.numbers import Number, shape_of
from microact.support import arguments


class Embedding(Module, part_of_microact=True):
    """A table with a row of weights for each word, or whatever the whole numbers stand for.

    Args:
        words: how many rows.
        n: how many numbers a row has.
        rng: draws them, normal with mean 0.
        spread: their standard deviation.
        dtype: "float64" or "float32".

    >>> Embedding(27, 4)(np.array([0, 2, 2])).shape
    (3, 4)
    """

    def __init__(
        self,
        words: int,
        n: int,
        rng: np.random.Generator | None = None,
        spread: float = 1.0,
        dtype: str = "float64",
    ) -> None:
        words, n = (arguments.whole("the size of a table", size) for size in (words, n))
        refuse_too_many(words, n)
        spread = arguments.real("spread", spread, least=0)
        drawn = generator(rng).normal(0.0, spread, (words, n))
        self.table = Value(drawn.astype(dtype_of(dtype)), "table")

    def forward(self, ids: Number) -> Number:
        """Return a row for each whole number: shape (*ids.shape, n)."""
        return embedding(self.table, ids)

    def __repr__(self) -> str:
        return f"Embedding({' × '.join(map(str, self.table.shape))})"


class Attention(Module, part_of_microact=True):
    """Each row asks all rows, and takes of each by how well its key fits; see `ma.attention`.

    With several heads the numbers of a row are cut into as many parts, which look for themselves
    (Vaswani et al. 2017, section 3.2.2). Four matrices without biases: query, key, value, output.

    Args:
        n: how many numbers a row has.
        heads: into how many parts they are cut; n is a multiple of it.
        causal: whether a row may look at itself and those before it only.
        rng: draws the weights.
        dtype: "float64" or "float32".
    """

    def __init__(
        self,
        n: int,
        heads: int = 1,
        causal: bool = False,
        rng: np.random.Generator | None = None,
        dtype: str = "float64",
    ) -> None:
        n, heads = arguments.whole("the size of a row", n), arguments.whole("heads", heads)
        if n % heads:
            raise ValueError(f"{n} numbers cannot be cut into {heads} heads of equal size")
        if not isinstance(causal, bool | np.bool):
            raise TypeError(f"causal is True or False, got {causal!r}")
        self.heads, self.causal = heads, bool(causal)
        rng = generator(rng)
        for name in ("query", "key", "value", "output"):
            made = Linear(n, n, None, "lecun_normal", rng, name, dtype, bias=False)
            setattr(self, name, made)

    def forward(self, x: Number) -> Number:
        """Return rows of the same shape as x, (..., rows, n)."""
        parts = self.children()
        query, key, value = (self._cut(parts[name](x)) for name in ("query", "key", "value"))
        mixed = attention(query, key, value, causal=self.causal)
        if self.heads > 1:
            mixed = swapaxes(mixed, -3, -2)
            mixed = reshape(mixed, (*shape_of(mixed)[:-2], math.prod(shape_of(mixed)[-2:])))
        return parts["output"](mixed)

    def _cut(self, x: Number) -> Number:
        """Cut rows into heads: (..., rows, n) becomes (..., heads, rows, n / heads)."""
        if self.heads == 1:
            return x
        shape = shape_of(x)
        parts = reshape(x, (*shape[:-1], self.heads, shape[-1] // self.heads))
        return swapaxes(parts, -3, -2)

    def __repr__(self) -> str:
        n = self.children()["query"].parameters()[0].shape[0]
        return f"Attention({n}, heads={self.heads}, causal={self.causal})"
