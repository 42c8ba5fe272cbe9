"""Answers to the exercises of lesson 9: right ones, wrong ones with their hints."""

import math

RIGHT = {
    "09-1": [0.5**20, 1e-6, 9.5e-7],
    "09-2": [0.2, math.sqrt(2 / 50)],
    "09-3": [lambda s: (s[0] / s[-1]) ** (1 / (len(s) - 1))],
}

WRONG = {
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
}

SECRETS = {
    "09-1": ["9.5", "** 20"],
    "09-2": [" 0.2"],
    "09-3": ["sizes[0]"],
}
"""What no hint may say."""
