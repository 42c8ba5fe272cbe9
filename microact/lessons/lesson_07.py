"""What answers to the exercises of lesson 7 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise


@exercise("07-1")
def _chance_minus_target(answer: Answer) -> str | None:
    got = a_number(answer)
    if abs(got + 0.2) < 1e-9:
        return None
    if abs(got - 0.2) < 1e-9:
        return "the sign: should the logit grow or shrink, if the answer is yes?"
    if abs(got + 1.25) < 1e-2:
        return "that is the slope of -log(p) in p. The sigmoid comes before it."
    return f"it is a difference of two numbers that stand in the question, not {got:g}."


@exercise("07-2")
def _a_threshold_that_misses_none(answer: Answer) -> str | None:
    got = a_number(answer)
    if got == 0.1:
        return None
    if got in (0.5, 0.9):
        return f"look at the table: at {got:g} some virginicas are missed."
    return "choose among 0.1, 0.5 and 0.9."


@exercise("07-3")
def _four_counts(answer: Answer) -> str | None:
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


def _counted(
    answer: Answer, truth: Answer, chance: Answer, threshold: float, wanted: Answer
) -> Answer:
    """Return an answer's counts, for arrays or for lists: whichever it was written for."""
    given: list[Answer] = []
    for kind in (np.array, list):
        try:
            given.append(tuple(int(n) for n in answer(kind(truth), kind(chance), threshold)))
        except (TypeError, ValueError, AttributeError):
            if kind is list and not given:
                raise
    return wanted if wanted in given else given[-1]
