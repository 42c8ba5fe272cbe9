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

    @property
    def precision(self) -> int:
        """How many bits numbers have."""
        return int(self.library.mp.prec)

    def divide(self, a: Number, b: Number) -> Number:
        if b != 0:
            return a / b
        return self.number(math.nan) if a == 0 or a != a else self.library.sign(a) * math.inf

    def __getattr__(self, name: str) -> Callable[[Number], Number]:
        if name not in ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh"):
            return super().__getattr__(name)
        function = getattr(self.library, name)
        return lambda x: self._real(function(x))

    def tanh(self, x: Number) -> Number:
        return self.library.sign(x) if self.library.isinf(x) else self.library.tanh(x)

    def power(self, x: Number, n: Number) -> Number:
        if x == 0 and n < 0:
            return self.number(math.inf)
        return self._real(x**n)

    def _real(self, y: Number) -> Number:
        """Return NaN for what is no real number, as NumPy does: sqrt(-1)."""
        return y if isinstance(y, self.library.mpf) else self.number(math.nan)


def kind_of(module: str) -> Kind:
    """Return the kind."""
    return Precise()
