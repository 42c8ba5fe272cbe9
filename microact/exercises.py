"""The exercises of the lessons: `check("01-2", answer)` says right, or what is off and a hint.

A checker looks at what an answer does, never prints the answer, and stands beside its lesson's
others in `answers/`. It returns nothing for a right answer and a hint for any other.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

Checker = Callable[[Any], str | None]

_checkers: dict[str, Checker] = {}


def check(exercise: str, answer: Any) -> None:
    """Say whether an answer is right, or what is off and a hint.

    Args:
        exercise: its number, as the lesson gives it: "01-2" is the second of lesson 1.
        answer: a number, a text or a function, as the exercise asks for.

    Raises:
        ValueError: for a number that no exercise has.

    >>> check("01-1", 3.0)
    Not yet. sigmoid(3) is 0.953, which is more than 0.9: go left.
    """
    hint = judge(exercise, answer)
    if hint is None:
        print(f"Right: {exercise}.")
        return
    first = hint.partition(" ")[0]
    starts = (first.isalpha() and len(first) > 1) or first == "a"  # not x, not w.grad, not f(3)
    print(f"Not yet. {hint[0].upper() if starts else hint[0]}{hint[1:]}")


def judge(exercise: str, answer: Any) -> str | None:
    """Return None for a right answer and a hint for any other; print nothing.

    Raises:
        ValueError: for a number that no exercise has.

    >>> judge("01-1", 3.0)
    'sigmoid(3) is 0.953, which is more than 0.9: go left.'
    """
    for lessons in ("1_to_4", "5_to_8", "9_to_12"):
        import_module(f"microact.lessons.lessons_{lessons}")
    if exercise not in _checkers:
        raise ValueError(f"no exercise {exercise!r}; there are {', '.join(sorted(_checkers))}")
    try:
        return _checkers[exercise](answer)
    except Exception as error:  # whatever the learner's own code does
        return f"Your answer stopped with {type(error).__name__}: {error}"


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


def uses_microact(answer: Callable[..., Any], *numbers: Any) -> bool:
    """Whether a function that should be written by hand calls a function of this package."""
    found = False

    def watch(frame: Any, event: str, argument: Any) -> None:
        nonlocal found
        name = str(frame.f_globals.get("__name__", ""))
        found = found or (event == "call" and name.startswith("microact."))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        answer(*numbers)
    except Exception:
        return found  # what is wrong with it, the checker will see
    finally:
        sys.setprofile(before)
    return found
