"""Answers to the exercises of lesson 16: right ones, wrong ones with their hints."""

import math

import numpy as np

import microact as ma
from microact import Value


def shares_of(scores):
    e = np.exp(scores - np.max(scores))
    return e / e.sum()


def by_lists(query, keys, values):
    """Do it without an array."""
    scores = [sum(a * b for a, b in zip(query, key)) / math.sqrt(len(query)) for key in keys]
    powers = [math.exp(s - max(scores)) for s in scores]
    return [
        sum(p * value[i] for p, value in zip(powers, values)) / sum(powers)
        for i in range(len(values[0]))
    ]


def overflowing(query, keys, values):
    e = np.exp(keys @ query / np.sqrt(len(query)))
    return e / e.sum() @ values


RIGHT = {
    "16-1": [12, 12.0, Value(12.0)],
    "16-2": [15, np.int64(15), 15.0],
    "16-3": [
        by_lists,
        lambda q, k, v: shares_of(k @ q / np.sqrt(q.size)) @ v,
        lambda q, k, v: shares_of(q[None] @ k.T / np.sqrt(q.size)) @ v,
    ],
}

WRONG = {
    "16-1": [
        (144, "variances add up"), (1, "after"), (20, "too much"), (3, "too little"),
        (-12, "not negative"),
        ("root", "the answer is a number"),
    ],
    "16-2": [
        (21, "it may look at"), (18, "look at itself"), (20, "row by row"), (6, "the first word"),
    ],
    "16-3": [
        (5, "a function of"),
        (overflowing, "in the thousands"),
        (lambda q, k, v: shares_of(k @ q) @ v, "before the softmax"),
        (lambda q, k, v: shares_of(k @ q / len(q)) @ v, "d itself"),
        (lambda q, k, v: v.mean(axis=0), "count the same"),
        (lambda q, k, v: shares_of(k @ q / np.sqrt(len(k))) @ v, "which length"),
        (lambda q, k, v: shares_of(np.minimum(k @ q / len(q) ** 0.5, 700)) @ v, "is cut off"),
        (lambda q, k, v: v[np.argmax(k @ q)], "the best value alone"),
        (lambda q, k, v: v.sum(axis=0) + 1, "print each"),
        (lambda q, k, v: 1.0, "it should return"),
        (lambda q, k, v: ma.attention(q[None], k, v)[0], "by hand"),
    ],
}  # fmt: skip

SECRETS = {
    "16-1": ["12"],
    "16-2": ["15"],
    "16-3": ["scores.max", "sqrt", "** 0.5"],
}
"""What no hint may say."""
