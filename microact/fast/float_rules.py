"""Every pure elementwise rule read once, for single floats, into two plain functions.

A scalar graph is made of very many very small steps. So each rule's own lines are written out as
source (a debugger steps through it) and called directly, without a detour through `xp`.

A rule that is not pure is not read but called as it stands: it may do what no reading can see, such
as draw a random number.
"""

import linecache
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from microact.engine.node import number_of
from microact.engine.value import Value
from microact.readings.floats import floats
from microact.readings.namespace import RULE_FUNCTIONS
from microact.readings.numbers import Number, own
from microact.readings.plain_numbers import evaluate, gradients_at
from microact.readings.symbols import Symbol, counted, line_symbols
from microact.rules import Elementwise, Rule
from microact.source.common import written

MOST = 1000
"""How many rules are kept: of `x ** n` with ever new n there is no end."""


class FloatRule(NamedTuple):
    """A rule for single floats."""

    rule: Rule
    """Held, so that nobody else gets its id."""
    forward: Callable[..., float]
    """Of the inputs."""
    backward: Callable[..., Sequence[float]]
    """Of (upstream, y, *inputs): what is passed on to each input."""


_known: dict[int, FloatRule | None] = {}
_world = {name: getattr(floats, name) for name in RULE_FUNCTIONS}
_sources: dict[object, tuple[Callable[..., float], Callable[..., Sequence[float]]]] = {}


def float_rule(rule: Rule) -> FloatRule | None:
    """Return a rule for single floats; None if it mixes elements.

    >>> from microact.rules.activations import Tanh
    >>> _, forward, backward = float_rule(Tanh())
    >>> forward(0.0), backward(3.0, 0.0, 0.0)
    (0.0, (3.0,))
    >>> import inspect
    >>> print(inspect.getsource(backward), end="")
    def tanh_backward(upstream, y, x):
        return upstream * (1 - y * y),
    """
    if id(rule) in _known:
        return _known[id(rule)]
    if len(_known) >= MOST:
        _known.clear()
    found = _known[id(rule)] = _made(rule) if isinstance(rule, Elementwise) else None
    return found


def value(rule: Rule, inputs: Sequence[Number], /) -> float | None:
    """Compute a rule on nodes and constants that are single floats; None if it cannot.

    It is asked for every node, so it takes the shortest way for one and for two inputs.
    """
    try:
        short = _known[id(rule)]
    except KeyError:
        short = float_rule(rule)
    if short is None:
        return None
    if len(inputs) == 2:
        left, right = inputs
        a = left._number if type(left) is Value else left
        b = right._number if type(right) is Value else right
        return short[1](a, b) if type(a) is float and type(b) is float else None
    if len(inputs) == 1:
        a = inputs[0]._number if type(inputs[0]) is Value else inputs[0]
        return short[1](a) if type(a) is float else None
    numbers = list(map(number_of, inputs))
    return short[1](*numbers) if all(type(x) is float for x in numbers) else None


def _made(rule: Elementwise) -> FloatRule:
    names = rule.input_names
    if not rule.pure:
        return called(rule)
    key = (type(rule), *rule.parameters.values())
    if key not in _sources:
        if len(_sources) >= MOST:  # what is written stays for ever
            return called(rule)
        _sources[key] = _written(rule, names)
    forward, backward = _sources[key]
    if type(rule).check is not Rule.check:
        forward = _checked(rule)
    return FloatRule(rule, forward, backward)


def _checked(rule: Rule) -> Callable[..., float]:
    def forward(*inputs: float) -> float:
        y: float = own(evaluate(rule, *inputs))
        return y

    return forward


def called(rule: Elementwise) -> FloatRule:
    """Wrap a rule's own methods."""

    def backward(upstream: float, y: float, *inputs: float) -> Sequence[float]:
        given = gradients_at(rule, upstream, y, inputs)
        return tuple([_single(share() if callable(share) else share, rule) for share in given])

    return FloatRule(rule, _checked(rule), backward)


def _single(share: Number, rule: Rule) -> float:
    """Take a gradient that a user's rule gave for single numbers; raise unless it is one itself."""
    if type(share) is float:
        return share
    number = np.asarray(share)
    if number.shape or number.dtype.kind not in "iubf":
        raise RuntimeError(f"{rule!r} gave the gradient {share!r}, where a single number was due")
    return float(number)


def _written(
    rule: Elementwise, names: list[str]
) -> tuple[Callable[..., float], Callable[..., Sequence[float]]]:
    inputs = [Symbol(name) for name in names]
    value = counted(rule.forward(*inputs, xp=line_symbols))
    shares = rule.vjp(Symbol("upstream"), Symbol("y"), *inputs, xp=line_symbols)
    arguments = ", ".join(names)
    there = _source(f"{rule.name}_forward({arguments})", [value])
    back = _source(f"{rule.name}_backward(upstream, y, {arguments})", [s() for s in shares], True)
    return _compiled(f"{rule.name}_forward", there), _compiled(f"{rule.name}_backward", back)


def _source(head: str, results: list[Number], several: bool = False) -> str:
    """Write a function that returns one expression, or a tuple of several."""
    common, ends = written(results)
    body = [f"    {name} = {text}" for name, text in common]
    comma = "," if several and len(ends) == 1 else ""
    return "\n".join([f"def {head}:", *body, f"    return {', '.join(ends)}{comma}"]) + "\n"


def _compiled(name: str, source: str) -> Callable[..., Number]:
    filename = f"<{name} on floats>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    world = {**_world, "inf": np.inf, "nan": np.nan}
    exec(compile(source, filename, "exec"), world)
    function: Callable[..., Number] = world[name]
    return function
