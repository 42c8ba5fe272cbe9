"""The backward pass in words and numbers, one line of the chain rule for each edge."""

from collections import defaultdict

from microact.engine.flow import Step, flow, names
from microact.engine.node import number_of
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.readings.numbers import Number, shape_of
from microact.support import arguments
from microact.words.numbers import number_text, put_in
from microact.words.visible import visible


class Explanation(str):
    """Text that a notebook shows as it is, line by line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def explain(value: Value, limit: int = 200) -> Explanation:
    """Tell the whole backward pass from `value`, in the order in which it happens.

    Each line is one product of the chain rule: the gradient that arrived, times the local
    gradient with its formula and the numbers put in. `w.grad = …` is what this one pass brings
    to w; nothing is written.

    Args:
        value: the output whose gradients are explained. If it is not a single number, a
            gradient of 1 arrives at each of its elements.
        limit: after this many steps the rest is only counted.

    Raises:
        TypeError: if `value` is not a Value.
        RuntimeError: if a leaf's data was changed since.

    >>> w, x = Value(0.5, "w"), Value(2.0, "x")
    >>> print(explain((w * x).tanh()))
    tanh = 0.76159. It starts with gradient 1: it changes exactly as much as itself.
    tanh passes on to *:  1 × 0.41997  (1 - 0.76159 ** 2)  = 0.41997
    * passes on to w:     0.41997 × 2  (x = 2)             = 0.83995  w.grad = 0.83995
    * passes on to x:     0.41997 × 0.5  (w = 0.5)         = 0.20999  x.grad = 0.20999
    """
    if not isinstance(value, Value):
        raise TypeError(f"explain takes a Value, got {type(value).__name__}")
    arguments.whole("limit", limit)
    named = names(topological_order(value))
    steps = flow(value)
    arrived: dict[int, list[Number]] = defaultdict(list)
    rows = []
    for step in steps[:limit]:
        arrived[id(step.input)].append(step.passed_on)
        rows.append([visible(text) for text in _row(step, named, arrived[id(step.input)])])
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    lines = [
        f"{visible(named[id(value)])} = {number_text(value._number)}. It starts with gradient 1: "
        "it changes exactly as much as itself."
    ]
    for row in rows:
        padded = [text.ljust(width) for text, width in zip(row, widths)]
        lines.append("  ".join([*padded[:2], f"= {padded[2]}  {row[3]}"]).rstrip())
    if len(steps) > limit:
        lines.append(f"… and {len(steps) - limit} more steps (limit={limit})")
    return Explanation("\n".join(lines))


def product_text(step: Step) -> str:
    """Write the product of one step with its formula: `1 × 0.41997  (1 - 0.76159 ** 2)`."""
    rule = step.node.rule
    assert rule is not None  # a leaf passes nothing on
    text = rule.derivative_text(step.position)
    if step.local is None:
        product = f"{number_text(step.upstream)} through {rule.name}"
        return product + (f"  ({text})" if text else "")
    product = f"{number_text(step.upstream)} × {number_text(step.local)}"
    if shape_of(step.local) == () and shape_of(step.node._number) == ():
        text = _put_in(step, text)
    return f"{product}  ({text})" if text else product


def _put_in(step: Step, text: str) -> str:
    """Put the numbers of this step into the text of its derivative."""
    node, rule = step.node, step.node.rule
    assert rule is not None
    inputs = dict(zip(rule.input_names, node.inputs))
    if text in inputs:  # the slope of a product is the other input: say which
        other = inputs[text]
        label = other.label if isinstance(other, Value) else ""
        return f"{label} = {number_text(number_of(other))}" if label else ""
    known = {"y": node._number, **rule.parameters}
    known |= {name: number_of(x) for name, x in inputs.items()}
    filled = put_in(text, known)
    return "" if len(text) > 60 or filled == number_text(step.local) else filled


def _row(step: Step, named: dict[int, str], arrived: list[Number]) -> tuple[str, str, str, str]:
    source, target = named[id(step.node)], named[id(step.input)]
    grad = f"{target}.grad" if step.input.is_leaf else "together"
    if step.waiting:
        note = f"{target} waits for {step.waiting} more; what arrives is added up"
    elif 1 < len(arrived) <= 4:
        parts = " + ".join(number_text(g) for g in arrived)
        note = f"{grad} = {parts} = {number_text(step.total)}"
    elif step.input.is_leaf or len(arrived) > 1:
        note = f"{grad} = {number_text(step.total)}"
    else:
        note = ""
    return f"{source} passes on to {target}:", product_text(step), number_text(step.passed_on), note
