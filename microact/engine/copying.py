"""Copies and pickles of graphs: of any depth, with what is shared still shared.

Python copies a node by copying its inputs, and theirs, one call inside the other, until its stack
is full. So a node hands out its whole graph as a list, each node after its inputs: then every
node finds its inputs copied already.
"""

import threading
from collections.abc import Callable, Iterator
from typing import TypeVar
from weakref import ref

from microact.engine.order import topological_order
from microact.readings.comparisons import carried, restore
from microact.readings.numbers import Number

Node = TypeVar("Node")


class _Handouts(threading.local):
    """The lists that are being copied in this thread."""

    def __init__(self) -> None:
        self.lists: list[Number] = []


_handouts = _Handouts()


class Flat:
    """The nodes of a graph, handed out one by one to whoever copies or pickles them."""

    def __init__(self, order: list[Number]) -> None:
        self.order = order
        self.waiting: set[int] = set()
        """The nodes that were handed out and not copied yet."""

    def __reduce_ex__(self, protocol: Number) -> Number:
        # A list, filled with what the first iterator gives; the second only tidies up.
        return list, (), None, self._items(), self._done()

    def _items(self) -> Iterator[Number]:
        alive = [other for other in _handouts.lists if other() is not None]
        _handouts.lists = [*alive, ref(self)]
        for node in self.order:
            self.waiting.add(id(node))
            yield node

    def _done(self) -> Iterator[Number]:
        self.waiting.clear()
        return iter(())


def _bare(kind: type[Node]) -> Node:
    """Make a node that gets its state from what was copied."""
    return kind.__new__(kind)


def reduced(value: Number, state: Callable[[bool], Number]) -> Number:
    """Return what `__reduce_ex__` of a node must: the node alone, or its graph with it.

    `state(False)` is the node's state without a gradient that is itself a node.
    """
    for other in _handouts.lists:
        flat = other()
        if flat is not None and id(value) in flat.waiting:
            flat.waiting.discard(id(value))
            return _bare, (type(value),), state(False)
    order = _with_gradients(value)
    place = next(i for i, node in enumerate(order) if node is value)
    grads = tuple([(node, node.grad) for node in order if isinstance(node.grad, type(value))])
    return _restored, (Flat(order), place, grads, carried(order))


def _with_gradients(value: Number) -> list[Number]:
    """List the nodes of a graph and of the gradients that hang on it, inputs first."""
    roots = [value]
    while True:
        order = topological_order(*roots)
        known = {id(node) for node in order}
        found = [node.grad for node in order if isinstance(node.grad, type(value))]
        more = {id(g): g for g in found if id(g) not in known}
        if not more:
            return order
        roots += more.values()


def _restored(
    nodes: list[Number],
    place: int,
    grads: tuple[tuple[Number, Number], ...],
    compared: list[Number],
) -> Number:
    for node, grad in grads:
        node.grad = grad
    restore(compared)
    return nodes[place]
