"""Check hand-written gradients against finite differences, element by element."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from microact import arguments
from microact.arrays import Array, as_number
from microact.differences import derivative, one_sided
from microact.flow import names
from microact.formulas import derivative_text, input_names
from microact.gradients import gradients_of
from microact.graph import topological_order
from microact.rules import Elementwise, Rule
from microact.value import Value, no_grad, recording

SHOWN = 12
"""How many elements a report shows one by one."""


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
    """What `gradcheck` found, element by element."""

    name: str
    rule: Rule | None
    """The rule that was checked, if it was a single one."""
    entries: tuple[Entry, ...]

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
        """Whether no element was wrong."""
        return not any(entry.wrong for entry in self.entries)

    def __bool__(self) -> bool:
        return self.passed

    @property
    def error(self) -> float:
        """The largest relative error of all elements away from kinks."""
        return max((entry.error for entry in self.entries if not entry.kink), default=0.0)

    def __str__(self) -> str:
        verdict = "agrees with" if self.passed else "disagrees with"
        head = f"{self.name} {verdict} finite differences ({self.tried} elements tried)"
        table = f"{'input':<6}{'entry':<7}{'x':>10}{'hand-written':>15}{'numerical':>15}"
        shown: tuple[Entry, ...] = self.entries
        if len(shown) > SHOWN:
            chosen = {*self.worst, *self.kinks}
            shown = tuple(entry for entry in self.entries if entry in chosen)[:SHOWN]
            head += ", the worst shown"
        return "\n".join([head, f"{table}{'rel. error':>13}", *map(_row, shown)])


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
        A report that prints as a table: every element, or of many the worst of each input and
        the kinks; both numbers and the relative error. At a kink, where the left and the right
        slope differ, any number between the two is right.

    Raises:
        GradientMismatch: with that table, naming the rule that is wrong if one is.
        TypeError: if `f` is no function or returns no Value.
        ValueError: without inputs, or for an `rtol` that is not above 0.

    >>> import microact as ma
    >>> gradcheck(ma.tanh, 0.7).passed
    True
    """
    arguments.function("f", f, "Values")
    rtol = arguments.real("rtol", rtol, above=0)
    if not inputs:
        raise ValueError("there is nothing to check: name at least one input")
    numbers = [x.data if isinstance(x, Value) else as_number(x) for x in inputs]
    arrays = [np.array(x, dtype=np.float64) for x in numbers]
    leaves = [Value(array) for array in arrays]
    with recording(True):
        output = f(*leaves)
    if not isinstance(output, Value):
        raise TypeError(f"the function to check must return a Value, got {output!r}")
    # Weights that are neither 1 nor alike, so that a rule which forgets its upstream gradient
    # or mixes up elements is found out.
    upstream = np.random.default_rng(0).uniform(0.5, 3.0, output.shape)
    gradients = gradients_of(output, leaves, as_number(upstream))

    def outputs(changed: int, array: Array) -> Array:
        """What `f` gives with another array for one input."""
        with no_grad():
            y = f(*[Value(array if i == changed else a) for i, a in enumerate(arrays)])
        return np.asarray(y.data)

    def moved(changed: int, array: Array) -> float:
        """How far the (weighted) output moves: elements that stay put cannot drown the others."""
        return float(np.sum((outputs(changed, array) - output.data) * upstream))

    def rounding(changed: int, array: Array) -> float:
        """How much of a move may be last bits, of those elements of the output that moved."""
        still = outputs(changed, array) == output.data
        touched = np.where(still, 0.0, np.abs(output.data) * upstream)
        return 4 * np.finfo(float).eps * float(np.sum(touched))

    name = _name(f)
    single = output.rule if isinstance(f, Rule) or hasattr(f, "rule") else None
    entries: list[Entry] = []
    for i, array in enumerate(arrays):
        gradient = np.asarray(gradients[i])
        # Of an elementwise rule show the slope itself, without the weight of its element.
        own = isinstance(single, Elementwise) and array.shape == output.shape
        weights = upstream if own else np.ones(array.shape)
        entries += [
            _compare(i, index, array, gradient, float(weights[index]), moved, rtol, rounding)
            for index in np.ndindex(array.shape)
        ]
    report = Report(name, single, tuple(entries))
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
    rounding: Callable[[int, Array], float],
) -> Entry:
    x, hand_written = float(array[index]), float(gradient[index] / weight)

    def beside(value: float) -> Array:
        changed = array.copy()
        changed[index] = value
        return changed

    def at(value: float) -> float:
        return moved(i, beside(value)) / weight

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
        if wrong:  # or only the last bits of two values, which have a slope of their own
            noise = rounding(i, beside(x + step)) / abs(weight * step)
            wrong = not abs(hand_written - numerical) < noise
        return Entry(i, index, x, hand_written, numerical, step, min(error, nearest), wrong=wrong)
    # Any number between the two slopes is a subgradient; across a jump none is known but 0.
    slack = 1e-5 * max(1.0, abs(left), abs(right))
    right_there = min(left, right) - slack <= hand_written <= max(left, right) + slack
    wrong = hand_written != 0 if jump else not right_there
    return Entry(i, index, x, hand_written, numerical, step, error, (left, right), wrong)


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
    index = ",".join(map(str, entry.index)) or "-"
    row = f"{entry.input:<6}{index:<7}{entry.x:>10.4g}{entry.hand_written + 0.0:>15.8g}"
    if entry.kink:
        left, right = entry.kink
        row += f"   a kink: {left:.4g} on its left, {right:.4g} on its right"
    else:
        row += f"{entry.numerical + 0.0:>15.8g}{entry.error:>13.1e}"
    return row + ("   wrong" if entry.wrong else "")


def _badness(entry: Entry) -> tuple[bool, bool, float]:
    return entry.wrong, not entry.kink, entry.error
