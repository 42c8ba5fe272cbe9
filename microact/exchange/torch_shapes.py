"""PyTorch's operators that move numbers, add them up, or make them."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from microact.engine import functions as ma
from microact.engine.value import Value
from microact.exchange.torch_operators import either, refuse, says
from microact.readings.numbers import Number

# ---- shapes ----------------------------------------------------------------------------------


@says("aten.view.default", "aten.reshape.default", "aten._unsafe_view.default")
def view(x: Number, shape: Sequence[int]) -> Number:
    """Give the same numbers another shape."""
    return either("reshape")(x, tuple(shape))


@says("aten.flatten.using_ints")
def flatten(x: Number, start: int = 0, end: int = -1) -> Number:
    """Merge axes."""
    start, end = start % x.ndim, end % x.ndim
    return view(x, (*x.shape[:start], -1, *x.shape[end + 1 :]))


@says("aten.unflatten.int")
def unflatten(x: Number, axis: int, sizes: Sequence[int]) -> Number:
    """Split an axis."""
    axis %= x.ndim
    return view(x, (*x.shape[:axis], *sizes, *x.shape[axis + 1 :]))


@says("aten.t.default", "aten.numpy_T.default")
def t(x: Number) -> Number:
    """Transpose."""
    return either("transpose")(x)


@says("aten.permute.default")
def permute(x: Number, axes: Sequence[int]) -> Number:
    """Put axes into another order."""
    return either("transpose")(x, tuple(axes))


@says("aten.transpose.int")
def transpose(x: Number, a: int, b: int) -> Number:
    """Swap two axes."""
    return either("swapaxes")(x, a, b)


@says("aten.unsqueeze.default")
def unsqueeze(x: Number, axis: int) -> Number:
    """Put in an axis of length 1."""
    return either("expand_dims")(x, axis)


@says("aten.squeeze.dim", "aten.squeeze.dims", "aten.squeeze.default")
def squeeze(x: Number, axes: int | Sequence[int] | None = None) -> Number:
    """Take out axes of length 1; others stay."""
    chosen = range(x.ndim) if axes is None else [axes] if isinstance(axes, int) else axes
    gone = {i % x.ndim for i in chosen if x.shape[i % x.ndim] == 1}
    return view(x, [n for i, n in enumerate(x.shape) if i not in gone])


@says("aten.expand.default", "aten.broadcast_to.default")
def expand(x: Number, shape: Sequence[int], **options: object) -> Number:
    """Repeat along axes; −1 leaves one as it is."""
    before = (1,) * (len(shape) - x.ndim) + tuple(x.shape)
    wanted = tuple(m if n == -1 else n for n, m in zip(shape, before))
    return either("broadcast_to")(x, wanted)


@says("aten.expand_as.default", "aten.view_as.default")
def expand_as(x: Number, other: Number) -> Number:
    """Repeat to another's shape."""
    return expand(x, other.shape)


@says("aten.cat.default")
def cat(parts: Sequence[Number], axis: int = 0) -> Number:
    """Join along an axis."""
    joined = ma.concatenate if any(isinstance(x, Value) for x in parts) else np.concatenate
    return joined(parts, axis=axis)


@says("aten.stack.default")
def stack(parts: Sequence[Number], axis: int = 0) -> Number:
    """Join along a new axis."""
    return (ma.stack if any(isinstance(x, Value) for x in parts) else np.stack)(parts, axis=axis)


@says("aten.split.Tensor", "aten.split_with_sizes.default", "aten.split.sizes")
def split(x: Number, sizes: int | Sequence[int], axis: int = 0) -> list[Number]:
    """Cut along an axis into pieces of so many."""
    if isinstance(sizes, int):
        whole, rest = divmod(x.shape[axis], sizes)
        sizes = [sizes] * whole + [rest] * bool(rest)
    ends = np.cumsum(sizes)
    return [slice_(x, axis, int(end - n), int(end)) for n, end in zip(sizes, ends)]


@says("aten.chunk.default")
def chunk(x: Number, count: int, axis: int = 0) -> list[Number]:
    """Cut along an axis into so many pieces."""
    return split(x, math.ceil(x.shape[axis] / count), axis)


@says("aten.unbind.int")
def unbind(x: Number, axis: int = 0) -> list[Number]:
    """Take an axis apart."""
    return [select(x, axis, i) for i in range(x.shape[axis])]


@says("aten.select.int")
def select(x: Number, axis: int, i: int) -> Number:
    """Take one place along an axis."""
    return x[(*[slice(None)] * (axis % x.ndim), i)]


@says("aten.slice.Tensor")
def slice_(
    x: Number, axis: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Number:
    """Take some places along an axis."""
    return x[(*[slice(None)] * (axis % x.ndim), slice(start, end, step))]


@says("aten.index.Tensor")
def index(x: Number, places: Sequence[Number]) -> Number:
    """Take numbers by arrays of places; None takes all of an axis."""
    return x[tuple(slice(None) if i is None else np.asarray(i) for i in places)]


@says("aten.index_select.default")
def index_select(x: Number, axis: int, places: Number) -> Number:
    """Take places along an axis."""
    return x[(*[slice(None)] * (axis % x.ndim), np.asarray(places))]


# ---- sums and the like -----------------------------------------------------------------------


def _reduced(name: str, x: Number, axes: Number, keepdims: bool, **options: Number) -> Number:
    axes = tuple(axes) if isinstance(axes, list) else axes
    f = getattr(ma if isinstance(x, Value) else np, name)
    return f(x, axis=axes or None, keepdims=keepdims, **options)


@says("aten.sum.dim_IntList", "aten.sum.default")
def sum_(x: Number, axes: Number = None, keepdims: bool = False, **options: object) -> Number:
    """Add up along axes."""
    return _reduced("sum", x, axes, keepdims)


@says("aten.mean.dim", "aten.mean.default")
def mean(x: Number, axes: Number = None, keepdims: bool = False, **options: object) -> Number:
    """Take the mean along axes."""
    return _reduced("mean", x, axes, keepdims)


@says("aten.amax.default", "aten.max.default")
def amax(x: Number, axes: Number = None, keepdims: bool = False) -> Number:
    """Take the largest along axes; ties share."""
    return _reduced("max", x, axes, keepdims)


@says("aten.amin.default", "aten.min.default")
def amin(x: Number, axes: Number = None, keepdims: bool = False) -> Number:
    """Take the smallest along axes; ties share."""
    return _reduced("min", x, axes, keepdims)


@says("aten.var.default")
def var_of_all(x: Number, unbiased: bool = True) -> Number:
    """Take the variance of all, of n − 1 unless told otherwise."""
    return var_by_default(x, None, unbiased)


@says("aten.std.default")
def std_of_all(x: Number, unbiased: bool = True) -> Number:
    """Take the standard deviation of all, of n − 1 unless told otherwise."""
    return std_by_default(x, None, unbiased)


@says("aten.var.dim")
def var_by_default(
    x: Number, axes: Number = None, unbiased: bool = True, keepdim: bool = False
) -> Number:
    """Take the variance along axes, of n − 1 unless told otherwise."""
    return _reduced("var", x, axes, keepdim, ddof=int(unbiased))


@says("aten.std.dim")
def std_by_default(
    x: Number, axes: Number = None, unbiased: bool = True, keepdim: bool = False
) -> Number:
    """Take the standard deviation along axes, of n − 1 unless told otherwise."""
    return _reduced("std", x, axes, keepdim, ddof=int(unbiased))


@says("aten.var.correction")
def var(
    x: Number, axes: Number = None, *, correction: float | None = 1, keepdim: bool = False
) -> Number:
    """Take the variance along axes."""
    return _reduced("var", x, axes, keepdim, ddof=1 if correction is None else correction)


@says("aten.std.correction")
def std(
    x: Number, axes: Number = None, *, correction: float | None = 1, keepdim: bool = False
) -> Number:
    """Take the standard deviation along axes."""
    return _reduced("std", x, axes, keepdim, ddof=1 if correction is None else correction)


@says("aten.logsumexp.default")
def logsumexp(x: Number, axes: Number, keepdims: bool = False) -> Number:
    """Return log Σ eˣ along axes."""
    return _reduced("logsumexp", x, axes, keepdims)


# ---- numbers that are made -------------------------------------------------------------------


@says("aten.full.default")
def full(shape: Sequence[int], value: float, **options: Any) -> Number:
    """Make an array of one number."""
    return np.full(tuple(shape), value, _dtype(options, value))


@says("aten.ones.default")
def ones(shape: Sequence[int], **options: Any) -> Number:
    """Make ones."""
    return np.ones(tuple(shape), _dtype(options))


@says("aten.zeros.default")
def zeros(shape: Sequence[int], **options: Any) -> Number:
    """Make zeros."""
    return np.zeros(tuple(shape), _dtype(options))


@says("aten.ones_like.default")
def ones_like(x: Number, **options: Any) -> Number:
    """Make ones of a shape."""
    return np.ones(x.shape, _dtype(options))


@says("aten.zeros_like.default")
def zeros_like(x: Number, **options: Any) -> Number:
    """Make zeros of a shape."""
    return np.zeros(x.shape, _dtype(options))


@says("aten.arange.default", "aten.arange.start", "aten.arange.start_step")
def arange(*ends: float, **options: Any) -> Number:
    """Count."""
    return np.arange(*ends, dtype=_dtype(options, *ends))


@says("aten.to.dtype", "aten._to_copy.default", "aten.to.dtype_layout")
def to(x: Number, *others: Any, **options: Any) -> Number:
    """Change the dtype of what has no gradient; Values keep theirs."""
    named = str(options.get("dtype") or (others[0] if others else "")).removeprefix("torch.")
    if isinstance(x, Value):
        refuse(bool(named) and named != x.dtype.name, f"from {x.dtype.name} to {named}")
        return x
    refuse(bool(named) and named not in DTYPES, f"to {named}")
    return np.asarray(x).astype(named) if named else x


@says("aten.type_as.default")
def type_as(x: Number, other: Number) -> Number:
    """Change the dtype to another's."""
    return to(x, other.dtype.name)


DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")


def _dtype(options: dict[str, Any], *numbers: float) -> str:
    """Return the dtype that is asked for; by default what PyTorch makes of such numbers."""
    named = str(options.get("dtype") or "").removeprefix("torch.")
    refuse(bool(named) and named not in DTYPES, f"to {named}")
    if named:
        return named
    if numbers and all(isinstance(x, bool) for x in numbers):
        return "bool"
    return "int64" if numbers and all(isinstance(x, int) for x in numbers) else "float32"
