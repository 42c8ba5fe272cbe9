"""Modules that keep numbers at a usual size, and one that loses some of them on purpose."""

import numpy as np

from microact.composed import batch_norm, dropout, layer_norm, rms_norm
from microact.engine.node import number_of
from microact.engine.value import Value
from microact.nn.linear import dtype_of, generator
from microact.nn.module import Module, refuse_too_many
from microact.readings.numbers import Array, Number
from microact.support import arguments


class LayerNorm(Module, part_of_microact=True):
    """Each row gets mean 0 and variance 1, then a learned scale and shift; see `ma.layer_norm`.

    Args:
        n: how many numbers a row has.
        eps: keeps the root away from 0.
        dtype: "float64" or "float32".

    >>> LayerNorm(3)(np.array([1.0, 2.0, 3.0])).data.round(3)
    array([-1.225,  0.   ,  1.225])
    """

    def __init__(self, n: int, eps: float = 1e-5, dtype: str = "float64") -> None:
        n = arguments.whole("how many numbers a row has", n)
        refuse_too_many(n)
        dtype = dtype_of(dtype)
        self.scale, self.shift = (
            Value(np.ones(n, dtype), "scale"),
            Value(np.zeros(n, dtype), "shift"),
        )
        self.eps = arguments.real("eps", eps, above=0)

    def forward(self, x: Number) -> Number:
        """Return the rows of x, of shape (..., n), normalised."""
        return layer_norm(x, self.scale, self.shift, self.eps)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.scale.size})"


class RMSNorm(Module, part_of_microact=True):
    """Each row is divided by the root of its mean square, then scaled; see `ma.rms_norm`.

    Args:
        n: how many numbers a row has.
        eps: keeps the root away from 0.
        dtype: "float64" or "float32".
    """

    def __init__(self, n: int, eps: float = 1e-5, dtype: str = "float64") -> None:
        n = arguments.whole("how many numbers a row has", n)
        refuse_too_many(n)
        dtype = dtype_of(dtype)
        self.scale = Value(np.ones(n, dtype), "scale")
        self.eps = arguments.real("eps", eps, above=0)

    def forward(self, x: Number) -> Number:
        """Return the rows of x, of shape (..., n), divided by their size."""
        return rms_norm(x, self.scale, self.eps)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.scale.size})"


class BatchNorm(Module, part_of_microact=True):
    """Each column gets mean 0 and variance 1 over the rows, then a learned scale and shift.

    While it is trained it takes the mean and variance of the rows that it is given, and keeps a
    running mean of both; after `eval()` it takes those, so that a row's result does not hang on the
    others (Ioffe and Szegedy 2015). See `ma.batch_norm`.

    Args:
        n: how many numbers a row has.
        momentum: how much of the running mean each step replaces.
        eps: keeps the root away from 0.
        dtype: "float64" or "float32".
    """

    buffers = ("running_mean", "running_variance")

    def __init__(
        self, n: int, momentum: float = 0.1, eps: float = 1e-5, dtype: str = "float64"
    ) -> None:
        n = arguments.whole("how many numbers a row has", n)
        refuse_too_many(n)
        dtype = dtype_of(dtype)
        self.scale, self.shift = (
            Value(np.ones(n, dtype), "scale"),
            Value(np.zeros(n, dtype), "shift"),
        )
        self.momentum = arguments.real("momentum", momentum, least=0, below=1)
        self.eps = arguments.real("eps", eps, above=0)
        self.running_mean: Array = np.zeros(n, dtype)
        self.running_variance: Array = np.ones(n, dtype)

    def forward(self, x: Number) -> Number:
        """Return the columns of x, of shape (..., n), normalised."""
        if not self.training:
            kept = self.running_mean, self.running_variance
            return batch_norm(x, self.scale, self.shift, kept, self.eps)
        y = batch_norm(x, self.scale, self.shift, eps=self.eps)
        numbers = np.asarray(number_of(x))
        rows = numbers.reshape(-1, numbers.shape[-1])
        new = rows.mean(axis=0), rows.var(axis=0, ddof=1)  # as nn.BatchNorm1d of PyTorch 2.13
        self.running_mean = self.running_mean + self.momentum * (new[0] - self.running_mean)
        change = self.momentum * (new[1] - self.running_variance)
        self.running_variance = self.running_variance + change
        return y

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.scale.size})"


class Dropout(Module, part_of_microact=True):
    """While it is trained, a share of the numbers is set to 0 at random; see `ma.dropout`.

    After `eval()` it changes nothing.

    Args:
        share: how many are lost, from 0 to below 1.
        rng: draws which, by default what all modules share (`nn.seed`).
    """

    def __init__(self, share: float = 0.5, rng: np.random.Generator | None = None) -> None:
        self.share = arguments.real("share", share, least=0, below=1)
        self.rng = generator(rng)

    def forward(self, x: Number) -> Number:
        """Return x without what is lost."""
        return dropout(x, self.share, self.rng) if self.training and self.share else x

    def __repr__(self) -> str:
        return f"Dropout({self.share:g})"
