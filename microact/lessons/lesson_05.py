"""What answers to the exercises of lesson 5 are right, and what hints the others get."""

import numpy as np

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.lessons.checkers import Answer, a_number, exercise


@exercise("05-1")
def _two_layers_are_one(answer: Answer) -> str | None:
    if not isinstance(answer, tuple | list | np.ndarray) or np.shape(answer) != (2,):
        return "the answer is a pair of numbers: (w, b)."
    w, b = (a_number(x) for x in answer)
    if (w, b) == (6.0, -1.0):
        return None
    if w != 6.0:
        return f"try x = 0 and x = 1: by how much does the result change? Not by {w:g}."
    return f"w is right. What comes out for x = 0? Not {b:g}."


@exercise("05-2")
def _neurons_for_an_absolute_value(answer: Answer) -> str | None:
    n = a_number(answer)
    if n == 2.0:
        return None
    if n == 1.0:
        return "one ReLU is flat on one side. |x| rises on both."
    if n <= 0 or n != int(n):
        return (
            f"{n:g} neurons leave a straight line, and |x| has a corner."
            if n == 0
            else (f"it is a number of neurons, a whole one from 0 on, not {n:g}.")
        )
    return f"{n:g} would do it, but fewer do it too; how many sides does |x| have?"


@exercise("05-3")
def _one_but_not_both(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of a and b."
    for a, b in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        inputs = [Value(a), Value(b)]
        got = answer(*inputs)
        if not isinstance(got, Value):
            return f"given Values, the function must return one; it returned {got!r}."
        order = topological_order(got)
        names = {node.rule.name for node in order if node.rule}
        if other := names - {"add", "subtract", "multiply", "negative", "relu"}:
            return f"use +, -, * and relu alone, not {', '.join(sorted(other))}."
        of_both = [node for node in order if node.operation == "*"
                   and all(_leads_to(x, inputs) for x in node.inputs)]  # fmt: skip
        if of_both:
            return (
                "your function multiplies what depends on a by what depends on b. A neuron "
                "multiplies its inputs by fixed numbers only; the corner of a ReLU does the rest."
            )
        if abs(got.item() - (a != b)) > 1e-9:
            return f"for ({a:g}, {b:g}) your function gives {got.item():g}."
    if "relu" not in names:
        return "right numbers, but no neuron bends: give the function a relu."
    return None


def _leads_to(x: Answer, inputs: list[Value]) -> bool:
    return isinstance(x, Value) and any(node is y for node in topological_order(x) for y in inputs)
