"""Cells that say the same in different ways, made alike before they are read, and what was done."""

from collections import Counter

from microact.tables.cells import is_number, missing, no_number
from microact.tables.dates import dates_of
from microact.tables.written import style_of


def nothing_known(cells: list[str]) -> tuple[list[str], str]:
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


def in_one_case(cells: list[str]) -> tuple[list[str], str]:
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
    return [usual.get(cell.casefold(), cell) for cell in cells], words[:200]
