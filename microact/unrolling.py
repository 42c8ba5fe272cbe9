"""Backprop as straight-line code: a recorded graph as source that runs at full speed.

>>> w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.0, "b")
>>> y = (w * x + b).tanh()
>>> y.label = "y"
>>> step = unroll(y)
>>> print(step)
def step(w, x, b):
    v1 = w * x  # *
    v2 = v1 + b  # +
    y = tanh(v2)  # tanh
    d_y = 1.0  # it starts with 1
    d_v2 = d_y * (1 - y * y)  # tanh
    d_b = d_v2  # +
    d_v1 = d_v2  # +
    d_x = d_v1 * w  # *
    d_w = d_v1 * x  # *
    return y, (d_w, d_x, d_b)
>>> step(0.5, 2.0, -1.0)
(0.0, (2.0, 0.5, 1.0))
"""

import itertools
import linecache
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np

from microact import arguments, functions
from microact.arrays import as_number, shape_of
from microact.buffers import with_buffers
from microact.graph import topological_order
from microact.lines import text
from microact.namespaces import RULE_FUNCTIONS, floats
from microact.program import Program, program_of
from microact.value import Value

_versions = itertools.count(1)


class Unrolled:
    """A graph as source. Call it with numbers: it returns the output and the gradients.

    `source` is what runs: a debugger steps through it line by line, and tracebacks show it. It
    can see its arguments and the functions that rules compute with, nothing else.
    """

    def __init__(
        self, program: Program, wrt: Sequence[str], batched: Sequence[str], language: str
    ) -> None:
        self.inputs, self.wrt = tuple(program.inputs), tuple(wrt)
        self.batched = tuple(batched)
        self.language = language
        self._arrays, self._world = program.arrays, program.world
        self._apart = program.apart
        self._lock = Lock()  # two threads must not write into the same buffers
        self.notes = tuple(program.notes)
        """What is frozen in the lines because Python code compared a number while recording."""
        self.source = javascript(program) if language == "javascript" else python(program)
        if language == "python":
            self._compile()

    def recorded(self, inputs: Sequence[Any], wrt: Sequence[Any]) -> None:
        """Remember the numbers of the graph; arrays of a call must have their shapes."""
        self.like, self.like_wrt = inputs, wrt
        self._kinds = list(map(_kind, inputs))

    def _compile(self) -> None:
        self.filename = f"<unrolled {next(_versions)}>"
        lines = self.source.splitlines(keepends=True)
        linecache.cache[self.filename] = (len(self.source), None, lines, self.filename)
        code = compile(self.source, self.filename, "exec")

        def with_functions_of(namespace: Any) -> Callable[..., Any]:
            functions = {name: getattr(namespace, name) for name in RULE_FUNCTIONS}
            world = {"__builtins__": {}, **functions, "inf": np.inf, "nan": np.nan, "pi": np.pi}
            world |= self._world
            exec(code, world)
            step: Callable[..., Any] = world["step"]
            return step

        self.on_floats, self.on_arrays = with_functions_of(floats), with_functions_of(np)

    def __call__(self, *numbers: Any) -> Any:
        """Return the output and a tuple of gradients, one for each of `wrt`.

        A batched input is an array with one number for each example. Then the output and the
        gradients of batched inputs are arrays likewise; the other gradients are summed.

        Raises:
            TypeError: for another count of numbers, what is no number, or a step in another
                language.
            ValueError: for batches of unequal length.
        """
        if self.language != "python":
            raise TypeError(f"this step is {self.language}: run its source there")
        if len(numbers) != len(self.inputs):
            raise TypeError(
                f"this step takes {len(self.inputs)} numbers ({', '.join(self.inputs)}), "
                f"got {len(numbers)}"
            )
        if self.batched:
            return self._on_batch(numbers)
        if self._arrays:
            return self._on_arrays(numbers)
        return self.on_floats(*map(float, numbers))

    def _on_arrays(self, numbers: Sequence[Any]) -> Any:
        if list(map(_kind, numbers)) != self._kinds:
            numbers = self._fitting(numbers)
        with self._lock, np.errstate(all="ignore"):
            output, gradients, *kept = self.on_arrays(*numbers)
        if not self._apart:
            gradients = tuple(map(_own, gradients, self.like_wrt))
        return float(output), gradients, *kept

    def _fitting(self, numbers: Sequence[Any]) -> list[Any]:
        """Give the arguments the dtypes that were recorded, or raise for another shape."""
        fitting = []
        for name, x, like in zip(self.inputs, numbers, self.like):
            if np.shape(x) != shape_of(like):
                raise ValueError(
                    f"{name} was recorded with shape {shape_of(like)}, got {np.shape(x)}; "
                    "unroll again for another shape"
                )
            number = as_number(x, copy=False)
            fitting.append(number.astype(like.dtype) if shape_of(like) else float(number))
        return fitting

    def _on_batch(self, numbers: Sequence[Any]) -> Any:
        arguments = [
            np.asarray(as_number(x, copy=False), dtype=np.float64)
            if name in self.batched
            else float(x)
            for name, x in zip(self.inputs, numbers)
        ]
        shapes = {np.shape(x) for name, x in zip(self.inputs, arguments) if name in self.batched}
        if len(shapes) > 1 or len(next(iter(shapes))) != 1:
            raise ValueError(f"batches are arrays of one length, got shapes {sorted(shapes)}")
        (shape,) = shapes
        with np.errstate(all="ignore"):
            output, gradients = self.on_arrays(*arguments)
        kept = [name in self.batched for name in self.wrt]
        return np.broadcast_to(output, shape), tuple(
            np.broadcast_to(gradient, shape) if keep
            # What does not depend on the example counts once for each.
            else float(gradient.sum()) if np.shape(gradient) else float(gradient) * shape[0]
            for keep, gradient in zip(kept, gradients)
        )  # fmt: skip

    def __str__(self) -> str:
        return self.source.rstrip()


def unroll(
    output: Value,
    inputs: Sequence[Value] | None = None,
    wrt: Sequence[Value] | None = None,
    *,
    keep: Sequence[Value] = (),
    batched: Sequence[str | Value] = (),
    language: str = "python",
    buffers: bool = True,
) -> Unrolled:
    """Write a recorded graph, and its backward pass, as straight-line source.

    Args:
        output: a single number. Its graph may hold arrays: then the lines are NumPy's, for the
            shapes that were recorded.
        inputs: the leaves that are arguments of the step, in order; by default all leaves, in the
            order in which they were used. Other leaves are constants.
        wrt: the leaves whose gradients it returns; by default those of `inputs`.
        keep: Values of the graph whose numbers the step returns too, as a third result.
        batched: inputs, or their labels, that are given as arrays with one number per example.
        language: "python", or "javascript" for a browser.
        buffers: let lines of arrays write into memory that is set aside once. False writes the
            same lines as plain expressions: slower, and easier to read.

    A branch that Python code took while the graph was recorded (`if v > 0:`) is frozen: the lines
    hold only the way that was taken. Where a Value was compared, `notes` says so, and so does a
    comment in the source. The lines do not look at domains: log(-1) is NaN here.

    Raises:
        TypeError: for anything but a Value, or a graph of arrays where that cannot be.
        ValueError: for inputs that are no leaves, an output of several numbers, or an unknown
            language.
    """
    arguments.choice("language", language, "python", "javascript")
    if not isinstance(output, Value):
        raise TypeError(f"unroll takes a Value, got {type(output).__name__}")
    if output.size != 1:
        raise ValueError(f"the output is a single number, got shape {output.shape}; reduce it")
    output = output if not output.shape else functions.reshape(output, ())
    order = topological_order(output)
    leaves = [node for node in order if node.is_leaf]
    inputs = leaves if inputs is None else arguments.several("inputs", inputs, "leaves")
    wrt = inputs if wrt is None else arguments.several("wrt", wrt, "leaves")
    for x in (*inputs, *wrt):
        if not isinstance(x, Value) or not x.is_leaf:
            raise ValueError(f"inputs and wrt are leaves of the graph, got {x!r}")
    if len({id(x) for x in inputs}) < len(inputs):
        raise ValueError("a leaf stands twice among the inputs")
    keep = arguments.several("keep", keep, "Values")
    for x in keep:
        if batched or not any(x is node for node in order):
            raise ValueError(
                f"keep holds Values of this graph{', not of a batch' * bool(batched)}, got {x!r}"
            )
    program = program_of(output, inputs, wrt, keep)
    if buffers and program.arrays:
        with_buffers(program, [x.shape for x in wrt])
    if program.arrays and (batched or language != "python"):
        raise TypeError("a graph that holds arrays unrolls to Python, and is a batch already")
    names = {id(x): name for x, name in zip(inputs, program.inputs)}
    chosen = []
    for which in [batched] if isinstance(batched, str) else batched:
        found = [
            names[id(x)]
            for x in inputs
            if which is x or (isinstance(which, str) and which in (names[id(x)], x.label))
        ]
        if not found:
            raise ValueError(f"{which!r} is no input: there are {', '.join(program.inputs)}")
        chosen += found
    step = Unrolled(program, [names.get(id(x), x.label) for x in wrt], chosen, language)
    step.recorded([x._number for x in inputs], [x._number for x in wrt])
    return step


def _kind(x: Any) -> Any:
    """Return what must be equal for lines of arrays to run on another number."""
    return (x.shape, x.dtype) if type(x) is np.ndarray else type(x)


def _own(gradient: Any, like: Any) -> Any:
    """Give a gradient its leaf's shape (a 0 may stand for nothing), in memory of its own."""
    return np.full_like(like, gradient) if shape_of(like) else float(gradient)


def python(program: Program) -> str:
    """Write a program in Python."""
    head = [f"def step({', '.join(program.inputs)}):"]
    notes = [f"    # {note}: a branch taken there is frozen" for note in program.notes]
    body = [
        f"    {line.name} = {text(line.value)}  # {line.comment}"
        for line in (*program.forward, *program.backward)
    ]
    gradients = ", ".join(map(text, program.gradients))
    gradients += "," if len(program.gradients) == 1 else ""
    kept = f", ({', '.join(map(text, program.kept))},)" * bool(program.kept)
    back = f"    return {text(program.output)}, ({gradients}){kept}"
    return "\n".join([*head, *notes, *body, back]) + "\n"


PRELUDE = """\
const { exp, expm1, log, log1p, sqrt, sin, cos, tanh, abs, sign } = Math;
const inf = Infinity, nan = NaN, pi = Math.PI;
const power = Math.pow, divide = (a, b) => a / b;
const maximum = (a, b) => (a > b || a !== a ? a : b);
const minimum = (a, b) => (a < b || a !== a ? a : b);
const where = (condition, a, b) => (condition ? a : b);
const clip = (x, low, high) => (x < low ? low : x > high ? high : x);
"""
"""What a browser must know before it runs a step."""


def javascript(program: Program) -> str:
    """Write a program in JavaScript, to be run below the `PRELUDE`."""
    lines = [f"function step({', '.join(program.inputs)}) {{"]
    lines += [f"  // {note}: a branch taken there is frozen" for note in program.notes]
    known: set[str] = set()
    for line in (*program.forward, *program.backward):
        declare = "" if line.name in known else "let "
        known.add(line.name)
        lines.append(f"  {declare}{line.name} = {text(line.value)}; // {line.comment}")
    gradients = ", ".join(map(text, program.gradients))
    kept = f", [{', '.join(map(text, program.kept))}]" * bool(program.kept)
    end = f"  return [{text(program.output)}, [{gradients}]{kept}];"
    return "\n".join([*lines, end, "}"]) + "\n"
