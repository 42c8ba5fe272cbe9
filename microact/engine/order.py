"""One order for everything that walks a graph: backward, flow, diagrams, unroll."""

from collections.abc import Container, Sequence
from typing import TypeVar

from microact.engine.node import Node

N = TypeVar("N", bound=Node)


def topological_order(*outputs: N, stop: Container[int] = ()) -> list[N]:
    """List every node that `outputs` were computed from, each after all of its inputs.

    Why an order at all: a node used twice must wait until both of its uses have sent their
    gradient back. Read from the end, this list does the waiting.

    The ids in `stop` are nodes not to look behind. The walk keeps its own stack, so a graph may be
    a million nodes deep.
    """
    kind = type(outputs[0]) if outputs else None
    order: list[N] = []
    seen: set[N] = set()
    ahead: list[N | None] = [*reversed(outputs)]  # what to look at, the last one first
    while ahead:
        node = ahead.pop()
        if node is None:  # all that the node below was computed from has its place by now
            ready = ahead.pop()
            assert ready is not None
            order.append(ready)
            continue
        while node not in seen:
            seen.add(node)
            first, second = node._first, node._second
            if first is None or (stop and id(node) in stop):
                order.append(node)
                break
            ahead.append(node)
            ahead.append(None)
            if type(second) is kind and second not in seen:
                ahead.append(second)
            if type(first) is kind:
                node = first  # and down at once
            elif type(first) is tuple:
                ahead += [x for x in reversed(first) if type(x) is kind]
    return order


def fixed_nodes(order: Sequence[Node], stop: Container[int] = ()) -> set[int]:
    """Return the ids of the nodes that no gradient flows to.

    Those are the leaves that want none, and what was computed from such leaves and constants
    alone. A node in `stop` wants its gradient, whatever it was computed from.
    """
    found: set[int] = set()
    if not any(node._second is not None for node in order if node.rule is None):
        return found
    for node in order:
        if stop and id(node) in stop:
            continue
        if node.rule is None:
            fixed = node._second is not None
        else:
            fixed = all(id(x) in found for x in node.inputs if isinstance(x, Node))
        if fixed:
            found.add(id(node))
    return found
