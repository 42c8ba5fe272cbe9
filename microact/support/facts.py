"""Facts: plain data that JSON keeps as it is, and how it becomes a dataclass again."""

import math
from collections.abc import Sequence
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Facts = dict[str, Any]
"""Texts, numbers, truths and None by name, and lists and dictionaries of them."""


def made_of(kind: Any, facts: Any, where: str = "") -> Any:
    """Make what a type says of facts from a file, or refuse them: nothing is taken for another.

    Args:
        kind: a dataclass, or what its attributes are: `str`, `bool`, `int`, `float` (finite),
            `None`, `list[...]`, `tuple[..., ...]`, `Sequence[...]`, `dict[str, Any]`, unions.
        facts: as JSON gives them.
        where: what they are, for the error.

    Raises:
        ValueError: naming the first that is of another kind.

    >>> made_of(tuple[str, ...], ["kg"])
    ('kg',)
    >>> made_of(float, "0.5", "threshold")
    Traceback (most recent call last):
    ValueError: threshold is 'float', got '0.5'
    """
    origin, of = get_origin(kind), get_args(kind)
    if is_dataclass(kind) and isinstance(facts, dict):
        return _dataclass(kind, facts, where)
    if origin in (Union, UnionType):
        (known,) = (each for each in of if each is not type(None))  # `str | None` and the like
        return None if facts is None else made_of(known, facts, where)
    if origin in (list, tuple, Sequence) and isinstance(facts, list | tuple):
        found = [made_of(of[0], x, where) for x in facts]
        return tuple(found) if origin is tuple else found
    if (origin or kind) is dict and isinstance(facts, dict):
        return facts
    if kind is float and type(facts) in (int, float) and abs(facts) < math.inf:
        return float(facts)
    if kind in (str, bool, int) and type(facts) is kind:
        return facts
    raise ValueError(f"{where or 'it'} is {getattr(kind, '__name__', kind)!r}, got {facts!r:.60}")


def _dataclass(kind: Any, facts: Facts, where: str) -> Any:
    hints = get_type_hints(kind)
    due = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}
    wrong = sorted((facts.keys() - hints.keys()) | (due - facts.keys()))
    if wrong:
        raise ValueError(f"{where or kind.__name__}: {wrong[0]!r} is missing, or one too many")
    return kind(**{name: made_of(hints[name], x, name) for name, x in facts.items()})
