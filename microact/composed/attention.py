"""Who looks at whom: attention, and the table of numbers that words start from."""

import math

import numpy as np

from microact.composed.scoped import in_a_scope, number
from microact.engine.functions import getitem, matmul, softmax, swapaxes, where
from microact.engine.value import Value
from microact.readings.numbers import Array, Number, shape_of
from microact.support import arguments


def embedding(table: Number, ids: Number) -> Number:
    """Look up one row of a table for each whole number: a row of weights for each word.

    The gradient of a row is what arrives at all its uses together; rows that were not asked for
    get none.

    Args:
        table: of shape (words, n).
        ids: whole numbers from 0 on, of any shape.

    Returns:
        Shape (*ids.shape, n).
    """
    table = number(table)
    places: Array = np.asarray(ids)
    places = places if places.size else places.astype(np.intp)  # an empty list is no float
    if len(shape_of(table)) != 2:
        raise ValueError(f"an embedding's table has two axes, got shape {shape_of(table)}")
    if places.dtype.kind not in "iu":
        raise TypeError(f"an embedding looks up whole numbers, got {ids!r}")
    wrong = (places < 0) | (places >= shape_of(table)[0])
    if np.any(wrong):
        raise IndexError(
            f"an embedding of {shape_of(table)[0]} rows is asked for row {places[wrong][0]}"
        )
    return getitem(table, places)


@in_a_scope
def attention(
    query: Number, key: Number, value: Number, mask: Number = None, causal: bool = False
) -> Number:
    """Mix rows of `value`, each by how well its key fits a query: softmax(QKᵀ / √d) V.

    d is how many numbers a query and a key have; without √d the scores of random rows would have a
    variance of d, and softmax would be nearly 0 and 1 (Vaswani et al. 2017, "Attention is all you
    need", section 3.2.1).

    Args:
        query: of shape (..., n, d): n rows that look.
        key: of shape (..., m, d): m rows that are looked at.
        value: of shape (..., m, e): what they give.
        mask: truths of shape (n, m), True where a row may look; or None.
        causal: whether a row may look at itself and those before it only.

    Returns:
        Shape (..., n, e). What each row takes of each stands in its graph as `weights`.
    """
    query, key, value = (number(x) for x in (query, key, value))
    shapes = [shape_of(x) for x in (query, key, value)]
    if (
        min(map(len, shapes)) < 2
        or shapes[0][-1] != shapes[1][-1]
        or shapes[1][-2] != shapes[2][-2]
    ):
        raise ValueError(
            "attention needs queries (..., n, d), keys (..., m, d) and values (..., m, e), got "
            f"{arguments.shapes(query, key, value)}"
        )
    scores = matmul(query, swapaxes(key, -1, -2)) / math.sqrt(shapes[0][-1])
    allowed = _allowed(mask, causal, shapes[0][-2], shapes[1][-2])
    if allowed is not None:
        if np.broadcast_shapes(allowed.shape[-2:], shape_of(scores)) != shape_of(scores) or (
            allowed.ndim > len(shape_of(scores))
        ):
            raise ValueError(
                f"a mask of shape {allowed.shape} does not fit scores of shape {shape_of(scores)}"
            )
        scores = where(np.broadcast_to(allowed, shape_of(scores)), scores, -np.inf)
    weights = softmax(scores)
    if isinstance(weights, Value):
        scores.label, weights.label = "scores", "weights"
    return matmul(weights, value)


def _allowed(mask: Number, causal: bool, n: int, m: int) -> Array | None:
    """Return who may look at whom, or None for all at all."""
    if not isinstance(causal, bool | np.bool):
        raise TypeError(f"causal is True or False, got {causal!r}")
    allowed = None
    if mask is not None:
        allowed = np.asarray(mask)
        if allowed.dtype != bool or allowed.shape[-2:] != (n, m):
            raise ValueError(
                f"a mask is True where a row may look, of shape ({n}, {m}), got {allowed.dtype} of "
                f"shape {allowed.shape}"
            )
    if causal:
        if n != m:
            raise ValueError(f"a causal mask needs as many queries as keys, got {n} and {m}")
        earlier = np.tri(n, dtype=bool)
        allowed = earlier if allowed is None else allowed & earlier
    if allowed is not None and not np.all(allowed.any(axis=-1)):
        row = int(np.argwhere(~allowed.any(axis=-1))[0][-1])
        raise ValueError(f"the mask lets row {row} look at nothing, so there is nothing to mix")
    return allowed
