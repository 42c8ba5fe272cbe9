"""Dual numbers: lines read with them go in forward mode.

A slope carries a change forward as it carries a gradient back. What only moves numbers (a sum, a
reshape) moves their changes likewise. Through backward lines a dual is a gradient and how fast it
changes: the Hessian times a vector. At a kink the change is that of the functions in the lines
(`maximum` takes half of each); `ma.jvp` asks the rules.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from microact.readings.arrays import arrays
from microact.readings.comparisons import taken
from microact.readings.dual import Dual, dual, times
from microact.readings.numbers import Number, as_number, shape_of
from microact.readings.taking_in import refuse_no_number

MOVES = {"reshape", "broadcast_to", "transpose", "swapaxes", "squeeze", "expand_dims", "asarray",
         "sum", "mean"}  # fmt: skip
"""Functions that are linear: what they do to numbers they do to changes."""


def _one(x: Number) -> Number:
    """Return a number that divides by 0 as NumPy's do; Python's floats raise."""
    return np.float64(x) if isinstance(x, float) else x


def _whole(name: str, x: Dual) -> Dual:
    """Return a dual whose change has the shape of its number, or raise."""
    number, change = as_number(x.x), as_number(x.change)
    if shape_of(change) not in ((), shape_of(number)):
        raise ValueError(
            f"{name} has shape {shape_of(number)}, and its change {shape_of(change)}: it needs one "
            "for each number, or one for all"
        )
    return Dual(_one(number), _one(np.broadcast_to(change, np.shape(number))[()]))


SLOPES: dict[str, Callable[[Number, Number], Number]] = {
    "exp": lambda x, y: y, "expm1": lambda x, y: y + 1, "log": lambda x, y: np.divide(1, x),
    "log1p": lambda x, y: np.divide(1, 1 + x), "sqrt": lambda x, y: np.divide(0.5, y),
    "sin": lambda x, y: np.cos(x), "cos": lambda x, y: -np.sin(x), "tanh": lambda x, y: 1 - y * y,
    "abs": lambda x, y: np.sign(x), "sign": lambda x, y: 0.0,
}  # fmt: skip
"""How fast each function changes with x, where it is y."""


class Duals:
    """Runs lines with duals."""

    lifts, device = False, None

    def constant(self, x: Number) -> Number:
        """Return a constant: it does not change."""
        return x

    def taken_in(self, name: str, x: Number, like: Number, arrays: bool) -> Number:
        """Take an argument: a dual, or a number that does not change."""
        refuse_no_number(name, x)
        x = _whole(name, x) if isinstance(x, Dual) else _one(as_number(x))
        if arrays and shape_of(x) != shape_of(like):
            raise ValueError(f"{name} was recorded with shape {shape_of(like)}, got {shape_of(x)}")
        return x

    def whole(self, x: Number, shape: tuple[int, ...] | None) -> Number:
        """Return a result as a dual of its own shape."""
        x = dual(x)
        shape = x.shape if shape is None else shape
        return Dual(*(np.broadcast_to(part, shape) if shape else part for part in (x.x, x.change)))

    def making(self) -> AbstractContextManager[object]:
        """Return in what constants are made: nothing special."""
        return nullcontext()

    def truth(self, x: bool) -> bool:
        """Return what is true or false."""
        return x

    def copied(self, x: Number) -> Number:
        """Return a dual in memory of its own."""
        x = dual(x)
        return Dual(np.array(x.x), np.array(x.change)) if x.shape else x

    def rule(self, rule: Number) -> Callable[..., Number]:
        """Return what a rule computes that the lines call by itself."""
        if rule.name == "scatter":
            return lambda x: self._moved(rule, x)
        return lambda *inputs: rule.forward(*inputs, xp=self)

    def taken(self, now: Number, then: Number, words: str) -> None:
        """Raise unless a comparison comes out as it did while the lines were recorded."""
        taken(now, then, words)

    def number(self, x: Number) -> Number:
        """Make a number of a truth, 1 or 0, or of a plain number; it does not change."""
        return np.asarray(x, np.float64) if shape_of(x) else float(x)

    # ---- functions --------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Callable[..., Number]:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in MOVES:
            f = getattr(arrays, name)
            return lambda x, *how, **options: self._moved(lambda y: f(y, *how, **options), x)
        if name in ("logical_not", "float64", "float32"):
            f = getattr(np, name)
            return lambda x: self._moved(f, x)
        f, slope = getattr(arrays, name), SLOPES[name]

        def function(x: Number) -> Number:
            if not isinstance(x, Dual):
                return f(x)
            y = f(x.x)
            return Dual(y, times(slope(x.x, y), x.change))

        return function

    def _moved(self, f: Callable[[Number], Number], x: Number) -> Number:
        return Dual(f(x.x), f(x.change)) if isinstance(x, Dual) else f(x)

    def power(self, x: Number, n: Number) -> Number:
        """Return a power."""
        return dual(x) ** n

    def clip(self, x: Number, low: float, high: float) -> Number:
        """Return a number between two bounds."""
        x = dual(x)
        return Dual(np.clip(x.x, low, high), ((x.x >= low) & (x.x <= high)) * x.change)

    def maximum(self, a: Number, b: Number) -> Number:
        """Return the larger one; half of each change where they are equal."""
        return self._either(np.maximum, a, b)

    def minimum(self, a: Number, b: Number) -> Number:
        """Return the smaller one; half of each change where they are equal."""
        return self._either(np.minimum, a, b)

    def _either(self, f: Callable[..., Number], a: Number, b: Number) -> Number:
        a, b = dual(a), dual(b)
        y = f(a.x, b.x)
        mine = ((y == a.x) * 1.0 + (y != b.x)) / 2
        return Dual(y, mine * a.change + (1 - mine) * b.change)

    def divide(self, a: Number, b: Number) -> Number:
        """Return a quotient."""
        return dual(a) / b

    def where(self, condition: Number, a: Number, b: Number) -> Number:
        """Choose, and choose the changes likewise."""
        a, b = dual(a), dual(b)
        return Dual(np.where(condition, a.x, b.x), np.where(condition, a.change, b.change))

    def concatenate(self, parts: Number, axis: int = 0) -> Number:
        """Join along an axis."""
        return self._joined(np.concatenate, parts, axis)

    def stack(self, parts: Number, axis: int = 0) -> Number:
        """Join along a new axis."""
        return self._joined(np.stack, parts, axis)

    def _joined(self, join: Callable[..., Number], parts: Number, axis: int) -> Number:
        duals = list(map(dual, parts))
        changes = [np.broadcast_to(x.change, x.shape) for x in duals]
        return Dual(join([x.x for x in duals], axis=axis), join(changes, axis=axis))

    def picked(self, x: Number, index: Number) -> Number:
        """Return the numbers at an index."""
        return self._moved(lambda y: (y if shape_of(y) else np.asarray(y))[index], x)

    def max(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the largest; where several are, each has its share in the change."""
        return self._extreme(np.max, x, axis, keepdims)

    def min(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the smallest; where several are, each has its share in the change."""
        return self._extreme(np.min, x, axis, keepdims)

    def _extreme(self, f: Callable[..., Number], x: Number, axis: Number, keepdims: bool) -> Number:
        if not isinstance(x, Dual):
            return f(x, axis=axis, keepdims=keepdims)
        there = x.x == f(x.x, axis=axis, keepdims=True)
        how = {"axis": axis, "keepdims": keepdims}
        return Dual(f(x.x, **how), np.sum(there * x.change, **how) / np.sum(there, **how))

    def var(self, x: Number, axis: Number = None, keepdims: bool = False, ddof: int = 0) -> Number:
        """Return the mean square of the distances from the mean."""
        y = np.var(dual(x).x, axis=axis, keepdims=keepdims, ddof=ddof)
        if not isinstance(x, Dual):
            return y
        away = x.x - np.mean(x.x, axis=axis, keepdims=True)
        count = x.x.size // np.size(y) - ddof if shape_of(x) else 1 - ddof
        return Dual(y, np.sum(2 * away * x.change, axis=axis, keepdims=keepdims) / count)
