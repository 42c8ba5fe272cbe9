"""Answers to the exercises of lesson 5: right ones, wrong ones with their hints."""

import numpy as np

import microact as ma

RIGHT = {
    "05-1": [(6, -1), [6.0, -1.0], np.array([6.0, -1.0])],
    "05-2": [2, 2.0],
    "05-3": [
        lambda a, b: ma.relu(a + b) - 2 * ma.relu(a + b - 1),
        lambda a, b: ma.relu(a - b) + ma.relu(b - a),
        lambda a, b: ma.relu(a + b) + ma.Value(-2.0) * ma.relu(a + b - 1),
    ],
}

WRONG = {
    "05-1": [
        ((2, 3), "Not by 2"),
        ((6, 1), "w is right. What comes out for x = 0? Not 1"),
        (6, "a pair of numbers"),
    ],
    "05-2": [
        (1, "|x| rises on both"),
        (4, "fewer do it too; how many sides"),
        (0, "0 neurons leave a straight line, and |x| has a corner"),
        (-1, "a number of neurons"),
        (2.5, "a whole one"),
        ("2", "str"),
    ],
    "05-3": [
        (0.5, "a function of a and b"),
        (lambda a, b: a + b, "for (1, 1) your function gives 2"),
        (lambda a, b: float(a.data != b.data), "it returned 0.0"),
        (lambda a, b: ma.abs(a - b), "not abs"),
        (lambda a, b: a + b - 2 * a * b, "multiplies what depends on a by what depends on b"),
        (lambda a, b: ma.relu(a * (1 - b) + b * (1 - a)), "by fixed numbers only"),
        (lambda a, b: a - b if a.data > b.data else b - a, "no neuron bends"),
    ],
}

SECRETS = {
    "05-1": ["6", "-1."],
    "05-2": ["two", "2 "],
    "05-3": ["2 *"],
}
"""What no hint may say."""
