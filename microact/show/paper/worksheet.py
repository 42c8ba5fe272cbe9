"""Sheets to practise on, as files: PDF, one page of HTML, SVG or PNG."""

import html
import io
import os
from pathlib import Path

import numpy as np

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.show.formats.pdf import pdf_of
from microact.show.formats.png import png_of
from microact.show.paper.other_numbers import with_other_numbers
from microact.show.paper.sheet import ASKED, Sheet, page
from microact.show.style import one_line
from microact.support import arguments
from microact.support.atomic_files import new_file
from microact.support.optional_packages import optional

KINDS = ("pdf", "html", "svg", "png")

MOST = 200
"""So many sheets in one call."""


def worksheet(
    value: Value,
    path: str | os.PathLike[str],
    *,
    title: str = "How gradients flow back",
    seed: int | None = None,
    count: int = 1,
    blanks: str = "gradients",
    hints: bool = True,
    answers: bool = True,
) -> list[Path]:
    """Write a sheet to practise on: the graph with blanks, and its answers.

    A PDF and an HTML file hold all pages, the sheets first, then the answers; as SVG or PNG each
    page is a file (`sheet.svg`, `sheet-answers.svg`; of several `sheet-1.svg`, …).

    Args:
        value: the output of a graph of single numbers.
        path: a file that ends in .pdf, .html, .svg or .png.
        title: stands above each sheet.
        seed: draws other numbers for the leaves; by default the first sheet has those of the graph.
        count: how many sheets, each with numbers of its own.
        blanks: what is to be found: the "gradients"; the "slopes" at the arrows as well; or "all",
            also what operations give.
        hints: whether local gradients are given as formulas.
        answers: whether there are pages with the answers.

    Returns:
        The files written.

    Raises:
        TypeError: for anything but a Value.
        ValueError: for a file of another kind, a graph of arrays, one that is too large, or a wrong
            setting; nothing is written then.
        RuntimeError, ModuleNotFoundError: if what writes a PDF is missing, in one line.
    """
    place, kind = _target(path)
    arguments.choice("blanks", blanks, *ASKED)
    count = arguments.whole("count", count, 1, MOST)
    title = arguments.text("title", title)
    seed = None if seed is None else arguments.whole("seed", seed, 0)
    _look_at(value)
    sheets = []
    for k in range(count):
        given = seed is None and k == 0
        first = 0 if seed is None else seed
        shown = value if given else with_other_numbers(value, first + k)
        number = f"sheet {k + 1}" if count > 1 else ""
        sheets.append(Sheet(shown, title, blanks, hints, number))
    pages = [page(sheet, answers=False) for sheet in sheets]
    solved = [page(sheet, answers=True) for sheet in sheets] if answers else []
    if kind == "html":
        return [_written(place, _html(title, pages + solved).encode())]
    if kind == "pdf":
        return [_written(place, _pdf(pages + solved))]
    files = {}
    for name, some in (("", pages), ("-answers", solved)):
        for k, text in enumerate(some, 1):
            file = place.with_name(f"{place.stem}{f'-{k}' * (count > 1)}{name}{place.suffix}")
            files[file] = text.encode() if kind == "svg" else png_of(text, 1.5)
    for file in files:
        if file.is_dir():
            raise IsADirectoryError(f"{file} is a folder; name another file")
    return [_written(file, data) for file, data in files.items()]


def _target(path: str | os.PathLike[str]) -> tuple[Path, str]:
    place = Path(path)
    kind = place.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise ValueError(f"{str(path)!r} does not end in .pdf, .html, .svg or .png")
    if not place.absolute().parent.is_dir():
        raise FileNotFoundError(
            f"there is no folder {place.absolute().parent} to write {place.name} into"
        )
    return place, kind


def _look_at(value: object) -> None:
    if not isinstance(value, Value):
        raise TypeError(f"worksheet takes a Value, got {type(value).__name__}")
    order = topological_order(value)
    if any(node.shape != () for node in order):
        raise ValueError("a worksheet is of a graph of single numbers, this one has arrays")
    if not all(np.isfinite(node._number) for node in order):
        raise ValueError("a worksheet is of finite numbers, this graph has one that is not")
    if value.is_leaf:
        raise ValueError("there is nothing to find: this Value was not computed from others")


def _written(place: Path, data: bytes) -> Path:
    with new_file(place) as file:
        file.write(data)
    return place


def _html(title: str, pages: list[str]) -> str:
    sections = "\n".join(f"<section>{text}</section>" for text in pages)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(one_line(title, 200))}</title>
<style>
@page {{ size: A4 landscape; margin: 0; }}
body {{ margin: 0; background: #E9ECF0; }}
section {{ break-after: page; }}
section svg {{ display: block; margin: 0 auto; max-width: 100%; height: auto; }}
section svg svg {{ margin: 0; max-width: none; }}
@media screen {{ section {{ padding: 12px; }} }}
@media print {{ body {{ background: none; }} section > svg {{ width: 100%; }} }}
</style>
</head>
<body>
{sections}
</body>
</html>
"""


def _pdf(pages: list[str]) -> bytes:
    if len(pages) == 1:
        return pdf_of(pages[0])
    pypdf = optional("pypdf", "a PDF of several pages")
    writer = pypdf.PdfWriter()
    for text in pages:
        writer.append(io.BytesIO(pdf_of(text)))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
