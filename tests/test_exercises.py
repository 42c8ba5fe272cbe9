from importlib import import_module
from pathlib import Path

import pytest

import microact as ma
from microact import exercises

ANSWERS = [
    import_module(f"tests.lessons.{path.stem}")
    for path in sorted((Path(__file__).parent / "lessons").glob("answers_*.py"))
]
RIGHT = {number: given for lesson in ANSWERS for number, given in lesson.RIGHT.items()}
WRONG = {number: given for lesson in ANSWERS for number, given in lesson.WRONG.items()}
SECRETS = {number: words for lesson in ANSWERS for number, words in lesson.SECRETS.items()}


@pytest.mark.parametrize("number", RIGHT)
def test_right_answers_are_right(number, capsys):
    for answer in RIGHT[number]:
        exercises.check(number, answer)
        assert capsys.readouterr().out == f"Right: {number}.\n"


@pytest.mark.parametrize("number", WRONG)
def test_wrong_answers_get_a_hint_and_never_the_answer(number, capsys):
    for answer, hint in WRONG[number]:
        exercises.check(number, answer)
        said = capsys.readouterr().out
        assert said.startswith("Not yet. ")
        assert hint.lower() in said.lower()  # a hint starts with a capital letter
        assert not any(secret in said for secret in SECRETS[number])


def test_every_exercise_is_tested():
    assert set(RIGHT) == set(WRONG) == set(exercises.checkers)
    assert ma.exercises is exercises


def test_an_unknown_exercise():
    with pytest.raises(ValueError, match="no exercise '9-9'; there are 01-1"):
        exercises.check("9-9", 1)


def test_judging_prints_nothing(capsys):
    assert exercises.judge("01-1", 3.0).startswith("sigmoid(3)")
    assert exercises.judge("01-2", -3.0) is None
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("nudge it", "Nudge it"), ("a share is small", "A share is small"),
        ("w.grad is 2", "w.grad is 2"), ("x is 2", "x is 2"), ("f(3) is 2", "f(3) is 2"),
    ],
)  # fmt: skip
def test_a_hint_starts_as_a_sentence_does(monkeypatch, capsys, hint, said):
    monkeypatch.setitem(exercises.checkers, "01-1", lambda answer: hint)
    exercises.check("01-1", 1.0)
    assert capsys.readouterr().out == f"Not yet. {said}\n"
