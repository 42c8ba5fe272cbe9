"""What answers to the exercises of lesson 2 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact


@exercise("02-1")
def _the_slope_of_a_cube(answer: Answer) -> str | None:
    got = a_number(answer)
    if abs(got - 12.0) < 1e-3:
        return None
    if got == 8.0:
        return "that is the value x · x · x itself. How much does it change when x grows a little?"
    if got == 4.0:
        return "4 is what one arrow brings. x is used three times: three arrows."
    nudge = 1e-4
    slope = ((2 + nudge) ** 3 - 8) / nudge
    return f"nudge x: the slope is between {slope - 3:.0f} and {slope + 2:.0f}. Add up three ways."


@exercise("02-2")
def _an_input_that_turns_the_gradient(answer: Answer) -> str | None:
    x = a_number(answer)
    if x == -1.0:
        return None
    if x == -0.25:
        return "with that x the product w · x is minus one. Its slope in w is something else."
    return f"with x = {x:g} the gradient of w is {x:g}. What is the slope of a product?"


@exercise("02-3")
def _gradients_by_hand(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of a and b that returns two gradients."
    if uses_microact(answer, 2.0, 3.0):
        return "your function lets microact walk back. Here you are the one who does."
    for a, b in ((2.0, 3.0), (-1.0, 0.5), (0.0, 4.0)):
        got = answer(a, b)
        if not isinstance(got, tuple | list | np.ndarray) or np.shape(got) != (2,):
            return f"the function must return two numbers, for a and for b; it returned {got!r}"
        of_a, of_b = (float(g) for g in got)
        if of_b != a:
            return f"at a = {a:g}, b = {b:g} the gradient in b is not {of_b:g}. b has one way only."
        if of_a == 2 * a + b:
            continue
        if of_a == a + b:
            return "you followed a as a factor. It also reaches the result through the sum."
        return f"at a = {a:g}, b = {b:g} the one in a is not {of_a:g}. Count the ways of a."
    return None
