"""What straight-line code has frozen, looked at before each call.

A step holds the numbers of the leaves that are not its arguments, and the formulas of a user's
rules as they read when it was written. Either may change later; then the step must not go on as
if it had not.
"""

from collections.abc import Iterable
from weakref import ref

import numpy as np

from microact.engine.node import number_of
from microact.engine.value import Value
from microact.readings.numbers import Number
from microact.readings.plain_numbers import Replaced, is_pure
from microact.readings.symbolic_arrays import Tracer
from microact.readings.symbols import Symbol, line_symbols
from microact.rules import Elementwise, Rule
from microact.source.common import fingerprint
from microact.source.names import Names


class Watch:
    """Remembers what lines have frozen; `changed` says what is not as it was."""

    def __init__(self, nodes: Iterable[Value], constants: Iterable[Value]) -> None:
        """Watch the rules of these nodes, and the numbers of these leaves.

        Raises:
            ValueError: for a rule that reads differently each time.
        """
        self.replaced = Replaced.times
        self.leaves = [(ref(x), x._number, x.label or "a leaf") for x in constants]
        self.rules: dict[int, tuple[Rule, list[Number], Number]] = {}
        for node in nodes:
            rule = node.rule
            if rule is None or is_pure(rule) or id(rule) in self.rules:
                continue
            numbers = list(map(number_of, node.inputs))
            given = [] if isinstance(rule, Elementwise) else [*numbers, node._number]
            read = reading_of(rule, given)
            if read != reading_of(rule, given):
                raise ValueError(
                    f"{rule.name} computes something else each time (does it draw random numbers?),"
                    " so lines that hold one of these times would be wrong the next; run the graph "
                    "as it is, train without unroll"
                )
            self.rules[id(rule)] = rule, given, read

    def changed(self) -> str:
        """Return what is not as it was when the lines were written; empty if all is."""
        if self.replaced != Replaced.times:
            return "a method of a rule of microact's was replaced"
        for leaf, number, name in self.leaves:
            x = leaf()
            if x is not None and x._number is not number:
                return f"the data of {name}, a constant of these lines, was changed"
        for rule, given, read in self.rules.values():
            if reading_of(rule, given) != read:
                return f"{rule.name} computes something else by now"
        return ""

    def __getstate__(self) -> dict[str, Number]:
        """Leave out the leaves: a copy's constants are nobody's to change."""
        return {"leaves": [], "rules": self.rules}

    def __setstate__(self, state: dict[str, Number]) -> None:
        """Take the rules of here for those that were read."""
        vars(self).update(state, replaced=Replaced.times)


def reading_of(rule: Rule, given: list[Number]) -> Number:
    """Return what is equal as long as a rule computes the same."""
    if isinstance(rule, Elementwise):
        inputs = [Symbol(name) for name in rule.input_names]
        value = rule.forward(*inputs, xp=line_symbols)
        return tuple(map(fingerprint, (value, *rule.slopes(Symbol("y"), *inputs, xp=line_symbols))))
    tracer = Tracer(Names().numbered)
    *entering, y = [tracer.symbol(x, f"x{i}") for i, x in enumerate(given)]
    value = rule.forward(*entering, xp=tracer.xp)
    upstream = tracer.symbol(np.ones_like(y.number), "upstream")
    shares = rule.vjp(upstream, y, *entering, xp=tracer.xp)
    made = [share() if callable(share) else share for share in shares]
    constants = {n: x for n, x in tracer.world.items() if isinstance(x, np.ndarray)}
    return tuple(map(fingerprint, (value, *made, *constants.values()))), tuple(constants)
