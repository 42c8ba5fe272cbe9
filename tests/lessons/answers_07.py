"""Answers to the exercises of lesson 7: right ones, wrong ones with their hints."""

import numpy as np


def count(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


def counts(truth, chance, threshold, yes=lambda p, t: p >= t):
    pairs = [(t == 1, yes(p, threshold)) for t, p in zip(truth, chance)]
    return tuple(pairs.count(kind) for kind in [(True, True), (True, False), (False, True),
                                                (False, False)])  # fmt: skip


def counts_of_arrays(truth, chance, threshold):
    yes = chance >= threshold
    return tuple(int(np.sum(kind)) for kind in (
        yes & (truth == 1), ~yes & (truth == 1), yes & (truth == 0), ~yes & (truth == 0)
    ))  # fmt: skip


RIGHT = {
    "07-1": [-0.2, 0.8 - 1],
    "07-2": [0.1],
    "07-3": [counts, counts_of_arrays, lambda t, p, h: counts(list(t), list(p), h)],
}

WRONG = {
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
}

SECRETS = {
    "07-1": ["-0.2"],
    "07-2": ["take 0.1"],
    "07-3": [">="],
}
"""What no hint may say."""
