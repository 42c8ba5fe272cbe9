"""A linear layer: many neurons as one matrix product; column j of the weight is neuron j."""

import numpy as np

from microact.engine.calling import RuleLike
from microact.engine.functions import matmul
from microact.engine.value import Value
from microact.initializers import Initializer, initializers
from microact.readings.numbers import Number
from microact.support import arguments


class Linear:
    """A linear function of its inputs: x @ weight + bias.

    Args:
        n_in: how many inputs.
        n_out: how many outputs.
        activation: what follows, so that the weights start at a fitting size.
        initializer: a name such as "he_normal", or a function of (n_in, n_out, rng, activation).
        rng: draws the weights; the bias starts at 0.
        name: what the labels of the parameters begin with.
        dtype: "float64" or "float32".
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
    ) -> None:
        rng = np.random.default_rng(0) if rng is None else rng
        n_in, n_out = (arguments.whole("the size of a layer", n) for n in (n_in, n_out))
        drawn = np.asarray(_initializer(initializer)(n_in, n_out, rng, activation))
        if drawn.shape != (n_in, n_out):
            raise ValueError(f"an initializer gives {n_in} × {n_out} numbers, got {drawn.shape}")
        dtype = _dtype(dtype)
        self.weight = Value(drawn.astype(dtype), f"{name}.weight")
        self.bias = Value(np.zeros(n_out, dtype), f"{name}.bias")

    def __call__(self, x: Number) -> Value:
        """Return x @ weight + bias; x of shape (n_in,) or (rows, n_in)."""
        y: Value = matmul(x, self.weight) + self.bias
        return y

    def parameters(self) -> list[Value]:
        """Return the weight and the bias."""
        return [self.weight, self.bias]


def _dtype(given: str) -> str:
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
