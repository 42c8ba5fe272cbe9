"""The visual language: widths and colours of what flows, and labels that are safe to show."""

import html
import math

import numpy as np

from microact.readings.numbers import Number, norm
from microact.show.colours import LOST, MIXED, NEGATIVE, NOTHING, POSITIVE

FONT = "Helvetica"

FAINTEST = 1e-6
"""A gradient below this share of the largest counts as nothing."""


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
