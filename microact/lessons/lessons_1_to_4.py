"""What answers to the exercises of lessons 1 to 4 are right, and what hints the others get."""

from typing import Any

import numpy as np

from microact.check.finite_differences import derivative
from microact.check.gradient_check import gradcheck
from microact.engine.functions import activations
from microact.exercises import a_number, exercise, uses_microact
from microact.rules import Elementwise
from microact.rules.activations import LeakyReLU


@exercise("01-1")
def _where_sigmoid_is_nine_tenths(answer: Any) -> str | None:
    x = a_number(answer)
    y = 1 / (1 + np.exp(-np.clip(x, -700, 700)))
    if abs(y - 0.9) < 0.0005:
        return None
    side = "more than 0.9: go left" if y > 0.9 else "less than 0.9: go right"
    return f"sigmoid({x:g}) is {y:.3f}, which is {side}."


@exercise("01-2")
def _a_bias_that_centres_the_neuron(answer: Any) -> str | None:
    b = a_number(answer)
    total = 1.5 * 2.0 + b
    if abs(total) < 1e-9:
        return None
    return (
        f"with b = {b:g} the sum w·x + b is {total:g}, so the output is "
        f"{1 / (1 + np.exp(-total)):.3f}. Which sum does sigmoid send to 0.5?"
    )


@exercise("01-3")
def _count_the_parameters(answer: Any) -> str | None:
    if not callable(answer):
        return "the answer is a function that takes a list of sizes, such as [5, 4, 1]."
    for sizes in ([1, 1], [5, 4, 1], [2, 16, 16, 1], [3, 7]):
        expected = sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
        got = answer(list(sizes))
        if got != expected:
            weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
            if got == weights:
                return "you counted the weights. Each neuron has one number more."
            return f"for {sizes} your function says {got!r}. Count one neuron's numbers first."
    return None


@exercise("02-1")
def _the_slope_of_a_cube(answer: Any) -> str | None:
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
def _an_input_that_turns_the_gradient(answer: Any) -> str | None:
    x = a_number(answer)
    if x == -1.0:
        return None
    if x == -0.25:
        return "with that x the product w · x is minus one. Its slope in w is something else."
    return f"with x = {x:g} the gradient of w is {x:g}. What is the slope of a product?"


@exercise("02-3")
def _gradients_by_hand(answer: Any) -> str | None:
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


@exercise("03-1")
def _the_slope_of_a_bump(answer: Any) -> str | None:
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
def _the_largest_subgradient(answer: Any) -> str | None:
    slope = a_number(answer)
    if slope == 3.0:
        return None
    if slope > 3.0:
        return f"{slope:g} is steeper than the curve on either side of the corner."
    if slope >= 1.0:
        return f"{slope:g} would be accepted, and so would something larger."
    return f"{slope:g} is flatter than the curve on either side of the corner."


@exercise("03-3")
def _a_signed_square(answer: Any) -> str | None:
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


@exercise("04-1")
def _ten_sigmoids(answer: Any) -> str | None:
    share = a_number(answer)
    exact = 0.25**10
    if abs(share / exact - 1) < 0.06:
        return None
    if share >= 1:
        return f"a share is at most 1, all of it; {share:g} is more."
    if share == 0.25:
        return "that is what one gate lets through. The second sees what the first let through."
    if abs(share - 2.5) < 0.1 or abs(share * 4 - 0.1) < 0.01:
        return (
            "gates in a row do not add up. What does the second do to what the first let through?"
        )
    return (
        f"{share:g} is too {'much' if share > exact else 'little'}. How open is one gate, at most?"
    )


@exercise("04-2")
def _a_leak_for_four_gates(answer: Any) -> str | None:
    leak = a_number(answer)
    if abs(leak - 0.01**0.25) < 0.0006:
        return None
    if leak < 0:
        return "a leak is a positive number."
    through = leak**4
    return f"with a leak of {leak:g}, four gates let {through:.3g} through, not 0.01."


@exercise("04-3")
def _alive_saturated_or_dead(answer: Any) -> str | None:
    if not callable(answer):
        return "the answer is a function of an activation and a sum."
    cases: list[tuple[str, Any, float, str]] = [
        *[(name, activations[name], s, state) for name, s, state in (
            ("sigmoid", 0.0, "alive"), ("sigmoid", 8.0, "saturated"), ("tanh", -4.0, "saturated"),
            ("tanh", 1.0, "alive"), ("relu", 3.0, "alive"), ("relu", -0.5, "dead"),
        )],
        # Not 0.01 itself: a slope that was found by nudging may be 0.00999.
        ("leaky_relu with a leak of 0.02", LeakyReLU(0.02), -2.0, "alive"),
        ("x · sigmoid(x), called silu,", activations["silu"], -2.0, "alive"),
        ("x / (1 + |x|), called softsign,", activations["softsign"], -20.0, "saturated"),
    ]  # fmt: skip
    for name, activation, s, state in cases:
        got = answer(activation, s)
        if got == state:
            continue
        slope = derivative(activation, s)[0]
        if got not in ("alive", "saturated", "dead"):
            return f'the function must return "alive", "saturated" or "dead", it returned {got!r}.'
        hint = f"{name} at {s:g} has the slope {slope:.3g}; your function calls it {got}."
        return hint + (" Steep downhill is steep too." if slope < 0 else "")
    return None
