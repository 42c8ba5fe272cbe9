"""What a picture of a network knows: each unit's numbers, and the gradients that arrive."""

from dataclasses import dataclass

import numpy as np

from microact.engine.calling import as_rule
from microact.engine.node import number_of
from microact.engine.value import Value, recording
from microact.engine.walk import backward_pass
from microact.losses import Loss, one_number
from microact.nn import MLP
from microact.readings.numbers import Array, Number
from microact.readings.plain_numbers import evaluate, slopes_at
from microact.rules import Activation, Rule

GRID = 26
"""Rows and columns of a heat map over the plane."""

REACH = 5.0
"""Every curve is drawn from −5 to 5."""

FLAT = 0.05
"""Where a slope is below this share of the steepest, next to nothing gets through."""

BOUNDED = ("tanh", "sigmoid")
"""Their outputs are shown as they are; others as shares of the largest."""


@dataclass(frozen=True)
class Curve:
    """An activation between −5 and 5."""

    z: Array
    y: Array
    flat: Array
    """Where next to nothing gets through."""
    steepest: float


@dataclass(frozen=True)
class Layer:
    """One layer over all points; the last axis counts its units."""

    title: str
    """Its activation; of an output that is a logit, what the loss makes of it."""
    curve: Curve | None
    z: Array
    slopes: Array
    """The local gradient of the activation at each point."""
    kinked: bool
    """Whether a slope of 0 is a flat piece: a smooth curve's only rounds to 0."""
    weights: Array
    weight_gradients: Array
    arriving: Array
    """∂loss/∂z of the single points."""
    heat: Array | None
    """Of each unit its output over the plane, between −1 and 1: (units, GRID, GRID)."""

    @property
    def units(self) -> int:
        """How many units."""
        return int(self.z.shape[-1])

    @property
    def size(self) -> float:
        """The root mean square, over points and units, of what arrives."""
        largest = float(np.max(np.abs(self.arriving), initial=0.0))
        if largest == 0.0 or not np.isfinite(largest):
            return largest
        return largest * float(np.sqrt(np.mean(np.square(self.arriving / largest))))

    def off(self, unit: int) -> float:
        """Return the share of points at which exactly nothing gets through a unit."""
        return float(np.mean(self.slopes[:, unit] == 0)) if self.kinked else 0.0

    def is_dead(self, unit: int) -> bool:
        """Whether (nearly) no point gets anything through a unit."""
        return self.off(unit) >= 0.995

    def flat(self, unit: int) -> float:
        """Return the share of points where a unit's curve is flat."""
        if self.curve is None:
            return 0.0
        return float(np.mean(np.abs(self.slopes[:, unit]) < FLAT * self.curve.steepest))


@dataclass(frozen=True)
class Measured:
    """A network, its loss at some points, and all that its picture shows of them."""

    layers: tuple[Layer, ...]
    loss: float
    classifies: bool
    """Whether the outputs say how likely classes are."""
    plane: tuple[float, float, float, float] | None
    """Left, right, bottom and top of the plane that heat maps cover; None unless two inputs."""
    answers: Array | None
    """Over the plane: how sure the network is of class 1 (one output), or of each class."""


def measure(model: MLP, X: Array, y: Array, loss: Loss, classifies: bool) -> Measured:
    """Send points through a network and the gradient of the loss back."""
    outputs, end, arrived = _there_and_back(model, X, y, loss)
    each = _of_single_points(model, X, y, loss, arrived.get(id(outputs[-1]), 0.0))
    plane = _plane(X) if X.shape[1] == 2 else None
    over = _over_the_plane(model, plane) if plane else []
    rules = [*model.activations[:-1], _of_output(model, classifies)]
    layers = []
    for i, (output, linear, rule) in enumerate(zip(outputs, model.layers, rules)):
        z = output if model.activations[i] is None else output.inputs[0]
        given = arrived.get(id(z), 0.0)
        weight = linear.weight
        layers.append(
            Layer(
                rule.title if rule else "softmax" if classifies else "as it is",
                curve_of(rule),
                np.array(number_of(z)),
                _slopes(rule, np.array(number_of(z))),
                bool(isinstance(rule, Activation) and rule.kinks),
                np.array(weight.data),
                np.broadcast_to(number_of(arrived.get(id(weight), 0.0)), weight.shape).copy(),
                np.broadcast_to(given, np.shape(number_of(z))) * each,
                _heat(over[i], model.activations[i]) if plane else None,
            )
        )
    answers = None
    if plane and classifies and not np.any(np.isnan(over[-1])):
        answers = model.probabilities_of(over[-1]).reshape(GRID, GRID, -1)
    return Measured(tuple(layers), float(end.data), classifies, plane, answers)


def _there_and_back(
    model: MLP, X: Array, y: Array, loss: Loss
) -> tuple[list[Value], Value, dict[int, Number]]:
    """Return each layer's outputs, the loss, and what arrives at each node."""
    with recording(True), np.errstate(all="ignore"):
        outputs = model.layer_outputs(X)
        end = one_number(loss(outputs[-1], y))
        passes = backward_pass(end, np.ones_like(end.data))
    return outputs, end, {id(node): gradient for node, gradient, _ in passes}


def _of_single_points(model: MLP, X: Array, y: Array, loss: Loss, given: Number) -> float:
    """Return how many times what a point gets among all it would get alone.

    Of a mean over the points that is how many there are, of a sum 1: twice the same points leave
    a point's share of a sum as it is, and halve that of a mean. What cannot be asked so (a loss
    that knows how many rows there are) is taken for a mean, as losses are here.
    """
    sizes = np.abs(np.ravel(given))
    largest = int(np.argmax(sizes)) if sizes.size else 0
    if len(sizes) < len(X) or not 0.0 < sizes[largest] < np.inf:
        return float(len(X))
    try:
        outputs, _, twice = _there_and_back(model, np.r_[X, X], np.r_[y, y], loss)
        shares = np.abs(np.ravel(twice.get(id(outputs[-1]), 0.0)))
        left = float(shares[largest] / sizes[largest])
    except Exception:  # whatever a loss of one's own does with other rows than it expects
        return float(len(X))
    return 1.0 if left > 0.75 else float(len(X))


def curve_of(rule: Rule | None) -> Curve | None:
    """Return an activation's curve, or None for what is no curve."""
    if not isinstance(rule, Activation):
        return None
    low, high = max(-REACH, rule.domain[0]), min(REACH, rule.domain[1])
    z = np.linspace(low, high, 163)[1:-1]
    try:
        y = np.asarray(evaluate(rule, z))
        slopes = np.abs(_slopes(rule, z))
    except (ArithmeticError, ValueError, TypeError):
        return None  # a user's rule that is not defined everywhere, or takes more than one number
    if not np.any(np.isfinite(y)):
        return None
    steepest = float(np.max(slopes[np.isfinite(slopes)], initial=0.0))
    return Curve(z, y, slopes < FLAT * steepest, steepest)


def _slopes(rule: Rule | None, z: Array) -> Array:
    if not isinstance(rule, Activation):
        return np.ones(z.shape)
    with np.errstate(all="ignore"):
        return np.broadcast_to(slopes_at(rule, evaluate(rule, z), [z])[0], z.shape)


def _of_output(model: MLP, classifies: bool) -> Rule | None:
    """Return what makes of the last sums an answer: sigmoid, where the loss takes logits."""
    last = model.activations[-1]
    if last is not None:
        return last
    return as_rule("sigmoid") if model.sizes[-1] == 1 and classifies else None


def _plane(X: Array) -> tuple[float, float, float, float]:
    low, high = X.min(axis=0), X.max(axis=0)
    # Where all points have the same number, any width around it will do.
    margin = np.where(high > low, 0.12 * (high - low), np.maximum(1.0, 0.1 * np.abs(low)))
    (left, bottom), (right, top) = low - margin, high + margin
    return float(left), float(right), float(bottom), float(top)


def _over_the_plane(model: MLP, plane: tuple[float, float, float, float]) -> list[Array]:
    """Return each layer's outputs over the plane, the top row first."""
    left, right, bottom, top = plane
    across, up = np.meshgrid(np.linspace(left, right, GRID), np.linspace(top, bottom, GRID))
    points = Value(np.stack([across.ravel(), up.ravel()], axis=1))
    with recording(False), np.errstate(all="ignore"):
        return [np.array(output.data) for output in model.layer_outputs(points)]


def _heat(outputs: Array, rule: Rule | None) -> Array:
    """Scale a layer's outputs over the plane to between −1 and 1."""
    heat = outputs.T.reshape(-1, GRID, GRID)
    if rule is not None and rule.name in BOUNDED:
        return np.clip(heat, -1.0, 1.0)
    largest = np.max(np.abs(np.where(np.isfinite(heat), heat, 0.0)), axis=(1, 2), keepdims=True)
    return heat / np.where(largest == 0, 1.0, largest)
