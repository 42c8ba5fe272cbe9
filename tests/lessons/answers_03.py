"""Answers to the exercises of lesson 3: right ones, wrong ones with their hints."""

import math

import microact as ma
from microact.rules import registry


def signed_square(slope):
    class SignedSquare(ma.Activation):
        def forward(self, x, xp):
            return x * abs(x)

        def local_gradient(self, x, y, xp):
            return slope(x)

    registry.pop("signed_square")  # only an answer, not one more rule to test
    return SignedSquare


RIGHT = {
    "03-1": [-0.7358, -2 * math.exp(-1)],
    "03-2": [3, 3.0],
    "03-3": [signed_square(lambda x: 2 * abs(x))],
}

WRONG = {
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
}

SECRETS = {
    "03-1": ["-0.7358", "-2 *"],
    "03-2": [" 3"],
    "03-3": ["2 * abs", "2|x|"],
}
"""What no hint may say."""
