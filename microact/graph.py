"""One order for everything that walks a graph: backward, flow, diagrams, unroll."""

from collections.abc import Container
from typing import Any


def topological_order(*outputs: Any, stop: Container[int] = ()) -> list[Any]:
    """List every node that `outputs` were computed from, each after all of its inputs.

    Why an order at all: a node used twice must wait until both of its uses have sent their
    gradient back. Read from the end, this list does the waiting.

    A node is whatever has the type of the outputs and a tuple `inputs`; anything else among the
    inputs is a constant. The ids in `stop` are nodes not to look behind. The walk keeps its own
    stack, so a graph may be a million nodes deep.
    """
    kind = type(outputs[0])
    order: list[Any] = []
    seen: set[int] = set()
    stack: list[tuple[Any, bool]] = [(output, False) for output in reversed(outputs)]
    while stack:
        node, inputs_done = stack.pop()
        if inputs_done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            if id(node) not in stop:
                stack.extend((x, False) for x in reversed(node.inputs) if isinstance(x, kind))
    return order
