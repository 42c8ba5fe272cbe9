"""The numbers in a rule's hands: their truths count as numbers, whatever they are made of.

A rule may add, subtract and negate comparisons: `(x > 0) + (x > 1)` is 0, 1 or 2. Python's own
floats nearly do so (but `~True` is −2), NumPy's arrays do not: to them `True + True` is `True`,
`True - True` an error and `exp` of a truth has three digits. So a rule of a user's is handed
numbers of these kinds, and what it returns becomes plain again.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Real
from typing import Any, cast

import numpy as np

from microact.expressions.tree import plain
from microact.readings.arrays import arrays
from microact.readings.floats import floats
from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, Option

_LOGIC = {np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.logical_and}
_LOGIC |= {np.logical_or, np.logical_xor, np.logical_not}


class Float(float):
    """A float whose comparisons are `Truth`s, and which divides and raises as IEEE 754 says.

    >>> x = Float(2.0)
    >>> (x > 0) + (x > 1) + (x > 2), 1 / (x - 2), ~(x > 0)
    (Float(2.0), Float(inf), Truth(0.0))
    """

    __slots__ = ()

    truth = False
    """Whether it is true or false, and a number only where one is due."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({float(self)!r})"

    def __neg__(self) -> "Float":
        return Float(-float(self))

    def __pos__(self) -> "Float":
        return Float(self)

    def __abs__(self) -> "Float":
        return Float(abs(float(self)))

    __hash__ = float.__hash__

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Number, **options: Option
    ) -> Number:
        if any(isinstance(x, Counted) or hasattr(x, "__record__") for x in inputs):
            return NotImplemented  # an array's or a Value's matter
        with np.errstate(all="ignore"):
            plain_ones = [plain(x) for x in map(_prepared_for(ufunc), inputs)]
            return counting(getattr(ufunc, method)(*plain_ones, **options))


class Truth(Float):
    """True or false, which is 1 or 0 wherever a number is due."""

    __slots__ = ()

    truth = True

    def __invert__(self) -> "Truth":
        return Truth(not self)


def _operator(
    compute: Callable[[Number, Number], Number], kind: type[Float], swapped: bool
) -> Number:
    """Make an operator's method for Floats: of `kind` is what it gives."""

    def method(self: Float, other: Number) -> Number:
        if not isinstance(other, float):
            if not isinstance(other, int | np.bool | np.integer | np.floating | Real):
                return NotImplemented
            other = float(other)
        a, b = (other, self) if swapped else (self, other)
        return kind(compute(float(a), float(b)))

    return method


for _name, _compute in {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul,
    "truediv": floats.divide, "pow": floats.power,
}.items():  # fmt: skip
    setattr(Float, f"__{_name}__", _operator(_compute, Float, False))
    setattr(Float, f"__r{_name}__", _operator(_compute, Float, True))
for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Float, f"__{_name}__", _operator(getattr(operator, _name), Truth, False))


def _logic(compute: Callable[[bool, bool], bool]) -> Number:
    """Make a method that joins two truths."""

    def method(self: Truth, other: Number) -> Number:
        if not isinstance(other, Truth | bool | np.bool):
            return NotImplemented
        return Truth(compute(bool(self), bool(other)))

    return method


for _name, _compute in {"and": operator.and_, "or": operator.or_, "xor": operator.xor}.items():
    for _prefix in ("__", "__r"):
        setattr(Truth, f"{_prefix}{_name}__", _logic(_compute))


class Counted(np.ndarray[Any, np.dtype[Any]]):
    """An array whose truths count: it makes floats of them wherever a number is due.

    >>> x = counting(np.array([0.5, 1.5]))
    >>> plainly((x > 0) + (x > 1)), plainly(-(x > 1))
    (array([1., 2.]), array([-0., -1.]))
    """

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Number, **options: Option
    ) -> Number:
        if any(hasattr(x, "__record__") for x in inputs):
            return NotImplemented  # a Value's matter
        if "out" in options:
            options["out"] = tuple(map(plainly, options["out"]))
        compute = (
            arrays.power if ufunc is np.power and method == "__call__" else getattr(ufunc, method)
        )
        return counting(compute(*map(_prepared_for(ufunc), inputs), **options))

    def __array_function__(
        self,
        function: Callable[..., Number],
        types: object,
        args: Iterable[Number],
        options: Mapping[str, Option],
    ) -> Number:
        """Answer NumPy's other functions: a choice keeps truths, anything else counts them."""
        if function is np.where:
            first, *others = args
            truths = all(isinstance(plainly(x), bool | np.bool) or _is_mask(x) for x in others)
            args = (
                plainly(first),
                *[plainly(x) if truths else _floating(_as_numbers(x)) for x in others],
            )
        else:
            args = _as_numbers(args)
        return counting(function(*args, **plainly(options)))

    # NumPy's stub has one overload for each dtype; this takes whatever a rule has in hand.
    def __pow__(self, exponent: Number, mod: None = None, /) -> Number:
        return np.power(self, exponent)  # where NumPy's own operator takes other ways

    def __getitem__(self, index: Number) -> Number:
        return counting(np.asarray(self)[plainly(index)])


def _is_mask(x: Number) -> bool:
    return isinstance(x, np.ndarray) and x.dtype == bool


def _prepared_for(ufunc: np.ufunc) -> Callable[[Number], Number]:
    return plainly if ufunc in _LOGIC else _as_numbers


def _as_numbers(x: Number) -> Number:
    """Return plain numbers, truths among them as floats."""
    x = plainly(x)
    if isinstance(x, tuple | list):
        return type(x)(map(_as_numbers, x))
    if isinstance(x, bool | np.bool):
        return float(x)
    return x.astype(np.float64) if _is_mask(x) else x


def _in_full_precision(x: Number) -> Number:
    """Return one of NumPy's scalars, or a truth, as a plain number: they compute in few digits."""
    return float(x) if isinstance(x, bool | np.bool | np.floating) else x


def _floating(x: Number) -> Number:
    """Return a number as floats: a choice of two ints would be an array of ints."""
    return float(x) if type(x) is int or isinstance(x, np.integer) else x


def counting(x: Number) -> Number:
    """Return a number as one whose truths count: a float, a truth or an array of either."""
    if isinstance(x, np.ndarray):
        return x.view(Counted) if x.dtype.kind in "bf" else x
    if isinstance(x, Float):
        return x
    if isinstance(x, bool | np.bool):
        return Truth(x)
    if isinstance(x, float | np.floating):
        return Float(x)
    if isinstance(x, tuple | list):
        return type(x)(map(counting, x))
    return x


def plainly(x: Number) -> Number:
    """Return a number as plain Python or NumPy know it."""
    if isinstance(x, Truth):
        return bool(x)
    if isinstance(x, Float):
        return float(x)
    if isinstance(x, Counted):
        return np.asarray(x)
    if isinstance(x, tuple | list):
        return type(x)(map(plainly, x))
    if isinstance(x, dict):
        return {name: plainly(value) for name, value in x.items()}
    return x


class Handed:
    """An `xp` in a rule's hands: what its functions answer counts too, also of constants alone."""

    def __init__(self, xp: Namespace) -> None:
        self._xp = xp

    def __getattr__(self, name: str) -> Number:
        found = getattr(self._xp, name)
        if not callable(found):
            return found
        whole = self._xp is arrays  # there a whole number may be an index

        choice = name == "where"  # which keeps truths

        def function(*args: Number, **options: Option) -> Number:
            y = found(*(args if choice else map(_in_full_precision, args)), **options)
            return counting(y if whole or isinstance(y, Float) else _floating(y))

        function.__name__ = name
        setattr(self, name, function)  # made once
        return function


_handed: dict[int, Namespace] = {}


def handed(xp: Namespace) -> Namespace:
    """Return the namespace that a user's rule is handed for this one; each is made once."""
    if id(xp) not in _handed:
        _handed[id(xp)] = cast(Namespace, Handed(xp))
    return _handed[id(xp)]


def in_hands(xp: Namespace, numbers: Sequence[Number]) -> tuple[Namespace, Sequence[Number]]:
    """Return the namespace and the numbers that a user's rule is handed for these."""
    return handed(xp), [counting(x) for x in numbers]
