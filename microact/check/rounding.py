"""How far rounding alone may move a result: what finite differences cannot see below.

Every operation rounds its result to the nearest float, off by at most half a unit in the last
place. What that does to the output is the rounding times the output's gradient in that result, so
one backward pass adds it up (Higham 2002, "Accuracy and stability of numerical algorithms",
section 3.3). Beside a constant of 1e8, a result of 0.5 has eight digits less to show.
"""

import numpy as np

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.engine.walk import backward_pass
from microact.readings.numbers import Array, Number
from microact.rules import Elementwise

SAFETY = 4.0
"""A sum rounds more than once, and errors of a few operations may meet."""


class Rounding:
    """The rounding of a graph, number by number."""

    def __init__(self, output: Value, upstream: Number) -> None:
        """Take the output and the weights with which its elements are added up."""
        self.order = topological_order(output)
        self.costs: dict[int, Array] = {}
        unit = np.finfo(np.float64).eps / 2
        with np.errstate(all="ignore"):
            for node, gradient, _ in backward_pass(output, upstream):
                cost = SAFETY * unit * np.abs(np.multiply(gradient, node._number))
                self.costs[id(node)] = np.where(np.isfinite(cost), cost, 0.0)

    def of(self, moved: Value) -> float:
        """Return what rounding may do to the difference between this graph and a moved one.

        What does not hang on the number that was moved was rounded the same way in both, and does
        not count.
        """
        there = topological_order(moved)
        masks: dict[int, Number] = {}
        total = 0.0
        for i, node in enumerate(self.order):
            other = there[i]._number if len(there) == len(self.order) else None
            mask = masks[id(node)] = _moved(node, other, masks)
            if not node.is_leaf and id(node) in self.costs:
                total += float(np.sum(np.where(mask, self.costs[id(node)], 0.0)))
        return total


def _moved(node: Value, other: Number, masks: dict[int, Number]) -> Number:
    """Return which elements of a node hang on what was moved, as far as can be told."""
    known = other is not None and np.shape(other) == node.shape
    changed = np.not_equal(other, node._number) if known else np.ones(node.shape, bool)
    inputs = [masks[id(x)] for x in node.inputs if isinstance(x, Value)]
    if not any(map(np.any, inputs)) or (np.any(changed) and not isinstance(node.rule, Elementwise)):
        return changed
    if isinstance(node.rule, Elementwise):  # a change may be too small to be seen in the sum
        for mask in inputs:
            changed = changed | np.broadcast_to(mask, node.shape)
        return changed
    return np.ones(node.shape, bool)
