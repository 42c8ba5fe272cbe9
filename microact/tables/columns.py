"""How the columns of a table become numbers, and how new rows are read as the first ones were."""

import json
from collections import Counter
from dataclasses import asdict, dataclass

import numpy as np

from microact.readings.numbers import Array
from microact.support.facts import Facts, made_of
from microact.tables.cells import MINUS, missing, no_number, number
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

    def check(self) -> None:
        """Raise `ValueError` where its parts do not fit together, as in a damaged file."""
        means, spreads = [self.mean, *(self.means or [])], [self.spread, *(self.spreads or [])]
        if not all(x > 0 for x in spreads):
            raise ValueError(f"column {self.name!r} has no spread")
        parts = len(self.dates.parts) if self.dates is not None else 0
        if {len(means), len(spreads)} != {1 + parts}:
            raise ValueError(f"column {self.name!r} has no mean or spread for each of its parts")
        if self.words is not None and len(set(self.words)) < len(self.words):
            raise ValueError(f"column {self.name!r} has a word twice")

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
        rows: Array = np.zeros((len(cells), len(self.words)))
        places = self._places()
        for row, cell in zip(rows, cells):
            place = places.get(cell, places.get(cell.casefold()))
            if place is not None:
                row[place] = 1.0
        return rows

    def _places(self) -> dict[str, int]:
        """Return where each word stands: as it is written, or whatever its capitals."""
        words = self.words or []
        by_letters = Counter(word.casefold() for word in words)
        places = {w.casefold(): i for i, w in enumerate(words) if by_letters[w.casefold()] == 1}
        places |= {word: i for i, word in enumerate(words)}
        return places | ({"-": places[MINUS]} if MINUS in places else {})

    def unknown(self, cells: list[str]) -> set[str]:
        """Return words that are none of the known ones; they count as none of them."""
        if self.words is None:
            return set()
        places = self._places()
        known = {c for c in cells if c in places or c.casefold() in places}
        return {c for c in cells if c not in known and not missing(c)}


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

    def unfilled(self, names: list[str], rows: list[Row]) -> dict[str, int]:
        """Count the cells of new rows in which nothing is known, by column."""
        found = {}
        for column in self.columns:
            silent = missing if column.words is not None else no_number
            at = find(column.name, names)
            found[column.name] = sum(silent(row.cells[at].strip()) for row in rows)
        return {name: n for name, n in found.items() if n}

    def as_facts(self) -> Facts:
        """Return it as what JSON can hold; `Encoder.from_facts` reads it."""
        facts: Facts = json.loads(json.dumps(asdict(self)))
        return facts

    @classmethod
    def from_facts(cls, facts: Facts) -> "Encoder":
        """Make the encoder that `as_facts` described.

        Raises:
            ValueError: if it describes none, by what is wrong.
        """
        encoder: Encoder = made_of(cls, facts)
        if len(encoder.classes) == 1 or len(set(encoder.classes)) < len(encoder.classes):
            raise ValueError(f"the classes are {encoder.classes}")
        for column in encoder.columns:
            column.check()
        return encoder


def find(name: str, names: list[str]) -> int:
    """Return where a column stands; raise `ValueError` if there is none of the name."""
    if name not in names:
        raise ValueError(f"there is no column {name!r}; there are {', '.join(names)}")
    return names.index(name)


def mean_and_spread(numbers: Array) -> tuple[float, float]:
    """Return the mean and the standard deviation; no square overflows on the way."""
    size = float(np.max(np.abs(numbers))) or 1.0
    return size * float(np.mean(numbers / size)), size * float(np.std(numbers / size))
