"""What answers to the exercises of lesson 18 are right, and what hints the others get."""

import math

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact


@exercise("18-1")
def _runs_of_forward_mode(answer: Answer) -> str | None:
    runs = a_number(answer)
    if runs == 5000:
        return None
    if runs in (1, 2):
        return "so it is walking backward. One run of duals knows what *one* input does."
    if runs == 5001:
        return "the value comes along with each run."
    return f"{runs:,.10g} is not it. How many slopes does one run give, and how many are wanted?"


@exercise("18-2")
def _a_quotient_of_intervals(answer: Answer) -> str | None:
    low = a_number(answer)
    if abs(low + 1.5) < 1e-9:
        return None
    if abs(low + 0.5) < 1e-9:
        return "that is the upper end."
    if abs(low + 1) < 1e-9 or abs(low + 0.75) < 1e-9:
        return "that is one of the four quotients. Look at all of them."
    if low > 0:
        return "a positive number divided by a negative one is negative."
    return f"{low:g} is not it. Four quotients: each end divided by each end."


CASES = (
    ((6.0, 1.0), (2.0, 0.0)),
    ((6.0, 5.0), (2.0, 1.0)),
    ((-3.0, 0.5), (4.0, -2.0)),
    ((0.0, 3.0), (-1.5, 7.0)),
)


@exercise("18-3")
def _a_quotient_of_duals(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of two pairs (number, change)."
    for a, b in CASES:
        try:
            found = answer(a, b)
        except ZeroDivisionError:
            return "the change of b may be 0: changes are not divided by each other."
        got = np.asarray(getattr(found, "data", found), dtype=float)
        if got.shape != (2,):
            return "it returns a pair: the quotient, and how fast it changes."
        where, quotient = f"for {a} divided by {b}", a[0] / b[0]
        right = (a[1] - quotient * b[1]) / b[0]
        if not math.isclose(got[0], quotient, abs_tol=1e-12):
            return f"{where}: the number comes first, and it is {a[0]:g} / {b[0]:g}."
        if math.isclose(got[1], right, abs_tol=1e-12):
            continue
        if b[1] == 0.0:
            return f"{where}: only the first changes. Then the quotient changes 1/{b[0]:g} as fast."
        if math.isclose(got[1], (a[1] + quotient * b[1]) / b[0], abs_tol=1e-12):
            return f"{where}: if what is divided by grows, does the quotient grow?"
        if a[1] and math.isclose(got[1], a[1] / b[1], abs_tol=1e-12):
            return f"{where}: the quotient of the changes is not the change of the quotient."
        if math.isclose(got[1], a[1] / b[0], abs_tol=1e-12):
            return f"{where}: the second number changes, too."
        return (
            f"{where} the change should not be {got[1]:g}. Check it with a small nudge (lesson 1)."
        )
    if uses_microact(answer, *CASES[0]):
        return "it should be written by hand, without microact."
    return None
