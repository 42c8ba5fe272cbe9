"""Your own table: a CSV file as numbers to learn from.

Each column becomes numbers: a column of numbers is standardised, a column of words becomes one
column of 0 and 1 for each word (one-hot). How is decided on the rows to learn from, and kept as
plain text in the model, so that new rows are read in the same way.
"""

import csv
import io
from dataclasses import asdict, dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from microact.arrays import Array
from microact.data import split

MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}
"""What people write where they know nothing, whatever its case."""

MOST_WORDS = 50
"""A column of more different words than this is a name or a remark, not a category."""


@dataclass
class Row:
    """The cells of one row, and the line of the file where it stands."""

    line: int
    cells: list[str]


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


@dataclass
class Encoder:
    """How a whole table becomes numbers: `encode` reads new rows as the first ones were read."""

    columns: list[Column]
    target: str
    classes: list[str]
    header: bool

    def encode(self, header: list[str], rows: list[Row]) -> Array:
        """Turn rows into numbers of shape (rows, features).

        Raises:
            ValueError: naming the row and the column of what cannot be read.
        """
        parts = []
        for column in self.columns:
            at = _find(column.name, header)
            cells = [row.cells[at].strip() for row in rows]
            if column.words is None:
                numbers = np.array([_number(cell, row, column) for cell, row in zip(cells, rows)])
                known = np.where(np.isnan(numbers), column.mean, numbers)
                parts.append((known[:, None] - column.mean) / column.spread)
            else:
                for cell, row in zip(cells, rows):
                    if cell not in column.words and not _missing(cell):
                        raise ValueError(
                            f"line {row.line}, column {column.name!r}: {cell!r} is none of the "
                            f"words known: {', '.join(column.words[:8])}"
                        )
                parts.append(np.array([[cell == word for word in column.words] for cell in cells]))
        return np.concatenate(parts, axis=1).astype(np.float64)

    def as_facts(self) -> dict[str, Any]:
        """Return it as what JSON can hold; `Encoder.from_facts` reads it."""
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> "Encoder":
        """Make the encoder that `as_facts` described."""
        columns = [Column(**column) for column in facts["columns"]]
        return cls(columns, facts["target"], facts["classes"], facts["header"])


@dataclass
class Table:
    """A table as numbers, in two parts: rows to learn from, and rows held out."""

    X: Array
    y: Array
    X_test: Array
    y_test: Array
    encoder: Encoder
    notes: list[str] = field(default_factory=list)
    """What was left out or filled in, in words."""

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
    drop: tuple[str, ...] = (),
    test: float = 0.2,
    seed: int = 0,
) -> Table:
    """Read a CSV file for learning: numbers, words, missing values, quotes, commas or semicolons.

    Args:
        path: the file, in UTF-8. Without a header the columns are called column1, column2, ….
        target: the column to predict; by default the last.
        header: whether the first line holds names; by default it is found out.
        drop: columns to leave out.
        test: the share of rows held out.
        seed: chooses them.

    Returns:
        A `Table`. A target of words, or of a few whole numbers, is a class (`y` holds integers,
        `classes` their names); any other is a number. X is standardised with the mean and the
        spread of the rows to learn from; a missing number counts as their mean.

    Raises:
        ValueError: naming the line and the column of what cannot be read.
        OSError: if the file cannot be read.
    """
    names, rows, has_header = read_rows(path, header)
    return table(names, rows, target, header=has_header, drop=drop, test=test, seed=seed)


def table(
    names: list[str],
    rows: list[Row],
    target: str | None = None,
    *,
    header: bool = True,
    drop: tuple[str, ...] = (),
    test: float = 0.2,
    seed: int = 0,
) -> Table:
    """Make a table of rows that are already read; see `load_csv`."""
    target = names[-1] if target is None else target
    at = _find(target, names)
    for name in drop:
        _find(name, names)
    for row in rows:
        if _missing(row.cells[at]):
            raise ValueError(f"line {row.line}, column {target!r}: the target is missing")
    answers = [row.cells[at].strip() for row in rows]
    classes = _classes(answers)
    if len(classes) == 1:
        raise ValueError(f"column {target!r} says {classes[0]!r} in every row: nothing to learn")
    if classes:
        y = np.array([classes.index(answer) for answer in answers])
    else:
        goal = Column(target)
        y = np.array([_number(answer, row, goal) for answer, row in zip(answers, rows)])
    learn, hold_out = split(y, test, seed)
    seen = [rows[i] for i in learn]
    columns, notes = [], []
    for i, name in enumerate(names):
        if i == at or name in drop:
            continue
        column, note = _column(name, [row.cells[i].strip() for row in seen], seen)
        notes += [note] if note else []
        columns += [column] if column else []
    if not columns:
        raise ValueError("no column is left to learn from")
    encoder = Encoder(columns, target, classes, header)
    X, X_test = encoder.encode(names, seen), encoder.encode(names, [rows[i] for i in hold_out])
    return Table(X, y[learn], X_test, y[hold_out], encoder, notes)


def read_rows(
    path: str | PathLike[str], header: bool | None = None
) -> tuple[list[str], list[Row], bool]:
    """Read a CSV file's names, its rows, and whether the names stood in the file.

    Raises:
        ValueError: for a file that is not UTF-8 text, is empty, or has lines of unequal length.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no UTF-8 text: byte {error.start}; save it as UTF-8") from None
    if "\0" in text:
        raise ValueError(f"{path} is no text: it holds a zero byte")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(reader.line_num, cells))
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
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
    if not header:
        return [f"column{i + 1}" for i in range(width)], rows, False
    names = [cell.strip() for cell in rows[0].cells]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise ValueError(f"{path}: two columns are called {min(doubled)!r}")
    if len(rows) == 1:
        raise ValueError(f"{path} holds names, but no rows")
    return names, rows[1:], True


def _looks_like_names(rows: list[Row]) -> bool:
    """Whether the first row is unlike the others: words above numbers, or words not seen again."""
    first, rest = rows[0].cells, rows[1:]
    if any(_is_number(cell) or _missing(cell) for cell in first) or not rest:
        return False
    below = [{row.cells[i].strip() for row in rest} for i in range(len(first))]
    above_numbers = any(any(map(_is_number, cells)) for cells in below)
    return above_numbers or all(name.strip() not in cells for name, cells in zip(first, below))


def _column(name: str, cells: list[str], rows: list[Row]) -> tuple[Column | None, str]:
    """Decide how a column becomes numbers; None for one that says nothing, with a note."""
    known = [cell for cell in cells if not _missing(cell)]
    if len(set(known)) < 2:
        return None, f"column {name!r} says the same in every row and was left out"
    if sum(map(_is_number, known)) > len(known) / 2:
        column = Column(name)
        numbers = np.array([_number(cell, row, column) for cell, row in zip(cells, rows)])
        numbers = numbers[~np.isnan(numbers)]
        column.mean, column.spread = float(np.mean(numbers)), float(np.std(numbers))
        if not column.spread > 0:
            return None, f"column {name!r} says the same in every row and was left out"
        missing = len(cells) - len(known)
        return column, f"column {name!r}: {missing} missing, taken as the mean" if missing else ""
    words = sorted(set(known))
    if len(words) > MOST_WORDS:
        return None, f"column {name!r} has {len(words)} different words and was left out"
    return Column(name, words), ""


def _classes(answers: list[str]) -> list[str]:
    """Return the classes of a target, in order; an empty list if it is a number to predict."""
    found = set(answers)
    if not all(map(_is_number, found)):
        return sorted(found)
    whole = all(float(answer).is_integer() for answer in found)
    return sorted(found, key=float) if whole and len(found) <= 20 else []


def _find(name: str, names: list[str]) -> int:
    if name not in names:
        raise ValueError(f"there is no column {name!r}; there are {', '.join(names)}")
    return names.index(name)


def _missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell)))
    except ValueError:
        return False


def _number(cell: str, row: Row, column: Column) -> float:
    """Read a number; a missing one is NaN."""
    if _missing(cell):
        return float("nan")
    if not _is_number(cell):
        raise ValueError(f"line {row.line}, column {column.name!r}: {cell!r} is no number")
    return float(cell)
