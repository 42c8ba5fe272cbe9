"""The slope of any function by experiment: finite differences.

Central differences at a row of shrinking steps, extrapolated to step 0 (Richardson 1911; the
tableau is Ridders', "Accurate computation of F'(x) and F'(x)F''(x)", 1982). The step that errs
least is chosen for each point by itself.
"""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

LEVELS = 10
"""How many steps are tried, each half the one before."""

SCALES = 6
"""From how many first steps, each a 256th of the one before."""

DOUBT = 3.0
"""The error that a tableau estimates is about right; so many times it is on the safe side."""


def derivative(f: Callable[[float], float], x: float) -> tuple[float, float]:
    """Return the slope of `f` at `x` by extrapolated central differences, and the step used.

    Starts from a step fitted to the size of `x` and shortens it until `f` is defined on both
    sides.

    >>> slope, step = derivative(lambda x: x**3, 2.0)
    >>> round(slope, 9)
    12.0
    """
    h = first_step(f, x)
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


def derivative_with_doubt(
    f: Callable[[float], float], x: float, noise: float, expected: float = math.nan
) -> tuple[float, float, float]:
    """Return what `derivative` does, and how far off the slope may be.

    Args:
        f: the function; where it is not defined it may raise.
        x: where.
        noise: how far rounding alone may move `f`: no slope is known better than that divided by
            the step.
        expected: a slope that it is compared with. If the first steps agree with it to seven
            digits, no finer ones are tried.
    """

    def value(at: float) -> float:
        try:
            return f(at)
        except (ValueError, ZeroDivisionError):
            return math.nan  # outside the domain; finer steps stay inside

    first = h = first_step(f, x)
    found = []
    for _ in range(SCALES):
        slope, error, step = tableau(value, x, h, noise)
        found.append((slope, DOUBT * error, step))
        size = max(abs(slope), 0.0 if math.isnan(expected) else abs(expected))
        if abs(slope - expected) <= 1e-7 * size and DOUBT * error <= 1e-7 * size:
            break
        h /= 256
        if h < 1e-13 * max(abs(x), 1e-3) or 2 * noise / h > 0.1 * max(size, 1e-3):
            break  # finer steps move nothing but last digits
    if noise and min(error for _, error, _ in found) > 1e-6 * max(abs(found[0][0]), 1e-3):
        # Wider steps lose fewer digits, but may reach a kink that no finer step can see for the
        # noise: they may confirm what is expected, never refute it.
        slope, error, step = tableau(value, x, 16 * first, noise)
        if not abs(slope - expected) > DOUBT * error:
            found.insert(0, (slope, DOUBT * error, step))
    return _most_trusted(found)


def _most_trusted(found: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Choose among slopes from coarse to fine steps, each with how far off it is and its step.

    A curve may be over, or wind many times, within a coarse step, and then coarse steps agree on
    something wrong. So the finest that is sure enough is the judge, and coarser ones, which have
    more digits, are asked only as far as they agree with it.
    """

    def share(one: tuple[float, float, float]) -> float:
        return one[1] / max(abs(one[0]), 1e-3)

    sure = [one for one in found if share(one) <= 1e-4]
    judge = sure[-1] if sure else min(found, key=share)
    slope, doubt, _ = judge
    agreeing = [one for one in found if abs(one[0] - slope) <= one[1] + doubt]
    slope, doubt, step = min(agreeing or [judge], key=lambda one: one[1])
    return slope, step, doubt


def tableau(
    f: Callable[[float], float], x: float, h: float, noise: float = 0.0
) -> tuple[float, float, float]:
    """Return the best slope from steps h, h/2, h/4, …, its estimated error, and the step."""
    best, error, best_step = np.nan, np.inf, h
    above: list[float] = []
    plain: list[tuple[float, float]] = []
    for _ in range(LEVELS):
        row = [(f(x + h) - f(x - h)) / ((x + h) - (x - h))]
        plain.append((h, row[0]))
        for k, coarse in enumerate(above, start=1):
            # Halving h divides the error's h² term by 4, its h⁴ term by 16, …
            row.append(row[-1] + (row[-1] - coarse) / (4**k - 1))
            # Where all digits are lost, equal differences are no evidence.
            estimate = max(abs(row[-1] - row[-2]), abs(row[-1] - coarse), 2 * noise / h)
            if estimate < error:
                best, error, best_step = row[-1], estimate, h
        above, h = row, h / 2
    # A kink among the wider steps spoils what is extrapolated from them. The finer steps do not
    # reach it: where they agree on something else, by more than rounding, that much is in doubt.
    finer = [
        abs(d - best)
        for (step, d), (_, next_d) in pairwise(plain)
        if step < best_step and abs(d - best) > 4 * noise / step + 2 * abs(next_d - d)
    ]
    return best, max([error, *finer]) if noise else error, best_step


def one_sided(f: Callable[[float], float], x: float, h: float) -> tuple[float, float]:
    """Return the slopes of `f` left and right of `x`, each extrapolated from its own side.

    Noise in `f` is up to 10 / h times as large in them.
    """
    middle = f(x)

    def slope(to: float) -> float:
        return (f(to) - middle) / (to - x)  # a step of a few last digits is not as long as wanted

    left = 2 * slope(x - h / 2) - slope(x - h)
    right = 2 * slope(x + h / 2) - slope(x + h)
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
