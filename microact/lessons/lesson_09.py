"""What answers to the exercises of lesson 9 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise


@exercise("09-1")
def _half_twenty_times(answer: Answer) -> str | None:
    share = a_number(answer)
    if abs(share / 0.5**20 - 1) < 0.06:
        return None
    if abs(share - 0.5 / 20) < 1e-9 or abs(share - 1 / 20) < 1e-9:
        return "20 layers do not leave a twentieth: each takes half of what is left. Multiply."
    return f"{share:g} is too {'much' if share > 0.5**20 else 'little'}. What is left after two?"


@exercise("09-2")
def _weights_for_fifty_inputs(answer: Answer) -> str | None:
    spread = a_number(answer)
    if abs(spread - 0.2) < 6e-4:
        return None
    if abs(spread - 0.04) < 1e-9:
        return "that is the variance, the square of the spread."
    if abs(spread - 50**-0.5) < 2e-3:
        return "so it is without an activation. ReLU makes half of the numbers 0."
    return f"with {spread:g} the signal would {'grow' if spread > 0.2 else 'fade'}."


@exercise("09-3")
def _the_factor_of_a_layer(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of a list of sizes, first layer to last."
    for sizes in ([1.0, 10.0, 100.0], [8.0, 4.0, 2.0, 1.0], [3.0, 0.1, 3.0], [2e-12, 5e-7, 0.02]):
        got = a_number(answer(list(sizes)))
        steps = [np.log(b / a) for a, b in zip(sizes[::-1], sizes[::-1][1:])]
        wanted = float(np.exp(np.mean(steps)))
        if abs(got / wanted - 1) < 1e-6:
            continue
        if abs(got * wanted - 1) < 1e-6:
            return f"for {sizes}: that is the factor on the way there. The gradient comes back."
        if (
            abs(got ** ((len(sizes) - 1) / len(sizes)) / wanted - 1) < 1e-6
            or abs(got ** (len(sizes) / (len(sizes) - 1)) / wanted - 1) < 1e-6
        ):
            return f"for {sizes}: {len(sizes)} layers, but how many steps between them?"
        if abs(got - np.mean([a / b for a, b in zip(sizes, sizes[1:])])) < 1e-9:
            return f"for {sizes}: a mean of ratios is not it. Steps multiply."
        return f"for {sizes} your function says {got:g}. Times itself, step by step: where to?"
    return None
