"""How far rounding can take a value and its gradients: proven bounds, not samples.

The lines of a graph run twice: with floats, and with balls of python-flint that are far narrower
than a float's last digit and hold what the lines would give without any rounding. The distance of
the two is the error, to the last bit that matters.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np

from microact.readings.numbers import Array, Number, shape_of
from microact.source.unrolling import Unrolled
from microact.support.optional_packages import optional

BITS = 256
"""How many bits a ball's middle has; a float's has 53."""


@dataclass(frozen=True)
class Certificate:
    """Bounds that rounding cannot pass; infinite where nothing could be proven.

    It says how near the floats are to what *the lines* say; whether the lines say the right thing,
    the right formula or slope, is no part of it.
    """

    value: float
    """The value is off by no more than this."""
    gradients: dict[str, float | Array]
    """Each number of each gradient is off by no more than this."""

    @property
    def worst(self) -> float:
        """The largest bound of all."""
        return float(max([self.value, *(np.max(x, initial=0.0) for x in self.gradients.values())]))

    def __str__(self) -> str:
        bounds = {"the value": self.value, **{f"∂/∂{n}": x for n, x in self.gradients.items()}}
        lines = [f"{name:<24}{np.max(x, initial=0.0):.2g}" for name, x in bounds.items()]
        return "\n".join(["proven: rounding takes no number further than", *lines])


def certify(step: Unrolled, *numbers: Number) -> Certificate:
    """Prove how far rounding can take the value and each gradient of a step at these numbers.

    Args:
        step: what `ma.unroll` made, or `model.compile()`.
        numbers: what the step is called with.

    Returns:
        Bounds. Where two computed numbers are so near that a comparison of them is undecided (a
        tie in `maximum`) they are wide, and where a result is infinite they are infinite.

    Raises:
        TypeError: for what is no step.
        ModuleNotFoundError: without python-flint.

    >>> from microact import Value, tanh, unroll
    >>> w, x = Value(0.5, "w"), Value(3.0, "x")
    >>> proven = certify(unroll(tanh(w * x)), 0.5, 3.0)
    >>> proven.worst < 1e-15
    True
    """
    flint = optional("flint", "bounds that are proven")
    if hasattr(step, "lines_for"):
        step, numbers = step.lines_for(*numbers)
    if not isinstance(step, Unrolled) or step.batched:
        raise TypeError(
            "certify takes a step for one example, as ma.unroll(output) makes it, or "
            f"model.compile(); got {type(step).__name__}"
        )
    value, gradients, *_ = step(*numbers)
    before, flint.ctx.prec = flint.ctx.prec, BITS
    try:
        exact, slopes, *_ = step.on(flint.arb)(*numbers)
        bounds = [_distance(flint, *pair) for pair in zip((value, *gradients), (exact, *slopes))]
    finally:
        flint.ctx.prec = before
    return Certificate(cast(float, bounds[0]), dict(zip(step.wrt, bounds[1:])))


def _distance(flint: Number, number: Number, ball: Number) -> float | Array:
    if shape_of(number):
        pairs = zip(np.ravel(number).tolist(), np.ravel(ball))
        return np.array([_distance(flint, *pair) for pair in pairs]).reshape(np.shape(number))
    off = abs(flint.arb(float(number)) - ball)
    if not off.is_finite():
        return float("inf")
    if off == 0:
        return 0.0
    return float(np.nextafter(float(off.upper()), np.inf))  # float() rounds to the nearest
