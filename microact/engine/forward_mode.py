"""Forward mode: how a result changes if the inputs change in a given direction.

One walk forward tells the change along one direction, whatever the number of outputs; a walk back
tells the slopes in all inputs, of one output.
"""

from collections.abc import Callable
from typing import cast

import numpy as np

from microact.engine import functions
from microact.engine.gradients import gradients_of
from microact.engine.node import number_of
from microact.engine.order import topological_order
from microact.engine.value import Value, recording
from microact.engine.walk import add_up, refuse_changed
from microact.readings.arrays import arrays_like
from microact.readings.dual import times
from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, as_number, shape_of
from microact.rules import Elementwise
from microact.support import arguments


def jvp(f: Callable[..., Value], at: Number, along: Number) -> tuple[Number, Number]:
    """Return `f(at)` and how fast it changes along a direction: its Jacobian times a vector.

    A rule's slopes carry a change forward as they carry a gradient back, at kinks as well.

    Args:
        f: takes numbers or arrays and returns a Value of any shape.
        at: the point: a number, an array, or a tuple with one for each argument of `f`.
        along: the direction, of the same shapes.

    Raises:
        TypeError: if `f` is no function or returns something that is not a Value.
        ValueError: if `along` has other shapes than `at`.

    >>> jvp(lambda x: x * x, 3.0, 1.0)
    (9.0, 6.0)
    """
    leaves, changes, _ = _points(f, at, along)
    with recording(True):
        output = f(*leaves)
    if not isinstance(output, Value):
        raise TypeError(f"the function must return a Value, got {output!r}")
    y = np.array(output._number) if output.shape else output.item()
    return y, walk_forward([output], leaves, changes)[0]


def hessian_vector(f: Callable[..., Value], at: Number, along: Number) -> Number:
    """Return how fast the gradient of `f` changes along a direction: its Hessian times a vector.

    The Hessian itself, n × n numbers, is never made (Pearlmutter 1994, "Fast exact multiplication
    by the Hessian").

    Args:
        f: takes numbers or arrays and returns a Value that is a single number.
        at: the point: a number, an array, or a tuple with one for each argument of `f`.
        along: the direction, of the same shapes.

    Returns:
        Numbers of the shapes of `at`; a tuple if that is one.

    Raises:
        TypeError: if `f` is no function or returns something that is not a Value.
        ValueError: if `f` returns more than a single number, or `along` has other shapes.

    >>> hessian_vector(lambda x: (x**3).sum(), np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    array([6., 0.])
    """
    leaves, changes, several = _points(f, at, along)
    with recording(True):
        output = f(*leaves)
        if not isinstance(output, Value) or output.size != 1:
            raise (ValueError if isinstance(output, Value) else TypeError)(
                f"the function must return a Value that is a single number, got {output!r}"
            )
        slopes = gradients_of(output, leaves, output._seed(None), create_graph=True)
    found = walk_forward(slopes, leaves, changes)
    return tuple(found) if several else found[0]


def walk_forward(outputs: list[Value], leaves: list[Value], changes: list[Number]) -> list[Number]:
    """Return how fast each output changes if these leaves change so fast, and nothing else does."""
    change = {id(x): d for x, d in zip(leaves, changes)}
    with np.errstate(all="ignore"):
        for node in topological_order(*outputs, stop=change):
            if id(node) not in change and node.rule is not None:
                refuse_changed(node)
                pushed = _pushed(node, [change.get(id(x)) for x in node.inputs])
                if pushed is not None:
                    change[id(node)] = pushed
    found = [change.get(id(x)) for x in outputs]
    zeros = [np.zeros_like(x._number) if x.shape else 0.0 for x in outputs]
    return [
        nothing if d is None else np.array(np.broadcast_to(d, x.shape)) if x.shape else float(d)
        for x, d, nothing in zip(outputs, found, zeros)
    ]


def _pushed(node: Value, changes: list[Number]) -> Number:
    """Return how fast a node changes; None if none of its inputs does."""
    if all(d is None for d in changes):
        return None
    rule, y, numbers = node.rule, node._number, list(map(number_of, node.inputs))
    assert rule is not None
    total: Number = None
    if isinstance(rule, Elementwise):
        for slope, d in zip(rule.slopes(y, *numbers, xp=arrays_like((*numbers, y))), changes):
            if d is not None:
                share = times(slope() if callable(slope) else slope, d)
                total = share if total is None else add_up(total, share)
        return total
    # It states how a gradient u goes back: u ↦ Jᵀu. The way forward is the transpose of that: the
    # slope of ⟨Jᵀu, d⟩ in u.
    with recording(True):
        u = Value(np.ones_like(y) if shape_of(y) else 1.0)
        fixed = [Value(x, requires_grad=False) for x in numbers]
        back = rule.vjp(u, Value(y, requires_grad=False), *fixed, xp=cast(Namespace, functions))
        for share, d in zip(back, changes):
            if d is not None and share is not None:
                term = ((share() if callable(share) else share) * d).sum()
                total = term if total is None else total + term
    return None if total is None else gradients_of(total, [u], 1.0)[0]


def _points(
    f: Callable[..., Value], at: Number, along: Number
) -> tuple[list[Value], list[Number], bool]:
    arguments.function("f", f, "numbers or arrays")
    several = isinstance(at, tuple)
    if several and (not isinstance(along, tuple) or len(along) != len(at)):
        raise ValueError(f"at is a tuple of {len(at)}, so along must be one as well")
    leaves = [Value(x) for x in (at if several else (at,))]
    given = zip(leaves, map(as_number, along if several else (along,)))
    changes = [d.astype(x.dtype) if shape_of(d) else d for x, d in given]
    for x, d in zip(leaves, changes):
        if x.shape != shape_of(d):
            raise ValueError(f"along has shape {shape_of(d)} where at has {x.shape}")
    return leaves, changes, several
