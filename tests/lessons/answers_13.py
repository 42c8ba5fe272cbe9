"""Answers to the exercises of lesson 13: right ones, wrong ones with their hints."""

import numpy as np

from microact import Value, optim


def by_optimizer(w, v, gradient, rate, keep):
    p = Value(w)
    p.grad = gradient
    stepper = optim.SGD([p], rate, momentum=keep)
    stepper.velocity = [v]
    stepper.momentum = keep
    if not keep:
        return w - rate * gradient, gradient
    stepper.step()
    return p.data, stepper.velocity[0]


def in_place(w, v, gradient, rate, keep):
    v *= keep
    v += gradient
    return w - rate * v, v


RIGHT = {
    "13-1": [2, 2.0, Value(2.0), np.float64(2)],
    "13-2": [1.2, -1.2, np.array(1.2)],
    "13-3": [
        lambda w, v, gradient, rate, keep: (
            w - rate * (keep * v + gradient), keep * v + gradient
        ),
        lambda w, v, g, rate, keep: np.array([w - rate * (keep * v + g), keep * v + g]),
        lambda w, v, g, rate, keep: [w - rate * (keep * v + g), keep * v + g],
        lambda w, v, g, rate, keep: (
            np.asarray(w - rate * (keep * v + g)), np.asarray(keep * v + g)
        ),
    ],
}  # fmt: skip

WRONG = {
    "13-1": [
        (1 / 3, "do not leave a 36th"), (12, "better than one"), (4, "too much"),
        (0.5, "too little"), ("two", "the answer is a number"),
    ],
    "13-2": [
        (0.06, "that is the first step"), (60, "the rate times it"), (0.6, "momentum 0.9"),
        (3.0, "add up"),
    ],
    "13-3": [
        (5, "is a function of"),
        (lambda w, v, g, rate, keep: w, "it returns a pair"),
        (lambda w, v, g, rate, keep: (w + rate * (keep * v + g), keep * v + g), "which way"),
        (lambda w, v, g, rate, keep: (w - rate * g, keep * v + g), "the gradient alone"),
        (lambda w, v, g, rate, keep: (w - rate * v, keep * v + g), "the old memory"),
        (lambda w, v, g, rate, keep: (w, keep * v + g), "should not be"),
        (lambda w, v, g, rate, keep: (w, keep * v + (1 - keep) * g), "that memory is a mean"),
        (lambda w, v, g, rate, keep: (w, keep * v + rate * g), "keep the rate out"),
        (lambda w, v, g, rate, keep: (w, v), "what is old shrinks"),
        (lambda w, v, g, rate, keep: (keep * v + g, w - rate * (keep * v + g)), "the weight first"),
        (lambda w, v, g, rate, keep: (w + keep * v - rate * g, keep * v - rate * g), "variant"),
        (in_place, "writes into the arrays"),
        (by_optimizer, "by hand"),
    ],
}  # fmt: skip

SECRETS = {
    "13-1": ["twice", " 6"],
    "13-2": ["1.2", "/ 0.05"],
    "13-3": ["rate * v"],
}
"""What no hint may say."""
