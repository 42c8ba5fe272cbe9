"""The backward pass as a list of steps: the one story that diagrams and explanations tell."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from microact.engine.node import number_of
from microact.engine.order import topological_order
from microact.engine.recording import without_numbers
from microact.engine.value import Value
from microact.engine.walk import add_up, backward_passes
from microact.readings.numbers import Number, as_number, shape_of
from microact.readings.plain_numbers import slopes_at
from microact.rules import Elementwise


@dataclass(frozen=True)
class Step:
    """One edge of the graph, walked backward: upstream × local gradient = passed on."""

    node: Value
    """The node that passes a gradient on."""
    input: Value
    """The input that gets it."""
    position: int
    """Which input of `node` it is, counted from 0."""
    upstream: Number
    """The gradient that arrived at `node`, complete."""
    local: Number | None
    """The local gradient; None for a rule that mixes elements and has no single slope."""
    passed_on: Number
    """The product, summed back over whatever was broadcast."""
    total: Number
    """What has arrived at `input` so far, this step included."""
    waiting: int
    """How many more steps `input` waits for before its own turn."""


def flow(output: Value, gradient: Number | None = None) -> list[Step]:
    """List the steps of the backward pass from `output`, in the order in which they happen.

    Nothing is written to any `grad`. `gradient` is what arrives at `output`: by default 1, in
    every element.

    >>> x = Value(3.0, "x")
    >>> [(step.input.label, step.passed_on, step.total) for step in flow(x * x)]
    [('x', 3.0, 3.0), ('x', 3.0, 6.0)]
    """
    return flows([(output, np.ones(output.shape) if gradient is None else gradient)])


def flows(seeds: Sequence[tuple[Value, Number]], shown: Container[int] | None = None) -> list[Step]:
    """List the steps of one backward pass from several outputs, each with what arrives there.

    `shown` holds the ids of the nodes whose local gradients are wanted; by default all.
    """
    order = topological_order(*[output for output, _ in seeds])
    uses = Counter(id(x) for node in order for x in node.inputs if isinstance(x, Value))
    seeds = [(output, as_number(seed)) for output, seed in seeds]
    totals: dict[int, Number] = {}
    for output, seed in seeds:
        totals[id(output)] = add_up(totals[id(output)], seed) if id(output) in totals else seed
    steps = []
    for node, upstream, shares in backward_passes(seeds):
        slopes = local_gradients(node) if shown is None or id(node) in shown else ()
        for position, (x, share) in enumerate(zip(node.inputs, shares)):
            if not isinstance(x, Value):
                continue
            uses[id(x)] -= 1
            if share is None:
                continue
            before = totals.get(id(x))
            totals[id(x)] = share if before is None else add_up(before, share)
            local = slopes[position] if slopes else None
            steps.append(
                Step(node, x, position, upstream, local, share, totals[id(x)], uses[id(x)])
            )
    return steps


def local_gradients(node: Value) -> tuple[Number, ...]:
    """Return the slope of a computed node in each of its inputs; empty if it has no such thing."""
    if not isinstance(node.rule, Elementwise):
        return ()
    numbers = [number_of(x) for x in node.inputs]
    with np.errstate(all="ignore"):
        slopes = slopes_at(node.rule, node._number, numbers)
    return tuple([s if shape_of(s) else float(s) for s in slopes])


def names(nodes: list[Value], scopes: bool = True) -> dict[int, str]:
    """Name every node for people: its label, else its operation, numbered where several share it.

    In a network, where many scopes use the same few names, the scope says whose it is.

    >>> x = Value(3.0, "x")
    >>> list(names(topological_order((x * x) * x)).values())
    ['x', '*', '* #2']
    >>> w, v = (Value(1.0, "w", ), Value(2.0, "w"))
    >>> w.scope, v.scope = "layer1/neuron1", "layer1/neuron2"
    >>> list(names(topological_order(w * v)).values())
    ['layer1.neuron1.w', 'layer1.neuron2.w', '*']
    """
    plain = {id(node): str(node.label or node.operation or "leaf") for node in nodes}
    if scopes and _shared({(plain[id(node)], node.scope) for node in nodes}):
        for node in nodes:
            path = without_numbers(node.scope)
            inside = f"{path.replace('/', '.')}." if path else ""
            name, last = plain[id(node)], path.rpartition("/")[2]
            if last and name.startswith(f"{last}."):  # layer1.weight, in block1/layer1
                name = name.removeprefix(f"{last}.")
            plain[id(node)] = name if name.startswith(inside) else inside + name
    seen: Counter[str] = Counter()
    result = {}
    for key, name in plain.items():
        seen[name] += 1
        result[key] = name if seen[name] == 1 else f"{name} #{seen[name]}"
    return result


def _shared(places: set[tuple[str, str]]) -> bool:
    """Whether two scopes use one name."""
    return len({name for name, _ in places}) < len(places)
