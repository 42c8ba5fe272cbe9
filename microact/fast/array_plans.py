"""A rule's way back for arrays of given shapes, read once and written out as a plain function.

What `float_rules.py` does for single floats: of a small step on arrays much is looking at what
there is. A rule that meets the same shapes a second time is read with symbols, and the lines that
come out need no look any more (a debugger steps through them).

A rule that is not known to be pure is not read but called as it stands.
"""

import linecache
from collections.abc import Callable, Sequence
from operator import attrgetter

import numpy as np

from microact.readings.numbers import Number, freeze, shape_of
from microact.readings.plain_numbers import is_pure, when_replaced
from microact.readings.symbolic_arrays import Tracer
from microact.rules import Rule
from microact.source.common import written
from microact.source.names import Names

Plan = Callable[..., Sequence[Number]]
"""Of (upstream, y, *inputs): what is passed on to each input, None where nothing is wanted."""

MOST = 2000
"""So many plans are written; of ever new shapes there is no end."""

SIMPLE = (int, float, bool, str, type(None))

_met: set[object] = set()
_plans: dict[object, Plan | None] = {}
"""By the rule and the shapes; None where there can be none."""
_parameters: dict[type[Rule], Callable[[Rule], object] | None] = {}
"""What reads the parameters of a kind of rule; None if it has none."""


def back_on_arrays(
    rule: Rule, upstream: Number, y: Number, numbers: Sequence[Number], wanted: Sequence[bool]
) -> Sequence[Number] | None:
    """Compute what a rule passes on to the inputs that want it; None if there is no plan.

    >>> from microact.rules.activations import Tanh
    >>> x = np.zeros((2, 3))
    >>> [back_on_arrays(Tanh(), x + 2.0, x, [x], [True]) for _ in range(2)][1][0].tolist()
    [[2.0, 2.0, 2.0], [2.0, 2.0, 2.0]]
    """
    key = _key(rule, numbers, wanted)
    if key is None:
        return None
    plan = _plans.get(key)
    if plan is None:
        if key in _plans:
            return None
        if key not in _met:  # once is nothing: to write costs more than to compute
            if len(_met) < MOST:
                _met.add(key)
            return None
        plan = _plans[key] = _written(rule, y, numbers, wanted)
        if plan is None:
            return None
    shares = plan(upstream, y, *numbers)
    for share in shares:
        if share is not None:
            share.setflags(write=False)
    return shares


def _forget() -> None:
    _parameters.clear()
    _plans.clear()
    _met.clear()


when_replaced.append(_forget)


def _key(rule: Rule, numbers: Sequence[Number], wanted: Sequence[bool]) -> object:
    """Return what is equal where one plan serves; None for what has no plan."""
    kind = type(rule)
    try:
        read = _parameters[kind]
    except KeyError:
        if not is_pure(rule):
            return None
        names = list(rule.parameters)
        read = _parameters[kind] = attrgetter(*names) if names else None
    parts: list[object] = [kind]
    if read is not None:
        parameters = read(rule)
        for x in parameters if type(parameters) is tuple else (parameters,):
            if type(x) not in SIMPLE:
                return None
        parts.append(repr(parameters))  # 0.0 and -0.0 are equal, but not the same
    for x, want in zip(numbers, wanted):
        if type(x) is np.ndarray:
            parts.append((x.shape, x.dtype, want))
        elif type(x) is float:
            parts.append(want)
        else:
            return None
    return tuple(parts)


def _written(
    rule: Rule, y: Number, numbers: Sequence[Number], wanted: Sequence[bool]
) -> Plan | None:
    """Read a rule's way back at these numbers; None where a share is no array like its input."""
    called = rule.input_names
    if len(called) != len(numbers):  # such as *inputs
        return None
    names = Names()
    names.taken |= {"upstream", "y", *called, *dir(np)}
    tracer = Tracer(names.numbered)
    inputs = [tracer.symbol(x, name) for x, name in zip(numbers, called)]
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
    common, ends = written(results, names.taken)
    for x in tracer.world.values():
        if isinstance(x, np.ndarray):
            freeze(x)
    name = f"{rule.name}_backward"
    body = [f"    {line} = {text}" for line, text in common]
    head = f"def {name}(upstream, y, {', '.join(called)}):"
    source = "\n".join([head, *body, f"    return {', '.join(ends)},"]) + "\n"
    shapes = " and ".join(str(shape_of(x)) for x in numbers)
    filename = f"<{name} on arrays of shape {shapes}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    world = {"inf": np.inf, "nan": np.nan, "pi": np.pi, **tracer.world}
    exec(compile(source, filename, "exec"), world)
    plan: Plan = world[name]
    return plan
