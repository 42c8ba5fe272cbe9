"""The backward pass: from an output back to its leaves, one node at a time.

`Value.backward`, `ma.grad`, the flow that diagrams draw, the backward pass in words and the source
that `ma.unroll` writes are all this one walk. What a node passes on is the rule's own matter: for
most rules it is the chain rule, `rules/chain_rule.py`.

(With single floats, and with arrays, it takes a shortcut, `fast/float_walk.py` and
`fast/array_walk.py`: the same steps with less around them. To see this file at work, with a
debugger say, use `with ma.plain():`.)
"""

from collections.abc import Callable, Container, Iterator, Sequence
from typing import TypeVar, cast

import numpy as np

from microact.engine import functions, shortcuts
from microact.engine.node import Node, number_of
from microact.engine.order import fixed_nodes, topological_order
from microact.engine.recording import takes_shortcuts
from microact.readings.counted import counting, handed
from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, as_number, freeze, shape_of
from microact.readings.plain_numbers import domain_matters, gradients_at, is_pure

N = TypeVar("N", bound=Node)
G = TypeVar("G")


def walk_back(
    order: Sequence[N],
    arriving: dict[int, G],
    pass_on: Callable[[N, G], Sequence[G | None]],
    add_up: Callable[[G, G], G],
) -> Iterator[tuple[N, G, Sequence[G | None]]]:
    """Yield each node with the gradient that arrived there, and what it passes to each input.

    Args:
        order: the nodes, each after all of its inputs. So, walked from its end, a node comes when
            all that was computed from it has sent its gradient, and what has arrived is complete.
        arriving: what arrives from outside, by the id of its node: 1 at the output.
        pass_on: of a node and its upstream gradient, the gradient for each of its inputs: None
            where nothing flows, and none at all for a leaf.
        add_up: what two gradients that arrive at the same node are together.
    """
    for node in reversed(order):
        upstream = arriving.pop(id(node), None)
        if upstream is None:
            continue  # every way from the output to here passes nothing on
        shares = pass_on(node, upstream)
        for x, share in zip(node.inputs, shares):
            if share is not None and isinstance(x, Node):
                before = arriving.get(id(x))
                arriving[id(x)] = share if before is None else add_up(before, share)
        yield node, upstream, shares


# ---- with numbers, or with nodes that are recorded ----------------------------------------------


Arrival = tuple[N, Number, Sequence[Number | None]]
"""A node, the gradient that arrived there, complete, and what it passes to each input.

A leaf passes nothing; a constant, and what wants no gradient, gets None.
"""


def backward_pass(
    output: N,
    seed: Number,
    create_graph: bool = False,
    stop: Container[int] = (),
    order: Sequence[N] | None = None,
) -> list[Arrival[N]]:
    """Walk back from one output; see `backward_passes`."""
    return backward_passes([(output, seed)], create_graph, stop, order)


def backward_passes(
    seeds: Sequence[tuple[N, Number]],
    create_graph: bool = False,
    stop: Container[int] = (),
    order: Sequence[N] | None = None,
) -> list[Arrival[N]]:
    """List what happens on the way back from several outputs. Nothing is written to any node.

    Args:
        seeds: the nodes to start from, each with the gradient that arrives there, usually 1.
        create_graph: compute with nodes instead of numbers, so that the gradients are recorded
            (those that depend on nothing stay plain numbers).
        stop: ids of nodes to treat as leaves, whatever they were computed from.
        order: the topological order, if it is known already.

    Raises:
        RuntimeError: if an input was changed after a node was computed from it, or if a rule
            returned a gradient of the wrong shape.
    """
    order = order or topological_order(*[output for output, _ in seeds], stop=stop)
    fixed = fixed_nodes(order, stop)
    arriving: dict[int, Number] = {}
    for output, seed in seeds:
        if id(output) in fixed:
            continue
        if type(seed) is float and type(output._number) is not float:
            seed = freeze(np.asarray(seed, output._number.dtype))
        known = id(output) in arriving
        arriving[id(output)] = add_up(arriving[id(output)], seed) if known else seed

    def pass_on(node: N, upstream: Number) -> Sequence[Number | None]:
        if node.rule is None or (stop and id(node) in stop):
            return ()
        refuse_changed(node)
        return (_recorded if create_graph else _computed)(node, upstream, fixed)

    with np.errstate(all="ignore"):  # what overflows is inf, and no warning
        if shortcuts.back_on_arrays and takes_shortcuts.get() and not create_graph:
            return shortcuts.back_on_arrays(order, arriving, stop, fixed, _computed)
        return list(walk_back(order, arriving, pass_on, add_up))


def add_up(a: Number, b: Number) -> Number:
    """Add what arrives at a node by two ways."""
    total = a + b
    return freeze(total) if isinstance(total, np.ndarray) else total


def add_to(grad: Number, arrived: Number) -> Number:
    """Add a gradient to what a leaf holds already, in memory of its own."""
    if type(grad) is float and grad == 0.0 and type(arrived) is np.ndarray:
        # Most often nothing was there. What can be written into nobody else holds.
        alone = arrived.flags.writeable and arrived.base is None
        return arrived if alone else np.array(arrived)
    if grad is None:  # as PyTorch's users set it
        grad = 0.0
    elif not isinstance(grad, float | Node):
        grad = as_number(grad, copy=False)
    if shape_of(grad) not in ((), shape_of(arrived)):
        raise ValueError(
            f"a gradient of shape {shape_of(arrived)} arrives at a leaf whose grad has shape "
            f"{shape_of(grad)}; set grad to 0.0 after changing the shape of data"
        )
    if isinstance(arrived, Node) and not isinstance(grad, Node) and not np.any(grad):
        return arrived
    with np.errstate(all="ignore"):
        return grad + arrived


def refuse_changed(node: Node) -> None:
    """Raise `RuntimeError` if an input of a node has another number than it was computed from."""
    date = node._stamp
    for x in node.inputs:
        if isinstance(x, Node) and x._stamp > date:
            assert node.rule is not None
            raise RuntimeError(
                f"the data of {x.label or 'a leaf'} was changed after {node.rule.title} used it, "
                "so its gradient would belong to another number. Run the forward pass again, or "
                "ask for gradients (and pictures of them) before the change."
            )


def _computed(node: Node, upstream: Number, fixed: Container[int]) -> Sequence[Number | None]:
    """Compute what a node passes to each of its inputs, as numbers."""
    assert node.rule is not None
    numbers = [number_of(x) for x in node.inputs]
    gradients = gradients_at(node.rule, upstream, node._number, numbers)
    return _wanted(node, numbers, gradients, fixed)


def _recorded(node: Node, upstream: Number, fixed: Container[int]) -> Sequence[Number | None]:
    """Compute the same with nodes: the rule is read with `functions`, which record."""
    assert node.rule is not None
    inputs: tuple[Number, ...] = node.inputs
    xp = cast(Namespace, functions)
    if not is_pure(node.rule):  # to which what it compares counts, constants as well
        inputs = tuple([x if isinstance(x, Node) else counting(x) for x in inputs])
        xp = handed(xp)
    token = domain_matters.set(False)
    try:
        gradients = node.rule.vjp(upstream, node, *inputs, xp=xp)
        return _wanted(node, [number_of(x) for x in inputs], gradients, fixed)
    finally:
        domain_matters.reset(token)


def _wanted(
    node: Node, numbers: Sequence[Number], gradients: Sequence[Number], fixed: Container[int]
) -> list[Number | None]:
    """Finish the gradients that somebody wants: those of nodes, each like the node's number."""
    if len(gradients) != len(numbers):
        raise RuntimeError(
            f"{node.rule!r} has {len(numbers)} inputs but gave {len(gradients)} gradients"
        )
    shares: list[Number | None] = []
    for x, number, gradient in zip(node.inputs, numbers, gradients):
        if gradient is None or not isinstance(x, Node) or id(x) in fixed:
            shares.append(None)
            continue
        gradient = gradient() if callable(gradient) else gradient
        if (
            type(gradient) is np.ndarray is type(number)
            and gradient.shape == number.shape
            and gradient.dtype == number.dtype
        ):
            freeze(gradient)
        elif type(gradient) is not float or type(number) is not float:
            gradient = _fit(gradient, number, node)
        shares.append(gradient)
    return shares


def _fit(gradient: Number, number: Number, node: Node) -> Number:
    """Give a gradient the dtype of the number it belongs to; raise for another shape."""
    if shape_of(gradient) != shape_of(number):
        raise RuntimeError(
            f"{node.rule!r} gave a gradient of shape {shape_of(gradient)} "
            f"for an input of shape {shape_of(number)}"
        )
    if isinstance(gradient, Node):
        return gradient
    if np.iscomplexobj(gradient):
        raise RuntimeError(f"{node.rule!r} gave a complex gradient")
    if type(number) is float:
        return float(gradient)
    return freeze(np.asarray(gradient, dtype=number.dtype))
