"""A network's training step as straight-line source."""

from collections.abc import Hashable
from functools import partial
from typing import Any

import numpy as np

from microact.arrays import Array
from microact.losses import Loss, cross_entropy, true_classes
from microact.nn import MLP
from microact.operators import comparisons
from microact.unrolling import Unrolled, unroll
from microact.value import Value


class Compiled:
    """Call it with rows and targets: it returns the loss and sets the gradient of each parameter.

    The graph of the network and its loss is recorded once for each shape of the rows, and unrolled.
    The numbers are those of `loss(model(X), y)` and its `backward()`.

    >>> model = MLP(2, [3, 1])
    >>> step = Compiled(model)
    >>> round(step(np.ones((4, 2)), np.array([0, 1, 1, 1])), 4)
    0.8439
    >>> model.parameters()[0].grad.shape
    (2, 3)
    """

    def __init__(self, model: MLP, loss: Loss | None = None) -> None:
        """Take a loss of (output, target), by default the one that fits the targets.

        Your own loss is given its target as a Value, so that other targets can follow.
        """
        self.model, self.loss = model, loss
        self.steps: dict[Hashable, Unrolled] = {}
        """The unrolled steps, one for each shape; `print` one to read it."""

    def __call__(self, X: Any, y: Any) -> float:
        """Return the loss of these rows, and set every parameter's gradient to that of the loss.

        Raises:
            ValueError, TypeError: as the network and the loss do.
        """
        X = np.asarray(X)
        X = X if X.dtype.kind == "f" else X.astype(np.float64)
        loss = self.loss or self.model.loss_for(y)
        target = _as_numbers(loss, y, len(X), self.model.sizes[-1])
        kind = loss.func if isinstance(loss, partial) else loss
        parameters = self.model.parameters()
        types = tuple(p.dtype for p in parameters)
        # What a loss decides by looking at its targets is frozen in the lines: one step for each.
        looks = bool(np.all((target == 0) | (target == 1))), bool(np.any(target == 0))
        key = (X.shape, X.dtype, target.shape, looks, kind, types)
        if key not in self.steps:
            rows, wanted = Value(X, "X"), Value(target, "target")
            before = comparisons()
            value = loss(self.model(rows), wanted)
            if comparisons() > before + 1:
                raise ValueError(
                    "this loss cannot be compiled: it compares Values, so what it computes may "
                    "hang on their numbers; use ma.where, ma.maximum or ma.abs"
                )
            value.label = "loss"
            self.steps[key] = unroll(value, inputs=[rows, wanted, *parameters], wrt=parameters)
        number, gradients = self.steps[key](X, target, *[p.data for p in parameters])
        for p, gradient in zip(parameters, gradients):
            p.grad = gradient
        return float(number)


def _as_numbers(loss: Loss, y: Any, rows: int, classes: int) -> Array:
    """Return targets as the floats that a step takes: classes as one-hot rows."""
    y = np.asarray(y)
    if isinstance(loss, partial) and loss.func is cross_entropy and y.ndim == 1:
        hot: Array = np.eye(classes)[true_classes(y, rows, classes)]
        return hot
    numbers: Array = y.astype(np.float64) if y.dtype.kind in "iub" else y
    return numbers
