"""Answers to the exercises of lesson 4: right ones, wrong ones with their hints."""

import microact as ma


def state(is_small, slope_of=lambda f, s: ma.grad(f)(s)):
    def answer(activation, s):
        slope = slope_of(activation, s)
        return "dead" if slope == 0 else "saturated" if is_small(slope) else "alive"

    return answer


RIGHT = {
    "04-1": [9.5e-7, 0.25**10, 1e-6, ma.Value(0.25**10)],
    "04-2": [0.316, 0.01**0.25, 0.3162],
    "04-3": [
        state(lambda slope: abs(slope) < 0.01),
        state(lambda slope: abs(slope) < 0.01, lambda f, s: (f(s + 1e-6) - f(s - 1e-6)) / 2e-6),
    ],
}

WRONG = {
    "04-1": [
        (2.5, "at most 1, all of it"),
        (0.25, "what one gate lets through"),
        (0.025, "do not add up"),
        (0.75**10, "too much"),
        (1e-12, "too little"),
        ("little", "str"),
    ],
    "04-2": [
        (0.0025, "four gates let 3.91e-11 through, not 0.01"),
        (0.01, "let 1e-08 through"),
        (0.1, "let 0.0001 through"),
        (-0.316, "a positive number"),
    ],
    "04-3": [
        ("dead", "the answer is a function"),
        (lambda activation, s: 0.0, "it returned 0.0"),
        (lambda activation, s: "alive", "sigmoid at 8 has the slope 0.000335"),
        (lambda activation, s: "dead", "your function calls it dead"),
        (
            state(lambda slope: slope < 0.01),
            "called silu, at -2 has the slope -0.0908; your function calls it saturated. Steep",
        ),
        (
            state(lambda slope: abs(slope) < 0.1),
            "leak of 0.02 at -2 has the slope 0.02; your function calls it saturated",
        ),
    ],
}

SECRETS = {
    "04-1": ["9.5", "0.25 **", "0.25**"],
    "04-2": ["0.316", "0.01 **", "0.01**"],
    "04-3": ["abs("],
}
"""What no hint may say."""
