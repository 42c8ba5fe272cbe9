"""A rule read with Python floats: `math`, with IEEE 754's answers where `math` raises."""

import math
from collections.abc import Callable
from typing import NoReturn, cast

from microact.readings.namespace import RULE_FUNCTIONS, Namespace


def _ieee(function: Callable[[float], float]) -> Callable[[float], float]:
    """Make a function of `math` answer as IEEE 754 does: inf on overflow, NaN out of domain."""

    def safe(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    safe.__name__ = function.__name__
    return safe


class Floats:
    """Python floats: `math`, with NumPy's answers at infinities, NaN and the ends of a domain."""

    inf, nan, pi = math.inf, math.nan, math.pi
    exp = staticmethod(_ieee(math.exp))
    expm1 = staticmethod(_ieee(math.expm1))
    sqrt = staticmethod(_ieee(math.sqrt))
    sin = staticmethod(_ieee(math.sin))
    cos = staticmethod(_ieee(math.cos))
    tanh = staticmethod(math.tanh)
    abs = staticmethod(abs)

    @staticmethod
    def log(x: float) -> float:
        return _log(x) if x != 0 else -math.inf

    @staticmethod
    def log1p(x: float) -> float:
        return _log1p(x) if x != -1 else -math.inf

    @staticmethod
    def sign(x: float) -> float:
        return x if x != x else float((x > 0) - (x < 0))

    @staticmethod
    def power(x: float, n: float) -> float:
        try:
            return math.pow(x, n)
        except OverflowError:
            return -math.inf if x < 0 and n % 2 == 1 else math.inf
        except ValueError:  # 0 to a negative power, or a negative base and a fractional exponent
            odd = n % 2 == 1 and math.copysign(1, x) < 0
            return math.nan if x != 0 else -math.inf if odd else math.inf

    @staticmethod
    def divide(a: float, b: float) -> float:
        if b != 0:
            return a / b
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)

    @staticmethod
    def maximum(a: float, b: float) -> float:
        return a if a > b or a != a else b

    @staticmethod
    def minimum(a: float, b: float) -> float:
        return a if a < b or a != a else b

    @staticmethod
    def where(condition: object, a: float, b: float) -> float:
        return a if condition else b

    @staticmethod
    def clip(x: float, low: float, high: float) -> float:
        x = low if x < low or low != low else x  # NaN stays, a bound that is NaN wins
        return high if x > high or high != high else x

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"xp.{name} is not among the functions a rule may use: {', '.join(RULE_FUNCTIONS)}"
        )


_log, _log1p = _ieee(math.log), _ieee(math.log1p)
floats = cast(Namespace, Floats())  # of single numbers: it has none of the functions of arrays
