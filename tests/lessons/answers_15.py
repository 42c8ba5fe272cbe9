"""Answers to the exercises of lesson 15: right ones, wrong ones with their hints."""

import numpy as np

import microact as ma
from microact import Value


def by_columns(table):
    return (table - table.mean(axis=0)) / table.std(axis=0)


def in_place(table):
    table -= table.mean(axis=1, keepdims=True)
    table /= table.std(axis=1, keepdims=True)
    return table


def rows(table):
    """Give a list of lists, row by row."""
    found = []
    for row in table:
        mean = sum(row) / len(row)
        spread = (sum((x - mean) ** 2 for x in row) / len(row)) ** 0.5
        found.append([(x - mean) / spread for x in row])
    return found


RIGHT = {
    "15-1": [1.1**30, 17.4, 17, Value(17.4)],
    "15-2": [1.5**0.5, 1.2247, 1.225, 1.22, np.float64(1.2247)],
    "15-3": [
        rows,
        lambda t: (t - t.mean(1)[:, None]) / t.std(1)[:, None],
        lambda t: ((t.T - t.mean(1)) / (t.std(1) + 1e-9)).T,
    ],
}

WRONG = {
    "15-1": [
        (0.1**30, "without the ways around"), (4.0, "multiply"), (1.0, "too little"),
        (1e9, "too much"), (None, "the answer is a number"),
    ],
    "15-2": [
        (1.0, "not by n - 1"), (-1.2247, "the first number"), (0.75, "the variance"),
        (2.0, "the mean is out"), (5.0, "is not it"),
    ],
    "15-3": [
        (5, "a function of a table"),
        (by_columns, "a batch norm"),
        (lambda t: (t - t.mean()) / t.std(), "all numbers together"),
        (lambda t: (t - t.mean(1)[:, None]) / t.std(1, ddof=1)[:, None], "not n - 1"),
        (lambda t: t - t.mean(1)[:, None], "look at the spread"),
        (lambda t: t / t.std(1)[:, None], "and the mean of each row"),
        (lambda t: t, "what is the mean of each row"),
        (lambda t: t[0], "as many rows and columns"),
        (in_place, "writes into the table"),
        (ma.layer_norm, "by hand"),
    ],
}  # fmt: skip

SECRETS = {
    "15-1": ["17.4", "1.1"],
    "15-2": ["1.22", "8 / 3"],
    "15-3": ["keepdims"],
}
"""What no hint may say."""
