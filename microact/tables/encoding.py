"""Your own table: a CSV file as numbers to learn from.

Each column becomes numbers: a column of numbers is standardised, a column of words becomes one
column of 0 and 1 for each word (one-hot). How is decided on the rows to learn from, and kept as
plain text in the model, so that new rows are read in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import not_
from os import PathLike

import numpy as np

from microact.data import split
from microact.readings.numbers import Array
from microact.tables.cells import is_number, missing, mostly_numbers, number
from microact.tables.columns import Encoder, find
from microact.tables.csv_reader import Row, read_rows
from microact.tables.deciding import column_of
from microact.tables.tidying import alike_in, are_codes
from microact.tables.written import cores_of, decimal_of, style_of

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
    day_first: bool | None = None,
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
            Their words stay as they are written, however many there are.
        day_first: how dates are read that fit both ways, such as 3/4/2021.
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
    made = table(
        names, rows, target, header=found, kind=kind, drop=drop, test=test, seed=seed,
        strict=strict, words=words, day_first=day_first, encoder=encoder,
    )  # fmt: skip
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
    day_first: bool | None = None,
    encoder: Encoder | None = None,
) -> Table:
    """Make a table of rows that are already read; see `load_csv`."""
    target = names[-1] if target is None else target
    at = find(target, names)
    for name in drop:
        if find(name, names) == at:
            raise ValueError(f"the target {target!r} cannot be dropped")
    for name in words:
        find(name, names)
    kind = "class" if kind is None and target in words else kind
    cells, alike = [], []
    for i, name in enumerate(names):
        column, told = alike_in([row.cells[i].strip() for row in rows], name in words)
        cells.append(column)
        alike += [f"column {name!r}: {note}" for note in told if name not in drop]
    decimal = decimal_of(core for column in cells for core in cores_of(set(column))) or "."
    nothing = missing if target not in words else not_
    whole = [i for i in range(len(rows)) if strict or not nothing(cells[at][i])]
    if not whole:
        raise ValueError(f"column {target!r}: the target is missing in every row")
    without, rows = len(rows) - len(whole), [rows[i] for i in whole]
    cells, lines = [[column[i] for i in whole] for column in cells], [row.line for row in rows]
    for cell, line in zip(cells[at], lines):
        if nothing(cell):
            raise ValueError(f"line {line}, column {target!r}: the target is missing")
    y, classes, how = _answers(cells[at], lines, target, kind, decimal)
    what = f"one of {len(classes)} classes" if classes else "a number"
    notes = [] if header else ["no header: the first line is taken as a row"]
    notes.append(f"to predict: {target!r}, {what}{how}")
    if without:
        rows_are = "row has" if without == 1 else "rows have"
        notes.append(f"{without} {rows_are} no target and were left out (--strict refuses them)")
    notes += alike
    # Nothing is held out of a table that is only looked at.
    try:
        learn, hold_out = split(y, test, seed) if test else (np.arange(len(y)), np.arange(0))
    except ValueError:
        of = f" of {len(classes)} classes" if classes else ""
        raise ValueError(
            f"{len(y)} rows{of} are too few to hold some of them out; is {target!r} what is to be "
            "predicted? (--kind number, if it is a number)"
        ) from None
    if encoder is None:
        columns = []
        for i, name in enumerate(names):
            if i != at and name not in drop:
                known, note = column_of(name, cells[i], lines, learn, decimal, words, day_first)
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
    cells: list[str], lines: list[int], target: str, kind: str | None, decimal: str
) -> tuple[Array, list[str], str]:
    """Return the targets, the names of the classes if they are classes, and how they are read."""
    if kind not in (None, "class", "number"):
        raise ValueError(f'the target is a "class" or a "number", got {kind!r}')
    style = None if kind == "class" else style_of(cells, decimal)
    how = f", {style.words} (--kind class overrules)" if style else ""
    if style is not None:
        y = np.array([style.number(cell, line, target) for cell, line in zip(cells, lines)])
        return _varying(y, target, cells), [], how
    if kind == "number" or (kind is None and mostly_numbers(cells, target)):
        y = np.array([number(cell, line, target) for cell, line in zip(cells, lines)])
        # Counted as they are written: two long numbers may share a float.
        exact = [Decimal(cell) for cell in cells]
        different, whole = len(set(exact)), all(v == v.to_integral_value() for v in exact)
        often = different <= MOST_CLASSES and len(y) >= 5 * different
        if kind == "number" or not (whole and often):
            return _varying(y, target, cells), [], ""
        if not are_codes(cells):
            cells = [str(int(Decimal(cell))) for cell in cells]  # 1, 1.0 and 01 are one class
    found = sorted(set(cells), key=lambda cell: (float(cell) if is_number(cell) else 0.0, cell))
    if len(found) == 1:
        raise ValueError(f"column {target!r} says {found[0]!r} in every row: nothing to learn")
    return np.array([found.index(cell) for cell in cells]), found, ""


def _varying(y: Array, target: str, cells: list[str]) -> Array:
    if np.all(y == y[0]):
        raise ValueError(f"column {target!r} says {cells[0]!r} in every row: nothing to learn")
    return y
