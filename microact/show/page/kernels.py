"""The page's mathematics: each activation and each loss as loops of JavaScript over typed arrays.

Nothing of it is written by hand. An activation's lines come from its rule, read with symbols; a
loss's lines from the graph that the loss itself records of one output and one wanted answer.
So the page and the engine cannot disagree, and a rule of a user's own trains on the page.
"""

import json
import re
from collections.abc import Sequence

from microact.engine import functions
from microact.engine.calling import activation_of_one_number, activations
from microact.engine.functions import abs as absolute
from microact.engine.value import Value
from microact.expressions.javascript import FUNCTIONS, JAVASCRIPT, PRELUDE
from microact.initializers import gain
from microact.losses import (
    Loss,
    binary_cross_entropy,
    hinge,
    mean_squared_error,
    targets_stay,
)
from microact.readings.numbers import Number
from microact.readings.symbols import Symbol, counted, line_symbols
from microact.rules import Activation, Elementwise, Rule
from microact.show.network.measured import BOUNDED
from microact.show.page.packing import text
from microact.source.common import Line, written
from microact.source.names import Names
from microact.source.straight_line import program_of

LOSSES: dict[str, Loss] = {
    "cross-entropy": binary_cross_entropy,  # of logits: the page shows their sigmoid
    "squared error": mean_squared_error,
    "hinge": hinge,
}

ARRAYS = ("z", "a", "upstream", "passed", "slopes", "out", "wanted", "costs", "count", "i")
"""What the loops call their arrays: no line may take these names."""


MODULE = re.sub(r"^const ", "export const ", PRELUDE, flags=re.MULTILINE)
"""The module of the functions that written lines call."""

IMPORT_PRELUDE = f'import {{ {", ".join(FUNCTIONS)} }} from "./prelude.js";\n'
"""How other modules get at them."""


def kernels(more: Sequence[Rule] = ()) -> str:
    """Write the module of kernels: every activation of one number, every loss, the penalty.

    Args:
        more: activations with parameters of their own, which a model uses.

    Raises:
        TypeError: if one of `more` does what no symbol can: a Python `if`, a method of arrays.
    """
    rules: dict[str, str] = {}
    for name in activations:
        try:
            rule = activation_of_one_number(name)
            rules[rule.title] = _activation(rule)
        except Exception:  # it takes several numbers, or does what only Python can
            continue
    for rule in more:
        if rule.title not in rules:
            try:
                rules[rule.title] = _activation(rule)
            except Exception as error:
                raise TypeError(
                    f"a page cannot compute {rule.title}, since its lines cannot be read with "
                    f"symbols: {error}; use operators and xp alone"
                ) from error
    losses = {name: _loss(loss) for name, loss in LOSSES.items()}
    return (
        f"{IMPORT_PRELUDE}export const ACTIVATIONS = {_object(rules)};\n"
        f"export const LOSSES = {_object(losses)};\n"
        f"export const PENALTY = {_penalty()};\n"
    )


def _object(fields: dict[str, str]) -> str:
    inside = ",\n".join(f"{text(name)}: {value}" for name, value in fields.items())
    return f"{{\n{inside}\n}}"


def _activation(rule: Rule) -> str:
    """Write `forward(z, a, count)`, `backward(upstream, z, a, passed, count)` and `slopes`."""
    assert isinstance(rule, Elementwise)  # as activation_of_one_number has asked
    names = Names()
    names.taken |= set(ARRAYS)
    x, y, arriving = names.free("x"), names.free("y"), names.free("g")
    value = rule.forward(Symbol(x), xp=line_symbols)
    (share,) = rule.vjp(Symbol(arriving), Symbol(y), Symbol(x), xp=line_symbols)
    (slope,) = rule.slopes(Symbol(y), Symbol(x), xp=line_symbols)
    known = {
        "title": rule.title,
        "formula": rule.formula,
        "derivative": rule.derivative_text(0),
        "kinked": bool(isinstance(rule, Activation) and rule.kinks),
        "bounded": rule.name in BOUNDED,
        "gain": gain(rule),
        "python": _in_python(rule),
    }
    there, back = {x: "z[i]"}, {x: "z[i]", y: "a[i]"}
    return _object(
        {name: text(x) for name, x in known.items()}
        | {
            "forward": _loop("z, a", there, "a[i] = {}", value),
            "backward": _loop(
                "upstream, z, a, passed", back | {arriving: "upstream[i]"}, "passed[i] = {}",
                share() if callable(share) else share,
            ),
            "slopes": _loop("z, a, slopes", back, "slopes[i] = {}", slope),
        }
    )  # fmt: skip


def _in_python(rule: Rule) -> dict[str, str]:
    """Say how a program names a rule, and which line it needs above."""
    kind = type(rule)
    if rule.title == rule.name and rule.name in functions.__all__:  # one of those that we bring
        return {"name": json.dumps(rule.name), "line": ""}
    if kind.__module__ != "__main__" and kind.__qualname__.isidentifier():
        return {"name": repr(rule), "line": f"from {kind.__module__} import {kind.__qualname__}"}
    return {"name": repr(rule), "line": f"# {kind.__name__} is a rule of your own: define it here"}


def _loop(arrays: str, reads: dict[str, str], ends: str, value: Number) -> str:
    """Write a loop over some arrays that computes one number for each place."""
    common, (result,) = written([counted(value)], [*reads, *ARRAYS], JAVASCRIPT)
    lines = [*reads.items(), *common]
    return _each(arrays, [f"const {name} = {line};" for name, line in lines], ends.format(result))


def _each(arrays: str, lines: Sequence[str], end: str) -> str:
    body = " ".join([*lines, f"{end};"])
    return f"({arrays}, count) => {{ for (let i = 0; i < count; i += 1) {{ {body} }} }}"


def _loss(loss: Loss) -> str:
    """Write `of(out, wanted, costs, count)` and `back(out, wanted, upstream, count)`.

    A loss is the mean of what each point costs; these are of the single points.
    """
    output, wanted = Value(0.3), Value(1.0)
    token = targets_stay.set(True)  # nobody wants the gradient in what is wanted
    try:
        mean = loss(output, wanted)
    finally:
        targets_stay.reset(token)
    cost = mean.inputs[0]
    assert mean.rule is not None
    assert mean.rule.name == "mean"
    assert isinstance(cost, Value)
    program = program_of(cost, [output, wanted], [output])
    read = [f"const {name} = {x}[i];" for name, x in zip(program.inputs, ("out", "wanted"))]
    forward, backward = _lines(program.forward), _lines(program.backward)
    value, slope = map(JAVASCRIPT.text, (program.output, program.gradients[0]))
    return _object(
        {
            "of": _each("out, wanted, costs", [*read, *forward], f"costs[i] = {value}"),
            "back": _each(
                "out, wanted, upstream", [*read, *forward, *backward], f"upstream[i] = {slope}"
            ),
        }
    )


def _penalty() -> str:
    """Write what L1 and L2 add to the slope of each weight: (w, slopes, l1, l2, count)."""
    weight, l1, l2 = Value(0.3, "weight"), Value(0.1, "l1"), Value(0.1, "l2")
    program = program_of(
        l1 * absolute(weight) + 0.5 * l2 * weight * weight, [weight, l1, l2], [weight]
    )
    name, *penalties = program.inputs
    lines = [f"const {name} = w[i];", *_lines(program.forward), *_lines(program.backward)]
    slope = JAVASCRIPT.text(program.gradients[0])
    return _each(f"w, slopes, {', '.join(penalties)}", lines, f"slopes[i] += {slope}")


def _lines(lines: Sequence[Line]) -> list[str]:
    return [f"const {line.name} = {JAVASCRIPT.text(line.value)};" for line in lines]
