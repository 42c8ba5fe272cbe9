"""Symbols: a rule read with them writes down what it computes.

The same lines of a rule that compute with floats or arrays leave, with symbols, an expression: for
a label, for a lesson, for straight-line source.
"""

import math
from collections.abc import Callable

import numpy as np

from microact.expressions.python import PEOPLE
from microact.expressions.tree import ARITHMETIC, COMPARISONS, LOGIC, Tree, is_truth
from microact.readings.counted import counting
from microact.readings.namespace import RULE_FUNCTIONS
from microact.readings.numbers import Number

_UFUNCS = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**", "matmul": "@",
    "less": "<", "greater": ">", "less_equal": "<=", "greater_equal": ">=", "equal": "==",
    "not_equal": "!=", "bitwise_and": "&", "bitwise_or": "|", "bitwise_xor": "^",
}  # fmt: skip
"""What NumPy calls the operators, when one of its own scalars stands on the left."""


class Symbol(Tree):
    """A number that remembers what was done to it: an operation and what it was done to.

    >>> x = Symbol("x")
    >>> print(1 / (1 + symbols.exp(-x)))
    1 / (1 + exp(-x))
    """

    __slots__ = ()

    def rebuilt(self, op: str, *args: Number, **options: object) -> "Symbol":
        """Return another way to write the same number."""
        other = Symbol(op, *args, **options)
        other.truth = self.truth
        return other

    def __str__(self) -> str:
        return PEOPLE.text(self)

    __repr__ = __str__

    def __abs__(self) -> "Symbol":
        return Symbol("abs", counted(self))

    def __neg__(self) -> "Symbol":
        return Symbol("neg", counted(self))

    def __pos__(self) -> Number:
        return counted(self)

    def __invert__(self) -> "Symbol":
        return Symbol("not", _truth("~", self))

    def __bool__(self) -> bool:
        raise TypeError(
            f"a rule must not decide by `if` what it computes, as in `if {self}`: every reading "
            "of it needs both ways; use xp.where(condition, a, b)"
        )

    def __float__(self) -> float:
        raise TypeError(
            f"{self} is no number yet: a rule computes with operators and the functions of xp, "
            "so xp.tanh(x), not math.tanh(x)"
        )

    def __record__(self, rule: Number, inputs: tuple[Number, ...]) -> Number:
        """Write down another rule that a rule uses, by its own lines."""
        return rule.forward(*inputs, xp=symbols)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Number, **options: object
    ) -> Number:
        """Answer NumPy's scalars, `np.float64(2) * x`; its functions know no symbols."""
        if any(isinstance(x, np.ndarray) and x.dtype == object for x in inputs):
            return getattr(ufunc, method)(*map(_boxed, inputs), **options)
        if method == "__call__" and ufunc.__name__ in _UFUNCS and not options:
            left, right = inputs
            by_symbol = getattr(type(self), f"__{_METHODS[_UFUNCS[ufunc.__name__]]}__")
            reflected = getattr(type(self), f"__r{_METHODS[_UFUNCS[ufunc.__name__]]}__")
            return by_symbol(left, right) if isinstance(left, Tree) else reflected(right, left)
        name = ufunc.__name__
        raise TypeError(f"np.{name} knows no symbols; a rule calls xp.{name}, if xp has it")

    # == builds a Symbol, so no dict may hold one. Python takes the hash away by itself only where
    # the class's body has `__eq__`; here operators are put in below. `object` promises a function.
    __hash__ = None  # type: ignore[assignment]  # how Python says "no hash": typeshed knows functions


def _boxed(x: Number) -> Number:
    if not isinstance(x, Tree):
        return x
    box = np.empty((), dtype=object)
    box[()] = x
    return box


def counted(x: Number) -> Number:
    """Return a truth as the number 1 or 0, and a number as it is."""
    if not isinstance(x, Tree):
        return float(x) if is_truth(x) else x
    symbol: Number = x
    return 1.0 * symbol if x.truth else x


def floating(x: Number) -> Number:
    """Return a whole number as a float: a choice of two ints would be an array of ints."""
    return float(x) if isinstance(x, int | np.integer) else counted(x)


def truth_of(x: Number) -> Number:
    """Return a condition as a truth: a number holds where it is not 0."""
    return x if is_truth(x) else x != 0


def _truth(op: str, x: Number) -> Number:
    if not is_truth(x):
        raise TypeError(f"{op} joins comparisons, as in (x > 0) {op} (x < 1), not the number {x}")
    return x


def operands(op: str, left: Number, right: Number) -> tuple[Number, Number]:
    """Return what an operator is done to, truths as numbers wherever it takes numbers.

    A product of a number and a truth takes the truth as it is: every language counts it there.
    """
    truths = is_truth(left) + is_truth(right)
    if op in LOGIC.values():
        return _truth(op, left), _truth(op, right)
    if op in ("==", "!=") and truths == 2:
        return left, right
    if op == "*" and truths == 1:
        return (left, floating(right)) if is_truth(left) else (floating(left), right)
    return counted(left), counted(right)


_METHODS = {op: name for name, op in (ARITHMETIC | COMPARISONS | LOGIC).items()}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def give_operators(kind: type, write: Callable[[str, Number, Number], Number]) -> None:
    """Let `a + b`, `2 - a`, `a < b` and so on of a kind of symbol be `write("+", a, b)`."""

    def operator(op: str, swapped: bool = False) -> Callable[[Number, Number], Number]:
        def method(self: Number, other: Number) -> Number:
            if isinstance(other, np.ndarray) and other.dtype == object:
                return NotImplemented  # an array of symbols does it with each of its own
            return write(op, other, self) if swapped else write(op, self, other)

        return method

    for name, op in (ARITHMETIC | LOGIC).items():
        setattr(kind, f"__{name}__", operator(op))
        setattr(kind, f"__r{name}__", operator(op, swapped=True))
    for name, op in COMPARISONS.items():
        setattr(kind, f"__{name}__", operator(op))
        setattr(kind, f"__r{name}__", operator(_MIRRORED[op]))


def _write(op: str, left: Number, right: Number) -> Symbol:
    return Symbol(op, *operands(op, left, right))


give_operators(Symbol, _write)


class Symbols:
    """Symbols: any function is recorded by its name."""

    inf, nan, pi = math.inf, math.nan, math.pi

    def power(self, x: Number, n: Number) -> Symbol:
        return _write("**", x, n)

    def divide(self, a: Number, b: Number) -> Symbol:
        return _write("/", a, b)

    def where(self, condition: Number, a: Number, b: Number) -> Number:
        """Write a choice; where the condition is known already there is none."""
        condition = truth_of(condition)
        if not (is_truth(a) and is_truth(b)):
            a, b = floating(a), floating(b)
        if not isinstance(condition, Tree):
            return counting(a if condition else b)
        return Symbol("where", condition, a, b)

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **options: Symbol(name, *map(counted, args), **options)


symbols = Symbols()
"""Writes what people read: `x ** n`, `a / b`."""


class LineSymbols(Symbols):
    """Symbols for lines that run: `power` and `divide` answer everywhere as IEEE 754 says."""

    def power(self, x: Number, n: Number) -> Symbol:
        """Write a power as a call."""
        return Symbol("power", counted(x), counted(n))

    def divide(self, a: Number, b: Number) -> Symbol:
        """Write a quotient as a call."""
        return Symbol("divide", counted(a), counted(b))

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        """Record a function that every reading of a rule has."""
        if name not in RULE_FUNCTIONS:
            raise AttributeError(
                f"xp.{name} is not among the functions that lines call: {', '.join(RULE_FUNCTIONS)}"
            )
        write = super().__getattr__(name)

        def function(*args: Number, **options: object) -> Symbol:
            if options:
                given = ", ".join(options)
                raise TypeError(
                    f"xp.{name} takes its numbers by their place, not by name ({given})"
                )
            return write(*args)

        return function


line_symbols = LineSymbols()
"""Writes what runs."""
