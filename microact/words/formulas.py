"""A rule as text: read once with symbols, it says what it computes."""

from microact.engine.calling import RuleLike, as_rule
from microact.readings.symbols import Symbol, symbols
from microact.rules import Elementwise


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
    inputs = [Symbol(name) for name in rule.input_names]
    if not gradient:
        return str(rule.forward(*inputs, xp=symbols))
    if not isinstance(rule, Elementwise):
        return "\n".join(rule.derivatives)
    return "\n".join(map(str, rule.slopes(Symbol("y"), *inputs, xp=symbols)))
