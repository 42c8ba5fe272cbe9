"""A node: a number, and what it was computed from. `Value` adds to it all that people use."""

from microact.readings.numbers import Number
from microact.rules import Rule


class Node:
    """What a graph is made of."""

    __slots__ = ("__weakref__", "_number", "_stamp", "grad", "inputs", "label", "rule", "scope")

    _number: Number
    """A float or a frozen array."""
    _stamp: int
    """When: the count of changes of leaves, at the time it was recorded or got another number."""
    grad: Number
    """The gradient that has arrived: 0.0, a number of this node's shape, or a recorded one."""
    label: str
    rule: Rule | None
    """What computed it; None for a leaf."""
    inputs: tuple[Number, ...]
    """What it was computed from: nodes, and constants among them."""
    scope: str

    @property
    def is_leaf(self) -> bool:
        """Whether this Value was made, not computed."""
        return self.rule is None


def number_of(x: Number) -> Number:
    """Return the number of a node, and a constant as it is."""
    return x._number if isinstance(x, Node) else x
