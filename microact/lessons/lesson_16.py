"""What answers to the exercises of lesson 16 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact
from microact.readings.numbers import Array


@exercise("16-1")
def _the_spread_of_scores(answer: Answer) -> str | None:
    spread = a_number(answer)
    if abs(spread - 12) < 1e-6:
        return None
    if abs(spread - 144) < 1e-6:
        return "variances add up to that. The spread is something else."
    if spread < 0:
        return "a spread is not negative."
    if abs(spread - 1) < 1e-9:
        return "so it is *after* the division."
    return f"{spread:g} is too {'much' if spread > 12 else 'little'}. Think of coin tosses."


@exercise("16-2")
def _what_the_mask_forbids(answer: Answer) -> str | None:
    count = round(a_number(answer), 6)
    if count == 15:
        return None
    if count == 21:
        return "so many it may look at: each word at itself and those before it."
    if count == 18:
        return "half of them would be 18, but a word may look at itself."
    if count == 20:
        return "that is for seven words, or for pairs counted twice. Go row by row."
    return f"{count:g} is not it. At how many may the first word not look, the second, the last?"


def _mixed(query: Array, keys: Array, values: Array, divide: float) -> Array:
    scores = keys @ query / divide
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum() @ values)


def _cases() -> list[tuple[Array, Array, Array]]:
    rng = np.random.default_rng(16)
    small = [
        (rng.normal(size=d), rng.normal(size=(m, d)), rng.normal(size=(m, e)))
        for d, m, e in ((4, 3, 2), (2, 5, 3), (9, 1, 2))
    ]
    large = (np.array([3000.0, 0.0]), np.array([[1.0, 0.0], [0.5, 1.0]]), np.eye(2))
    return [*small, large]


@exercise("16-3")
def _what_one_query_gets(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of (query, keys, values)."
    for q, k, v in _cases():
        with np.errstate(all="ignore"):
            given = [q.copy(), k.copy(), v.copy()]
            found = answer(*given)
        got: Array = np.asarray(getattr(found, "data", found), dtype=float)
        if any(np.any(a != b) for a, b in zip(given, (q, k, v))):
            return "it writes into the arrays that it is given."
        where = f"for a query of {len(q)} numbers and {len(k)} keys"
        if got.shape not in (v.shape[1:], (1, *v.shape[1:])):
            return f"{where}: it should return {v.shape[1]} numbers, got shape {got.shape}."
        if np.any(np.isnan(got)):
            return "for scores in the thousands it gives no number. Lesson 8 knows why."
        wrong = np.allclose(got, _mixed(q, k, v, len(q)))
        if np.allclose(got, _mixed(q, k, v, len(q) ** 0.5)):
            continue
        if np.allclose(got, _mixed(q, k, v, 1.0)):
            return f"{where}: something is missing before the softmax."
        if wrong:
            return f"{where}: d itself is too much to divide by."
        if np.any(np.abs(k @ q) > 700):
            return "for scores in the thousands it is off: something overflows, or is cut off."
        if len(k) != len(q) and np.allclose(got, _mixed(q, k, v, len(k) ** 0.5)):
            return f"{where}: the root of which length? Think of what a score adds up."
        if np.allclose(got, v.mean(axis=0)):
            return f"{where}: all values count the same. Let the scores decide."
        if np.allclose(got, v[np.argmax(k @ q)]):
            return f"{where}: it takes the best value alone. Take a share of each."
        return f"{where} it gives {got.round(3).tolist()}. Scores, shares, mixture: print each."
    if uses_microact(answer, *_cases()[0]):
        return "it should be written by hand, without microact."
    return None
