"""The rules that a typed formula may call, in JavaScript: a function of their parameters each.

A formula is typed on the page, so its rules cannot be written for the numbers of one graph. Their
parameters are symbols as well: `leaky_relu(x, slope=0.1)` finds its slope when it is typed.
"""

import json
import math
from dataclasses import Field, fields, is_dataclass

from microact.readings.symbols import Symbol
from microact.rules import Elementwise, Rule, registry
from microact.show.page.kernels import IMPORT_PRELUDE
from microact.show.page.packing import text
from microact.show.page.rules_in_javascript import rule_in_javascript
from microact.source.names import Names


def formula_rules() -> str:
    """Write the module of rules by name, each with its parameters and how it is made.

    `power` is not among them: `a ** b` is `variable_power`, of which a plain exponent is a case.
    """
    made, others = [], []
    for name, kind in registry.items():
        if not issubclass(kind, Elementwise):
            others.append(name)
            continue
        try:
            made.append(f"{text(name)}: {_factory(kind)}")
        except Exception:  # a rule of a user's that decides by `if`, or needs more than numbers
            continue
    rules = ",\n".join(made)
    return (
        f"{IMPORT_PRELUDE}export const FORMULA_RULES = {{\n{rules}\n}};\n"
        f"export const OTHER_RULES = {json.dumps(others)};\n"
    )


def _factory(kind: type[Rule]) -> str:
    """Write `{ parameters, make }`: what it takes besides its inputs, and what makes it."""
    given: list[Field[object]] = list(fields(kind)) if is_dataclass(kind) else []
    rule = object.__new__(kind)  # whose own check wants numbers
    parameters = []
    names = Names()  # no parameter may hide a function that the lines call
    arguments = [names.free(field.name) for field in given]
    for field, argument in zip(given, arguments):
        object.__setattr__(rule, field.name, Symbol(argument))
        usual = field.default
        known = isinstance(usual, int | float)
        parameters.append([field.name, _number(usual) if known else None])
    lines = rule_in_javascript(rule, arguments=arguments)
    make = f"({', '.join(arguments)}) => ({lines})"
    return f"{{ parameters: {json.dumps(parameters)}, make: {make} }}"


def _number(x: object) -> object:
    """JSON has no infinity: such a number travels as a word."""
    return str(x) if isinstance(x, float) and not math.isfinite(x) else x
