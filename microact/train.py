"""Training: many small steps against the gradient, and a record of how it went."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from time import monotonic
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from microact.diagnosis import first_overflow
from microact.engine.value import no_grad
from microact.examples import Examples
from microact.history import History
from microact.losses import Loss, one_number
from microact.nn import MLP
from microact.optim import SGD, Adam, Optimizer, clip_gradients
from microact.readings.numbers import Array, is_finite
from microact.support import arguments
from microact.support.hooks import TrainingStep

TOGETHER = 32
"""So many batches are looked at together for right answers, which is sooner than one by one."""


def fit(
    model: MLP,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: Loss | None = None,
    optimizer: str | Optimizer = "adam",
    lr: float | None = None,
    epochs: int = 100,
    batch_size: int | None = 32,
    validation: float | tuple[ArrayLike, ArrayLike] = 0.0,
    patience: int | None = None,
    clip: float | None = None,
    callbacks: Sequence[Callable[[int, History], object]] = (),
    seed: int = 0,
    verbose: bool = True,
    unroll: bool = False,
) -> History:
    """Train a model in place and return its history.

    Args:
        model: what to train.
        X: one row of inputs for each example; `np.load("X.npy", mmap_mode="r")` may be larger than
            memory, for only a batch is copied.
        y: the targets: classes as integers, 0 or 1 for a single output, or numbers.
        loss: a function of (output, target); by default the one that fits, see `MLP.loss_for`.
        optimizer: "adam", "sgd", or an optimizer of your own.
        lr: the learning rate; by default 0.01 for Adam and 0.1 for SGD.
        epochs: how often every row is seen.
        batch_size: rows per step; None takes all at once.
        validation: the share of rows held out to watch, or (X, y) of your own.
        patience: stop when the watched loss has not fallen for so many epochs, and go back to
            the best weights; also where all epochs are done.
        clip: the largest norm that the gradients together may have.
        callbacks: called with (epoch, history) after each epoch; True stops the training. One
            that has `begin(model, epochs, loss)` and `end()` is told when the training starts and
            ends, as `ma.show.Film` is.
        seed: for the order of the rows, and for which are held out.
        verbose: whether to show progress.
        unroll: run each step as straight-line source (see `MLP.compile`): the same numbers, sooner.

    Ctrl-C stops, keeps the best weights so far and returns the history. Best is what has the
    lowest watched loss: that of the validation rows, or without any the loss that was measured
    while training.

    Raises:
        FloatingPointError: if the loss or a gradient becomes NaN or infinite; it names the layer
            where it began. The model has its best weights so far, `error.history` the rest.
        ValueError: for data that do not fit the model, or a wrong setting.
    """
    if not isinstance(model, MLP):
        raise TypeError(
            f"fit trains a microact.nn.MLP, got {model!r}; single neurons become one with "
            "nn.MLP.from_neurons(net)"
        )
    given = Examples(X, y)
    epochs = arguments.whole("epochs", epochs)
    batch_size = None if batch_size is None else arguments.whole("batch_size", batch_size)
    patience = None if patience is None else arguments.whole("patience", patience)
    clip = None if clip is None else arguments.real("clip", clip, above=0)
    seed = arguments.whole("seed", seed, 0)
    for i, callback in enumerate(arguments.several("callbacks", callbacks, "functions")):
        arguments.function(f"callback {i}", callback, "(epoch, history)")
    if loss is not None:
        arguments.function("loss", loss, "(output, target)")
    classes = _are_classes(model, given.y)
    learn, held_out = given.split(validation, seed, classes)
    loss = model.loss_for(given.y) if loss is None else loss
    steps, history = _optimizer(optimizer, model, lr), History()
    compiled = model.compile(loss) if unroll else None
    if held_out:  # a mistake in them is found before a weight has moved
        _watched(model, held_out, loss, classes)
    size, rng = len(learn) if batch_size is None else batch_size, np.random.default_rng(seed)
    best, lowest, best_epoch = _weights(model), np.inf, 0
    seen: list[tuple[Array, Array]] = []
    try:
        with _told(callbacks, model, epochs, loss), _progress(epochs, verbose) as report:
            for epoch in range(1, epochs + 1):
                start = _weights(model)
                order = rng.permutation(len(learn))
                total, right = 0.0, 0
                for first in range(0, len(learn), size):
                    X, y = learn.take(order[first : first + size], model.dtype)
                    value, outputs = _step(model, X, y, loss, steps, clip, compiled)
                    total += value * len(X)
                    if classes:
                        seen.append((outputs, y))
                    if len(seen) == TOGETHER or (seen and first + size >= len(learn)):
                        right += _right(model, seen)
                        seen.clear()
                watched = _watched(model, held_out, loss, classes) if held_out else ()
                # All at once, so that Ctrl-C finds no epoch half written.
                history.loss.append(total / len(learn))
                history.accuracy.extend([right / len(learn)] * classes)
                history.val_loss.extend(watched[:1])
                history.val_accuracy.extend(watched[1:] * classes)
                if history.watched[-1] < lowest:
                    # A training loss is that of the weights before the epoch's steps.
                    best = _weights(model) if held_out else start
                    lowest, best_epoch = history.watched[-1], epoch
                report(epoch, history)
                answers = [callback(epoch, history) for callback in callbacks]
                if any(isinstance(answer, bool | np.bool) and answer for answer in answers):
                    history.stopped = f"a callback stopped it after epoch {epoch}"
                    return history
                if patience is not None and epoch - best_epoch >= patience:
                    _restore(model, best)
                    history.stopped = f"no better for {patience} epochs; back to epoch {best_epoch}"
                    return history
    except KeyboardInterrupt:
        _restore(model, best)
        history.trim()
        history.stopped = f"interrupted; the weights of epoch {best_epoch} are kept"
        return history
    except FloatingPointError as error:
        _restore(model, best)
        history.trim()
        history.stopped = str(error)
        error.history = history  # type: ignore[attr-defined]  # fit promises it to who catches this; an error's class declares no attributes of ours
        raise
    history.stopped = f"all {epochs} epochs done"
    if patience is not None and best_epoch < epochs:
        _restore(model, best)
        history.stopped += f"; back to epoch {best_epoch}"
    return history


def _watched(model: MLP, held_out: Examples, loss: Loss, classes: bool) -> tuple[float, float]:
    """Return the mean loss on the rows held out, and the share of right answers."""
    total, right = 0.0, 0
    for X, y in held_out.pieces(max(model.sizes), model.dtype):
        with no_grad():
            output = model(X)
            value = one_number(loss(output, y)).item()
        if not np.isfinite(value):
            raise FloatingPointError(
                f"the validation loss became {value}: {first_overflow(model, X, y, loss)}"
            )
        total += value * len(X)
        right += _right(model, [(output.data, y)]) if classes else 0
    return total / len(held_out), right / len(held_out)


def _right(model: MLP, seen: list[tuple[Array, Array]]) -> int:
    """Count the right answers of some batches, given as outputs and targets."""
    outputs, y = map(np.concatenate, zip(*seen))
    return int(np.sum(model.classes_of(outputs) == y))


def _step(
    model: MLP,
    X: Array,
    y: Array,
    loss: Loss,
    optimizer: Optimizer,
    clip: float | None,
    compiled: TrainingStep | None,
) -> tuple[float, Array]:
    """Take one step on some rows; return the loss before it, and the outputs."""
    optimizer.zero_grad()
    if compiled:
        number, outputs = compiled(X, y), compiled.outputs
    else:
        output = model(X)
        value = one_number(loss(output, y))
        number, outputs = value.item(), output.data
    if not np.isfinite(number):
        raise FloatingPointError(f"the loss became {number}: {first_overflow(model, X, y, loss)}")
    if not compiled:
        value.backward()
    before = [p._number for p in optimizer.parameters]
    lost = clip is not None and not is_finite(*[p.grad for p in optimizer.parameters])
    if not lost:
        if clip is not None:
            clip_gradients(optimizer.parameters, clip)
        optimizer.step()
        # What is not finite in a gradient is not in the weights now: one look finds both.
        lost = not is_finite(*[p._number for p in optimizer.parameters])
    if lost and is_finite(*[p.grad for p in optimizer.parameters]):
        raise FloatingPointError(f"the weights are lost: {first_overflow(model, X, y, loss)}")
    if lost:
        for p, number in zip(optimizer.parameters, before):
            p.data = number
        raise FloatingPointError(f"a gradient is not finite: {first_overflow(model, X, y, loss)}")
    return number, outputs


def _are_classes(model: MLP, y: Array) -> bool:
    """Whether the targets are classes, so that right answers can be counted."""
    if y.ndim != 1 or y.dtype.kind not in "iub" or not model.gives_probabilities:
        return False
    return model.sizes[-1] > 1 or bool(np.all((y == 0) | (y == 1)))


def _optimizer(optimizer: str | Optimizer, model: MLP, lr: float | None) -> Optimizer:
    if isinstance(optimizer, Optimizer):
        if lr is not None:
            raise ValueError("this optimizer has a learning rate already; leave lr out")
        if {id(p) for p in model.parameters()}.isdisjoint(map(id, optimizer.parameters)):
            raise ValueError("this optimizer moves the parameters of another model")
        return optimizer
    if optimizer == "adam":
        return Adam(model.parameters(), 0.01 if lr is None else lr)
    if optimizer == "sgd":
        return SGD(model.parameters(), 0.1 if lr is None else lr)
    raise ValueError(f'optimizer is "adam", "sgd" or an Optimizer, got {optimizer!r}')


def _weights(model: MLP) -> list[Array]:
    return [p.data for p in model.parameters()]


def _restore(model: MLP, weights: list[Array]) -> None:
    for p, data in zip(model.parameters(), weights):
        p.data = data


@runtime_checkable
class _Lasting(Protocol):
    """A callback that is told when the training starts, and when it ends, however it ends."""

    def begin(self, model: MLP, epochs: int, loss: Loss) -> object:
        """Look at the model before the first step."""

    def end(self) -> object:
        """Do what is to be done when all is over."""


@contextmanager
def _told(callbacks: Sequence[object], model: MLP, epochs: int, loss: Loss) -> Iterator[None]:
    """Tell those callbacks that want to know that the training starts, and that it ends."""
    with ExitStack() as ends:
        for callback in callbacks:
            if isinstance(callback, _Lasting):
                callback.begin(model, epochs, loss)
                ends.callback(callback.end)
        yield


@contextmanager
def _progress(epochs: int, verbose: bool) -> Iterator[Callable[[int, History], None]]:
    """Give a function that reports each epoch: a bar in a terminal, ten lines elsewhere."""
    if not verbose:
        yield lambda epoch, history: None
        return
    bar = None
    if sys.stderr.isatty():
        with suppress(ModuleNotFoundError):  # without tqdm lines will do
            bar = import_module("tqdm").tqdm(total=epochs, desc="training")

    shown, last = 0.0, 0

    def report(epoch: int, history: History) -> None:
        nonlocal shown, last
        last = epoch
        if bar is not None:
            if epoch == epochs or monotonic() - shown > 0.1:  # to write something takes time
                bar.set_postfix_str(history.line(), refresh=False)
                bar.update(epoch - bar.n)
                shown = monotonic()
        elif epoch in (1, epochs) or epoch % max(1, epochs // 10) == 0:
            with suppress(BrokenPipeError):  # whoever reads has enough; the training goes on
                print(f"epoch {epoch:>{len(str(epochs))}}   {history.line()}", flush=True)

    try:
        yield report
    finally:
        if bar is not None:
            bar.update(last - bar.n)
            bar.close()
