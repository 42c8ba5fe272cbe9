"""What a gradient check found: element by element, as a table, and in words."""

from dataclasses import dataclass

from microact.rules import Rule

SHOWN = 12
"""How many elements a report shows one by one."""


@dataclass(frozen=True)
class Entry:
    """One element of one input: the two slopes compared."""

    input: int
    index: tuple[int, ...]
    x: float
    hand_written: float
    numerical: float
    step: float
    error: float
    """Relative error, |hand-written − numerical| / max(|hand-written|, |numerical|), but no more
    than the tolerance where the two differ by no more than is unsure."""
    kink: tuple[float, float] | None = None
    """The slopes on the left and on the right, where they differ."""
    wrong: bool = False
    unsure: float = 0.0
    """How far off the numerical slope may be, by rounding."""
    undecided: bool = False
    """Whether that is too far to tell a right slope from a wrong one."""


@dataclass(frozen=True)
class Report:
    """What `gradcheck` found, element by element."""

    name: str
    rule: Rule | None
    """The rule that was checked, if it was a single one."""
    entries: tuple[Entry, ...]
    weighted: bool = False
    """Whether slopes are those of a sum of outputs, each with a weight of its own."""

    @property
    def tried(self) -> int:
        """How many elements were compared."""
        return len(self.entries)

    @property
    def kinks(self) -> tuple[Entry, ...]:
        """The elements at which the left and the right slope differ."""
        return tuple(entry for entry in self.entries if entry.kink)

    @property
    def worst(self) -> tuple[Entry, ...]:
        """The worst element of each input: a wrong one before any other."""
        inputs: dict[int, list[Entry]] = {}
        for entry in self.entries:
            inputs.setdefault(entry.input, []).append(entry)
        return tuple(max(each, key=_badness) for each in inputs.values())

    @property
    def passed(self) -> bool:
        """Whether every element was seen to be right."""
        return not any(entry.wrong or entry.undecided for entry in self.entries)

    def __bool__(self) -> bool:
        return self.passed

    @property
    def blur(self) -> float:
        """How far off, relatively, rounding lets a numerical slope be that was compared."""
        compared = [entry for entry in self.entries if not entry.kink and not entry.undecided]
        sizes = [max(1e-3, abs(e.numerical), abs(e.hand_written)) for e in compared]
        return max((e.unsure / size for e, size in zip(compared, sizes)), default=0.0)

    @property
    def error(self) -> float:
        """The largest relative error of all elements away from kinks."""
        return max((entry.error for entry in self.entries if not entry.kink), default=0.0)

    def __str__(self) -> str:
        wrong = any(entry.wrong for entry in self.entries)
        verdict = "agrees with" if self.passed else "disagrees with"
        verdict = verdict if wrong or self.passed else "cannot be told from"
        head = f"{self.name} {verdict} finite differences ({self.tried} elements tried)"
        table = f"{'input':<6}{'entry':<7}{'x':>10}{'hand-written':>15}{'numerical':>15}"
        shown: tuple[Entry, ...] = self.entries
        if len(shown) > SHOWN:
            chosen = {*self.worst, *self.kinks}
            shown = tuple(entry for entry in self.entries if entry in chosen)[:SHOWN]
            head += ", the worst shown"
        if self.blur > 1e-4:
            head += f"\n(rounding hides the last digits: slopes are known to {self.blur:.0e} only)"
        if self.weighted:
            head += "\n(slopes of the outputs' sum, each output with a weight of its own)"
        return "\n".join([head, f"{table}{'rel. error':>13}", *map(_row, shown)])


def mismatch(report: Report) -> str:
    """Write where a report's first wrong gradient is, with both numbers."""
    entry = next(entry for entry in report.worst if entry.wrong or entry.undecided)
    place = f" at entry {entry.index}" if entry.index else ""
    text, x = "", "x"
    if report.rule is not None:
        text = report.rule.derivative_text(entry.input)
        x = [*report.rule.input_names, *["x"] * entry.input][entry.input]
    if entry.undecided:
        return (
            f"{report.name} cannot be checked{place}: a nudge of {x} moves the result by little "
            f"more than its rounding, so the slope by experiment is {entry.numerical:.3g}, give or "
            f"take {entry.unsure:.1g} (hand-written: {entry.hand_written:.3g}).\n"
            "The result is large beside what the input does to it: leave out constants that are "
            "added, check the parts one by one, or use numbers of about 1."
        )
    lines = [
        f"{report.name} disagrees with finite differences{place}.",
        f"  {x:<12} = {entry.x:+.6f}",
        f"  hand-written = {entry.hand_written:+.6f}" + (f'   from "{text}"' if text else ""),
        f"  numerical    = {entry.numerical:+.6f}   central difference, h = {entry.step:.0e}",
    ]
    if entry.kink:
        lines[-1] = f"  a kink       : slope {entry.kink[0]:+.6f} left, {entry.kink[1]:+.6f} right"
    return "\n".join(lines)


def _row(entry: Entry) -> str:
    index = ",".join(map(str, entry.index)) or "-"
    row = f"{entry.input:<6}{index:<7}{entry.x:>10.4g}{entry.hand_written + 0.0:>15.8g}"
    if entry.kink:
        left, right = entry.kink
        row += f"   a kink: {left:.4g} on its left, {right:.4g} on its right"
    else:
        row += f"{entry.numerical + 0.0:>15.8g}{entry.error:>13.1e}"
    return row + ("   wrong" if entry.wrong else "   too few digits" if entry.undecided else "")


def _badness(entry: Entry) -> tuple[bool, bool, bool, float]:
    # Equally wrong to three digits: then the first is named.
    return entry.wrong, entry.undecided, not entry.kink, float(f"{entry.error:.2e}")
