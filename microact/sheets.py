"""A CSV file as rows of text: separators, quotes, a header or none."""

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

MISSING = {"", "na", "n/a", "nan", "null", "?", "-"}
"""What people write where they know nothing, whatever its case."""

_COMMA = re.compile(r"[-+]?\d+(,\d+)+")


@dataclass
class Row:
    """The cells of one row, and the line of the file where it stands."""

    line: int
    cells: list[str]


def read_rows(
    path: str | PathLike[str], header: bool | None = None
) -> tuple[list[str], list[Row], bool]:
    """Read a CSV file's names, its rows, and whether the names stood in the file.

    Args:
        path: the file, in UTF-8, its cells separated by commas, semicolons, tabs or bars.
        header: whether the first line holds names; None finds it out.

    Returns:
        Names (`column1`, `column2`, … where there are none), rows, and whether there is a header.

    Raises:
        ValueError: for a file that is not UTF-8 text, is empty, or has lines of unequal length.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no UTF-8 text: byte {error.start}; save it as UTF-8") from None
    if "\0" in text:
        raise ValueError(f"{path} is no text: it holds a zero byte")
    rows = _parse(path, text, _separator(text))
    if not rows:
        raise ValueError(f"{path} holds no rows")
    width = len(rows[0].cells)
    for row in rows:
        if len(row.cells) != width:
            raise ValueError(
                f"{path}, line {row.line}: {len(row.cells)} cells where the first line has {width}"
            )
    if header is None:
        header = _looks_like_names(rows)
    numbered = [f"column{i + 1}" for i in range(width)]
    if not header:
        return numbered, rows, False
    names = [cell.strip() or number for cell, number in zip(rows[0].cells, numbered)]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise ValueError(f"{path}: two columns are called {min(doubled)!r}")
    if len(rows) == 1:
        raise ValueError(f"{path} holds names, but no rows")
    return names, rows[1:], True


def missing(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return cell.strip().lower() in MISSING


def is_number(cell: str) -> bool:
    """Whether a cell holds a finite number."""
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def number(cell: str, line: int, name: str) -> float:
    """Read a number, NaN where it is missing; raise `ValueError` with its place otherwise."""
    if missing(cell):
        return math.nan
    if not is_number(cell):
        raise ValueError(f"line {line}, column {name!r}: {cell!r} is no number")
    return float(cell)


def mostly_numbers(cells: Sequence[str], name: str) -> bool:
    """Whether more than half of the known cells are numbers.

    Raises:
        ValueError: if they are numbers written with commas, which would be taken for words.
    """
    known = [cell for cell in cells if not missing(cell)]
    with_comma = [cell for cell in known if _COMMA.fullmatch(cell)]
    if len(with_comma) > len(known) / 2:
        raise ValueError(
            f"column {name!r}: {with_comma[0]!r} is a number with a comma; write a point, as in 3.5"
        )
    return sum(map(is_number, known)) > len(known) / 2


def _separator(text: str) -> str:
    """Choose the separator that cuts the first rows into equally many cells, the most of them."""
    start = "".join(text.splitlines(keepends=True)[:20])

    def quality(separator: str) -> tuple[bool, int]:
        try:
            widths = {len(row.cells) for row in _parse("", start, separator)}
        except ValueError:  # a quote may stay open where the sample ends
            return False, start.count(separator)
        return len(widths) == 1 and widths != {1}, max(widths, default=1)

    return max(",;\t|", key=quality)


def _parse(path: str | PathLike[str], text: str, separator: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(reader.line_num, cells))
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
    return rows


def _looks_like_names(rows: list[Row]) -> bool:
    """Whether the first row is unlike the others: a word above numbers, or words not seen again."""
    first, rest = [cell.strip() for cell in rows[0].cells], rows[1:]
    below = [[row.cells[i].strip() for row in rest] for i in range(len(first))]
    words = [not is_number(cell) and not missing(cell) for cell in first]
    if any(word and _many_numbers(cells) for word, cells in zip(words, below)):
        return True
    unseen = all(cell not in cells for cell, cells in zip(first, below) if cell)
    return any(words) and not any(map(is_number, first)) and bool(rest) and unseen


def _many_numbers(cells: list[str]) -> bool:
    known = [cell for cell in cells if not missing(cell)]
    return sum(map(is_number, known)) > len(known) / 2
