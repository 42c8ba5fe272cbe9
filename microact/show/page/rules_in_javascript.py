"""Each rule as functions of JavaScript: what computes it, its slopes, and what it passes on.

They are written from the rule itself, read with symbols, so the page and the engine cannot
disagree.
"""

from collections.abc import Sequence

import numpy as np

from microact.engine import functions
from microact.expressions.javascript import JAVASCRIPT
from microact.readings.numbers import Number
from microact.readings.symbols import Symbol, counted, line_symbols
from microact.rules import Activation, Elementwise, Rule
from microact.show.page.arrays_in_javascript import Shape, elements_in_javascript
from microact.show.page.packing import text
from microact.source.common import written
from microact.source.names import Names
from microact.words.numbers import put_in

Shapes = tuple[Sequence[Shape], Shape]


def rule_in_javascript(
    rule: Rule,
    shapes: Shapes | None = None,
    computes: bool = True,
    arguments: Sequence[str] = (),
) -> str:
    """Write a rule as an object with `forward(...inputs)` and `slopes(...inputs, y)`.

    `shares(upstream, y, ...inputs)` says what it passes on to each input.

    Args:
        rule: the rule.
        shapes: those of its inputs and of its result, if it is written for arrays; see
            `arrays_in_javascript.py`.
        computes: whether the page computes with it, or only shows what was recorded.
        arguments: the names of parameters that are symbols, arguments of what makes the rule.

    Raises:
        TypeError: if the rule decides by Python's `if`, which no symbol can answer.
    """
    known: dict[str, object] = {
        "name": rule.name,
        "title": rule.symbol or rule.name if arguments else rule.title,
        "formula": rule.formula if arguments else _filled(rule, rule.formula),
        "derivatives": [d if arguments else _filled(rule, d) for d in rule.derivatives],
        "inputs": rule.input_names,
        "activation": isinstance(rule, Activation) and len(rule.input_names) == 1,
        "kinked": _kinked(rule),
        "limited": type(rule).check is not Rule.check,
        "python": f"ma.{rule.name}" if rule.name in vars(functions) else "",
        "parameters": {} if arguments else _parameters(rule),
    }
    # No text may end the script that it stands in.
    written = [f"{name}: {text(x)}" for name, x in known.items()]
    if not computes:
        pass
    elif shapes is not None:
        written.append(elements_in_javascript(rule, *shapes))
    elif isinstance(rule, Elementwise):
        written += _of_single_numbers(rule, arguments)
    return "{ " + ", ".join(written) + " }"


def _kinked(rule: Rule) -> bool:
    """Whether the slope jumps somewhere; of a rule whose parameters are symbols, whether it may."""
    try:
        return isinstance(rule, Elementwise) and bool(rule.kinks)
    except TypeError:  # it depends on a parameter: elu has a kink unless alpha is 1
        return True


def _of_single_numbers(rule: Elementwise, arguments: Sequence[str]) -> list[str]:
    names = Names()
    names.taken |= set(arguments)
    inputs = [names.free(name) for name in rule.input_names]
    given = [Symbol(name) for name in inputs]
    y, upstream = names.free("y"), names.free("upstream")
    value = counted(rule.forward(*given, xp=line_symbols))
    slopes = [counted(s) for s in rule.slopes(Symbol(y), *given, xp=line_symbols)]
    passed = rule.vjp(Symbol(upstream), Symbol(y), *given, xp=line_symbols)
    shares = [counted(share() if callable(share) else share) for share in passed]
    shares = [Symbol("null") if share is None else share for share in shares]
    return [
        f"forward: {_function(inputs, [value], False)}",
        f"slopes: {_function([*inputs, y], slopes, True)}",
        f"shares: {_function([upstream, y, *inputs], shares, True)}",
    ]


def _parameters(rule: Rule) -> dict[str, str]:
    """Return the parameters as Python writes them, for a program that calls the rule's function."""
    return {name: repr(_as_lists(x)) for name, x in rule.parameters.items()}


def _as_lists(x: Number) -> Number:
    """Write arrays as lists: what NumPy writes of a long one leaves out most of it."""
    if isinstance(x, tuple):
        return tuple(map(_as_lists, x))
    return x.tolist() if isinstance(x, np.ndarray) else x


def _filled(rule: Rule, words: str) -> str:
    """Put the parameters of a rule into its text: the slope of a leaky ReLU."""
    known = {name: x for name, x in rule.parameters.items() if isinstance(x, int | float)}
    return put_in(words, known, lambda x: f"{x:g}")


def _function(arguments: list[str], results: list[Number], several: bool) -> str:
    common, ends = written(results, arguments, JAVASCRIPT)
    body = [f"const {name} = {text};" for name, text in common]
    end = f"[{', '.join(ends)}]" if several else ends[0]
    return f"({', '.join(arguments)}) => {{ {' '.join([*body, f'return {end};'])} }}"
