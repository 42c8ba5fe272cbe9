"""What the checkers of the lessons share: how one is registered, and what an answer may be.

A checker looks at what an answer does, and never prints the answer. It returns nothing for a right
answer and a hint for any other.
"""

import sys
from collections.abc import Callable
from types import FrameType

from microact.readings.numbers import Number

Answer = Number
"""Whatever a learner hands in: a number, a text, a function."""

Checker = Callable[[Answer], str | None]

checkers: dict[str, Checker] = {}
"""The checker of each exercise, once its lesson's file is loaded."""


def exercise(number: str) -> Callable[[Checker], Checker]:
    """Register the checker of one exercise."""

    def register(checker: Checker) -> Checker:
        checkers[number] = checker
        return checker

    return register


def sentence(hint: str) -> str:
    """Let a hint begin as a sentence does."""
    first = hint.partition(" ")[0]
    starts = (first.isalpha() and len(first) > 1) or first == "a"  # not x, not w.grad, not f(3)
    return (hint[0].upper() if starts else hint[0]) + hint[1:]


def a_number(answer: Answer) -> float:
    """Take a number or a Value as an answer, or say what is wanted."""
    if hasattr(answer, "item"):
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        raise TypeError(f"the answer is a number, this is a {type(answer).__name__}")
    return float(answer)


def uses_microact(answer: Callable[..., Answer], *numbers: Answer) -> bool:
    """Whether a function that should be written by hand calls a function of this package."""
    found = False

    def watch(frame: FrameType, event: str, argument: object) -> None:
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
