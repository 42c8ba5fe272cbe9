"""A CSV file as rows of text, one after the other: separators, quotes, a header or none."""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import chain, islice
from os import PathLike, fspath
from pathlib import Path

from microact.tables.cells import GROUPED
from microact.tables.header import looks_like_names

SAMPLE = 20
"""So many rows tell the separator."""

FIRST_LINES = 10_000
"""So many lines are looked at for them: a quoted cell may be many lines long."""

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

STDIN = "-"
"""The name of what is piped into a command."""


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
    with _rows(path) as given:
        rows = list(given)
    if header is None:
        header = looks_like_names(f"{path}: line {rows[0].line}", [row.cells for row in rows])
    if header and len(rows) == 1:
        raise ValueError(f"{path} holds names, but no rows")
    return _names(path, rows[0], header), rows[header:], header


@contextmanager
def stream_rows(
    path: str | PathLike[str], header: bool
) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """Give a CSV file's names, and its rows one after the other: it may be larger than memory.

    Args:
        path: as in `read_rows`, or `-` for what is piped in.
        header: whether the first line holds names.

    Raises:
        ValueError: as `read_rows`; for a later line when it is its turn.
    """
    with _rows(path) as rows:
        first = next(rows)
        names = _names(path, first, header)
        second = next(rows, None) if header else first
        if second is None:
            raise ValueError(f"{path} holds names, but no rows")
        yield names, chain([second], rows)


def _names(path: str | PathLike[str], first: Row, header: bool) -> list[str]:
    numbered = [f"column{i + 1}" for i in range(len(first.cells))]
    if not header:
        return numbered
    names = [cell.strip() or number for cell, number in zip(first.cells, numbered)]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise ValueError(f"{path}: two columns are called {min(doubled)!r}")
    return names


@contextmanager
def _rows(path: str | PathLike[str]) -> Iterator[Iterator[Row]]:
    """Open a file and give its rows; there is one at least, and all are of one length."""
    piped = fspath(path) == STDIN
    with nullcontext(sys.stdin.buffer) if piped else Path(path).open("rb") as file:
        lines = _lines(path, file)
        first = list(islice(lines, FIRST_LINES))
        separator = _separator(path, "".join(first))
        rows = _even(path, _parse(path, chain(first, lines), separator))
        one = next(rows, None)
        if one is None:
            raise ValueError(f"{path} holds no rows")
        yield chain([one], rows)


def _lines(path: str | PathLike[str], file: Iterable[bytes]) -> Iterator[str]:
    """Decode a file line by line, its ends of lines as they are."""
    for i, line in enumerate(file, start=1):
        try:
            text = line.decode("utf-8-sig" if i == 1 else "utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"{path} is no UTF-8 text: line {i}; save it as UTF-8") from None
        if "\0" in text:
            raise ValueError(f"{path} is no text: line {i} holds a zero byte")
        yield from io.StringIO(text, newline="")  # where lines end with \r alone


def _even(path: str | PathLike[str], rows: Iterator[Row]) -> Iterator[Row]:
    """Leave empty rows out, and refuse rows of another length than the first."""
    width = None
    for row in rows:
        width = len(row.cells) if width is None else width
        # In a table of one column an empty line is a row in which nothing is known.
        if not row.cells and width != 1:
            continue
        row.cells = row.cells or [""]
        if len(row.cells) != width:
            raise ValueError(
                f"{path}, line {row.line}: {len(row.cells)} cells where the first line has {width}"
            )
        yield row


def _separator(path: str | PathLike[str], text: str) -> str:
    """Choose the separator that cuts the first rows into equally many cells.

    Raises:
        ValueError: if two of them do, and neither is a decimal comma.
    """
    readings: dict[str, list[Row]] = {}
    for separator in SEPARATORS:
        with suppress(ValueError):  # cut there, its quotes make no sense
            first_rows = islice(_parse("", io.StringIO(text, newline=""), separator), SAMPLE)
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
        if all(GROUPED.fullmatch(cell.strip()) for cell in others):
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


def _parse(path: str | PathLike[str], lines: Iterable[str], separator: str) -> Iterator[Row]:
    """Cut text into rows; an empty line is a row without cells, those at the start are none."""
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    begun = False
    try:
        for cells in reader:
            empty = len(cells) <= 1 and not any(cell.strip() for cell in cells)
            quoted = cells == [""]  # which only "" gives: an empty line gives no cell at all
            if begun or not empty or quoted:
                begun = True
                yield Row(reader.line_num, [] if empty and not quoted else cells)
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
