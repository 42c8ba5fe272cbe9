"""What answers to the exercises of lesson 3 are right, and what hints the others get."""

import numpy as np

from microact.check import gradcheck
from microact.lessons.checkers import Answer, a_number, exercise
from microact.rules import Elementwise


@exercise("03-1")
def _the_slope_of_a_bump(answer: Answer) -> str | None:
    slope = a_number(answer)
    exact = -2 * np.exp(-1.0)
    if abs(slope - exact) < 6e-5:
        return None
    if abs(slope + exact) < 6e-5:
        return "right size, wrong sign. Does the hill rise or fall there?"
    if abs(slope - exact / 2) < 6e-5:
        return "a factor is missing: what is the slope of x squared?"
    if abs(slope - exact) < 5e-3:
        return "close. Give four decimals."
    return f"nudge it: exp(-x ** 2) at 0.999 and at 1.001. Is the slope really {slope:g}?"


@exercise("03-2")
def _the_largest_subgradient(answer: Answer) -> str | None:
    slope = a_number(answer)
    if slope == 3.0:
        return None
    if slope > 3.0:
        return f"{slope:g} is steeper than the curve on either side of the corner."
    if slope >= 1.0:
        return f"{slope:g} would be accepted, and so would something larger."
    return f"{slope:g} is flatter than the curve on either side of the corner."


@exercise("03-3")
def _a_signed_square(answer: Answer) -> str | None:
    if not (isinstance(answer, type) and issubclass(answer, Elementwise)):
        return "the answer is a class that subclasses ma.Activation."
    rule = answer()
    for x in (-2.0, -0.5, 0.0, 1.5):
        if abs(float(rule(x)) - x * abs(x)) > 1e-12:
            return f"at x = {x:g} the value must be {x * abs(x):g}, yours is {float(rule(x)):g}."
    try:
        report = gradcheck(rule, [-2.0, -0.5, 0.0, 1.5], raise_error=False)
    except ValueError as error:
        if "truth value" not in str(error):
            raise
        return (
            "right for single numbers, but it decides by `if`, and an array has many numbers, some "
            "on either side. xp.where(condition, here, there) chooses for each of them."
        )
    return None if report else f"the value is right, the slope is not:\n{report}"
