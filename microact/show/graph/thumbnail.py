"""The small curve on an activation's card, with a dot where the node sits on it."""

import numpy as np

from microact.engine.node import number_of
from microact.engine.value import Value
from microact.readings.numbers import Array
from microact.readings.plain_numbers import evaluate
from microact.rules import Activation
from microact.show.colours import INK, LINE, POSITIVE, TILE

WIDTH, HEIGHT = 84, 44
MARGIN = 4
MAX_DOTS = 50
FAR = 1e100
"""Numbers beyond this are not drawn."""


def thumbnail(node: Value) -> str:
    """Draw the activation's curve around the node's input, and the input on it, as SVG.

    Saturated, linear or dead shows at a glance. An array shows up to 50 of its elements as dots.
    Empty if there is no curve to draw.
    """
    rule = node.rule
    assert isinstance(rule, Activation)  # asked before
    inputs = [np.ravel(number_of(x)).astype(float) for x in node.inputs]
    others = [float(np.mean(x)) for x in inputs[1:] if x.size]
    points = inputs[0][np.isfinite(inputs[0]) & (np.abs(inputs[0]) < FAR)]
    reach = max(4.0, 1.15 * float(np.max(np.abs(points), initial=0.0)))
    low, high = max(-reach, rule.domain[0]), min(reach, rule.domain[1])
    chosen = points[:: max(1, len(points) // MAX_DOTS)]
    try:
        # The ends of a domain may not belong to it.
        xs = np.linspace(low, high, 67)[1:-1]
        ys = np.asarray(evaluate(rule, xs, *others))
        heights = np.asarray(evaluate(rule, chosen, *others))
    except (ArithmeticError, ValueError):
        return ""  # a user's rule that is not defined everywhere, and does not say so
    finite = np.isfinite(ys) & (np.abs(ys) < FAR)
    if not np.any(finite):
        return ""
    xs, ys = xs[finite], ys[finite]
    low, high = float(np.min(ys)), float(np.max(ys))
    span = high - low or 1.0

    def right(x: Array) -> Array:
        return MARGIN + (x + reach) / (2 * reach) * (WIDTH - 2 * MARGIN)

    def down(y: Array) -> Array:
        return HEIGHT - MARGIN - (y - low) / span * (HEIGHT - 2 * MARGIN)

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(right(xs), down(ys)))
    zero_x, zero_y = float(right(np.zeros(1))[0]), float(down(np.clip(np.zeros(1), low, high))[0])
    chosen = points[:: max(1, len(points) // MAX_DOTS)]
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 if len(chosen) == 1 else 2}" fill="{POSITIVE}"/>'
        for x, y in zip(right(chosen), down(heights))
    )
    return (
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="3" fill="{TILE}"/>'
        f'<path d="M0 {zero_y:.1f}H{WIDTH}M{zero_x:.1f} 0V{HEIGHT}" stroke="{LINE}"/>'
        f'<polyline points="{line}" fill="none" stroke="{INK}" stroke-width="1.3"/>{dots}'
    )
