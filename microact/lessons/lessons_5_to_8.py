"""What answers to the exercises of lessons 5 to 8 are right, and what hints the others get."""

from typing import Any

import numpy as np

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.exercises import a_number, exercise, uses_microact


@exercise("05-1")
def _two_layers_are_one(answer: Any) -> str | None:
    if not isinstance(answer, tuple | list | np.ndarray) or np.shape(answer) != (2,):
        return "the answer is a pair of numbers: (w, b)."
    w, b = (a_number(x) for x in answer)
    if (w, b) == (6.0, -1.0):
        return None
    if w != 6.0:
        return f"try x = 0 and x = 1: by how much does the result change? Not by {w:g}."
    return f"w is right. What comes out for x = 0? Not {b:g}."


@exercise("05-2")
def _neurons_for_an_absolute_value(answer: Any) -> str | None:
    n = a_number(answer)
    if n == 2.0:
        return None
    if n == 1.0:
        return "one ReLU is flat on one side. |x| rises on both."
    if n <= 0 or n != int(n):
        return (
            f"{n:g} neurons leave a straight line, and |x| has a corner."
            if n == 0
            else (f"it is a number of neurons, a whole one from 0 on, not {n:g}.")
        )
    return f"{n:g} would do it, but fewer do it too; how many sides does |x| have?"


@exercise("05-3")
def _one_but_not_both(answer: Any) -> str | None:
    if not callable(answer):
        return "the answer is a function of a and b."
    for a, b in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        inputs = [Value(a), Value(b)]
        got = answer(*inputs)
        if not isinstance(got, Value):
            return f"given Values, the function must return one; it returned {got!r}."
        order = topological_order(got)
        names = {node.rule.name for node in order if node.rule}
        if other := names - {"add", "subtract", "multiply", "negative", "relu"}:
            return f"use +, -, * and relu alone, not {', '.join(sorted(other))}."
        of_both = [node for node in order if node.operation == "*"
                   and all(_leads_to(x, inputs) for x in node.inputs)]  # fmt: skip
        if of_both:
            return (
                "your function multiplies what depends on a by what depends on b. A neuron "
                "multiplies its inputs by fixed numbers only; the corner of a ReLU does the rest."
            )
        if abs(got.item() - (a != b)) > 1e-9:
            return f"for ({a:g}, {b:g}) your function gives {got.item():g}."
    if "relu" not in names:
        return "right numbers, but no neuron bends: give the function a relu."
    return None


def _leads_to(x: Any, inputs: list[Value]) -> bool:
    return isinstance(x, Value) and any(node is y for node in topological_order(x) for y in inputs)


@exercise("06-1")
def _the_shape_of_a_bias_gradient(answer: Any) -> str | None:
    if not isinstance(answer, tuple | list | np.ndarray):
        return "the answer is a shape: whole numbers in brackets. One number is written (7,)."
    shape = tuple(answer)
    if shape == (4,):
        return None
    if shape == (50, 4):
        return "that is the shape of the sum X @ W + b. The bias was repeated for each row."
    return f"not {shape}. What is the shape of b itself?"


@exercise("06-2")
def _one_number_used_thirty_times(answer: Any) -> str | None:
    got = a_number(answer)
    if got == 30.0:
        return None
    if got == 1.0:
        return "1 is what one of its uses brings. How often is c used?"
    return f"c is used once for each number of the array; is that {got:g} times?"


@exercise("06-3")
def _sum_back(answer: Any) -> str | None:
    if not callable(answer):
        return "the answer is a function of a gradient and a shape."
    rng = np.random.default_rng(0)
    for wide, shape in (
        ((4, 3), (4, 3)), ((4, 3), (3,)), ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((4, 3), ()),
        ((2, 4, 3), (4, 1)), ((2, 1, 3), (1, 3)),
    ):  # fmt: skip
        gradient = rng.integers(-9, 9, wide).astype(float)
        got = np.asarray(answer(gradient.copy(), shape))
        if got.shape != shape:
            return f"from {wide} back to {shape}: your result has shape {got.shape}."
        # The oracle: how much a number counts that is repeated over these places.
        index = np.broadcast_to(np.arange(np.prod(shape, dtype=int)).reshape(shape), wide)
        wanted = np.bincount(index.ravel(), gradient.ravel()).reshape(shape)
        if not np.allclose(got, wanted):
            return f"from {wide} back to {shape}: the shape is right, the numbers are not. Add up."
    return None


@exercise("07-1")
def _chance_minus_target(answer: Any) -> str | None:
    got = a_number(answer)
    if abs(got + 0.2) < 1e-9:
        return None
    if abs(got - 0.2) < 1e-9:
        return "the sign: should the logit grow or shrink, if the answer is yes?"
    if abs(got + 1.25) < 1e-2:
        return "that is the slope of -log(p) in p. The sigmoid comes before it."
    return f"it is a difference of two numbers that stand in the question, not {got:g}."


@exercise("07-2")
def _a_threshold_that_misses_none(answer: Any) -> str | None:
    got = a_number(answer)
    if got == 0.1:
        return None
    if got in (0.5, 0.9):
        return f"look at the table: at {got:g} some virginicas are missed."
    return "choose among 0.1, 0.5 and 0.9."


@exercise("07-3")
def _four_counts(answer: Any) -> str | None:
    if not callable(answer):
        return "the answer is a function of the truth, the chances and a threshold."
    truth, chance = [1, 1, 1, 0, 0, 0, 1], [0.9, 0.5, 0.2, 0.5, 0.1, 0.7, 0.4]
    for threshold, wanted in (
        (0.5, (2, 2, 2, 1)), (0.0, (4, 0, 3, 0)), (0.95, (0, 4, 0, 3)), (0.2, (4, 0, 2, 1)),
    ):  # fmt: skip
        got = _counted(answer, truth, chance, threshold, wanted)
        if got == wanted:
            continue
        if got == (wanted[0], wanted[2], wanted[1], wanted[3]):
            return "two of the four stand in each other's place: missed comes before mistaken."
        if sum(got) != len(truth):
            return f"there are {len(truth)} answers, your four counts add up to {sum(got)}."
        above = sum(p > threshold for p in chance)
        if got[0] + got[2] == above != wanted[0] + wanted[2]:
            return f"at the threshold {threshold:g}: exactly {threshold:g} counts as yes."
        return f"at the threshold {threshold:g} your function says {got}; count found first."
    return None


def _counted(answer: Any, truth: Any, chance: Any, threshold: float, wanted: Any) -> Any:
    """Return an answer's counts, for arrays or for lists: whichever it was written for."""
    given: list[Any] = []
    for kind in (np.array, list):
        try:
            given.append(tuple(int(n) for n in answer(kind(truth), kind(chance), threshold)))
        except (TypeError, ValueError, AttributeError):
            if kind is list and not given:
                raise
    return wanted if wanted in given else given[-1]


@exercise("08-1")
def _the_chance_of_the_larger(answer: Any) -> str | None:
    got = a_number(answer)
    exact = 1 / (1 + np.exp(-2.0))
    if abs(got - exact) < 6e-4:
        return None
    if abs(got - 0.75) < 1e-9:
        return "3 of 4 is the share of the logits. Take the exponential of each first."
    if abs(got - (1 - exact)) < 6e-4:
        return "that is the chance of the second."
    return f"exp(3) and exp(1): which share has the first? Not {got:g}."


@exercise("08-2")
def _what_the_right_answer_lacks(answer: Any) -> str | None:
    got = a_number(answer)
    if abs(got + 0.8) < 1e-9:
        return None
    if abs(got - 0.8) < 1e-9:
        return "the size is right. Should this logit grow or shrink?"
    if abs(got - 0.2) < 1e-9:
        return "that would be its gradient if it were wrong: y is 0 there, but 1 here."
    return f"p minus y: what is y for the right answer? Not {got:g}."


@exercise("08-3")
def _a_softmax_of_ones_own(answer: Any) -> str | None:
    if not callable(answer):
        return "the answer is a function of a list of numbers."
    if uses_microact(answer, [2.0, 1.0, 0.5]):
        return "that is microact's own. Write it with exponentials, a sum and a division."
    for logits in (
        [2.0, 1.0, 0.5], [0.0, 0.0], [1000.0, 999.0, 0.0], [-1000.0, -1001.0], [3.0],
        [3000.0, 0.0, 0.0], [0.0, 3000.0], [-3000.0, 0.0, 5.0],
    ):  # fmt: skip
        with np.errstate(all="ignore"):
            got = np.asarray(answer(list(logits)), dtype=float)
        if got.shape != (len(logits),):
            return f"{len(logits)} logits must give {len(logits)} chances, not {got.tolist()!r}."
        if not np.all(np.isfinite(got)):
            return f"for {logits} it gives {got.tolist()}. What may be taken away from all logits?"
        if abs(got.sum() - 1) > 1e-9:
            return f"for {logits} the chances add up to {got.sum():g}."
        ratio = np.exp(np.clip(logits[0] - logits[-1], -700, 700))
        far = abs(logits[0] - logits[-1]) > 700
        if len(logits) > 1 and not far and not np.isclose(got[0], got[-1] * ratio):
            return f"for {logits}: first and last have the ratio exp({logits[0] - logits[-1]:g})."
    return None
