"""An SVG as PNG: resvg draws what a browser would, curves included, with our own letters."""

from microact.show.formats.fonts import FAMILY, FILES, IN_BROWSERS, characters
from microact.support.optional_packages import optional

DPI = 96
"""Pixels in an inch of a screen; an SVG in points needs to be told."""


def png_of(svg: str, zoom: float = 1.0) -> bytes:
    """Return an SVG as PNG, `zoom` times as large as a browser shows it.

    Letters that our fonts lack (CJK, Arabic) are taken from the machine's, if it has them.

    Raises:
        ModuleNotFoundError: if resvg-py is missing, with what installs it.
    """
    resvg = optional("resvg_py", "a PNG")
    png: bytes = resvg.svg_to_bytes(
        svg_string=svg.replace(IN_BROWSERS, FAMILY),
        zoom=zoom,
        dpi=DPI,
        font_files=FILES,
        skip_system_fonts=characters().issuperset(svg),
    )
    return png
