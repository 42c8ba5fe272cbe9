"""The visual language: widths and colours of what flows, and labels that are safe to show."""

import html

import numpy as np

from microact.readings.numbers import Number, norm
from microact.show.colours import LOST, MIXED, NEGATIVE, NOTHING, POSITIVE
from microact.words.visible import visible

FONT = "Helvetica"

FAINTEST = 1e-3
"""A gradient below this share of the largest counts as nothing."""

THINNEST, WIDEST = 0.7, 6.7
"""How wide a line is that carries next to nothing, and the widest, in points."""


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
    return visible(short)


def width(flowing: float, largest: float) -> float:
    """Return an edge's width in points: 0.7 + 6 · √(its share of the largest).

    The root keeps a tenth visible beside the whole. What is not finite has a width of its own.

    >>> width(1.0, 1.0), width(0.25, 1.0), width(0.1, 1.0), width(0.0005, 1.0)
    (6.7, 3.7, 2.6, 0.7)
    """
    if not np.isfinite(flowing):
        return 2.5
    share = flowing / largest if largest and np.isfinite(largest) else 0.0
    if not share > FAINTEST:
        return THINNEST
    return round(THINNEST + (WIDEST - THINNEST) * float(np.sqrt(min(share, 1.0))), 2)


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
