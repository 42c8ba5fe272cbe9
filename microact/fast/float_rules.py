"""Every pure elementwise rule read once, for single floats, into two plain functions.

A scalar graph is made of very many very small steps. So each rule's own lines are written out as
source (a debugger steps through it) and called directly, without a detour through `xp`.

A rule that is not known to be pure is not read but called as it stands: it may do what no reading
can see, such as draw a random number.
"""

import copy
import linecache
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from weakref import ref

import numpy as np

from microact.engine.value import Value
from microact.expressions.tree import exact_key
from microact.readings.floats import floats
from microact.readings.namespace import RULE_FUNCTIONS
from microact.readings.numbers import Number
from microact.readings.plain_numbers import (
    domain_matters,
    gradients_at,
    is_pure,
    when_replaced,
)
from microact.rules import Elementwise, Rule

MOST = 1000
"""So many sources are written: of `x ** n` with ever new n there is no end."""

Forward = Callable[..., float]
"""Of the inputs."""
Backward = Callable[..., Sequence[float]]
"""Of (upstream, y, *inputs): what is passed on to each input."""


class FloatRule(NamedTuple):
    """A rule for single floats: two functions, or None where its own methods are to be called."""

    forward: Forward | None
    backward: Backward | None


AS_IT_STANDS = FloatRule(None, None)
EACH = FloatRule(None, None)
"""Says of a class that each of its rules has functions of its own: it has parameters."""

_of_class: dict[type[Rule], FloatRule] = {}
_of_rule: dict[int, tuple["ref[Rule]", FloatRule]] = {}
"""By the rule's id, as long as the rule lives."""
_sources: dict[object, tuple[Forward, Backward]] = {}


def float_rule(rule: Rule) -> FloatRule:
    """Return a rule for single floats.

    >>> from microact.rules.activations import Tanh
    >>> forward, backward = float_rule(Tanh())
    >>> forward(0.0), backward(3.0, 0.0, 0.0)
    (0.0, (3.0,))
    >>> import inspect
    >>> print(inspect.getsource(backward), end="")
    def tanh_backward(upstream, y, x):
        return upstream * (1 - y * y),
    """
    kind = type(rule)
    found = _of_class.get(kind)
    if found is None:
        if not is_pure(rule):
            return AS_IT_STANDS
        if not isinstance(rule, Elementwise):  # it mixes numbers: there is no rule for one
            found = AS_IT_STANDS
        else:
            found = EACH if rule.parameters else _made(rule)
        _of_class[kind] = found
    if found is not EACH:
        return found
    known = _of_rule.get(id(rule))
    if known is not None:
        return known[1]
    key, made = id(rule), _made(rule)
    _of_rule[key] = ref(rule, lambda gone: _of_rule.pop(key, None)), made
    return made


def _forget() -> None:
    _of_class.clear()
    _of_rule.clear()
    _sources.clear()


when_replaced.append(_forget)


def on_floats(rule: Rule, inputs: Sequence[Number]) -> float | None:
    """Compute a rule on nodes and constants that are single floats; None if it cannot.

    It is asked for every node, so it takes the shortest way for one and for two inputs.
    """
    short = _of_class.get(type(rule))
    if short is None or short is EACH:
        short = float_rule(rule)
    forward = short[0]
    if forward is None:
        return None
    if len(inputs) == 2:
        left, right = inputs
        a = left._number if type(left) is Value else left
        b = right._number if type(right) is Value else right
        return forward(a, b) if type(a) is float and type(b) is float else None
    if len(inputs) == 1:
        (x,) = inputs
        a = x._number if type(x) is Value else x
        return forward(a) if type(a) is float else None
    numbers = [x._number if type(x) is Value else x for x in inputs]
    return forward(*numbers) if all(type(x) is float for x in numbers) else None


def backward_of(rule: Rule) -> Backward | None:
    """Return what passes a gradient on for single floats; None if only the rule itself knows."""
    found = float_rule(rule).backward
    if found is None and getattr(rule.vjp, "__func__", None) is Elementwise.vjp:
        return partial(called_backward, rule)
    return found


def called_backward(rule: Rule, upstream: float, y: float, *inputs: float) -> list[float]:
    """Pass a gradient on by a rule's own methods."""
    return [_single(share(), rule) for share in gradients_at(rule, upstream, y, inputs)]


def _single(share: Number, rule: Rule) -> float:
    """Take a gradient that a user's rule gave for single numbers; raise unless it is one itself."""
    if type(share) is float:
        return share
    number = np.asarray(share)
    if number.shape or number.dtype.kind not in "iubf":
        raise RuntimeError(f"{rule!r} gave the gradient {share!r}, where a single number was due")
    return float(number)


def _made(rule: Rule) -> FloatRule:
    """Read a rule; one of very many is called."""
    key = type(rule), exact_key(rule.parameters)
    if key not in _sources:
        if rule.parameters and len(_sources) >= MOST:  # what is written stays for ever
            return AS_IT_STANDS
        _sources[key] = _written(rule)
    forward, backward = _sources[key]
    if type(rule).check is not Rule.check:
        # A copy of the rule looks at the domain, so that the rule itself is held by nobody.
        forward = partial(_checked, copy.copy(rule).check, forward)
    return FloatRule(forward, backward)


def _checked(check: Callable[..., None], forward: Forward, *numbers: float) -> float:
    if domain_matters.get():
        check(*numbers)
    return forward(*numbers)


def _written(rule: Rule) -> tuple[Forward, Backward]:
    # What writes is loaded when the first rule is written, not when microact is imported.
    from microact.readings.symbols import Symbol, floating, line_symbols

    inputs = [Symbol(name) for name in rule.input_names]
    value = floating(rule.forward(*inputs, xp=line_symbols))
    shares = rule.vjp(Symbol("upstream"), Symbol("y"), *inputs, xp=line_symbols)
    arguments = ", ".join(rule.input_names)
    there = _source(f"{rule.name}_forward({arguments})", [value])
    back = _source(f"{rule.name}_backward(upstream, y, {arguments})", [s() for s in shares], True)
    return _compiled(f"{rule.name}_forward", there), _compiled(f"{rule.name}_backward", back)


def _source(head: str, results: list[Number], several: bool = False) -> str:
    """Write a function that returns one expression, or a tuple of several."""
    from microact.source.common import written

    common, ends = written(results, re.findall(r"\w+", head))
    body = [f"    {name} = {text}" for name, text in common]
    comma = "," if several and len(ends) == 1 else ""
    return "\n".join([f"def {head}:", *body, f"    return {', '.join(ends)}{comma}"]) + "\n"


def _compiled(name: str, source: str) -> Callable[..., Number]:
    filename = f"<{name} on floats>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    world = {name: getattr(floats, name) for name in RULE_FUNCTIONS}
    world |= {"inf": np.inf, "nan": np.nan}
    exec(compile(source, filename, "exec"), world)
    function: Callable[..., Number] = world[name]
    return function
