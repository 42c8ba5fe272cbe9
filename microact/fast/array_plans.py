"""Rules on arrays of given shapes, read once and written out as plain functions.

What `float_rules.py` does for single floats: of a small step on arrays much is looking at what
there is. A rule that meets the same shapes often is read with symbols, there and back, and the
lines that come out need no look any more (a debugger steps through them).

A rule that is not known to be pure is not read but called as it stands.
"""

import linecache
from collections.abc import Callable, Sequence
from contextlib import suppress
from operator import attrgetter

import numpy as np

from microact.readings.numbers import Number, as_narrow_as, freeze, shape_of
from microact.readings.plain_numbers import domain_matters, is_pure, when_replaced
from microact.readings.symbolic_arrays import Tracer, number_behind
from microact.readings.symbols import Symbol
from microact.rules import Elementwise, Rule
from microact.source.common import written
from microact.source.names import Names

Plan = Callable[..., Number]
"""Of the inputs: the value. Of (upstream, y, *inputs): what is passed on to each input."""

OFTEN = 20
"""A plan is written when a rule meets the same shapes so often: to write takes as long as that."""
MOST = 2000
"""So many plans are written; of ever new shapes there is no end."""

SIMPLE = {int, float, bool, str, type(None)}

_met: dict[object, int] = {}
"""How often a rule has met the same shapes, so far without a plan."""
_plans: dict[object, Plan | None] = {}
"""By the rule and the shapes; None where there can be none."""
_parameters: dict[type[Rule], Callable[[Rule], object] | None] = {}
"""What reads the parameters of a kind of rule; None if it has none."""
_domains: set[type[Rule]] = set()
"""Elementwise rules, which look at each number; others look at shapes alone, once."""

domain_now = domain_matters.get


def on_arrays(rule: Rule, numbers: Sequence[Number]) -> Number:
    """Compute a rule's value, an array of it frozen; None if there is no plan for it.

    >>> from microact.rules.activations import Tanh
    >>> [on_arrays(Tanh(), [np.zeros((2, 3))]) for _ in range(OFTEN)][-1].tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    key = _key(rule, numbers)
    if key is None:
        return None
    plan = _plans.get(key) or _plan(key, rule, None, numbers, None)
    if plan is None:
        return None
    if type(rule) in _domains and domain_now():
        rule.check(*numbers)
    with np.errstate(all="ignore"):
        return plan(*numbers)


def back_plan(
    rule: Rule, y: Number, numbers: Sequence[Number], wanted: Sequence[bool]
) -> Plan | None:
    """Return what computes what a rule passes on to the inputs that want it, if it is written.

    >>> from microact.rules.activations import Tanh
    >>> x = np.zeros((2, 3))
    >>> plan = [back_plan(Tanh(), x, [x], [True]) for _ in range(OFTEN)][-1]
    >>> plan(x + 2.0, x, x)[0].tolist()
    [[2.0, 2.0, 2.0], [2.0, 2.0, 2.0]]
    """
    key = _key(rule, numbers)
    if key is None:
        return None
    key = key, *wanted
    return _plans.get(key) or _plan(key, rule, y, numbers, wanted)


def _plan(
    key: object, rule: Rule, y: Number, numbers: Sequence[Number], wanted: Sequence[bool] | None
) -> Plan | None:
    """Write a plan if it is time; None if it is not, or if there can be none."""
    if key in _plans or len(_plans) >= MOST:
        return None
    if len(_met) >= MOST:
        _met.clear()
    _met[key] = _met.get(key, 0) + 1
    if _met[key] < OFTEN:
        return None
    del _met[key]
    plan = None
    if len(rule.input_names) == len(numbers) and all(map(_is_native, numbers)):
        # If not: such as *inputs, or bytes in another order.
        with suppress(Exception):  # what cannot be read, or is refused, goes the plain way
            rule.check(*numbers)
            plan = (
                _forward(rule, numbers) if wanted is None else _backward(rule, y, numbers, wanted)
            )
    _plans[key] = plan
    return plan


def _is_native(x: Number) -> bool:
    return type(x) is float or x.dtype.isnative


def _forget() -> None:
    for made in (_met, _plans, _parameters, _domains):
        made.clear()


when_replaced.append(_forget)


def _key(rule: Rule, numbers: Sequence[Number]) -> object:
    """Return what is equal where one plan serves; None for what has no plan."""
    kind = type(rule)
    try:
        read = _parameters[kind]
    except KeyError:
        if not is_pure(rule):
            return None
        names = list(rule.parameters)
        read = _parameters[kind] = attrgetter(*names) if names else None
        if isinstance(rule, Elementwise) and kind.check is not Rule.check:
            _domains.add(kind)
    parts: list[object] = [kind]
    if read is not None:
        parameters = read(rule)
        if not _is_simple(parameters):
            return None
        parts.append(repr(parameters))  # 0.0 and -0.0 are equal, but not the same
    for x in numbers:
        if type(x) is np.ndarray:
            parts += x.shape, x.dtype
        elif type(x) is float:
            parts.append(None)
        else:
            return None
    return tuple(parts)


def _is_simple(x: object) -> bool:
    return all(map(_is_simple, x)) if type(x) is tuple else type(x) in SIMPLE


def _traced(numbers: Sequence[Number], called: list[str]) -> tuple[Tracer, list[Number], Names]:
    names = Names()
    names.taken |= {"upstream", "y", "freeze", *called, *dir(np)}
    tracer = Tracer(names.numbered)
    tracer.dtype = max([x.dtype for x in numbers if shape_of(x)], default=tracer.dtype)
    return tracer, [tracer.symbol(x, name) for x, name in zip(numbers, called)], names


def _forward(rule: Rule, numbers: Sequence[Number]) -> Plan | None:
    """Read a rule's value at these numbers."""
    called = rule.input_names
    if not any(map(shape_of, numbers)):
        return None
    tracer, inputs, names = _traced(numbers, called)
    y = rule.forward(*inputs, xp=tracer.xp)
    narrow = as_narrow_as(number_behind(y), numbers)
    y = tracer.cast(y, np.asarray(narrow).dtype)
    return _compiled(f"{rule.name}_forward", called, [y], tracer, names, numbers, alone=True)


def _backward(
    rule: Rule, y: Number, numbers: Sequence[Number], wanted: Sequence[bool]
) -> Plan | None:
    """Read a rule's way back at these numbers; None where a share is no array like its input."""
    called = rule.input_names
    tracer, inputs, names = _traced(numbers, called)
    seed = np.ones_like(y) if shape_of(y) else 1.0 if type(y) is float else y
    shares = rule.vjp(tracer.symbol(seed, "upstream"), tracer.symbol(y, "y"), *inputs, xp=tracer.xp)
    results: list[Number] = []
    for x, share, want in zip(numbers, shares, wanted):
        share = (share() if callable(share) else share) if want else None
        if share is None:
            results.append(None)
            continue
        if type(x) is float or not x.shape:
            return None
        share = tracer.cast(share, x.dtype)
        if shape_of(share) != x.shape:
            return None
        results.append(share)
    fresh = [id(share) for share in results if isinstance(share, Symbol) and share.args]
    if len(set(fresh)) < len(fresh):  # two leaves would hold the same memory
        return None
    given = ["upstream", "y", *called]
    return _compiled(f"{rule.name}_backward", given, results, tracer, names, numbers)


def _compiled(
    name: str,
    given: list[str],
    results: list[Number],
    tracer: Tracer,
    names: Names,
    numbers: Sequence[Number],
    alone: bool = False,
) -> Plan:
    """Make a function of lines, and show them to debuggers."""
    common, ends = written(results, names.taken)
    for x in tracer.world.values():
        if isinstance(x, np.ndarray):
            freeze(x)
    lines = [f"    {line} = {text}" for line, text in common]
    last = f"{', '.join(ends)},"
    if alone:
        last = f"freeze({ends[0]})" if shape_of(results[0]) else ends[0]
    source = "\n".join([f"def {name}({', '.join(given)}):", *lines, f"    return {last}"]) + "\n"
    shapes = " and ".join(str(shape_of(x)) for x in numbers)
    filename = f"<{name} on arrays of shape {shapes}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    world = {"inf": np.inf, "nan": np.nan, "pi": np.pi, "freeze": freeze, **tracer.world}
    exec(compile(source, filename, "exec"), world)
    plan: Plan = world[name]
    return plan
