"""The slope of any function by experiment: finite differences.

Central differences at a row of shrinking steps, extrapolated to step 0 (Richardson 1911; the
tableau is Ridders', "Accurate computation of F'(x) and F'(x)F''(x)", 1982). The step that errs
least is chosen for each point by itself.
"""

from collections.abc import Callable
from contextlib import suppress

import numpy as np

LEVELS = 10
"""How many steps are tried, each half the one before."""


def derivative(f: Callable[[float], float], x: float) -> tuple[float, float]:
    """Return the slope of `f` at `x` by extrapolated central differences, and the step used.

    Starts from a step fitted to the size of `x` and shortens it until `f` is defined on both
    sides.

    >>> slope, step = derivative(lambda x: x**3, 2.0)
    >>> round(slope, 9)
    12.0
    """
    slope, step, _ = derivative_with_doubt(f, x, 0.0)
    return slope, step


def derivative_with_doubt(
    f: Callable[[float], float], x: float, noise: float
) -> tuple[float, float, float]:
    """Return what `derivative` does, and how far off the slope may be.

    `noise` is how far rounding alone may move `f`: no slope is known better than that divided by
    the step.
    """
    h = first_step(f, x)
    best, error, step = tableau(f, x, h, noise)
    if noise and error > 1e-6 * max(abs(best), 1e-3):  # wider steps lose fewer digits
        with suppress(ValueError, ZeroDivisionError):  # or leave the domain
            wide, wide_error, wide_step = tableau(f, x, 16 * h, noise)
            if wide_error < error:
                best, error, step = wide, wide_error, wide_step
    for _ in range(4):
        h /= 256
        finer, finer_error, finer_step = tableau(f, x, h, noise)
        scale = max(abs(finer), 1e-3)
        if finer_error > 1e-7 * scale or abs(finer - best) < 1e-6 * scale or h < 1e-9 * abs(x):
            break
        # Both scales claim to be right and disagree: the curve winds faster than the size of x
        # lets expect, or has a kink nearby. The finer scale sees that.
        best, error, step = finer, finer_error, finer_step
    return best, step, error


def tableau(
    f: Callable[[float], float], x: float, h: float, noise: float = 0.0
) -> tuple[float, float, float]:
    """Return the best slope from steps h, h/2, h/4, …, its estimated error, and the step."""
    best, error, best_step = np.nan, np.inf, h
    above: list[float] = []
    for _ in range(LEVELS):
        row = [(f(x + h) - f(x - h)) / ((x + h) - (x - h))]
        for k, coarse in enumerate(above, start=1):
            # Halving h divides the error's h² term by 4, its h⁴ term by 16, …
            row.append(row[-1] + (row[-1] - coarse) / (4**k - 1))
            # Where all digits are lost, equal differences are no evidence.
            estimate = max(abs(row[-1] - row[-2]), abs(row[-1] - coarse), 2 * noise / h)
            if estimate < error:
                best, error, best_step = row[-1], estimate, h
        above, h = row, h / 2
    return best, error, best_step


def one_sided(f: Callable[[float], float], x: float, h: float) -> tuple[float, float]:
    """Return the slopes of `f` left and right of `x`, each extrapolated from its own side.

    Noise in `f` is up to 10 / h times as large in them.
    """
    middle = f(x)
    left = 2 * (middle - f(x - h / 2)) / (h / 2) - (middle - f(x - h)) / h
    right = 2 * (f(x + h / 2) - middle) / (h / 2) - (f(x + h) - middle) / h
    return left, right


def first_step(f: Callable[[float], float], x: float) -> float:
    """Return a step that fits the size of `x`, short enough to stay inside the domain."""
    h = 0.02 * max(abs(x), 0.1)
    for _ in range(40):
        try:
            f(x - h), f(x + h)
        except (ValueError, ZeroDivisionError):
            h /= 4  # outside the domain
        else:
            return h
    raise ValueError(f"no room for finite differences around x = {x}: an edge of the domain")
