"""Numbers of a usual size: layer norm, RMS norm, batch norm; and dropout."""

import math

import numpy as np

from microact.composed.scoped import in_a_scope, number
from microact.engine.functions import mean, sqrt, var
from microact.engine.value import Value
from microact.readings.numbers import Array, Number, shape_of
from microact.support import arguments


@in_a_scope
def layer_norm(x: Number, scale: Number = None, shift: Number = None, eps: float = 1e-5) -> Number:
    """Shift and stretch each row so that it has mean 0 and variance 1; then scale and shift it.

    A row is what stands along the last axis (Ba et al. 2016, "Layer normalization"). `eps` keeps
    the root away from 0 where all numbers of a row are equal.

    Args:
        x: of shape (..., n).
        scale: n numbers, or None.
        shift: n numbers, or None.
        eps: a number above 0.
    """
    x = _rows("layer_norm", x, scale, shift)
    centred = x - mean(x, axis=-1, keepdims=True)
    y = centred / sqrt(var(x, axis=-1, keepdims=True) + arguments.real("eps", eps, above=0))
    return _scaled(y, scale, shift)


@in_a_scope
def rms_norm(x: Number, scale: Number = None, eps: float = 1e-5) -> Number:
    """Divide each row by the root of its mean square; the mean stays where it is.

    Zhang and Sennrich 2019, "Root mean square layer normalization". Args as `layer_norm`.
    """
    x = _rows("rms_norm", x, scale)
    size = sqrt(mean(x * x, axis=-1, keepdims=True) + arguments.real("eps", eps, above=0))
    return _scaled(x / size, scale, None)


@in_a_scope
def batch_norm(
    x: Number,
    scale: Number = None,
    shift: Number = None,
    mean_and_variance: tuple[Number, Number] | None = None,
    eps: float = 1e-5,
) -> Number:
    """Shift and stretch each column so that it has mean 0 and variance 1 over the rows.

    So what becomes of a row hangs on the rows beside it (Ioffe and Szegedy 2015, "Batch
    normalization"). For a prediction the mean and the variance are given instead.

    Args:
        x: of shape (..., n): a column holds what stands at one place of the last axis.
        scale: n numbers, or None.
        shift: n numbers, or None.
        mean_and_variance: what to take instead of these rows' own.
        eps: a number above 0.
    """
    x = _rows("batch_norm", x, scale, shift)
    rows = tuple(range(len(shape_of(x)) - 1))
    if mean_and_variance is None and math.prod(shape_of(x)[:-1]) < 2:
        raise ValueError(
            f"batch_norm looks at several rows, got shape {shape_of(x)}; of one row each column is "
            "its own mean. Give it the mean and variance of others, or use layer_norm"
        )
    middle, variance = mean_and_variance or (mean(x, axis=rows), var(x, axis=rows))
    y = (x - middle) / sqrt(variance + arguments.real("eps", eps, above=0))
    return _scaled(y, scale, shift)


def _rows(name: str, x: Number, *per_column: Number) -> Number:
    """Take numbers along a last axis, and as many scales and shifts."""
    x = number(x)
    if not shape_of(x) or shape_of(x)[-1] == 0:
        raise ValueError(f"{name} needs numbers along a last axis, got shape {shape_of(x)}")
    for given in per_column:
        if given is not None and shape_of(number(given)) not in ((), shape_of(x)[-1:]):
            raise ValueError(
                f"{name} of {shape_of(x)[-1]} columns takes as many scales and shifts, got shape "
                f"{shape_of(number(given))}"
            )
    return x


def _scaled(y: Number, scale: Number, shift: Number) -> Number:
    y = y if scale is None else y * scale
    return y if shift is None else y + shift


@in_a_scope
def dropout(x: Number, share: float, rng: "np.random.Generator") -> Number:
    """Set a share of the numbers to 0, at random, and enlarge the rest so that the mean stays.

    Srivastava et al. 2014, "Dropout". It is for training: a prediction uses all numbers as they
    are. The gradient of what was set to 0 is 0.

    Args:
        x: any numbers.
        share: how many of them are lost, from 0 to below 1.
        rng: draws which.
    """
    share = arguments.real("share", share, least=0, below=1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is made by np.random.default_rng(seed), got {rng!r}")
    x = number(x)
    kept: Array = np.asarray(rng.random(shape_of(x)) >= share)
    kept = (kept / (1 - share)).astype(getattr(x, "dtype", np.float64))
    if not isinstance(x, Value):
        return x * kept
    return x * Value(kept, "kept", requires_grad=False)  # a leaf: lines are given another one
