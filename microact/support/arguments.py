"""What a function asks of its arguments, said in one voice: what it must be, what was given.

Of the wrong kind is a `TypeError`, of the right kind but out of range a `ValueError`.
"""

import operator
from collections.abc import Iterable, Sequence
from math import inf, isfinite
from typing import Any

import numpy as np

Axes = int | tuple[int, ...] | None

Given = Any
"""Whatever somebody passes in: here it is looked at."""


def whole(name: str, given: Given, least: int = 1, most: int | None = None) -> int:
    """Take a whole number from `least` to `most`.

    >>> whole("epochs", 2.5)
    Traceback (most recent call last):
    TypeError: epochs is a whole number, at least 1, got 2.5
    """
    bounds = f"at least {least}" if most is None else f"from {least} to {most}"
    asked = f"{name} is a whole number, {bounds}, got {given!r}"
    try:
        n = operator.index(given)
    except TypeError:
        raise TypeError(asked) from None
    if isinstance(given, bool):
        raise TypeError(asked)
    if n < least or (most is not None and n > most):
        raise ValueError(asked)
    return n


def real(
    name: str, given: Given, least: float = -inf, above: float = -inf, below: float = inf
) -> float:
    """Take a finite number, at least `least`, above `above` and below `below`.

    >>> real("momentum", 1, least=0, below=1)
    Traceback (most recent call last):
    ValueError: momentum is a finite number from 0 to below 1, got 1
    """
    words = ""
    if isfinite(least):
        words = (
            f" from {least:g} to below {below:g}" if isfinite(below) else f", at least {least:g}"
        )
    elif isfinite(above):
        words = f" between {above:g} and {below:g}" if isfinite(below) else f" above {above:g}"
    asked = f"{name} is a finite number{words}, got {given!r}"
    if isinstance(given, bool) or not isinstance(given, int | float | np.integer | np.floating):
        raise TypeError(asked)
    if not (isfinite(given) and given >= least and above < given < below):
        raise ValueError(asked)
    return float(given)


def choice(name: str, given: Given, *known: str) -> Given:
    """Take one of a few words.

    >>> choice("direction", "up", "LR", "TB")
    Traceback (most recent call last):
    ValueError: direction is one of "LR", "TB", got 'up'
    """
    if given not in known:
        words = ", ".join(f'"{word}"' for word in known)
        raise ValueError(f"{name} is one of {words}, got {given!r}")
    return given


def text(name: str, given: Given) -> str:
    """Take a text.

    >>> text("title", 5)
    Traceback (most recent call last):
    TypeError: title is a text, got 5
    """
    if not isinstance(given, str):
        raise TypeError(f"{name} is a text, got {given!r}")
    return given


def function(name: str, given: Given, of: str) -> Given:
    """Take something that can be called.

    >>> function("loss", 5, "(output, target)")
    Traceback (most recent call last):
    TypeError: loss is a function of (output, target), got 5
    """
    if not callable(given):
        raise TypeError(f"{name} is a function of {of}, got {given!r}")
    return given


def several(name: str, given: Given, what: str) -> list[Given]:
    """Take a list, a tuple or anything else that can be walked through, but no text.

    >>> several("callbacks", 5, "functions")
    Traceback (most recent call last):
    TypeError: callbacks is a list of functions, got 5
    """
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise TypeError(f"{name} is a list of {what}, got {given!r}")
    return list(given)


def position(name: str, given: Given) -> int:
    """Take a whole number, which may count from the end."""
    try:
        return operator.index(given)
    except TypeError:
        raise TypeError(f"{name} is a whole number, got {given!r}") from None


def axes(name: str, given: Given) -> Axes:
    """Take the number of an axis, a tuple of several, or None for all."""
    try:
        if given is None:
            return None
        if isinstance(given, tuple | list):
            return tuple(map(operator.index, given))
        return operator.index(given)
    except TypeError:
        raise TypeError(
            f"{name} is a whole number, a tuple of them or None, got {given!r}"
        ) from None


def sizes(name: str, given: tuple[Given, ...]) -> tuple[int, ...]:
    """Take whole numbers, `2, 3` and `(2, 3)` alike."""
    one = len(given) == 1 and isinstance(given[0], Sequence | np.ndarray)
    numbers = given[0] if one else given
    try:
        return tuple(operator.index(n) for n in numbers)
    except TypeError:
        raise TypeError(f"{name} takes whole numbers, got {numbers!r}") from None


def shapes(*numbers: Given) -> str:
    """Write the shapes of what was given, for an error's text."""
    if not numbers:
        return "nothing"
    return "shapes " + " and ".join(str(getattr(x, "shape", ())) for x in numbers)
