"""What answers to the exercises of lesson 10 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise


@exercise("10-1")
def _through_a_leak(answer: Answer) -> str | None:
    got = a_number(answer)
    if abs(got - 0.02) < 1e-12:
        return None
    if got == 2.0:
        return "that is what arrives at the output. It has to come through the leak."
    if got == 0.0:
        return "0 it would be without a leak."
    return f"what arrives, times the slope of the leak: not {got:g}."


@exercise("10-2")
def _a_bias_that_kills(answer: Answer) -> str | None:
    b = a_number(answer)
    if b == -2.0:
        return None
    if b > -2.0:
        return f"with b = {b:g} the largest sum is {2 + b:g}: some input still gets through."
    return f"with b = {b:g} it is dead, and it was dead before: try one a little larger."


@exercise("10-3")
def _count_the_dead(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of an array of sums."
    sums = np.array([[1.0, -1.0, -2.0, 0.0], [2.0, 3.0, -0.5, -1.0], [0.5, -4.0, -3.0, -2.0]])
    for rows, wanted in ((sums, 2), (sums[:1], 3), (sums[1:2], 2), (sums + 10, 0)):
        got = answer(rows.copy())
        if int(got) == wanted:
            continue
        if int(got) == int(np.sum(np.all(rows < 0, axis=0))):
            return "a sum of exactly 0 has slope 0 too."
        if int(got) == int(np.sum(np.any(rows <= 0, axis=0))):
            return "a unit that is shut for some examples is alive: another opens it."
        if int(got) == int(np.sum(rows <= 0)):
            return "you counted sums. A unit is a column."
        return f"for {rows.tolist()} your function says {got!r}."
    return None
