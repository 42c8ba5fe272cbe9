"""What the picture of a network measures, against NumPy by hand."""

import numpy as np
import pytest

import microact as ma
from microact.nn import MLP
from microact.show.network.measured import GRID, curve_of, measure
from microact.show.network.strip import verdict

X, Y = ma.data.moons(60, noise=0.1, seed=0)


def measured(model, X=X, y=Y):
    loss = model.loss_for(y)
    classifies = loss is not ma.losses.mean_squared_error
    return measure(model, np.asarray(X, dtype=float), np.asarray(y), loss, classifies)


def by_hand(model):
    """∂loss/∂z of each single point, for tanh, tanh and a sigmoid with cross-entropy."""
    (W1, b1), (W2, b2), (W3, b3) = ((p.weight.data, p.bias.data) for p in model.layers)
    a1 = np.tanh(X @ W1 + b1)
    a2 = np.tanh(a1 @ W2 + b2)
    z3 = a2 @ W3 + b3
    d3 = 1 / (1 + np.exp(-z3)) - Y[:, None]
    d2 = (d3 @ W3.T) * (1 - a2**2)
    d1 = (d2 @ W2.T) * (1 - a1**2)
    return [d1, d2, d3], [X.T @ d1 / 60, a1.T @ d2 / 60, a2.T @ d3 / 60], z3


def test_what_arrives_at_each_layer_and_each_weight():
    model = MLP(2, [5, 4, 1], seed=0)
    seen = measured(model)
    arriving, weights, z = by_hand(model)
    for layer, d, w in zip(seen.layers, arriving, weights):
        assert np.allclose(layer.arriving, d, rtol=1e-9, atol=1e-15)
        assert np.allclose(layer.weight_gradients, w, rtol=1e-9, atol=1e-15)
        assert layer.size == pytest.approx(np.sqrt(np.mean(d**2)))
    loss = np.mean(np.log1p(np.exp(-np.where(Y == 1, 1, -1) * z[:, 0])))
    assert seen.loss == pytest.approx(loss)
    assert [layer.title for layer in seen.layers] == ["tanh", "tanh", "sigmoid"]


def test_the_heat_map_is_what_a_unit_gives_over_the_plane():
    model = MLP(2, [3, 1], hidden="relu", seed=1)
    seen = measured(model)
    left, right, bottom, top = seen.plane
    assert left < X[:, 0].min() < X[:, 0].max() < right
    assert bottom < X[:, 1].min() < X[:, 1].max() < top
    W, b = model.layers[0].weight.data, model.layers[0].bias.data
    heat = seen.layers[0].heat
    assert heat.shape == (3, GRID, GRID)
    corner = np.maximum(0, np.array([left, top]) @ W + b)  # the first row is the top
    other = np.maximum(0, np.array([right, bottom]) @ W + b)
    for unit in range(3):
        scale = heat[unit, 0, 0] / corner[unit] if corner[unit] else None
        if scale and other[unit]:
            assert heat[unit, -1, -1] / other[unit] == pytest.approx(scale)
        assert np.max(np.abs(heat[unit])) == pytest.approx(1.0)
    p = model.predict_proba(np.array([[left, top]]))[0]
    assert seen.answers[0, 0, 0] == pytest.approx(p)


def test_dead_off_and_flat_units():
    model = MLP(2, [4, 1], hidden="relu", seed=0)
    model.layers[0].weight.data = np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    model.layers[0].bias.data = np.array([0.0, -100.0, 100.0, 0.0])
    layer = measured(model).layers[0]
    assert [layer.is_dead(unit) for unit in range(4)] == [False, True, False, False]
    assert layer.off(0) == pytest.approx(np.mean(X[:, 0] <= 0))
    assert layer.off(1) == 1.0
    assert layer.off(2) == 0.0
    smooth = MLP(2, [2, 1], hidden="tanh", seed=0)
    smooth.layers[0].weight.data = np.array([[1000.0, 0.01], [0.0, 0.01]])
    layer = measured(smooth).layers[0]
    assert layer.off(0) == 0.0  # a smooth curve is never off, its slope only rounds to 0
    # tanh' is below a twentieth of its steepest, 1, where |z| > arctanh(√0.95)
    expected = np.mean(np.abs(1000 * X[:, 0]) > np.arctanh(np.sqrt(0.95)))
    assert layer.flat(0) == pytest.approx(expected, abs=0.03)
    assert layer.flat(1) == 0.0


@pytest.mark.parametrize("name", [n for n in ma.activations if "softmax" not in n and n != "prelu"])
def test_every_activation_has_a_curve(name):
    curve = curve_of(ma.activations[name].rule())
    assert len(curve.z) == len(curve.y) == len(curve.flat)
    assert np.all(np.isfinite(curve.z))


def test_other_outputs_and_losses():
    flowers, species, _, _ = ma.data.load_iris()
    seen = measured(MLP(4, [3, 3], seed=0), flowers, species)
    assert seen.plane is None
    assert seen.answers is None
    assert seen.layers[0].heat is None
    assert [layer.title for layer in seen.layers] == ["tanh", "softmax"]
    z = seen.layers[1].z
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    assert np.allclose(seen.layers[1].arriving, p - np.eye(3)[species], atol=1e-12)
    number = measured(MLP(2, [3, 1], output="identity"), X, X[:, 0] * 2)
    assert number.layers[-1].title == "identity"
    assert not number.classifies


def of(ratio, units=4, dead=0):
    """Layers of which the first gets `ratio` times what the output gets."""
    model = MLP(2, [units, 1], hidden="relu", seed=0)
    first, last = measured(model).layers
    slopes = np.ones(first.slopes.shape)
    slopes[:, :dead] = 0.0
    one = np.ones_like(last.arriving)
    kind = type(first)

    def changed(layer, **new):
        return kind(**{name: new.get(name, getattr(layer, name)) for name in kind.__match_args__})

    return [
        changed(first, slopes=slopes, arriving=ratio * np.ones_like(first.arriving)),
        changed(last, arriving=one),
    ]


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (of(0.5), "Healthy: layer 1 gets 50% of what the output gets"),
        (of(1.0), "Healthy: layer 1 gets as much as the output gets"),
        (of(1.7), "Healthy: layer 1 gets 1.7 times what the output gets"),
        (of(1 / 29), "Healthy: layer 1 gets 1/29 of what the output gets"),
        (of(1 / 31), "Vanishing: layer 1 gets 1/31 of what the output gets"),
        (of(1 / 42000), "Vanishing: layer 1 gets 1/42,000 of what the output gets"),
        (of(31.0), "Exploding: layer 1 gets 31 times what the output gets"),
        (of(0.5, 8, 1), "Layer 1 gets 50% of what the output gets; 1 of 8 units is dead"),
        (of(0.5, 8, 2), "2 of 8 hidden units are dead: no point gets anything through"),
        (of(0.0), "Nothing arrives at layer 1"),
        (of(np.nan), "Overflow: a gradient is infinite or NaN"),
    ],
)
def test_the_verdict(layers, said):
    assert verdict(layers) == said
