"""What answers to the exercises of lesson 13 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact
from microact.readings.numbers import shape_of


@exercise("13-1")
def _the_error_of_a_batch(answer: Answer) -> str | None:
    times = a_number(answer)
    if abs(times - 2) < 1e-3:
        return None
    if abs(times - 12 / 36) < 1e-2:
        return "36 examples do not leave a 36th of the error. What do four leave, what do 16?"
    if abs(times - 12) < 1e-9:
        return "a mean of many is better than one. Four times as many halve the error."
    return f"{times:g} is too {'much' if times > 2 else 'little'}. Four times as many halve it."


@exercise("13-2")
def _a_step_with_momentum(answer: Answer) -> str | None:
    length = a_number(answer)
    if abs(abs(length) - 1.2) < 1e-6:
        return None
    if abs(abs(length) - 0.06) < 1e-9:
        return "that is the first step. The memory of the earlier ones is added to it."
    if abs(abs(length) - 60) < 1e-6:
        return "that is the memory. The step is the rate times it."
    if abs(abs(length) - 0.6) < 1e-9:
        return "so it is with momentum 0.9, whose memory is ten steps long."
    return f"{length:g} is not it. To what do 1 + 0.95 + 0.95² + … add up?"


CASES: list[tuple[Answer, Answer, Answer, float, float]] = [
    (1.0, 4.0, 2.0, 0.3, 0.9),
    (1.0, 0.0, 2.0, 0.1, 0.9),
    (np.array([1.0, -2.0]), np.array([0.5, 0.25]), np.array([-1.0, 3.0]), 0.5, 0.5),
    (2.0, -1.0, 0.0, 1.0, 0.0),
]


@exercise("13-3")
def _a_step_of_momentum(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of (w, v, gradient, rate, keep)."
    for w, v, g, rate, keep in CASES:
        given = [np.array(x) if shape_of(x) else x for x in (w, v, g)]
        got = answer(*given, rate, keep)
        if not isinstance(got, tuple | list | np.ndarray) or len(got) != 2:
            return "it returns a pair: the new weight, then the new memory."
        after, memory = (np.asarray(getattr(x, "data", x), dtype=float) for x in got)
        if any(np.any(x != y) for x, y in zip(given, (w, v, g))):
            return "it writes into the arrays that it is given: v = keep * v + ..., not v *= keep."
        right_v, where = keep * v + g, f"for w={w}, v={v}, gradient={g}, rate={rate}, keep={keep}"
        if memory.shape == np.shape(right_v) and np.allclose(memory, right_v):
            if np.allclose(after, w - rate * right_v):
                continue
            if np.allclose(after, w + rate * right_v):
                return f"{where}: the loss should fall, so which way does the step go?"
            if np.allclose(after, w - rate * g):
                return f"{where}: your step follows the gradient alone. Follow the memory."
            if np.allclose(after, w - rate * v):
                return f"{where}: your step follows the old memory, without this gradient."
            return f"{where}: the memory is right, the weight should not be {after}."
        if after.shape == np.shape(right_v) and np.allclose(after, right_v):
            return f"{where}: is the order right? The weight first, then the memory."
        if np.allclose(memory, keep * v - rate * g):
            return f"{where}: a known variant. Here the memory holds gradients, without the rate."
        if np.allclose(memory, keep * v + (1 - keep) * g):
            return f"{where}: that memory is a mean, as Adam's. Momentum's is a sum."
        if np.allclose(memory, keep * v + rate * g):
            return f"{where}: keep the rate out of the memory; it comes in with the step."
        return f"{where}: your memory is {memory}. What is old shrinks, what is new is added."
    if uses_microact(answer, *CASES[0]):
        return "it should be written by hand, without microact's optimizers."
    return None
