"""Stretches of a deep graph that repeat: one card, with a line that says how often."""

import re
from itertools import groupby

from microact.show.graph.group import Group, holds, is_leaf, merge
from microact.show.graph.room import Room

LONG, LONGEST_PERIOD = 4, 24
"""A stretch of so many rows is folded if it comes twice, and longer ones are not looked for."""


def repeats(rows: list[list[Group]], room: Room, kept: set[int]) -> list[Group]:
    """Make one card of a stretch of levels that repeats; of the middle, if nothing does."""
    names = [["leaf" if is_leaf(group) else group.title for group in row] for row in rows]
    titles = [" + ".join(sorted(row)) for row in names]
    for i, row in enumerate(rows):
        if any(holds(group, kept) for group in row):
            titles[i] = f"{titles[i]}, output"  # unlike any other, so it stays
    result: list[list[Group]] = []
    i = 0
    while i < len(rows):
        period, times = _repetition(titles, i)
        if times >= 3 or (times == 2 and period >= LONG):
            stretch = [group for row in rows[i : i + period * times] for group in row]
            pattern = " → ".join(_together(titles[i : i + period]))
            (title,) = _together([pattern] * times) if period == 1 else [f"({pattern}) × {times}"]
            result.append([merge(stretch, title)])
            i += period * times
        else:
            result.append(rows[i])
            i += 1
    if len(result) > room.depth:
        half = int(room.depth) // 2
        middle = [group for row in result[half:-half] for group in row]
        result = [*result[:half], _but(middle, kept), *result[-half:]]
    cards = [group for row in result for group in row]
    if len(cards) > room.cards:
        half = (room.cards - 1) // 2
        cards = [*cards[:half], *_but(cards[half:-half], kept), *cards[-half:]]
    return cards


def _but(cards: list[Group], kept: set[int]) -> list[Group]:
    """Make one card of several, but leave those that are to be seen."""
    seen = [group for group in cards if holds(group, kept)]
    rest = [group for group in cards if not holds(group, kept)]
    return [*([merge(rest, f"… {len(rest)} cards")] if rest else []), *seen]


def _together(titles: list[str]) -> list[str]:
    """Write neighbours of one kind as one.

    >>> _together(["+ × 4", "+ × 4", "+", "tanh × 4"])
    ['+ × 9', 'tanh × 4']
    >>> _together(["sigmoid × 2 + tanh × 3"] * 20)
    ['(sigmoid × 2 + tanh × 3) × 20']
    """
    pairs = []
    for title in titles:
        counted = re.fullmatch(r"(.+?) × (\d+)", title, re.DOTALL)
        if " + " in title:  # a row of several kinds is counted as a whole
            pairs.append((f"({title})", 1))
        else:
            pairs.append((counted[1], int(counted[2])) if counted else (title, 1))
    together = [
        (name, sum(times for _, times in same)) for name, same in groupby(pairs, lambda p: p[0])
    ]
    return [
        f"{name} × {times}" if times > 1 else name[1:-1] if " + " in name else name
        for name, times in together
    ]


def _repetition(titles: list[str], start: int) -> tuple[int, int]:
    """Return the period and the number of repeats of the longest repetition that starts here."""
    best = (1, 1)
    for period in range(1, LONGEST_PERIOD + 1):
        times, block = 1, titles[start : start + period]
        while titles[start + times * period : start + (times + 1) * period] == block:
            times += 1
        if times > 1 and period * times > best[0] * best[1]:
            best = (period, times)
    return best
