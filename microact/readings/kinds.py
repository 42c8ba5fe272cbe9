"""Kinds of number that are no library of arrays: exact, bounded, dual, of many digits.

A kind says how one of its numbers is made, `number(x)`, and what its functions are; what it leaves
out is said here with operators. Arrays of such numbers are NumPy's arrays of objects.
"""

import math
import operator
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from microact.readings.comparisons import taken
from microact.readings.namespace import RULE_FUNCTIONS
from microact.readings.numbers import Number, shape_of
from microact.readings.taking_in import refuse_no_number

OPERATORS: dict[str, Callable[..., Number]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul,
    "negative": operator.neg, "logical_and": operator.and_, "logical_or": operator.or_,
    "logical_xor": operator.xor, "less": operator.lt, "less_equal": operator.le,
    "greater": operator.gt, "greater_equal": operator.ge, "equal": operator.eq,
    "not_equal": operator.ne,
}  # fmt: skip
"""What the lines call, and the operators of numbers that it is."""


class Kind:
    """Functions that can be said with operators and comparisons; a kind may know better ones."""

    def number(self, x: float) -> Number:
        """Make a number of this kind."""
        return x

    def truth(self, x: Number) -> Number:
        """Make a number of a truth: 1 or 0."""
        return self.number(float(x))

    @property
    def precision(self) -> object:
        """How many digits numbers have, where that can be set; else None."""
        return None

    def result(self, x: Number) -> Number:
        """Return a number as its library knows it."""
        return x

    def where(self, condition: Number, a: Number, b: Number) -> Number:
        return a if condition else b

    def maximum(self, a: Number, b: Number) -> Number:
        return a if a > b or a != a else b  # NaN stays

    def minimum(self, a: Number, b: Number) -> Number:
        return a if a < b or a != a else b

    def clip(self, x: Number, low: Number, high: Number) -> Number:
        return self.minimum(self.maximum(x, low), high)

    def divide(self, a: Number, b: Number) -> Number:
        return a / b

    def power(self, x: Number, n: Number) -> Number:
        return x**n

    def sign(self, x: Number) -> Number:
        return x if x != x else self.number(float((x > 0) - (x < 0)))

    def abs(self, x: Number) -> Number:
        return abs(x)

    def logical_not(self, x: Number) -> Number:
        return not x

    def expm1(self, x: Number) -> Number:
        return self.exp(x) - self.number(1.0)

    def log1p(self, x: Number) -> Number:
        return self.log(self.number(1.0) + x)

    def tanh(self, x: Number) -> Number:
        twice = self.exp(x + x)
        return (twice - self.number(1.0)) / (twice + self.number(1.0))

    def __getattr__(self, name: str) -> Callable[..., Number]:
        raise AttributeError(
            f"{type(self).__name__.lower()} have no {name}, which these lines need; numbers of "
            "mpmath and flint.arb have"
        )


class Kinds:
    """Runs lines with the numbers of one kind, alone or in NumPy's arrays of objects."""

    lifts, device = True, None

    def __init__(self, kind: Number) -> None:
        self.kind = kind

    # ---- what comes in and goes out ---------------------------------------------------------

    def here(self, device: Number) -> "Kinds":
        """Return this reading: such numbers lie on no device."""
        return self

    def number(self, x: Number) -> Number:
        """Make plain numbers and truths numbers of this kind."""
        if shape_of(x):
            return _each(self.number, 1)(x)
        x = _alone(x)
        if isinstance(x, bool | np.bool) or hasattr(x, "could"):
            return self.kind.truth(x) if hasattr(self.kind, "truth") else self.kind.number(float(x))
        return self.kind.number(float(x) if isinstance(x, np.generic) else x)

    def constant(self, x: Number) -> Number:
        """Make one of NumPy's arrays an array of such numbers; a mask stays one."""
        return x if np.asarray(x).dtype.kind == "b" else self.number(x)

    def taken_in(self, name: str, x: Number, like: Number, arrays: bool) -> Number:
        """Take an argument: a number of this kind, a plain one, an array or a list of them."""
        x = np.array(x, dtype=object) if isinstance(x, list | tuple) else x
        refuse_no_number(name, x)
        if shape_of(x) != shape_of(like):
            raise ValueError(f"{name} was recorded with shape {shape_of(like)}, got {shape_of(x)}")
        return self.number(x)

    def whole(self, x: Number, shape: tuple[int, ...] | None) -> Number:
        """Return a result as an array of its own shape, where a number stands for one."""
        x = _alone(x)
        if shape and shape_of(x) != shape:
            x = np.broadcast_to(np.array(x, object), shape)
        return _each(self.kind.result, 1)(x) if hasattr(self.kind, "result") else x

    def making(self) -> AbstractContextManager[object]:
        """Return in what constants are made: nothing special."""
        return nullcontext()

    def truth(self, x: bool) -> bool:
        """Return what is true or false."""
        return x

    def copied(self, x: Number) -> Number:
        """Return an array in memory of its own; single numbers never change."""
        return np.array(x) if shape_of(x) else x

    def rule(self, rule: Number) -> Callable[..., Number]:
        """Return what a rule computes that the lines call by itself."""
        if rule.name == "scatter":
            return lambda x: self._put(x, rule.index, rule.shape)
        return lambda *inputs: rule.forward(*inputs, xp=self)

    def taken(self, now: Number, then: Number, words: str) -> None:
        """Raise unless a comparison comes out as it did while the lines were recorded."""
        taken(np.array(now, bool) if shape_of(now) else bool(now), then, words)

    # ---- functions --------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Callable[..., Number]:
        if name in OPERATORS:
            return _each(OPERATORS[name], 1 if name == "negative" else 2)
        if name in (*RULE_FUNCTIONS, "logical_not"):
            count = {"where": 3, "clip": 3, "power": 2, "divide": 2, "maximum": 2, "minimum": 2}
            return _each(self._function(name), count.get(name, 1))
        if name in ("float64", "float32", "float16"):
            return lambda x: x  # there is only one width here
        of_shapes: Callable[..., Number] = getattr(np, name)
        return of_shapes

    def _function(self, name: str) -> Callable[..., Number]:
        own: Callable[..., Number] | None = getattr(self.kind, name, None)
        plain: Callable[..., Number] = own or getattr(_Plain(self.kind), name)
        return plain

    def max(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the largest along axes."""
        return self._reduced("maximum", x, axis, keepdims)

    def min(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the smallest along axes."""
        return self._reduced("minimum", x, axis, keepdims)

    def _reduced(self, name: str, x: Number, axis: Number, keepdims: bool) -> Number:
        if not shape_of(x):
            return x
        last, shape = _as_last(x, axis)
        y = np.frompyfunc(self._function(name), 2, 1).reduce(last, axis=-1)
        return np.reshape(y, shape) if keepdims else y

    def sum(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the sum along axes."""
        return (
            np.sum(x, axis=axis, keepdims=keepdims)
            if np.size(x)
            else self._empty(x, axis, keepdims)
        )

    def _empty(self, x: Number, axis: Number, keepdims: bool) -> Number:
        return self.number(np.sum(np.zeros(np.shape(x)), axis=axis, keepdims=keepdims))

    def mean(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the mean along axes."""
        total = self.sum(x, axis, keepdims)
        return total / self.kind.number(float(np.size(x) // max(1, np.size(total))))

    def var(self, x: Number, axis: Number = None, keepdims: bool = False, ddof: int = 0) -> Number:
        """Return the mean square of the distances from the mean."""
        away = x - self.mean(x, axis, keepdims=True)
        squares = self.sum(away * away, axis, keepdims)
        return squares / self.kind.number(float(np.size(x) // np.size(squares) - ddof))

    def asarray(self, x: Number) -> Number:
        """Return an array of no axes."""
        return x if shape_of(x) else np.array(x, object)

    def matmul(self, a: Number, b: Number) -> Number:
        """Return a product of matrices; of nothing it is 0."""
        y = np.matmul(a, b)
        return y if np.shape(a)[-1] else self.number(np.zeros(np.shape(y)))

    def picked(self, x: Number, index: Number) -> Number:
        """Return the numbers at an index."""
        return self.asarray(x)[index]

    def _put(self, x: Number, index: Number, shape: tuple[int, ...]) -> Number:
        zeros = self.asarray(self.number(np.zeros(shape)))
        np.add.at(zeros, index, x)
        return zeros


class _Plain(Kind):
    """What a kind of a user's own leaves out."""

    def __init__(self, kind: Number) -> None:
        self.kind = kind

    def number(self, x: float) -> Number:
        return self.kind.number(x)

    def exp(self, x: Number) -> Number:
        return self.kind.exp(x)

    def log(self, x: Number) -> Number:
        return self.kind.log(x)


def _each(function: Callable[..., Number], count: int) -> Callable[..., Number]:
    """Apply a function to each number of arrays, or to single numbers."""
    many = np.frompyfunc(function, count, 1)

    def applied(*numbers: Number) -> Number:
        if any(map(shape_of, numbers)):
            return many(*numbers)
        return function(*map(_alone, numbers))

    return applied


def _alone(x: Number) -> Number:
    """Return the number itself that stands in an array of no axes."""
    return x[()] if isinstance(x, np.ndarray) and not x.shape else x


def _as_last(x: Number, axis: Number) -> tuple[Number, tuple[int, ...]]:
    """Bring some axes together as the last one; return also the shape that keeps them as ones."""
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    gone = {i % x.ndim for i in axes}
    stay = [i for i in range(x.ndim) if i not in gone]
    shape = tuple(1 if i in gone else n for i, n in enumerate(x.shape))
    kept = [x.shape[i] for i in stay]
    return np.transpose(x, [*stay, *sorted(gone)]).reshape(
        (*kept, math.prod(x.shape[i] for i in gone))
    ), shape
