"""A rule read with arrays: NumPy's functions, but for one."""

from collections.abc import Callable
from typing import cast

import numpy as np

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number


def power(x: Number, n: Number, out: Number = None) -> Number:
    """Return what `np.power` does, with IEEE 754's answers to the power ½.

    NumPy (2.4) takes the square root there, if the exponent is a single number: (−∞) ** 0.5 would
    be NaN and (−0) ** 0.5 −0, where a float, a batch of exponents and a browser have ∞ and 0.
    """
    if np.size(n) != 1 or np.any(np.not_equal(n, 0.5)):
        return np.power(x, n, out=out)
    infinite = np.isneginf(x)
    root = np.add(np.power(x, n, out=out), 0.0, out=out)
    return np.where(infinite, np.inf, root) if out is None else _put(out, infinite)


def _put(out: Number, infinite: Number) -> Number:
    out[infinite] = np.inf
    return out


class Arrays:
    """NumPy's functions, but for `power`."""

    power = staticmethod(power)

    def __getattr__(self, name: str) -> Callable[..., Number]:
        found: Callable[..., Number] = getattr(np, name)
        setattr(self, name, found)  # asked once
        return found


arrays = cast(Namespace, Arrays())
