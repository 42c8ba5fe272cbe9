"""microact: see how activation functions work and how gradients flow through them.

>>> import microact as ma
>>> w, x, b = ma.Value(0.5, "w"), ma.Value(2.0, "x"), ma.Value(-1.0, "b")
>>> y = ma.tanh(w * x + b)
>>> y.backward()
>>> w.grad
2.0

`ma.draw(y)` shows it as a diagram, `ma.explain(y)` in words, `ma.gradcheck` checks it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from microact.engine import functions
from microact.engine.functions import (
    activations,
    add,
    broadcast_to,
    clip,
    concatenate,
    cos,
    divide,
    elu,
    exp,
    expand_dims,
    expm1,
    gelu_tanh,
    getitem,
    hardtanh,
    identity,
    leaky_relu,
    log,
    log1p,
    log_softmax,
    logsumexp,
    matmul,
    maximum,
    mean,
    minimum,
    mish,
    multiply,
    negative,
    power,
    prelu,
    relu,
    relu6,
    reshape,
    selu,
    sigmoid,
    sign,
    silu,
    sin,
    softmax,
    softplus,
    softsign,
    split,
    sqrt,
    squeeze,
    stack,
    step,
    subtract,
    swapaxes,
    tanh,
    transpose,
    var,
    where,
)
from microact.engine.value import Value, no_grad, scope
from microact.rules import Activation, Elementwise, Rule, registry
from microact.rules.activations import LeakyReLU
from microact.rules.smooth import ELU

if TYPE_CHECKING:
    from microact import data, exercises, losses, metrics, neurons, nn, optim, train
    from microact.check.gradient_check import GradientMismatch, gradcheck
    from microact.engine.gradients import grad, value_and_grad
    from microact.saving import load
    from microact.show.graph.diagram import draw
    from microact.show.graph.lanes import draw_flow
    from microact.source.unrolling import unroll
    from microact.words.explanation import explain
    from microact.words.formulas import formula

__version__ = "0.1.0"

# NumPy's names, for ma.sum and so on; not in __all__, so that `import *` leaves Python's own alone.
abs, max, min, sum = functions.abs, functions.max, functions.min, functions.sum  # noqa: A001  # NumPy's

_LOADED_WHEN_USED = {
    "GradientMismatch": "microact.check.gradient_check",
    "draw": "microact.show.graph.diagram",
    "draw_flow": "microact.show.graph.lanes",
    "explain": "microact.words.explanation",
    "explore": "microact.show.page.explore",
    "explore_network": "microact.show.page.explore",
    "formula": "microact.words.formulas",
    "grad": "microact.engine.gradients",
    "gradcheck": "microact.check.gradient_check",
    "load": "microact.saving",
    "unroll": "microact.source.unrolling",
    "value_and_grad": "microact.engine.gradients",
}
"""What `import microact` need not pay for: pictures load Graphviz, and nobody checks at import."""

_MODULES = ("data", "exercises", "losses", "metrics", "neurons", "nn", "optim", "train")
"""Loaded when used, too: `ma.nn.MLP`."""


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"microact.{name}")
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module 'microact' has no attribute {name!r}")
    return getattr(import_module(_LOADED_WHEN_USED[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LOADED_WHEN_USED, *_MODULES})


__all__ = [
    "ELU",
    "Activation",
    "Elementwise",
    "GradientMismatch",
    "LeakyReLU",
    "Rule",
    "Value",
    "activations",
    "add",
    "broadcast_to",
    "clip",
    "concatenate",
    "cos",
    "data",
    "divide",
    "draw",
    "draw_flow",
    "elu",
    "exercises",
    "exp",
    "expand_dims",
    "explain",
    "explore",
    "explore_network",
    "expm1",
    "formula",
    "gelu_tanh",
    "getitem",
    "grad",
    "gradcheck",
    "hardtanh",
    "identity",
    "leaky_relu",
    "load",
    "log",
    "log1p",
    "log_softmax",
    "logsumexp",
    "losses",
    "matmul",
    "maximum",
    "mean",
    "metrics",
    "minimum",
    "mish",
    "multiply",
    "negative",
    "neurons",
    "nn",
    "no_grad",
    "optim",
    "power",
    "prelu",
    "registry",
    "relu",
    "relu6",
    "reshape",
    "scope",
    "selu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "softmax",
    "softplus",
    "softsign",
    "split",
    "sqrt",
    "squeeze",
    "stack",
    "step",
    "subtract",
    "swapaxes",
    "tanh",
    "train",
    "transpose",
    "unroll",
    "value_and_grad",
    "var",
    "where",
]
