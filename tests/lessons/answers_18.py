"""Answers to the exercises of lesson 18: right ones, wrong ones with their hints."""

import numpy as np

import microact as ma
from microact import Value


def by_microact(a, b):
    slopes = ma.grad(lambda p, q: p / q, argnums=(0, 1))(a[0], b[0])
    return a[0] / b[0], slopes[0] * a[1] + slopes[1] * b[1]


RIGHT = {
    "18-1": [5000, 5000.0, Value(5000.0)],
    "18-2": [-1.5, np.float64(-1.5), -3 / 2],
    "18-3": [
        lambda a, b: (a[0] / b[0], (a[1] * b[0] - a[0] * b[1]) / b[0] ** 2),
        lambda a, b: [a[0] / b[0], a[1] / b[0] - a[0] * b[1] / b[0] ** 2],
        lambda a, b: np.array([a[0] / b[0], (a[1] - a[0] / b[0] * b[1]) / b[0]]),
    ],
}

WRONG = {
    "18-1": [
        (1, "walking backward"), (5001, "the value comes along"), (100, "how many slopes"),
        ("all", "the answer is a number"),
    ],
    "18-2": [
        (-0.5, "the upper end"), (-1, "one of the four"), (-0.75, "one of the four"),
        (1.5, "is negative"), (-9, "four quotients"),
    ],
    "18-3": [
        (5, "a function of two pairs"),
        (lambda a, b: a[0] / b[0], "it returns a pair"),
        (lambda a, b: (b[0] / a[0] if a[0] else 1, 0.0), "the number comes first"),
        (lambda a, b: (a[0] / b[0], a[1]), "only the first changes"),
        (lambda a, b: (a[0] / b[0], a[1] / b[0]), "the second number changes"),
        (lambda a, b: (a[0] / b[0], (a[1] + a[0] / b[0] * b[1]) / b[0]), "does the quotient grow"),
        (lambda a, b: (a[0] / b[0], a[1] / b[1] if b[1] else a[1] / b[0]), "of the changes"),
        (lambda a, b: (a[0] / b[0], a[1] / b[1]), "changes are not divided"),
        (lambda a, b: (a[0] / b[0], a[1] / b[0] - b[1] * 9), "a small nudge"),
        (by_microact, "by hand"),
    ],
}  # fmt: skip

SECRETS = {
    "18-1": ["5000"],
    "18-2": ["-1.5", "3/2"],
    "18-3": ["a[1]", "** 2"],
}
"""What no hint may say."""
