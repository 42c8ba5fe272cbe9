"""What ails a network: dead and saturated units, signals and gradients that fade or explode."""

from dataclasses import dataclass

import numpy as np

from microact import composed
from microact.engine.flow import local_gradients
from microact.engine.order import topological_order
from microact.engine.recording import without_numbers
from microact.engine.value import Value, recording
from microact.engine.walk import backward_pass
from microact.losses import Loss
from microact.nn import MLP, Module
from microact.readings.numbers import Array, Number, as_number
from microact.rules import Activation, Elementwise

SATURATED = 0.01
"""A slope below this, but not 0, lets next to nothing through."""


@dataclass(frozen=True)
class LayerReport:
    """One layer, seen over all rows."""

    name: str
    activation: str
    units: int
    dead: float
    """Share of units on a flat piece of their curve for every row: no gradient revives them."""
    saturated: float
    """Share of all slopes, over rows and units, that are below 0.01 but not of a flat piece."""
    mean: float
    """Of the activations."""
    spread: float
    """Standard deviation of the activations."""
    gradient_mean: float
    """Of the gradients that arrive at the activations."""
    gradient_spread: float
    activations: Array
    gradients: Array

    @property
    def gradient_size(self) -> float:
        """The root mean square of the gradients that arrive at the activations."""
        return float(np.sqrt(self.gradient_mean**2 + self.gradient_spread**2))


@dataclass(frozen=True)
class Diagnosis:
    """What `diagnose` found; prints as a table and what it means."""

    layers: tuple[LayerReport, ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        wide = max(8, *(len(at.name) + 2 for at in self.layers))
        head = (
            f"{'layer':<{wide}}{'activation':<12}{'dead':>6}{'saturated':>11}"
            f"{'activations':>20}{'gradients':>22}"
        )
        rows = [
            f"{at.name:<{wide}}{at.activation:<12}{at.dead:>6.0%}{at.saturated:>11.0%}"
            f"{at.mean:>11.2g} ± {at.spread:<6.2g}{at.gradient_mean:>13.1e} ± "
            f"{at.gradient_spread:<7.1e}".rstrip()
            for at in self.layers
        ]
        return "\n".join([head, *rows, *self.words])


def diagnose(model: Module, X: Number, y: Number = None, loss: Loss | None = None) -> Diagnosis:
    """Report, layer by layer, how alive a network is, and say what that means.

    Args:
        model: the network, an MLP or any module; nothing in it is changed.
        X: the rows to send through it; of a module whatever it takes.
        y: their targets. The gradients are then those of the loss; without targets, those of
            the sum of all outputs.
        loss: by default the one that fits an MLP, see `MLP.loss_for`; of (output, target).

    Returns:
        A report to print, with `.layers` to compute with. Of a module a layer is what a part of it
        gives in the end, a part that holds no other.

    Raises:
        ValueError: for no rows, or a module with targets and no loss.
    """
    if not isinstance(model, Module):
        raise TypeError(
            f"diagnose takes a network of microact, got {type(model).__name__}; one of PyTorch's "
            "is read by ma.from_torch(module, *example)"
        )
    if not isinstance(model, MLP):
        return _of_any(model, X, y, loss)
    if len(np.shape(X)) != 2 or len(X) == 0:
        raise ValueError(f"X has shape (rows, inputs), at least one row, got {np.shape(X)}")
    with recording(True), np.errstate(all="ignore"):
        outputs = model.layer_outputs(X)
        end = outputs[-1].sum() if y is None else (loss or model.loss_for(y))(outputs[-1], y)
    arrived: dict[int, Number] = {id(output): np.zeros(output.shape) for output in outputs}
    for node, gradient, _ in backward_pass(end, as_number(np.ones(end.shape))):
        if id(node) in arrived:
            arrived[id(node)] = gradient
    with np.errstate(all="ignore"):  # the spread of huge numbers is infinite, and said so
        layers = tuple(
            _report(f"layer{i}", output, arrived[id(output)], rule is not None)
            for i, (output, rule) in enumerate(zip(outputs, model.activations), start=1)
        )
    return Diagnosis(layers, tuple(_words(layers)))


def _of_any(module: Module, X: Number, y: Number, loss: Loss | None) -> Diagnosis:
    """Report on a module of any form: on the last node of each of its parts."""
    if (y is None) != (loss is None):
        raise ValueError(
            "of a module, targets and a loss go together: diagnose(module, X, y, loss)"
        )
    with recording(True), np.errstate(all="ignore"):
        output = module(X)
        end = output.sum() if loss is None else loss(output, y)
        end = end if not end.shape else end.sum()
    last: dict[str, Value] = {}
    for node in topological_order(output):
        if node.rule is not None and node.scope:
            path = without_numbers(node.scope)
            above, _, call = path.rpartition("/")
            part = above if call in composed.__all__ else path  # a function is no part
            last.pop(part, None)  # in the order in which they end
            last[part] = node
    ends = {p: at for p, at in last.items() if not any(q.startswith(f"{p}/") for q in last)}
    if not any(output is node for node in ends.values()):
        ends["output"] = output
    arrived = {id(node): np.zeros(node.shape) for node in ends.values()}
    for node, gradient, _ in backward_pass(end, 1.0):
        if id(node) in arrived:
            arrived[id(node)] = gradient
    with np.errstate(all="ignore"):
        layers = tuple(
            _report(name, node, arrived[id(node)], isinstance(node.rule, Activation))
            for name, node in ends.items()
        )
    return Diagnosis(layers, tuple(_words(layers)))


def _report(name: str, output: Value, gradient: Number, activated: bool) -> LayerReport:
    units = output.shape[-1] if output.shape else 1
    slopes, flat = np.ones(output.shape), False
    if activated and isinstance(output.rule, Elementwise):
        slopes = np.broadcast_to(np.abs(local_gradients(output)[0]), output.shape)
        flat = bool(output.rule.kinks)  # a smooth curve is never flat, its slope only rounds to 0
    dead = np.all(np.reshape((slopes == 0) & flat, (-1, units)), axis=0)
    title = output.rule.title if activated and output.rule else "-"
    return LayerReport(
        name,
        title,
        units,
        float(np.mean(dead)),
        float(np.mean(((slopes > 0) | (not flat)) & (slopes < SATURATED))),
        float(np.mean(output.data)),
        float(np.std(output.data)),
        float(np.mean(gradient)),
        float(np.std(gradient)),
        np.array(output.data),
        np.array(gradient),
    )


def _words(layers: tuple[LayerReport, ...]) -> list[str]:
    words = []
    for at in layers:
        if not np.all(np.isfinite(at.activations)) or not np.all(np.isfinite(at.gradients)):
            return [f"{at.name}: its activations or gradients are not finite; look there first."]
    for at in layers[:-1]:
        if at.dead > 0.1:
            words.append(
                f"{at.name}: {at.dead:.0%} of its units are dead. No row reaches them, and their "
                "gradient is 0, so they stay so. Use a leak, a smaller learning rate or other "
                "initial weights."
            )
        if at.saturated > 0.3:
            words.append(
                f"{at.name}: {at.saturated:.0%} of its slopes are nearly 0: it is saturated and "
                "learns slowly. Use smaller weights or inputs, or another activation."
            )
    first, last = layers[0].gradient_size, layers[-1].gradient_size
    if len(layers) > 2 and first < last / 1000:
        words.append(
            f"the gradients vanish: those at {layers[0].name} are {_times(last, first)} smaller "
            f"than those at {layers[-1].name}."
        )
    if len(layers) > 2 and first > 1000 * last:
        words.append(
            f"the gradients explode: those at {layers[0].name} are {_times(first, last)} larger "
            f"than those at {layers[-1].name}."
        )
    return words or ["nothing stands out: no dead layer, none saturated, gradients of one size."]


def _times(large: float, small: float) -> str:
    return f"{large / small:.1e} times" if small > 0 else "infinitely"


def first_overflow(model: MLP, X: Array, y: Array, loss: Loss) -> str:
    """Say where the first number that is not finite arose: on the way there, or back."""
    advice = "try a smaller learning rate, smaller inputs or clip=1.0"
    if not np.all(np.isfinite(X)):
        return "the inputs X hold a number that is not finite"
    for p in model.parameters():
        if not np.all(np.isfinite(p.data)):
            return f"{p.label} overflowed in the step before; {advice}"
    outputs = model.layer_outputs(X)
    for i, output in enumerate(outputs, start=1):
        if not np.all(np.isfinite(output.data)):
            return f"the activation of layer{i} overflowed first; {advice}"
    layer = {id(output): f"layer{i}" for i, output in enumerate(outputs, start=1)}
    value = loss(outputs[-1], y)
    if not np.isfinite(value.data):
        return f"the outputs are finite, up to {np.abs(outputs[-1].data).max():.3g}; {advice}"
    for node, gradient, _ in backward_pass(value, np.ones_like(value.data)):
        if id(node) in layer and not np.all(np.isfinite(gradient)):
            return f"the gradient that arrives at {layer[id(node)]} overflowed first; {advice}"
    return f"the gradient of a parameter overflowed; {advice}"
