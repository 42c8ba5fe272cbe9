"""What answers to the exercises of lesson 1 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise


@exercise("01-1")
def _where_sigmoid_is_nine_tenths(answer: Answer) -> str | None:
    x = a_number(answer)
    y = 1 / (1 + np.exp(-np.clip(x, -700, 700)))
    if abs(y - 0.9) < 0.0005:
        return None
    side = "more than 0.9: go left" if y > 0.9 else "less than 0.9: go right"
    return f"sigmoid({x:g}) is {y:.3f}, which is {side}."


@exercise("01-2")
def _a_bias_that_centres_the_neuron(answer: Answer) -> str | None:
    b = a_number(answer)
    total = 1.5 * 2.0 + b
    if abs(total) < 1e-9:
        return None
    return (
        f"with b = {b:g} the sum w·x + b is {total:g}, so the output is "
        f"{1 / (1 + np.exp(-total)):.3f}. Which sum does sigmoid send to 0.5?"
    )


@exercise("01-3")
def _count_the_parameters(answer: Answer) -> str | None:
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
