"""What stands in one cell: a number as a program writes it, a word, or nothing that is known."""

import math
import re
from collections.abc import Sequence

MISSING = {
    "", "na", "n/a", "n.a.", "#n/a", "#n/a n/a", "#na", "<na>", "nan", "-nan", "null", "?", "??",
    "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "\\n",
    "#div/0!", "#value!", "#ref!", "#num!", "#null!", "#name?",
}  # fmt: skip
"""What people and programs write where they know nothing, whatever its case: R, SAS, SQL, Excel."""

MINUS = "−"
"""What a '-' is written as that stands beside '+', and says something."""

NO_NUMBER = {
    "none", "nil", "missing", "unknown", "unk", "not available", "not applicable", "nd", "n.d.",
    "tbd", "not known", "empty", "blank",
}  # fmt: skip
"""Words that mean the same among numbers, and may be a category among words: `none`, `mild`."""

GROUPED = re.compile(
    r"[-+]?(\d+,\d+"  # 3,5 or 1,234
    r"|\d{1,3}(,\d{3})+(\.\d+)?"  # 1,234,567.8
    r"|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}"  # 1.234,5 and 1.234.567
    r"|\d{1,3}([ '\u2019\u00a0\u202f]\d{3})+([.,]\d+)?)"  # 1 234,5 and 1'234.5
)
"""A number as it is written for people: a decimal comma, or something between the thousands."""

NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
"""A number as everybody writes it: Python's own reading takes the word 1_2 for 12."""


def missing(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return cell.strip().lower() in MISSING


def is_number(cell: str) -> bool:
    """Whether a cell holds a finite number.

    >>> [is_number(cell) for cell in ("1.5", "-2e3", "1_2", "1e999", "٣")]
    [True, True, False, False, False]
    """
    return bool(NUMBER.fullmatch(cell)) and math.isfinite(float(cell))


def no_number(cell: str) -> bool:
    """Whether a cell among numbers or dates says that nothing is known: `none` does there."""
    return missing(cell) or cell.strip().lower() in NO_NUMBER


def number(cell: str, line: int, name: str) -> float:
    """Read a number, NaN where it is missing; raise `ValueError` with its place otherwise."""
    if no_number(cell):
        return math.nan
    if not is_number(cell):
        raise ValueError(f"line {line}, column {name!r}: {cell!r} is no number")
    return float(cell)


def mostly_numbers(cells: Sequence[str], name: str) -> bool:
    """Whether more than half of the known cells are numbers.

    Raises:
        ValueError: if they are numbers only as people write them, and would be taken for words.
    """
    known = [cell for cell in cells if not missing(cell)]
    numbers, half = sum(map(is_number, known)), len(known) / 2
    grouped = [cell for cell in known if GROUPED.fullmatch(cell)]
    if numbers <= half < numbers + len(grouped):
        raise ValueError(
            f"column {name!r}: {grouped[0]!r} is no number as a program reads it; write a point "
            "before the decimals and nothing between the thousands, as in 1234.5"
        )
    return numbers > half
