"""Answers to the exercises of lesson 12: right ones, wrong ones with their hints."""

import microact as ma


def newton(curvature):
    def run(f, x, steps):
        for _ in range(steps):
            x = x - ma.grad(f)(x) / curvature(f)(x)
        return x

    return run


RIGHT = {
    "12-1": [12, 12.0],
    "12-2": [2, 2.0],
    "12-3": [newton(lambda f: ma.grad(ma.grad(f)))],
}

WRONG = {
    "12-1": [(8, "the cube itself"), (6, "times what? Not 6")],
    "12-2": [(1, "how far it goes"), (4, "downwards"), (2.5, "is not 2.5")],
    "12-3": [
        (2, "a function of f"),
        (newton(lambda f: lambda x: 10.0), "1 step on x ** 4 from 3 ends at"),
        (newton(lambda f: lambda x: abs(ma.grad(ma.grad(f))(x))), "4 steps on sin from 1.2 end at"),
        (
            newton(lambda f: lambda x: (ma.grad(f)(x + 1e-5) - ma.grad(f)(x - 1e-5)) / 2e-5),
            "asks for x ** 4 beside its way too",
        ),
    ],
}

SECRETS = {
    "12-1": ["12"],
    "12-2": ["at 2", "= 2"],
    "12-3": ["ma.grad"],
}
"""What no hint may say."""
