"""Answers to the exercises of lesson 11: right ones, wrong ones with their hints."""

import math

import microact as ma


def by_hand(factor, last=lambda d: d):
    def step(w, x, b, t):
        y = 1 / (1 + math.exp(-(w * x + b)))
        d = factor * (y - t) * y * (1 - y)
        return (y - t) ** 2, (d * x, d * w, last(d))

    return step


def with_microact(w, x, b, t):
    w, x, b = map(ma.Value, (w, x, b))
    loss = ((w * x + b).sigmoid() - t) ** 2
    loss.backward()
    return loss.data, (w.grad, x.grad, b.grad)


def nudged(*numbers):
    def loss(w, x, b, t):
        return (1 / (1 + math.exp(-(w * x + b))) - t) ** 2

    def slope(i):
        up, down = list(numbers), list(numbers)
        up[i] += 1e-5
        down[i] -= 1e-5
        return (loss(*up) - loss(*down)) / 2e-5

    return loss(*numbers), tuple(map(slope, range(3)))


RIGHT = {
    "11-1": [5],
    "11-2": [1.28, 2 * (1 - 0.36)],
    "11-3": [by_hand(2)],
}

WRONG = {
    "11-1": [(1, "the line of d_miss"), (10, "not 10")],
    "11-2": [(0.64, "multiplied by what arrives"), (1.4232, "tanh has been taken"), (3, "not 3")],
    "11-3": [
        (1, "a function step"),
        (lambda *numbers: (0.0, (0, 0, 0)), "the loss is not 0"),
        (by_hand(1), "A factor of 2 is missing"),
        (by_hand(2, lambda d: 0.0), "the gradient in b is not 0"),
        (lambda *numbers: (by_hand(2)(*numbers)[0], ()), "three gradients"),
        (with_microact, "your function calls microact"),
        (nudged, "nearly right, as a nudge finds it"),
    ],
}

SECRETS = {
    "11-1": ["five", "5"],
    "11-2": ["1.28"],
    "11-3": ["2 *"],
}
"""What no hint may say."""
