"""Cells that say the same in different ways, made alike before they are read, and what was done."""

import re
from collections import Counter
from collections.abc import Sequence

from microact.tables.cells import MINUS, is_number, missing, no_number
from microact.tables.dates import dates_of
from microact.tables.written import style_of

LONGEST_NOTE = 200


def alike_in(cells: list[str], as_they_are: bool) -> tuple[list[str], list[str]]:
    """Make the cells of a column alike, and say what was done.

    Args:
        cells: of the column.
        as_they_are: whether it holds words that stay as they are written.
    """
    notes = []
    if "+" in cells and "-" in cells:
        cells = [MINUS if cell == "-" else cell for cell in cells]
        notes.append(f"'-' beside '+' is a word, written {MINUS!r}")
    if as_they_are:
        return cells, notes
    cells, silent = _nothing_known(cells)
    cells, same = _in_one_case(cells)
    return cells, [*notes, *[note for note in (silent, same) if note]]


def are_codes(cells: Sequence[str]) -> bool:
    """Whether whole numbers are codes: 02134 has a digit that no number needs."""
    known = [cell for cell in cells if not missing(cell)]
    return (
        all(cell.isdigit() for cell in known)
        and any(re.match("0[0-9]", c) for c in known)
        and (len(set(map(len, known))) == 1)
    )


def _nothing_known(cells: list[str]) -> tuple[list[str], str]:
    """Empty those cells among numbers or dates that say in a word that nothing is known."""
    silent = sorted({cell for cell in cells if no_number(cell) and not missing(cell)})
    known = [cell for cell in cells if not no_number(cell)]
    if not silent or not known:
        return cells, ""
    numbers = sum(map(is_number, known)) > len(known) / 2
    if not numbers and style_of(known) is None and dates_of(known) is None:
        return cells, ""
    words = f"{' and '.join(map(repr, silent))} taken as missing, as the rest are no words"
    return ["" if no_number(cell) else cell for cell in cells], words


def _in_one_case(cells: list[str]) -> tuple[list[str], str]:
    """Write words alike that differ in capital letters alone, as people type them most often."""
    spellings: dict[str, Counter[str]] = {}
    for cell in cells:
        spellings.setdefault(cell.casefold(), Counter())[cell] += 1
    several = {k: found for k, found in spellings.items() if len(found) > 1 and not is_number(k)}
    if not several:
        return cells, ""
    usual = {k: found.most_common(1)[0][0] for k, found in several.items()}
    words = ", ".join(
        f"{' and '.join(map(repr, sorted(found)))} are one" for found in several.values()
    )
    words = words if len(words) <= LONGEST_NOTE else words[: LONGEST_NOTE - 1] + "…"
    return [usual.get(cell.casefold(), cell) for cell in cells], f"{words} (--words overrules)"
