"""Numbers as text, in one place: on cards, in sentences, in the place of names in a formula."""

import re
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from microact.readings.numbers import Number, shape_of


def number_text(x: Number) -> str:
    """Write a number shortly; of an array its numbers, or its shape and its range.

    >>> number_text(0.123456789), number_text(np.array([3.0, 4.0]))
    ('0.12346', '[3 4]')
    """
    if shape_of(x) == ():
        return f"{float(x) + 0.0:.5g}"
    if np.size(x) <= 4:
        return "[" + " ".join(f"{v + 0.0:.4g}" for v in np.ravel(x)) + "]"
    shape = "×".join(map(str, shape_of(x)))
    return f"[{shape}, {range_text(x)}]" if np.size(x) else f"[{shape}]"


def range_text(x: Number) -> str:
    """Write the smallest and the largest number of an array, and whether one is NaN.

    >>> range_text(np.array([1.0, -2.0, np.nan])), range_text(np.ones(3))
    ('-2 … 1, nan', 'all 1')
    """
    low, high = extent([x])
    text = f"all {short(low)}" if low == high or low != low else f"{short(low)} … {short(high)}"
    return text + ", nan" * bool(np.any(np.isnan(x)) and low == low)


def short(x: float) -> str:
    """Write one number for a card: four digits, with an exponent only where it must be.

    >>> short(0.123456), short(-0.0), short(0.00007963), short(1e-12), short(1234567.0)
    ('0.1235', '0', '0.00007963', '1e-12', '1.235e+06')
    """
    if 1e-6 < abs(x) < 1e-4:
        return np.format_float_positional(x, precision=4, fractional=False, trim="-")
    return f"{x + 0.0:.4g}"


def rounded(x: float) -> str:
    """Write two digits of a factor, as people say it: 5.2, 31, 42,000, 3 billion.

    >>> [rounded(x) for x in (5.23, 31.4, 41999.0, 999999.9, 3.21e9, 1e12, 1e20)]
    ['5.2', '31', '42,000', '1 million', '3.2 billion', '1,000 billion', '1e+20']
    """
    x = float(f"{x:.2g}")
    if x < 10:
        return f"{x:g}"
    for power, name in ((1e9, "billion"), (1e6, "million")):
        if power <= x < 1e5 * power:
            return f"{rounded(x / power)} {name}"
    if x >= 1e6:
        return f"{x:.0e}"
    return f"{round(x):,}"


def rows(x: Number) -> list[str]:
    """Write a number for a card; of an array its shape, and its numbers or their range.

    >>> rows(np.array([[1.0, 2.0], [3.0, 4.0]]))
    ['1  2', '3  4']
    >>> rows(np.ones((10, 4)))
    ['10×4, all 1']
    """
    shape = shape_of(x)
    if shape == ():
        return [short(float(x))]
    if np.size(x) == 0 or np.size(x) > 9 or len(shape) > 2:
        sizes = "×".join(map(str, shape)) + (" long" if len(shape) == 1 else "")
        return [f"{sizes}, {range_text(x)}" if np.size(x) else f"{sizes}, empty"]
    lines = np.atleast_2d(x) if len(shape) == 2 else [x[i : i + 3] for i in range(0, len(x), 3)]
    return ["  ".join(short(v) for v in line) for line in lines]


def few(numbers: list[Number]) -> list[str]:
    """Write the one number that leaves a folded card, or the range of several.

    >>> few([2.0]), few([2.0, -1.0]), few([1.0, 1.0])
    (['2'], ['-1 … 2'], ['all 1'])
    """
    if len(numbers) == 1:
        return rows(numbers[0])
    return [range_text(np.concatenate([np.ravel(x) for x in numbers]))]


def extent(numbers: Iterable[Number]) -> tuple[float, float]:
    """Return the smallest and the largest of all these numbers; zeros if there are none.

    NaN is neither, unless there is nothing else.
    """
    flat = np.concatenate([np.ravel(x) for x in numbers])
    known = flat[~np.isnan(flat)]
    flat = known if known.size else flat
    return (float(np.min(flat)), float(np.max(flat))) if flat.size else (0.0, 0.0)


def put_in(
    text: str, known: Mapping[str, Number], written: Callable[[Number], str] = number_text
) -> str:
    """Put numbers in the place of the names in a formula; negative ones get brackets.

    >>> put_in("1 - y ** 2", {"y": -0.5})
    '1 - (-0.5) ** 2'
    """

    def number(name: re.Match[str]) -> str:
        if name[0] not in known:
            return name[0]
        words = written(known[name[0]])
        return f"({words})" if words.startswith("-") else words

    return re.sub(r"[A-Za-z_]\w*", number, text)
