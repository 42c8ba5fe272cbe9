"""The backward pass: from an output to its leaves, one node at a time.

`Value.backward`, `ma.grad`, the flow that diagrams draw and the explanation in words all read
the one generator below.
"""

from collections.abc import Container, Sequence
from typing import Any

import numpy as np

from microact.engine import functions
from microact.engine.order import topological_order
from microact.fast.float_rules import is_ours
from microact.readings.counted import counting, handed
from microact.readings.numbers import Number, freeze, shape_of
from microact.rules.rule import checking

Arrival = tuple[Any, Number, Sequence[Number | None]]


def backward_pass(
    output: Any,
    seed: Number,
    create_graph: bool = False,
    stop: Container[int] = (),
    order: list[Any] | None = None,
) -> list[Arrival]:
    """Walk back from one output; see `backward_passes`."""
    return backward_passes([(output, seed)], create_graph, stop, order)


def backward_on_floats(order: list[Any], seed: float, clock: int) -> bool:
    """Walk back where every node is a single float, and write each `grad` on the way.

    A scalar graph has very many very small nodes, so this walk is written for speed: gradients
    add up in the nodes themselves. A test holds it to `backward_pass`. `clock` is the date of the
    last change of any leaf; what was recorded since needs no look at its inputs' dates.

    Returns:
        False, with nothing written, if the graph is not of this kind.
    """
    output, leaves = order[-1], []
    kind = type(output)
    for node in order:
        if node.rule is None:
            leaves.append((node, node.grad))
            if type(node.grad) not in (float, int):
                return False
        elif type(node._number) is not float or not node.rule.elementwise:
            return False
        elif node._stamp != clock:
            refuse_changed(node)
    try:
        for node in order:
            node.grad = 0.0
        output.grad = seed
        for node in reversed(order):
            rule, inputs = node.rule, node.inputs
            if len(inputs) == 2:  # most nodes: without lists and loops this takes half the time
                left, right = inputs
                a = left._number if type(left) is kind else left
                b = right._number if type(right) is kind else right
                to_left, to_right = rule.backward_floats(node.grad, node._number, a, b)
                if type(left) is kind:
                    left.grad += to_left
                if type(right) is kind:
                    right.grad += to_right
            elif rule is not None:
                numbers = [x._number if type(x) is kind else x for x in inputs]
                shares = rule.backward_floats(node.grad, node._number, *numbers)
                for x, share in zip(inputs, shares):
                    if type(x) is kind:
                        x.grad += share
    except BaseException:  # such as Ctrl-C: what the leaves held before is theirs again
        for leaf, grad in leaves:
            leaf.grad = grad
        raise
    for leaf, grad in leaves:
        leaf.grad = grad + leaf.grad
    return True


def backward_passes(
    seeds: Sequence[tuple[Any, Number]],
    create_graph: bool = False,
    stop: Container[int] = (),
    order: list[Any] | None = None,
) -> list[Arrival]:
    """List each node with the gradient that arrived there and what it passes to each input.

    A node comes when all of its consumers have sent their gradient, so what has arrived is
    complete. Nothing is written to any node.

    Args:
        seeds: the nodes to start from, each with the gradient that arrives there, usually 1.
        create_graph: compute with nodes instead of numbers, so that the gradients are recorded
            (those that depend on nothing stay plain numbers).
        stop: ids of nodes to treat as leaves, whatever they were computed from.
        order: the topological order, if it is known already.

    Returns:
        (node, upstream gradient, one gradient per input). The list is empty for a leaf; it holds
        None for a constant and where nothing flows.
    """
    arriving: dict[int, Number] = {}
    for output, seed in seeds:
        before = arriving.get(id(output))
        arriving[id(output)] = seed if before is None else add_up(before, seed)
    kind = type(seeds[0][0])
    order = order or topological_order(*[output for output, _ in seeds], stop=stop)
    arrivals: list[Arrival] = []
    with np.errstate(all="ignore"):  # what overflows is inf, and no warning
        for node in reversed(order):
            upstream = arriving.pop(id(node), None)
            if upstream is None:  # every way from the output to here passes nothing on
                continue
            shares: Sequence[Number | None] = ()
            if node.rule is not None and id(node) not in stop:
                shares = _pass_on(node, upstream, create_graph)
                for x, share in zip(node.inputs, shares):
                    if share is not None and isinstance(x, kind):
                        before = arriving.get(id(x))
                        arriving[id(x)] = share if before is None else add_up(before, share)
            arrivals.append((node, upstream, shares))
    return arrivals


def refuse_changed(node: Any) -> None:
    """Raise `RuntimeError` if an input of a node has another number than it was computed from."""
    for x in node.inputs:
        if isinstance(x, type(node)) and x._stamp > node._stamp:
            raise RuntimeError(
                f"the data of {x.label or 'a leaf'} was changed after {node.rule.title} used it, "
                "so its gradient would belong to another number. Run the forward pass again, or "
                "ask for gradients (and pictures of them) before the change."
            )


def _pass_on(node: Any, upstream: Number, create_graph: bool) -> list[Number | None]:
    """Return what a computed node passes to each of its inputs: upstream × local gradient.

    Raises:
        RuntimeError: if an input was changed after the node was computed from it, or if the
            rule returned a gradient of the wrong shape.
    """
    rule, kind = node.rule, type(node)
    refuse_changed(node)
    numbers = [x._number if isinstance(x, kind) else x for x in node.inputs]
    if not create_graph:
        xp = rule.namespace(numbers)
        return _shares(node, numbers, rule.passed_on(upstream, node._number, *numbers, xp=xp))
    inputs, xp = node.inputs, functions
    if not is_ours(rule):  # to whom what it compares counts, constants as well
        inputs = [x if isinstance(x, kind) else counting(x) for x in inputs]
        xp = handed(functions)
    token = checking.set(False)
    try:
        gradients = rule.vjp(upstream, node, *inputs, xp=xp)
        return _shares(node, numbers, gradients)
    finally:
        checking.reset(token)


def _shares(node: Any, numbers: list[Number], gradients: Any) -> list[Number | None]:
    """Compute and fit the gradients that somebody wants; None for a constant."""
    if len(gradients) != len(numbers):
        raise RuntimeError(
            f"{node.rule!r} has {len(numbers)} inputs but gave {len(gradients)} gradients"
        )
    kind = type(node)
    shares: list[Number | None] = []
    for x, number, gradient in zip(node.inputs, numbers, gradients):
        if gradient is None or not isinstance(x, kind):
            shares.append(None)
            continue
        if type(gradient) is not float or type(number) is not float:
            gradient = gradient() if callable(gradient) else gradient
            if (
                type(gradient) is np.ndarray is type(number)
                and gradient.shape == number.shape
                and gradient.dtype == number.dtype
            ):
                freeze(gradient)
            else:
                gradient = _fit(gradient, number, node.rule)
        shares.append(gradient)
    return shares


def _fit(gradient: Number, number: Number, rule: Any) -> Number:
    """Give a gradient the shape and dtype of the number it belongs to, or raise."""
    if shape_of(gradient) != shape_of(number):
        raise RuntimeError(
            f"{rule!r} gave a gradient of shape {shape_of(gradient)} "
            f"for an input of shape {shape_of(number)}"
        )
    if hasattr(gradient, "__record__"):
        return gradient
    if np.iscomplexobj(gradient):
        raise RuntimeError(f"{rule!r} gave a complex gradient")
    if type(number) is float:
        return float(gradient)
    return freeze(np.asarray(gradient, dtype=number.dtype))


def add_up(a: Number, b: Number) -> Number:
    """Add what arrives at a node by two ways."""
    if type(a) is float and type(b) is float:
        return a + b
    total = a + b
    return freeze(total) if isinstance(total, np.ndarray) else total
