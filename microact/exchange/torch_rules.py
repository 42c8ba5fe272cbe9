"""Activations in PyTorch's words: its own module where it computes the same, or both halves."""

import builtins
import keyword

from microact.expressions.torch import TORCH
from microact.readings.numbers import Number
from microact.readings.plain_numbers import is_pure
from microact.readings.symbols import Symbol, symbols
from microact.rules import Elementwise, Rule
from microact.source.common import written

MODULES = {
    "sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()", "relu": "nn.ReLU()", "relu6": "nn.ReLU6()",
    "leaky_relu": "nn.LeakyReLU({slope})", "elu": "nn.ELU({alpha})", "selu": "nn.SELU()",
    "gelu": "nn.GELU()", "gelu_tanh": 'nn.GELU(approximate="tanh")', "silu": "nn.SiLU()",
    "mish": "nn.Mish()", "hardtanh": "nn.Hardtanh()", "softsign": "nn.Softsign()",
    "softplus": "nn.Softplus(threshold=50)", "identity": "nn.Identity()",
    "softmax": "nn.Softmax(dim={axis})", "log_softmax": "nn.LogSoftmax(dim={axis})",
}  # fmt: skip
"""PyTorch's modules that compute what a rule does, slopes at kinks included (2.13.0).

Its softplus is x above 20, off by 2e-9 there, unless it is given another threshold.
"""


class OwnRules:
    """The classes that the source needs for activations which PyTorch has not."""

    def __init__(self) -> None:
        self.classes: dict[str, str] = {}
        """The source of each class by its name."""
        self._made: dict[Rule, str] = {}

    def module(self, rule: Rule) -> str:
        """Return what makes the module of an activation.

        Raises:
            TypeError: for one that mixes elements, or computes what has no word here.
        """
        if rule.name in MODULES and is_pure(rule):  # as microact wrote it: nobody replaced a slope
            given = {name: TORCH.text(x) for name, x in rule.parameters.items()}
            return MODULES[rule.name].format(**given)
        if rule not in self._made:
            first = name = type(rule).__name__.strip("_") or "Own"
            n = 1
            while self._taken(name):
                n += 1
                name = f"{first}{n}"
            self.classes[name] = function_of(rule, name)
            self._made[rule] = name
        return f"{self._made[rule]}()"

    def _taken(self, name: str) -> bool:
        """Whether a name, or that of its function, stands for something else in the source."""
        known = {*self.classes, *(f"{one}Function" for one in self.classes), *TAKEN}
        both = {name, f"{name}Function"}
        return bool(both & known) or keyword.iskeyword(name) or hasattr(builtins, name)


TAKEN = {
    "Network", "Residual", "Attention", "BatchNorm", "torch", "nn", "F", "load", "loss", "train",
    "with_weights", "load_file", "self", "ctx", "x", "y", "upstream", "gradient",
}  # fmt: skip
"""Names that the source has for something else."""


def function_of(rule: Rule, name: str) -> str:
    """Write an activation as a `torch.autograd.Function` and a module that applies it."""
    if not isinstance(rule, Elementwise):
        raise TypeError(f"{rule.title} mixes the elements of an array")
    x, y = Symbol("x"), Symbol("y")
    value = rule.forward(x, xp=symbols)
    (gradient,) = rule.vjp(Symbol("upstream"), y, x, xp=symbols)
    forward = _lines("y", value, ("x", "ctx"))
    backward = _lines("gradient", gradient(), ("x", "y", "ctx", "upstream"))
    about = f'    """{_one_line(rule.formula)}"""' if rule.formula else f'    """{name}."""'
    return "\n".join([
        f"class {name}Function(torch.autograd.Function):",
        about,
        "",
        "    @staticmethod",
        "    def forward(ctx, x):",
        *forward,
        "        ctx.save_for_backward(x, y)",
        "        return y",
        "",
        "    @staticmethod",
        "    def backward(ctx, upstream):",
        "        x, y = ctx.saved_tensors",
        *backward,
        "        return gradient",
        "",
        "",
        f"class {name}(nn.Module):",
        "    def forward(self, x):",
        f"        return {name}Function.apply(x)",
    ])  # fmt: skip


def _lines(name: str, result: Number, taken: tuple[str, ...]) -> list[str]:
    """Write what computes a result; a constant becomes as many numbers as x has."""
    common, (text,) = written([result], taken, TORCH)
    if not isinstance(result, Symbol):
        text = f"torch.full_like(x, {text})"
    elif result.truth:
        text = f"({text}).to(x.dtype)"
    elif not result.args:
        text = f"{text}.clone()"
    return [f"        {known} = {line}" for known, line in (*common, (name, text))]


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("\\", "/").replace('"', "'")
