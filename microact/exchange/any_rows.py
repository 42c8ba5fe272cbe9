"""A model for any count of rows, from several recordings that had other rows.

What is the same in all belongs to the network. A shape that differs hangs on how many rows there
are; whole numbers that are those of `X` each time are looked up in it; anything else that differs
would be wrong for a third table, and is refused.
"""

import numpy as np

from microact.exchange.onnx_lines import Model
from microact.exchange.onnx_nodes import Node, Tensor
from microact.readings.numbers import Array

ONE_BY_ONE = {"Where", "Add", "Sub", "Mul", "Div", "And", "Or", "Xor", "Max", "Min"}
"""Operations in which one row serves all."""


def any_rows(models: list[Model], rows: bool) -> Model:
    """Make the first model fit for the rows of all, and return it.

    Args:
        models: the same network, each recorded with other rows, and another count of them if there
            is an axis of rows.
        rows: whether the first axis of X is one.

    Raises:
        TypeError: where a number, or which operations there are, hangs on the rows.
    """
    model = models[0]
    done = [[node.kind for node in one.nodes.nodes] for one in models]
    if any(kinds != done[0] for kinds in done):
        raise _refusal("which operations it does")
    xs = [one.inputs[0][0] for one in models]
    cast: Tensor | None = None
    twins = {id(xs[0]): xs}
    for nodes in list(zip(*[one.nodes.nodes for one in models])):
        node, what = nodes[0], nodes[0].about or nodes[0].kind
        twins[id(node.output)] = [twin.output for twin in nodes]
        if any(twin.options != node.options for twin in nodes):
            raise _refusal(f"how {what} is done")
        for i, inputs in enumerate(zip(*[twin.inputs for twin in nodes])):
            here = inputs[0]
            if not here.constant:
                if any(x is not known for x, known in zip(inputs, twins[id(here)])):
                    raise _refusal(f"what {what} is done to")
            elif all(x.constant and _same(x.like, here.like) for x in inputs):
                continue
            elif all(_same(c.like, x.like) for c, x in zip(inputs, xs)):
                node.inputs[i] = xs[0]
            elif all(_equal(c.like, x.like) for c, x in zip(inputs, xs)):
                cast = cast or _as_floats(model, xs[0], here)
                node.inputs[i] = cast
            elif i == 1 and node.kind in ("Reshape", "Expand"):
                node.inputs[i] = _any_shape(nodes, [x.like for x in inputs])
            elif node.kind in ONE_BY_ONE and _one_row(*inputs) and _rows_beside(node, i):
                node.inputs[i] = model.nodes.constant(here.like[:1])
            else:
                raise _refusal(f"a number in {what}")
    if not rows:
        return model
    model.inputs = [(xs[0], ["rows", *xs[0].shape[1:]])]
    lengths = zip(*[one.outputs[0][0].shape for one in models])
    shape = [n[0] if len(set(n)) == 1 else "rows" for n in lengths]
    model.outputs = [(model.outputs[0][0], shape)]
    return model


def _same(a: Array, b: Array) -> bool:
    return (
        a.shape == b.shape
        and a.dtype == b.dtype
        and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    )


def _equal(a: Array, b: Array) -> bool:
    """Whether whole numbers of X stand as floats in a constant."""
    return a.shape == b.shape and a.dtype.kind == "f" != b.dtype.kind and np.array_equal(a, b)


def _as_floats(model: Model, x: Tensor, like: Tensor) -> Tensor:
    """Note down, before all else, that whole numbers are made floats."""
    made: Tensor = model.nodes.node("Cast", [x], like.like, to=like.dtype)
    model.nodes.nodes.insert(0, model.nodes.nodes.pop())
    return made


def _rows_beside(node: Node, i: int) -> bool:
    """Whether an operation has as many rows without those of one of its constants."""
    shapes = [x.shape for x in node.inputs]
    shapes[i] = (1, *shapes[i][1:])
    return np.broadcast_shapes(*shapes) == node.output.shape


def _one_row(*constants: Tensor) -> bool:
    """Whether both are the same row again and again."""
    one = constants[0].like[:1] if constants[0].ndim else constants[0].like
    alike = (x.ndim and np.array_equal(x.like, np.broadcast_to(one, x.shape)) for x in constants)
    return all(x.shape[1:] == one.shape[1:] for x in constants) and all(alike)


def _any_shape(nodes: tuple[Node, ...], shapes: list[Array]) -> Tensor:
    """Return a shape that leaves open what hangs on the count of rows."""
    node = nodes[0]
    reading, what = node.output.reading, node.about or node.kind
    if len({len(shape) for shape in shapes}) > 1:
        raise _refusal(f"the shape of {what}")
    differing = np.flatnonzero(np.ptp(shapes, axis=0))
    free = shapes[0].copy()
    if node.kind == "Reshape" and len(differing) == 1:
        free[differing] = -1
        made: Tensor = reading.places(*free.tolist())
        return made
    for at in differing.tolist():
        axis = at - len(free)  # counted from behind, as broadcasting does
        expanded = [twin.inputs[0] for twin in nodes]
        lengths = [x.shape[axis] if -axis <= x.ndim else 1 for x in expanded]
        if node.kind == "Reshape" or lengths != [shape[at] for shape in shapes]:
            raise _refusal(f"the shape of {what}")
        free[at] = 1  # an axis that is there already stays as long as it is
    made = reading.places(*free.tolist())
    return made


def _refusal(what: str) -> TypeError:
    return TypeError(
        f"{what} hangs on the rows that this network was recorded with, so no model for other rows "
        "can be made of it: it draws at random, reads the numbers of X or counts its rows in "
        "Python code (x[:, :1] * 0 + b is a constant b for every row)"
    )
