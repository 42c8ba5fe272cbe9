"""Numbers of many digits: mpmath's. How many is said there: `mpmath.mp.dps = 50`."""

import math
from collections.abc import Callable

from microact.readings.kinds import Kind
from microact.readings.numbers import Number
from microact.support.optional_packages import optional


class Precise(Kind):
    """The functions of mpmath."""

    def __init__(self) -> None:
        self.library = optional("mpmath", "numbers of many digits")

    def number(self, x: Number) -> Number:
        return self.library.mpf(x)

    def divide(self, a: Number, b: Number) -> Number:
        if b != 0:
            return a / b
        return self.number(math.nan) if a == 0 or a != a else self.library.sign(a) * math.inf

    def __getattr__(self, name: str) -> Callable[[Number], Number]:
        if name not in ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh"):
            return super().__getattr__(name)
        function: Callable[[Number], Number] = getattr(self.library, name)
        return function


def kind_of(module: str) -> Kind:
    """Return the kind."""
    return Precise()
