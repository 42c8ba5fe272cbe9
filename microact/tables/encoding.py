"""Your own table: a CSV file as numbers to learn from.

Each column becomes numbers: a column of numbers is standardised, a column of words becomes one
column of 0 and 1 for each word (one-hot). How is decided on the rows to learn from, and kept as
plain text in the model, so that new rows are read in the same way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from os import PathLike

import numpy as np

from microact.data import split
from microact.readings.numbers import Array
from microact.tables.cells import is_number, missing, mostly_numbers, number
from microact.tables.columns import Column, Encoder, find
from microact.tables.csv_reader import Row, read_rows
from microact.tables.dates import Dates, dates_of
from microact.tables.tidying import in_one_case, nothing_known
from microact.tables.written import style_of

MOST_WORDS = 50
"""A column of more different words than this is a name or a remark, not a category."""

MIXED = 0.1
"""Of a column of numbers a smaller share may be something else, and is refused as a slip;"""

CODES = 5
"""so are fewer different ones."""

_MEASURED = re.compile(r"[-+−]?[$€£¥]?\s?[-+−]?\d[\d.,]*\s?([eE][-+]?\d+|[%‰$€£¥°])?")
"""A number with a unit, or written in a way that no program reads."""

MOST_CLASSES = 20
"""Whole numbers of more different values than this are numbers to predict, not classes."""


@dataclass
class Table:
    """A table as numbers, in two parts: rows to learn from, and rows held out."""

    X: Array
    y: Array
    X_test: Array
    y_test: Array
    encoder: Encoder
    notes: list[str]
    """What was found, left out or filled in, in words."""

    @property
    def features(self) -> list[str]:
        """The names of the columns of X."""
        return [name for column in self.encoder.columns for name in column.features]

    @property
    def classes(self) -> list[str]:
        """The names of the classes; empty if the target is a number."""
        return self.encoder.classes


def load_csv(
    path: str | PathLike[str],
    target: str | None = None,
    *,
    header: bool | None = None,
    kind: str | None = None,
    drop: Sequence[str] = (),
    test: float = 0.2,
    seed: int = 0,
    strict: bool = False,
    words: Sequence[str] = (),
    encoder: Encoder | None = None,
) -> Table:
    """Read a CSV file for learning: numbers, words, missing values, quotes, commas or semicolons.

    Args:
        path: the file, in UTF-8. Without a header the columns are called column1, column2, ….
        target: the column to predict; by default the last.
        header: whether the first line holds names; by default it is found out.
        kind: "class" or "number": what the target is. By default words are classes, and so are
            whole numbers of at most 20 values that come five times each on average.
        drop: columns to leave out.
        test: the share of rows held out; 0 for none.
        seed: chooses them.
        strict: refuse rows without a target, which are left out and counted otherwise.
        words: columns that hold words, though they look like numbers: codes, numbers of houses.
        encoder: of an earlier table; columns are read as they were there.

    Returns:
        A `Table`; for classes `y` holds integers. X is standardised with the mean and the spread
        of the rows to learn from; a missing number counts as their mean.

    Raises:
        ValueError: naming the line and the column of what cannot be read.
        OSError: if the file cannot be read.
    """
    names, rows, found = read_rows(path, header)
    numbers = [name for name in names if is_number(name)]
    guess = [f"line 1 is taken as names, {', '.join(numbers[:3])} among them (--no-header "
             "overrules)"] if numbers and header is None else []  # fmt: skip
    how = {"kind": kind, "drop": drop, "test": test, "seed": seed, "strict": strict,
           "words": words, "encoder": encoder}  # fmt: skip
    made = table(names, rows, target, header=found, **how)  # type: ignore[arg-type]  # each as above
    made.notes[:0] = guess
    return made


def table(
    names: list[str],
    rows: list[Row],
    target: str | None = None,
    *,
    header: bool = True,
    kind: str | None = None,
    drop: Sequence[str] = (),
    test: float = 0.2,
    seed: int = 0,
    strict: bool = False,
    words: Sequence[str] = (),
    encoder: Encoder | None = None,
) -> Table:
    """Make a table of rows that are already read; see `load_csv`."""
    target = names[-1] if target is None else target
    at = find(target, names)
    for name in drop:
        if find(name, names) == at:
            raise ValueError(f"the target {target!r} cannot be dropped")
    cells, alike = [], []
    for i, name in enumerate(names):
        column = [row.cells[i].strip() for row in rows]
        column, silent = (column, "") if name in words else nothing_known(column)
        column, same = in_one_case(column)
        cells.append(column)
        told = [note for note in (silent, same) if note and name not in drop]
        alike += [f"column {name!r}: {note}" for note in told]
    whole = [i for i in range(len(rows)) if strict or not missing(cells[at][i])]
    if not whole:
        raise ValueError(f"column {target!r}: the target is missing in every row")
    without, rows = len(rows) - len(whole), [rows[i] for i in whole]
    cells, lines = [[column[i] for i in whole] for column in cells], [row.line for row in rows]
    y, classes = _answers(cells[at], lines, target, kind)
    what = f"one of {len(classes)} classes" if classes else "a number"
    notes = [] if header else ["no header: the first line is taken as a row"]
    notes.append(f"to predict: {target!r}, {what}")
    if without:
        rows_are = "row has" if without == 1 else "rows have"
        notes.append(f"{without} {rows_are} no target and were left out (--strict refuses them)")
    notes += alike
    # Nothing is held out of a table that is only looked at.
    learn, hold_out = split(y, test, seed) if test else (np.arange(len(y)), np.arange(0))
    if encoder is None:
        columns = []
        for i, name in enumerate(names):
            if i != at and name not in drop:
                known, note = _column(name, cells[i], lines, learn, words)
                notes += [note] if note else []
                columns += [known] if known is not None else []
        if not columns:
            raise ValueError(f"no column is left to learn from ({'; '.join(notes)})")
        encoder = Encoder(columns, target, classes, header, len(names))
    elif classes != encoder.classes:
        y = _as_before(y, classes, encoder)
    X = encoder.encode(names, rows)
    return Table(X[learn], y[learn], X[hold_out], y[hold_out], encoder, notes)


def _as_before(y: Array, classes: list[str], encoder: Encoder) -> Array:
    """Count classes as an earlier table did; raise `ValueError` for one that it had not."""
    for name in classes:
        if name not in encoder.classes:
            raise ValueError(
                f"column {encoder.target!r}: {name!r} is none of the classes that were learned, "
                f"{', '.join(encoder.classes) or 'but numbers'}"
            )
    if not classes:
        raise ValueError(f"column {encoder.target!r} holds numbers; classes were learned")
    return np.array([encoder.classes.index(name) for name in classes])[y]


def _answers(
    cells: list[str], lines: list[int], target: str, kind: str | None
) -> tuple[Array, list[str]]:
    """Return the targets, and the names of the classes if they are classes."""
    if kind not in (None, "class", "number"):
        raise ValueError(f'the target is a "class" or a "number", got {kind!r}')
    for cell, line in zip(cells, lines):
        if missing(cell):
            raise ValueError(f"line {line}, column {target!r}: the target is missing")
    style = None if kind == "class" else style_of(cells)
    if style is not None:
        y = np.array([style.number(cell, line, target) for cell, line in zip(cells, lines)])
        return y, []
    if kind == "number" or (kind is None and mostly_numbers(cells, target)):
        y = np.array([number(cell, line, target) for cell, line in zip(cells, lines)])
        # Counted as they are written: two long numbers may share a float.
        exact = [Decimal(cell) for cell in cells]
        different, whole = len(set(exact)), all(v == v.to_integral_value() for v in exact)
        often = different <= MOST_CLASSES and len(y) >= 5 * different
        if kind == "number" or not (whole and often):
            return y, []
        cells = [str(int(Decimal(cell))) for cell in cells]  # 1, 1.0 and 01 are one class
    found = sorted(set(cells), key=lambda cell: (float(cell) if is_number(cell) else 0.0, cell))
    if len(found) == 1:
        raise ValueError(f"column {target!r} says {found[0]!r} in every row: nothing to learn")
    return np.array([found.index(cell) for cell in cells]), found


def _column(
    name: str, cells: list[str], lines: list[int], learn: Array, as_words: Sequence[str] = ()
) -> tuple[Column | None, str]:
    """Decide how a column becomes numbers; None for one that says nothing, with a note."""
    same = f"column {name!r} says the same in every row and was left out"
    known = [cells[i] for i in learn if not missing(cells[i])]
    unknown = len(learn) - len(known)
    if len(set(known)) < 2:
        return None, same
    dates = None if name in as_words else dates_of(known)
    if dates is not None:
        return _dated(name, dates, cells, lines, learn, unknown)
    style = None if name in as_words else style_of(known)
    plain = style is None and name not in as_words and mostly_numbers(known, name)
    if style is not None or (plain and not _mixed(known)):
        read = number if style is None else style.number
        numbers = np.array([read(cells[i], lines[i], name) for i in learn])
        numbers = numbers[~np.isnan(numbers)]
        size = float(np.max(np.abs(numbers))) or 1.0  # taken out, so that no square overflows
        mean, spread = size * float(np.mean(numbers / size)), size * float(np.std(numbers / size))
        notes = [f"{unknown} missing, taken as the mean"] if unknown else []
        notes += [f"{style.words} (--words {name} overrules)"] if style is not None else []
        note = f"column {name!r}: {'; '.join(notes)}" if notes else ""
        return (Column(name, None, mean, spread, style), note) if spread > 0 else (None, same)
    words = sorted({cell for cell in cells if not missing(cell)})
    if len(words) > MOST_WORDS:
        mixed = ", numbers among them," if _mixed(known) else ""
        return None, f"column {name!r} has {len(words)} different words{mixed} and was left out"
    notes = [f"column {name!r}: {unknown} missing, taken as none of its words"] if unknown else []
    if len(measured := [word for word in words if _MEASURED.fullmatch(word)]) > len(words) / 2:
        notes.append(f"column {name!r} is taken as words, such as {measured[0]!r}, not as numbers")
    return Column(name, words), "; ".join(notes)


def _dated(
    name: str, dates: Dates, cells: list[str], lines: list[int], learn: Array, unknown: int
) -> tuple[Column, str]:
    """Make a column of dates: each part standardised, one that never changes left at 0."""
    parts = np.array([dates.numbers(cells[i], lines[i], name) for i in learn])
    means, spreads = np.nanmean(parts, axis=0), np.nanstd(parts, axis=0)
    notes = [f"{unknown} missing, taken as the mean"] if unknown else []
    notes.append(f"{dates.words} (--words {name} overrules)")
    column = Column(
        name,
        dates=dates,
        means=means.tolist(),
        spreads=np.where(spreads > 0, spreads, 1.0).tolist(),
    )
    return column, f"column {name!r}: {'; '.join(notes)}"


def _mixed(known: list[str]) -> bool:
    """Whether so many cells are no numbers that they are no slips: codes, names of tickets."""
    others = [cell for cell in known if not is_number(cell)]
    some = MIXED * len(known) < len(others) < len(known)
    return some and len(set(others)) >= CODES
