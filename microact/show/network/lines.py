"""The lines of a network: how wide, which colour, and the way that each takes."""

import math
from dataclasses import dataclass

from microact.show import colours
from microact.show.formats.svg import element, told

LENSES = ("gradients", "weights", "change")

DECADES = 4
"""A line is dashed whose number is below 10⁻⁴ of the largest."""


@dataclass(frozen=True)
class Look:
    """How a line is drawn."""

    colour: str
    width: float
    opacity: float
    dashes: str | None = None


def look(number: float, largest: float, lens: str, thinner: float = 1.0) -> Look:
    """Return how the line of a number looks.

    Gradients and changes: `0.7 + 6 t²` wide, where t runs from 0 at a ten-thousandth of the largest
    to 1. Weights: linear.

    >>> look(-0.5, 0.5, "gradients")
    Look(colour='#D55E00', width=6.7, opacity=0.88, dashes=None)
    """
    if not math.isfinite(number):
        return Look(colours.LOST, 2.5 * thinner, 0.9, "1 3")
    colour = colours.POSITIVE if number >= 0 else colours.NEGATIVE
    if lens == "weights":
        share = min(1.0, abs(number) / max(1.5, largest))
        return Look(colour, (0.6 + 5.4 * share) * thinner, 0.38 + 0.5 * share)
    share = min(1.0, abs(number) / largest) if largest > 0 else 0.0
    if share < 10.0**-DECADES:
        return Look(colours.NOTHING, 0.7 * thinner, 0.8, "3 4")
    t = max(0.0, 1.0 + math.log10(share) / DECADES)
    return Look(colour, (0.7 + 6.0 * t * t) * thinner, 0.38 + 0.5 * t)


def line(start: tuple[float, float], end: tuple[float, float], drawn: Look, tip: str) -> str:
    """Draw a line from the right of one unit to the left of another, with what it tells."""
    (x, y), (to_x, to_y) = start, end
    bend = (to_x - x) * 0.45
    return element(
        "path",
        told(tip),
        d=f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} "
        f"{to_x:.1f} {to_y:.1f}",
        fill="none",
        stroke=drawn.colour,
        stroke_width=drawn.width,
        stroke_opacity=drawn.opacity,
        stroke_dasharray=drawn.dashes,
    )
