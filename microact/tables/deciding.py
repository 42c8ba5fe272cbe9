"""What a column of a table is: numbers, dates, words, or nothing to learn from.

How its cells are written is told by all rows, what they say by those to learn from alone.
"""

import re
from collections.abc import Sequence
from operator import not_

import numpy as np

from microact.readings.numbers import Array
from microact.tables.cells import is_number, missing, mostly_numbers, number
from microact.tables.columns import Column, mean_and_spread
from microact.tables.dates import Dates, dates_of
from microact.tables.tidying import are_codes
from microact.tables.written import style_of

MOST_WORDS = 50
"""A column of more different words than this is a name or a remark, not a category."""

MIXED = 0.1
"""Of a column of numbers a smaller share may be something else, and is refused as a slip;"""

CODES = 5
"""so are fewer different ones."""

_MEASURED = re.compile(r"[-+−(~<>]*\s?[$€£¥]?\s?[-+−]?\d")
"""How a number begins that no program reads, a date, a time of day, a code."""


def column_of(
    name: str,
    cells: list[str],
    lines: list[int],
    learn: Array,
    decimal: str,
    as_words: Sequence[str],
    day_first: bool | None,
) -> tuple[Column | None, str]:
    """Decide how a column becomes numbers; None for one that says nothing, with a note.

    Args:
        name: of the column.
        cells: of all rows.
        lines: where they stand in the file.
        learn: the rows to learn from.
        decimal: what stands before the decimals elsewhere in the table.
        as_words: columns that hold words, whatever they look like.
        day_first: how dates are read that fit both ways.
    """
    as_they_are = name in as_words
    nothing = missing if not as_they_are else not_  # NA may be a country
    all_known = [cell for cell in cells if not nothing(cell)]
    known = [cells[i] for i in learn if not nothing(cells[i])]
    unknown = len(learn) - len(known)
    if len(set(known)) < 2:
        what = "says the same in every row to learn from" if known else "is empty"
        return None, f"column {name!r} {what} and was left out"
    dates = None if as_they_are else dates_of(all_known, day_first)
    if dates is not None:
        return _dated(name, dates, cells, lines, learn, unknown)
    style = None if as_they_are else style_of(all_known, decimal)
    plain = style is None and not as_they_are and mostly_numbers(all_known, name)
    different = sorted(set(known))
    codes = plain and are_codes(all_known)
    if style is not None or (
        plain and not _mixed(all_known) and not (codes and len(different) <= MOST_WORDS)
    ):
        read = number if style is None else style.number
        numbers = np.array([read(cells[i], lines[i], name) for i in learn])
        numbers = numbers[~np.isnan(numbers)]
        mean, spread = mean_and_spread(numbers)
        if not spread > 0:
            return None, f"column {name!r} has numbers too close to be told apart and was left out"
        notes = [f"{unknown} missing, taken as the mean"] if unknown else []
        notes += [f"{style.words} (--words {name} overrules)"] if style is not None else []
        if codes:
            first = next(cell for cell in all_known if cell[0] == "0")
            notes.append(
                f"{first!r} read as the number {float(first):g} (--words {name} overrules)"
            )
        note = f"column {name!r}: {'; '.join(notes)}" if notes else ""
        return Column(name, None, mean, spread, style), note
    if len(different) > MOST_WORDS and not as_they_are:
        mixed = ", numbers among them," if _mixed(all_known) else ""
        return None, (
            f"column {name!r} has {len(different)} different words{mixed} and was left out "
            f"(--words {name} keeps it)"
        )
    notes = [f"column {name!r}: {unknown} missing, taken as none of its words"] if unknown else []
    measured = [word for word in different if _MEASURED.match(word)]
    if len(measured) > len(different) / 2 and not as_they_are:
        notes.append(f"column {name!r} is taken as words, such as {measured[0]!r}, not as numbers")
    return Column(name, different), "; ".join(notes)


def _dated(
    name: str, dates: Dates, cells: list[str], lines: list[int], learn: Array, unknown: int
) -> tuple[Column, str]:
    """Make a column of dates: each part standardised, one that never changes left at 0."""
    parts = np.array([dates.numbers(cells[i], lines[i], name) for i in learn])
    means, spreads = np.nanmean(parts, axis=0), np.nanstd(parts, axis=0)
    notes = [f"{unknown} missing, taken as the mean"] if unknown else []
    notes.append(f"{dates.words} (--words {name} overrules)")
    column = Column(
        name,
        dates=dates,
        means=means.tolist(),
        spreads=np.where(spreads > 0, spreads, 1.0).tolist(),
    )
    return column, f"column {name!r}: {'; '.join(notes)}"


def _mixed(known: list[str]) -> bool:
    """Whether so many cells are no numbers that they are no slips: codes, names of tickets."""
    others = [cell for cell in known if not is_number(cell)]
    some = MIXED * len(known) < len(others) < len(known)
    return some and len(set(others)) >= CODES
