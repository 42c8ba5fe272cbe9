"""Your own table: a CSV file as numbers to learn from.

Each column becomes numbers: a column of numbers is standardised, a column of words becomes one
column of 0 and 1 for each word (one-hot). How is decided on the rows to learn from, and kept as
plain text in the model, so that new rows are read in the same way.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from os import PathLike

import numpy as np

from microact.data import split
from microact.readings.numbers import Array
from microact.support.facts import Facts
from microact.tables.csv_reader import Row, is_number, missing, mostly_numbers, number, read_rows

MOST_WORDS = 50
"""A column of more different words than this is a name or a remark, not a category."""

_MEASURED = re.compile(r"[-+−]?[$€£¥]?\s?[-+−]?\d[\d.,]*\s?([eE][-+]?\d+|[%‰$€£¥°])?")
"""A number with a unit, or written in a way that no program reads."""

MOST_CLASSES = 20
"""Whole numbers of more different values than this are numbers to predict, not classes."""


@dataclass
class Column:
    """How one column of a table becomes numbers."""

    name: str
    words: list[str] | None = None
    """The known words of a column of words; None for a column of numbers."""
    mean: float = 0.0
    spread: float = 1.0

    @property
    def features(self) -> list[str]:
        """The names of the columns of numbers that it becomes."""
        return [self.name] if self.words is None else [f"{self.name}={w}" for w in self.words]

    def encode(self, cells: list[str], lines: list[int]) -> Array:
        """Turn cells into numbers of shape (rows, features).

        Raises:
            ValueError: naming the line of what is no number, or no known word.
        """
        if self.words is None:
            numbers = [number(cell, line, self.name) for cell, line in zip(cells, lines)]
            known = np.where(np.isnan(numbers), self.mean, numbers)
            scaled: Array = (known[:, None] - self.mean) / self.spread
            return scaled
        for cell, line in zip(cells, lines):
            if cell not in self.words and not missing(cell):
                raise ValueError(
                    f"line {line}, column {self.name!r}: {cell!r} is none of the words known: "
                    f"{', '.join(self.words[:8])}"
                )
        return np.array([[float(cell == word) for word in self.words] for cell in cells])


@dataclass
class Encoder:
    """How a whole table becomes numbers: `encode` reads new rows as the first ones were read."""

    columns: list[Column]
    target: str
    classes: list[str]
    """The names of the classes; empty if the target is a number."""
    header: bool
    width: int
    """How many columns the table had, the target included."""

    def encode(self, names: list[str], rows: list[Row]) -> Array:
        """Turn rows into numbers of shape (rows, features).

        Raises:
            ValueError: naming the line and the column of what cannot be read, or if there is no
                header and columns are missing, so that nobody knows which is which.
        """
        last = f"column{self.width}" == self.target
        if not self.header and len(names) != self.width and (len(names) + 1, last) != (
            self.width, True
        ):  # fmt: skip
            raise ValueError(
                f"{len(names)} columns where the table to learn from had {self.width}, without "
                f"names: which is which? (its target was {self.target})"
            )
        lines = [row.line for row in rows]
        parts = []
        for column in self.columns:
            at = _find(column.name, names)
            parts.append(column.encode([row.cells[at].strip() for row in rows], lines))
        return np.concatenate(parts, axis=1)

    def as_facts(self) -> Facts:
        """Return it as what JSON can hold; `Encoder.from_facts` reads it."""
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Facts) -> "Encoder":
        """Make the encoder that `as_facts` described.

        Raises:
            ValueError, TypeError, KeyError: if it describes none.
        """
        columns = [Column(**column) for column in facts["columns"]]
        for column in columns:
            if not (np.isfinite(column.mean) and 0 < column.spread < np.inf):
                raise ValueError(f"column {column.name!r} has no mean or no spread")
        return cls(columns, *[facts[name] for name in ("target", "classes", "header", "width")])


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

    Returns:
        A `Table`; for classes `y` holds integers. X is standardised with the mean and the spread
        of the rows to learn from; a missing number counts as their mean.

    Raises:
        ValueError: naming the line and the column of what cannot be read.
        OSError: if the file cannot be read.
    """
    names, rows, found = read_rows(path, header)
    return table(names, rows, target, header=found, kind=kind, drop=drop, test=test, seed=seed)


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
) -> Table:
    """Make a table of rows that are already read; see `load_csv`."""
    target = names[-1] if target is None else target
    at = _find(target, names)
    for name in drop:
        if _find(name, names) == at:
            raise ValueError(f"the target {target!r} cannot be dropped")
    lines = [row.line for row in rows]
    cells = [[row.cells[i].strip() for row in rows] for i in range(len(names))]
    y, classes = _answers(cells[at], lines, target, kind)
    what = f"one of {len(classes)} classes" if classes else "a number"
    notes = [] if header else ["no header: the first line is taken as a row"]
    notes.append(f"to predict: {target!r}, {what}")
    # Nothing is held out of a table that is only looked at.
    learn, hold_out = split(y, test, seed) if test else (np.arange(len(y)), np.arange(0))
    columns, parts = [], []
    for i, name in enumerate(names):
        if i != at and name not in drop:
            column, note = _column(name, cells[i], lines, learn)
            notes += [note] if note else []
            if column is not None:
                columns.append(column)
                parts.append(column.encode(cells[i], lines))
    if not columns:
        raise ValueError(f"no column is left to learn from ({'; '.join(notes)})")
    X = np.concatenate(parts, axis=1)
    encoder = Encoder(columns, target, classes, header, len(names))
    return Table(X[learn], y[learn], X[hold_out], y[hold_out], encoder, notes)


def _answers(
    cells: list[str], lines: list[int], target: str, kind: str | None
) -> tuple[Array, list[str]]:
    """Return the targets, and the names of the classes if they are classes."""
    if kind not in (None, "class", "number"):
        raise ValueError(f'the target is a "class" or a "number", got {kind!r}')
    for cell, line in zip(cells, lines):
        if missing(cell):
            raise ValueError(f"line {line}, column {target!r}: the target is missing")
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
    name: str, cells: list[str], lines: list[int], learn: Array
) -> tuple[Column | None, str]:
    """Decide how a column becomes numbers; None for one that says nothing, with a note."""
    same = f"column {name!r} says the same in every row and was left out"
    known = [cells[i] for i in learn if not missing(cells[i])]
    unknown = len(learn) - len(known)
    if len(set(known)) < 2:
        return None, same
    if mostly_numbers(known, name):
        numbers = np.array([number(cells[i], lines[i], name) for i in learn])
        numbers = numbers[~np.isnan(numbers)]
        size = float(np.max(np.abs(numbers))) or 1.0  # taken out, so that no square overflows
        mean, spread = size * float(np.mean(numbers / size)), size * float(np.std(numbers / size))
        note = f"column {name!r}: {unknown} missing, taken as the mean" if unknown else ""
        return (Column(name, None, mean, spread), note) if spread > 0 else (None, same)
    words = sorted({cell for cell in cells if not missing(cell)})
    if len(words) > MOST_WORDS:
        return None, f"column {name!r} has {len(words)} different words and was left out"
    notes = [f"column {name!r}: {unknown} missing, taken as none of its words"] if unknown else []
    if len(measured := [word for word in words if _MEASURED.fullmatch(word)]) > len(words) / 2:
        notes.append(f"column {name!r} is taken as words, such as {measured[0]!r}, not as numbers")
    return Column(name, words), "; ".join(notes)


def _find(name: str, names: list[str]) -> int:
    if name not in names:
        raise ValueError(f"there is no column {name!r}; there are {', '.join(names)}")
    return names.index(name)
