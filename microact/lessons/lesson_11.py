"""What answers to the exercises of lesson 11 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact


@exercise("11-1")
def _a_product_for_each_use(answer: Answer) -> str | None:
    got = a_number(answer)
    if got == 5.0:
        return None
    if got == 1.0:
        return "1 it would be if the weight were used once. Look at the line of d_miss."
    return f"one product for each use: not {got:g}."


@exercise("11-2")
def _one_line_of_tanh(answer: Answer) -> str | None:
    got = a_number(answer)
    if abs(got - 1.28) < 1e-9:
        return None
    if abs(got - 0.64) < 1e-9:
        return "that is the local gradient. It is multiplied by what arrives."
    if abs(got - 2 * (1 - np.tanh(0.6) ** 2)) < 1e-3:
        return "0.6 is y, the output; tanh has been taken already."
    return f"put the numbers into the line: not {got:g}."


@exercise("11-3")
def _a_step_by_hand(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function step(w, x, b, t)."

    def loss_of(w: float, x: float, b: float, t: float) -> float:
        return float((1 / (1 + np.exp(-(w * x + b))) - t) ** 2)

    if uses_microact(answer, 0.5, 2.0, -0.3, 1.0):
        return "your function calls microact. Here you are the one who walks back."
    for numbers in ((0.5, 2.0, -0.3, 1.0), (-1.0, 0.5, 2.0, 0.0), (2.0, -1.5, 0.0, 0.25)):
        loss, gradients = answer(*numbers)
        if abs(float(loss) - loss_of(*numbers)) > 1e-9:
            return f"at {numbers} the loss is not {float(loss):g}."
        if len(gradients) != 3:
            return "three gradients: for w, for x and for b."
        for i, name in enumerate("wxb"):
            up, down = list(numbers), list(numbers)
            up[i] += 1e-5
            down[i] -= 1e-5
            measured = (loss_of(*up) - loss_of(*down)) / 2e-5
            got = float(gradients[i])
            if 1e-12 < abs(got - _exactly(numbers, i)) < 1e-6:
                return (
                    f"at {numbers} the gradient in {name} is nearly right, as a nudge finds it. "
                    "Multiply the slopes, from the loss back to each number."
                )
            if abs(got - measured) > 1e-6:
                half = " A factor of 2 is missing." if abs(2 * got - measured) < 1e-6 else ""
                return f"at {numbers} the gradient in {name} is not {got:g}.{half}"
    return None


def _exactly(numbers: tuple[float, ...], i: int) -> float:
    """Return a slope of that loss by a nudge in an imaginary direction: good to every digit."""
    w, x, b, t = [z + (1e-30j if k == i else 0) for k, z in enumerate(numbers)]
    return float(((1 / (1 + np.exp(-(w * x + b))) - t) ** 2).imag / 1e-30)
