"""Where everything stands on the picture of a network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from microact.readings.numbers import Array
from microact.show.network.tiles import Box

MARGIN, HEAD = 16, 56
"""Pixels around the picture, and above the columns."""

LOWEST, HIGHEST_COLUMN = 420, 580
"""Pixels that the columns are high, at least and (about) at most."""

GAP = 12
MOST_UNITS, MOST_INPUTS = 16, 12
"""So many are drawn of a layer; of a larger one those that carry most."""

FEW_LAYERS = 3
"""With more hidden layers tiles are small, their curve below."""

PLANE = 176
NARROWEST = 880


@dataclass(frozen=True)
class Column:
    """A layer, or the inputs: which units are drawn, and where."""

    shown: tuple[int, ...]
    boxes: tuple[Box, ...]
    more: int
    """How many are left out."""

    @property
    def centre(self) -> float:
        """Half way across."""
        return self.boxes[0].x + self.boxes[0].width / 2

    @property
    def bottom(self) -> float:
        """Where the last one ends."""
        return self.boxes[-1].bottom


@dataclass(frozen=True)
class Plan:
    """The places of all columns, of the loss, and of the plane with its points."""

    columns: tuple[Column, ...]
    loss: Box
    plane: Box | None
    width: float
    height: float


def make_plan(sizes: Sequence[int], carried: Sequence[Array], plane: bool) -> Plan:
    """Place the columns.

    Args:
        sizes: how many inputs, then how many units in each layer.
        carried: of the inputs and each layer, how much each unit's lines carry.
        plane: whether there is room to be kept for the plane with its points.
    """
    few, plane_of_two = len(sizes) - 2 <= FEW_LAYERS, sizes[0] == 2
    gap = (96.0 if len(sizes) < 5 else 72.0) if few else 56.0
    if few:  # the legend and the verdict need some width
        tiles = (len(sizes) - 1) * (158.0 if plane_of_two else 190.0)
        gap = max(gap, (NARROWEST - tiles - 270.0) / (len(sizes) - 1))
    x, columns = float(MARGIN), []
    highest = LOWEST
    for i, (size, carrying) in enumerate(zip(sizes, carried)):
        most = MOST_INPUTS if i == 0 else MOST_UNITS
        shown = _those_that_carry_most(carrying, most)
        wide, high = _input(sizes[0]) if i == 0 else _tile(len(shown), few, plane_of_two)
        apart = high + (GAP + 16 if i == 0 and plane_of_two else GAP)
        boxes = [Box(x, k * apart, wide, high) for k in range(len(shown))]
        columns.append(Column(shown, tuple(boxes), size - len(shown)))
        highest = max(highest, round(len(boxes) * (high + GAP) - GAP))
        x += wide + gap
    output = columns[-1]
    if plane and output.bottom + 64 + PLANE <= HIGHEST_COLUMN:
        highest = max(highest, round(output.bottom + 64 + PLANE))
    loss_x = output.boxes[0].x + output.boxes[0].width + 76
    placed = [_moved(column, HEAD + (highest - column.bottom) / 2) for column in columns]
    where = None
    if plane and output.bottom + 64 + PLANE <= highest:
        top = HEAD + (highest - output.bottom - 64 - PLANE) / 2
        placed[-1] = _moved(output, top)
        where = Box(output.boxes[0].x, placed[-1].bottom + 40, PLANE, PLANE)
    middle = (placed[-1].boxes[0].y + placed[-1].bottom) / 2
    loss = Box(loss_x, middle - 22, 62, 44)
    more = 22 if any(column.more for column in columns) else 0
    width = max(loss.x + loss.width + MARGIN, NARROWEST)
    return Plan(tuple(placed), loss, where, width, HEAD + highest + more)


def _those_that_carry_most(carrying: Array, most: int) -> tuple[int, ...]:
    if len(carrying) <= most:
        return tuple(range(len(carrying)))
    order = np.argsort(-np.nan_to_num(carrying, nan=np.inf), kind="stable")[: most - 1]
    return tuple(sorted(int(i) for i in order))


def _input(inputs: int) -> tuple[float, float]:
    return (46.0, 46.0) if inputs == 2 else (84.0, 26.0)


def _tile(units: int, few: bool, heat: bool) -> tuple[float, float]:
    high = (HIGHEST_COLUMN + GAP) / units - GAP
    if few or not heat:  # names need room
        return 158.0 if heat else 190.0, min(66.0, max(34.0, high))
    return (64.0, 104.0) if high >= 104 else (88.0, min(44.0, max(34.0, high)))


def _moved(column: Column, down: float) -> Column:
    boxes = [Box(box.x, box.y + down, box.width, box.height) for box in column.boxes]
    return Column(column.shown, tuple(boxes), column.more)
