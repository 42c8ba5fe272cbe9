"""Dates as their parts: how many days have passed, year, month, day, weekday, hour.

How a whole column writes its dates is found out at once: 3/4/2020 alone may be April or March.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from microact.tables.cells import is_number, missing, no_number

ISO = ""
"""Stands for what `datetime.fromisoformat` reads: 2020-03-04, 2020-03-04T05:06, 20200304."""

DAYS = {
    "%d.%m.%Y": "day, month, year", "%m/%d/%Y": "month, day, year",
    "%d/%m/%Y": "day, month, year", "%Y/%m/%d": "year, month, day", "%m-%d-%Y": "month, day, year",
    "%d-%m-%Y": "day, month, year", "%d %b %Y": "day, month, year", "%d %B %Y": "day, month, year",
    "%d-%b-%Y": "day, month, year", "%b %d, %Y": "month, day, year",
    "%B %d, %Y": "month, day, year",
    "%d.%m.%y": "day, month, year", "%m/%d/%y": "month, day, year", "%d/%m/%y": "day, month, year",
    "%d-%b-%y": "day, month, year",
}  # fmt: skip
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
SHAPES = (
    {ISO: "year, month, day"}
    | {f"{day}{time}": order for (day, order), time in product(DAYS.items(), TIMES)}
    | dict.fromkeys(("%Y-%m", "%b %Y", "%B %Y"), "year, month")
    | dict.fromkeys(("%H:%M", "%H:%M:%S"), "the time of day")
)
"""Ways to write a date, tried in this order, and what stands where."""

FEW, SAMPLE = 5, 50
"""So many cells say which ways are worth trying on more, and on all."""

_LOOKS = re.compile(r"[\w,.]+[-/.: ].*\d.*|\d+[-/.: ].*", re.ASCII)
"""What may be a date, seen at once."""

SLIPS = 0.1
"""A smaller share of cells may be something else: a slip, which is refused by its line."""

FIRST, LAST = 1800, 2200
"""Years of dates: 1034-01-10 is a code."""

PARTS = ("day number", "year", "month", "day", "weekday", "hour")
"""The hour with its minutes and seconds as a fraction."""


@dataclass(frozen=True)
class Dates:
    """How a column writes its dates."""

    shape: str
    example: str
    with_hours: bool
    other: str = ""
    """Another order that fits as well."""
    utc: bool = False
    """Whether they come from several time zones, and are read in UTC."""

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise ValueError(f"dates are not written as {self.shape!r}")

    @property
    def parts(self) -> tuple[str, ...]:
        """Name the numbers that a date becomes."""
        if "%d" not in self.shape and self.shape != ISO:
            return PARTS[-1:] if "%Y" not in self.shape else PARTS[:3]
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
        if self.utc and day.tzinfo:
            day = day.astimezone(UTC)
        hour = day.hour + day.minute / 60 + day.second / 3600
        known = dict(zip(PARTS, (
            day.toordinal(), day.year, day.month, day.day, day.weekday(), hour,
        )))  # fmt: skip
        return [float(known[part]) for part in self.parts]

    @property
    def words(self) -> str:
        """Say how the example is read."""
        order = SHAPES[self.shape]
        though = f", though it may be {self.other}" if self.other else ""
        if self.other:
            switch = "--day-first" if order.startswith("month") else "--no-day-first"
            though += f" ({switch})"
        return f"read as dates, {order}{though}{', in UTC' if self.utc else ''}"


def dates_of(cells: Sequence[str], day_first: bool | None = None) -> Dates | None:
    """Find out how a column writes its dates; None if it holds none.

    Args:
        cells: of the column.
        day_first: whether the day comes before the month where both orders fit; None takes the
            month first, but for dates with points.
    """
    known = [cell for cell in cells if not missing(cell)]
    if not any(_LOOKS.fullmatch(cell) and not is_number(cell) for cell in known[:FEW]):
        return None  # 2020 is a number
    likely = [s for s in SHAPES if any(_read(cell, s) is not None for cell in known[:FEW])]
    likely = [shape for shape in likely if _share(known[:SAMPLE], shape) > 1 - 2 * SLIPS]
    shares = {shape: _share(known, shape) for shape in likely}
    best = max(shares.values(), default=0.0)
    fitting = [shape for shape in likely if shares[shape] == best]
    if best < 1 - SLIPS:
        return None
    orders = list(dict.fromkeys(SHAPES[shape] for shape in fitting))
    if day_first is not None and len(orders) > 1:
        orders.sort(key=lambda order: order.startswith("day") != day_first)
    shape = next(shape for shape in fitting if SHAPES[shape] == orders[0])
    days = [day for cell in known if (day := _read(cell, shape)) is not None]
    zones = {day.utcoffset() for day in days}
    if len(zones) > 1 and None in zones:
        return None  # of some nobody knows the zone
    example = next(cell for cell in known if _read(cell, shape) is not None)
    hours = any(day.hour or day.minute or day.second for day in days)
    return Dates(shape, example, hours, orders[1] if orders[1:] else "", len(zones) > 1)


def _share(cells: Sequence[str], shape: str) -> float:
    return sum(_read(cell, shape) is not None for cell in cells) / len(cells)


def _read(cell: str, shape: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(cell) if shape == ISO else datetime.strptime(cell, shape)
    except ValueError:
        return None
    return (
        found if "%Y" not in shape + "%Y" * (shape == ISO) or FIRST <= found.year <= LAST else None
    )
