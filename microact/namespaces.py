"""The `xp` a rule computes with: the same rule, read with another kind of number.

`floats` serves Python floats and `symbols` serves `Symbol`s. NumPy is its own namespace, and the
functions of `microact.functions` are the namespace of Values.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from microact.arrays import Number

RULE_FUNCTIONS = (
    *("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "abs", "sign"),
    *("power", "divide", "maximum", "minimum", "where", "clip"),
)
"""What a rule may call on `xp` for its elements, whatever it is read with."""


def namespace_of(numbers: Sequence[Number]) -> Any:
    """Choose the `xp` for floats and arrays: `floats` if all are floats, else NumPy."""
    for x in numbers:
        if type(x) is not float:
            return np
    return floats


def _ieee(function: Callable[[float], float]) -> Callable[[float], float]:
    """Make a function of `math` answer as IEEE 754 does: inf on overflow, NaN out of domain."""

    def safe(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    safe.__name__ = function.__name__
    return safe


class Floats:
    """Python floats: `math`, with NumPy's answers at infinities, NaN and the ends of a domain."""

    inf, nan, pi = math.inf, math.nan, math.pi
    exp = staticmethod(_ieee(math.exp))
    expm1 = staticmethod(_ieee(math.expm1))
    sqrt = staticmethod(_ieee(math.sqrt))
    sin = staticmethod(_ieee(math.sin))
    cos = staticmethod(_ieee(math.cos))
    tanh = staticmethod(math.tanh)
    abs = staticmethod(abs)

    @staticmethod
    def log(x: float) -> float:
        return _log(x) if x != 0 else -math.inf

    @staticmethod
    def log1p(x: float) -> float:
        return _log1p(x) if x != -1 else -math.inf

    @staticmethod
    def sign(x: float) -> float:
        return x if x != x else float((x > 0) - (x < 0))

    @staticmethod
    def power(x: float, n: float) -> float:
        try:
            return math.pow(x, n)
        except OverflowError:
            return -math.inf if x < 0 and n % 2 == 1 else math.inf
        except ValueError:  # 0 to a negative power, or a negative base and a fractional exponent
            odd = n % 2 == 1 and math.copysign(1, x) < 0
            return math.nan if x != 0 else -math.inf if odd else math.inf

    @staticmethod
    def divide(a: float, b: float) -> float:
        if b != 0:
            return a / b
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)

    @staticmethod
    def maximum(a: float, b: float) -> float:
        return a if a > b or a != a else b

    @staticmethod
    def minimum(a: float, b: float) -> float:
        return a if a < b or a != a else b

    @staticmethod
    def where(condition: Any, a: float, b: float) -> float:
        return a if condition else b

    @staticmethod
    def clip(x: float, low: float, high: float) -> float:
        return low if x < low else high if x > high else x

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"xp.{name} is not among the functions a rule may use: {', '.join(RULE_FUNCTIONS)}"
        )


_log, _log1p = _ieee(math.log), _ieee(math.log1p)
floats = Floats()

_BINDS = {"<": 1, ">": 1, "<=": 1, ">=": 1, "==": 1, "!=": 1}
_BINDS |= {"+": 2, "-": 2, "*": 3, "/": 3, "@": 3, "neg": 4, "**": 5}
_ATOM = 9


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

    def __str__(self) -> str:
        if not self.args:
            return self.op
        if self.op == "neg":
            return f"-{self._inside(0, 4)}"
        if self.op not in _BINDS:
            named = [f"{k}={v!r}" for k, v in self.options.items()]
            return f"{self.op}({', '.join([_text(a) for a in self.args] + named)})"
        binds = _BINDS[self.op]
        # `a - (b - c)` needs its brackets, `(a - b) - c` does not; for ** it is the other way.
        left, right = (binds + 1, binds) if self.op == "**" else (binds, binds + 1)
        return f"{self._inside(0, left)} {self.op} {self._inside(1, right)}"

    __repr__ = __str__

    def _inside(self, index: int, needed: int) -> str:
        arg = self.args[index]
        if isinstance(arg, Symbol):
            binds = _BINDS.get(arg.op, _ATOM) if arg.args else _ATOM
        else:
            binds = _BINDS["neg"] if _text(arg).startswith("-") else _ATOM
        return _text(arg) if binds >= needed else f"({_text(arg)})"

    def __abs__(self) -> "Symbol":
        return Symbol("abs", self)

    def __neg__(self) -> "Symbol":
        return Symbol("neg", self)

    __hash__ = None  # type: ignore[assignment]  # == builds a Symbol, so no dict may hold one


def _text(x: Any) -> str:
    if isinstance(x, tuple | list):
        return f"[{', '.join(map(_text, x))}]"
    if isinstance(x, float) and x.is_integer() and abs(x) < 1e16:
        return str(int(x))
    return str(x)


def _operator(op: str, swapped: bool) -> Callable[[Any, Any], Symbol]:
    if swapped:
        return lambda self, other: Symbol(op, other, self)
    return lambda self, other: Symbol(op, self, other)


for _name, _op in {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@",
}.items():  # fmt: skip
    setattr(Symbol, f"__{_name}__", _operator(_op, swapped=False))
    setattr(Symbol, f"__r{_name}__", _operator(_op, swapped=True))
for _name, _op in {"lt": "<", "gt": ">", "le": "<=", "ge": ">=", "eq": "==", "ne": "!="}.items():
    setattr(Symbol, f"__{_name}__", _operator(_op, swapped=False))


class Symbols:
    """Symbols: any function is recorded by its name."""

    inf, nan, pi = math.inf, math.nan, math.pi

    @staticmethod
    def power(x: Any, n: Any) -> Symbol:
        return Symbol("**", x, n)

    @staticmethod
    def divide(a: Any, b: Any) -> Symbol:
        return Symbol("/", a, b)

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **options: Symbol(name, *args, **options)


symbols = Symbols()
