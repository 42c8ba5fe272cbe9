"""PyTorch's operators that networks use less often, and the whole table."""

import math
from collections.abc import Sequence

import numpy as np

from microact import composed
from microact.engine import functions as ma
from microact.engine.value import Value
from microact.exchange import torch_shapes
from microact.exchange.held_to_torch import UnreadableError
from microact.exchange.torch_operators import TABLE, hardtanh, refuse, says, where
from microact.readings.numbers import Number

# ---- activations -----------------------------------------------------------------------------


@says("aten.hardsigmoid.default")
def hardsigmoid(x: Number) -> Number:
    """Make three straight lines of a sigmoid, of slope 1/6.

    PyTorch 2.13's slope is 1/6 rounded to float32, in float64 too.
    """
    return hardtanh(x + 3.0, 0.0, 6.0) / 6.0


@says("aten.hardswish.default")
def hardswish(x: Number) -> Number:
    """Multiply by it."""
    return x * hardsigmoid(x)


@says("aten.log_sigmoid.default")
def log_sigmoid(x: Number) -> Number:
    """Return the logarithm of a sigmoid."""
    return -ma.softplus(-x)


@says("aten.glu.default")
def glu(x: Number, axis: int = -1) -> Number:
    """Let one half open or close the other."""
    a, b = torch_shapes.chunk(x, 2, axis)
    return a * ma.sigmoid(b)


@says("aten.celu.default")
def celu(x: Number, alpha: float = 1.0) -> Number:
    """Bend exponentially below 0, smoothly for every alpha."""
    return ma.elu(x / alpha) * alpha if alpha != 1 else ma.elu(x)


@says("aten.threshold.default")
def threshold(x: Number, bound: float, value: float) -> Number:
    """Put a number where x is not above a bound."""
    numbers = np.asarray(x.data if isinstance(x, Value) else x)
    return where(numbers > bound, x, np.full(x.shape, value, x.dtype))


# ---- sums and norms --------------------------------------------------------------------------


@says("aten.cumsum.default")
def cumsum(x: Number, axis: int, **options: object) -> Number:
    """Add up along an axis, with all that came before."""
    return composed.cumsum(x, axis) if isinstance(x, Value) else np.cumsum(x, axis)


@says("aten.prod.default", "aten.prod.dim_int")
def prod(x: Number, axis: int | None = None, keepdims: bool = False, **options: object) -> Number:
    """Multiply along an axis."""
    f = composed.prod if isinstance(x, Value) else np.prod
    return f(x, axis=axis, keepdims=keepdims)


@says("aten.max.dim", "aten.min.dim")
def extreme_and_place(x: Number, axis: int, keepdims: bool = False) -> Number:
    """Refuse: there, all of a tie's gradient goes to one of them; here, ties share."""
    raise UnreadableError("max along an axis with its place (x.amax(axis) has no place)")


@says("aten.einsum.default")
def einsum(letters: str, parts: Sequence[Number], path: object = None) -> Number:
    """Multiply and add up by letters."""
    values = any(isinstance(x, Value) for x in parts)
    return (composed.einsum if values else np.einsum)(letters, *parts)


@says("aten.group_norm.default")
def group_norm(
    x: Number, groups: int, w: Number = None, b: Number = None, eps: float = 1e-5,
    *others: object,
) -> Number:  # fmt: skip
    """Give each group of channels mean 0 and variance 1."""
    rows = ma.reshape(x, (x.shape[0], groups, -1))
    y = ma.reshape(composed.layer_norm(rows, eps=eps), x.shape)
    form = (-1, *[1] * (x.ndim - 2))
    y = y if w is None else y * ma.reshape(w, form)
    return y if b is None else y + ma.reshape(b, form)


@says("aten.batch_norm.default")
def batch_norm(
    x: Number, w: Number, b: Number, mean: Number, var: Number, training: bool,
    momentum: float = 0.1, eps: float = 1e-5, *others: object,
) -> Number:  # fmt: skip
    """Give each column the mean and variance that were kept while training."""
    refuse(training, "batch norm that learns its means (call module.eval() first)")
    form = (-1, *[1] * (x.ndim - 2))
    mean, var = np.reshape(mean, form), np.reshape(var, form)
    y = (x - mean) / np.sqrt(var + eps)
    y = y if w is None else y * ma.reshape(w, form)
    return y if b is None else y + ma.reshape(b, form)


@says("aten._native_batch_norm_legit_no_training.default")
def batch_norm_at_rest(
    x: Number, w: Number, b: Number, mean: Number, var: Number, momentum: float, eps: float
) -> Number:
    """Return the same, in a tuple."""
    return (batch_norm(x, w, b, mean, var, False, momentum, eps),)


# ---- losses ----------------------------------------------------------------------------------

MEAN, SUM = 1, 2
"""How PyTorch says that a loss is the mean or the sum over all."""


def _over_all(loss: Number, reduction: int) -> Number:
    return loss.mean() if reduction == MEAN else loss.sum() if reduction == SUM else loss


@says("aten.mse_loss.default")
def mse_loss(x: Number, target: Number, reduction: int = MEAN) -> Number:
    """Return the mean of squares."""
    difference = x - target
    return _over_all(difference * difference, reduction)


@says("aten.cross_entropy_loss.default")
def cross_entropy(
    x: Number, target: Number, weight: Number = None, reduction: int = MEAN, ignore: int = -100,
    smoothing: float = 0.0,
) -> Number:  # fmt: skip
    """Return the mean surprise of the true classes."""
    classes = np.asarray(target)
    odd = weight is not None or smoothing != 0 or classes.dtype.kind == "f" or x.ndim != 2
    refuse(odd or bool(np.any(classes == ignore)), "cross_entropy with weights, or of other shapes")
    if np.any((classes < 0) | (classes >= x.shape[-1])):
        raise IndexError(
            f"classes are 0 to {x.shape[-1] - 1}, got {classes.min()} to {classes.max()}"
        )
    chosen = ma.log_softmax(x, -1)[np.arange(len(classes)), classes]
    return _over_all(-chosen, reduction)


@says("aten.binary_cross_entropy_with_logits.default")
def binary_cross_entropy(
    x: Number, target: Number, weight: Number = None, pos_weight: Number = None,
    reduction: int = MEAN,
) -> Number:  # fmt: skip
    """Return the mean surprise of yes and no."""
    refuse(weight is not None or pos_weight is not None, "binary cross-entropy with weights")
    return _over_all(ma.softplus(x) - x * target, reduction)


# ---- places ----------------------------------------------------------------------------------


@says("aten.tril.default")
def tril(x: Number, k: int = 0) -> Number:
    """Keep what stands on and below a diagonal."""
    return where(np.tri(x.shape[-2], x.shape[-1], k, bool), x, np.zeros(x.shape, x.dtype))


@says("aten.triu.default")
def triu(x: Number, k: int = 0) -> Number:
    """Keep what stands on and above a diagonal."""
    upper = ~np.tri(x.shape[-2], x.shape[-1], k - 1, bool)
    return where(upper, x, np.zeros(x.shape, x.dtype))


@says("aten.repeat.default")
def repeat(x: Number, counts: Sequence[int]) -> Number:
    """Lay copies side by side along each axis."""
    x = torch_shapes.view(x, (*[1] * (len(counts) - x.ndim), *x.shape))
    for axis, count in enumerate(counts):
        x = torch_shapes.cat([x] * count, axis)
    return x


@says("aten.flip.default")
def flip(x: Number, axes: Sequence[int]) -> Number:
    """Turn axes around."""
    turned = {axis % x.ndim for axis in axes}
    return x[tuple(slice(None, None, -1 if i in turned else None) for i in range(x.ndim))]


@says("aten.roll.default")
def roll(x: Number, shifts: Sequence[int], axes: Sequence[int] = ()) -> Number:
    """Move along axes; what falls off comes back in front."""
    places = np.arange(math.prod(x.shape)).reshape(x.shape)
    moved = np.roll(places, tuple(shifts), tuple(axes)) if axes else np.roll(places, shifts)
    return torch_shapes.view(torch_shapes.view(x, (-1,))[moved.reshape(-1)], x.shape)


@says("aten.select_scatter.default")
def select_scatter(x: Number, new: Number, axis: int, i: int) -> Number:
    """Put other numbers at one place along an axis."""
    return _replaced(x, torch_shapes.unsqueeze(new, axis % x.ndim), axis, np.array([i]))


@says("aten.slice_scatter.default")
def slice_scatter(
    x: Number, new: Number, axis: int = 0, start: int | None = None, end: int | None = None,
    step: int = 1,
) -> Number:  # fmt: skip
    """Put other numbers at some places along an axis."""
    return _replaced(x, new, axis, np.arange(x.shape[axis])[start:end:step])


def _replaced(x: Number, new: Number, axis: int, places: Number) -> Number:
    """Put the numbers of `new` at places along an axis."""
    taken = np.zeros(x.shape[axis], int)
    taken[places] = np.arange(len(places))
    there = np.zeros(x.shape[axis], bool)
    there[places] = True
    form = [1] * x.ndim
    form[axis] = -1
    spread = torch_shapes.index_select(new, axis, taken)
    return where(np.broadcast_to(there.reshape(form), x.shape), spread, x)


@says("aten.broadcast_tensors.default")
def broadcast_tensors(parts: Sequence[Number]) -> list[Number]:
    """Repeat each to the shape of all together."""
    shape = np.broadcast_shapes(*[x.shape for x in parts])
    return [torch_shapes.expand(x, shape) for x in parts]


@says("aten.copy.default", "aten.fill.Scalar", "aten.fill.Tensor")
def copy(x: Number, new: Number, *others: object) -> Number:
    """Replace all numbers."""
    if isinstance(new, Value):
        return torch_shapes.expand(new, x.shape)
    return np.broadcast_to(np.asarray(new, x.dtype), x.shape)


OPERATORS = TABLE
"""By the name of an operator, what computes it."""
