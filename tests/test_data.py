import hashlib

import numpy as np
import pytest

from microact import data

MAKERS = ["moons", "circles", "blobs", "spirals", "xor", "linear"]


def test_iris_is_fishers():
    X, y, features, species = data.load_iris()
    # the means that Fisher's paper prints for the three species, in centimetres
    published = [
        [5.006, 3.428, 1.462, 0.246],
        [5.936, 2.77, 4.26, 1.326],
        [6.588, 2.974, 5.552, 2.026],
    ]
    for k, means in enumerate(published):
        np.testing.assert_allclose(X[y == k].mean(axis=0), means, atol=0.0005)
    assert features == ["sepal_length", "sepal_width", "petal_length", "petal_width"]
    assert species == ["setosa", "versicolor", "virginica"]


@pytest.mark.parametrize("name", MAKERS)
def test_made_points(name):
    make = getattr(data, name)
    X, y = make(100, seed=3)
    assert X.shape == (100, 2)
    assert y.shape == (100,)
    assert y.dtype.kind == "i"
    assert set(y) <= {0, 1, 2}
    assert np.bincount(y).min() > 20
    again, _ = make(100, seed=3)
    assert np.array_equal(X, again)
    assert not np.array_equal(X, make(100, seed=4)[0])


def test_without_noise_the_shapes_are_exact():
    X, y = data.moons(100, noise=0.0)
    np.testing.assert_allclose(np.hypot(*X[y == 0].T), 1)
    np.testing.assert_allclose(np.hypot(X[y == 1, 0] - 1, X[y == 1, 1] - 0.5), 1)
    X, y = data.circles(100, noise=0.0)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 0, 1, 0.4))
    X, y = data.xor(100, noise=0.0)
    assert np.array_equal(y == 1, X[:, 0] * X[:, 1] < 0)
    X, y = data.linear(100, noise=0.0)
    assert np.array_equal(y == 1, X[:, 1] > X[:, 0] / 2)
    X, y = data.spirals(100, classes=3, noise=0.0)
    along = np.hypot(*X.T) / 2
    turned = (np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - along - y / 3) % 1
    np.testing.assert_allclose(np.minimum(turned, 1 - turned), 0, atol=1e-12)


def test_the_same_seed_gives_the_same_points_everywhere():
    X, _ = data.moons(20, seed=1)
    assert hashlib.sha256(X.round(9).tobytes()).hexdigest()[:16] == "cfd4373182b3adbc"


def test_a_split_holds_out_the_same_share_of_each_class():
    y = np.array([0] * 50 + [1] * 30 + [2] * 20)
    learn, hold_out = data.split(y, 0.2, seed=5)
    assert np.bincount(y[hold_out]).tolist() == [10, 6, 4]
    assert sorted([*learn, *hold_out]) == list(range(100))
    assert learn.tolist() != sorted(learn)
    numbers = np.linspace(0, 1, 10)
    assert [len(part) for part in data.split(numbers, 0.3)] == [7, 3]
    assert not np.array_equal(data.split(y, 0.2, 5)[1], data.split(y, 0.2, 6)[1])


@pytest.mark.parametrize(
    ("share", "says"),
    [(0.0, "between 0 and 1"), (1.0, "got 1.0"), (-1, "got -1"), (0.001, "cannot be held out")],
)
def test_a_share_that_cannot_be_held_out(share, says):
    with pytest.raises(ValueError, match=says):
        data.split([0, 0, 1, 1], share)


def test_too_few_points():
    with pytest.raises(
        ValueError, match="the number of points, is a whole number, at least 2, got 1"
    ):
        data.moons(1)
