"""Symbols that also carry their number: so rules that ask for shapes can be written down too."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from microact.expressions.tree import OPERATORS, is_truth, plain
from microact.readings.arrays import arrays
from microact.readings.counted import plainly
from microact.readings.numbers import Number
from microact.readings.symbols import (
    Symbol,
    Symbols,
    counted,
    floating,
    give_operators,
    operands,
    truth_of,
)

METHODS = {"sum", "max", "min", "mean", "var", "reshape", "swapaxes", "transpose", "clip"}
"""Methods of an array that a rule may use."""


class Traced(Symbol):
    """A symbol with the number it stands for; what is done to it is written down and computed."""

    __slots__ = ("number", "tracer")

    def __init__(
        self, tracer: "Tracer", number: Number, op: str, *args: Number, **options: object
    ) -> None:
        super().__init__(op, *args, **options)
        self.tracer, self.number = tracer, number
        self.truth = isinstance(number, bool) or _is_mask(number)

    def rebuilt(self, op: str, *args: Number, **options: object) -> "Traced":
        """Return another way to write the same number."""
        return Traced(self.tracer, self.number, op, *args, **options)

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

    @property
    def T(self) -> Number:  # noqa: N802  # NumPy's name: a rule written for arrays asks for it
        """The transpose."""
        return (
            self.tracer.xp.transpose(self)
            if self.ndim != 2
            else self.tracer.xp.swapaxes(self, 0, 1)
        )

    def __len__(self) -> int:
        return len(self.number)

    def __getattr__(self, name: str) -> Callable[..., Number]:
        """Answer the methods that arrays have: `x.sum(axis=0)` is `xp.sum(x, axis=0)`."""
        if name not in METHODS:
            raise AttributeError(f"lines have no {name} of an array; use a function of xp")
        function = getattr(self.tracer.xp, name)
        if name == "reshape":
            return lambda *shape: function(self, shape[0] if isinstance(shape[0], tuple) else shape)
        return lambda *args, **options: function(self, *args, **options)

    def __abs__(self) -> "Traced":
        return self.tracer.apply("abs", np.abs, counted(self))

    def __neg__(self) -> "Traced":
        return self.tracer.apply("neg", operator.neg, counted(self))

    def __invert__(self) -> "Traced":
        if not self.truth:
            raise TypeError(f"~ turns a comparison around, not the number {self}")
        return self.tracer.apply("not", np.logical_not, self)

    def __getitem__(self, index: Number) -> "Traced":
        return self.tracer.apply("getitem", operator.getitem, self, self.tracer.constant(index))

    def __record__(self, rule: Number, inputs: tuple[Number, ...]) -> "Traced":
        """Write a whole rule down as one call, as when one rule's gradient uses another."""
        return self.tracer.call(rule, inputs)


def _is_array(x: Number) -> bool:
    return isinstance(x, np.ndarray) and bool(x.shape)


def _is_mask(number: Number) -> bool:
    return isinstance(number, np.ndarray | np.generic) and number.dtype.kind == "b"


def _write(op: str, left: Number, right: Number) -> Traced:
    tracer = (left if isinstance(left, Traced) else right).tracer
    left, right = (tracer.constant(x) if _is_array(x) else x for x in (left, right))
    compute = arrays.power if op == "**" else OPERATORS[op]
    return tracer.apply(op, compute, *operands(op, left, right))


give_operators(Traced, _write)


class Tracer:
    """Writes down what is done to arrays, and what the lines must know to run."""

    def __init__(self, new_name: Callable[[str], str]) -> None:
        """Take what makes a name that no line has, of a letter or a word."""
        self.new_name = new_name
        self.world: dict[str, Number] = {}
        """The functions and the constant arrays that the lines use."""
        self.dtype = np.dtype(np.float64)
        """That of the numbers which are being read."""
        self.xp = TracedNamespace(self)

    def symbol(self, number: Number, name: str) -> Traced:
        """Return the symbol of a line or an argument."""
        return Traced(self, number, name)

    def constant(self, x: Number) -> Number:
        """Give an array, or an index, a name; a plain number stands in the lines."""
        if isinstance(x, float | int) and not isinstance(x, bool):
            return x
        for name, known in self.world.items():
            if known is x:
                return self.symbol(x, name)
        name = self.new_name("c")
        self.world[name] = x
        return self.symbol(x, name)

    def apply(self, op: str, f: Callable[..., Number], *args: Number, **options: object) -> Traced:
        """Do something to numbers and write it down."""
        args = tuple(self.constant(x) if _is_array(x) else x for x in args)
        usual = {"axis": None, "keepdims": False, "ddof": 0}
        options = {k: v for k, v in options.items() if k not in usual or v != usual[k]}
        if op not in OPERATORS and op not in ("neg", "not", "getitem", "T"):
            self.world[op] = f
        numbers = list(map(number_behind, args))
        with np.errstate(all="ignore"):
            try:
                number = f(*numbers, **options)
            except ZeroDivisionError:  # Python's floats refuse what NumPy's answer
                number = f(*map(np.float64, numbers))
        return Traced(self, number, op, *args, **options)

    def narrowed(self, x: Number) -> Number:
        """Return a single number, in float32 if that is what is being read."""
        return x if self.dtype == np.float64 else self.apply(self.dtype.name, self.dtype.type, x)

    def call(self, rule: Number, inputs: tuple[Number, ...]) -> Traced:
        """Write a rule down as one call."""
        return self.apply(self.new_name(rule.name), rule, *inputs)

    def cast(self, x: Number, dtype: np.dtype[Any]) -> Number:
        """Keep float32 what is float32."""
        x = counted(x)
        if not isinstance(x, Traced) or x.dtype == dtype:
            return x
        return self.apply(dtype.name, dtype.type, x)


class TracedNamespace(Symbols):
    """The `xp` of traced symbols: NumPy's functions, written down."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def power(self, x: Number, n: Number) -> Traced:
        return self._tracer.apply("power", arrays.power, counted(x), counted(n))

    def divide(self, a: Number, b: Number) -> Traced:
        return self._tracer.apply("divide", np.divide, counted(a), counted(b))

    def where(self, condition: Number, a: Number, b: Number) -> Traced:
        """Write a choice."""
        if not (is_truth(a) and is_truth(b)):
            a, b = floating(a), floating(b)
            if all(type(number_behind(x)) is float for x in (a, b)):
                a, b = (self._tracer.narrowed(x) for x in (a, b))  # as wide as what is around
        return self._tracer.apply("where", np.where, truth_of(condition), a, b)

    def reshape(self, x: Number, shape: Number) -> Number:
        """Leave what has that shape already."""
        same = tuple(shape) == x.shape if isinstance(shape, tuple | list) else False
        return x if same else self._tracer.apply("reshape", np.reshape, x, shape)

    def broadcast_to(self, x: Number, shape: Number) -> Number:
        """Leave what has that shape already."""
        same = tuple(shape) == x.shape
        return x if same else self._tracer.apply("broadcast_to", arrays.broadcast_to, x, shape)

    def swapaxes(self, x: Number, first: int, second: int) -> Number:
        """Write the transpose of a matrix as `x.T`."""
        if np.ndim(number_behind(x)) == 2 and {first % 2, second % 2} == {0, 1}:
            return self._tracer.apply("T", np.transpose, x)
        return self._tracer.apply("swapaxes", np.swapaxes, x, first, second)

    def __getattr__(self, name: str) -> Callable[..., Number]:
        if name.startswith("_"):
            raise AttributeError(name)
        f = getattr(arrays, name)
        return lambda *args, **options: self._tracer.apply(name, f, *map(counted, args), **options)


def number_behind(x: Number) -> Number:
    """Return the number that a traced symbol stands for, and plain numbers as they are."""
    if isinstance(x, tuple | list):
        return type(x)(map(number_behind, x))
    if isinstance(x, np.generic):
        return plain(x)  # a rule's parameter: a float32 among them must not make all float32
    return x.number if isinstance(x, Traced) else plainly(x)
