"""What answers to the exercises of lessons 9 to 12 are right, and what hints the others get."""

from typing import Any

import numpy as np

from microact.engine.functions import cos, exp, sin
from microact.exercises import a_number, exercise, uses_microact


@exercise("09-1")
def _half_twenty_times(answer: Any) -> str | None:
    share = a_number(answer)
    if abs(share / 0.5**20 - 1) < 0.06:
        return None
    if abs(share - 0.5 / 20) < 1e-9 or abs(share - 1 / 20) < 1e-9:
        return "20 layers do not leave a twentieth: each takes half of what is left. Multiply."
    return f"{share:g} is too {'much' if share > 0.5**20 else 'little'}. What is left after two?"


@exercise("09-2")
def _weights_for_fifty_inputs(answer: Any) -> str | None:
    spread = a_number(answer)
    if abs(spread - 0.2) < 6e-4:
        return None
    if abs(spread - 0.04) < 1e-9:
        return "that is the variance, the square of the spread."
    if abs(spread - 50**-0.5) < 2e-3:
        return "so it is without an activation. ReLU makes half of the numbers 0."
    return f"with {spread:g} the signal would {'grow' if spread > 0.2 else 'fade'}."


@exercise("09-3")
def _the_factor_of_a_layer(answer: Any) -> str | None:
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


@exercise("10-1")
def _through_a_leak(answer: Any) -> str | None:
    got = a_number(answer)
    if abs(got - 0.02) < 1e-12:
        return None
    if got == 2.0:
        return "that is what arrives at the output. It has to come through the leak."
    if got == 0.0:
        return "0 it would be without a leak."
    return f"what arrives, times the slope of the leak: not {got:g}."


@exercise("10-2")
def _a_bias_that_kills(answer: Any) -> str | None:
    b = a_number(answer)
    if b == -2.0:
        return None
    if b > -2.0:
        return f"with b = {b:g} the largest sum is {2 + b:g}: some input still gets through."
    return f"with b = {b:g} it is dead, and it was dead before: try one a little larger."


@exercise("10-3")
def _count_the_dead(answer: Any) -> str | None:
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


@exercise("11-1")
def _a_product_for_each_use(answer: Any) -> str | None:
    got = a_number(answer)
    if got == 5.0:
        return None
    if got == 1.0:
        return "1 it would be if the weight were used once. Look at the line of d_miss."
    return f"one product for each use: not {got:g}."


@exercise("11-2")
def _one_line_of_tanh(answer: Any) -> str | None:
    got = a_number(answer)
    if abs(got - 1.28) < 1e-9:
        return None
    if abs(got - 0.64) < 1e-9:
        return "that is the local gradient. It is multiplied by what arrives."
    if abs(got - 2 * (1 - np.tanh(0.6) ** 2)) < 1e-3:
        return "0.6 is y, the output; tanh has been taken already."
    return f"put the numbers into the line: not {got:g}."


@exercise("11-3")
def _a_step_by_hand(answer: Any) -> str | None:
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


@exercise("12-1")
def _the_bend_of_a_cube(answer: Any) -> str | None:
    got = a_number(answer)
    if abs(got - 12) < 1e-9:
        return None
    if got == 8.0:
        return "8 is the cube itself. Take its slope, and the slope of that."
    return f"the slope is 3x². At 1.999 and at 2.001 it differs by 0.002 times what? Not {got:g}."


@exercise("12-2")
def _one_step_of_newton(answer: Any) -> str | None:
    got = a_number(answer)
    if abs(got - 2) < 1e-9:
        return None
    if abs(got - 1) < 1e-9:
        return "that is how far it goes. Where does it land?"
    if abs(got - 4) < 1e-9:
        return "it goes against the slope, downwards."
    return f"slope 4x³, curvature 12x², at x = 3: 3 minus their quotient is not {got:g}."


@exercise("12-3")
def _newtons_method(answer: Any) -> str | None:
    if not callable(answer):
        return "the answer is a function of f, x and a number of steps."
    cases = [
        ("x ** 4", lambda x: x**4, 3.0, 1, 2.0),
        ("x ** 4", lambda x: x**4, 3.0, 3, 3.0 * (2 / 3) ** 3),
        ("exp(x) - 2x", lambda x: exp(x) - 2 * x, 1.0, 6, float(np.log(2))),
        ("cos", cos, 3.0, 4, float(np.pi)),
        ("x ** 2", lambda x: x * x, 5.0, 0, 5.0),
        ("sin", sin, 1.2, 4, float(np.pi / 2)),  # up to the top, as the lesson says
    ]
    for name, f, x, steps, wanted in cases:
        asked: list[float] = []

        def watched(at: Any, f: Any = f, asked: list[float] = asked) -> Any:
            asked.append(float(at.item() if hasattr(at, "item") else at))
            return f(at)

        got = a_number(answer(watched, x, steps))
        if abs(got - wanted) > 1e-6:
            if steps == 1 and abs(got - 3 * x / 4) < 1e-6:
                return "that way leads to where f is 0, not to where it is lowest."
            many = f"{steps} step{'s' * (steps != 1)}"
            end = "ends" if steps == 1 else "end"
            return f"{many} on {name} from {x:g} {end} at {wanted:.4f}, yours at {got:.4f}."
        if len(set(asked)) > steps + 1:
            return (
                f"right, but your function asks for {name} beside its way too. A curvature need "
                "not be nudged: it is the gradient of the gradient."
            )
    return None
