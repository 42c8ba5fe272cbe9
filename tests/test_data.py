import numpy as np

from microact.data import load_iris


def test_fishers_iris_is_the_published_table():
    X, y, features, species = load_iris()
    assert X.shape == (150, 4)
    assert species == ["setosa", "versicolor", "virginica"]
    assert features == ["sepal_length", "sepal_width", "petal_length", "petal_width"]
    assert np.bincount(y).tolist() == [50, 50, 50]
    # the means per species of Fisher 1936, Table II
    means = [X[y == k].mean(axis=0).round(3).tolist() for k in range(3)]
    assert means == [
        [5.006, 3.428, 1.462, 0.246],
        [5.936, 2.77, 4.26, 1.326],
        [6.588, 2.974, 5.552, 2.026],
    ]
