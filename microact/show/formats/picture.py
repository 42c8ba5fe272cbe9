"""A finished picture: what it looks like in a file of any format, and in a notebook."""

import io
import os
import re
from pathlib import Path
from typing import Protocol

from microact.show.formats.pdf import SIZE, pdf_of
from microact.show.formats.png import png_of
from microact.show.formats.themes import checked, themed
from microact.support.atomic_files import new_file
from microact.support.optional_packages import optional

FORMATS = ("svg", "png", "pdf", "jpg")

COLUMN = 867
"""Pixels that a notebook's column is wide, about."""

SMALLEST, READABLE = 13.3, 11.0
"""How many pixels high the smallest letters of a diagram are, and how small they may become."""

Path_ = str | os.PathLike[str]


class Drawn(Protocol):
    """What can be saved: a graph, a network, a sheet."""

    def as_svg(self, theme: str | None = None) -> str:
        """Return the picture as SVG, in a theme or in its own."""


class Picture:
    """An SVG that is shown by a notebook and saved in every format.

    Args:
        svg: drawn in the light colours.
        theme: "light", "dark", "auto" or "slide".
        smallest: how many pixels high its smallest letters are.
    """

    def __init__(self, svg: str, theme: str = "auto", smallest: float = SMALLEST) -> None:
        self._svg, self.theme, self.smallest = svg, checked(theme), smallest

    def as_svg(self, theme: str | None = None) -> str:
        """Return the picture as SVG, in a theme or in its own."""
        return themed(self._svg, theme or self.theme)

    def pipe(self, format: str = "svg") -> bytes:  # noqa: A002  # as `Diagram.pipe`: one call for all pictures
        """Return the picture as bytes of a format: svg, png, pdf or jpg."""
        return in_format(self, format)

    def render(self, outfile: Path_) -> str:
        """Write the picture in the format that the file's ending names, and return its path."""
        return save(self, outfile)

    save = render

    def __repr__(self) -> str:
        return f"<microact picture, {len(self._svg)} letters of SVG>"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None, **_: object
    ) -> dict[str, str | bytes]:
        return in_a_notebook(self)


def in_format(picture: Drawn, kind: str, zoom: float = 1.5) -> bytes:
    """Return a picture as bytes of a format.

    Raises:
        ValueError: for a format that is none of svg, png, pdf and jpg.
        ModuleNotFoundError, RuntimeError: if what writes it is missing, in one line.
    """
    if kind == "svg":
        return picture.as_svg().encode()
    fixed = picture.as_svg(_still(picture))
    if kind == "png":
        return png_of(fixed, zoom)
    if kind == "pdf":
        return pdf_of(fixed)
    if kind in ("jpg", "jpeg"):
        image = optional("PIL.Image", "a JPEG").open(io.BytesIO(png_of(fixed, zoom)))
        file = io.BytesIO()
        image.convert("RGB").save(file, "JPEG", quality=92)
        return file.getvalue()
    raise ValueError(f"a picture is written as {', '.join(FORMATS)}, not as {kind!r}")


def format_of(outfile: Path_) -> str:
    """Return the format that a file's ending names.

    Raises:
        ValueError: for a file without an ending, or with one of another kind.
    """
    name = Path(outfile).name
    kind = name.rpartition(".")[2].lower() if "." in name else ""
    if kind not in (*FORMATS, "jpeg"):
        raise ValueError(f"{str(outfile)!r} does not end in .svg, .png, .pdf or .jpg")
    return kind


def save(picture: Drawn, outfile: Path_) -> str:
    """Write a picture in the format that the file's ending names, and return its path."""
    data = in_format(picture, format_of(outfile))
    Path(outfile).parent.mkdir(parents=True, exist_ok=True)
    with new_file(outfile) as file:
        file.write(data)
    return str(outfile)


def in_a_notebook(picture: Drawn) -> dict[str, str | bytes]:
    """Return what a notebook shows: the SVG, or the PNG where it does not trust the SVG.

    A wide picture shrinks to the column, but its letters stay readable: beyond that it scrolls.
    """
    svg = picture.as_svg()
    width = width_of(svg)
    smallest: float = getattr(picture, "smallest", SMALLEST)
    shrink = max(min(1.0, COLUMN / width), READABLE / smallest)
    svg = SIZE.sub(lambda size: _scaled(size, shrink), svg, count=1)
    try:
        png = png_of(picture.as_svg(_still(picture)), shrink)
    except ModuleNotFoundError:
        return {"image/svg+xml": svg}
    return {"image/svg+xml": svg, "image/png": png}


def width_of(svg: str) -> float:
    """Return how many pixels wide a browser shows an SVG."""
    size = SIZE.search(svg)
    assert size is not None  # every picture of ours says how large it is
    return float(size[2]) * (4 / 3 if size[3] == "pt" else 1.0)


def aspect_of(svg: str) -> float:
    """Return how many times as wide as high an SVG is."""
    size = SIZE.search(svg)
    assert size is not None  # as above
    return float(size[2]) / float(size[4])


def letters_of(svg: str) -> float:
    """Return how many pixels high the smallest letters of an SVG are."""
    size = SIZE.search(svg)
    assert size is not None  # as above
    found = re.findall(r'font-size="([\d.]+)|font(?:-size)?[=:] ?"?([\d.]+)px', svg)
    heights = [float(a or b) for a, b in found]
    return min(heights, default=SMALLEST) * (4 / 3 if size[3] == "pt" else 1.0)


def _still(picture: Drawn) -> str:
    return still(getattr(picture, "theme", "light"))


def still(theme: str) -> str:
    """Return the theme of what has one look only: light, where an SVG adapts."""
    return "light" if theme == "auto" else theme


def _scaled(size: re.Match[str], by: float) -> str:
    rest, width, unit, height, _ = size.groups()
    # A notebook's own style would shrink it to the column, letters and all.
    return (
        f'<svg{rest} style="max-width:none" width="{float(width) * by:.0f}{unit}" '
        f'height="{float(height) * by:.0f}{unit}"'
    )
