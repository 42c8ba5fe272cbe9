"""The HTML-like labels of a diagram: cards, edge labels and the legend."""

from collections.abc import Iterable
from dataclasses import dataclass

from microact.readings.numbers import Number, shape_of
from microact.show import colours, style
from microact.show.graph.cells import Block
from microact.words.numbers import extent, short


@dataclass
class Row:
    """A number on a card."""

    name: str
    """What it is: `data`, `grad`."""
    block: Block
    mark: str = ""
    """An id for its cell, where it is to be found again."""


def card(
    kind: str, title: str, rows: list[Row], extra: str = "", nth: str = "", shape: str = ""
) -> str:
    """Write a card: a bold title, an extra row if any, then numbers and what they are called.

    `nth` (`#2`) tells apart cards of one title, as explanations do. Arrays stand side by side,
    with their `shape` beside the title.
    """
    wide = any(row.block.wide for row in rows)
    aside = f"{nth}   {shape}".strip() if wide else nth
    number = f' <FONT POINT-SIZE="10" COLOR="{colours.QUIET}">{aside}</FONT>' if aside else ""
    span = len(rows) if wide else 3
    room = _room(title)
    heading = f"<B>{style.text(title, 48 if kind == 'folded' else 32)}</B>"
    heading = f'<TR><TD COLSPAN="{span}">{room}{heading}{number}{room}</TD></TR>' if title else ""
    extra = extra.replace('COLSPAN="2"', f'COLSPAN="{span}"')
    return (
        f'<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="1" CELLPADDING="3" STYLE="ROUNDED" '
        f'BGCOLOR="{colours.TINTS[kind]}" COLOR="{colours.BORDERS[kind]}">'
        f"{heading}{extra}{_side_by_side(rows) if wide else _below_each_other(rows)}</TABLE>>"
    )


def _room(title: str) -> str:
    """Make room for what Graphviz takes to be narrower than it is: arrows, Chinese, Japanese."""
    wide = sum(ord(c) > 0x2030 for c in style.one_line(title))
    return f'<FONT POINT-SIZE="10">{"&#160;" * ((wide + 1) // 2)}</FONT>' if wide else ""


def _below_each_other(rows: list[Row]) -> str:
    return "".join(
        f'<TR><TD ALIGN="RIGHT" VALIGN="TOP">{_name(row.name)}</TD>'
        f'<TD ALIGN="LEFT" BALIGN="LEFT"{_mark(row)}>{row.block.html}</TD>'
        '<TD WIDTH="2" CELLPADDING="0"></TD></TR>'  # a number keeps clear of the border
        for row in rows
    )


def _side_by_side(rows: list[Row]) -> str:
    names = "".join(f'<TD ALIGN="LEFT">{_name(row.name)}</TD>' for row in rows)
    blocks = "".join(
        f'<TD ALIGN="LEFT" VALIGN="TOP"{_mark(row)}>{row.block.html}</TD>' for row in rows
    )
    return f"<TR>{names}</TR><TR>{blocks}</TR>"


def _name(name: str) -> str:
    return f'<FONT POINT-SIZE="10" COLOR="{colours.QUIET}">{name}</FONT>'


def _mark(row: Row) -> str:
    return f' ID="{row.mark}" HREF="#{row.mark}" TOOLTIP=" "' if row.mark else ""


def curve_row(cell: str, key: str, tip: str, width: int, height: int) -> str:
    """Keep an empty cell on a card for the curve that the SVG gets afterwards."""
    return (
        f'<TR><TD COLSPAN="2" FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}" '
        f'BGCOLOR="{colours.TILE}" ID="{cell}" HREF="#{key}" '
        f'TOOLTIP="{style.text(tip, 400)}"></TD></TR>'
    )


def slope_label(local: Number | None, in_short: str = "") -> str:
    """Write a local gradient on an edge: `× 0.483`, or the range of an array's.

    A rule may say in short what it is: `× (softmax − target)`.
    """
    if in_short and (local is None or shape_of(local)):
        return edge_label(f"× {in_short}")
    if local is None:
        return ""
    low, high = extent([local])
    return edge_label(f"× {short(low)}" + ("" if low == high else f" … {short(high)}"))


def edge_label(words: str) -> str:
    """Write a text beside an edge; the padding keeps it clear of a wide one."""
    return f'<<TABLE BORDER="0" CELLPADDING="5"><TR><TD>{style.text(words)}</TD></TR></TABLE>>'


def legend(
    looks: Iterable[tuple[str, float]],
    largest: float,
    note: str = "",
    columns: int = 4,
    arrays: bool = False,
    lost: bool = False,
) -> str:
    """Write what the colours and widths in use mean, and a note; empty if there is neither.

    Args:
        looks: the colours and widths of the edges drawn.
        largest: the gradient that the widest edge stands for.
        note: what else is to be said.
        columns: how many things may stand beside each other.
        arrays: whether arrows carry arrays: their width is then the root of the sum of squares.
        lost: whether a card shows a number that is NaN or infinite.
    """
    meanings = {
        colours.POSITIVE: "positive gradient",
        colours.NEGATIVE: "negative gradient",
        colours.MIXED: "positive and negative together",
    }
    looks = list(looks)
    used = {colour for colour, _ in looks}
    things = [(_swatch(14, 8, c), meaning) for c, meaning in meanings.items() if c in used]
    dashes = '<TD><FONT COLOR="{}"><B>{}</B></FONT></TD>'
    if colours.NOTHING in used:
        things.append((dashes.format(colours.PLAIN, "- - -"), "(almost) nothing flows"))
    if colours.LOST in used:
        things.append((dashes.format(colours.LOST, "· · ·"), "infinite or NaN"))
    if lost:
        things.append((_swatch(14, 8, f"{colours.LOST}40"), "NaN or infinite number"))
    widths = [width for colour, width in looks if colour in meanings]
    if widths and max(widths) > 1.25 * min(widths):
        wide, thin = (_swatch(26, style.width(share, 1.0), colours.QUIET) for share in (1.0, 0.1))
        things.append((wide, f"gradient {short(largest)}"))
        things.append((thin, short(0.1 * largest)))
    lines = [things[i : i + columns] for i in range(0, len(things), columns)]
    cells = ["".join(f'{sign}<TD ALIGN="LEFT">{text}</TD>' for sign, text in row) for row in lines]
    if things:
        cells.append(_across("gradients flow against the arrows, × the local gradient", columns))
    if things and arrays:
        cells.append(_across("width of an array's gradient: √ of its sum of squares", columns))
    if note:
        cells.append(_across(f"<I>{style.text(note, 80)}</I>", columns))
    if not cells:
        return ""
    rows = "".join(f"<TR>{line}</TR>" for line in cells)
    return (
        f'<<FONT POINT-SIZE="11" COLOR="{colours.QUIET}"><TABLE BORDER="0" CELLBORDER="0" '
        f'CELLSPACING="4">{rows}</TABLE></FONT>>'
    )


def _across(text: str, columns: int) -> str:
    return f'<TD COLSPAN="{2 * columns}">{text}</TD>'


def _swatch(width: float, height: float, colour: str) -> str:
    """Draw a piece of colour of this size; the table around it keeps a wide column from it."""
    return (
        '<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD '
        f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}" BGCOLOR="{colour}"></TD>'
        "</TR></TABLE></TD>"
    )
