"""What rules refuse: shapes that do not go together, numbers outside a domain, odd parameters."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

import numpy as np

from microact.readings.numbers import Number, shape_of


class Named(Protocol):
    """A rule, as far as an error speaks of it."""

    name: ClassVar[str]

    @property
    def title(self) -> str: ...


def plain_parameters(rule: Named, *names: str) -> None:
    """Hold the named parameters of a rule to plain numbers, stored as floats.

    Raises:
        TypeError: for an array or a Value, which would need a gradient of its own.
        ValueError: for NaN.
    """
    for name in names:
        given = getattr(rule, name)
        if not isinstance(given, int | float | np.integer | np.floating):
            raise TypeError(
                f"{rule.name}'s {name} is a plain number, got {type(given).__name__}; a slope that "
                "is learned: ma.prelu; bounds of many numbers: ma.maximum and ma.minimum"
            )
        if given != given:
            raise ValueError(f"{rule.name}'s {name} is a number, got nan")
        object.__setattr__(rule, name, float(given))


def refuse_misshapen(slopes: Sequence[Number], y: Number, rule: Named) -> None:
    """Raise `RuntimeError` if a rule gave a slope that is no number, or does not fit its value."""
    shape = shape_of(y)
    for given in slopes:
        slope = shape_of(given)
        no_number = isinstance(given, str | bytes | list | tuple) or not hasattr(given, "__mul__")
        if no_number:
            raise RuntimeError(f"{rule!r} gave the slope {given!r}, where a number was due")
        fits = all(n in (1, m) for n, m in zip(slope[::-1], shape[::-1]))
        if not fits or len(slope) > len(shape):
            raise RuntimeError(
                f"{rule!r} gave a slope of shape {slope} for a value of shape {shape}"
            )


def refuse_where(
    bad: Number, x: Number, message: str, error: type[ArithmeticError | ValueError] = ValueError
) -> None:
    """Raise `error` with the first number of `x` where `bad` is true, and where it stands."""
    if isinstance(bad, bool) and not bad:
        return
    if not np.any(bad):
        return
    if shape_of(bad) == ():
        raise error(f"{message}, got {float(np.min(x))!r}")
    entry = tuple(int(i) for i in np.argwhere(bad)[0])
    given = np.broadcast_to(x, np.shape(bad))[entry]
    raise error(f"{message}, got {float(given)!r} at entry {entry if len(entry) > 1 else entry[0]}")
