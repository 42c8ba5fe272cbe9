"""The backward pass in words and numbers, one line of the chain rule for each edge."""

import numpy as np

from microact.arrays import Number, shape_of
from microact.flow import Step, flow, names
from microact.formulas import derivative_text, input_names
from microact.graph import topological_order
from microact.value import Value


class Explanation(str):
    """Text that a notebook shows as it is, line by line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def explain(value: Value, limit: int = 200) -> Explanation:
    """Tell the whole backward pass from `value`, in the order in which it happens.

    Args:
        value: the output whose gradients are explained. If it is not a single number, a
            gradient of 1 arrives at each of its elements.
        limit: after this many steps the rest is only counted.

    Raises:
        TypeError: if `value` is not a Value.

    >>> w, x = Value(0.5, "w"), Value(2.0, "x")
    >>> print(explain((w * x).tanh()))
    tanh = 0.76159. It starts with gradient 1.
    tanh passes on to ×:  1 × 0.41997  (1 - y ** 2)  = 0.41997
    × passes on to w:     0.41997 × 2  (x)           = 0.83995  w.grad = 0.83995
    × passes on to x:     0.41997 × 0.5  (w)         = 0.20999  x.grad = 0.20999

    """
    if not isinstance(value, Value):
        raise TypeError(f"explain takes a Value, got {type(value).__name__}")
    named = names(topological_order(value))
    steps = flow(value)
    rows = [_row(step, named) for step in steps[:limit]]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    lines = [f"{named[id(value)]} = {number_text(value._data)}. It starts with gradient 1."]
    for row in rows:
        padded = [text.ljust(width) for text, width in zip(row, widths)]
        lines.append("  ".join([*padded[:2], f"= {padded[2]}  {row[3]}"]).rstrip())
    if len(steps) > limit:
        lines.append(f"… and {len(steps) - limit} more steps (limit={limit})")
    return Explanation("\n".join(lines))


def chain_rule(step: Step) -> str:
    """Write the product of one step: `1 × 0.41997  (1 - y ** 2)`."""
    assert step.node.rule is not None  # a leaf passes nothing on
    rule = step.node.rule
    text = derivative_text(rule, step.position)
    if text in input_names(rule):  # the slope of a product is the other input: say which
        other = step.node.inputs[input_names(rule).index(text)]
        text = other.label if isinstance(other, Value) else ""
    if step.local is None:
        return f"{number_text(step.upstream)} through {rule.name}" + (f"  ({text})" if text else "")
    product = f"{number_text(step.upstream)} × {number_text(step.local)}"
    plain = text.replace(".", "").replace("-", "").isdigit()
    return product if plain or not text else f"{product}  ({text})"


def number_text(x: Number) -> str:
    """Write a number shortly; of an array its shape and its norm.

    >>> number_text(0.123456789), number_text(np.array([3.0, 4.0]))
    ('0.12346', '[3 4]')
    """
    if shape_of(x) == ():
        return f"{float(x) + 0.0:.5g}"
    if np.size(x) <= 4:
        return "[" + " ".join(f"{v + 0.0:.4g}" for v in np.ravel(x)) + "]"
    shape = "×".join(map(str, shape_of(x)))
    return f"[{shape}, norm {np.linalg.norm(np.ravel(x)):.4g}]"


def _row(step: Step, named: dict[int, str]) -> tuple[str, str, str, str]:
    source, target = named[id(step.node)], named[id(step.input)]
    if step.waiting:
        times = "once" if step.waiting == 1 else f"{step.waiting} times"
        note = f"so far {number_text(step.total)}; {target} waits: it is used {times} more"
    elif step.input.is_leaf:
        note = f"{target}.grad = {number_text(step.total)}"
    elif step.total is not step.passed_on:
        note = f"together {number_text(step.total)}"
    else:
        note = ""
    return f"{source} passes on to {target}:", chain_rule(step), number_text(step.passed_on), note
