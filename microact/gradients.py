"""Gradients as functions: `grad(f)` is f′, `grad(grad(f))` is f″."""

from collections.abc import Callable
from typing import Any

import numpy as np

from microact.arrays import Number, as_number
from microact.backprop import backward_pass
from microact.graph import topological_order
from microact.rules.activations import Identity
from microact.value import Value


def value_and_grad(
    f: Callable[..., Value], argnums: int | tuple[int, ...] = 0
) -> Callable[..., tuple[Any, Any]]:
    """Make a function that returns `f`'s value and its gradient in one go.

    Args:
        f: takes numbers or arrays and returns a Value that is a single number.
        argnums: which argument to differentiate; a tuple gives a tuple of gradients.

    Returns:
        A function of the same arguments. Plain arguments give plain results, unless `f` also
        uses Values of its own: then the results are Values, and can be differentiated in those.

    Raises:
        TypeError: if `f` returns something that is not a Value.
        ValueError: if `f` returns more than a single number.

    >>> from microact import tanh
    >>> value_and_grad(lambda x: x * x)(3.0)
    (9.0, 6.0)

    """
    wanted = argnums if isinstance(argnums, tuple) else (argnums,)

    def wrapped(*args: Any, **options: Any) -> tuple[Any, Any]:
        inputs = list(args)
        for i in wanted:
            # A node of its own for each argument: its gradient is not mixed up with that of
            # the same Value used elsewhere in f, and a caller's grad is not touched.
            inputs[i] = Identity()(args[i]) if isinstance(args[i], Value) else Value(args[i])
        points = [inputs[i] for i in wanted]
        output = f(*inputs, **options)
        if not isinstance(output, Value):
            raise TypeError(
                f"the function to differentiate must return a Value, got {output!r}; "
                "was the graph lost on the way (value.data, float(value), math.exp)?"
            )
        seed = output._seed(None)
        mine = {id(point) for point in points}
        recorded = any(x.is_leaf and id(x) not in mine for x in topological_order(output))
        recorded = recorded or any(not point.is_leaf for point in points)
        found = _gradients(output, points, seed, create_graph=recorded)
        value = output if recorded else output.data
        return value, tuple(found) if isinstance(argnums, tuple) else found[0]

    return wrapped


def grad(f: Callable[..., Value], argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """Make the function that computes `f`'s gradient; see `value_and_grad`.

    >>> from microact import tanh
    >>> slope = grad(tanh)
    >>> slope(0.0), grad(slope)(0.0)
    (1.0, -0.0)
    """

    def wrapped(*args: Any, **options: Any) -> Any:
        return value_and_grad(f, argnums)(*args, **options)[1]

    return wrapped


def _gradients(output: Value, points: list[Value], seed: Number, create_graph: bool) -> list[Any]:
    """Return the gradient of `output` in each of `points`; zeros where there is none."""
    at = {id(point): i for i, point in enumerate(points)}
    found: list[Any] = [as_number(np.zeros_like(point.data)) for point in points]
    for node, gradient, _ in backward_pass(output, seed, create_graph):
        if id(node) in at:
            found[at[id(node)]] = gradient
    if create_graph:
        # Even a constant gradient becomes a node, so that a second derivative finds its zero.
        return [g if isinstance(g, Value) else Value.__record__(Identity(), (g,)) for g in found]
    return [g if isinstance(g, float) else g.copy() for g in found]
