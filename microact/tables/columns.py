"""How the columns of a table become numbers, and how new rows are read as the first ones were."""

import json
from dataclasses import asdict, dataclass

import numpy as np

from microact.readings.numbers import Array
from microact.support.facts import Facts
from microact.tables.cells import missing, number
from microact.tables.csv_reader import Row
from microact.tables.dates import Dates
from microact.tables.written import Style


@dataclass
class Column:
    """How one column of a table becomes numbers."""

    name: str
    words: list[str] | None = None
    """The known words of a column of words; None for a column of numbers."""
    mean: float = 0.0
    spread: float = 1.0
    style: Style | None = None
    """How its numbers are written, where that is not as a program reads them."""
    dates: Dates | None = None
    """How its dates are written."""
    means: list[float] | None = None
    """Of a column of dates, the mean of each part."""
    spreads: list[float] | None = None

    @property
    def features(self) -> list[str]:
        """The names of the columns of numbers that it becomes."""
        if self.dates is not None:
            return [f"{self.name} ({part})" for part in self.dates.parts]
        return [self.name] if self.words is None else [f"{self.name}={w}" for w in self.words]

    def encode(self, cells: list[str], lines: list[int]) -> Array:
        """Turn cells into numbers of shape (rows, features); an unknown word is none of the known.

        Raises:
            ValueError: naming the line of what is no number.
        """
        if self.dates is not None:
            parts = np.array(
                [self.dates.numbers(c, line, self.name) for c, line in zip(cells, lines)]
            )
            parts = np.where(np.isnan(parts), np.array(self.means), parts)
            moved: Array = (parts - np.array(self.means)) / np.array(self.spreads)
            return moved
        if self.words is None:
            read = number if self.style is None else self.style.number
            numbers = [read(cell, line, self.name) for cell, line in zip(cells, lines)]
            known = np.where(np.isnan(numbers), self.mean, numbers)
            scaled: Array = (known[:, None] - self.mean) / self.spread
            return scaled
        places = {word.casefold(): i for i, word in enumerate(self.words)}
        rows: Array = np.zeros((len(cells), len(self.words)))
        for row, cell in zip(rows, cells):
            if cell.casefold() in places:
                row[places[cell.casefold()]] = 1.0
        return rows

    def unknown(self, cells: list[str]) -> set[str]:
        """Return words that are none of the known ones; they count as none of them."""
        if self.words is None:
            return set()
        known = {word.casefold() for word in self.words}
        return {c for c in cells if c.casefold() not in known and not missing(c)}


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
            at = find(column.name, names)
            parts.append(column.encode([row.cells[at].strip() for row in rows], lines))
        return np.concatenate(parts, axis=1)

    def unknown(self, names: list[str], rows: list[Row]) -> dict[str, set[str]]:
        """Return the words of new rows that were never seen, by column."""
        found = {}
        for column in self.columns:
            at = find(column.name, names)
            found[column.name] = column.unknown([row.cells[at].strip() for row in rows])
        return {name: words for name, words in found.items() if words}

    def as_facts(self) -> Facts:
        """Return it as what JSON can hold; `Encoder.from_facts` reads it."""
        facts: Facts = json.loads(json.dumps(asdict(self)))
        return facts

    @classmethod
    def from_facts(cls, facts: Facts) -> "Encoder":
        """Make the encoder that `as_facts` described.

        Raises:
            ValueError, TypeError, KeyError: if it describes none.
        """
        columns = [_column(column) for column in facts["columns"]]
        for column in columns:
            means = [column.mean, *(column.means or [])]
            spreads = [column.spread, *(column.spreads or [])]
            if not (np.all(np.isfinite(means)) and all(0 < x < np.inf for x in spreads)):
                raise ValueError(f"column {column.name!r} has no mean or no spread")
        return cls(columns, *[facts[name] for name in ("target", "classes", "header", "width")])


def _column(facts: Facts) -> Column:
    style = facts.get("style")
    if style is not None:
        style = Style(style["decimal"], tuple(style["units"]), style["example"])
    dates = facts.get("dates")
    return Column(**{**facts, "style": style, "dates": Dates(**dates) if dates else None})


def find(name: str, names: list[str]) -> int:
    """Return where a column stands; raise `ValueError` if there is none of the name."""
    if name not in names:
        raise ValueError(f"there is no column {name!r}; there are {', '.join(names)}")
    return names.index(name)
