"""A model for any count of rows, from two recordings that had other rows.

What is the same in both belongs to the network. A shape that differs hangs on how many rows there
are; whole numbers that are those of `X` each time are looked up in it; anything else that differs
would be wrong for a third table, and is refused.
"""

import numpy as np

from microact.exchange.onnx_lines import Model
from microact.exchange.onnx_nodes import Node, Tensor
from microact.readings.numbers import Array

ONE_BY_ONE = {"Where", "Add", "Sub", "Mul", "Div", "And", "Or", "Xor", "Max", "Min"}
"""Operations in which one row serves all."""


def any_rows(model: Model, other: Model, rows: bool) -> Model:
    """Return the first model, made fit for the rows of both.

    Args:
        model: recorded with some rows.
        other: recorded with others, of another count if there is an axis of rows.
        rows: whether the first axis of X is one.

    Raises:
        TypeError: where a number, or which operations there are, hangs on the rows.
    """
    if [node.kind for node in model.nodes.nodes] != [node.kind for node in other.nodes.nodes]:
        raise _refusal("which operations it does")
    (x, _), (x_other, _) = model.inputs[0], other.inputs[0]
    twins = {id(x): x_other}
    for node, twin in zip(model.nodes.nodes, other.nodes.nodes):
        twins[id(node.output)] = twin.output
        if node.options != twin.options:
            raise _refusal(f"how {node.about or node.kind} is done")
        for i, (a, b) in enumerate(zip(node.inputs, twin.inputs)):
            if not a.constant:
                if twins[id(a)] is not b:
                    raise _refusal(f"what {node.about or node.kind} is done to")
                continue
            if b.constant and _same(a.like, b.like):
                continue
            if _same(a.like, x.like) and _same(b.like, x_other.like):
                node.inputs[i] = x
            elif i == 1 and node.kind in ("Reshape", "Expand"):
                node.inputs[i] = _any_shape(node, a.like, b.like, twin)
            elif node.kind in ONE_BY_ONE and _one_row(a, b):
                node.inputs[i] = model.nodes.constant(a.like[:1])
            else:
                raise _refusal(f"a number in {node.about or node.kind}")
    if not rows:
        return model
    model.inputs = [(x, ["rows", *x.shape[1:]])]
    ((output, _),), ((output_other, _),) = model.outputs, other.outputs
    lengths = zip(output.shape, output_other.shape)
    model.outputs = [(output, [n if n == m else "rows" for n, m in lengths])]
    return model


def _same(a: Array, b: Array) -> bool:
    return (
        a.shape == b.shape
        and a.dtype == b.dtype
        and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    )


def _one_row(*constants: Tensor) -> bool:
    """Whether both are the same row again and again."""
    one = constants[0].like[:1] if constants[0].ndim else constants[0].like
    alike = (x.ndim and np.array_equal(x.like, np.broadcast_to(one, x.shape)) for x in constants)
    return all(x.shape[1:] == one.shape[1:] for x in constants) and all(alike)


def _any_shape(node: Node, shape: Array, other: Array, twin: Node) -> Tensor:
    """Return a shape that leaves open what hangs on the count of rows."""
    reading = node.output.reading
    differing = np.flatnonzero(shape != other)
    free = shape.copy()
    if node.kind == "Reshape" and len(differing) == 1:
        free[differing] = -1
        made: Tensor = reading.places(*free.tolist())
        return made
    for at in differing.tolist():
        axis = at - len(shape)  # counted from behind, as broadcasting does
        lengths = [
            x.inputs[0].shape[axis] if -axis <= x.inputs[0].ndim else 1 for x in (node, twin)
        ]
        if node.kind == "Reshape" or lengths != [shape[at], other[at]]:
            raise _refusal(f"the shape of {node.about or node.kind}")
        free[at] = 1  # an axis that is there already stays as long as it is
    made = reading.places(*free.tolist())
    return made


def _refusal(what: str) -> TypeError:
    return TypeError(
        f"{what} hangs on the rows that this network was recorded with, so no model for other rows "
        "can be made of it. Does it draw at random, or read the numbers of X in Python code?"
    )
