"""One unit: what it gives over the plane (or its largest weights), its curve and its points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from microact.readings.numbers import Array
from microact.show import colours
from microact.show.formats.svg import element, fitting, words
from microact.show.heat import heat_uri
from microact.show.network.measured import REACH, Curve, Layer

BINS = 20
HIGHEST = 0.62
"""How high the histogram's highest bar is, as a share of the tile."""

SO_FLAT, SO_OFF = 0.30, 0.80
"""From which share of points on a tile says that its unit is flat, or off."""

LARGEST_WEIGHTS = 5


@dataclass(frozen=True)
class Box:
    """A place on a picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.height / 2


def tile(
    box: Box,
    layer: Layer,
    unit: int,
    *,
    groups: Sequence[tuple[Array, str, int]],
    sources: Sequence[str],
    last: bool,
    heat: str = "",
    label: str = "",
    hue: str = "",
) -> str:
    """Draw a unit's tile.

    Args:
        box: where.
        layer: the layer that the unit is of.
        unit: which, counted from 0.
        groups: the points by their wanted answer: which rows, their colour, and which class.
        sources: what the layer looks at, by name, for the bars of a unit without a heat map.
        last: whether it is an output.
        heat: the data URI of a heat map of another kind than the layer's own.
        label: what an output stands for.
        hue: the colour of what it stands for.
    """
    dead = not last and layer.is_dead(unit)
    wide = box.width > 1.6 * box.height
    side = box.height - 8 if wide else box.width - 8
    across = side if layer.heat is not None else box.width / 2 - 6
    left = Box(box.x + 4, box.y + 4, across, side)
    right = Box(left.x + across + 5, left.y, box.width - across - 13, side)
    if not wide:
        right = Box(left.x, left.y + side + 4, side, box.height - side - 12)
    parts = [
        element(
            "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=6, fill=colours.TILE,
            stroke=colours.NOTHING if dead else colours.LINE,
            stroke_dasharray="4 3" if dead else None,
        )
    ]  # fmt: skip
    if layer.heat is not None:
        parts.append(_image(left, heat or heat_uri(layer.heat[unit])))
    else:
        parts.append(_bars(left, layer.weights[:, unit], sources))
    parts.append(curve(right, layer.curve, layer.z[:, unit], groups, dead))
    badge = label if last else _badge(layer, unit)
    if badge:
        at = right.x + 3
        if label:
            parts.append(element("circle", cx=at + 4, cy=right.y + 7, r=4, fill=hue))
            at += 12
        parts.append(
            words(badge, at, right.y + 11, 12, 14, font_weight="bold", fill=colours.INK,
                  paint_order="stroke", stroke=colours.TILE, stroke_width=3)
        )  # fmt: skip
    return "".join(parts)


def curve(
    box: Box,
    shape: Curve | None,
    z: Array,
    groups: Sequence[tuple[Array, str, int]],
    dead: bool = False,
) -> str:
    """Draw an activation's curve from −5 to 5, and how many points sit where on it."""

    def right(at: Array) -> Array:
        return box.x + (np.clip(at, -REACH, REACH) + REACH) / (2 * REACH) * box.width

    parts = [
        element("rect", x=x, y=box.y, width=wide, height=box.height, fill=colours.FLAT)
        for x, wide in (_flat_zones(shape, right) if shape else ())
    ]
    parts += _histogram(box, z, groups)
    if shape is not None:
        finite = np.isfinite(shape.y)
        y = shape.y[finite]
        low, high = min(float(np.min(y)), 0.0), max(float(np.max(y)), 1.0)
        down = box.y + 3 + (high - y) / (high - low) * (box.height - 6)
        across = right(shape.z[finite])
        zero = box.y + 3 + high / (high - low) * (box.height - 6)
        middle = box.x + box.width / 2
        axes = f"M{box.x:.1f} {zero:.1f}h{box.width:.1f}M{middle:.1f} {box.y:.1f}v{box.height:.1f}"
        parts.append(element("path", d=axes, stroke=colours.LINE, fill="none"))
        ink = colours.NOTHING if dead else colours.INK
        parts.append(_line(across, down, 1.1, ink))
        known = z[np.isfinite(z)]
        if known.size:
            used = (shape.z[finite] >= np.quantile(known, 0.02)) & (
                shape.z[finite] <= np.quantile(known, 0.98)
            )
            parts.append(_line(across[used], down[used], 2.6, ink))
    return "".join(parts)


def _flat_zones(shape: Curve, right: Callable[[Array], Array]) -> list[tuple[float, float]]:
    """Return where each grey zone starts, and how wide it is."""
    edges = np.flatnonzero(np.diff(np.r_[False, shape.flat, False].astype(int)))
    zones = []
    for start, end in zip(edges[::2], edges[1::2]):
        x, to = right(shape.z[[start, end - 1]])
        zones.append((float(x), float(to - x)))
    return zones


def _histogram(box: Box, z: Array, groups: Sequence[tuple[Array, str, int]]) -> list[str]:
    """Draw how many points have which sum, stacked by wanted answer; the ends hold the rest."""
    edges = np.linspace(-REACH, REACH, BINS + 1)
    known = np.clip(np.nan_to_num(z, nan=0.0, posinf=REACH, neginf=-REACH), -REACH, REACH)
    counts = [np.histogram(known[rows & np.isfinite(z)], edges)[0] for rows, _, _ in groups]
    highest = float(np.max(np.sum(counts, axis=0), initial=0.0)) or 1.0
    wide = box.width / BINS
    bars = []
    for k in range(BINS):
        bottom = box.y + box.height
        for count, (_, colour, _) in zip(counts, groups):
            height = HIGHEST * box.height * float(count[k]) / highest
            if height > 0:
                bottom -= height
                bars.append(
                    element("rect", x=box.x + k * wide + 0.3, y=bottom, width=wide - 0.6,
                            height=height, fill=colour, fill_opacity=0.6)
                )  # fmt: skip
    return bars


def _line(x: Array, y: Array, width: float, colour: str) -> str:
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y))
    return element(
        "polyline", points=points, fill="none", stroke=colour, stroke_width=width,
        stroke_linecap="round",
    )  # fmt: skip


def _image(box: Box, uri: str) -> str:
    frame = element(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=colours.STAGE
    )
    return frame + element(
        "image", x=box.x, y=box.y, width=box.width, height=box.height,
        preserveAspectRatio="none", **{"xlink:href": uri},
    )  # fmt: skip


def _bars(box: Box, weights: Array, sources: Sequence[str]) -> str:
    """Draw a unit's largest weights as bars, each with the name of what it weighs."""
    rows = max(1, min(LARGEST_WEIGHTS, len(weights), int(box.height // 13)))
    weights = np.nan_to_num(weights, nan=0.0, posinf=1e300, neginf=-1e300)
    order = np.argsort(-np.abs(weights), kind="stable")[:rows]
    largest = float(np.max(np.abs(weights[order]), initial=0.0)) or 1.0
    high = box.height / rows
    parts = []
    for k, i in enumerate(order):
        w = float(weights[i])
        parts.append(
            element("rect", x=box.x, y=box.y + k * high + 1, height=high - 2, fill_opacity=0.5,
                    width=abs(w) / largest * box.width,
                    fill=colours.POSITIVE if w >= 0 else colours.NEGATIVE)
        )  # fmt: skip
        parts.append(
            words(fitting(sources[i], box.width - 4), box.x + 3, box.y + (k + 0.5) * high + 4, 12,
                  fill=colours.INK)
        )  # fmt: skip
    return "".join(parts)


def _badge(layer: Layer, unit: int) -> str:
    if layer.is_dead(unit):
        return "dead"
    off, flat = layer.off(unit), layer.flat(unit)
    if off >= SO_OFF:
        return f"off {off:.0%}"
    return f"flat {flat:.0%}" if flat >= SO_FLAT and off < 0.01 else ""
