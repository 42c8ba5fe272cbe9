"""A number read by Python itself, in an `if`: what was compared while a graph was recorded.

`y = x if v > 0 else -x` records only the way that was taken. So each comparison of a Value is
remembered with its result, and straight-line code made of the graph asks again whenever it runs.
"""

import threading
from contextvars import ContextVar
from dataclasses import dataclass
from weakref import ref

import numpy as np

from microact.expressions.tree import plain
from microact.readings.numbers import Number, as_constant

MOST = 1000
"""How many comparisons of one Value are remembered."""

FORGOTTEN = "forgotten"
"""The key that says that there were more."""

reads_count = ContextVar("reads_count", default=False)
"""Whether reading a Value's number, as `data`, is taken for a comparison."""

_compared: dict[int, tuple[Number, dict[Number, "Comparison"]]] = {}
_here = threading.local()


@dataclass(frozen=True)
class Comparison:
    """What was compared with what, and how it came out."""

    op: str
    sides: tuple["Side", "Side"]
    result: Number


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the number it had, and the Value it was, if it was one."""

    number: Number
    value: Number = None
    """A weak reference."""
    computed: bool = False
    """Whether that Value was computed, so that its number hangs on others."""


def taken(now: Number, then: Number, words: str) -> None:
    """Raise `ValueError` unless a comparison comes out as it did while a graph was recorded."""
    if np.any(np.not_equal(now, then)):
        how = "otherwise" if np.shape(then) else "true" if then else "false"
        raise ValueError(
            f"{words} came out {how} while this was recorded and does not at these numbers: the "
            "lines hold only the way that was taken then. Unroll again, or use an operation that "
            "holds both ways (ma.maximum, ma.abs, ma.relu, a rule of your own with xp.where)"
        )


def seen(x: Number) -> None:
    """Remember that somebody has looked at a Value's number."""
    comparisons()
    key = id(x)
    if key not in _compared:
        _compared[key] = ref(x, lambda _: _compared.pop(key, None)), {}


def compared(op: str, left: Number, right: Number, result: Number) -> None:
    """Remember a comparison, at each Value that had a part in it."""
    values = [x for x in (left, right) if hasattr(x, "__record__")]
    for x in values:
        seen(x)
    a, b = map(_side, (left, right))
    if a.number is None or b.number is None or not isinstance(result, bool | np.bool | np.ndarray):
        return  # with something that is no number: such a comparison never comes out otherwise
    # A leaf may have changed between two: then both results are remembered.
    outcome = hash(result.tobytes()) if isinstance(result, np.ndarray) else bool(result)
    key = op, outcome, *[id(x) if hasattr(x, "__record__") else _key(x) for x in (left, right)]
    found = Comparison(op, (a, b), result)
    for x in values:
        known = _compared[id(x)][1]
        if len(known) < MOST:
            known[key] = found
        else:
            known[FORGOTTEN] = found


def carried(nodes: list[Number]) -> list[Number]:
    """Return what was compared among these nodes, as plain data that goes with a copy of them."""
    here = {id(node) for node in nodes}

    def side(s: Side) -> tuple[Number, Number, bool]:
        value = s.value() if s.value is not None else None
        return s.number, value if id(value) in here else None, s.computed

    found = {id(c): c for node in nodes for c in comparisons_of(node)}
    return [(c.op, *map(side, c.sides), c.result) for c in found.values()]


def restore(comparisons: list[Number]) -> None:
    """Remember for copies what was remembered for the nodes that they are copies of."""
    for op, left, right, result in comparisons:
        sides = [Side(n, _gone if x is None else ref(x), made) for n, x, made in (left, right)]
        found = Comparison(op, (sides[0], sides[1]), result)
        for _, x, _ in (left, right):
            if x is not None:
                seen(x)
                _compared[id(x)][1][object()] = found


def _gone() -> None:
    """Stand for a weak reference to a Value that is not there."""


def _side(x: Number) -> Side:
    if hasattr(x, "__record__"):
        return Side(x._number, ref(x), not x.is_leaf)
    try:
        return Side(as_constant(x))
    except (TypeError, OverflowError):
        return Side(None)


def _key(x: Number) -> Number:
    """Return what is equal for equal numbers; an array may be written into, so it equals none."""
    return repr(plain(x)) if isinstance(x, int | float | np.generic) else object()


def comparisons() -> int:
    """Return a number that grows with every comparison of a Value here, and with every call."""
    _here.count = count = getattr(_here, "count", 0) + 1  # another thread has its own
    return int(count)


def read(x: Number) -> None:
    """Remember that somebody has read a Value's number, if that counts."""
    if reads_count.get():
        seen(x)


def was_compared(x: Number) -> bool:
    """Whether Python code has compared this Value: an `if` may hang on its number."""
    return id(x) in _compared


def comparisons_of(x: Number) -> list[Comparison]:
    """Return what this Value was compared with, and how that came out.

    Raises:
        ValueError: if it was compared so often that not all is remembered.
    """
    if FORGOTTEN in _compared.get(id(x), ((), {}))[1]:
        raise ValueError(
            f"a Value of this graph was compared more than {MOST:,} times, so nobody knows which "
            "branches hang on it; record the graph again, from fresh leaves"
        )
    return list(_compared[id(x)][1].values()) if id(x) in _compared else []
