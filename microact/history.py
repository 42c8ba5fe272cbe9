"""The record of a training: what happened in each epoch."""

from dataclasses import dataclass, field

import numpy as np

from microact.support.hooks import hung_in


@dataclass
class History:
    """What happened in each epoch: one number per epoch in each list."""

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    """The share of right answers while training; empty if the targets are no classes."""
    val_loss: list[float] = field(default_factory=list)
    val_accuracy: list[float] = field(default_factory=list)
    stopped: str = ""
    """Why it ended."""

    @property
    def watched(self) -> list[float]:
        """The loss that says which epoch was best: the validation's, if there is one."""
        return self.val_loss or self.loss

    @property
    def best_epoch(self) -> int:
        """The epoch, counted from 1, with the lowest watched loss; 0 before the first."""
        finite = [loss if np.isfinite(loss) else np.inf for loss in self.watched]
        return int(np.argmin(finite)) + 1 if finite else 0

    def trim(self) -> None:
        """Forget an epoch that was only half recorded."""
        series = [s for s in (self.loss, self.accuracy, self.val_loss, self.val_accuracy) if s]
        for s in series:
            del s[min(map(len, series)) :]

    def joined(self, later: "History") -> "History":
        """Return this training and a later one of the same network as one."""
        return History(
            self.loss + later.loss, self.accuracy + later.accuracy,
            self.val_loss + later.val_loss, self.val_accuracy + later.val_accuracy, later.stopped,
        )  # fmt: skip

    def plot(self, ax: object = None) -> object:
        """Draw the losses; the same as `microact.show.plots.plot_history(history)`."""
        return hung_in("plot_history")(self, ax)

    def line(self) -> str:
        """Describe the last epoch in one line."""
        numbers = [
            (name, series[-1])
            for name in ("loss", "accuracy", "val_loss", "val_accuracy")
            if (series := getattr(self, name))
        ]
        return "   ".join(
            f"{name} {value:.1%}"
            if "accuracy" in name
            else f"{name} {value:.4f}"
            if abs(value) < 1e4
            else f"{name} {value:.2e}"
            for name, value in numbers
        )
