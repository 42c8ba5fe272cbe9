"""Answers to the exercises of lesson 1: right ones, wrong ones with their hints."""

import math

import microact as ma


def count(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


RIGHT = {
    "01-1": [math.log(9), 2.2, 2.197, ma.Value(2.197)],
    "01-2": [-3.0, -3, -1.5 * 2],
    "01-3": [count],
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
}

SECRETS = {
    "01-1": ["2.197", "2.2 "],
    "01-2": ["-3"],
    "01-3": ["+ 1"],
}
"""What no hint may say."""
