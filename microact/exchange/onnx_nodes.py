"""Lines read with ONNX nodes: each operation becomes a node, in numbers of one dtype.

Only operations that every runtime has in float64 are used, so a sigmoid leaves as exponentials and
a division: onnxruntime 1.32 has no float64 kernel for Elu, Softplus, Erf or Gelu, and its float32
Sigmoid is off by 116% at -17.
"""

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from microact.readings.arrays import arrays
from microact.readings.numbers import Array, Number
from microact.readings.symbols import give_operators

ONE_TO_ONE = {
    "add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "matmul": "MatMul",
    "negative": "Neg", "abs": "Abs", "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "sin": "Sin",
    "cos": "Cos", "tanh": "Tanh", "power": "Pow", "maximum": "Max", "minimum": "Min",
    "where": "Where", "less": "Less", "less_equal": "LessOrEqual", "greater": "Greater",
    "greater_equal": "GreaterOrEqual", "equal": "Equal", "logical_and": "And",
    "logical_or": "Or", "logical_xor": "Xor", "logical_not": "Not",
}  # fmt: skip
"""What NumPy's functions are called as operators of ONNX."""

OPERATORS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power", "@": "matmul",
    "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal",
    "!=": "not_equal", "&": "logical_and", "|": "logical_or", "^": "logical_xor",
}  # fmt: skip


@dataclass(eq=False)
class Tensor:
    """What an ONNX model names: an input, a constant, or what a node computes."""

    like: Array
    """Numbers such as it holds, of its shape and dtype."""
    reading: Number
    """What notes down what is done to it."""
    name: str = ""
    constant: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that was recorded."""
        return tuple(self.like.shape)

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return self.like.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype in the model."""
        return self.like.dtype

    @property
    def T(self) -> "Tensor":  # noqa: N802  # NumPy's name: a rule's lines say x.T
        """The transpose."""
        turned: Tensor = self.reading.transpose(self)
        return turned

    def __neg__(self) -> Number:
        return self.reading.negative(self)

    def __abs__(self) -> Number:
        return self.reading.abs(self)

    def __invert__(self) -> Number:
        return self.reading.logical_not(self)

    def __getitem__(self, index: Number) -> Number:
        return self.reading.picked(self, index)


def _write(op: str, left: Number, right: Number) -> Tensor:
    reading = (left if isinstance(left, Tensor) else right).reading
    function = getattr(reading, OPERATORS[op])
    logic = op in "&|^"
    made: Tensor = function(*(reading.constant(x) if logic else reading.number(x)
                              for x in (left, right)))  # fmt: skip
    return made


give_operators(Tensor, _write)


@dataclass
class Node:
    """One operation of a model."""

    kind: str
    inputs: list[Tensor]
    output: Tensor
    options: dict[str, Any] = field(default_factory=dict)
    about: str = ""


class Elements:
    """The functions of each element; each notes down nodes and computes what they would give."""

    lifts, device = True, None
    inf, nan, pi = math.inf, math.nan, math.pi

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.type = dtype
        self.nodes: list[Node] = []
        self.constants: dict[object, Tensor] = {}
        self._unnamed = 0

    # ---- nodes and constants ------------------------------------------------------------------

    def node(self, kind: str, inputs: Sequence[Tensor], like: Number, **options: Number) -> Tensor:
        """Note one operation down; `like` is what it gives here."""
        output = Tensor(np.asarray(like), self)
        self.nodes.append(Node(kind, list(inputs), output, options))
        return output

    def named(self, name: str, about: str, x: Number) -> Tensor:
        """Give what a line computes its name, and what it needs on the way names after it."""
        y: Tensor = x if isinstance(x, Tensor) else self.number(x)
        for i, node in enumerate(self.nodes[self._unnamed :], 1):
            node.output.name = node.output.name or f"{name}/{i}"
            node.about = about
        if self.nodes[self._unnamed :] and self.nodes[-1].output is y:
            y.name = name
        self._unnamed = len(self.nodes)
        return y

    def constant(self, x: Number) -> Tensor:
        """Return a constant: floats in the dtype of the model, truths and places as they are."""
        if isinstance(x, Tensor):
            return x
        array = np.asarray(x)
        array = array if array.dtype.kind in "bi" else array.astype(self.type)
        return self._known(array, None)

    def number(self, x: Number) -> Tensor:
        """Return a number: a truth as 1 or 0, a whole number as a float."""
        if not isinstance(x, Tensor):
            return self._known(np.asarray(x).astype(self.type), None)
        if x.dtype.kind != "b":
            return x
        return self.node("Cast", [x], x.like.astype(self.type), to=self.type)

    def places(self, *n: int) -> Tensor:
        """Return whole numbers that say how: axes, a shape."""
        return self._known(np.array(n, np.int64), "how")

    def _known(self, array: Array, use: str | None) -> Tensor:
        key = array.dtype.str, array.shape, array.tobytes(), use and len(self.nodes)
        if key not in self.constants:
            self.constants[key] = Tensor(array, self, constant=True)
        return self.constants[key]

    def making(self) -> AbstractContextManager[object]:
        """Return in what constants are made: nothing special."""
        return nullcontext()

    def rule(self, rule: Number) -> Callable[..., Number]:
        """Return what a rule computes that the lines call by itself."""
        return lambda *inputs: rule.forward(*inputs, xp=self)

    def taken(self, now: Number, then: Number, words: str) -> None:
        """Raise: no node can refuse to go on."""
        raise TypeError(
            f"Python code decided by `{words}` while this was recorded, and an ONNX model cannot "
            "ask again; use ma.where, ma.maximum, ma.abs"
        )

    # ---- functions of each element ------------------------------------------------------------

    def __getattr__(self, name: str) -> Callable[..., Tensor]:
        if name not in ONE_TO_ONE:
            raise AttributeError(f"lines for ONNX have no {name}")
        logic = name.startswith("logical")
        compute = getattr(arrays, name, None) or getattr(np, name)

        def noted(*numbers: Number) -> Tensor:
            first = name == "where"  # its condition is a truth
            given = [self.constant(x) if logic or (first and i == 0) else self.number(x)
                     for i, x in enumerate(numbers)]  # fmt: skip
            return self.node(ONE_TO_ONE[name], given, compute(*(x.like for x in given)))

        return noted

    def where(self, condition: Number, a: Number, b: Number) -> Tensor:
        """Choose; of two truths a truth."""
        condition = self.constant(condition)
        truths = all(self.constant(x).dtype.kind == "b" for x in (a, b))
        a, b = (self.constant(x) if truths else self.number(x) for x in (a, b))
        return self.node("Where", [condition, a, b], np.where(condition.like, a.like, b.like))

    def truth(self, x: Number) -> Tensor:
        """Return what is true or false."""
        return self.constant(np.bool(x))

    def not_equal(self, a: Number, b: Number) -> Tensor:
        return self.logical_not(self.equal(a, b))

    def copied(self, x: Number) -> Tensor:
        return self.number(x)  # a model names numbers, and shares no memory

    def float64(self, x: Number) -> Tensor:
        return self.number(x)

    float32 = float16 = float64  # one dtype throughout

    def sign(self, x: Number) -> Tensor:
        """Return 1, 0 or -1, and NaN of NaN."""
        x = self.number(x)
        made = self.node("Sign", [x], np.sign(x.like))
        return self.where(self.equal(x, x), made, x)

    def clip(self, x: Number, low: Number, high: Number) -> Tensor:
        return self.minimum(self.maximum(x, low), high)

    def log1p(self, x: Number) -> Tensor:
        """Return log(1 + x), exact for small x too (Kahan; Higham 2002, section 1.14)."""
        x = self.number(x)
        u = x + 1.0
        back = u - 1.0
        small = back == 0.0
        exact = self.log(u) * (x / self.where(small, 1.0, back))
        return self.where(small, x, self.where(back == x, self.log(u), exact))

    def expm1(self, x: Number) -> Tensor:
        """Return exp(x) - 1, exact for small x too (Kahan; Higham 2002, section 1.14)."""
        x = self.number(x)
        u: Number = self.exp(x)
        back: Number = self.log(u)
        less = u - 1.0
        exact = less * (x / self.where(back == 0.0, 1.0, back))
        large = (less == u) | (less == -1.0)
        return self.where(less == 0.0, x, self.where(large, less, exact))
