"""A linear layer: many neurons as one matrix product; column j of the weight is neuron j."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import numpy as np

from microact.engine.calling import RuleLike
from microact.engine.functions import matmul
from microact.engine.value import Value
from microact.initializers import Initializer, initializers
from microact.nn.module import Module, refuse_too_many
from microact.readings.numbers import Number
from microact.support import arguments

_shared = np.random.default_rng(0)


def seed(n: int = 0) -> None:
    """Let the weights of modules that are made without an `rng` be the same from here on.

    >>> seed(1)
    >>> a, b = Linear(2, 2), Linear(2, 2)
    >>> seed(1)
    >>> bool(np.all(Linear(2, 2).weight == a.weight)), bool(np.all(a.weight == b.weight))
    (True, False)
    """
    fresh = np.random.default_rng(arguments.whole("seed", n, 0))
    _shared.bit_generator.state = fresh.bit_generator.state  # also for who holds it already


@contextmanager
def undisturbed() -> Iterator[None]:
    """Make modules inside without drawing from what all share: nobody's next weights change."""
    before = _shared.bit_generator.state
    try:
        yield
    finally:
        _shared.bit_generator.state = before


def generator(rng: np.random.Generator | None) -> np.random.Generator:
    """Return what draws weights: what was given, or what all modules share (see `seed`)."""
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is made by np.random.default_rng(seed), got {rng!r}")
    return _shared if rng is None else rng


class Linear(Module, part_of_microact=True):
    """A linear function of its inputs: x @ weight + bias.

    Args:
        n_in: how many inputs.
        n_out: how many outputs.
        activation: what follows, so that the weights start at a fitting size.
        initializer: a name such as "he_normal", or a function of (n_in, n_out, rng, activation).
        rng: draws the weights, by default what all modules share (`nn.seed`); the bias starts
            at 0.
        name: what the labels of the parameters begin with.
        dtype: "float64" or "float32".
        bias: False leaves it out.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        activation: RuleLike | None = None,
        initializer: str | Initializer = "he_normal",
        rng: np.random.Generator | None = None,
        name: str = "linear",
        dtype: str = "float64",
        bias: bool = True,
    ) -> None:
        n_in, n_out = (arguments.whole("the size of a layer", n) for n in (n_in, n_out))
        refuse_too_many(n_in, n_out)
        drawn = _initializer(initializer)(n_in, n_out, generator(rng), activation)
        drawn = np.asarray(drawn)
        if drawn.shape != (n_in, n_out):
            raise ValueError(f"an initializer gives {n_in} × {n_out} numbers, got {drawn.shape}")
        dtype = dtype_of(dtype)
        self.weight = Value(drawn.astype(dtype), f"{name}.weight")
        made = Value(np.zeros(n_out, dtype), f"{name}.bias") if bias else None
        self.bias = cast(Value, made)  # None for those alone who leave it out

    def forward(self, x: Number) -> Value:
        """Return x @ weight + bias; x of shape (n_in,) or (..., n_in)."""
        if isinstance(x, np.ndarray) and x.dtype.itemsize > self.weight.dtype.itemsize:
            x = x.astype(self.weight.dtype)  # rows of data, as MLP takes them
        y: Value = matmul(x, self.weight)
        return y if self.bias is None else y + self.bias

    def __repr__(self) -> str:
        n_in, n_out = self.weight.shape
        return f"Linear({n_in} → {n_out})"


def dtype_of(given: str) -> str:
    """Take "float32", np.float32 or a dtype."""
    name = given if isinstance(given, str) else np.dtype(given).name
    return str(arguments.choice("dtype", name, "float32", "float64"))


def _initializer(given: str | Initializer) -> Initializer:
    if isinstance(given, str) and given not in initializers:
        raise ValueError(f"no initializer is called {given!r}; there are {', '.join(initializers)}")
    made: Initializer = arguments.function(
        "an initializer", initializers.get(given) if isinstance(given, str) else given,
        "(n_in, n_out, rng, activation), or the name of one",
    )  # fmt: skip
    return made
