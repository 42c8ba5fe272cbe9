"""One order for everything that walks a graph: backward, flow, diagrams, unroll."""

from collections.abc import Container
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
    order: list[N] = []
    seen: set[int] = set()
    for output in outputs:
        kind = type(output)
        if id(output) in seen:
            continue
        seen.add(id(output))
        path = [output]  # from the output down to the node whose inputs we are looking at
        waiting = [iter(() if id(output) in stop else output.inputs)]
        while path:
            for x in waiting[-1]:
                if type(x) is kind and id(x) not in seen:
                    seen.add(id(x))
                    path.append(x)
                    waiting.append(iter(() if id(x) in stop else x.inputs))
                    break  # go down; come back to the other inputs later
            else:
                order.append(path.pop())
                waiting.pop()
    return order
