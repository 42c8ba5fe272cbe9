"""SVG as text: an element, words, and a whole picture."""

import html

from microact.show import style
from microact.show.formats.fonts import IN_BROWSERS

Attribute = str | float | None

LETTER = 0.52
"""How wide a letter is on average, as a share of its height."""


def element(name: str, content: str = "", **attributes: Attribute) -> str:
    """Write an element; `stroke_width=2` becomes `stroke-width="2"`, None is left out.

    >>> element("path", d="M0 0", stroke_width=1.50)
    '<path d="M0 0" stroke-width="1.5"/>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_written(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def _written(value: str | float) -> str:
    return html.escape(value, quote=True) if isinstance(value, str) else f"{round(value, 2):g}"


def fitting(text: str, pixels: float, size: float = 12) -> str:
    """Cut a text so that it is at most about so many pixels wide.

    Chinese and Japanese letters are as wide as they are high, capitals nearly so.

    >>> fitting("petal_width", 84), fitting("MEDIAN_INCOME", 84)
    ('petal_width', 'MEDIAN_I…')
    """

    def wide(letter: str) -> float:
        ems = (
            1.0 if ord(letter) > 0x1100 else 0.72 if letter.isupper() or letter in "mwMW" else 0.54
        )
        return ems * size

    text = style.one_line(text, 200)
    if sum(map(wide, text)) <= pixels:
        return text
    left, shown = pixels - size, ""
    for letter in text:
        left -= wide(letter)
        if left < 0:
            break
        shown += letter
    return f"{shown}…"


def told(text: str) -> str:
    """Write what is told where the mouse rests on the element that this stands in.

    >>> told("a < b")
    '<title>a &lt; b</title>'
    """
    return f"<title>{html.escape(style.one_line(text, 400), quote=False)}</title>"


def words(
    text: str, x: float, y: float, size: float = 12, limit: int = 200, **attributes: Attribute
) -> str:
    """Write a line of text that starts at (x, y), or ends or is centred there: `text_anchor`."""
    # Quotes too: a theme looks for colours between them.
    safe = html.escape(style.one_line(text, limit))
    return element("text", safe, x=x, y=y, font_size=size, **attributes)


def picture(width: float, height: float, body: str, title: str, paper: str) -> str:
    """Write a whole picture, `width` × `height` pixels.

    Args:
        width: in pixels.
        height: in pixels.
        body: what is on it.
        title: what somebody is told who cannot see it.
        paper: the colour of the ground.
    """
    ground = element("rect", width=width, height=height, fill=paper)
    named = told(title)
    return (
        f'<svg width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" font-family="{IN_BROWSERS}" font-size="12">\n'
        f"{named}\n{ground}\n{body}\n</svg>\n"
    )
