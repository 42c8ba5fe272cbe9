"""Numbers as people write them: 1.234,5 and 1,234.5, $12, 45 %, 3 kg. What is guessed is said.

How a whole column is written is found out at once: a single `1,234` may be either.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from microact.tables.cells import is_number, missing, no_number

_CELL = re.compile(
    r"(?P<sign>[-+−]?)\s?(?P<before>[$€£¥₹]|[A-Z]{3}\s)?\s?(?P<sign2>[-−]?)"
    r"(?P<number>\d[\d.,' \u00a0\u202f\u2019]*|[.,]\d+)"
    r"\s?(?P<after>[%‰$€£¥₹]|°?[A-Za-zµ]{1,4}[23²³]?)?"
)
"""A number, perhaps with a currency before it or a unit behind it."""

SPACES = "' \u00a0\u202f\u2019"
SLIPS = 0.1
"""A smaller share of cells may be something else: a slip, which is refused by its line."""


@dataclass(frozen=True)
class Style:
    """How the numbers of a column are written."""

    decimal: str
    """What stands before the decimals: a point or a comma."""
    units: tuple[str, ...]
    """Currencies and units that were left out."""
    example: str
    """A cell that shows it."""

    def number(self, cell: str, line: int, name: str) -> float:
        """Read a number, NaN where it is missing; raise `ValueError` with its place otherwise."""
        if no_number(cell):
            return math.nan
        found = _number_in(cell)
        if found is not None and (found[1] in self.units or not found[1]):
            plain = _plain(found[0], self.decimal)
            if plain is not None:
                return plain
        raise ValueError(
            f"line {line}, column {name!r}: {cell!r} is no number like {self.example!r}"
        )

    @property
    def words(self) -> str:
        """Say how the example is read."""
        value = self.number(self.example, 0, "")
        left = f", {' and '.join(map(repr, self.units))} left out" if self.units else ""
        return f"read as numbers, {self.example!r} as {value:.12g}{left}"


def style_of(cells: Sequence[str]) -> Style | None:
    """Find out how the numbers of a column are written; None if they are none, or plain ones.

    All units in it must be of one kind: a column of `3 kg` and `5 m` is none of numbers.
    """
    known = [cell for cell in cells if not missing(cell)]
    found = [(cell, _number_in(cell)) for cell in known]
    there = [(cell, f) for cell, f in found if f is not None]
    if (
        not there
        or len(there) < (1 - SLIPS) * len(known)
        or sum(map(is_number, known)) > len(known) / 2
    ):
        return None
    cores, units = [f[0] for _, f in there], sorted({f[1] for _, f in there if f[1]})
    if len(units) > 1:
        return None
    decimal = _decimal(cores)
    if decimal is None or any(_plain(core, decimal) is None for core in cores):
        return None
    odd = next(cell for cell, f in there if not is_number(cell) or f[1])
    return Style(decimal, tuple(units), odd)


def _number_in(cell: str) -> tuple[str, str] | None:
    """Return the signed number in a cell, as it is written, and its unit."""
    found = _CELL.fullmatch(cell.strip())
    if found is None:
        return None
    sign = "-" if (found["sign"] + found["sign2"]) in ("-", "−") else ""
    units = [(found["before"] or "").strip(), found["after"] or ""]
    if all(units):
        return None
    return sign + found["number"].strip(), units[0] or units[1]


def _decimal(cores: Sequence[str]) -> str | None:
    """Return what stands before the decimals; None if cells disagree."""
    says = set()
    for core in cores:
        commas, points = core.count(","), core.count(".")
        if commas and points:
            says.add("," if core.rindex(",") > core.rindex(".") else ".")
        elif commas > 1 or points > 1:
            says.add("." if commas else ",")  # what comes again stands between thousands
        elif commas and not re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", core):
            says.add(",")  # 3,5 and 0,123
        elif points and not re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", core):
            says.add(".")
    if len(says) == 1:
        return says.pop()
    # 1,234 alone is taken as a thousand and more, and 1.234 as one and a bit.
    return "." if not says else None


def _plain(core: str, decimal: str) -> float | None:
    """Return the number, or None if its groups are no thousands."""
    group = "." if decimal == "," else ","
    whole, _, rest = core.partition(decimal)
    for sign in SPACES:
        whole = whole.replace(sign, group)
    parts = whole.lstrip("-").split(group)
    if len(parts) > 1 and (
        not 1 <= len(parts[0]) <= 3 or any(len(part) != 3 for part in parts[1:])
    ):
        return None
    text = f"{'-' * whole.startswith('-')}{''.join(parts)}.{rest or 0}"
    return float(text) if is_number(text) else None
