"""What a diagram tells where the mouse rests: names, numbers, and what was multiplied."""

import html
import re

import numpy as np

from microact.engine.flow import Step, names
from microact.engine.order import fixed_nodes, topological_order
from microact.engine.value import Value
from microact.readings.numbers import Number, shape_of
from microact.show import style
from microact.show.graph.gradients_shown import Gradients
from microact.words.explanation import product_text
from microact.words.numbers import few, number_text


def as_tooltip(tip: str) -> str:
    r"""Write a tooltip so that Graphviz shows it as it is.

    It reads entities in it once, and backslashes twice: in what is written, and in \N and its like.
    """
    return html.escape(style.one_line(tip, 400)).replace("\\", 4 * "\\")


class Tips:
    """The sentences of one picture."""

    def __init__(self, outputs: list[Value], flow: Gradients | None) -> None:
        self.flow = flow
        self.order = topological_order(*outputs)
        self.named = names(self.order)
        self.fixed = fixed_nodes(self.order)
        self.single = len(outputs) == 1 and outputs[0].size == 1
        """Whether a gradient says how one number changes."""

    def nth(self, node: Value) -> str:
        """Return what tells a node apart from others of its name on the same card's title: `#2`."""
        found = re.search(r" (#\d+)$", self.named[id(node)])
        return found[1] if found and not str(node.label or "").endswith(found[1]) else ""

    def of(self, node: Value) -> str:
        """Tell a node's numbers, and what its gradient means."""
        name = self.named[id(node)]
        tip = f"{name}: data {number_text(node._number)}"
        if id(node) in self.fixed:
            return f"{tip}, a constant: no gradient is wanted"
        if self.flow:
            arrived = self.flow.arrived.get(id(node), 0.0)
            grad = number_text(arrived)
            tip += f", grad {grad}"
            if node.shape == () and self.single and np.all(np.isfinite(arrived)):
                tip += f". If {name} grows a little, the output changes {grad} times as much."
            if _holds_more(node, arrived):
                tip += f" (Its grad holds {number_text(node.grad)}: other passes added to it.)"
        return tip

    def of_edge(self, uses: int, steps: list[Step]) -> str:
        """Tell what flows along an arrow: one product, or the range of several."""
        if uses > 1 and steps:
            return f"{uses} edges, along them {few([step.passed_on for step in steps])[0]}"
        if not steps:
            return "nothing flows back here"
        (step,) = steps
        source, target = self.named[id(step.node)], self.named[id(step.input)]
        product = f"{product_text(step)} = {number_text(step.passed_on)}"
        return f"{source} passes on to {target}: {product}"


def _holds_more(node: Value, arrived: Number) -> bool:
    """Whether a leaf's grad is another number than what this picture's outputs send it."""
    grad = node.grad
    if not node.is_leaf or isinstance(grad, Value) or shape_of(grad) != node.shape:
        return False
    return bool(np.any(grad != 0.0)) and not np.allclose(grad, arrived, rtol=1e-9, equal_nan=True)
