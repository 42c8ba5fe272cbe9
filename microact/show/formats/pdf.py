"""An SVG as PDF: svg2pdf where it has a wheel, else a picture that the system's `dot` wraps."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import ModuleType

from microact.show.formats.fonts import FAMILY, FILES, IN_BROWSERS, characters
from microact.show.formats.png import png_of
from microact.support.optional_packages import optional

SIZE = re.compile(r'<svg([^>]*?) width="([\d.]+)(pt|px|)" height="([\d.]+)(pt|px|)"')
"""How large an SVG says it is."""

SHARP = 3.0
"""How many times finer than a screen the picture is that `dot` puts on a page."""

_DATE = re.compile(rb"(/CreationDate \(D:)\d{14}")


def pdf_of(svg: str) -> bytes:
    """Return an SVG as PDF.

    Raises:
        RuntimeError: in one line, if neither svg2pdf-py nor a system `dot` is here.
    """
    try:
        svg2pdf = optional("svg2pdf_py", "a PDF")
    except ModuleNotFoundError:
        dot = shutil.which("dot")
        if dot is None:
            raise RuntimeError(
                "a PDF needs svg2pdf-py (python -m pip install svg2pdf-py, on Windows, Apple's M "
                "and Linux x64) or an installed Graphviz; svg and png need neither"
            ) from None
        return _wrapped(dot, png_of(svg, SHARP))
    return _drawn(svg2pdf, svg)


def _drawn(svg2pdf: ModuleType, svg: str) -> bytes:
    fonts = svg2pdf.FontDatabase()
    for file in FILES:
        fonts.load_font_file(file)
    if not characters().issuperset(svg):
        fonts.load_system_fonts()
    pdf: bytes = svg2pdf.svg_to_pdf(_in_points(svg.replace(IN_BROWSERS, FAMILY)), fonts)
    return pdf


def _in_points(svg: str) -> str:
    """Say in points how large a picture is, without a unit: svg2pdf takes a pixel for a point."""

    def size(found: re.Match[str]) -> str:
        by = 1.0 if found[3] == "pt" else 0.75
        wide, high = (f"{float(found[k]) * by:g}" for k in (2, 4))
        return f'<svg{found[1]} width="{wide}" height="{high}"'

    return SIZE.sub(size, svg, count=1)


def _wrapped(dot: str, png: bytes) -> bytes:
    """Let `dot` put a PNG on a page of its size."""
    width, height = (int.from_bytes(png[i : i + 4], "big") / 96 / SHARP for i in (16, 20))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "picture.png").write_bytes(png)
        source = (
            'digraph { pad=0 margin=0 node [shape=none label="" margin=0 fixedsize=true '
            f'width={width} height={height} image="picture.png" imagescale=true]; picture }}'
        )
        done = subprocess.run(
            [dot, "-Tpdf"], input=source.encode(), capture_output=True, check=False, cwd=folder
        )
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        words = done.stderr.decode(errors="replace").strip() or "no output"
        raise RuntimeError(f"`dot` could not write a PDF: {words}; svg and png need no `dot`")
    return _DATE.sub(rb"\g<1>20000101000000", done.stdout)  # the same bytes each time
