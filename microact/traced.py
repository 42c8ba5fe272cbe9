"""Symbols that also carry their number: so rules that ask for shapes can be written down too."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from microact.lines import Names
from microact.symbols import ATOM, Symbol, Symbols, give_operators

OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "**": operator.pow, "@": operator.matmul, "&": operator.and_,
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def _reduced(ufunc: np.ufunc) -> Callable[..., Any]:
    """Return what `np.sum` or `np.max` does, without its detour: half of the time of small ones."""

    def reduced(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return ufunc.reduce(x, axis=axis, keepdims=keepdims)

    return reduced


REDUCTIONS = {name: _reduced(f) for name, f in
              (("sum", np.add), ("max", np.maximum), ("min", np.minimum))}  # fmt: skip


class Traced(Symbol):
    """A symbol with the number it stands for; what is done to it is written down and computed."""

    __slots__ = ("number", "tracer")

    def __init__(self, tracer: "Tracer", number: Any, op: str, *args: Any, **options: Any) -> None:
        super().__init__(op, *args, **options)
        self.tracer, self.number = tracer, number

    def rebuilt(self, op: str, *args: Any, **options: Any) -> "Traced":
        """Return another way to write the same number."""
        return Traced(self.tracer, self.number, op, *args, **options)

    def spell(self, number: Callable[[Any], str]) -> str:
        """Write the expression out; a transpose as people write it."""
        transposed = self.op == "T" and self.args
        return f"{self._inside(0, ATOM, number)}.T" if transposed else super().spell(number)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the number."""
        return np.shape(self.number)

    @property
    def ndim(self) -> int:
        """How many axes the number has."""
        return np.ndim(self.number)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the number."""
        return np.asarray(self.number).dtype

    def __abs__(self) -> "Traced":
        return self.tracer.apply("abs", np.abs, self)

    def __neg__(self) -> "Traced":
        return self.tracer.apply("neg", operator.neg, self)

    def __getitem__(self, index: Any) -> "Traced":
        return self.tracer.apply("getitem", operator.getitem, self, self.tracer.constant(index))

    def __record__(self, rule: Any, inputs: tuple[Any, ...]) -> "Traced":
        """Write a whole rule down as one call, as when one rule's gradient uses another."""
        return self.tracer.call(rule, inputs)


def _write(op: str, left: Any, right: Any) -> Traced:
    tracer = (left if isinstance(left, Traced) else right).tracer
    return tracer.apply(op, OPERATORS[op], left, right)


give_operators(Traced, _write)


class Tracer:
    """Writes down what is done to arrays, and what the lines must know to run."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.world: dict[str, Any] = {}
        """The functions and the constant arrays that the lines use."""
        self.xp = TracedNamespace(self)

    def symbol(self, number: Any, name: str) -> Traced:
        """Return the symbol of a line or an argument."""
        return Traced(self, number, name)

    def constant(self, x: Any) -> Any:
        """Give an array, or an index, a name; a plain number stands in the lines."""
        if isinstance(x, float | int) and not isinstance(x, bool):
            return x
        for name, known in self.world.items():
            if known is x:
                return self.symbol(x, name)
        name = self.names.numbered("c")
        self.world[name] = x
        return self.symbol(x, name)

    def apply(self, op: str, f: Callable[..., Any], *args: Any, **options: Any) -> Traced:
        """Do something to numbers and write it down."""
        args = tuple(self.constant(x) if isinstance(x, np.ndarray) else x for x in args)
        usual = {"axis": None, "keepdims": False, "ddof": 0}
        options = {k: v for k, v in options.items() if k not in usual or v != usual[k]}
        if op not in OPERATORS and op not in ("neg", "getitem", "T"):
            self.world[op] = f
        with np.errstate(all="ignore"):
            number = f(*map(_number, args), **options)
        return Traced(self, number, op, *args, **options)

    def call(self, rule: Any, inputs: tuple[Any, ...]) -> Traced:
        """Write a rule down as one call."""
        return self.apply(self.names.numbered(rule.name), rule.evaluate, *inputs)

    def cast(self, x: Any, dtype: np.dtype[Any]) -> Any:
        """Keep float32 what is float32."""
        if np.asarray(_number(x)).dtype == dtype or not isinstance(x, Traced):
            return x
        return self.apply(dtype.name, dtype.type, x)


class TracedNamespace(Symbols):
    """The `xp` of traced symbols: NumPy's functions, written down."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def power(self, x: Any, n: Any) -> Traced:
        return self._tracer.apply("power", np.power, x, n)

    def divide(self, a: Any, b: Any) -> Traced:
        return self._tracer.apply("divide", np.divide, a, b)

    def reshape(self, x: Any, shape: Any) -> Any:
        """Leave what has that shape already."""
        same = tuple(shape) == x.shape if isinstance(shape, tuple | list) else False
        return x if same else self._tracer.apply("reshape", np.reshape, x, shape)

    def broadcast_to(self, x: Any, shape: Any) -> Any:
        """Leave what has that shape already."""
        same = tuple(shape) == x.shape
        return x if same else self._tracer.apply("broadcast_to", np.broadcast_to, x, shape)

    def swapaxes(self, x: Any, first: int, second: int) -> Any:
        """Write the transpose of a matrix as `x.T`."""
        if np.ndim(_number(x)) == 2 and {first % 2, second % 2} == {0, 1}:
            return self._tracer.apply("T", np.transpose, x)
        return self._tracer.apply("swapaxes", np.swapaxes, x, first, second)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        f = REDUCTIONS.get(name) or getattr(np, name)
        return lambda *args, **options: self._tracer.apply(name, f, *args, **options)


def _number(x: Any) -> Any:
    if isinstance(x, tuple | list):
        return type(x)(map(_number, x))
    return x.number if isinstance(x, Traced) else x
