"""Answers to the exercises of lesson 6: right ones, wrong ones with their hints."""

import numpy as np


def sum_back(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


RIGHT = {
    "06-1": [(4,), [4], np.array([4])],
    "06-2": [30, 30.0],
    "06-3": [sum_back],
}

WRONG = {
    "06-1": [((50, 4), "repeated for each row"), ((3, 4), "the shape of b"), (4, "(7,)")],
    "06-2": [(1, "How often"), (11, "is that 11 times"), ("x", "str")],
    "06-3": [
        (None, "a function of a gradient"),
        (lambda g, s: g, "from (4, 3) back to (3,): your result has shape (4, 3)"),
        (lambda g, s: np.resize(g, s), "the numbers are not"),
    ],
}

SECRETS = {
    "06-1": ["(4,)"],
    "06-2": ["30"],
    "06-3": ["keepdims", "sum(axis"],
}
"""What no hint may say."""
