"""Data to learn from: points in the plane made on the spot, and Fisher's iris.

Each maker takes a seed and returns X of shape (n, 2) and y of shape (n,), integers from 0; the
same seed gives the same points on every platform. A number of points or classes, a noise or a
seed that cannot be is a `ValueError`, or a `TypeError`. Your own table: `tables/encoding.py`.
"""

import csv
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike

from microact.readings.numbers import Array
from microact.support import arguments

Points = tuple[Array, Array]


def moons(n: int = 500, noise: float = 0.1, seed: int = 0) -> Points:
    """Two half circles that reach into each other: no straight line separates them."""
    rng, y, noise = _start(n, 2, noise, seed)
    angle = rng.uniform(0, np.pi, n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return np.where(y[:, None] == 0, upper, lower) + rng.normal(scale=noise, size=(n, 2)), y


def circles(n: int = 500, noise: float = 0.1, seed: int = 0) -> Points:
    """A ring around a smaller one."""
    rng, y, noise = _start(n, 2, noise, seed)
    angle, radius = rng.uniform(0, 2 * np.pi, n), np.where(y == 0, 1.0, 0.4)
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return ring + rng.normal(scale=noise, size=(n, 2)), y


def blobs(n: int = 500, classes: int = 3, noise: float = 0.6, seed: int = 0) -> Points:
    """Round clouds, their centres evenly spaced on a circle of radius 2."""
    rng, y, noise = _start(n, classes, noise, seed)
    angle = 2 * np.pi * y / classes
    centres = 2 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return centres + rng.normal(scale=noise, size=(n, 2)), y


def spirals(
    n: int = 500, classes: int = 2, noise: float = 0.05, turns: float = 1.0, seed: int = 0
) -> Points:
    """Arms of a galaxy, one per class, wound around each other."""
    rng, y, noise = _start(n, classes, noise, seed)
    turns = arguments.real("turns", turns)
    along = np.sqrt(rng.uniform(0.01, 1, n))  # evenly filled, also far out
    angle = 2 * np.pi * (turns * along + y / classes)
    arm = along[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return 2 * arm + rng.normal(scale=noise, size=(n, 2)), y


def xor(n: int = 500, noise: float = 0.1, seed: int = 0) -> Points:
    """Class 1 where the two coordinates have different signs."""
    rng, _, noise = _start(n, 2, noise, seed)
    X = rng.uniform(-1, 1, (n, 2))
    return X + rng.normal(scale=noise, size=(n, 2)), (X[:, 0] * X[:, 1] < 0).astype(int)


def linear(n: int = 500, noise: float = 0.1, seed: int = 0) -> Points:
    """Class 1 above a straight line, with some confusion near it."""
    rng, _, noise = _start(n, 2, noise, seed)
    X = rng.uniform(-1, 1, (n, 2))
    return X + rng.normal(scale=noise, size=(n, 2)), (X[:, 1] > 0.5 * X[:, 0]).astype(int)


def split(y: ArrayLike, share: float = 0.2, seed: int = 0) -> tuple[Array, Array]:
    """Return the numbers of the rows to learn from and of those to hold out, shuffled.

    Of classes (integers) the same share of each is held out.

    Args:
        y: the target of each row.
        share: how much to hold out.
        seed: chooses the rows.

    Raises:
        ValueError: where nothing, or everything, would be held out.

    >>> learn, hold_out = split([0, 0, 0, 0, 1, 1, 1, 1], 0.25)
    >>> sorted(hold_out.tolist())
    [2, 4]
    """
    y, rng = np.asarray(y), np.random.default_rng(arguments.whole("seed", seed, 0))
    share = arguments.real("share", share, above=0, below=1)
    if not y.ndim:
        raise TypeError(f"y holds the target of each row, got {y[()]!r}")
    kinds = y if y.ndim == 1 and y.dtype.kind in "iu" else np.zeros(len(y), dtype=int)
    order = rng.permutation(len(y))
    held_out = np.zeros(len(y), dtype=bool)
    _, kind, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    by_kind = order[np.argsort(kind[order], kind="stable")]
    for first, count in zip(np.cumsum(counts) - counts, counts):
        held_out[by_kind[first : first + round(share * int(count))]] = True
    if not 0 < held_out.sum() < len(y):
        raise ValueError(f"of {len(y)} rows, a share of {share!r} cannot be held out")
    return order[~held_out[order]], order[held_out[order]]


def load_iris() -> tuple[Array, Array, list[str], list[str]]:
    """Return Fisher's 150 irises: features, classes, and the names of both.

    Returns:
        X of shape (150, 4), in centimetres; y of shape (150,), integers 0 to 2; the four
        features' names; the three species' names. Source: `microact/datasets/README.md`.

    >>> X, y, features, species = load_iris()
    >>> X.shape, features[0], species[0], [int(n) for n in np.bincount(y)]
    ((150, 4), 'sepal_length', 'setosa', [50, 50, 50])
    """
    text = resources.files("microact").joinpath("datasets/iris.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    species = sorted({row[-1] for row in rows})
    X = np.array([row[:-1] for row in rows], dtype=np.float64)
    y = np.array([species.index(row[-1]) for row in rows])
    return X, y, header[:-1], species


def load_elements() -> list[str]:
    """Return the names of the 118 chemical elements, in the order of their atomic numbers.

    Source: `microact/datasets/README.md`.

    >>> names = load_elements()
    >>> len(names), names[:3], max(names, key=len)
    (118, ['hydrogen', 'helium', 'lithium'], 'rutherfordium')
    """
    path = resources.files("microact").joinpath("datasets/elements.txt")
    return path.read_text(encoding="utf-8").split()


def _start(
    n: int, classes: int, noise: float, seed: int
) -> tuple[np.random.Generator, Array, float]:
    """Look at the arguments; return what draws, n classes in turn (0, 1, 0, 1), and the noise."""
    classes = arguments.whole("the number of classes", classes, 2)
    n = arguments.whole("n, the number of points,", n, classes)
    noise = arguments.real("noise", noise, least=0)
    rng = np.random.default_rng(arguments.whole("seed", seed, 0))
    return rng, np.arange(n) % classes, noise
