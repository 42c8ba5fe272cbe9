"""What `+`, `v[0]`, `<` and NumPy's own functions do when a Value is among their operands."""

import operator
from collections.abc import Callable, Iterator, Sequence
from types import MethodType
from typing import Self

import numpy as np

from microact.engine import functions
from microact.engine.calling import named, names
from microact.engine.node import UNRECORDED, Node, born, number_of
from microact.engine.recording import is_recorded
from microact.readings.comparisons import compared
from microact.readings.counted import counting
from microact.readings.numbers import Array, Number, Option, as_number, refuse_foreign, shape_of
from microact.readings.plain_numbers import domain_matters
from microact.rules import arithmetic, selecting, shaping
from microact.support.other_names import hint

# A rule without parameters has no state: one of each serves every node.
ADD, SUBTRACT = arithmetic.Add(), arithmetic.Subtract()
MULTIPLY, DIVIDE = arithmetic.Multiply(), arithmetic.Divide()
_NEGATIVE, _ABS, _MATMUL = arithmetic.Negative(), selecting.Abs(), shaping.MatMul()

_NO_METHODS = {"where", "concatenate", "stack", "scatter", "variable_power"}
"""Functions whose first argument is not the one number that a method would stand for."""

_COMPARISONS = {
    "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=",
    "equal": "==", "not_equal": "!=",
}  # fmt: skip
_BY_SIGN: dict[str, Callable[[Number, Number], Number]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def _truth(compared: Number) -> Number:
    if not domain_matters.get():  # a rule's gradient is being recorded: its truths count
        return counting(compared)
    return bool(compared) if isinstance(compared, np.bool) else compared


def _compare(op: str, left: Number, right: Number) -> Number:
    """Compare numbers; words and the like have no place in an order, but may be unequal."""
    ordered = op not in ("==", "!=")
    a, b = [as_number(x, copy=False) if ordered else x for x in (number_of(left), number_of(right))]
    refuse_foreign(b)
    result = _BY_SIGN[op](a, b)
    compared(op, left, right, result)
    return _truth(result)


class Operators(Node):
    """The operators of a Value. Each records its rule; the gradient is the rule's own matter."""

    __slots__ = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the number; `()` if it is a single one."""
        return shape_of(self._number)

    # Most steps of a graph of single numbers are these two, so they have a short way.

    def __add__(self, other: Number) -> Self:
        a = self._number
        if type(a) is float:
            kind = type(self)
            b = other._number if type(other) is kind else other
            if type(b) is float:
                return born(kind, ADD, a + b, self, other)
        return self.__record__(ADD, (self, other))

    def __radd__(self, other: Number) -> Self:
        # sum([...]) starts from the int 0: adding it would only clutter the graph.
        zero = type(other) is int and other == 0
        return self if zero else self.__record__(ADD, (other, self))

    def __sub__(self, other: Number) -> Self:
        return self.__record__(SUBTRACT, (self, other))

    def __rsub__(self, other: Number) -> Self:
        return self.__record__(SUBTRACT, (other, self))

    def __isub__(self, other: Number) -> Self:
        # Elsewhere a -= b is a = a - b, a step of the graph.
        if self.is_leaf and self._stamp != UNRECORDED and not is_recorded.get():
            raise TypeError(
                f"inside no_grad {self.label or 'leaf'} -= ... would make another Value and leave "
                f"this one as it is; write {self.label or 'leaf'}.data -= ..."
            )
        return self.__sub__(other)

    def __mul__(self, other: Number) -> Self:
        a = self._number
        if type(a) is float:
            kind = type(self)
            b = other._number if type(other) is kind else other
            if type(b) is float:
                return born(kind, MULTIPLY, a * b, self, other)
        return self.__record__(MULTIPLY, (self, other))

    def __rmul__(self, other: Number) -> Self:
        return self.__record__(MULTIPLY, (other, self))

    def __truediv__(self, other: Number) -> Self:
        return self.__record__(DIVIDE, (self, other))

    def __rtruediv__(self, other: Number) -> Self:
        return self.__record__(DIVIDE, (other, self))

    def __matmul__(self, other: Number) -> Self:
        return self.__record__(_MATMUL, (self, other))

    def __rmatmul__(self, other: Number) -> Self:
        return self.__record__(_MATMUL, (other, self))

    def __pos__(self) -> Self:
        return self

    def __neg__(self) -> Self:
        return self.__record__(_NEGATIVE, (self,))

    def __abs__(self) -> Self:
        return self.__record__(_ABS, (self,))

    def __pow__(self, exponent: Number) -> Self:
        result: Self = functions.power(self, exponent)
        return result

    def __rpow__(self, base: Number) -> Self:
        result: Self = functions.power(base, self)
        return result

    def __getitem__(self, index: Number) -> Self:
        result: Self = functions.getitem(self, index)
        return result

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a Value that is a single number has no len()")
        return self.shape[0]

    def __iter__(self) -> Iterator[Self]:
        return (self[i] for i in range(len(self)))

    # Comparisons look at the numbers only: a bool or an array of bools, nothing is recorded.

    def __lt__(self, other: Number) -> Number:
        return _compare("<", self, other)

    def __le__(self, other: Number) -> Number:
        return _compare("<=", self, other)

    def __gt__(self, other: Number) -> Number:
        return _compare(">", self, other)

    def __ge__(self, other: Number) -> Number:
        return _compare(">=", self, other)

    def __eq__(self, other: object) -> Number:
        """Compare numbers: so `list.index` and `in` find an equal Value, not the same one."""
        return _compare("==", self, other)

    def __ne__(self, other: object) -> Number:
        return _compare("!=", self, other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return bool(_compare("!=", self, 0.0))

    # ---- Python and NumPy ---------------------------------------------------------------------

    def __getattr__(self, name: str) -> Callable[..., Self]:
        # A rule that was registered since: v.bump() is ma.activations["bump"](v).
        hidden = name.startswith("_") or name in _NO_METHODS
        function = None if hidden else named(name)
        if function is None:
            raise AttributeError(f"a Value has no attribute or function {name!r}{hint(name)}")
        return MethodType(function, self)

    def __dir__(self) -> list[str]:
        methods = [name for name in names() if name not in _NO_METHODS]
        return [*super().__dir__(), *methods]

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Number, **options: Option
    ) -> Number:
        """Answer NumPy's elementwise functions: `np.tanh(v)` is `ma.tanh(v)`."""
        if any(isinstance(x, Operators) for x in options.get("out", ())):
            raise TypeError(f"np.{ufunc.__name__} cannot write into a Value; use its result")
        if ufunc.__name__ in _COMPARISONS and method == "__call__":
            result = ufunc(*map(number_of, inputs), **options)
            left, right = inputs
            compared(_COMPARISONS[ufunc.__name__], left, right, result)
            return result
        function = named(ufunc.__name__)
        if function is None or method != "__call__":
            what = ufunc.__name__ + ("" if method == "__call__" else f".{method}")
            raise TypeError(f"np.{what} has no rule for a Value; for its numbers use value.data")
        if options:
            hint = "; array += value cannot work in place: write array = array + value"
            raise TypeError(
                f"np.{ufunc.__name__} of a Value takes no {', '.join(options)}"
                + (hint if "out" in options else "")
            )
        return function(*inputs)

    def __array_function__(
        self,
        f: Callable[..., Number],
        types: object,
        args: Sequence[Number],
        options: dict[str, Option],
    ) -> Number:
        """Answer NumPy's other functions: `np.sum(v, axis=0)` is `ma.sum(v, axis=0)`."""
        if f in (np.shape, np.ndim, np.size):
            return f(*map(number_of, args), **{name: number_of(x) for name, x in options.items()})
        function = named(f.__name__)
        if function is None:
            raise TypeError(f"np.{f.__name__} has no rule for a Value; for its numbers use .data")
        return function(*args, **options)

    def __array__(self, dtype: Number = None, copy: Number = None) -> Array:
        raise TypeError(
            "an array of Values would lose the graph; use value.data for the numbers, "
            "ma.stack([...]) to make several Values one"
        )

    def __float__(self) -> float:
        raise TypeError(
            "float(value) would lose the graph; use value.item() for the number, "
            "ma.exp(value) instead of math.exp(value)"
        )

    __int__ = __float__

    def __format__(self, spec: str) -> str:
        return format(self._number, spec) if spec else repr(self)


# Every function of a Value is a method too: v.tanh() is ma.tanh(v).
for _name in names():
    if _name not in _NO_METHODS and not hasattr(Operators, _name):
        setattr(Operators, _name, named(_name))
