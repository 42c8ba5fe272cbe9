import math

import pytest

import microact as ma
from microact import exercises
from microact.rules import registry


def count(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


def signed_square(slope):
    class SignedSquare(ma.Activation):
        def forward(self, x, xp):
            return x * abs(x)

        def local_gradient(self, x, y, xp):
            return slope(x)

    registry.pop("signed_square")  # only an answer, not one more rule to test
    return SignedSquare


def state(is_small):
    def answer(activation, s):
        slope = ma.grad(activation)(s)
        return "dead" if slope == 0 else "saturated" if is_small(slope) else "alive"

    return answer


RIGHT = {
    "01-1": [math.log(9), 2.2, 2.197, ma.Value(2.197)],
    "01-2": [-3.0, -3, -1.5 * 2],
    "01-3": [count],
    "02-1": [12, 12.0],
    "02-2": [-1, -1.0],
    "02-3": [lambda a, b: (2 * a + b, a), lambda a, b: [a + b + a, a]],
    "03-1": [-0.7358, -2 * math.exp(-1)],
    "03-2": [3, 3.0],
    "03-3": [signed_square(lambda x: 2 * abs(x))],
    "04-1": [9.5e-7, 0.25**10, 1e-6, ma.Value(0.25**10)],
    "04-2": [0.316, 0.01**0.25, 0.3162],
    "04-3": [state(lambda slope: abs(slope) < 0.01)],
}
WRONG = {
    "01-1": [
        (3.0, "more than 0.9: go left"),
        (1.0, "less than 0.9: go right"),
        (2.25, "go left"),
        (-1e9, "go right"),
        ("2.2", "the answer is a number, this is a str"),
        (None, "NoneType"),
    ],
    "01-2": [
        (3.0, "the sum w·x + b is 6"),
        (0, "sum w·x + b is 3"),
        (-1.5, "is 1.5"),
        (True, "bool"),
    ],
    "01-3": [
        (49, "the answer is a function"),
        (lambda s: sum(a * b for a, b in zip(s, s[1:])), "you counted the weights"),
        (lambda s: sum(s), "for [5, 4, 1] your function says 10"),
        (lambda s: s.nothing, "stopped with AttributeError"),
    ],
    "02-1": [
        (8, "that is the value x · x · x itself"),
        (4.0, "what one arrow brings"),
        (6, "nudge x"),
        (3, "nudge x: the slope is between 9 and 14"),
    ],
    "03-1": [
        (0.7358, "wrong sign"),
        (-0.3679, "a factor is missing"),
        (-0.736, "Give four decimals"),
        (5, "nudge it"),
    ],
    "03-2": [(4, "steeper"), (2, "something larger"), (0, "flatter"), ("3", "str")],
    "03-3": [
        (2, "a class that subclasses"),
        (ma.relu.rule, "at x = -2 the value must be -4, yours is 0"),
        (signed_square(lambda x: 2 * x), "the slope is not"),
    ],
    "04-1": [
        (2.5, "at most 1, all of it"),
        (0.25, "what one gate lets through"),
        (0.025, "do not add up"),
        (0.75**10, "too much"),
        (1e-12, "too little"),
        ("little", "str"),
    ],
    "04-2": [
        (0.0025, "four gates let 3.91e-11 through, not 0.01"),
        (0.01, "let 1e-08 through"),
        (0.1, "let 0.0001 through"),
        (-0.316, "a positive number"),
    ],
    "04-3": [
        ("dead", "the answer is a function"),
        (lambda activation, s: 0.0, "it returned 0.0"),
        (lambda activation, s: "alive", "sigmoid at 8 has the slope 0.000335"),
        (lambda activation, s: "dead", "your function calls it dead"),
        (
            state(lambda slope: slope < 0.01),
            "silu at -2 has the slope -0.0908; your function calls it saturated. Steep downhill",
        ),
        (
            state(lambda slope: abs(slope) < 0.1),
            "leaky_relu at -2 has the slope 0.01; your function calls it saturated",
        ),
    ],
    "02-2": [(4, "with x = 4 the gradient of w is 4"), (-0.25, "something else"), ([], "list")],
    "02-3": [
        (3.0, "the answer is a function"),
        (lambda a, b: a, "must return two numbers"),
        (lambda a, b: (a + b, a), "as a factor. It also reaches the result through the sum"),
        (lambda a, b: (2 * a + b, b), "b has one way only"),
        (lambda a, b: (a, a), "Count the ways of a"),
    ],
}


SECRETS = {
    "01-1": ["2.197", "2.2 "],
    "01-2": ["-3"],
    "01-3": ["+ 1"],
    "02-1": ["12"],
    "02-2": ["-1 ", "-1."],
    "02-3": ["2 * a", "2a"],
    "03-1": ["-0.7358", "-2 *"],
    "03-2": [" 3"],
    "03-3": ["2 * abs", "2|x|"],
    "04-1": ["9.5", "0.25 **", "0.25**"],
    "04-2": ["0.316", "0.01 **", "0.01**"],
    "04-3": ["abs("],
}
"""What no hint may say."""


@pytest.mark.parametrize("number", RIGHT)
def test_right_answers_are_right(number, capsys):
    for answer in RIGHT[number]:
        assert exercises.check(number, answer)
        assert capsys.readouterr().out == f"Right: {number}.\n"


@pytest.mark.parametrize("number", WRONG)
def test_wrong_answers_get_a_hint_and_never_the_answer(number, capsys):
    for answer, hint in WRONG[number]:
        assert not exercises.check(number, answer)
        said = capsys.readouterr().out
        assert said.startswith("Not yet. ")
        assert hint in said
        assert not any(secret in said for secret in SECRETS[number])


def test_every_exercise_is_tested():
    assert set(RIGHT) == set(WRONG) == set(exercises._checkers)
    assert ma.exercises is exercises


def test_an_unknown_exercise():
    with pytest.raises(ValueError, match="no exercise '9-9'; there are 01-1"):
        exercises.check("9-9", 1)
