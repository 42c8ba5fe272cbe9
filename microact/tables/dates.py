"""Dates as their parts: how many days have passed, year, month, day, weekday, hour.

How a whole column writes its dates is found out at once: 3/4/2020 alone may be April or March.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from microact.tables.cells import missing, no_number

ISO = ""
"""Stands for what `datetime.fromisoformat` reads: 2020-03-04, 2020-03-04T05:06, 20200304."""

SHAPES = {
    ISO: "year, month, day", "%d.%m.%Y": "day, month, year", "%m/%d/%Y": "month, day, year",
    "%d/%m/%Y": "day, month, year", "%Y/%m/%d": "year, month, day", "%d-%m-%Y": "day, month, year",
    "%m/%d/%Y %H:%M": "month, day, year", "%d/%m/%Y %H:%M": "day, month, year",
    "%d.%m.%Y %H:%M": "day, month, year", "%d %b %Y": "day, month, year",
    "%b %d, %Y": "month, day, year",
}  # fmt: skip
"""Ways to write a date, tried in this order, and what stands where."""

PARTS = ("day number", "year", "month", "day", "weekday", "hour")


@dataclass(frozen=True)
class Dates:
    """How a column writes its dates."""

    shape: str
    example: str
    with_hours: bool
    other: str = ""
    """Another order that fits as well."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Name the numbers that a date becomes."""
        return PARTS if self.with_hours else PARTS[:-1]

    def numbers(self, cell: str, line: int, name: str) -> list[float]:
        """Read a date, NaN where it is missing; raise `ValueError` with its place otherwise."""
        if no_number(cell):
            return [float("nan")] * len(self.parts)
        day = _read(cell, self.shape)
        if day is None:
            raise ValueError(
                f"line {line}, column {name!r}: {cell!r} is no date like {self.example!r}"
            )
        all_parts = (day.toordinal(), day.year, day.month, day.day, day.weekday(), day.hour)
        return [float(x) for x in all_parts[: len(self.parts)]]

    @property
    def words(self) -> str:
        """Say how the example is read."""
        though = f", though it may be {self.other}" if self.other else ""
        return f"read as dates, {SHAPES[self.shape]}{though}"


def dates_of(cells: Sequence[str]) -> Dates | None:
    """Find out how a column writes its dates; None if it holds none."""
    known = [cell for cell in cells if not missing(cell)]
    if not known or any(cell.isdigit() for cell in known[:1]):  # 2020 is a number
        return None
    fitting = [s for s in SHAPES if all(_read(cell, s) is not None for cell in known)]
    if not fitting:
        return None
    shape = fitting[0]
    others = [SHAPES[s] for s in fitting[1:] if SHAPES[s] != SHAPES[shape]]
    hours = any(day is not None and day.hour for day in (_read(cell, shape) for cell in known))
    return Dates(shape, known[0], hours, others[0] if others else "")


def _read(cell: str, shape: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(cell) if shape == ISO else datetime.strptime(cell, shape)
    except ValueError:
        return None
    return found.replace(tzinfo=None)
