"""PyTorch's operators, as `torch.export` names them, each said with rules of ours.

What needs no gradient (masks, positions) is computed with NumPy. Where PyTorch has a choice that we
have not (dropout that draws, an option nobody sets), the operator raises `UnreadableError`.
"""

import math
import operator
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from microact import composed
from microact.engine import functions as ma
from microact.engine.value import Value
from microact.exchange.held_to_torch import UnreadableError
from microact.readings.numbers import Number

Operator = Callable[..., Number]
F = TypeVar("F", bound=Operator)

TABLE: dict[str, Operator] = {}
"""By the name of an operator, what computes it."""


def says(*names: str) -> Callable[[F], F]:
    """Enter a function under PyTorch's names."""

    def entered(f: F) -> F:
        TABLE.update(dict.fromkeys(names, f))
        return f

    return entered


def either(name: str, plain: str | None = None) -> Operator:
    """Return our function for Values, and NumPy's for what is none."""

    def applied(x: Number, *others: Number) -> Number:
        values = any(isinstance(each, Value) for each in (x, *others))
        f: Operator = getattr(ma, name) if values else getattr(np, plain or name)
        return f(x, *others)

    return applied


# ---- element by element ----------------------------------------------------------------------

for _torch, _ours in {
    "exp": "exp", "expm1": "expm1", "log": "log", "log1p": "log1p", "sqrt": "sqrt", "sin": "sin",
    "cos": "cos", "tan": "tan", "tanh": "tanh", "abs": "abs", "sign": "sign", "sgn": "sign",
    "maximum": "maximum", "minimum": "minimum", "neg": "negative",
}.items():  # fmt: skip
    TABLE[f"aten.{_torch}.default"] = either(_ours)
for _torch in ("relu", "sigmoid", "silu", "mish", "selu", "relu6", "softsign"):
    TABLE[f"aten.{_torch}.default"] = getattr(ma, _torch)
_PLAIN: dict[str, Operator] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le,
    "gt": operator.gt, "ge": operator.ge, "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or, "bitwise_xor": np.bitwise_xor, "__and__": np.bitwise_and,
    "__or__": np.bitwise_or, "__xor__": np.bitwise_xor, "logical_and": np.logical_and,
    "logical_or": np.logical_or, "logical_xor": np.logical_xor, "remainder": np.mod,
}  # fmt: skip
for _torch, _operator in _PLAIN.items():
    for _kind in ("Tensor", "Scalar", "default"):
        TABLE[f"aten.{_torch}.{_kind}"] = _operator
for _torch in ("contiguous", "clone", "alias", "lift_fresh_copy", "_assert_tensor_metadata"):
    TABLE[f"aten.{_torch}.default"] = lambda x, *others, **options: x
TABLE["<built-in function getitem>"] = operator.getitem
TABLE["aten.logical_not.default"], TABLE["aten.bitwise_not.default"] = np.logical_not, np.invert


@says("aten.detach.default")
def detach(x: Number) -> Number:
    """Let no gradient through."""
    return np.array(x.data) if isinstance(x, Value) else x


@says("aten.add.Tensor", "aten.add.Scalar")
def add(x: Number, y: Number, alpha: float = 1) -> Number:
    """Add `alpha` times the other."""
    return x + (y if alpha == 1 else y * alpha)


@says("aten.sub.Tensor", "aten.sub.Scalar")
def sub(x: Number, y: Number, alpha: float = 1) -> Number:
    """Subtract `alpha` times the other."""
    return x - (y if alpha == 1 else y * alpha)


@says("aten.rsub.Scalar", "aten.rsub.Tensor")
def rsub(x: Number, y: Number, alpha: float = 1) -> Number:
    """Subtract the first, `alpha` times, from the second."""
    return y - (x if alpha == 1 else x * alpha)


@says("aten.pow.Tensor_Scalar", "aten.pow.Tensor_Tensor", "aten.pow.Scalar", "aten.square.default")
def power(x: Number, n: Number = 2) -> Number:
    """Raise to a power."""
    return x**n


@says("aten.rsqrt.default")
def rsqrt(x: Number) -> Number:
    """Return one over the root."""
    return x**-0.5


@says("aten.reciprocal.default")
def reciprocal(x: Number) -> Number:
    """Return one over x."""
    return 1.0 / x


@says("aten.gelu.default")
def gelu(x: Number, approximate: str = "none") -> Number:
    """Take the exact one unless told otherwise."""
    return ma.gelu(x) if approximate == "none" else ma.gelu_tanh(x)


@says("aten.leaky_relu.default")
def leaky_relu(x: Number, slope: float = 0.01) -> Number:
    """Leak."""
    return ma.leaky_relu(x, slope)


@says("aten.prelu.default")
def prelu(x: Number, slope: Number) -> Number:
    """Leak with slopes that are learned: one for all, or one for each channel."""
    channels = slope.shape[0] if slope.ndim else 1
    if channels > 1 and x.ndim != 2:
        slope = ma.reshape(slope, (channels, *[1] * (x.ndim - 2)))
    return ma.prelu(x, slope)


@says("aten.elu.default")
def elu(x: Number, alpha: float = 1.0, scale: float = 1.0, inner: float = 1.0) -> Number:
    """Bend exponentially below 0."""
    refuse(scale != 1 or inner != 1, "elu with scale and input_scale")
    return ma.elu(x, alpha)


@says("aten.softplus.default")
def softplus(x: Number, beta: float = 1.0, threshold: float = 20.0) -> Number:
    """Return log(1 + e^(βx)) / β, and x itself where βx is above a threshold."""
    soft = ma.softplus(x * beta) / beta if beta != 1 else ma.softplus(x)
    return where(np.asarray(_number(x)) * beta > threshold, x, soft)


@says("aten.hardtanh.default")
def hardtanh(x: Number, low: float = -1.0, high: float = 1.0) -> Number:
    """Keep between two bounds; at them the slope is 0, which of `clamp` is 1."""
    numbers = np.asarray(_number(x))
    inside = (numbers > low) & (numbers < high)
    return where(inside, x, np.clip(numbers, low, high))


@says("aten.clamp.default", "aten.clip.default", "aten.clamp.Tensor")
def clamp(x: Number, low: float | None = None, high: float | None = None) -> Number:
    """Keep between two bounds."""
    low, high = (-math.inf if low is None else low), (math.inf if high is None else high)
    refuse(any(map(np.ndim, (low, high))), "clamp between arrays of bounds")
    return ma.clip(x, low, high) if isinstance(x, Value) else np.clip(x, low, high)


@says("aten.clamp_min.default")
def clamp_min(x: Number, low: float) -> Number:
    """Keep above a bound."""
    return clamp(x, low)


@says("aten.where.self", "aten.where.ScalarOther", "aten.where.ScalarSelf", "aten.where.Scalar")
def where(condition: Number, a: Number, b: Number) -> Number:
    """Choose."""
    values = isinstance(a, Value) or isinstance(b, Value)
    return ma.where(condition, a, b) if values else np.where(condition, a, b)


@says("aten.masked_fill.Scalar", "aten.masked_fill.Tensor")
def masked_fill(x: Number, mask: Number, value: Number) -> Number:
    """Put a number where a mask says so."""
    return where(np.broadcast_to(mask, x.shape), value, x)


@says("aten.dropout.default", "aten.dropout_.default", "aten.feature_dropout.default")
def dropout(x: Number, p: float, training: bool) -> Number:
    """Let everything through: only a network that rests is a function of its input."""
    refuse(training and p > 0, "dropout that draws at random (call module.eval() first)")
    return x


# ---- matrices and what networks are made of --------------------------------------------------


@says("aten.mm.default", "aten.bmm.default", "aten.matmul.default", "aten.mv.default",
      "aten.dot.default")  # fmt: skip
def matmul(a: Number, b: Number) -> Number:
    """Multiply matrices."""
    return a @ b


@says("aten.linear.default")
def linear(x: Number, w: Number, b: Number = None) -> Number:
    """Multiply by a matrix whose rows are units, and add a bias."""
    y = x @ ma.transpose(w)
    return y if b is None else y + b


@says("aten.addmm.default", "aten.baddbmm.default")
def addmm(b: Number, x: Number, w: Number, *, beta: float = 1, alpha: float = 1) -> Number:
    """Multiply matrices and add a third."""
    y = x @ w if alpha == 1 else (x @ w) * alpha
    return y + (b if beta == 1 else b * beta)


@says("aten.softmax.int", "aten._softmax.default")
def softmax(x: Number, axis: int, dtype: object = None) -> Number:
    """Make probabilities along an axis."""
    _refuse_other(dtype, x)
    return ma.softmax(x, axis)


@says("aten.log_softmax.int", "aten._log_softmax.default")
def log_softmax(x: Number, axis: int, dtype: object = None) -> Number:
    """Return the logarithms of such probabilities."""
    _refuse_other(dtype, x)
    return ma.log_softmax(x, axis)


@says("aten.layer_norm.default")
def layer_norm(
    x: Number, shape: Sequence[int], w: Number = None, b: Number = None, eps: float = 1e-5,
    *others: object,
) -> Number:  # fmt: skip
    """Give each row mean 0 and variance 1."""
    if len(shape) == 1:
        return composed.layer_norm(x, w, b, eps)
    axes = tuple(range(-len(shape), 0))
    y = x - ma.mean(x, axis=axes, keepdims=True)
    y = y / ma.sqrt(ma.var(x, axis=axes, keepdims=True) + eps)
    y = y if w is None else y * w
    return y if b is None else y + b


@says("aten.rms_norm.default")
def rms_norm(x: Number, shape: Sequence[int], w: Number = None, eps: float | None = None) -> Number:
    """Give each row a mean square of 1."""
    refuse(len(shape) != 1, "rms_norm over several axes")
    return composed.rms_norm(x, w, np.finfo(x.dtype).eps if eps is None else eps)


@says("aten.embedding.default")
def embedding(
    table: Number, ids: Number, padding: int = -1, scale: bool = False, sparse: bool = False
) -> Number:
    """Look up a row for each whole number; the row of the padding learns nothing."""
    refuse(scale, "an embedding that divides gradients by how often a row is used")
    ids = np.asarray(ids)
    rows = composed.embedding(table, ids)
    if padding < 0:
        return rows
    fixed = table.data[padding] if isinstance(table, Value) else table[padding]
    return ma.where((ids == padding)[..., None], np.array(fixed), rows)


@says("aten.scaled_dot_product_attention.default")
def attention(
    q: Number, k: Number, v: Number, mask: Number = None, p: float = 0.0, causal: bool = False,
    *, scale: float | None = None, enable_gqa: bool = False,
) -> Number:  # fmt: skip
    """Mix rows, each by how well its key fits a query."""
    refuse(p > 0, "attention with dropout (call module.eval() first)")
    refuse(enable_gqa, "attention in which heads share keys (enable_gqa)")
    if scale is not None:
        q = q * (scale * math.sqrt(q.shape[-1]))
    if mask is None or np.asarray(mask).dtype == bool:
        mask = None if mask is None else np.asarray(mask)
        return composed.attention(q, k, v, mask, causal)
    weights = ma.softmax(q @ ma.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1]) + mask)
    return weights @ v


def _number(x: Number) -> Number:
    return x.data if isinstance(x, Value) else x


def _refuse_other(dtype: object, x: Number) -> None:
    named = str(dtype).removeprefix("torch.")
    refuse(named.startswith(("float", "bfloat")) and named != x.dtype.name, f"to {named}")


def refuse(bad: bool, what: str) -> None:
    """Raise `UnreadableError` for what has no counterpart here."""
    if bad:
        raise UnreadableError(what)
