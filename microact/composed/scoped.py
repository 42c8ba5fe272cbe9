"""What functions made of rules share: a scope of their own, and what they take as a number."""

from functools import wraps
from typing import TypeVar, cast

import numpy as np

from microact.engine.recording import scope_of_call
from microact.engine.value import Value
from microact.readings.numbers import Number, as_number
from microact.support.other_names import saying

F = TypeVar("F")

COMPOSED: list[str] = []
"""The names of all of them: a scope of that name is one part in a picture."""


def in_a_scope(function: F) -> F:
    """Make what a function records stand in a scope that is called as the function is."""
    inner = cast(Number, function)
    COMPOSED.append(inner.__name__)

    inner = saying(inner)

    @wraps(inner)
    def recorded(*args: Number, **options: Number) -> Number:
        with scope_of_call(inner.__name__):
            y = inner(*args, **options)
        return y[()] if type(y) is np.ndarray else y  # of no axes: a single number

    return cast(F, recorded)


def number(x: Number) -> Number:
    """Take a Value as it is, and whatever else as a number or an array."""
    return x if isinstance(x, Value) else as_number(x, copy=False)
