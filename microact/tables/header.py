"""Whether the first line of a table holds names, or is a row like the others."""

from collections.abc import Sequence
from itertools import pairwise

from microact.tables.cells import is_number, missing
from microact.tables.written import cores_of


def looks_like_names(where: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is unlike the others: a word above numbers, or words not seen again.

    Args:
        where: the file and the line, for the error.
        rows: the cells of each row.

    Raises:
        ValueError: if it is like them in some columns and unlike them in others, or if there are
            words only, no two alike: then nothing tells names from a row.
    """
    first, rest = [cell.strip() for cell in rows[0]], rows[1:]
    below = [[row[i].strip() for row in rest] for i in range(len(first))]
    words = [not cores_of([cell]) and not missing(cell) for cell in first]
    above_numbers = any(word and _many_numbers(cells) for word, cells in zip(words, below))
    above_words = any(is_number(c) and _words_only(cells) for c, cells in zip(first, below))
    again = any(word and cell in cells for word, cell, cells in zip(words, first, below))
    numbers = [float(cell) for cell in first if is_number(cell)]
    if above_numbers or above_words:
        unsure = again or (bool(numbers) and not _like_names(numbers))
    elif numbers:
        # A word that never comes again, above some that do; or 2019, 2020 above other numbers;
        # or 0, 1, 2, as the columns of an array are called.
        repeating = any(w and _come_again(cells) for w, cells in zip(words, below))
        others = [[float(c) for c in cells if is_number(c)] for cells in below]
        years = _years(numbers) and not _years([n for column in others for n in column])
        if rest and years and not again and _steady(numbers) and not any(map(_years, others)):
            return True  # 1990, 1991, 1992 above what are no years: `load_csv` says so
        array = len(numbers) > 2 and numbers == list(range(len(first)))
        unsure = bool(rest) and not again and (repeating or years or array)
    else:
        each_once = all(len(set(cells)) == len(cells) for cells in below)
        unknown = any(cell and missing(cell) for cell in first)  # few columns are called NA
        unsure = any(words) and not again and len(rest) > 1 and (each_once or unknown)
    if unsure:
        raise ValueError(
            f"{where}, {first}, may hold names or be a row like the others; "
            "say which: header=True or False (--header, --no-header)"
        )
    return above_numbers or above_words or (any(words) and bool(rest) and not again and not numbers)


def _like_names(numbers: list[float]) -> bool:
    """Whether columns may be called by these numbers: years, or one after the other."""
    return (_steady(numbers) and numbers[1] - numbers[0] == 1) or _years(numbers)


def _steady(numbers: list[float]) -> bool:
    """Whether each number is as far from the one before: 1990, 2000, 2010."""
    steps = {b - a for a, b in pairwise(numbers)}
    return len(steps) == 1 and steps != {0.0}


def _years(numbers: list[float]) -> bool:
    return bool(numbers) and all(n == int(n) and 1800 <= n <= 2100 for n in numbers)


def _words_only(cells: list[str]) -> bool:
    known = [cell for cell in cells if not missing(cell)]
    return bool(known) and not any(map(is_number, known))


def _come_again(cells: list[str]) -> bool:
    """Whether each word comes three times on average."""
    known = [cell for cell in cells if not missing(cell)]
    return bool(known) and 3 * len(set(known)) <= len(known)


def _many_numbers(cells: list[str]) -> bool:
    """Whether most are numbers, as a program writes them or as people do."""
    known = [cell for cell in cells if not missing(cell)]
    return len(cores_of(known)) > len(known) / 2
