"""A node, and how it is born: a rule, the numbers it was given, and what it computed of them.

`Value` adds to it all that people use.
"""

from typing import Self, TypeVar

import numpy as np

from microact.engine import shortcuts
from microact.engine.recording import current_scope, is_recorded, takes_shortcuts
from microact.readings.numbers import Number, as_constant, own
from microact.readings.plain_numbers import evaluate
from microact.rules import Rule

N = TypeVar("N", bound="Node")

# What every node needs is bound here once: to look it up each time takes a third of the time.
_new = object.__new__
_scope_now = current_scope.get
_recorded_now = is_recorded.get
_short_now = takes_shortcuts.get

FIXED = "fixed"
"""What stands in the place of a leaf's second input, if the leaf wants no gradient."""

UNRECORDED = -1
"""The date of what `no_grad` kept from being recorded."""


class Clock:
    """Dates what is recorded: it counts how often any leaf got new data."""

    now = 0


class Node:
    """What a graph is made of."""

    # Two fields for inputs, not one tuple: Python's garbage collector has half as much to look at.
    __slots__ = (
        "__weakref__", "_first", "_number", "_second", "_stamp", "grad", "label", "rule", "scope",
    )  # fmt: skip

    _number: Number
    """A float or a frozen array."""
    _stamp: int
    """When it was recorded, or got another number: the clock at that time."""
    grad: Number
    """The gradient that has arrived: 0.0, a number of this node's shape, or a recorded one."""
    label: str
    rule: Rule | None
    """What computed it; None for a leaf."""
    scope: str
    _first: Number
    """The first input; a tuple of all where there are more than two; None for a leaf."""
    _second: Number
    """The second input, or None; `FIXED` for a leaf that wants no gradient."""

    @classmethod
    def __record__(cls, rule: Rule, inputs: tuple[Number, ...]) -> Self:
        """Apply `rule` and remember it. Every node that is computed is born here."""
        y, short = None, _short_now()
        if short:
            y = shortcuts.on_floats(rule, inputs)
        if y is None:
            inputs = tuple([x if isinstance(x, Node) else as_constant(x) for x in inputs])
            numbers = [x._number if isinstance(x, Node) else x for x in inputs]
            y = shortcuts.on_arrays(rule, numbers) if short else None
            if type(y) is not np.ndarray:
                y = own(evaluate(rule, *numbers) if y is None else y)  # None: the plain way
        if len(inputs) == 2:
            return born(cls, rule, y, inputs[0], inputs[1])
        return born(cls, rule, y, inputs[0] if len(inputs) == 1 else inputs)

    @property
    def inputs(self) -> tuple[Number, ...]:
        """What it was computed from: nodes, and constants among them; none for a leaf."""
        first, second = self._first, self._second
        if first is None:
            return ()
        if second is not None:
            return first, second
        return first if type(first) is tuple else (first,)

    @property
    def is_leaf(self) -> bool:
        """Whether this Value was made, not computed."""
        return self.rule is None


def born(kind: type[N], rule: Rule, y: Number, first: Number, second: Number = None) -> N:
    """Make the node that remembers one step: every node that is computed comes from here.

    Args:
        kind: what it is.
        rule: what computed it.
        y: what came out.
        first: the first input; a tuple of all where there are more than two.
        second: the second, if there are two.
    """
    node = _new(kind)
    node._number = y
    node.grad = 0.0
    node.label = ""
    node.scope = _scope_now()
    if _recorded_now():
        node.rule = rule
        node._first = first
        node._second = second
        node._stamp = Clock.now
    else:
        node.rule, node._first, node._second = None, None, FIXED  # as what detach() gives
        node._stamp = UNRECORDED
    return node


def number_of(x: Number) -> Number:
    """Return the number of a node, and a constant as it is."""
    return x._number if isinstance(x, Node) else x
