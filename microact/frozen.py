"""A loss as it was recorded: whether the graph that it gives now is still the same.

A loss of a user's is any Python code. It may use Values of its own, and plain numbers that
somebody changes between two steps.
"""

from functools import partial
from typing import Any

import numpy as np

from microact.graph import topological_order
from microact.losses import Loss
from microact.value import Value
from microact.watching import RestlessError

__all__ = ["Frozen", "RestlessError", "is_known"]


class Frozen:
    """What a loss was made of when it was recorded, from `known` leaves and outputs on."""

    def __init__(self, value: Value, known: list[Value]) -> None:
        self.form, self.leaves = _form(value, known)
        self.kinds = [(x.shape, x.dtype) for x in self.leaves]

    def holds(self, value: Value, known: list[Value]) -> bool:
        """Whether this graph computes the same from the same leaves."""
        form, leaves = _form(value, known)
        same = [a is b or _number(a) == _number(b) for a, b in zip(self.leaves, leaves)]
        return form == self.form and len(leaves) == len(self.leaves) and all(same)

    def reshaped(self) -> bool:
        """Whether a leaf of the loss's own has another shape or dtype by now."""
        return self.kinds != [(x.shape, x.dtype) for x in self.leaves]


def _form(value: Value, known: list[Value]) -> tuple[Any, list[Value]]:
    """Return what is equal for graphs that compute the same, and the leaves not known."""
    ids = {id(x): i for i, x in enumerate(known)}
    order = topological_order(value, stop=ids)
    place = {id(node): i for i, node in enumerate(order)}
    form: list[Any] = []
    leaves = []
    for node in order:
        if id(node) in ids:
            form.append(ids[id(node)])
        elif node.rule is None:
            form.append("leaf")
            leaves.append(node)
        else:
            inputs = [place[id(x)] if isinstance(x, Value) else _constant(x) for x in node.inputs]
            form.append((type(node.rule), _parameters(node.rule), inputs))
    return form, leaves


def _parameters(rule: Any) -> Any:
    return {name: _constant(x) for name, x in rule.parameters.items()}


def _constant(x: Any) -> Any:
    if isinstance(x, np.ndarray):
        return "array", x.shape, x.dtype.str, x.tobytes()
    if isinstance(x, tuple | list):
        return type(x).__name__, [_constant(item) for item in x]
    return type(x).__name__, repr(x)


def _number(x: Value) -> Any:
    return _constant(x._number)


def is_known(loss: Loss) -> bool:
    """Whether a loss is one of ours with plain settings, which nothing can change."""
    given: list[Any] = []
    if isinstance(loss, partial):
        given, loss = [*loss.args, *loss.keywords.values()], loss.func
    plain = all(x is None or isinstance(x, int | float | str) for x in given)
    return plain and getattr(loss, "__module__", "") == "microact.losses"
