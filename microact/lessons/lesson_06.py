"""What answers to the exercises of lesson 6 are right, and what hints the others get."""

import numpy as np

from microact.lessons.checkers import Answer, a_number, exercise


@exercise("06-1")
def _the_shape_of_a_bias_gradient(answer: Answer) -> str | None:
    if not isinstance(answer, tuple | list | np.ndarray):
        return "the answer is a shape: whole numbers in brackets. One number is written (7,)."
    shape = tuple(answer)
    if shape == (4,):
        return None
    if shape == (50, 4):
        return "that is the shape of the sum X @ W + b. The bias was repeated for each row."
    return f"not {shape}. What is the shape of b itself?"


@exercise("06-2")
def _one_number_used_thirty_times(answer: Answer) -> str | None:
    got = a_number(answer)
    if got == 30.0:
        return None
    if got == 1.0:
        return "1 is what one of its uses brings. How often is c used?"
    return f"c is used once for each number of the array; is that {got:g} times?"


@exercise("06-3")
def _sum_back(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of a gradient and a shape."
    rng = np.random.default_rng(0)
    for wide, shape in (
        ((4, 3), (4, 3)), ((4, 3), (3,)), ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((4, 3), ()),
        ((2, 4, 3), (4, 1)), ((2, 1, 3), (1, 3)),
    ):  # fmt: skip
        gradient = rng.integers(-9, 9, wide).astype(float)
        got = np.asarray(answer(gradient.copy(), shape))
        if got.shape != shape:
            return f"from {wide} back to {shape}: your result has shape {got.shape}."
        # The oracle: how much a number counts that is repeated over these places.
        index = np.broadcast_to(np.arange(np.prod(shape, dtype=int)).reshape(shape), wide)
        wanted = np.bincount(index.ravel(), gradient.ravel()).reshape(shape)
        if not np.allclose(got, wanted):
            return f"from {wide} back to {shape}: the shape is right, the numbers are not. Add up."
    return None
