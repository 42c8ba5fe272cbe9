"""What answers to the exercises of lesson 15 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise, uses_microact
from microact.readings.numbers import Array


@exercise("15-1")
def _through_thirty_blocks(answer: Answer) -> str | None:
    times = a_number(answer)
    right = 1.1**30
    if abs(times / right - 1) < 0.03:
        return None
    if abs(times - 0.1**30) < 1e-31:
        return "so it is without the ways around. What does the plus add to each slope?"
    if abs(times - 4) < 1e-9 or abs(times - 31 * 0.1) < 1e-9:
        return "the ways of the blocks multiply. Two blocks make four ways, not three."
    return f"{times:g} is too {'much' if times > right else 'little'}. What does one block do?"


@exercise("15-2")
def _the_end_of_a_row(answer: Answer) -> str | None:
    last = a_number(answer)
    right = 1.5**0.5
    if abs(last - right) < 6e-3:
        return None
    if abs(last - 1) < 1e-9:
        return (
            "layer norm divides by the root of the *mean* squared distance, not by n - 1 of them."
        )
    if abs(last + right) < 2e-3:
        return "that is the first number of the row."
    if abs(last - 0.75) < 1e-2:
        return "that is divided by the variance. Take its root."
    if abs(last - 2) < 1e-9:
        return "the mean is out. Now the spread should become 1."
    return f"{last:g} is not it. Subtract the mean, then divide by the spread."


TABLES = (
    np.array([[1.0, 2.0, 6.0], [3.0, 5.0, 40.0]]),
    np.array([[0.5, -1.0], [2.0, 4.0], [-3.0, 1.0]]),
)


@exercise("15-3")
def _a_norm_of_rows(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of a table."
    for table in TABLES:
        given = table.copy()
        got: Array = np.asarray(getattr(answer(given), "data", answer(table.copy())), dtype=float)
        if np.any(given != table):
            return "it writes into the table that it is given."
        where = f"for {table.tolist()}"
        if got.shape != table.shape:
            return f"{where}: it should return as many rows and columns, not shape {got.shape}."
        if np.allclose(got, _normal(table, 1), atol=1e-4):
            continue
        if np.allclose(got, _normal(table, 0), atol=1e-4):
            return f"{where}: those are columns, a batch norm. Take each row by itself."
        if np.allclose(got, (table - table.mean()) / table.std()):
            return f"{where}: that takes all numbers together. Take each row by itself."
        if np.allclose(got, _normal(table, 1, ddof=1)):
            return (
                f"{where}: divide by the root of the mean squared distance: n of them, not n - 1."
            )
        if np.allclose(got * got.std(axis=1, keepdims=True), got, atol=1e-6):
            return f"{where}: the spread is right. And the mean of each row?"
        if np.allclose(got.mean(axis=1), 0, atol=1e-9):
            return f"{where}: the means are 0. Now look at the spread of each row."
        return f"{where} it gives {got.round(3).tolist()}. What is the mean of each row?"
    if uses_microact(answer, TABLES[0].copy()):
        return "it should be written by hand, without microact."
    return None


def _normal(table: Array, axis: int, ddof: int = 0) -> Array:
    centred = table - table.mean(axis=axis, keepdims=True)
    return np.asarray(centred / table.std(axis=axis, keepdims=True, ddof=ddof))
