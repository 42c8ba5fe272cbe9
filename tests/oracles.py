"""What results are held against: mpmath at 50 digits, and numbers for the complex step."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
from mpmath import mp

import microact as ma
from microact.rules import Elementwise
from microact.rules.arithmetic import Power
from microact.rules.selecting import Clip

DIGITS = 50


class Precise:
    """The `xp` of mpmath numbers."""

    inf, nan, pi = mpmath.inf, mpmath.nan, mpmath.pi
    exp, expm1, log, log1p = mpmath.exp, mpmath.expm1, mpmath.log, mpmath.log1p
    sqrt, sin, cos, tanh = mpmath.sqrt, mpmath.sin, mpmath.cos, mpmath.tanh
    sign, power, abs = mpmath.sign, mpmath.power, abs

    @staticmethod
    def divide(a: Any, b: Any) -> Any:
        return a / b

    @staticmethod
    def maximum(a: Any, b: Any) -> Any:
        return a if a > b else b

    @staticmethod
    def minimum(a: Any, b: Any) -> Any:
        return a if a < b else b

    @staticmethod
    def where(condition: Any, a: Any, b: Any) -> Any:
        return a if condition else b

    @staticmethod
    def clip(x: Any, low: Any, high: Any) -> Any:
        return max(min(x, high), low)


class Dual:
    """A complex number that compares and takes its absolute value by its real part.

    With it the complex step f′(x) = Im f(x + ih) / h works through the branches of a rule.
    """

    def __init__(self, z: complex) -> None:
        self.z = z

    def __abs__(self) -> Dual:
        return self if self.z.real >= 0 else -self

    def __neg__(self) -> Dual:
        return Dual(-self.z)


def _binary(f: Callable[[complex, complex], complex]) -> tuple[Any, Any]:
    def forwards(a: Dual, b: Any) -> Dual:
        return Dual(f(a.z, b.z if isinstance(b, Dual) else b))

    def backwards(a: Dual, b: Any) -> Dual:
        return Dual(f(b.z if isinstance(b, Dual) else b, a.z))

    return forwards, backwards


def _compare(f: Callable[[float, float], bool]) -> Callable[[Dual, Any], bool]:
    return lambda a, b: f(a.z.real, b.z.real if isinstance(b, Dual) else b)


for _name, _f in {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
}.items():
    _forwards, _backwards = _binary(_f)
    setattr(Dual, f"__{_name}__", _forwards)
    setattr(Dual, f"__r{_name}__", _backwards)
for _name, _g in {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}.items():
    setattr(Dual, f"__{_name}__", _compare(_g))


class Complex:
    """The `xp` of Duals."""

    inf, pi = math.inf, math.pi

    @staticmethod
    def where(condition: bool, a: Any, b: Any) -> Any:
        return a if condition else b

    @staticmethod
    def maximum(a: Any, b: Any) -> Any:
        return a if a > b else b

    @staticmethod
    def minimum(a: Any, b: Any) -> Any:
        return a if a < b else b

    @staticmethod
    def clip(x: Any, low: float, high: float) -> Any:
        return low if x < low else high if x > high else x

    @staticmethod
    def power(x: Dual, n: float) -> Dual:
        return Dual(x.z**n)

    @staticmethod
    def divide(a: Any, b: Any) -> Any:
        return a / b

    def __getattr__(self, name: str) -> Callable[[Any], Any]:
        function = getattr(np, name)
        return lambda x: Dual(complex(function(x.z))) if isinstance(x, Dual) else function(x)


def text_names(rule: Elementwise) -> dict[str, Any]:
    """What the text of a formula may use, at whatever precision mpmath is set to."""
    constants = {"alpha": "alpha", "scale": "scale"}
    given = {k: mp.mpf(getattr(rule, k)) for k in constants if hasattr(rule, k)}
    given |= {k: mp.mpf(v) for k, v in rule.parameters.items()}
    known = ["exp", "log", "tanh", "sqrt", "sin", "cos", "tan", "erf", "pi"]
    functions = {name: getattr(mpmath, name) for name in known}
    plain = {"max": max, "min": min, "abs": abs, "__mpf__": mp.mpf, "__builtins__": {}}
    return given | functions | plain


def evaluate_text(text: str, rule: Elementwise, **numbers: Any) -> Any:
    """Evaluate a formula as a rule states it, with mpmath."""
    names = text_names(rule) | {k: mp.mpf(v) for k, v in numbers.items()}
    # A literal such as 0.044715 means that decimal number, not the nearest float.
    return mp.mpf(eval(_exact(text), names))


def _exact(text: str) -> str:
    import re

    return re.sub(r"(?<![\w.])(\d+\.\d+)", r"__mpf__('\1')", text)


def unary_rules() -> list[Elementwise]:
    """Every elementwise rule of one input, those with parameters at several."""
    from microact.rules import registry
    from microact.rules.activations import LeakyReLU
    from microact.rules.smooth import ELU

    needs = {"power", "clip"}
    rules: list[Elementwise] = [
        kind()
        for name, kind in registry.items()
        if issubclass(kind, Elementwise)
        and name not in needs
        and kind.__module__.startswith("microact.")
    ]
    rules = [rule for rule in rules if len(rule.input_names) == 1]
    rules += [Power(n) for n in (-2.0, -0.5, 0.5, 2.0, 3.0)]
    return [*rules, Clip(-0.5, 1.5), LeakyReLU(0.2), ELU(0.5)]


OPERATIONS = [
    lambda a, b: a + b,
    lambda a, b: a * b,
    lambda a, b: a - 2 * b,
    lambda a, b: ma.maximum(a, b),
    lambda a, b: a / (b * b + 1.0),
    lambda a, b: (a * b).tanh(),
    lambda a, b: a.sigmoid() + b.leaky_relu(),
    lambda a, b: ma.softplus(a) * b.gelu_tanh(),
]
"""What random programs are made of: two nodes in, one out."""
