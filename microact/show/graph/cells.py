"""Arrays on a card: every number of a small one on a heat map, colour and range of a larger one."""

from dataclasses import dataclass, field

import numpy as np

from microact.readings.numbers import Array, Number, shape_of
from microact.show import colours, style
from microact.show.heat import heat_uri, strength_of
from microact.words.numbers import range_text, short

FEW = 6
"""So many rows and columns are written out, each number in its cell."""

FLAGS, WHOLE = 16, 90
"""So many, of an array that holds nothing but 0 and 1 (a one-hot target, a mask) and stands alone;
and so many are drawn, each with a cell of its own."""

OUTLIER = 100.0
"""So many times the median, and a number does not count for the scale of the colours."""

FINEST = 26
"""Rows and columns of a heat map; of a larger array each cell is the largest of its block."""


@dataclass
class Block:
    """What stands on a card for one number: HTML-like text, and drawings for its empty cells."""

    html: str
    wide: bool = False
    """Whether it is an array: such blocks stand beside each other."""
    drawings: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """By cell: a small SVG, its width and its height."""


def block(x: Number, cell: str, tip: str = "", percent: bool = False, alone: bool = False) -> Block:
    """Show a number, an array's numbers, or its colours.

    Args:
        x: what to show.
        cell: the id of the cell that a drawing would get.
        tip: what is told where the mouse rests on that cell.
        percent: whether to write shares as percentages.
        alone: whether no other number stands beside it: then a mask's zeros and ones are written.
    """
    shape = shape_of(x)
    if shape == ():
        return Block(style.text(_percent(float(x)) if percent else short(float(x)), 60))
    sizes = "×".join(map(str, shape)) + (" long" if len(shape) == 1 else "")
    if np.size(x) == 0:
        return Block(f"{sizes}, empty")
    table = np.reshape(np.asarray(x, dtype=float), (-1, shape[-1]))
    if max(table.shape) <= FEW or (alone and max(table.shape) <= FLAGS and _is_flags(table)):
        rows_of_a_slice = shape[-2] if len(shape) > 2 else len(table)
        return Block(_numbers(table, rows_of_a_slice, percent), wide=True)
    drawing, width, height = heat_map(table)
    words = f'<FONT POINT-SIZE="10" COLOR="{colours.QUIET}">{style.text(range_text(x), 60)}</FONT>'
    html = (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
        f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}" '
        f'BGCOLOR="{colours.TILE}" ID="{cell}" HREF="#{cell}" TOOLTIP="{style.text(tip, 400)}">'
        f"</TD></TR><TR><TD>{words}</TD></TR></TABLE>"
    )
    return Block(html, wide=True, drawings={cell: (drawing, width, height)})


def heat_map(table: Array) -> tuple[str, int, int]:
    """Draw a table's numbers as colours; return the SVG, its width and its height in points."""
    finest = WHOLE if _is_flags(table) else FINEST
    across, down = (_blocks(n, finest) for n in (table.shape[1], table.shape[0]))
    shown = _largest_of_blocks(table, down, across)
    rows, columns = shown.shape
    width = int(np.clip(9 * columns, 24, 110))
    height = int(np.clip(9 * rows, 14, 90))
    picture = heat_uri(_shares(shown))
    svg = (
        f'<image width="{width}" height="{height}" preserveAspectRatio="none" '
        'image-rendering="optimizeSpeed" style="image-rendering:pixelated" '
        f'xlink:href="{picture}"/>'
    )
    return svg, width, height


def _shares(table: Array) -> Array:
    """Return the numbers as shares of the largest; what is not finite stays as it is.

    Numbers far beyond all others (the −1000 of a mask) do not bleach those: they count as 1.
    """
    sizes = np.abs(table[np.isfinite(table) & (table != 0)])
    usual = sizes[sizes <= OUTLIER * np.median(sizes)] if sizes.size else sizes
    largest = float(np.max(usual, initial=0.0)) or 1.0
    with np.errstate(all="ignore"):
        shares: Array = table / largest
    return shares


def _is_flags(table: Array) -> bool:
    return bool(np.all((table == 0) | (table == 1)) and np.ptp(table) > 0)


def _numbers(table: Array, rows_of_a_slice: int, percent: bool) -> str:
    whole = bool(np.all(np.abs(table) < 1000) and np.all(table == np.round(table)))
    lost = ~np.isfinite(table)
    strength = strength_of(_shares(table))
    lines = []
    for i, row in enumerate(table):
        if i and i % rows_of_a_slice == 0:
            lines.append('<TR><TD HEIGHT="4"></TD></TR>')
        cells = []
        for j, v in enumerate(row):
            hue = colours.NEGATIVE if v < 0 else colours.POSITIVE
            ground = (
                colours.LOST + "40" if lost[i, j] else f"{hue}{round(255 * strength[i, j]):02X}"
            )
            text = _percent(v) if percent else f"{v + 0.0:.0f}" if whole else cell_text(float(v))
            cells.append(f'<TD BGCOLOR="{ground}">{style.text(text)}</TD>')
        lines.append(f"<TR>{''.join(cells)}</TR>")
    return (
        '<FONT POINT-SIZE="10"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="2">'
        f"{''.join(lines)}</TABLE></FONT>"
    )


def cell_text(v: float) -> str:
    """Write a number in a cell: two decimals, or an exponent where they would say nothing.

    >>> [cell_text(v) for v in (0.5, -1.234, 0.0, 0.0004, -12345.0, float("nan"))]
    ['0.50', '-1.23', '0', '4e-4', '-1e4', 'nan']
    """
    if v == 0 or not np.isfinite(v):
        return f"{v + 0.0:.0f}"
    if 0.005 <= abs(v) < 999.5:
        return f"{v:.2f}" if abs(v) < 100 else f"{v:.0f}"
    digits, _, exponent = f"{v:.0e}".partition("e")
    return f"{digits}e{int(exponent)}"


def _percent(v: float) -> str:
    share = 100 * v
    if not np.isfinite(share):
        return f"{v:.0f}"
    return "<1%" if 0 < share < 0.5 else f"{share:.0f}%"


def _blocks(n: int, finest: int) -> list[int]:
    """Return where each block of n rows or columns starts, and the end."""
    return [round(k * n / min(n, finest)) for k in range(min(n, finest) + 1)]


def _largest_of_blocks(table: Array, down: list[int], across: list[int]) -> Array:
    """Keep of each block the number that is furthest from 0; one that is not finite is furthest."""
    if len(down) - 1 == table.shape[0] and len(across) - 1 == table.shape[1]:
        return table
    shown = np.empty((len(down) - 1, len(across) - 1))
    far = np.where(np.isfinite(table), np.abs(table), np.inf)
    for i in range(len(shown)):
        for j in range(shown.shape[1]):
            part = slice(down[i], down[i + 1]), slice(across[j], across[j + 1])
            shown[i, j] = table[part].flat[int(np.argmax(far[part]))]
    return shown
