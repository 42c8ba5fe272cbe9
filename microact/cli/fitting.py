"""How `microact train` trains: on some of the rows, with an eye on the others.

A fifth of the rows to learn from is watched. Training stops when they get no better, and the best
weights are kept; of several weight decays the one that does best there; and of two classes, one of
them rare, the threshold.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from microact.data import split
from microact.engine.functions import sigmoid_cross_entropy, softmax_cross_entropy
from microact.engine.value import Value
from microact.history import History
from microact.losses import Loss, mean_squared_error
from microact.metrics import best_threshold
from microact.nn import MLP
from microact.optim import Adam
from microact.readings.numbers import Array, Number, one_hot
from microact.tables.columns import mean_and_spread
from microact.tables.encoding import Table
from microact.train import fit

WATCHED = 0.2
"""The share of the rows to learn from that is watched."""

DECAYS = (0.001, 0.01, 0.05)
"""Weight decays that are tried."""

RARE = 0.2
"""Of two classes, one of which has a smaller share, accuracy says little."""


@dataclass
class Settings:
    """How `microact train` trains."""

    hidden: Sequence[int] = (32, 32)
    activation: str = "relu"
    epochs: int = 500
    lr: float = 0.005
    batch_size: int = 32
    seed: int = 0
    patience: int = 20
    decays: Sequence[float] = DECAYS
    balanced: bool = False
    """Whether each class weighs the same in the loss, however many rows it has."""
    threshold: float | None = None
    """From which probability on the answer is class 1; None finds it out where a class is rare."""
    dtype: str = "float64"


def plain(settings: Settings) -> Settings:
    """Return the settings of a baseline: nothing draws its weights to 0, and it may learn out.

    It always stops when it gets no better: nobody waits for a straight line.
    """
    return replace(
        settings, decays=(0.0,), epochs=max(settings.epochs, Settings.epochs),
        patience=settings.patience or Settings.patience,
    )  # fmt: skip


@dataclass
class Fitted:
    """A trained network, and what was found out on the watched rows."""

    network: MLP
    history: History
    decay: float
    scale: tuple[float, ...]
    """The mean and the spread of a target that is a number."""
    watched: int
    """How many rows were watched."""
    tried: dict[float, float] = field(default_factory=dict)
    """The lowest watched loss of each weight decay."""
    threshold: float = 0.5
    threshold_is_found: bool = False
    """Whether it was chosen on the watched rows."""
    before: int = 0
    """How many epochs an earlier run had done, whose weights were the first of this one."""
    is_no_better: bool = False
    """Whether those are the best still."""

    @property
    def words(self) -> str:
        """Say which weights were kept, and why."""
        done = len(self.history.loss)
        if self.is_no_better:
            return (
                f"kept: the weights of the run that was resumed; {done - self.before} more epochs "
                f"got no better on {self.watched} watched rows"
            )
        best = self.before + int(np.argmin(self.history.watched[self.before :])) + 1
        kept = (
            f"kept: the weights of epoch {best} of {done}, the best on {self.watched} watched rows"
        )
        others = ", ".join(f"{decay:g}" for decay in self.tried if decay != self.decay)
        better = f"; weight decay {self.decay:g} did better there than {others}" if others else ""
        return kept + better

    def predict(self, X: Array) -> Array:
        """Return classes, or numbers as the table has them."""
        if self.is_number:
            numbers: Array = self.network(X).data[:, 0] * self.scale[1] + self.scale[0]
            return numbers
        return self.network.predict(X, self.threshold)

    is_number: bool = False

    @property
    def was_stopped(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        return self.history.stopped.startswith("interrupted")


@dataclass(frozen=True)
class Earlier:
    """A network that goes on learning."""

    network: MLP
    history: History
    scale: tuple[float, ...]


def fitted(
    goal: Table,
    settings: Settings,
    hidden: Sequence[int],
    verbose: bool,
    earlier: Earlier | None = None,
) -> Fitted:
    """Train a network with each weight decay, and return the one that does best when watched.

    Without hidden layers it is logistic (or linear) regression. Ctrl-C ends the tries; the best so
    far is kept. An earlier network goes on learning, and stays as it was if that helps nothing.

    Raises:
        KeyboardInterrupt: if not one epoch was done.
    """
    mean, spread = (0.0, 1.0) if goal.classes else mean_and_spread(goal.y)
    scale = mean, spread or 1.0
    scale = (earlier.scale[0], earlier.scale[1]) if earlier else scale
    y = goal.y if goal.classes else (goal.y - scale[0]) / scale[1]
    learn, watch = split(goal.y if goal.classes else y, WATCHED, settings.seed)
    best: Fitted | None = None
    tried: dict[float, float] = {}
    for decay in settings.decays:
        if verbose and len(settings.decays) > 1:
            with suppress(BrokenPipeError):  # whoever reads has enough; the training goes on
                print(f"weight decay {decay:g}", flush=True)
        outputs = len(goal.classes) if len(goal.classes) > 2 else 1
        model = earlier.network if earlier else MLP(
            goal.X.shape[1], [*hidden, outputs], hidden=settings.activation, seed=settings.seed,
            dtype=settings.dtype,
        )  # fmt: skip
        first = [p.data for p in model.parameters()]
        loss = _loss(goal, y[learn], settings.balanced) or model.loss_for(y)
        watched = loss(model(goal.X[watch]), y[watch]).item() if earlier else np.inf
        history = fit(
            model, goal.X[learn], y[learn], loss=loss,
            optimizer=Adam(model.parameters(), settings.lr, weight_decay=decay),
            epochs=settings.epochs, batch_size=settings.batch_size,
            validation=(goal.X[watch], y[watch]), patience=settings.patience or None,
            seed=settings.seed + (len(earlier.history.loss) if earlier else 0), verbose=verbose,
        )  # fmt: skip
        if not history.loss:
            break  # stopped before an epoch was done
        tried[decay] = min(history.watched)
        if best is None or tried[decay] < tried[best.decay]:
            best = Fitted(model, history, decay, scale, len(watch), is_number=not goal.classes)
        if watched <= tried[decay]:
            best.is_no_better = True
            for p, data in zip(model.parameters(), first):
                p.data = data
        if history.stopped.startswith("interrupted"):
            break
    if best is None:
        raise KeyboardInterrupt
    if earlier:
        best.before = len(earlier.history.loss)
        best.history = earlier.history.joined(best.history)
    best.tried = tried
    found = _found_threshold(goal, best.network, watch) if settings.threshold is None else None
    best.threshold_is_found = found is not None
    best.threshold = found or settings.threshold or 0.5
    return best


def is_rare(goal: Table) -> bool:
    """Whether there are two classes, and one of them has few rows."""
    return len(goal.classes) == 2 and min(np.bincount(goal.y, minlength=2)) < RARE * len(goal.y)


def _found_threshold(goal: Table, network: MLP, watch: Array) -> float | None:
    """Return from which probability on the answer is class 1; None where no class is rare."""
    if not is_rare(goal) or len(np.unique(goal.y[watch])) < 2:
        return None
    rare = int(np.argmin(np.bincount(goal.y, minlength=2)))
    p = network.predict_proba(goal.X[watch])
    found = best_threshold(goal.y[watch] == rare, p if rare else 1 - p)
    return found if rare else 1 - found


def _loss(goal: Table, y: Array, balanced: bool) -> Loss | None:
    if not goal.classes:
        return mean_squared_error
    if not balanced:
        return None
    counts = np.bincount(y, minlength=len(goal.classes))
    weights = len(y) / (np.count_nonzero(counts) * np.maximum(counts, 1))
    return partial(_weighted, weights=weights)


def _weighted(output: Value, target: Number, weights: Array) -> Value:
    """Return the mean surprise from logits, each class weighted."""
    classes = np.asarray(target)
    weight = weights[classes]
    if output.shape[-1] == 1:
        column = output.reshape(len(classes))
        loss: Value = (sigmoid_cross_entropy(column, classes.astype(output.dtype)) * weight).mean()
        return loss
    rows = one_hot(classes, len(weights), output.dtype) * weight[:, None]
    loss = softmax_cross_entropy(output, rows).mean()
    return loss
