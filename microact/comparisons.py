"""What Python code has compared while a graph was recorded: a branch may hang on it.

`y = x if v > 0 else -x` records only the way that was taken. So each comparison of a Value is
remembered with its result, and straight-line code made of the graph asks again whenever it runs.
"""

import itertools
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from weakref import ref

import numpy as np

from microact.arrays import as_constant

MOST = 100
"""How many comparisons of one Value are remembered, the latest."""

reads_count = ContextVar("reads_count", default=False)
"""Whether reading a Value's number, as `data`, is taken for a comparison."""

_compared: dict[int, tuple[Any, dict[Any, "Comparison"]]] = {}
_comparisons = itertools.count()


@dataclass(frozen=True)
class Comparison:
    """What was compared with what, and how it came out."""

    op: str
    sides: tuple["Side", "Side"]
    result: Any


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the number it had, and the Value it was, if it was one."""

    number: Any
    value: Any = None
    """A weak reference."""
    computed: bool = False
    """Whether that Value was computed, so that its number hangs on others."""


def seen(x: Any) -> None:
    """Remember that somebody has looked at a Value's number."""
    next(_comparisons)
    key = id(x)
    if key not in _compared:
        _compared[key] = ref(x, lambda _: _compared.pop(key, None)), {}


def compared(op: str, left: Any, right: Any, result: Any) -> None:
    """Remember a comparison, at each Value that had a part in it."""
    values = [x for x in (left, right) if hasattr(x, "__record__")]
    for x in values:
        seen(x)
    a, b = map(_side, (left, right))
    if a.number is None or b.number is None or not isinstance(result, bool | np.bool | np.ndarray):
        return  # with something that is no number: such a comparison never comes out otherwise
    key = op, *[id(x) if hasattr(x, "__record__") else _key(x) for x in (left, right)]
    found = Comparison(op, (a, b), result)
    for x in values:
        known = _compared[id(x)][1]
        known.pop(key, None)
        known[key] = found
        if len(known) > MOST:
            del known[next(iter(known))]


def _side(x: Any) -> Side:
    if hasattr(x, "__record__"):
        return Side(x._number, ref(x), not x.is_leaf)
    try:
        return Side(as_constant(x))
    except (TypeError, OverflowError):
        return Side(None)


def _key(x: Any) -> Any:
    return x if isinstance(x, int | float) else id(x)


def comparisons() -> int:
    """Return a number that grows with every comparison of a Value, and with every call."""
    return next(_comparisons)


def read(x: Any) -> None:
    """Remember that somebody has read a Value's number, if that counts."""
    if reads_count.get():
        seen(x)


def was_compared(x: Any) -> bool:
    """Whether Python code has compared this Value: an `if` may hang on its number."""
    return id(x) in _compared


def comparisons_of(x: Any) -> list[Comparison]:
    """Return what this Value was compared with, and how that came out."""
    return list(_compared[id(x)][1].values()) if id(x) in _compared else []
