"""A node, and how it is born: a rule, the numbers it was given, and what it computed of them.

`Value` adds to it all that people use.
"""

from typing import Self

from microact.engine import shortcuts
from microact.engine.recording import current_scope, is_recorded, takes_shortcuts
from microact.readings.numbers import Number, as_constant, own
from microact.readings.plain_numbers import evaluate
from microact.rules import Rule

UNRECORDED = -1
"""The date of what `no_grad` kept from being recorded."""


class Clock:
    """Dates what is recorded: it counts how often any leaf got new data."""

    now = 0


class Node:
    """What a graph is made of."""

    __slots__ = ("__weakref__", "_number", "_stamp", "grad", "inputs", "label", "rule", "scope")

    _number: Number
    """A float or a frozen array."""
    _stamp: int
    """When it was recorded, or got another number: the clock at that time."""
    grad: Number
    """The gradient that has arrived: 0.0, a number of this node's shape, or a recorded one."""
    label: str
    rule: Rule | None
    """What computed it; None for a leaf."""
    inputs: tuple[Number, ...]
    """What it was computed from: nodes, and constants among them."""
    scope: str

    @classmethod
    def __record__(cls, rule: Rule, inputs: tuple[Number, ...]) -> Self:
        """Apply `rule` and remember it. Every node that is computed is born here."""
        y = shortcuts.on_floats(rule, inputs) if takes_shortcuts.get() else None
        if y is None:  # the plain way
            inputs = tuple([x if isinstance(x, Node) else as_constant(x) for x in inputs])
            y = own(evaluate(rule, *map(number_of, inputs)))
        node = object.__new__(cls)
        node._number = y
        node.grad = 0.0
        node.label = ""
        node.scope = current_scope.get()
        if is_recorded.get():
            node.rule, node.inputs, node._stamp = rule, inputs, Clock.now
        else:
            node.rule, node.inputs, node._stamp = None, (), UNRECORDED
        return node

    @property
    def is_leaf(self) -> bool:
        """Whether this Value was made, not computed."""
        return self.rule is None


def number_of(x: Number) -> Number:
    """Return the number of a node, and a constant as it is."""
    return x._number if isinstance(x, Node) else x
