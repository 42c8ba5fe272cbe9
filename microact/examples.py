"""Examples to learn from: rows of arrays that may be larger than memory.

Rows are held out, shuffled and put into batches by their numbers; only a batch is ever copied. So
`np.load("rows.npy", mmap_mode="r")` may be larger than memory.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from microact.data import split
from microact.readings.numbers import Array, refuse_masked

AT_ONCE = 1 << 22
"""So many numbers of the widest layer are computed at once when rows are only looked at."""


class Examples:
    """Some rows of inputs and their targets.

    Args:
        X: one row of inputs for each example.
        y: one target for each.
        rows: which of them, by number; by default all.
    """

    def __init__(self, X: ArrayLike, y: ArrayLike, rows: Array | None = None) -> None:
        self.X, self.y = _looked_at(X, y)
        self.rows = np.arange(len(self.X)) if rows is None else rows

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: Any, dtype: np.dtype[Any]) -> tuple[Array, Array]:
        """Copy some of these rows, the inputs no wider than `dtype`."""
        rows = self.rows[places]
        X, y = self.X[rows], self.y[rows]
        if X.dtype.kind != "f" or X.dtype.itemsize > dtype.itemsize:
            X = X.astype(dtype)
        if y.dtype.kind == "u" or (y.dtype.kind == "i" and y.dtype.itemsize < 8):
            y = y.astype(np.int64)  # where no sum of a loss's own wraps around at 256, or at 0
        return X, y

    def pieces(self, width: int, dtype: np.dtype[Any]) -> Iterator[tuple[Array, Array]]:
        """Copy one part after the other, small enough for a network of this width."""
        size = max(1, AT_ONCE // width)
        for start in range(0, len(self), size):
            yield self.take(slice(start, start + size), dtype)

    def split(
        self, validation: float | tuple[ArrayLike, ArrayLike], seed: int, classes: bool
    ) -> tuple["Examples", "Examples | None"]:
        """Return the rows to learn from, and those to watch; of each class the same share."""
        if isinstance(validation, tuple) and len(validation) == 2:
            watched = Examples(*validation)
            if watched.y.ndim != self.y.ndim:
                raise ValueError("the targets to watch must look like those to learn from")
            return self, watched
        if not isinstance(validation, int | float):
            what = type(validation).__name__
            raise TypeError(f"validation is a share of the rows, or a pair (X, y), got a {what}")
        if validation == 0:
            return self, None
        kinds = self.y if classes else np.zeros(len(self.y))
        learn, watch = split(kinds, validation, seed)
        return Examples(self.X, self.y, learn), Examples(self.X, self.y, watch)


def _looked_at(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    refuse_masked(X, y)
    X, y = np.asarray(X), np.asarray(y)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]  # one target for each row, however it is laid out
    if X.ndim != 2 or y.ndim not in (1, 2) or len(X) != len(y) or len(X) == 0:
        raise ValueError(
            f"X has shape (rows, inputs) and y one target for each row, got {X.shape} and {y.shape}"
        )
    if X.dtype.kind not in "iubf" or y.dtype.kind not in "iubf":
        raise TypeError(f"X and y hold numbers, got dtypes {X.dtype} and {y.dtype}")
    return X, y
