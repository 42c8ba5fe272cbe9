"""What answers to the exercises of lesson 17 are right, and what hints the others get."""

import math

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact
from microact.readings.numbers import Array


@exercise("17-1")
def _the_loss_of_knowing_nothing(answer: Answer) -> str | None:
    loss = a_number(answer)
    if abs(loss - math.log(50)) < 2e-2:
        return None
    if abs(loss - 1 / 50) < 1e-9:
        return "that is the chance of each sign. The loss is how surprised one is by it."
    if abs(loss - math.log2(50)) < 6e-3 or abs(loss - math.log10(50)) < 6e-3:
        return "the loss takes the natural logarithm."
    if abs(loss + math.log(50)) < 6e-3:
        return "a surprise is not negative."
    return f"{loss:g} is too {'much' if loss > math.log(50) else 'little'}. What chance has each?"


@exercise("17-2")
def _weights_of_attention(answer: Answer) -> str | None:
    count = a_number(answer)
    if count == 4096:
        return None
    if count == 1024:
        return "that is one of the four, or all four with rows of 16."
    if count == 2048:
        return "rows twice as long: the matrices grow in both directions."
    if count == 3072:
        return "query, key, value, and one more, behind the mixture."
    if count == 4096 + 4 * 32:
        return "these have no biases."
    return f"{count:g} is not it. What shape has the matrix of the queries?"


CASES = (
    (np.array([1.0, 2.0, -0.5]), 1.0),
    (np.array([1.0, 2.0, -0.5]), 0.5),
    (np.array([0.0, 3.0, 1.0, 1.0]), 4.0),
    (np.array([2.0, -2.0, 1.9]), 0.001),
)


def _softmax(z: Array) -> Array:
    powers = np.exp(z - z.max())
    return np.asarray(powers / powers.sum())


@exercise("17-3")
def _chances_at_a_temperature(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of (logits, temperature)."
    for logits, temperature in CASES:
        given = logits.copy()
        with np.errstate(all="ignore"):
            found = answer(given, temperature)
        got: Array = np.asarray(getattr(found, "data", found), dtype=float)
        where = f"for logits {logits.tolist()} and temperature {temperature}"
        if np.any(given != logits):
            return "it writes into the array that it is given."
        if got.shape != logits.shape:
            return f"{where}: it should return {len(logits)} chances, got shape {got.shape}."
        if np.any(np.isnan(got)):
            return f"{where} it gives no number. Lesson 8 knows what overflows."
        if np.allclose(got, _softmax(logits / temperature)):
            continue
        if np.allclose(got, _softmax(logits)):
            return f"{where}: the temperature makes no difference yet."
        if np.allclose(got, _softmax(logits * temperature)):
            return f"{where}: above 1 the chances should get more equal, so the other way round."
        if np.allclose(got, _softmax(logits) / temperature):
            return f"{where}: the temperature belongs to the logits, not to the chances."
        if not math.isclose(float(got.sum()), 1.0, rel_tol=1e-6):
            return f"{where}: these add up to {got.sum():.3g}. Chances add up to 1."
        return f"{where} it gives {got.round(4).tolist()}. Try it with temperature 1 first."
    if uses_microact(answer, CASES[0][0].copy(), 1.0):
        return "it should be written by hand, without microact."
    return None
