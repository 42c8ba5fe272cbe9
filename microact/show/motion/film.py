"""A network while it learns, as a film."""

import os
import warnings
from copy import deepcopy
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from microact.history import History
from microact.losses import Loss
from microact.nn import MLP
from microact.show.formats.themes import checked
from microact.show.motion.moving import MANY_COLOURS, checked_size, target_of, write
from microact.show.network.glance import glance
from microact.show.network.lines import LENSES
from microact.support import arguments

PICTURES = 40
"""So many pictures of a training, unless one says how often."""


class Film:
    """Films a network while `fit` trains it: `fit(model, X, y, callbacks=[Film("a.gif", X, y)])`.

    Each picture is what `ma.draw_network` draws; lines are as wide as their share of the largest
    number so far. The film is written when the training ends, also one that fails or is stopped.

    Args:
        path: a file that ends in .gif or .png (an animated PNG), or a folder, new or empty.
        X: the points that the pictures show.
        y: their targets.
        every: a picture every so many epochs; by default about 40 in all.
        lens: what the lines show: "gradients", "weights" or "change".
        loss: by default the one that the training lowers.
        seconds: how long each picture stays.
        width: of the film, in pixels.
        frames: what the pictures in a folder are: "svg" or "png".
        theme: as `ma.draw_network`.

    Raises:
        ValueError: for a file of another kind, or a wrong setting.
        FileExistsError, NotADirectoryError, FileNotFoundError: if it cannot be written there.
        ModuleNotFoundError: if Pillow is missing, with what installs it.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        X: ArrayLike,
        y: ArrayLike,
        *,
        every: int | None = None,
        lens: str = "gradients",
        loss: Loss | None = None,
        seconds: float = 0.25,
        width: int = 1000,
        frames: str = "svg",
        theme: str = "light",
    ) -> None:
        self._place = path, frames
        self.target = target_of(path, frames)
        self.X, self.y = np.array(X, dtype=float), np.array(y)
        self.every = None if every is None else arguments.whole("every", every)
        arguments.choice("lens", lens, *LENSES)
        self.lens, self.theme = lens, checked(theme)
        self.width, self.seconds = checked_size(width, seconds)
        self.loss = None if loss is None else arguments.function("loss", loss, "(output, target)")
        self.model: MLP | None = None
        self.pictures: list[str] = []
        self._largest = 0.0
        self._before: MLP | None = None
        self._apart = 1
        self._trained_with: Loss | None = None

    def begin(self, model: MLP, epochs: int, loss: Loss | None = None) -> None:
        """Take the first picture, before anything has been learned; `fit` calls this."""
        self.target = target_of(*self._place)  # a folder may have been filled since
        self._trained_with = loss
        self.model, self._before = model, deepcopy(model)
        self.pictures, self._largest = [], 0.0
        self._apart = self.every or max(1, -(-epochs // PICTURES))
        self._take("before the first step")

    def __call__(self, epoch: int, history: History) -> None:
        """Take a picture, if it is time for one; `fit` calls this after each epoch."""
        if self.model is None:
            raise RuntimeError("a Film is given to fit(..., callbacks=[film]), or begun with begin")
        if epoch % self._apart == 0:
            self._take(f"epoch {epoch}")

    def end(self) -> Path | None:
        """Write the film; `fit` calls this however the training ended."""
        if not self.pictures:
            return None
        made = self.target, self.pictures, self.width, self.theme, self.seconds
        try:
            return write(*made, MANY_COLOURS)
        except OSError as error:  # what was learned is worth more than its film
            warnings.warn(f"the film was not written: {error}", stacklevel=2)
            return None

    def _take(self, caption: str) -> None:
        assert self.model is not None  # asked before
        picture, self._largest = glance(
            self.model, self.X, self.y, lens=self.lens, caption=caption,
            before=self._before if self.lens == "change" else None,
            loss=self.loss or self._trained_with, at_least=self._largest, theme="light",
        )  # fmt: skip
        self.pictures.append(picture.as_svg())
        self._before = deepcopy(self.model)
