"""The same graph with other numbers, drawn at random: nice ones, for a sheet to compute by hand."""

import numpy as np

from microact.engine.flow import flow
from microact.engine.order import topological_order
from microact.engine.value import Value, recording
from microact.readings.comparisons import comparisons_of
from microact.readings.numbers import Number

NICE = [v / 2 for v in range(-6, 7) if v]
"""What leaves are drawn from: ±0.5 to ±3."""

TRIES = 200
LARGEST = 100.0
"""No number and no gradient of a sheet is larger."""


def with_other_numbers(value: Value, seed: int) -> Value:
    """Return the same graph with other numbers in its leaves; the same seed, the same numbers.

    Args:
        value: the output of a graph of single numbers.
        seed: what the numbers are drawn with.

    Raises:
        ValueError: if the graph branched on its numbers (another graph might belong to others),
            or no numbers were found for which it is defined and of moderate size.

    >>> x = Value(0.25, "x")
    >>> y = with_other_numbers(x.tanh(), seed=1)
    >>> y.inputs[0].label, y.inputs[0].data in NICE
    ('x', True)
    """
    order = topological_order(value)
    if any(comparisons_of(node) for node in order):
        raise ValueError(
            "this graph was made by code that compared its numbers, so other numbers may belong to "
            "another graph; leave the seed out"
        )
    rng = np.random.default_rng(seed)
    for _ in range(TRIES):
        drawn = {id(node): float(rng.choice(NICE)) for node in order if node.is_leaf}
        try:
            with recording(True):
                again = _again(order, drawn)
        except (ArithmeticError, ValueError):
            continue  # outside the domain of a rule, say
        numbers = [node._number for node in topological_order(again)]
        numbers += [step.passed_on for step in flow(again)]
        if all(abs(float(x)) <= LARGEST for x in numbers):  # not so for NaN
            return again
    raise ValueError(f"no numbers were found for which this graph is defined, seed={seed}")


def _again(order: list[Value], leaves: dict[int, float]) -> Value:
    """Compute the graph anew with these numbers."""
    made: dict[int, Value] = {}

    def input_of(x: Number) -> Number:
        return made[id(x)] if isinstance(x, Value) else x

    for node in order:
        if node.rule is None:
            new = Value(leaves[id(node)], node.label)
        else:
            new = node.rule(*[input_of(x) for x in node.inputs])
            new.label = node.label
        new.scope = node.scope
        made[id(node)] = new
    return new
