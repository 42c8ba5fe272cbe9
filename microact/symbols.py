"""Symbols: a rule read with them writes down what it computes.

The same lines of a rule that compute with floats or arrays leave, with symbols, an expression: for
a label, for a lesson, for straight-line source.
"""

import math
from collections.abc import Callable
from typing import Any

_BINDS = {"<": 1, ">": 1, "<=": 1, ">=": 1, "==": 1, "!=": 1}
_BINDS |= {"&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "@": 4, "neg": 5, "**": 6}
"""How tightly each operator binds, as Python has it."""

ATOM = 9
"""What needs no brackets."""


class Symbol:
    """A number that remembers what was done to it: an operation and what it was done to.

    >>> x = Symbol("x")
    >>> print(1 / (1 + symbols.exp(-x)))
    1 / (1 + exp(-x))
    """

    __slots__ = ("args", "op", "options")

    def __init__(self, op: str, *args: Any, **options: Any) -> None:
        """Make a variable called `op`, or the operation `op` done to `args`."""
        self.op, self.args, self.options = op, args, options

    def rebuilt(self, op: str, *args: Any, **options: Any) -> "Symbol":
        """Return another way to write the same number."""
        return Symbol(op, *args, **options)

    def spell(self, number: Callable[[Any], str]) -> str:
        """Write the expression out, its numbers as `number` writes them."""
        if not self.args:
            return self.op
        if self.op == "neg":
            return f"-{self._inside(0, _BINDS['neg'], number)}"
        if self.op == "getitem":
            return f"{self._inside(0, ATOM, number)}[{_spell(self.args[1], number)}]"
        if self.op not in _BINDS:
            texts = [_spell(arg, number) for arg in self.args]
            named = [f"{k}={v!r}" for k, v in self.options.items()]
            return f"{self.op}({', '.join(texts + named)})"
        binds = _BINDS[self.op]
        # `a - (b - c)` needs its brackets, `(a - b) - c` does not; for ** it is the other way.
        left, right = (binds + 1, binds) if self.op == "**" else (binds, binds + 1)
        return f"{self._inside(0, left, number)} {self.op} {self._inside(1, right, number)}"

    def __str__(self) -> str:
        return self.spell(_short)

    __repr__ = __str__

    def _inside(self, index: int, needed: int, number: Callable[[Any], str]) -> str:
        arg = self.args[index]
        text = _spell(arg, number)
        if isinstance(arg, Symbol):
            binds = _BINDS.get(arg.op, ATOM) if arg.args else ATOM
        else:
            binds = _BINDS["neg"] if text.startswith("-") else ATOM
        return text if binds >= needed else f"({text})"

    def __abs__(self) -> "Symbol":
        return Symbol("abs", self)

    def __neg__(self) -> "Symbol":
        return Symbol("neg", self)

    def __bool__(self) -> bool:
        raise TypeError(
            f"a rule must not decide by `if` what it computes, as in `if {self}`: every reading "
            "of it needs both ways; use xp.where(condition, a, b)"
        )

    __hash__ = None  # type: ignore[assignment]  # == builds a Symbol, so no dict may hold one


def _spell(x: Any, number: Callable[[Any], str]) -> str:
    if isinstance(x, Symbol):
        return x.spell(number)
    if isinstance(x, tuple | list):
        return f"[{', '.join([_spell(item, number) for item in x])}]"
    return number(x)


def _short(x: Any) -> str:
    """Write a number for people: 1.0 as 1."""
    if isinstance(x, float) and x.is_integer() and abs(x) < 1e16:
        return str(int(x))
    return str(x)


ARITHMETIC = {
    "and": "&", "add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@",
}  # fmt: skip
COMPARISONS = {"lt": "<", "gt": ">", "le": "<=", "ge": ">=", "eq": "==", "ne": "!="}


def give_operators(kind: type, write: Callable[[str, Any, Any], Any]) -> None:
    """Let `a + b`, `2 - a`, `a < b` and so on of a kind of symbol be `write("+", a, b)`."""

    def operator(op: str, swapped: bool = False) -> Callable[[Any, Any], Any]:
        if swapped:
            return lambda self, other: write(op, other, self)
        return lambda self, other: write(op, self, other)

    for name, op in ARITHMETIC.items():
        setattr(kind, f"__{name}__", operator(op))
        setattr(kind, f"__r{name}__", operator(op, swapped=True))
    for name, op in COMPARISONS.items():
        setattr(kind, f"__{name}__", operator(op))


give_operators(Symbol, Symbol)


class Symbols:
    """Symbols: any function is recorded by its name."""

    inf, nan, pi = math.inf, math.nan, math.pi

    def power(self, x: Any, n: Any) -> Symbol:
        return Symbol("**", x, n)

    def divide(self, a: Any, b: Any) -> Symbol:
        return Symbol("/", a, b)

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **options: Symbol(name, *args, **options)


symbols = Symbols()
