"""Every rule as a function, under its name: the `xp` of Values, and what `microact` offers.

A gradient computed with these functions is itself recorded, and has a gradient. `functions.pyi`
lists them for editors; `python -m tests.make_stub` writes it.
"""

import builtins
import math
from collections.abc import Callable

from microact.engine import spellings
from microact.engine.calling import by_hand, named, names
from microact.readings.numbers import Number

inf, nan, pi = math.inf, math.nan, math.pi

assert spellings.by_hand is by_hand  # imported, it has said what is written by hand
globals().update({_name: named(_name) for _name in {*names(), *by_hand}})

_HIDDEN = {"scatter", "variable_power"}
"""What only other rules use."""

__all__ = [name for name in sorted(names()) if name not in _HIDDEN and not hasattr(builtins, name)]
"""What `import *` takes: it leaves Python's own `sum` and `abs` alone."""


def __getattr__(name: str) -> Callable[..., Number]:
    """Find a rule that was defined since."""
    function = named(name)
    if function is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return function
