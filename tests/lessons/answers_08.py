"""Answers to the exercises of lesson 8: right ones, wrong ones with their hints."""

import math

import numpy as np

import microact as ma


def middle_alike(z):
    p = np.exp(np.array(z) - max(z))
    p /= p.sum()
    p[1:-1] = p[1:-1].mean() if len(p) > 2 else 0.0
    return p


RIGHT = {
    "08-1": [0.881, 1 / (1 + math.exp(-2)), math.exp(3) / (math.exp(3) + math.exp(1))],
    "08-2": [-0.8, 0.2 - 1],
    "08-3": [
        lambda z: np.exp(np.array(z) - max(z)) / np.exp(np.array(z) - max(z)).sum(),
        lambda z: [1 / sum(math.exp(min(700, b - a)) for b in z) for a in z],
    ],
}

WRONG = {
    "08-1": [
        (0.75, "Take the exponential of each first"),
        (0.1192, "the chance of the second"),
        (0.5, "which share has the first"),
    ],
    "08-2": [(0.8, "grow or shrink"), (0.2, "if it were wrong"), (-0.5, "p minus y")],
    "08-3": [
        ([1], "the answer is a function"),
        (lambda z: [1.0], "must give 3 chances"),
        (lambda z: np.exp(z) / np.exp(z).sum(), "What may be taken away from all logits?"),
        (lambda z: np.exp(np.array(z) - max(z)), "the chances add up to"),
        (lambda z: np.full(len(z), 1 / len(z)), "the ratio exp(1.5)"),
        (lambda z: ma.softmax(z), "microact's own"),
        (middle_alike, "the chances should not be"),
        (lambda z: ma.softmax(np.array(z)).tolist(), "microact's own"),
        (
            lambda z: np.exp(np.array(z) - np.mean(z)) / np.exp(np.array(z) - np.mean(z)).sum(),
            "What may be taken away from all logits?",
        ),
    ],
}

SECRETS = {
    "08-1": ["0.88"],
    "08-2": ["-0.8"],
    "08-3": ["max("],
}
"""What no hint may say."""
