"""The HTML-like labels of a diagram: cards, edge labels and the legend."""

from collections.abc import Iterable

from microact.readings.numbers import Number
from microact.show import style


def card(
    kind: str, title: str, lines: list[tuple[str, list[str]]], extra: str = "", nth: str = ""
) -> str:
    """Write a card: a bold title, an extra row if any, then rows of a name and numbers.

    `nth` (`#2`) tells apart cards of one title, as explanations do.
    """
    body = "".join(
        f'<TR><TD ALIGN="RIGHT" VALIGN="TOP"><FONT POINT-SIZE="10" COLOR="{style.QUIET}">{name}'
        f'</FONT></TD><TD ALIGN="LEFT" BALIGN="LEFT">'
        f"{'<BR/>'.join(style.text(line, 60) for line in texts)}</TD></TR>"
        for name, texts in lines
    )
    number = f' <FONT POINT-SIZE="9" COLOR="{style.QUIET}">{nth}</FONT>' if nth else ""
    heading = f'<TR><TD COLSPAN="2"><B>{style.text(title)}</B>{number}</TD></TR>' if title else ""
    return (
        f'<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="1" CELLPADDING="2" STYLE="ROUNDED" '
        f'BGCOLOR="{style.TINTS[kind]}" COLOR="{style.BORDERS[kind]}">'
        f"{heading}{extra}{body}</TABLE>>"
    )


def curve_row(cell: str, key: str, tip: str, width: int, height: int) -> str:
    """Keep an empty cell on a card for the curve that the SVG gets afterwards."""
    return (
        f'<TR><TD COLSPAN="2" FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}" '
        f'BGCOLOR="#FFFFFE" ID="{cell}" HREF="#{key}" TOOLTIP="{style.text(tip, 400)}"></TD></TR>'
    )


def slope_label(local: Number | None) -> str:
    """Write a local gradient on an edge: `× 0.483`, or the range of an array's."""
    if local is None:
        return ""
    low, high = style.extent([local])
    slope = style.number(low) + ("" if low == high else f" … {style.number(high)}")
    # Padding keeps the text clear of a wide edge.
    return f'<<TABLE BORDER="0" CELLPADDING="5"><TR><TD>× {slope}</TD></TR></TABLE>>'


def legend(looks: Iterable[tuple[str, float]], note: str = "") -> str:
    """Write what the colours and widths in use mean, and a note; empty if there is neither."""
    meanings = {
        style.POSITIVE: "positive gradient",
        style.NEGATIVE: "negative gradient",
        style.MIXED: "positive and negative entries",
    }
    looks = list(looks)
    used = {colour for colour, _ in looks}
    widths = [width for colour, width in looks if colour != style.LOST]
    cells = [
        f'<TD FIXEDSIZE="TRUE" WIDTH="14" HEIGHT="8" BGCOLOR="{colour}"></TD><TD>{meaning}</TD>'
        for colour, meaning in meanings.items()
        if colour in used
    ]
    if style.NOTHING in used:
        dashes = f'<TD><FONT COLOR="{style.PLAIN}">- - -</FONT></TD>'
        cells.append(f"{dashes}<TD>(almost) nothing flows</TD>")
    if style.LOST in used:
        cells.append(
            f'<TD><FONT COLOR="{style.LOST}"><B>· · ·</B></FONT></TD><TD>infinite or NaN</TD>'
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
        f'<<FONT POINT-SIZE="11" COLOR="{style.QUIET}"><TABLE BORDER="0" CELLBORDER="0" '
        f'CELLSPACING="4"><TR>{"".join(cells)}</TR></TABLE></FONT>>'
    )
