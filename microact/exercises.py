"""The exercises of the lessons: `check("01-2", answer)` says right, or what is off and a hint.

A checker looks at what an answer does, never prints the answer, and is written beside its lesson's
others. It returns nothing for a right answer and a hint for any other.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Checker = Callable[[Any], str | None]

_checkers: dict[str, Checker] = {}


def check(exercise: str, answer: Any) -> bool:
    """Say whether an answer is right, or what is off and a hint; return True if it is right.

    Args:
        exercise: its number, as the lesson gives it: "01-2" is the second of lesson 1.
        answer: a number, a text or a function, as the exercise asks for.

    Raises:
        ValueError: for a number that no exercise has.

    >>> check("01-1", 3.0)
    Not yet. sigmoid(3) is 0.953, which is more than 0.9: go left.
    False
    """
    if exercise not in _checkers:
        raise ValueError(f"no exercise {exercise!r}; there are {', '.join(sorted(_checkers))}")
    try:
        hint = _checkers[exercise](answer)
    except Exception as error:  # whatever the learner's own code does
        hint = f"Your answer stopped with {type(error).__name__}: {error}"
    print(f"Not yet. {hint}" if hint else f"Right: {exercise}.")
    return not hint


def exercise(number: str) -> Callable[[Checker], Checker]:
    """Register the checker of one exercise."""

    def register(checker: Checker) -> Checker:
        _checkers[number] = checker
        return checker

    return register


def a_number(answer: Any) -> float:
    """Take a number or a Value as an answer, or say what is wanted."""
    if hasattr(answer, "item"):
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        raise TypeError(f"the answer is a number, this is a {type(answer).__name__}")
    return float(answer)


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
