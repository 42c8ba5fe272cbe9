"""Real data to learn from: Fisher's iris."""

import csv
from importlib import resources

import numpy as np

from microact.arrays import Array


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
