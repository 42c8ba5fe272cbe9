"""A rule read with plain numbers, floats or arrays: its domain looked at, shapes held to.

A rule that is not known to be pure is handed numbers whose comparisons count (`counted.py`), and
what it returns becomes plain again.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from typing import ClassVar, Protocol

import numpy as np

from microact.readings.arrays import arrays_like
from microact.readings.counted import in_hands, plainly
from microact.readings.floats import floats
from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, as_narrow_as, shape_of

domain_matters = ContextVar("domain_matters", default=True)
"""Whether rules look at their domain. Not while a gradient is recorded: what was asked for was
inside, and an infinite slope of it is an answer, not a mistake.
"""


PURE: set[type] = set()
"""The classes of rules that give the same for the same numbers, use no comparison as a number and
never change: their lines may be read once, and run from there on.
"""

METHODS = ("check", "forward", "local_gradient", "slopes", "vjp")
"""What a rule computes with."""

_read: dict[type, list[object]] = {}
"""The methods of a pure rule whose lines a person has read."""

when_replaced: list[Callable[[], None]] = []
"""What is called when a method of a rule's class was replaced: whoever has read lines forgets."""


class Replaced:
    """Counts how often a method of a pure rule was replaced."""

    times = 0


def declare_pure(kinds: Iterable[type]) -> None:
    """Enter rules whose lines have been read; a subclass is not meant."""
    _read.update((kind, _methods(kind)) for kind in kinds)
    PURE.update(_read)


def look_again(changed: type) -> None:
    """See which rules are still what they were, and have everybody read them anew."""
    if not any(issubclass(kind, changed) for kind in _read):
        return
    Replaced.times += 1
    PURE.clear()
    PURE.update(kind for kind, methods in _read.items() if _methods(kind) == methods)
    for forget in when_replaced:
        forget()


def _methods(kind: type) -> list[object]:
    return [getattr(kind, name, None) for name in METHODS]


def is_pure(rule: object) -> bool:
    """Whether a rule's lines may be read once, and run from there on."""
    return type(rule) in PURE


class Readable(Protocol):
    """What this file needs of a rule; `rules/rule.py` says what each of them means."""

    name: ClassVar[str]
    elementwise: ClassVar[bool]

    @property
    def title(self) -> str: ...
    @property
    def forward(self) -> Callable[..., Number]: ...
    @property
    def vjp(self) -> Callable[..., Sequence[Number]]: ...
    def check(self, *inputs: Number) -> None: ...


class Sloped(Readable, Protocol):
    """A rule that states its local gradients."""

    def slopes(self, y: Number, *inputs: Number, xp: Namespace) -> tuple[Number, ...]: ...


def namespace_for(rule: Readable, numbers: Sequence[Number]) -> Namespace:
    """Choose the `xp`: Python's own math if all are floats and treated one by one, else NumPy."""
    if rule.elementwise and all(type(x) is float for x in numbers):
        return floats
    return arrays_like(numbers)


def evaluate(rule: Readable, *numbers: Number) -> Number:
    """Compute a rule's value: inf on overflow, never a warning.

    Raises:
        ValueError: for shapes that do not go together, and whatever `rule.check` raises.
    """
    if domain_matters.get():
        rule.check(*numbers)
    xp = namespace_for(rule, numbers)
    if xp is floats:
        y = _forward(rule, numbers, xp)
        if type(y) is not float:
            _refuse_reshaped(rule, y, numbers)
        return y
    with np.errstate(all="ignore"):
        try:
            y = _forward(rule, numbers, xp)
        except ValueError:
            if rule.elementwise:
                _refuse_unbroadcastable(rule, numbers)
            raise
    x = numbers[0] if numbers else None
    if type(x) is np.ndarray is type(y) and x.dtype == y.dtype and x.shape == y.shape:
        return y
    if rule.elementwise:
        _refuse_reshaped(rule, y, numbers)
    return as_narrow_as(y, numbers)


def _forward(rule: Readable, numbers: Sequence[Number], xp: Namespace) -> Number:
    if is_pure(rule):
        return rule.forward(*numbers, xp=xp)
    xp, numbers = in_hands(xp, numbers)
    return plainly(rule.forward(*numbers, xp=xp))


def slopes_at(rule: Sloped, y: Number, numbers: Sequence[Number]) -> tuple[Number, ...]:
    """Compute the local gradient in each input of an elementwise rule whose value is `y`."""
    xp = namespace_for(rule, numbers)
    given: Sequence[Number] = [y, *numbers]
    if not is_pure(rule):
        xp, given = in_hands(xp, given)
    slopes: tuple[Number, ...] = plainly(rule.slopes(*given, xp=xp))
    return slopes


def gradients_at(
    rule: Readable, upstream: Number, y: Number, numbers: Sequence[Number]
) -> Sequence[Number]:
    """Compute what a rule whose value is `y` passes on to each input, as its `vjp` gives it."""
    xp = namespace_for(rule, numbers)
    given: Sequence[Number] = [upstream, y, *numbers]
    if not is_pure(rule):
        xp, given = in_hands(xp, given)
    return rule.vjp(*given, xp=xp)


def _refuse_unbroadcastable(rule: Readable, numbers: Sequence[Number]) -> None:
    """Raise `ValueError` if numbers have shapes that do not go together."""
    shapes = [shape_of(x) for x in numbers]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise ValueError(
            f"{rule.title} of shapes {' and '.join(map(str, shapes))}: they cannot be broadcast "
            "together; counted from the last axis, sizes are equal or one of them is 1"
        ) from None


def _refuse_reshaped(rule: Readable, y: Number, numbers: Sequence[Number]) -> None:
    """Raise `RuntimeError` if an elementwise rule gave a value of another shape than its inputs."""
    shapes = [shape_of(x) for x in numbers]
    if shape_of(y) != np.broadcast_shapes(*shapes):
        raise RuntimeError(
            f"{rule.name} is elementwise, but gave shape {shape_of(y)} for inputs of shape "
            f"{' and '.join(map(str, shapes))}; a rule that mixes elements is a Rule with a vjp"
        )
