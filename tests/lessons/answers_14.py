"""Answers to the exercises of lesson 14: right ones, wrong ones with their hints."""

import numpy as np

from microact import Value


def stop(losses, patience):
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        if waited == patience:
            return best + 1
    return best + 1


def last_of_equals(losses, patience):
    best = 0
    for i in range(len(losses)):
        if losses[i] <= losses[best]:
            best = i
        elif i - best >= patience:
            break
    return best + 1


RIGHT = {
    "14-1": [380, 380.0, Value(380.0), np.int64(380)],
    "14-2": [2 * 0.995**100, 1.21, 1.2116],
    "14-3": [stop, lambda losses, patience: np.int64(stop(list(losses), patience))],
}

WRONG = {
    "14-1": [
        (320, "so many were right"), (0.95, "not a share"), (304, "about all 400"),
        (400, "too modest"), (200, "50%"),
        ("many", "the answer is a number"),
    ],
    "14-2": [
        (1.0, "a share of what is left"), (0.0118, "the rate times the pull"),
        (0.606, "it began at 2"), (1.5, "too much"), (0.9, "too little"),
    ],
    "14-3": [
        (3, "is a function of"),
        (lambda losses, patience: stop(losses, patience) - 1, "count from 1"),
        (lambda losses, patience: int(np.argmin(losses)) + 1, "it had stopped before"),
        (last_of_equals, "an equal loss"),
        (lambda losses, patience: 1, "the lowest so far"),
        (lambda losses, patience: None, "the answer is a number"),
    ],
}  # fmt: skip

SECRETS = {
    "14-1": ["380"],
    "14-2": ["1.21", "0.995"],
    "14-3": ["epoch - best"],
}
"""What no hint may say."""
