"""Numbers as people write them: 1.234,5 and 1,234.5, $12, 45 %, 3 kg, (5.50), 1.2K.

What is guessed is said. How a whole column is written is found out at once: a single `1,234` may be
either, and if nothing else in the column tells, the other columns of the table may.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from microact.tables.cells import is_number, missing, no_number

_CELL = re.compile(
    r"(?P<open>\(?)(?P<sign>[-+−]?)\s?(?P<before>[$€£¥₹]|[A-Z]{3}\s)?\s?(?P<sign2>[-−]?)"
    r"(?P<number>\d[\d.,' \u00a0\u2009\u202f\u2019]*|[.,]\d+)(?P<exponent>[eE][-+]?\d{1,3})?"
    r"\s?(?P<after>[%‰$€£¥₹]|°?[A-Za-zµ]{1,4}[23²³]?)?(?P<sign3>-?)(?P<close>\)?)"
)
"""A number, perhaps with a currency before it or a unit behind it; one in brackets is negative."""

SPACES = "' \u00a0\u2009\u202f\u2019"
MULTIPLES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}
"""What stands behind a number may multiply it: it does where it stands behind some alone."""

_MONEY = re.compile(r"([$€£¥₹]|[A-Z]{3})[kKMB]?|[kKM]?")
"""Nothing, a currency, a multiple, or both; B alone is a letter of a house."""

SLIPS = 0.1
"""A smaller share of cells may be something else: a slip, which is refused by its line."""

AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
"""A thousand and more, or one and a bit."""


class Written(NamedTuple):
    """What stands in a cell."""

    core: str
    """The digits, with a sign and whatever stands between them."""
    unit: str
    multiple: str
    """One of `MULTIPLES`, behind it."""
    exponent: int


@dataclass(frozen=True)
class Style:
    """How the numbers of a column are written."""

    decimal: str
    """What stands before the decimals: a point or a comma."""
    units: tuple[str, ...]
    """Currencies and units that were left out."""
    example: str
    """A cell that shows it."""
    multiplied: bool = False
    """Whether K, M and B behind a number multiply it."""

    def __post_init__(self) -> None:
        if self.decimal not in (".", ","):
            raise ValueError(f"before decimals stands a point or a comma, not {self.decimal!r}")

    def number(self, cell: str, line: int, name: str) -> float:
        """Read a number, NaN where it is missing; raise `ValueError` with its place otherwise."""
        if no_number(cell):
            return math.nan
        found = _written(cell, self.multiplied)
        if found is not None and (found.unit in self.units or not found.unit):
            plain = _plain(found.core, self.decimal)
            times = MULTIPLES.get(found.multiple, 1.0) * float(f"1e{found.exponent}")
            if plain is not None and math.isfinite(plain * times):
                return plain * times
        raise ValueError(
            f"line {line}, column {name!r}: {cell!r} is no number like {self.example!r}"
        )

    @property
    def words(self) -> str:
        """Say how the example is read."""
        value = self.number(self.example, 0, "")
        left = f", {' and '.join(map(repr, self.units))} left out" if self.units else ""
        return f"read as numbers, {self.example!r} as {value:.12g}{left}"


def style_of(cells: Sequence[str], decimal: str = ".") -> Style | None:
    """Find out how the numbers of a column are written; None if they are none, or plain ones.

    All units in it must be of one kind, but for slips: a column of `3 kg` and `5 m` is none of
    numbers. One that only few cells have is a slip as well.

    Args:
        cells: of the column.
        decimal: what stands before the decimals of the table's other columns.
    """
    known = [cell for cell in cells if not missing(cell)]
    different = set(known)
    if not any(_is_odd(cell, decimal) for cell in different):
        return None
    found = {cell: _written(cell, False) for cell in different}
    units = Counter(f.unit for cell in known if (f := found[cell]) is not None)
    multiplied = _multiplied(units)
    if multiplied:
        found = {cell: _written(cell, True) for cell in different}
        units = Counter(f.unit for cell in known if (f := found[cell]) is not None)
    unit = units.most_common(1)[0][0] if units else ""
    fitting = [cell for cell in known if (f := found[cell]) and f.unit in ("", unit)]
    if len(fitting) < (1 - SLIPS) * len(known) or 2 * units[unit] < len(known):
        return None
    cores = [f.core for cell in fitting if (f := found[cell])]
    mark = decimal_of(cores) or ("" if any(map(_says, cores)) else decimal)
    if not mark or sum(_plain(core, mark) is None for core in cores) > SLIPS * len(cores):
        return None
    telling = [cell for cell in fitting if _is_odd(cell, mark) and (f := found[cell])
               and _plain(f.core, mark) is not None]  # fmt: skip
    left = (unit,) if unit else ()
    return Style(mark, left, telling[0], multiplied) if telling else None


def decimal_of(cells: Iterable[str]) -> str:
    """Return what stands before the decimals, if cells tell and agree; otherwise nothing."""
    says = {found for cell in cells for found in _says(cell)}
    return says.pop() if len(says) == 1 else ""


def cores_of(cells: Iterable[str]) -> list[str]:
    """Return the numbers in cells, as they are written; of a program's the whole cell."""
    cores = []
    for cell in cells:
        if is_number(cell):
            cores.append(cell)
        elif (found := _written(cell, False)) is not None:
            cores.append(found.core)
    return cores


def _is_odd(cell: str, decimal: str) -> bool:
    """Whether a cell is a number, but not as a program writes it."""
    if decimal == "," and AMBIGUOUS.fullmatch(cell):
        return True
    return not is_number(cell) and _written(cell, True) is not None


def _multiplied(units: Counter[str]) -> bool:
    """Whether K and M multiply: where some numbers have one, and others none or another."""
    money = {unit for unit in units if _MONEY.fullmatch(unit)}
    return 1 < len(units) == len(money) and any(unit[-1:] in MULTIPLES for unit in units)


def _written(cell: str, multiplied: bool) -> Written | None:
    """Return what stands in a cell, if it is one number."""
    found = _CELL.fullmatch(cell.strip())
    if found is None:
        return None
    signs = [found[name] for name in ("open", "sign", "sign2", "sign3") if found[name]]
    units = [part for part in ((found["before"] or "").strip(), found["after"] or "") if part]
    multiple = units.pop() if multiplied and units and units[-1] in MULTIPLES else ""
    if len(units) > 1 and units[1] in MULTIPLES:  # $1.2M
        units = ["".join(units)]
    wrong = len(signs) > 1 or len(units) > 1 or bool(found["open"]) != bool(found["close"])
    if wrong or (found["exponent"] and (units or multiple)):
        return None
    sign = "-" if signs and signs[0] != "+" else ""
    exponent = int(found["exponent"][1:]) if found["exponent"] else 0
    return Written(sign + found["number"].strip(), units[0] if units else "", multiple, exponent)


def _says(core: str) -> set[str]:
    """Return what stands before the decimals of a number, as far as it tells."""
    commas, points = core.count(","), core.count(".")
    if commas and points:
        return {"," if core.rindex(",") > core.rindex(".") else "."}
    if commas > 1 or points > 1:
        return {"." if commas else ","}  # what comes again stands between thousands
    if commas + points == 0 or AMBIGUOUS.fullmatch(core):
        return set()
    return {"," if commas else "."}  # 3,5 and 0,123


def _plain(core: str, decimal: str) -> float | None:
    """Return the number, or None if its groups are no thousands."""
    group = "." if decimal == "," else ","
    whole, _, rest = core.partition(decimal)
    for sign in SPACES:
        whole = whole.replace(sign, group)
    parts = whole.lstrip("-").split(group)
    if (
        len(parts) > 1
        and (
            not 1 <= len(parts[0]) <= 3
            or parts[0][0] == "0"  # 0,500 is no 500
            or any(len(part) != 3 for part in parts[1:])
        )
    ):
        return None
    text = f"{'-' * whole.startswith('-')}{''.join(parts)}.{rest or 0}"
    return float(text) if is_number(text) else None
