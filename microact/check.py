"""Check hand-written gradients against finite differences.

Central differences at a row of shrinking steps, extrapolated to step 0 (Richardson 1911; the
tableau is Ridders', "Accurate computation of F'(x) and F'(x)F''(x)", 1982). The step that errs
least is chosen for each element by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from microact.arrays import Array, as_number
from microact.flow import names
from microact.formulas import derivative_text, input_names
from microact.gradients import gradients_of
from microact.graph import topological_order
from microact.rules import Elementwise, Rule
from microact.value import Value, no_grad, recording

LEVELS = 10
"""How many steps are tried, each half the one before."""


class GradientMismatch(AssertionError):  # noqa: N818  # the name says what happened
    """A hand-written gradient disagrees with finite differences."""


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
    """Relative error, |hand-written − numerical| / max(1e-3, |numerical|, |hand-written|)."""
    kink: tuple[float, float] | None = None
    """The slopes on the left and on the right, where they differ."""
    wrong: bool = False


@dataclass(frozen=True)
class Report:
    """What `gradcheck` found: the worst element of each input, and the kinks."""

    name: str
    rule: Rule | None
    """The rule that was checked, if it was a single one."""
    tried: int
    worst: tuple[Entry, ...]
    kinks: tuple[Entry, ...]

    @property
    def passed(self) -> bool:
        """Whether no element was wrong."""
        return not any(entry.wrong for entry in self.worst)

    def __bool__(self) -> bool:
        return self.passed

    @property
    def error(self) -> float:
        """The largest relative error of all elements away from kinks."""
        return max((entry.error for entry in self.worst if not entry.kink), default=0.0)

    def __str__(self) -> str:
        verdict = "agrees with" if self.passed else "disagrees with"
        head = f"{self.name} {verdict} finite differences ({self.tried} elements tried)"
        table = f"{'input':<6}{'entry':<10}{'hand-written':>18}{'numerical':>18}{'error':>10}"
        shown = [*self.worst, *[entry for entry in self.kinks if entry not in self.worst]]
        return "\n".join([head, table, *map(_row, shown)])


def gradcheck(
    f: Callable[..., Any], *inputs: Any, rtol: float = 1e-6, raise_error: bool = True
) -> Report:
    """Compare the gradients that backward finds with central finite differences.

    Args:
        f: takes one Value per input and returns a Value of any shape: a rule, a function of this
            package or your own.
        inputs: numbers or arrays, the point at which to compare.
        rtol: the largest relative error allowed.
        raise_error: whether a mismatch raises, or is only reported.

    Returns:
        A report that prints as a table: per input the worst element, both numbers and the
        relative error. At a kink, where the left and the right slope differ, any number between
        the two is right.

    Raises:
        GradientMismatch: with that table, naming the rule that is wrong if one is.
        TypeError: if `f` returns no Value.

    >>> import microact as ma
    >>> gradcheck(ma.tanh, 0.7).passed
    True
    """
    arrays = [np.array(x.data if isinstance(x, Value) else x, dtype=np.float64) for x in inputs]
    leaves = [Value(array) for array in arrays]
    with recording(True):
        output = f(*leaves)
    if not isinstance(output, Value):
        raise TypeError(f"the function to check must return a Value, got {output!r}")
    # Weights that are neither 1 nor alike, so that a rule which forgets its upstream gradient
    # or mixes up elements is found out.
    upstream = np.random.default_rng(0).uniform(0.5, 3.0, output.shape)
    gradients = gradients_of(output, leaves, as_number(upstream))

    def moved(changed: int, array: Array) -> float:
        """How far the (weighted) output moves: elements that stay put cannot drown the others."""
        with no_grad():
            y = f(*[Value(array if i == changed else a) for i, a in enumerate(arrays)])
        return float(np.sum((y.data - output.data) * upstream))

    name = _name(f)
    single = output.rule if isinstance(f, Rule) or hasattr(f, "rule") else None
    worst, kinks, tried = [], [], 0
    for i, array in enumerate(arrays):
        gradient = np.asarray(gradients[i])
        # Of an elementwise rule show the slope itself, without the weight of its element.
        own = isinstance(single, Elementwise) and array.shape == output.shape
        weights = upstream if own else np.ones(array.shape)
        entries = [
            _compare(i, index, array, gradient, float(weights[index]), moved, rtol)
            for index in np.ndindex(array.shape)
        ]
        tried += len(entries)
        kinks += [entry for entry in entries if entry.kink]
        if entries:
            worst.append(max(entries, key=lambda e: (e.wrong, not e.kink, e.error)))
    report = Report(name, single, tried, tuple(worst), tuple(kinks))
    if raise_error and not report.passed:
        raise GradientMismatch(_blame(report, output, rtol))
    return report


def _compare(
    i: int,
    index: tuple[int, ...],
    array: Array,
    gradient: Array,
    weight: float,
    moved: Callable[[int, Array], float],
    rtol: float,
) -> Entry:
    x, hand_written = float(array[index]), float(gradient[index] / weight)

    def at(value: float) -> float:
        changed = array.copy()
        changed[index] = value
        return moved(i, changed) / weight

    numerical, step = derivative(at, x)
    error = _relative(hand_written, numerical)
    left, right = one_sided(at, x, step / 64)
    finer = one_sided(at, x, step / 256)
    jump = max(map(abs, finer)) > 2 * max(abs(left), abs(right), 1e-3)
    gap, finer_gap = abs(right - left), abs(finer[1] - finer[0])
    # What a curve bends is gone on a finer scale; a kink stays.
    kink = _relative(left, right) > 1e-4 and finer_gap > gap / 2
    if not jump and not kink:
        # Where the second derivative jumps, the two one-sided slopes are the better witnesses.
        nearest = max(_relative(hand_written, left), _relative(hand_written, right))
        wrong = min(error, nearest) > rtol
        return Entry(i, index, x, hand_written, numerical, step, min(error, nearest), wrong=wrong)
    # Any number between the two slopes is a subgradient; across a jump none is known but 0.
    slack = 1e-5 * max(1.0, abs(left), abs(right))
    right_there = min(left, right) - slack <= hand_written <= max(left, right) + slack
    wrong = hand_written != 0 if jump else not right_there
    return Entry(i, index, x, hand_written, numerical, step, error, (left, right), wrong)


def derivative(f: Callable[[float], float], x: float) -> tuple[float, float]:
    """Return the slope of `f` at `x` by extrapolated central differences, and the step used.

    Starts from a step fitted to the size of `x` and shortens it until `f` is defined on both
    sides.

    >>> slope, step = derivative(lambda x: x**3, 2.0)
    >>> round(slope, 9)
    12.0
    """
    h = _first_step(f, x)
    best, _, step = _tableau(f, x, h)
    for _ in range(4):
        h /= 256
        finer, finer_error, finer_step = _tableau(f, x, h)
        scale = max(abs(finer), 1e-3)
        if finer_error > 1e-7 * scale or abs(finer - best) < 1e-6 * scale or h < 1e-9 * abs(x):
            break
        # Both scales claim to be right and disagree: the curve winds faster than the size of x
        # lets expect, or has a kink nearby. The finer scale sees that.
        best, step = finer, finer_step
    return best, step


def _tableau(f: Callable[[float], float], x: float, h: float) -> tuple[float, float, float]:
    """Return the best slope from steps h, h/2, h/4, …, its estimated error, and the step."""
    best, error, best_step = np.nan, np.inf, h
    above: list[float] = []
    for _ in range(LEVELS):
        row = [(f(x + h) - f(x - h)) / ((x + h) - (x - h))]
        for k, coarse in enumerate(above, start=1):
            # Halving h divides the error's h² term by 4, its h⁴ term by 16, …
            row.append(row[-1] + (row[-1] - coarse) / (4**k - 1))
            estimate = max(abs(row[-1] - row[-2]), abs(row[-1] - coarse))
            if estimate < error:
                best, error, best_step = row[-1], estimate, h
        above, h = row, h / 2
    return best, error, best_step


def one_sided(f: Callable[[float], float], x: float, h: float) -> tuple[float, float]:
    """Return the slopes of `f` left and right of `x`, each extrapolated from its own side."""
    middle = f(x)
    left = 2 * (middle - f(x - h / 2)) / (h / 2) - (middle - f(x - h)) / h
    right = 2 * (f(x + h / 2) - middle) / (h / 2) - (f(x + h) - middle) / h
    return left, right


def _first_step(f: Callable[[float], float], x: float) -> float:
    h = 0.02 * max(abs(x), 0.1)
    for _ in range(40):
        try:
            f(x - h), f(x + h)
        except (ValueError, ZeroDivisionError):
            h /= 4  # outside the domain
        else:
            return h
    raise ValueError(f"no room for finite differences around x = {x}: an edge of the domain")


def _relative(a: float, b: float) -> float:
    if a == b:
        return 0.0
    return abs(a - b) / max(1e-3, abs(a), abs(b)) if np.isfinite(a + b) else np.inf


def _name(f: Any) -> str:
    kind = getattr(f, "rule", type(f))
    if isinstance(kind, type) and issubclass(kind, Rule):
        return kind.__name__
    return getattr(f, "__name__", type(f).__name__)


def _blame(report: Report, output: Value, rtol: float) -> str:
    """Write the error; if one rule inside the function is wrong by itself, name that one."""
    order = topological_order(output)
    called = names(order)
    for node in order if report.rule is None else ():
        inputs = [x._number if isinstance(x, Value) else x for x in node.inputs]
        if (
            node.rule
            and not (inner := gradcheck(node.rule, *inputs, rtol=rtol, raise_error=False)).passed
        ):
            where = f"In {report.name} the fault is in the node {called[id(node)]!r}."
            return f"{mismatch(inner)}\n\n{where}\n\n{report}"
    return f"{mismatch(report)}\n\n{report}"


def mismatch(report: Report) -> str:
    """Write where a report's first wrong gradient is, with both numbers."""
    entry = next(entry for entry in report.worst if entry.wrong)
    place = f" at entry {entry.index}" if entry.index else ""
    text, x = "", "x"
    if report.rule is not None:
        text = derivative_text(report.rule, entry.input)
        x = [*input_names(report.rule), *["x"] * entry.input][entry.input]
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
    index = ", ".join(map(str, entry.index)) or "-"
    row = f"{entry.input:<6}{index:<10}{entry.hand_written:>18.10g}"
    if entry.kink:
        row += f"  kink: {entry.kink[0]:.4g} left, {entry.kink[1]:.4g} right"
    else:
        row += f"{entry.numerical:>18.10g}{entry.error:>10.1e}"
    return row + ("  wrong" if entry.wrong else "")
