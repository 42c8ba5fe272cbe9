"""What answers to the exercises of lesson 8 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact


@exercise("08-1")
def _the_chance_of_the_larger(answer: Answer) -> str | None:
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
def _what_the_right_answer_lacks(answer: Answer) -> str | None:
    got = a_number(answer)
    if abs(got + 0.8) < 1e-9:
        return None
    if abs(got - 0.8) < 1e-9:
        return "the size is right. Should this logit grow or shrink?"
    if abs(got - 0.2) < 1e-9:
        return "that would be its gradient if it were wrong: y is 0 there, but 1 here."
    return f"p minus y: what is y for the right answer? Not {got:g}."


@exercise("08-3")
def _a_softmax_of_ones_own(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of a list of numbers."
    if uses_microact(answer, [2.0, 1.0, 0.5]):
        return "that is microact's own. Write it with exponentials, a sum and a division."
    for logits in (
        [2.0, 1.0, 0.5], [0.0, 0.0], [1000.0, 999.0, 0.0], [-1000.0, -1001.0], [3.0],
        [3000.0, 0.0, 0.0], [0.0, 3000.0], [-3000.0, 0.0, 5.0], [1.0, 3.0, -2.0, 0.5],
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
        powers = np.exp(np.array(logits) - max(logits))
        if not np.allclose(got, powers / powers.sum()):
            return f"for {logits} the chances should not be {got.round(4).tolist()}."
    return None
