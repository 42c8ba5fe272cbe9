"""Softmax and its logarithm: logits in, probabilities out, each looking at all the others."""

from typing import ClassVar

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, shape_of
from microact.rules.rule import Rule, with_parameters
from microact.support import arguments


@with_parameters
class OverAxis(Rule):
    """What the two share: the axis along which the classes stand."""

    axis: int = -1

    def __post_init__(self) -> None:
        """Raise `TypeError` for anything but a whole number."""
        object.__setattr__(self, "axis", arguments.position(f"{self.name}'s axis", self.axis))

    def check(self, x: Number) -> None:
        """Raise `ValueError` unless `x` has that axis, with at least one class on it."""
        shape = shape_of(x)
        if not -len(shape) <= self.axis < len(shape):
            raise ValueError(
                f"{self.name}(axis={self.axis}) needs several numbers along an axis, "
                f"got shape {shape}; several Values become one with ma.stack([...])"
            )
        if shape[self.axis] == 0:
            raise ValueError(f"{self.name} of no classes: shape {shape}, axis={self.axis}")


@with_parameters
class Softmax(OverAxis):
    """Turn logits into probabilities: all above 0, together 1. Range (0, 1).

    Each output depends on every input, so there is no single slope: the Jacobian is
    ∂yᵢ/∂xⱼ = yᵢ·([i = j] − yⱼ). Adding a constant to all logits changes nothing, so the largest
    is taken out first and nothing overflows (Bridle 1990; Goodfellow et al. 2016, section 4.1).
    """

    formula: ClassVar[str] = "exp(x) / sum(exp(x))"
    derivative: ClassVar[str] = "y * (upstream - sum(upstream * y))"

    def forward(self, x: Number, xp: Namespace) -> Number:
        e = xp.exp(x - xp.max(x, axis=self.axis, keepdims=True))
        return e / xp.sum(e, axis=self.axis, keepdims=True)

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        mean = xp.sum(upstream * y, axis=self.axis, keepdims=True)
        return [y * (upstream - mean)]


@with_parameters
class LogSoftmax(OverAxis):
    """The logarithm of softmax, without ever computing a probability of 0. Range (−∞, 0].

    log(softmax(x)) is −∞ as soon as a probability underflows; x − logsumexp(x) stays finite for
    logits of ±10,000. With it cross-entropy's gradient becomes p − y.
    """

    formula: ClassVar[str] = "x - log(sum(exp(x)))"
    derivative: ClassVar[str] = "upstream - exp(y) * sum(upstream)"

    def forward(self, x: Number, xp: Namespace) -> Number:
        centred = x - xp.max(x, axis=self.axis, keepdims=True)
        return centred - xp.log(xp.sum(xp.exp(centred), axis=self.axis, keepdims=True))

    def vjp(self, upstream: Number, y: Number, x: Number, xp: Namespace) -> list[Number]:
        return [upstream - xp.exp(y) * xp.sum(upstream, axis=self.axis, keepdims=True)]
