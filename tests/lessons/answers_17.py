"""Answers to the exercises of lesson 17: right ones, wrong ones with their hints."""

import math

import numpy as np

import microact as ma
from microact import Value


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def by_lists(logits, temperature):
    top = max(logits)
    powers = [math.exp((x - top) / temperature) for x in logits]
    return [p / sum(powers) for p in powers]


def overflowing(logits, temperature):
    e = np.exp(logits / temperature)
    return e / e.sum()


RIGHT = {
    "17-1": [math.log(50), 3.912, 3.91, 3.9, Value(3.912)],
    "17-2": [4096, 4096.0, np.int64(4096)],
    "17-3": [by_lists, lambda z, t: softmax(z / t)],
}

WRONG = {
    "17-1": [
        (0.02, "the chance of each sign"), (5.644, "natural logarithm"), (1.699, "natural log"),
        (-3.912, "not negative"), (10, "too much"), (0.5, "too little"),
        ("log", "the answer is a number"),
    ],
    "17-2": [
        (1024, "one of the four"), (2048, "in both directions"), (3072, "behind the mixture"),
        (4224, "no biases"), (7, "what shape"),
    ],
    "17-3": [
        (1.0, "a function of"),
        (overflowing, "no number"),
        (lambda z, t: softmax(z), "makes no difference"),
        (lambda z, t: softmax(z * t), "the other way round"),
        (lambda z, t: softmax(z) / t, "not to the chances"),
        (lambda z, t: np.exp((z - z.max()) / t), "add up to 1"),
        (lambda z, t: np.full(len(z), 1 / len(z)), "temperature 1 first"),
        (lambda z, t: 0.5, "chances, got shape"),
        (lambda z, t: ma.softmax(z / t), "by hand"),
    ],
}  # fmt: skip

SECRETS = {
    "17-1": ["3.91", "log(50)"],
    "17-2": ["4096"],
    "17-3": ["z.max", "/ temperature"],
}
"""What no hint may say."""
