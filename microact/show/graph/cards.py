"""The HTML-like labels of a diagram: cards, edge labels and the legend."""

from collections.abc import Iterable

from microact.readings.numbers import Number
from microact.show import colours, style
from microact.words.numbers import extent, short


def card(
    kind: str, title: str, lines: list[tuple[str, list[str]]], extra: str = "", nth: str = ""
) -> str:
    """Write a card: a bold title, an extra row if any, then rows of a name and numbers.

    `nth` (`#2`) tells apart cards of one title, as explanations do.
    """
    body = "".join(
        f'<TR><TD ALIGN="RIGHT" VALIGN="TOP"><FONT POINT-SIZE="10" COLOR="{colours.QUIET}">{name}'
        f'</FONT></TD><TD ALIGN="LEFT" BALIGN="LEFT">'
        f"{'<BR/>'.join(style.text(line, 60) for line in texts)}</TD></TR>"
        for name, texts in lines
    )
    number = f' <FONT POINT-SIZE="9" COLOR="{colours.QUIET}">{nth}</FONT>' if nth else ""
    heading = f'<TR><TD COLSPAN="2"><B>{style.text(title)}</B>{number}</TD></TR>' if title else ""
    return (
        f'<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="1" CELLPADDING="2" STYLE="ROUNDED" '
        f'BGCOLOR="{colours.TINTS[kind]}" COLOR="{colours.BORDERS[kind]}">'
        f"{heading}{extra}{body}</TABLE>>"
    )


def curve_row(cell: str, key: str, tip: str, width: int, height: int) -> str:
    """Keep an empty cell on a card for the curve that the SVG gets afterwards."""
    return (
        f'<TR><TD COLSPAN="2" FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}" '
        f'BGCOLOR="{colours.ALMOST_WHITE}" ID="{cell}" HREF="#{key}" '
        f'TOOLTIP="{style.text(tip, 400)}"></TD></TR>'
    )


def slope_label(local: Number | None) -> str:
    """Write a local gradient on an edge: `× 0.483`, or the range of an array's."""
    if local is None:
        return ""
    low, high = extent([local])
    slope = short(low) + ("" if low == high else f" … {short(high)}")
    # Padding keeps the text clear of a wide edge.
    return f'<<TABLE BORDER="0" CELLPADDING="5"><TR><TD>× {slope}</TD></TR></TABLE>>'


def legend(looks: Iterable[tuple[str, float]], note: str = "") -> str:
    """Write what the colours and widths in use mean, and a note; empty if there is neither."""
    meanings = {
        colours.POSITIVE: "positive gradient",
        colours.NEGATIVE: "negative gradient",
        colours.MIXED: "positive and negative entries",
    }
    looks = list(looks)
    used = {colour for colour, _ in looks}
    widths = [width for colour, width in looks if colour != colours.LOST]
    cells = [
        f'<TD FIXEDSIZE="TRUE" WIDTH="14" HEIGHT="8" BGCOLOR="{colour}"></TD><TD>{meaning}</TD>'
        for colour, meaning in meanings.items()
        if colour in used
    ]
    if colours.NOTHING in used:
        dashes = f'<TD><FONT COLOR="{colours.PLAIN}">- - -</FONT></TD>'
        cells.append(f"{dashes}<TD>(almost) nothing flows</TD>")
    if colours.LOST in used:
        cells.append(
            f'<TD><FONT COLOR="{colours.LOST}"><B>· · ·</B></FONT></TD><TD>infinite or NaN</TD>'
        )
    if widths and max(widths) > 1.25 * min(widths):
        cells.append("<TD>wider: more flows (log scale)</TD>")
    if cells:
        cells.append("<TD>gradients flow against the arrows, × the local gradient</TD>")
    if note:
        cells.append(f"<TD><I>{style.text(note, 80)}</I></TD>")
    if not cells:
        return ""
    return (
        f'<<FONT POINT-SIZE="11" COLOR="{colours.QUIET}"><TABLE BORDER="0" CELLBORDER="0" '
        f'CELLSPACING="4"><TR>{"".join(cells)}</TR></TABLE></FONT>>'
    )
