"""What answers to the exercises of lesson 14 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise


@exercise("14-1")
def _how_many_if_calibrated(answer: Answer) -> str | None:
    count = a_number(answer)
    if abs(count - 380) < 0.5:
        return None
    if abs(count - 320) < 0.5:
        return "so many were right. The question is how many it should be, after what was said."
    if abs(count - 0.95 * 320) < 0.5:
        return "the 95% were said about all 400."
    if abs(count - 400) < 0.5:
        return "then it would be too modest: it said 95%, and not 100%."
    if 0 < count <= 1:
        return "the answer is a number of dots, not a share."
    return f"{count:g} of 400 is {count / 400:.0%}. What did the network say?"


@exercise("14-2")
def _a_weight_that_fades(answer: Answer) -> str | None:
    size = a_number(answer)
    right = 2 * 0.995**100
    if abs(size / right - 1) < 5e-3:
        return None
    if abs(size - (2 - 100 * 0.1 * 0.05 * 2)) < 1e-9:
        return "the pull is a share of what is left, so it gets weaker. Multiply."
    if abs(size - 2 * 0.95**100) < 1e-3:
        return "the step is the rate times the pull."
    if abs(size - 0.995**100) < 3e-3:
        return "it began at 2."
    return f"{size:g} is too {'much' if size > right else 'little'}. What is left after one step?"


CASES: list[tuple[list[float], int]] = [
    ([3.0, 2.0, 1.0, 2.0, 3.0], 2),
    ([0.9, 0.5, 0.7, 0.6, 0.1, 0.05], 2),
    ([0.9, 0.5, 0.7, 0.6, 0.1, 0.05], 3),
    ([1.0, 0.4, 0.4, 0.4], 2),
    ([1.0, 0.4, 0.4, 0.4, 0.3], 2),
    ([5.0, 4.0, 3.0], 10),
    ([1.0], 1),
    ([2.0, 3.0, 1.0, 4.0], 1),
]


def _right(losses: list[float], patience: int) -> int:
    best = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            break
    return best


@exercise("14-3")
def _when_to_stop(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of (losses, patience)."
    for losses, patience in CASES:
        for given in (list(losses), np.array(losses)):
            got = a_number(answer(given, patience))
            wanted, where = _right(losses, patience), f"for {losses} with patience {patience}"
            if got == wanted:
                continue
            if got == wanted - 1:
                return f"{where}: epochs count from 1."
            inside = 1 <= got <= len(losses)
            if inside and losses[wanted - 1] == losses[int(got) - 1]:
                return f"{where}: an equal loss is not below the lowest."
            if got == int(np.argmin(losses)) + 1:
                return f"{where}: that is the best of all, but it had stopped before."
            return f"{where} your function says {got:g}. Go along: which was the lowest so far?"
    return None
