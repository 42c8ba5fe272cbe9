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

from collections.abc import Sequence

from microact.engine import functions
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.expressions.javascript import PRELUDE
from microact.source.buffers import with_buffers
from microact.source.straight_line import program_of, with_compared
from microact.source.unrolled import Unrolled
from microact.source.watching import Watch
from microact.support import arguments

__all__ = ["PRELUDE", "Unrolled", "unroll"]


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
        wrt: the leaves whose gradients it returns; by default those of `inputs` that want one
            (`requires_grad`).
        keep: Values of the graph whose numbers the step returns too, as a third result.
        batched: inputs, or their labels, that are given as arrays with one number per example.
        language: "python", or "javascript" for a browser.
        buffers: let lines of arrays write into memory that is set aside once. False writes the
            same lines as plain expressions: slower, and easier to read.

    A branch that Python code took while the graph was recorded (`if v > 0:`) is frozen: the lines
    hold only the way that was taken. Where a Value was compared (`notes` says so), the lines
    compare again, and raise where that comes out otherwise. What hangs on a number that Python
    code read (`v.data`), on a Value that is gone by now, or on a comparison of two Values of
    which the output was computed from neither, is a constant. The lines do not look at domains:
    log(-1) is NaN here.

    Raises:
        TypeError: for anything but a Value, or a graph of arrays where that cannot be.
        ValueError: for inputs that are no leaves, an output of several numbers, or an unknown
            language; for a rule that computes something else each time.
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
    given = None if wrt is None else arguments.several("wrt", wrt, "leaves")
    for x in (*inputs, *(given or ())):
        if not isinstance(x, Value) or not x.is_leaf:
            raise ValueError(f"inputs and wrt are leaves of the graph, got {x!r}")
    wrt = [x for x in inputs if x.requires_grad] if given is None else given
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
    named = {id(x) for x in inputs}
    every = with_compared(output)
    constants = [x for x in (*every, *wrt) if x.is_leaf and id(x) not in named]
    watch = Watch(every, constants)
    step.recorded([x._number for x in inputs], [x._number for x in wrt], watch)
    return step
