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

from microact import composed as composed
from microact import fast as fast  # installs the shortcuts
from microact import moved as moved  # old names of files go on working
from microact.composed import *  # noqa: F403  # its __all__ says what; a second list here would have to follow it
from microact.engine import functions
from microact.engine.calling import activations

# Every rule is offered as a function; they are made from the registry, so no list of names can
# stand here. functions.pyi tells editors, and `__all__` below is the module's own.
from microact.engine.functions import *  # noqa: F403  # made from the registry: no list of names can stand here
from microact.engine.value import Value, no_grad, plain, scope
from microact.rules import Activation, Elementwise, Rule, registry
from microact.rules.activations import LeakyReLU
from microact.rules.smooth import ELU
from microact.support.hooks import hang_in
from microact.support.other_names import hint
from microact.support.version import __version__ as __version__

if TYPE_CHECKING:
    from microact import data, exercises, losses, metrics, neurons, nn, optim, train
    from microact import show as show
    from microact.check import GradientMismatch, gradcheck
    from microact.check.certificate import certify
    from microact.diagnosis import diagnose
    from microact.engine.forward_mode import hessian_vector, jvp
    from microact.engine.gradients import grad, value_and_grad
    from microact.exchange.from_torch import from_torch
    from microact.exchange.to_onnx import to_onnx
    from microact.exchange.to_torch import to_torch
    from microact.readings.dual import Dual
    from microact.saving import load
    from microact.show.graph.diagram import draw
    from microact.show.graph.lanes import draw_flow
    from microact.show.motion.animate import animate
    from microact.show.network.glance import draw_network
    from microact.show.page.explore import explore
    from microact.show.page.playground import explore_network, playground
    from microact.show.paper.worksheet import worksheet
    from microact.source.unrolling import unroll
    from microact.words.explanation import explain
    from microact.words.formulas import formula

# NumPy's names, for ma.sum and so on; not in __all__, so that `import *` leaves Python's own alone.
# Here they may hide Python's: nothing in this file calls those.
abs, max, min, sum = functions.abs, functions.max, functions.min, functions.sum  # noqa: A001  # NumPy's names: ma.sum is np.sum of Values; nothing here calls Python's

_LOADED_WHEN_USED = {
    "Dual": "microact.readings.dual",
    "GradientMismatch": "microact.check",
    "certify": "microact.check.certificate",
    "diagnose": "microact.diagnosis",
    "animate": "microact.show.motion.animate",
    "draw": "microact.show.graph.diagram",
    "draw_flow": "microact.show.graph.lanes",
    "draw_network": "microact.show.network.glance",
    "explain": "microact.words.explanation",
    "explore": "microact.show.page.explore",
    "explore_network": "microact.show.page.playground",
    "formula": "microact.words.formulas",
    "from_torch": "microact.exchange.from_torch",
    "grad": "microact.engine.gradients",
    "gradcheck": "microact.check",
    "hessian_vector": "microact.engine.forward_mode",
    "jvp": "microact.engine.forward_mode",
    "load": "microact.saving",
    "playground": "microact.show.page.playground",
    "to_onnx": "microact.exchange.to_onnx",
    "to_torch": "microact.exchange.to_torch",
    "unroll": "microact.source.unrolling",
    "worksheet": "microact.show.paper.worksheet",
    "value_and_grad": "microact.engine.gradients",
}
"""What `import microact` need not pay for: pictures load Graphviz, and nobody checks at import."""

_MODULES = ("data", "exercises", "losses", "metrics", "neurons", "nn", "optim", "show", "train")
"""Loaded when used, too: `ma.nn.MLP`."""

# What methods of lower floors do by means of higher ones: `value.draw()`, `model.save(path)`.
for _method, (_module, _function) in {
    "draw": ("microact.show.graph.diagram", "draw"),
    "plot_history": ("microact.show.plots", "plot_history"),
    "save": ("microact.saving", "save"),
    "compile": ("microact.compiled.network_step", "Compiled"),
}.items():
    hang_in(_method, _module, _function)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"microact.{name}")
    if name not in _LOADED_WHEN_USED:
        raise AttributeError(f"module 'microact' has no attribute {name!r}{hint(name)}")
    return getattr(import_module(_LOADED_WHEN_USED[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LOADED_WHEN_USED, *_MODULES})


__all__ = [
    "ELU",
    "Activation",
    "Dual",
    "Elementwise",
    "GradientMismatch",
    "LeakyReLU",
    "Rule",
    "Value",
    "activations",
    "animate",
    "certify",
    "data",
    "diagnose",
    "draw",
    "draw_flow",
    "draw_network",
    "exercises",
    "explain",
    "explore",
    "explore_network",
    "formula",
    "from_torch",
    "grad",
    "gradcheck",
    "hessian_vector",
    "jvp",
    "load",
    "losses",
    "metrics",
    "neurons",
    "nn",
    "no_grad",
    "optim",
    "plain",
    "playground",
    "registry",
    "scope",
    "to_onnx",
    "to_torch",
    "train",
    "unroll",
    "value_and_grad",
    "worksheet",
]
__all__ += functions.__all__
__all__ += composed.__all__
