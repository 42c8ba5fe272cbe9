"""Answers to the exercises of lesson 2: right ones, wrong ones with their hints."""

import numpy as np

import microact as ma

RIGHT = {
    "02-1": [12, 12.0, ((2 + 1e-6) ** 3 - (2 - 1e-6) ** 3) / 2e-6],
    "02-2": [-1, -1.0],
    "02-3": [
        lambda a, b: (2 * a + b, a),
        lambda a, b: [a + b + a, a],
        lambda a, b: np.array([2 * a + b, a]),
    ],
}

WRONG = {
    "02-1": [
        (8, "that is the value x · x · x itself"),
        (4.0, "what one arrow brings"),
        (6, "nudge x"),
        (3, "nudge x: the slope is between 9 and 14"),
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
}

SECRETS = {
    "02-1": ["12"],
    "02-2": ["-1 ", "-1."],
    "02-3": ["2 * a", "2a"],
}
"""What no hint may say."""
