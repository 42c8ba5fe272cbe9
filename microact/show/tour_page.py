"""The page of the tour: plain HTML beside its pictures, readable offline, in light and dark."""

import html
from dataclasses import dataclass, field
from pathlib import Path

from microact.show.colours import style_sheet
from microact.show.formats.picture import READABLE, letters_of, width_of

FRAME = 14
"""Pixels of the border and the space inside it, left and right together."""

STYLE = (
    f"{style_sheet()}\n"
    + """
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
       max-width: 84rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.8rem; line-height: 1.2; } h2 { font-size: 1.3rem; margin-top: 3rem; }
p { max-width: 44rem; } .quiet { color: var(--quiet); }
nav a { margin-right: 1rem; white-space: nowrap; }
figure { margin: 1.5rem 0; overflow-x: auto; }
object { border: 1px solid var(--line); border-radius: 8px; padding: 6px; height: auto;
         box-sizing: border-box; }
figcaption { color: var(--quiet); font-size: .92rem; }
.pairs, .small { display: grid; gap: 1rem; }
.pairs { grid-template-columns: repeat(auto-fill, minmax(min(30rem, 100%), 1fr)); }
.small { grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); }
.pairs figure, .small figure { margin: 0; }
summary { cursor: pointer; }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; padding: 1rem;
      font-size: .85rem; line-height: 1.4; }
a { color: inherit; }
"""
)


@dataclass
class Section:
    """A heading, a paragraph, pictures with captions, and lines of numbers."""

    title: str
    words: str
    columns: str = "one"
    """How pictures stand: "one" below the other, in "pairs", or "small" ones side by side."""
    text: str = ""
    folded: bool = False
    """Whether the text is shown only on a click."""
    pictures: list[tuple[str, str, float, float]] = field(default_factory=list)
    """Files, captions, how many pixels wide they are, and how narrow they may become."""
    pages: list[tuple[str, str]] = field(default_factory=list)
    """Pages to play with: a file, and what it is called."""

    def add(self, file: Path, caption: str) -> None:
        """Add an SVG that lies beside the page."""
        svg = file.read_text(encoding="utf-8")
        width = width_of(svg)
        self.pictures.append((file.name, caption, width, width * READABLE / letters_of(svg)))


def write_page(path: Path, sections: list[Section]) -> None:
    """Write the page."""
    links = "".join(f'<a href="#s{i}">{html.escape(s.title)}</a> ' for i, s in enumerate(sections))
    body = "\n".join(_section(i, section) for i, section in enumerate(sections))
    path.write_text(
        f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>microact: how gradients flow</title>
<style>{STYLE}</style>
</head>
<body>
<h1>How gradients flow through activation functions</h1>
<p>A <b>gradient</b> says how much the result changes when a number changes a little. If w has
gradient 0.43, then raising w by 0.01 raises the result by about 0.0043. On each card of the
pictures below, <i>data</i> is the number itself and <i>grad</i> its gradient. Point at a card or
an arrow, and it tells how its number comes about.</p>
<nav>{links}</nav>
{body}
</body>
</html>
""",
        encoding="utf-8",
    )


def _section(i: int, section: Section) -> str:
    figures = "\n".join(_figure(*picture) for picture in section.pictures)
    figures = f'<div class="{section.columns}">\n{figures}\n</div>'
    links = "".join(
        f'<li><a href="{file}">{html.escape(name)}</a></li>' for file, name in section.pages
    )
    figures += f"<ul>{links}</ul>" if links else ""
    text = f"<pre>{html.escape(section.text)}</pre>" if section.text else ""
    if section.folded:
        text = f"<details><summary>The whole table</summary>{text}</details>"
    return (
        f'<h2 id="s{i}">{html.escape(section.title)}</h2>\n'
        f"<p>{html.escape(section.words)}</p>\n{figures}\n{text}"
    )


def _figure(file: str, caption: str, width: float, least: float) -> str:
    """Show a picture as an object, so that its tooltips work on the page.

    On a narrow screen it shrinks only as far as its letters stay readable, then it scrolls.
    """
    words = html.escape(caption)
    return (
        f'<figure><object type="image/svg+xml" data="{file}" role="img" aria-label="{words}" '
        f'style="width:min(100%, {width + FRAME:.0f}px);min-width:{least + FRAME:.0f}px"></object>'
        f'<figcaption>{words} <a href="{file}">open the picture</a></figcaption></figure>'
    )
