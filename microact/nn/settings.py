"""What is set in a module beside its weights, and whether two modules have the same."""

from collections.abc import Iterator
from types import FunctionType

import numpy as np

from microact.engine.value import Value
from microact.nn.module import Module
from microact.readings.numbers import Number
from microact.rules import Rule

ABSENT = object()


def settings_unlike(a: Module, b: Module) -> Iterator[str]:
    """Name the attributes in which two modules of one class differ.

    Weights, parts and buffers are compared elsewhere, and what a forward pass has left (a Value,
    an array where none was) is no setting.
    """
    passed_over = {"training", "about", *a.buffers}
    for name in dict.fromkeys((*vars(a), *vars(b))):
        if name.startswith("_") or name in passed_over:
            continue
        x, y = vars(a).get(name, ABSENT), vars(b).get(name, ABSENT)
        if _is_setting(x) and _is_setting(y):
            if not _same(x, y):
                yield name
        elif isinstance(x, np.ndarray) and isinstance(y, np.ndarray) and not _same(x, y):
            yield name


def _is_setting(x: Number) -> bool:
    """Whether it is made of numbers, texts, activations, functions and modules alone."""
    if isinstance(x, list | tuple):
        return all(map(_is_setting, x))
    if isinstance(x, dict):
        return all(map(_is_setting, x.values()))
    plain = bool | int | float | str | Rule | FunctionType | Module | type
    return x is None or x is ABSENT or isinstance(x, plain)


def _same(x: Number, y: Number) -> bool:
    if isinstance(x, Module) and isinstance(y, Module):
        return True  # parts are compared by themselves
    if type(x) is not type(y):
        return False
    if isinstance(x, Value):
        return True
    if isinstance(x, list | tuple):
        return len(x) == len(y) and all(map(_same, x, y))
    if isinstance(x, dict):
        return x.keys() == y.keys() and all(_same(x[key], y[key]) for key in x)
    if isinstance(x, Rule):
        return type(x) is type(y) and bool(x.parameters == y.parameters)
    if isinstance(x, FunctionType):
        return x.__code__ is y.__code__  # one made in __init__ is a new object each time
    if isinstance(x, np.ndarray):
        return x.dtype == y.dtype and bool(np.array_equal(x, y, equal_nan=x.dtype.kind == "f"))
    return bool(x == y or (x != x and y != y))
