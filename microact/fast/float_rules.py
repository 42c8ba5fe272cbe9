"""Every elementwise rule of this package read once, for single floats, into two plain functions.

A scalar graph is made of very many very small steps. So each rule's own lines are written out as
source (a debugger steps through it) and called directly, without a detour through `xp`.

A user's rule is not read but called as it stands: it may do what no reading can see, such as draw
a random number.
"""

import linecache
from collections.abc import Callable
from typing import Any

import numpy as np

from microact.readings.namespaces import RULE_FUNCTIONS, floats
from microact.readings.symbols import Symbol, counted
from microact.source.lines import symbols, times, written

Pair = tuple[Callable[..., float], Callable[..., tuple[Any, ...]]]

_WORLD = {name: getattr(floats, name) for name in RULE_FUNCTIONS}
_known: dict[Any, Pair] = {}


def is_ours(rule: Any) -> bool:
    """Whether this package defines a rule: then its lines are known to count truths by hand."""
    return type(rule).__module__.startswith("microact.")


def on_floats(rule: Any, names: list[str]) -> Pair:
    """Return `forward(*inputs)` and `backward(upstream, y, *inputs)` of a rule for floats.

    `backward` returns one gradient per input: upstream × local gradient.

    >>> from microact.rules.activations import Tanh
    >>> forward, backward = on_floats(Tanh(), ["x"])
    >>> forward(0.0), backward(3.0, 0.0, 0.0)
    (0.0, (3.0,))
    >>> import inspect
    >>> print(inspect.getsource(backward), end="")
    def tanh_backward(upstream, y, x):
        return upstream * (1 - y * y),
    """
    if not is_ours(rule):
        return called(rule)
    key = (type(rule), *rule.parameters.values())
    if key not in _known:
        if len(_known) >= 1000:  # of x ** n with ever new n; what is written stays for ever
            return called(rule)
        _known[key] = _written(rule, names)
    return _known[key]


def single(slope: Any, rule: Any) -> float:
    """Take a slope that a user's rule gave for single numbers; raise unless it is one itself."""
    if type(slope) is float:
        return slope
    number = np.asarray(slope)
    if number.shape or number.dtype.kind not in "iubf":
        raise RuntimeError(f"{rule!r} gave the slope {slope!r}, where a single number was due")
    return float(number)


def called(rule: Any) -> Pair:
    """Wrap a rule's own methods."""

    def forward(*inputs: float) -> float:
        y: float = rule.value(*inputs, xp=floats)
        return y

    def backward(upstream: float, y: float, *inputs: float) -> tuple[Any, ...]:
        slopes = rule.slopes(y, *inputs, xp=floats)
        return tuple([upstream * single(slope, rule) for slope in slopes])

    return forward, backward


def _written(rule: Any, names: list[str]) -> Pair:
    inputs = [Symbol(name) for name in names]
    value = counted(rule.forward(*inputs, xp=symbols))
    slopes = rule.slopes(Symbol("y"), *inputs, xp=symbols)
    shares = [times(Symbol("upstream"), slope) for slope in slopes]
    arguments = ", ".join(names)
    there = _source(f"{rule.name}_forward({arguments})", [value])
    back = _source(f"{rule.name}_backward(upstream, y, {arguments})", shares)
    return _made(f"{rule.name}_forward", there), _made(f"{rule.name}_backward", back)


def _source(head: str, results: list[Any]) -> str:
    """Write a function that returns one expression, or a tuple if its name ends so."""
    common, ends = written(results)
    body = [f"    {name} = {text}" for name, text in common]
    comma = "," if "_backward(" in head and len(ends) == 1 else ""
    return "\n".join([f"def {head}:", *body, f"    return {', '.join(ends)}{comma}"]) + "\n"


def _made(name: str, source: str) -> Callable[..., Any]:
    filename = f"<{name} on floats>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    world = {**_WORLD, "inf": np.inf, "nan": np.nan}
    exec(compile(source, filename, "exec"), world)
    function: Callable[..., Any] = world[name]
    return function
