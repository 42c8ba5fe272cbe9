"""A rule as text: read once with symbols, it says what it computes."""

import inspect
from typing import Any

from microact.engine.functions import RuleLike, as_rule
from microact.readings.symbols import Symbol, symbols
from microact.rules import Elementwise, Rule


def formula(rule: RuleLike, gradient: bool = False) -> str:
    """Write out what a rule's code computes, or (`gradient=True`) its local gradient.

    The text comes from running `forward` on symbols, so it is the code and not a description of
    it; the rule's own `formula` is the short form that people know. Several inputs give several
    gradients, one a line. A rule that mixes elements gives its vector-Jacobian product as stated.

    Raises:
        ValueError: for an unknown name.
        TypeError: for a rule that needs parameters, given without them (`"power"`).

    >>> print(formula("sigmoid"))
    where(x >= 0, 1, exp(-abs(x))) / (1 + exp(-abs(x)))
    >>> print(formula("sigmoid", gradient=True))
    y * (1 - y)
    """
    rule = as_rule(rule)
    inputs = [Symbol(name) for name in input_names(rule)]
    if not gradient:
        return str(rule.forward(*inputs, xp=symbols))
    if not isinstance(rule, Elementwise):
        return "\n".join(as_texts(rule.derivative))
    return "\n".join(map(str, rule.slopes(Symbol("y"), *inputs, xp=symbols)))


def input_names(rule: Rule) -> list[str]:
    """Return what `forward` calls its inputs: `["x"]`, `["a", "b"]`."""
    given = list(inspect.signature(rule.forward).parameters.values())[:-1]
    return [p.name for p in given if p.kind is p.POSITIONAL_OR_KEYWORD] or ["x"]


def as_texts(derivative: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return a rule's `derivative` as a tuple, one text per input."""
    return (derivative,) if isinstance(derivative, str) else derivative


def derivative_text(rule: Rule, position: int) -> str:
    """Return the text of the derivative in one input; empty if the rule states none."""
    texts: Any = as_texts(rule.derivative)
    return str(texts[position]) if position < len(texts) else ""
