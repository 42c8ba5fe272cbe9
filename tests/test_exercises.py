import math

import numpy as np
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


def state(is_small, slope_of=lambda f, s: ma.grad(f)(s)):
    def answer(activation, s):
        slope = slope_of(activation, s)
        return "dead" if slope == 0 else "saturated" if is_small(slope) else "alive"

    return answer


def sum_back(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def counts(truth, chance, threshold, yes=lambda p, t: p >= t):
    pairs = [(t == 1, yes(p, threshold)) for t, p in zip(truth, chance)]
    return tuple(pairs.count(kind) for kind in [(True, True), (True, False), (False, True),
                                                (False, False)])  # fmt: skip


def counts_of_arrays(truth, chance, threshold):
    yes = chance >= threshold
    return tuple(int(np.sum(kind)) for kind in (
        yes & (truth == 1), ~yes & (truth == 1), yes & (truth == 0), ~yes & (truth == 0)
    ))  # fmt: skip


def by_hand(factor, last=lambda d: d):
    def step(w, x, b, t):
        y = 1 / (1 + math.exp(-(w * x + b)))
        d = factor * (y - t) * y * (1 - y)
        return (y - t) ** 2, (d * x, d * w, last(d))

    return step


def with_microact(w, x, b, t):
    w, x, b = map(ma.Value, (w, x, b))
    loss = ((w * x + b).sigmoid() - t) ** 2
    loss.backward()
    return loss.data, (w.grad, x.grad, b.grad)


def nudged(*numbers):
    def loss(w, x, b, t):
        return (1 / (1 + math.exp(-(w * x + b))) - t) ** 2

    def slope(i):
        up, down = list(numbers), list(numbers)
        up[i] += 1e-5
        down[i] -= 1e-5
        return (loss(*up) - loss(*down)) / 2e-5

    return loss(*numbers), tuple(map(slope, range(3)))


def newton(curvature):
    def run(f, x, steps):
        for _ in range(steps):
            x = x - ma.grad(f)(x) / curvature(f)(x)
        return x

    return run


RIGHT = {
    "01-1": [math.log(9), 2.2, 2.197, ma.Value(2.197)],
    "01-2": [-3.0, -3, -1.5 * 2],
    "01-3": [count],
    "02-1": [12, 12.0, ((2 + 1e-6) ** 3 - (2 - 1e-6) ** 3) / 2e-6],
    "02-2": [-1, -1.0],
    "02-3": [
        lambda a, b: (2 * a + b, a),
        lambda a, b: [a + b + a, a],
        lambda a, b: np.array([2 * a + b, a]),
    ],
    "03-1": [-0.7358, -2 * math.exp(-1)],
    "03-2": [3, 3.0],
    "03-3": [signed_square(lambda x: 2 * abs(x))],
    "04-1": [9.5e-7, 0.25**10, 1e-6, ma.Value(0.25**10)],
    "04-2": [0.316, 0.01**0.25, 0.3162],
    "04-3": [
        state(lambda slope: abs(slope) < 0.01),
        state(lambda slope: abs(slope) < 0.01, lambda f, s: (f(s + 1e-6) - f(s - 1e-6)) / 2e-6),
    ],
    "05-1": [(6, -1), [6.0, -1.0], np.array([6.0, -1.0])],
    "05-2": [2, 2.0],
    "05-3": [
        lambda a, b: ma.relu(a + b) - 2 * ma.relu(a + b - 1),
        lambda a, b: ma.relu(a - b) + ma.relu(b - a),
        lambda a, b: ma.relu(a + b) + ma.Value(-2.0) * ma.relu(a + b - 1),
    ],
    "06-1": [(4,), [4], np.array([4])],
    "06-2": [30, 30.0],
    "06-3": [sum_back],
    "07-1": [-0.2, 0.8 - 1],
    "07-2": [0.1],
    "07-3": [counts, counts_of_arrays, lambda t, p, h: counts(list(t), list(p), h)],
    "08-1": [0.881, 1 / (1 + math.exp(-2)), math.exp(3) / (math.exp(3) + math.exp(1))],
    "08-2": [-0.8, 0.2 - 1],
    "08-3": [
        lambda z: np.exp(np.array(z) - max(z)) / np.exp(np.array(z) - max(z)).sum(),
        lambda z: [1 / sum(math.exp(min(700, b - a)) for b in z) for a in z],
    ],
    "09-1": [0.5**20, 1e-6, 9.5e-7],
    "09-2": [0.2, math.sqrt(2 / 50)],
    "09-3": [lambda s: (s[0] / s[-1]) ** (1 / (len(s) - 1))],
    "10-1": [0.02, 0.01 * 2],
    "10-2": [-2, -2.0],
    "10-3": [lambda s: int((s.max(axis=0) <= 0).sum()), lambda s: np.sum(np.all(s <= 0, axis=0))],
    "11-1": [5],
    "11-2": [1.28, 2 * (1 - 0.36)],
    "11-3": [by_hand(2)],
    "12-1": [12, 12.0],
    "12-2": [2, 2.0],
    "12-3": [newton(lambda f: ma.grad(ma.grad(f)))],
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
        (
            signed_square(lambda x: 2 * x if x > 0 else -2 * x),
            "decides by `if`, and an array has many numbers, some on either side. xp.where",
        ),
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
            "called silu, at -2 has the slope -0.0908; your function calls it saturated. Steep",
        ),
        (
            state(lambda slope: abs(slope) < 0.1),
            "leak of 0.02 at -2 has the slope 0.02; your function calls it saturated",
        ),
    ],
    "02-2": [(4, "with x = 4 the gradient of w is 4"), (-0.25, "something else"), ([], "list")],
    "02-3": [
        (3.0, "the answer is a function"),
        (lambda a, b: a, "must return two numbers"),
        (lambda a, b: (a + b, a), "as a factor. It also reaches the result through the sum"),
        (lambda a, b: (2 * a + b, b), "b has one way only"),
        (lambda a, b: (a, a), "Count the ways of a"),
        (ma.grad(lambda a, b: (a + b) * a, (0, 1)), "lets microact walk back"),
    ],
    "05-1": [
        ((2, 3), "Not by 2"),
        ((6, 1), "w is right. What comes out for x = 0? Not 1"),
        (6, "a pair of numbers"),
    ],
    "05-2": [
        (1, "|x| rises on both"),
        (4, "fewer do it too; how many sides"),
        (0, "0 neurons leave a straight line, and |x| has a corner"),
        (-1, "a number of neurons"),
        (2.5, "a whole one"),
        ("2", "str"),
    ],
    "05-3": [
        (0.5, "a function of a and b"),
        (lambda a, b: a + b, "for (1, 1) your function gives 2"),
        (lambda a, b: float(a.data != b.data), "it returned 0.0"),
        (lambda a, b: ma.abs(a - b), "not abs"),
        (lambda a, b: a + b - 2 * a * b, "multiplies what depends on a by what depends on b"),
        (lambda a, b: ma.relu(a * (1 - b) + b * (1 - a)), "by fixed numbers only"),
        (lambda a, b: a - b if a.data > b.data else b - a, "no neuron bends"),
    ],
    "06-1": [((50, 4), "repeated for each row"), ((3, 4), "the shape of b"), (4, "(7,)")],
    "06-2": [(1, "How often"), (11, "is that 11 times"), ("x", "str")],
    "06-3": [
        (None, "a function of a gradient"),
        (lambda g, s: g, "from (4, 3) back to (3,): your result has shape (4, 3)"),
        (lambda g, s: np.resize(g, s), "the numbers are not"),
    ],
    "07-1": [
        (0.2, "the sign"),
        (-1.25, "The sigmoid comes before it"),
        (0.8, "a difference of two numbers"),
    ],
    "07-2": [(0.5, "some virginicas are missed"), (0.9, "missed"), (0.0, "choose among")],
    "07-3": [
        (3, "the answer is a function"),
        (lambda t, p, h: counts(t, p, h, lambda a, b: a > b), "exactly 0.5 counts as yes"),
        (lambda t, p, h: (1, 1, 1, 1), "your four counts add up to 4"),
        (lambda t, p, h: counts(t, p, h)[::-1], "count found first"),
        (
            lambda t, p, h: tuple(counts(t, p, h)[i] for i in (0, 2, 1, 3)),
            "missed comes before mistaken",
        ),
        (lambda t, p, h: counts(t, p, h).nothing, "stopped with AttributeError"),
    ],
    "08-1": [
        (0.75, "Take the exponential of each first"),
        (0.1192, "the chance of the second"),
        (0.5, "which share has the first"),
    ],
    "08-2": [(0.8, "grow or shrink"), (0.2, "if it were wrong"), (-0.5, "p minus y")],
    "08-3": [
        ([1], "the answer is a function"),
        (lambda z: [1.0], "must give 3 chances"),
        (lambda z: np.exp(z) / np.exp(z).sum(), "What may be taken away from all logits?"),
        (lambda z: np.exp(np.array(z) - max(z)), "the chances add up to"),
        (lambda z: np.full(len(z), 1 / len(z)), "the ratio exp(1.5)"),
        (lambda z: ma.softmax(z), "microact's own"),
        (lambda z: ma.softmax(np.array(z)).tolist(), "microact's own"),
        (
            lambda z: np.exp(np.array(z) - np.mean(z)) / np.exp(np.array(z) - np.mean(z)).sum(),
            "What may be taken away from all logits?",
        ),
    ],
    "09-1": [
        (0.025, "each takes half of what is left"),
        (0.05, "do not leave a twentieth"),
        (0.1, "too much"),
        (1e-9, "too little"),
    ],
    "09-2": [
        (0.04, "the variance"),
        (0.1414, "without an activation"),
        (0.14, "without an activation"),
        (1.0, "grow"),
        (0.01, "fade"),
    ],
    "09-3": [
        (0.1, "the answer is a function"),
        (lambda s: (s[-1] / s[0]) ** (1 / (len(s) - 1)), "The gradient comes back"),
        (lambda s: (s[0] / s[-1]) ** (1 / len(s)), "how many steps between them"),
        (lambda s: s[0], "your function says 1"),
        (lambda s: sum(a / b for a, b in zip(s, s[1:])) / (len(s) - 1), "Steps multiply"),
        (lambda s: None, "the answer is a number, this is a NoneType"),
    ],
    "10-1": [(2, "has to come through the leak"), (0, "without a leak"), (1, "not 1")],
    "10-2": [(2, "the largest sum is 4"), (-1, "still gets through"), (-5, "it was dead before")],
    "10-3": [
        (3, "the answer is a function"),
        (lambda s: np.sum(s.max(axis=0) < 0), "exactly 0 has slope 0 too"),
        (lambda s: np.sum(np.any(s <= 0, axis=0)), "another opens it"),
        (lambda s: np.sum(s <= 0), "A unit is a column"),
        (lambda s: 0, "your function says 0"),
    ],
    "11-1": [(1, "the line of d_miss"), (10, "not 10")],
    "11-2": [(0.64, "multiplied by what arrives"), (1.4232, "tanh has been taken"), (3, "not 3")],
    "11-3": [
        (1, "a function step"),
        (lambda *numbers: (0.0, (0, 0, 0)), "the loss is not 0"),
        (by_hand(1), "A factor of 2 is missing"),
        (by_hand(2, lambda d: 0.0), "the gradient in b is not 0"),
        (lambda *numbers: (by_hand(2)(*numbers)[0], ()), "three gradients"),
        (with_microact, "your function calls microact"),
        (nudged, "nearly right, as a nudge finds it"),
    ],
    "12-1": [(8, "the cube itself"), (6, "times what? Not 6")],
    "12-2": [(1, "how far it goes"), (4, "downwards"), (2.5, "is not 2.5")],
    "12-3": [
        (2, "a function of f"),
        (newton(lambda f: lambda x: 10.0), "1 step on x ** 4 from 3 ends at"),
        (newton(lambda f: lambda x: abs(ma.grad(ma.grad(f))(x))), "4 steps on sin from 1.2 end at"),
        (
            newton(lambda f: lambda x: (ma.grad(f)(x + 1e-5) - ma.grad(f)(x - 1e-5)) / 2e-5),
            "asks for x ** 4 beside its way too",
        ),
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
    "05-1": ["6", "-1."],
    "05-2": ["two", "2 "],
    "05-3": ["2 *"],
    "06-1": ["(4,)"],
    "06-2": ["30"],
    "06-3": ["keepdims", "sum(axis"],
    "07-1": ["-0.2"],
    "07-2": ["take 0.1"],
    "07-3": [">="],
    "08-1": ["0.88"],
    "08-2": ["-0.8"],
    "08-3": ["max("],
    "09-1": ["9.5", "** 20"],
    "09-2": [" 0.2"],
    "09-3": ["sizes[0]"],
    "10-1": ["0.02"],
    "10-2": ["-2"],
    "10-3": ["max(", "all("],
    "11-1": ["five", "5"],
    "11-2": ["1.28"],
    "11-3": ["2 *"],
    "12-1": ["12"],
    "12-2": ["at 2", "= 2"],
    "12-3": ["ma.grad"],
}
"""What no hint may say."""


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
