"""A CSV file as rows of text: separators, quotes, a header or none."""

import csv
import io
import math
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from os import PathLike
from pathlib import Path

MISSING = {"", "na", "n/a", "nan", "null", "?", "-"}
"""What people write where they know nothing, whatever its case."""

_GROUPED = re.compile(
    r"[-+]?(\d+,\d+"  # 3,5 or 1,234
    r"|\d{1,3}(,\d{3})+(\.\d+)?"  # 1,234,567.8
    r"|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}"  # 1.234,5 and 1.234.567
    r"|\d{1,3}([ '\u2019\u00a0\u202f]\d{3})+([.,]\d+)?)"  # 1 234,5 and 1'234.5
)
"""A number as it is written for people: a decimal comma, or something between the thousands."""

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
"""A number as everybody writes it: Python's own reading takes the word 1_2 for 12."""

SAMPLE = 20
"""So many rows tell the separator."""

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


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
        ValueError: for a file that is not UTF-8 text, is empty, has lines of unequal length, or
            can be read in two ways that fit equally well.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no UTF-8 text: byte {error.start}; save it as UTF-8") from None
    if "\0" in text:
        raise ValueError(f"{path} is no text: it holds a zero byte")
    rows = _parse(path, text, _separator(path, text))
    if not rows:
        raise ValueError(f"{path} holds no rows")
    width = len(rows[0].cells)
    # In a table of one column an empty line is a row in which nothing is known.
    rows = [row for row in rows if row.cells or width == 1]
    for row in rows:
        row.cells = row.cells or [""]
        if len(row.cells) != width:
            raise ValueError(
                f"{path}, line {row.line}: {len(row.cells)} cells where the first line has {width}"
            )
    if header is None:
        header = _looks_like_names(path, rows)
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
    """Whether a cell holds a finite number.

    >>> [is_number(cell) for cell in ("1.5", "-2e3", "1_2", "1e999", "٣")]
    [True, True, False, False, False]
    """
    return bool(_NUMBER.fullmatch(cell)) and math.isfinite(float(cell))


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
        ValueError: if they are numbers only as people write them, and would be taken for words.
    """
    known = [cell for cell in cells if not missing(cell)]
    numbers, half = sum(map(is_number, known)), len(known) / 2
    grouped = [cell for cell in known if _GROUPED.fullmatch(cell)]
    if numbers <= half < numbers + len(grouped):
        raise ValueError(
            f"column {name!r}: {grouped[0]!r} is no number as a program reads it; write a point "
            "before the decimals and nothing between the thousands, as in 1234.5"
        )
    return numbers > half


def _separator(path: str | PathLike[str], text: str) -> str:
    """Choose the separator that cuts the first rows into equally many cells.

    Raises:
        ValueError: if two of them do, and neither is a decimal comma.
    """
    readings: dict[str, list[Row]] = {}
    for separator in SEPARATORS:
        with suppress(ValueError):  # cut there, its quotes make no sense
            first_rows = _parse("", text, separator, most=SAMPLE)
            readings[separator] = [row for row in first_rows if row.cells]
    fitting = {
        separator: rows
        for separator, rows in readings.items()
        if len({len(row.cells) for row in rows}) == 1
        and len(rows[0].cells) > 1
        # Half a pair of quotes inside a cell: it was cut in the middle.
        and not any(cell.count('"') % 2 for row in rows for cell in row.cells)
    }
    if "," in fitting and len(fitting) > 1:
        others = [cell for s, rows in fitting.items() if s != "," for row in rows
                  for cell in row.cells if "," in cell]  # fmt: skip
        if all(_GROUPED.fullmatch(cell.strip()) for cell in others):
            del fitting[","]  # 1,5;2,5: commas inside numbers
    if len(fitting) > 1:
        shown = " or ".join(
            f"{[cell.strip() for cell in rows[0].cells]} cut at {SEPARATORS[separator]}"
            for separator, rows in fitting.items()
        )
        raise ValueError(
            f"{path} can be read in two ways: its first line is {shown}; put cells that hold a "
            "separator in double quotes"
        )
    if fitting:
        return next(iter(fitting))
    widest = {s: max((len(row.cells) for row in rows), default=0) for s, rows in readings.items()}
    return max(widest, key=lambda s: widest[s]) if widest else ","


def _parse(
    path: str | PathLike[str], text: str, separator: str, most: float = math.inf
) -> list[Row]:
    """Cut text into rows, or the first of them; an empty line is a row without cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            empty = len(cells) <= 1 and not any(cell.strip() for cell in cells)
            quoted = cells == [""]  # which only "" gives: an empty line gives no cell at all
            if rows or not empty or quoted:
                rows.append(Row(reader.line_num, [] if empty and not quoted else cells))
            if len(rows) >= most:
                break
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
    return rows


def _looks_like_names(path: str | PathLike[str], rows: list[Row]) -> bool:
    """Whether the first row is unlike the others: a word above numbers, or words not seen again.

    Raises:
        ValueError: if it is like them in some columns and unlike them in others, or if there are
            words only, no two alike: then nothing tells names from a row.
    """
    first, rest = [cell.strip() for cell in rows[0].cells], rows[1:]
    below = [[row.cells[i].strip() for row in rest] for i in range(len(first))]
    words = [not is_number(cell) and not missing(cell) for cell in first]
    above_numbers = any(word and _many_numbers(cells) for word, cells in zip(words, below))
    above_words = any(is_number(c) and _words_only(cells) for c, cells in zip(first, below))
    again = any(word and cell in cells for word, cell, cells in zip(words, first, below))
    numbers = [float(cell) for cell in first if is_number(cell)]
    if above_numbers or above_words:
        unsure = again or (bool(numbers) and not _like_names(numbers))
    elif numbers:
        # A word that never comes again, above some that do; or 2019, 2020 above other numbers;
        # or 0, 1, 2, as the columns of an array are called.
        repeating = any(w and _come_again(cells) for w, cells in zip(words, below))
        others = [float(c) for cells in below for c in cells if is_number(c)]
        years = _years(numbers) and not _years(others)
        array = len(numbers) > 2 and numbers == list(range(len(first)))
        unsure = bool(rest) and not again and (repeating or years or array)
    else:
        each_once = all(len(set(cells)) == len(cells) for cells in below)
        unknown = any(cell and missing(cell) for cell in first)  # few columns are called NA
        unsure = any(words) and not again and len(rest) > 1 and (each_once or unknown)
    if unsure:
        raise ValueError(
            f"{path}: line {rows[0].line}, {first}, may hold names or be a row like the others; "
            "say which: header=True or False (--header, --no-header)"
        )
    return above_numbers or above_words or (any(words) and bool(rest) and not again and not numbers)


def _like_names(numbers: list[float]) -> bool:
    """Whether columns may be called by these numbers: years, or one after the other."""
    counted = len(numbers) > 1 and all(b - a == 1 for a, b in pairwise(numbers))
    return counted or _years(numbers)


def _years(numbers: list[float]) -> bool:
    return bool(numbers) and all(n == int(n) and 1800 <= n <= 2100 for n in numbers)


def _words_only(cells: list[str]) -> bool:
    known = [cell for cell in cells if not missing(cell)]
    return bool(known) and not any(map(is_number, known))


def _come_again(cells: list[str]) -> bool:
    """Whether each word comes three times on average."""
    known = [cell for cell in cells if not missing(cell)]
    return bool(known) and 3 * len(set(known)) <= len(known)


def _many_numbers(cells: list[str]) -> bool:
    known = [cell for cell in cells if not missing(cell)]
    return sum(map(is_number, known)) > len(known) / 2
