"""Each rule as functions of JavaScript: what computes it, its slopes, and what it passes on.

They are written from the rule itself, read with symbols, so the page and the engine cannot
disagree.
"""

import json
from collections.abc import Sequence

from microact.expressions.javascript import JAVASCRIPT
from microact.readings.numbers import Number
from microact.readings.symbols import Symbol, counted, line_symbols
from microact.rules import Elementwise, Rule
from microact.show.page.arrays_in_javascript import Shape, elements_in_javascript
from microact.source.common import written
from microact.source.names import Names
from microact.words.numbers import put_in

Shapes = tuple[Sequence[Shape], Shape]


def rule_in_javascript(rule: Rule, shapes: Shapes | None = None, computes: bool = True) -> str:
    """Write a rule as an object with `forward(...inputs)` and `slopes(...inputs, y)`.

    `shares(upstream, y, ...inputs)` says what it passes on to each input.

    With the shapes of the inputs and of the result it is written for arrays, see
    `arrays_in_javascript.py`.
    If the page only shows what was recorded (`computes=False`) it has none of them.

    Raises:
        TypeError: if the rule decides by Python's `if`, which no symbol can answer.
    """
    known = {
        "title": rule.title,
        "formula": _filled(rule, rule.formula),
        "derivatives": [_filled(rule, d) for d in rule.derivatives],
        "inputs": rule.input_names,
    }
    # No text may end the script that it stands in.
    fields = [f"{name}: " + json.dumps(x).replace("<", "\\u003c") for name, x in known.items()]
    if not computes:
        pass
    elif shapes is not None:
        fields.append(elements_in_javascript(rule, *shapes))
    elif isinstance(rule, Elementwise):
        names = Names()
        inputs = [names.free(name) for name in known["inputs"]]
        given = [Symbol(name) for name in inputs]
        y = names.free("y")
        value = counted(rule.forward(*given, xp=line_symbols))
        slopes = map(counted, rule.slopes(Symbol(y), *given, xp=line_symbols))
        fields.append(f"forward: {_function(inputs, [value], False)}")
        fields.append(f"slopes: {_function([*inputs, y], list(slopes), True)}")
        upstream = names.free("upstream")
        passed = rule.vjp(Symbol(upstream), Symbol(y), *given, xp=line_symbols)
        shares = [counted(share() if callable(share) else share) for share in passed]
        shares = [Symbol("null") if share is None else share for share in shares]
        fields.append(f"shares: {_function([upstream, y, *inputs], shares, True)}")
    return "{ " + ", ".join(fields) + " }"


def _filled(rule: Rule, words: str) -> str:
    """Put the parameters of a rule into its text: the slope of a leaky ReLU."""
    known = {name: x for name, x in rule.parameters.items() if isinstance(x, int | float)}
    return put_in(words, known, lambda x: f"{x:g}")


def _function(arguments: list[str], results: list[Number], several: bool) -> str:
    common, ends = written(results, arguments, JAVASCRIPT)
    body = [f"const {name} = {text};" for name, text in common]
    end = f"[{', '.join(ends)}]" if several else ends[0]
    return f"({', '.join(arguments)}) => {{ {' '.join([*body, f'return {end};'])} }}"
