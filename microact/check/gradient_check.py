"""Check hand-written gradients against finite differences, element by element."""

from collections.abc import Callable

import numpy as np

from microact.check.finite_differences import derivative_with_doubt, first_step, one_sided
from microact.check.report import Entry, Report, mismatch
from microact.check.rounding import Rounding
from microact.engine.flow import names
from microact.engine.gradients import gradients_of
from microact.engine.node import number_of
from microact.engine.order import topological_order
from microact.engine.value import Value, no_grad, recording
from microact.readings.numbers import Array, Number, as_number
from microact.rules import Elementwise, Rule
from microact.support import arguments

__all__ = ["Entry", "GradientMismatch", "Report", "gradcheck", "mismatch"]

DECIDED = 0.01
"""A slope that may be off by more than this share says nothing about a hand-written one."""

SMALLEST = 4 * float(np.finfo(float).tiny)
"""Below the smallest normal float, numbers lose digits."""


class GradientMismatch(AssertionError):  # noqa: N818  # public under this name; it is raised as a failed assertion, not an `…Error`
    """A hand-written gradient disagrees with finite differences."""


def gradcheck(
    f: Callable[..., Number], *inputs: Number, rtol: float = 1e-6, raise_error: bool = True
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
        slope differ, any number between the two is right. The slopes of a function of several
        outputs are those of their sum, each with a weight of its own, and the table says so: an
        output whose share of that sum is below `rtol` is better checked by itself.
        Where rounding leaves too few digits to tell right from wrong, the check has not passed,
        and says what to do.

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

    rounding, here = Rounding(output, as_number(upstream)), np.asarray(output.data)

    def at(changed: int, array: Array) -> Value:
        """What `f` gives with another array for one input."""
        y: Value = f(*[Value(array if i == changed else a) for i, a in enumerate(arrays)])
        return y

    def moved(changed: int, array: Array) -> float:
        """How far the (weighted) output moves: elements that stay put cannot drown the others."""
        with no_grad():
            there = np.asarray(at(changed, array).data)
        return float(((there - here) * upstream).sum())

    def noise(changed: int, array: Array) -> float:
        """How much of that move may be rounding."""
        with recording(True):
            return rounding.of(at(changed, array))

    name = _name(f)
    single = output.rule if isinstance(f, Rule) or hasattr(f, "rule") else None
    entries: list[Entry] = []
    one, weighted = output.size == 1, False
    upstream = upstream.reshape(()) if one else upstream
    for i, array in enumerate(arrays):
        gradient = np.asarray(gradients[i])
        # Of a single output, and of an elementwise rule, the slope itself, without a weight.
        own = isinstance(single, Elementwise) and array.shape == output.shape
        weights = np.broadcast_to(upstream, array.shape) if own or one else np.ones(array.shape)
        weighted |= not (own or one)
        entries += [
            _compare(i, index, array, gradient, float(weights[index]), moved, rtol, noise)
            for index in np.ndindex(array.shape)
        ]
    report = Report(name, single, tuple(entries), weighted)
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
    noise_at: Callable[[int, Array], float],
) -> Entry:
    x, hand_written = float(array[index]), float(gradient[index] / weight)

    def beside(value: float) -> Array:
        changed = array.copy()
        changed[index] = value
        return changed

    def at(value: float) -> float:
        return moved(i, beside(value)) / weight

    def noise_far(value: float) -> float:
        try:
            with np.errstate(all="ignore"):
                return noise_at(i, beside(value)) / abs(weight)
        except (ValueError, ArithmeticError):
            return 0.0  # outside the domain

    first = first_step(at, x)
    noise = noise_at(i, beside(x + first)) / abs(weight) + SMALLEST
    numerical, step, unsure = derivative_with_doubt(at, x, noise, hand_written)
    size = max(1e-3, abs(hand_written), abs(numerical))

    def off(slope: float) -> float:
        """How far a slope is from the hand-written one, as a share; what is unsure is no error."""
        far = abs(hand_written - slope)
        allowed = unsure / rtol if far <= unsure else 0.0
        return far / max(abs(hand_written), abs(slope), allowed) if far else 0.0

    error = off(numerical)
    if not error <= rtol:
        # An output that does not move here, as a softmax's 1 − 1e-17, may have moved by less than
        # its last digit. It is one that moves elsewhere.
        unsure = max(unsure, 4 * max(map(noise_far, (x - 1000, x - 30, x + 30, x + 1000))) / step)
        error = off(numerical)
    # One-sided slopes, from steps at which rounding cannot make two of one.
    side = min(max(step / 256, 1e7 * noise / size), step / 4)
    side = max(side, 4 * float(np.spacing(abs(x))))
    left, right = one_sided(at, x, 4 * side)
    finer = one_sided(at, x, side)
    gap, finer_gap = abs(right - left), abs(finer[1] - finer[0])
    steepest, blur = max(map(abs, finer)), 40 * noise / side
    jump = steepest > max(blur, 2 * abs(left), 2 * abs(right), 2e-3)
    # What a curve bends is gone on a finer scale; a kink stays.
    kink = _relative(left, right) > 1e-4 and finer_gap > max(blur, gap / 2)
    if not jump and not kink:
        # Where the second derivative jumps, the two one-sided slopes are the better witnesses.
        error = min(error, max(off(left), off(right)))
        known = np.isfinite(error)
        wrong = not error <= rtol
        apart = abs(hand_written - numerical)
        alike = apart <= max(DECIDED * max(abs(hand_written), abs(numerical)), 1e-9)
        undecided = not wrong and (unsure > DECIDED * size or not alike)
        error = error if known else np.inf
        return Entry(
            i, index, x, hand_written, numerical, step, error, None, wrong, unsure, undecided
        )
    # Any number between the two slopes is a subgradient; across a jump none is known but 0.
    slack = 1e-5 * max(1.0, abs(left), abs(right)) + 10 * noise / side
    right_there = min(left, right) - slack <= hand_written <= max(left, right) + slack
    wrong = hand_written != 0 if jump else not right_there
    return Entry(i, index, x, hand_written, numerical, step, error, (left, right), wrong)


def _relative(a: float, b: float) -> float:
    if a == b:
        return 0.0
    return abs(a - b) / max(1e-3, abs(a), abs(b)) if np.isfinite(a + b) else np.inf


def _name(f: Number) -> str:
    kind = getattr(f, "rule", type(f))
    if isinstance(kind, type) and issubclass(kind, Rule):
        return kind.__name__
    return getattr(f, "__name__", type(f).__name__)


def _blame(report: Report, output: Value, rtol: float) -> str:
    """Write the error; if one rule inside the function is wrong by itself, name that one."""
    order = topological_order(output)
    called = names(order)
    for node in order if report.rule is None else ():
        inputs = list(map(number_of, node.inputs))
        if node.rule is None:
            continue
        inner = gradcheck(node.rule, *inputs, rtol=rtol, raise_error=False)
        if any(entry.wrong for entry in inner.entries):
            where = f"In {report.name} the fault is in the node {called[id(node)]!r}."
            return f"{mismatch(inner)}\n\n{where}\n\n{report}"
    return f"{mismatch(report)}\n\n{report}"
