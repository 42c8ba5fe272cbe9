"""A network's training step with another library's arrays, or another kind of number."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from microact.compiled.targets import looks_of
from microact.engine.value import Value
from microact.losses import true_classes
from microact.nn import MLP
from microact.readings.numbers import Array, Number, one_hot
from microact.source.elsewhere import Elsewhere
from microact.source.unrolled import Unrolled


class Recorded(NamedTuple):
    """What runs elsewhere: a network's lines, and what their arguments mean."""

    model: MLP
    step: Unrolled
    leaves: list[Value]
    """What a loss of one's own uses besides; arguments of the lines, behind the weights."""
    classes: int
    """How many classes there are where targets are given as whole numbers; else 0."""


class NetworkElsewhere:
    """Call it with rows, targets and weights: it returns the loss and the weights' gradients.

    It changes nothing of the network: what a step of descent makes of the gradients is the other
    library's business, which also holds the weights. `lines` are what runs.
    """

    def __init__(self, recorded: Recorded, namespace: Number, dtype: Number = None) -> None:
        self._recorded = recorded
        self.lines: Elsewhere = recorded.step.on(namespace, dtype)

    def __call__(
        self, X: Number, y: Number, weights: Sequence[Number] | None = None
    ) -> tuple[Number, list[Number]]:
        """Return the loss and its gradients, one for each of `weights`.

        Args:
            X: rows, of the shape that was recorded.
            y: targets; classes as whole numbers where the step was recorded with such.
            weights: in the order of `model.parameters()`; by default those that the network has.

        Raises:
            TypeError, ValueError: for other shapes, dtypes or kinds of target than were recorded.
        """
        network = self._recorded
        parameters = network.model.parameters()
        weights = [p._number for p in parameters] if weights is None else list(weights)
        if len(weights) != len(parameters):
            raise TypeError(f"this network has {len(parameters)} weights, got {len(weights)}")
        target = self._classes(y) if network.classes else y
        if not network.classes:
            self._refuse_other_looks(target)
        leaves = [x._number for x in network.leaves]
        loss, gradients, *_ = self.lines(X, target, *weights, *leaves)
        return loss, list(gradients[: len(parameters)])

    def _classes(self, y: Number) -> Number:
        """Make a row with one 1 of each class."""
        count, dtype = self._recorded.classes, self._recorded.model.dtype
        if isinstance(y, np.ndarray | list | tuple):
            rows = len(self._recorded.step.like[0])
            return one_hot(true_classes(np.asarray(y), rows, count), count, dtype)
        if getattr(y, "ndim", 1) == 2:
            return y
        known = _known(y)
        if known is not None:  # it is looked at, and stays where it is
            true_classes(known, len(self._recorded.step.like[0]), count)
        reading = self.lines.readings.make(self.lines.readings.device((y,)))
        return reading.take(reading.constant(np.eye(count)), y, axis=0)

    def _refuse_other_looks(self, target: Number) -> None:
        """Raise for targets at which the loss would have recorded other lines."""
        known = _known(target)
        if known is None:
            return
        known = np.asarray(known, np.float64)
        if looks_of(known) != looks_of(np.asarray(self._recorded.step.like[1], np.float64)):
            raise ValueError(
                "these targets are of another kind than those that were recorded (0 and 1, −1 and "
                "1, or anything): compile again with such targets"
            )


def _known(x: Number) -> Array | None:
    """Return the numbers of an array of any library; None while they are unknown (under `jit`)."""
    try:
        return np.asarray(x.cpu() if hasattr(x, "cpu") else x)  # PyTorch's lie on a device
    except Exception:  # whatever a tracer raises
        return None
