"""How targets come into a compiled step, and what our losses ask of them."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from microact.readings.numbers import Array, as_number, is_finite


def taken_in(y: ArrayLike) -> Array:
    """Take targets of any dtype that a loss takes."""
    if type(y) is np.ndarray and y.dtype.kind in "iubf":
        return y
    plain: Array = np.asarray(y)
    if isinstance(y, np.ma.MaskedArray) or plain.dtype.kind not in "iub":
        return np.asarray(as_number(y, copy=False))
    return plain


def as_wide(y: Array, dtype: np.dtype[Any], known: bool) -> Array:
    """Return targets as floats: as our losses compute with them, and others no narrower."""
    if known:
        return y.astype(dtype, copy=False)
    wide = np.float64 if y.dtype.kind in "iub" else np.result_type(y, dtype)
    return y.astype(wide, copy=False)


def looks_of(target: Array) -> tuple[bool, ...]:
    """Return what our losses ask of their targets: where it changes, the loss is asked again."""
    zeros = target == 0
    hard, any_zero = bool((zeros | (target == 1)).all()), bool(zeros.any())
    rows = (
        target.ndim == 2
        and target.shape[1] > 1
        and bool(np.all(abs(target.sum(axis=1) - 1) < 1e-5))
    )
    if hard:
        return hard, any_zero, rows
    chances, signs = np.all((target >= 0) & (target <= 1)), np.all((target == 1) | (target == -1))
    return hard, any_zero, rows, bool(chances), bool(signs), is_finite(target)
