"""The visual language, in one place: colours, widths, and how numbers are written.

Blue and vermillion are Okabe and Ito's ("Color universal design", 2008): told apart with every
kind of colour vision, and by their lightness in print.
"""

import html
import math
from collections.abc import Iterable

import numpy as np

from microact.readings.numbers import Number, norm, shape_of

POSITIVE, NEGATIVE, MIXED = "#0072B2", "#D55E00", "#6E5A8A"
NOTHING = "#9AA0A6"
LOST = "#1F2328"
"""A gradient that is infinite or NaN: dotted, and no scale for the others."""
PLAIN = "#57606A"
INK, QUIET = "#1F2328", "#57606A"
FONT = "Helvetica"

TINTS = {"leaf": "#FFF8E5", "operation": "#F6F8FA", "output": "#E9F5EC", "folded": "#F0EDF6"}
BORDERS = {"leaf": "#E3CF9B", "operation": "#D0D7DE", "output": "#A6CFB0", "folded": "#C6BBDB"}

FAINTEST = 1e-6
"""A gradient below this share of the largest counts as nothing."""


def number(x: float) -> str:
    """Write one number for a card: four digits, with an exponent only where it must be.

    >>> number(0.123456), number(-0.0), number(0.00007963), number(1e-12), number(1234567.0)
    ('0.1235', '0', '0.00007963', '1e-12', '1.235e+06')
    """
    if 1e-6 < abs(x) < 1e-4:
        return np.format_float_positional(x, precision=4, fractional=False, trim="-")
    return f"{x + 0.0:.4g}"


def rows(x: Number) -> list[str]:
    """Write a number for a card; of an array its shape, and its numbers or its size.

    >>> rows(np.array([[1.0, 2.0], [3.0, 4.0]]))
    ['1  2', '3  4']
    >>> rows(np.ones((10, 4)))
    ['10×4, size 6.325']
    """
    shape = shape_of(x)
    if shape == ():
        return [number(float(x))]
    if np.size(x) == 0 or np.size(x) > 9 or len(shape) > 2:
        sizes = "×".join(map(str, shape)) + (" long" if len(shape) == 1 else "")
        return [f"{sizes}, size {number(norm(x))}" if np.size(x) else f"{sizes}, empty"]
    lines = np.atleast_2d(x) if len(shape) == 2 else [x[i : i + 3] for i in range(0, len(x), 3)]
    return ["  ".join(number(v) for v in line) for line in lines]


def few(numbers: list[Number]) -> list[str]:
    """Write the one number that leaves a folded card, or the range of several.

    >>> few([2.0]), few([2.0, -1.0])
    (['2'], ['-1 … 2'])
    """
    if len(numbers) == 1:
        return rows(numbers[0])
    low, high = extent(numbers)
    lost = any(np.any(np.isnan(x)) for x in numbers)
    return [f"{number(low)} … {number(high)}" + ", nan" * (lost and low == low)]


def extent(numbers: Iterable[Number]) -> tuple[float, float]:
    """Return the smallest and the largest of all these numbers; zeros if there are none.

    NaN is neither, unless there is nothing else.
    """
    flat = np.concatenate([np.ravel(x) for x in numbers])
    known = flat[~np.isnan(flat)]
    flat = known if known.size else flat
    return (float(np.min(flat)), float(np.max(flat))) if flat.size else (0.0, 0.0)


def text(label: str, limit: int = 32) -> str:
    """Make any label safe to show: escaped, on one line, of bearable length.

    >>> text('<b>&"')
    '&lt;b&gt;&amp;&quot;'
    """
    # Graphviz reads \N and its like in labels; a doubled backslash is just one.
    return html.escape(one_line(label, limit), quote=True).replace("\\", "\\\\")


def one_line(label: str, limit: int = 32) -> str:
    r"""Write control characters visibly and cut what is too long.

    >>> one_line("a\nb")
    'a\\nb'
    """
    short = label if len(label) <= limit else label[: limit - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)


def width(flowing: float, largest: float) -> float:
    """Return an edge's width in points: 1 to 6, by the logarithm of its share of the largest.

    What is not finite has a width of its own.
    """
    if not np.isfinite(flowing):
        return 2.5
    share = flowing / largest if largest and np.isfinite(largest) else 0.0
    if not share > FAINTEST:
        return 1.0
    return round(1.0 + 5.0 * (1.0 - math.log10(min(share, 1.0)) / math.log10(FAINTEST)), 2)


def colour(gradients: list[Number], largest: float) -> str:
    """Return an edge's colour by the sign of what flows along it."""
    flat = np.concatenate([np.ravel(g) for g in gradients]) if gradients else np.zeros(1)
    if not np.all(np.isfinite(flat)):
        return LOST
    if not norm(flat) > 0.999 * FAINTEST * largest:  # a limit that rounding does not tip
        return NOTHING
    if np.all(flat >= 0):
        return POSITIVE
    return NEGATIVE if np.all(flat <= 0) else MIXED
