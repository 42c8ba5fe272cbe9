"""A network's training step as straight-line source."""

import operator
from collections import Counter
from collections.abc import Hashable, Sequence
from functools import partial
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from microact.compiled.network_elsewhere import NetworkElsewhere, Recorded
from microact.compiled.recorded_loss import Frozen, is_known, is_plain
from microact.compiled.targets import as_wide, looks_of, taken_in
from microact.engine.value import Value, add_to
from microact.losses import (
    Loss,
    cross_entropy,
    one_number,
    targets_stay,
    true_classes,
)
from microact.nn import MLP
from microact.readings.comparisons import comparisons, reads_count
from microact.readings.numbers import Array, Number, as_number, one_hot
from microact.readings.taking_in import library_of
from microact.source.unrolled import kind_of
from microact.source.unrolling import Unrolled, unroll
from microact.support import arguments

MOST_CHANGES = 3
"""So often may a loss of one's own change before its graph is run as it is, for good."""


MOST_PARTS = 50
"""So many losses and activations are remembered; whoever makes a new one each time has no end."""


class Compiled:
    """Call it with rows and targets: it returns the loss and sets the gradient of each parameter.

    The graph of the network and its loss is recorded once for each shape of the rows, and unrolled.
    The numbers are those of `loss(model(X), y)` and its `backward()`: Values that a loss of your
    own uses are arguments of the lines, and each call asks that loss for its graph once more. If
    it has changed by then, say with a number that a callback lowers, that call runs the graph as
    it is and the next one unrolls again. A network with Python code of its own (a subclass, a
    function in the place of an activation) is run as it is.

    >>> model = MLP(2, [3, 1])
    >>> step = Compiled(model)
    >>> round(step(np.ones((4, 2)), np.array([0, 1, 1, 1])), 4)
    0.8439
    >>> model.parameters()[0].grad.shape
    (2, 3)
    """

    def __init__(self, model: MLP, loss: Loss | None = None, one_shape: bool = False) -> None:
        """Take a loss of (output, target), by default the one that fits the targets.

        Your own loss is given its target as a Value, so that other targets can follow. Rows of
        another shape unroll again; with `one_shape` they raise.
        """
        if loss is not None:
            arguments.function("loss", loss, "(output, target)")
        self.model, self.loss, self.one_shape = model, loss, one_shape
        self.steps: dict[Hashable, Unrolled] = {}
        """The unrolled steps, one for each shape; `print` one to read it."""
        self._frozen: dict[Hashable, Frozen] = {}
        self._changes: Counter[Hashable] = Counter()
        self._parts: list[list[object]] = []
        """A loss and activations that were met together; a key holds their place in this list."""
        self._known: tuple[Loss | None, bool] = None, False
        """The last loss, and whether it is one of ours."""
        self.outputs: Array = np.empty(0)
        """What the network gave for the rows of the last call."""

    def __call__(self, X: ArrayLike, y: ArrayLike) -> float:
        """Return the loss of these rows, and set every parameter's gradient to that of the loss.

        Raises:
            ValueError, TypeError: as the network and the loss do; `ValueError` for rows of
                another shape where only one is wanted.
        """
        X, y = np.asarray(as_number(X, copy=False)), taken_in(y)
        if self.one_shape and self.steps:
            self._refuse_another_shape(X)
        loss = self.loss = self.loss or self.model.loss_for(y)
        if self._known[0] is not loss:
            self._known = loss, is_known(loss)
        known, parameters = self._known[1], self.model.parameters()
        if not any(p.requires_grad for p in parameters):
            raise RuntimeError("every weight has requires_grad=False, so no gradient flows")
        numbers = [p._number for p in parameters]
        if X.dtype.itemsize > self.model.dtype.itemsize:
            X = X.astype(self.model.dtype)
        # What a loss decides by looking at its targets is frozen in the lines: one step for each.
        looks: tuple[bool, ...] = ()
        if y.ndim == 1 and (loss.func if isinstance(loss, partial) else loss) is cross_entropy:
            classes = self.model.sizes[-1]
            dtype = parameters[-1].dtype
            target = one_hot(true_classes(y, len(X), classes), classes, dtype)
        else:
            target = as_wide(y, parameters[-1].dtype, known)
            looks = looks_of(target)
        if y.dtype == bool and not known:
            raise TypeError(
                "a loss of your own is given its target as a Value, which holds numbers: "
                "y.astype(int) makes them of these truths"
            )
        if not is_plain(self.model):
            return self._as_it_is(X, target if known else y, loss)
        # By identity: 1 and True are equal, and so may be two rules that compute other things.
        place = self._place([loss, *self.model.activations])
        key = looks, place, *map(kind_of, (X, target, *numbers))
        step = self.steps.get(key)
        if step and (step.changed() or self._frozen[key].reshaped()):
            del self.steps[key], self._frozen[key]
            step = None
        if self._changes and self._changes[key] >= MOST_CHANGES:
            return self._as_it_is(X, target, loss)
        if step is None:
            self.steps[key], self._frozen[key] = self._unrolled(X, target, loss)
            known = True  # whatever it is, this is its graph
        number, gradients = self._run(key, X, target, numbers)
        if not known:
            changed = self._changed(key, X, target, loss)
            if changed is not None:
                return changed
        for p, gradient in zip(parameters, gradients):
            if p.requires_grad:
                p.grad = gradient
        for x, gradient in zip(self._frozen[key].leaves, gradients[len(parameters) :]):
            if x.requires_grad:
                x.grad = add_to(x.grad, gradient)
        return number

    def on(
        self, namespace: Number, X: ArrayLike, y: ArrayLike, dtype: Number = None
    ) -> NetworkElsewhere:
        """Return the step for other numbers, recorded for rows and targets like these.

        A loss of your own is asked for its graph once, here.

        Args:
            namespace: `torch`, `jax.numpy`, `mpmath`, …; see `Unrolled.on`.
            X: rows as one of NumPy's arrays, to record the lines with.
            y: their targets.
            dtype: the library's dtype to compute in; by default the network's.

        Raises:
            TypeError: for a network with Python code of its own, of which there are no lines.
        """
        if library_of(X) or library_of(y):
            raise TypeError(
                "X and y are NumPy's here, to record the lines with (np.asarray(X)); arrays of the "
                "library go to what this returns: step.on(library, X, y)(X, y, weights)"
            )
        step = self._recorded_for(X, y)
        ((key, lines),) = step.steps.items()
        looks, *_ = cast(tuple[Hashable, ...], key)  # none where targets are classes
        classes = self.model.sizes[-1] if looks == () else 0
        leaves = step._frozen[key].leaves
        recorded = Recorded(self.model, lines, leaves, classes)
        return NetworkElsewhere(recorded, namespace, dtype)

    def lines_for(self, X: ArrayLike, y: ArrayLike) -> tuple[Unrolled, list[Number]]:
        """Return the lines for these rows and targets, and what to call them with.

        Raises:
            TypeError: for a network with Python code of its own, of which there are no lines.
        """
        step = self._recorded_for(X, y)
        (lines,) = step.steps.values()
        return lines, list(lines.like)

    def _recorded_for(self, X: ArrayLike, y: ArrayLike) -> "Compiled":
        """Run a step of its own once, and leave the network's gradients as they were."""
        kept = [(p, p.grad) for p in self.model.parameters()]
        step = Compiled(self.model, self.loss)
        step(X, y)
        for p, gradient in kept:
            p.grad = gradient
        if not step.steps:
            raise TypeError("a network with Python code of its own runs as it is: it has no lines")
        return step

    def _place(self, parts: list[object]) -> int:
        for i, known in enumerate(self._parts):
            if all(map(operator.is_, known, parts)):
                return i
        if len(self._parts) >= MOST_PARTS:
            self.steps.clear()
            self._frozen.clear()
            self._changes.clear()
            self._parts.clear()
        self._parts.append(parts)
        return len(self._parts) - 1

    def _run(
        self, key: Hashable, X: Array, target: Array, numbers: list[Number]
    ) -> tuple[float, Sequence[Number]]:
        """Run the lines; return the loss and the gradients."""
        theirs = [x._number for x in self._frozen[key].leaves]
        number, gradients, (self.outputs,) = self.steps[key].run([X, target, *numbers, *theirs])
        return number, gradients

    def _changed(self, key: Hashable, X: Array, target: Array, loss: Loss) -> float | None:
        """Ask a loss of one's own for its graph once more; None if it is that of the lines.

        If it is not, this call is right as well: the graph of the loss is there.
        """
        rows = Value(self.outputs)
        value, wanted = self._recorded(loss, rows, target)
        if self._frozen[key].takes_over(value, [rows, wanted, *self.model.parameters()]):
            return None
        self._changes[key] += 1
        del self.steps[key], self._frozen[key]
        self.model.zero_grad()
        value.backward()
        arrived = rows.grad if np.shape(rows.grad) else np.zeros(rows.shape)
        self.model(X).backward(arrived)
        return value.item()

    def _as_it_is(self, X: Array, target: Array, loss: Loss) -> float:
        """Do what the lines would do without them."""
        self.model.zero_grad()
        outputs = self.model(X)
        if is_plain(self.model):
            value, _ = self._recorded(loss, outputs, target)
        else:
            value = one_number(loss(outputs, target))
        value.backward()
        self.outputs = outputs.data
        return value.item()

    def _recorded(self, loss: Loss, outputs: Value, target: Array) -> tuple[Value, Value]:
        """Return the loss as a graph, and the leaf that its target is."""
        wanted = Value(target, "target")
        tokens = reads_count.set(True), targets_stay.set(True)
        try:
            before = comparisons()
            value = loss(outputs, wanted)
            looked = comparisons() > before + 1
        except (TypeError, IndexError) as error:
            if is_known(loss):
                raise
            words = f"{error}; in a compiled loss the target is a Value, not an array"
            raise type(error)(words) from error
        finally:
            reads_count.reset(tokens[0])
            targets_stay.reset(tokens[1])
        if looked:
            raise ValueError(
                "this loss cannot be compiled: it compares Values or reads their numbers, so what "
                "it computes may hang on these targets; use ma.maximum, ma.abs, a rule of your own "
                "with xp.where, or train without unroll"
            )
        return one_number(value), wanted

    def _unrolled(self, X: Array, target: Array, loss: Loss) -> tuple[Unrolled, Frozen]:
        rows = Value(X, "X")
        outputs = self.model(rows)
        value, wanted = self._recorded(loss, outputs, target)
        value.label = "loss"
        parameters = self.model.parameters()
        frozen = Frozen(value, [outputs, wanted, *parameters])
        wrt = [*parameters, *frozen.leaves]
        return unroll(value, [rows, wanted, *wrt], wrt, keep=[outputs]), frozen

    def _refuse_another_shape(self, X: Array) -> None:
        like = next(iter(self.steps.values())).like[0]
        if X.shape != like.shape:
            raise ValueError(
                f"this step was compiled for rows of shape {like.shape}, got {X.shape}; "
                "without one_shape it unrolls again"
            )
