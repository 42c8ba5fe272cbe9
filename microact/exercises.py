"""The exercises of the lessons: `check("01-2", answer)` says right, or what is off and a hint.

Each lesson's checkers stand in a file of their own, `lessons/lesson_01.py` and so on.
"""

from importlib import import_module
from pkgutil import iter_modules

from microact import lessons
from microact.lessons.checkers import Answer, checkers, sentence


def check(exercise: str, answer: Answer) -> None:
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
    print(f"Not yet. {sentence(hint)}")


def judge(exercise: str, answer: Answer) -> str | None:
    """Return None for a right answer and a hint for any other; print nothing.

    Raises:
        ValueError: for a number that no exercise has.

    >>> judge("01-1", 3.0)
    'sigmoid(3) is 0.953, which is more than 0.9: go left.'
    """
    for file in iter_modules(lessons.__path__, "microact.lessons."):
        if file.name.startswith("microact.lessons.lesson_"):
            import_module(file.name)
    if exercise not in checkers:
        raise ValueError(f"no exercise {exercise!r}; there are {', '.join(sorted(checkers))}")
    try:
        return checkers[exercise](answer)
    except Exception as error:  # whatever the learner's own code does
        return f"Your answer stopped with {type(error).__name__}: {error}"
