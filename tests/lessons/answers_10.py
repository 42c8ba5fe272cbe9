"""Answers to the exercises of lesson 10: right ones, wrong ones with their hints."""

import numpy as np

RIGHT = {
    "10-1": [0.02, 0.01 * 2],
    "10-2": [-2, -2.0],
    "10-3": [lambda s: int((s.max(axis=0) <= 0).sum()), lambda s: np.sum(np.all(s <= 0, axis=0))],
}

WRONG = {
    "10-1": [(2, "has to come through the leak"), (0, "without a leak"), (1, "not 1")],
    "10-2": [(2, "the largest sum is 4"), (-1, "still gets through"), (-5, "it was dead before")],
    "10-3": [
        (3, "the answer is a function"),
        (lambda s: np.sum(s.max(axis=0) < 0), "exactly 0 has slope 0 too"),
        (lambda s: np.sum(np.any(s <= 0, axis=0)), "another opens it"),
        (lambda s: np.sum(s <= 0), "A unit is a column"),
        (lambda s: 0, "your function says 0"),
    ],
}

SECRETS = {
    "10-1": ["0.02"],
    "10-2": ["-2"],
    "10-3": ["max(", "all("],
}
"""What no hint may say."""
