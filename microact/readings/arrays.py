"""A rule read with arrays: NumPy's functions, some of them without their detours.

On small arrays most of the time of `np.sum` and its like is Python on the way to the sum.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number


def power(x: Number, n: Number, out: Number = None) -> Number:
    """Return what `np.power` does, with IEEE 754's answers to the power ½.

    NumPy (2.4) takes the square root there, if the exponent is a single number: (−∞) ** 0.5 would
    be NaN and (−0) ** 0.5 −0, where a float, a batch of exponents and a browser have ∞ and 0.
    """
    if np.size(n) != 1 or np.any(np.not_equal(n, 0.5)):
        return np.power(x, n, out=out)
    infinite = np.isneginf(x)
    root = np.add(np.power(x, n, out=out), 0.0, out=out)
    return np.where(infinite, np.inf, root) if out is None else _put(out, infinite)


def _put(out: Number, infinite: Number) -> Number:
    out[infinite] = np.inf
    return out


_add: Number = np.add  # whose types know no choice of keepdims
_maximum: Number = np.maximum
_minimum: Number = np.minimum


def add_up(x: Number, axis: Number = None, keepdims: bool = False, **others: Number) -> Number:
    """Return what `np.sum` does."""
    if others:
        return np.sum(x, axis=axis, keepdims=keepdims, **others)
    return _add.reduce(x, axis=axis, keepdims=keepdims)


def largest(x: Number, axis: Number = None, keepdims: bool = False, **others: Number) -> Number:
    """Return what `np.max` does."""
    if others:
        return np.max(x, axis=axis, keepdims=keepdims, **others)
    return _maximum.reduce(x, axis=axis, keepdims=keepdims)


def smallest(x: Number, axis: Number = None, keepdims: bool = False, **others: Number) -> Number:
    """Return what `np.min` does."""
    if others:
        return np.min(x, axis=axis, keepdims=keepdims, **others)
    return _minimum.reduce(x, axis=axis, keepdims=keepdims)


def mean(x: Number, axis: Number = None, keepdims: bool = False, **others: Number) -> Number:
    """Return what `np.mean` does, to the last bit."""
    usual = type(x) is np.ndarray and x.dtype.char in "fd" and 0 < x.size < 1 << 24
    if others or not usual:
        return np.mean(x, axis=axis, keepdims=keepdims, **others)
    total = _add.reduce(x, axis=axis, keepdims=keepdims)
    return total / (x.size // total.size)


def expand_dims(x: Number, axis: Number) -> Number:
    """Return what `np.expand_dims` does."""
    if type(x) is not np.ndarray or axis != -1:
        return np.expand_dims(x, axis)
    return x[..., None]


def broadcast_to(x: Number, shape: int | Sequence[int], **others: Number) -> Number:
    """Return what `np.broadcast_to` does; a small array is written out, which takes less time."""
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    if others or math.prod(shape) > SMALL or np.ndim(x) > len(shape):
        return np.broadcast_to(x, shape, **others)
    y = np.empty(shape, np.asarray(x).dtype)
    y[...] = x
    return y


SMALL = 10_000


class Arrays:
    """NumPy's functions, but for these.

    A choice between two plain numbers is of the dtype of the arrays around it, as 1.0 + x is.
    """

    def __init__(self, dtype: type[np.floating[Any]] = np.float64) -> None:
        self.dtype = dtype

    power = staticmethod(power)
    sum, max, min = staticmethod(add_up), staticmethod(largest), staticmethod(smallest)
    mean = staticmethod(mean)
    expand_dims, broadcast_to = staticmethod(expand_dims), staticmethod(broadcast_to)

    def where(self, condition: Number, a: Number, b: Number) -> Number:
        """Return what `np.where` does."""
        if type(a) in (float, int) and type(b) in (float, int):
            if a == 1 and b == 0 and type(condition) is np.ndarray and condition.dtype == bool:
                return condition.astype(self.dtype)  # in a tenth of the time
            a, b = self.dtype(a), self.dtype(b)
        return np.where(condition, a, b)

    def __getattr__(self, name: str) -> Callable[..., Number]:
        found: Callable[..., Number] = getattr(np, name)
        setattr(self, name, found)  # asked once
        return found


_of = {np.dtype(kind): cast(Namespace, Arrays(kind)) for kind in (np.float32, np.float16)}
arrays = cast(Namespace, Arrays())


def arrays_like(numbers: Sequence[Number]) -> Namespace:
    """Return the functions for these numbers: of the widest array among them."""
    dtypes = [x.dtype for x in numbers if isinstance(x, np.ndarray) and x.dtype.kind == "f"]
    return _of.get(max(dtypes), arrays) if dtypes else arrays
