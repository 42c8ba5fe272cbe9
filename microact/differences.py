"""The slope of any function by experiment: finite differences.

Central differences at a row of shrinking steps, extrapolated to step 0 (Richardson 1911; the
tableau is Ridders', "Accurate computation of F'(x) and F'(x)F''(x)", 1982). The step that errs
least is chosen for each point by itself.
"""

from collections.abc import Callable

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
    h = _first_step(f, x)
    best, _, step = tableau(f, x, h)
    for _ in range(4):
        h /= 256
        finer, finer_error, finer_step = tableau(f, x, h)
        scale = max(abs(finer), 1e-3)
        if finer_error > 1e-7 * scale or abs(finer - best) < 1e-6 * scale or h < 1e-9 * abs(x):
            break
        # Both scales claim to be right and disagree: the curve winds faster than the size of x
        # lets expect, or has a kink nearby. The finer scale sees that.
        best, step = finer, finer_step
    return best, step


def tableau(f: Callable[[float], float], x: float, h: float) -> tuple[float, float, float]:
    """Return the best slope from steps h, h/2, h/4, …, its estimated error, and the step."""
    best, error, best_step = np.nan, np.inf, h
    above: list[float] = []
    for _ in range(LEVELS):
        row = [(f(x + h) - f(x - h)) / ((x + h) - (x - h))]
        for k, coarse in enumerate(above, start=1):
            # Halving h divides the error's h² term by 4, its h⁴ term by 16, …
            row.append(row[-1] + (row[-1] - coarse) / (4**k - 1))
            estimate = max(abs(row[-1] - row[-2]), abs(row[-1] - coarse))
            if estimate < error:
                best, error, best_step = row[-1], estimate, h
        above, h = row, h / 2
    return best, error, best_step


def one_sided(f: Callable[[float], float], x: float, h: float) -> tuple[float, float]:
    """Return the slopes of `f` left and right of `x`, each extrapolated from its own side."""
    middle = f(x)
    left = 2 * (middle - f(x - h / 2)) / (h / 2) - (middle - f(x - h)) / h
    right = 2 * (f(x + h / 2) - middle) / (h / 2) - (f(x + h) - middle) / h
    return left, right


def _first_step(f: Callable[[float], float], x: float) -> float:
    h = 0.02 * max(abs(x), 0.1)
    for _ in range(40):
        try:
            f(x - h), f(x + h)
        except (ValueError, ZeroDivisionError):
            h /= 4  # outside the domain
        else:
            return h
    raise ValueError(f"no room for finite differences around x = {x}: an edge of the domain")
