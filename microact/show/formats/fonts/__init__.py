"""The letters of pictures, for machines that have none: a subset of Liberation Sans (OFL.txt)."""

from functools import cache
from pathlib import Path

IN_BROWSERS = "Helvetica,Arial,sans-serif"
"""What an SVG names; every browser knows one of these, and they are equally wide."""

FAMILY = "Microact Sans"
FILES = [
    str(Path(__file__).parent / f"MicroactSans-{weight}.ttf") for weight in ("Regular", "Bold")
]


@cache
def characters() -> frozenset[str]:
    """Return the characters that these fonts have: Latin, Greek, arrows and signs."""
    text = (Path(__file__).parent / "characters.txt").read_text(encoding="utf-8")
    return frozenset(text.rstrip("\n")) | {"\n", "\t", "\r"}
