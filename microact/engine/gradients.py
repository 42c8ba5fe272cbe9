"""Gradients as functions: `grad(f)` is f′, `grad(grad(f))` is f″."""

from collections.abc import Callable

import numpy as np

from microact.engine.order import topological_order
from microact.engine.value import Value, recording
from microact.engine.walk import backward_pass
from microact.readings.numbers import Number, as_number
from microact.rules.activations import Identity
from microact.support import arguments


def value_and_grad(
    f: Callable[..., Value], argnums: int | tuple[int, ...] = 0
) -> Callable[..., tuple[Number, Number]]:
    """Make a function that returns `f`'s value and its gradient in one go.

    Args:
        f: takes numbers or arrays and returns a Value that is a single number.
        argnums: which argument to differentiate; a tuple gives a tuple of gradients.

    Returns:
        A function of the same arguments. Plain arguments give plain results, unless `f` also
        uses Values of its own: then the results are Values, and can be differentiated in those.

    Raises:
        TypeError: if `f` is no function or returns something that is not a Value.
        ValueError: if `f` returns more than a single number, or for a wrong `argnums`.

    >>> from microact import tanh
    >>> value_and_grad(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    arguments.function("f", f, "numbers or arrays")
    given = argnums if isinstance(argnums, tuple) else (argnums,)
    wanted = [arguments.position("argnums", n) for n in given]

    def wrapped(*args: Number, **options: object) -> tuple[Number, Number]:
        places = {n + len(args) if n < 0 else n for n in wanted}
        if len(places) < len(wanted) or not places <= set(range(len(args))):
            raise ValueError(
                f"argnums={argnums} names an argument twice, or one that is not there: "
                f"the function was given {len(args)}"
            )
        inputs = list(args)
        with recording(True):
            for n in wanted:
                # A node of its own for each argument: its gradient is not mixed up with that of
                # the same Value used elsewhere in f, and a caller's grad is not touched.
                given = args[n]
                inputs[n] = Identity()(given) if isinstance(given, Value) else Value(given)
            output = f(*inputs, **options)
            if not isinstance(output, Value):
                raise TypeError(
                    f"the function to differentiate must return a Value, got {output!r}; "
                    "was the graph lost on the way (value.data, float(value), math.exp)?"
                )
            if output.size != 1:
                raise ValueError(
                    f"the function to differentiate must return a single number, got shape "
                    f"{output.shape}; reduce it first, e.g. f(x).sum()"
                )
            points = [inputs[n] for n in wanted]
            ids = {id(point) for point in points}
            leaves = [x for x in topological_order(output, stop=ids) if x.is_leaf]
            theirs = any(id(x) not in ids for x in leaves)
            recorded = theirs or not all(point.is_leaf for point in points)
            found = gradients_of(output, points, output._seed(None), create_graph=recorded)
        value = output if recorded else output.data
        return value, tuple(found) if isinstance(argnums, tuple) else found[0]

    return wrapped


def grad(f: Callable[..., Value], argnums: int | tuple[int, ...] = 0) -> Callable[..., Number]:
    """Make the function that computes `f`'s gradient; see `value_and_grad`.

    >>> from microact import tanh
    >>> slope = grad(tanh)
    >>> slope(0.0), grad(slope)(0.0)
    (1.0, -0.0)
    """
    both = value_and_grad(f, argnums)

    def wrapped(*args: Number, **options: object) -> Number:
        return both(*args, **options)[1]

    return wrapped


def gradients_of(
    output: Value, points: list[Value], seed: Number, create_graph: bool = False
) -> list[Number]:
    """Return the gradient of `output` in each of `points`, zeros where there is none.

    No `grad` is written. `seed` is what arrives at `output`.
    """
    at = {id(point): i for i, point in enumerate(points)}
    found: list[Number] = [as_number(np.zeros_like(point.data)) for point in points]
    for node, gradient, _ in backward_pass(output, seed, create_graph, stop=at):
        if id(node) in at:
            found[at[id(node)]] = gradient
    if create_graph:
        # Even a constant gradient becomes a node, so that a second derivative finds its zero.
        return [g if isinstance(g, Value) else Value.__record__(Identity(), (g,)) for g in found]
    return [g if isinstance(g, float) else g.copy() for g in found]
