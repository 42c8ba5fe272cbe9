"""The numbers that weights start from: random, of a size that keeps a signal alive.

Too large, and the signal grows from layer to layer until everything saturates; too small, and it
fades. Weights have mean 0 and a variance that keeps the signal's size; each scheme returns its
root, the standard deviation.
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from microact.engine.calling import RuleLike, as_rule
from microact.readings.numbers import Array
from microact.readings.plain_numbers import evaluate
from microact.rules import Elementwise

Initializer = Callable[[int, int, np.random.Generator, RuleLike | None], Array]


def gain(activation: RuleLike | None) -> float:
    """Return by how much weights must be larger because an activation shrinks what it is given.

    If z is normal with mean 0 and variance 1, an activation f gives numbers of mean square
    E[f(z)²]; a gain of 1 / √E[f(z)²] makes up for it. For ReLU that is √2 (He et al. 2015,
    "Delving deep into rectifiers", section 2.2), for SELU it is 1 (Klambauer et al. 2017,
    "Self-normalizing neural networks"), for no activation, or one that is not elementwise, 1.

    >>> round(gain("relu") ** 2, 6), round(gain("selu"), 3)
    (2.0, 1.0)
    """
    rule = as_rule(activation) if activation is not None else None
    if not isinstance(rule, Elementwise):
        return 1.0
    # The midpoints of 20,000 strips: exact enough at any kink.
    z = (np.arange(20_000) + 0.5) / 1000 - 10
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    inputs = [z, np.full_like(z, 0.25)] if rule.name == "prelu" else [z]  # its usual start
    mean_square = float(np.sum(evaluate(rule, *inputs) ** 2 * density) / 1000)
    # Rounded, so that the last bit of a platform's exp changes no weight.
    return round(mean_square**-0.5, 9) if mean_square > 0 else 1.0


def glorot(n_in: int, n_out: int, activation: RuleLike | None = None) -> float:
    """Variance gain² · 2 / (n_in + n_out): a compromise between the way there and the way back.

    Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural
    networks", equation 16.
    """
    return gain(activation) * math.sqrt(2 / (n_in + n_out))


def he(n_in: int, n_out: int, activation: RuleLike | None = None) -> float:
    """Variance gain² / n_in: the signal keeps its size on the way there (He et al. 2015)."""
    return gain(activation) / math.sqrt(n_in)


def lecun(n_in: int, n_out: int, activation: RuleLike | None = None) -> float:
    """Variance 1 / n_in, whatever the activation (LeCun et al. 1998, "Efficient BackProp", 4.6)."""
    return 1 / math.sqrt(n_in)


def draw(
    spread: Callable[[int, int, RuleLike | None], float],
    uniform: bool,
    n_in: int,
    n_out: int,
    rng: np.random.Generator,
    activation: RuleLike | None = None,
) -> Array:
    """Draw an (n_in, n_out) matrix of mean 0 and the standard deviation of a scheme above."""
    shape, root = (n_in, n_out), math.sqrt(3)
    drawn: Array = rng.uniform(-root, root, shape) if uniform else rng.normal(size=shape)
    return drawn * spread(n_in, n_out, activation)


initializers: dict[str, Initializer] = {
    f"{scheme.__name__}_{kind}": partial(draw, scheme, kind == "uniform")
    for scheme in (glorot, he, lecun)
    for kind in ("uniform", "normal")
}
"""All of them by name: `he_normal`, `glorot_uniform` and so on."""
