import numpy as np
import pytest

import microact as ma
from microact import losses, nn
from microact.diagnosis import diagnose
from microact.nn import MLP

X = np.random.default_rng(0).normal(size=(40, 3))


def test_a_healthy_network():
    model = MLP(3, [8, 8, 1])
    found = diagnose(model, X)
    assert [layer.name for layer in found.layers] == ["layer1", "layer2", "layer3"]
    assert [layer.units for layer in found.layers] == [8, 8, 1]
    assert found.words == (
        "nothing stands out: no dead layer, none saturated, gradients of one size.",
    )
    hidden = np.tanh(X @ model.layers[0].weight.data)
    assert found.layers[0].mean == pytest.approx(hidden.mean())
    assert found.layers[0].spread == pytest.approx(hidden.std())
    assert all(np.all(p.grad == 0.0) for p in model.parameters())  # nothing is changed
    assert str(found).splitlines()[1].startswith("layer1  tanh            0%")


def test_dead_units_are_counted():
    model = MLP(3, [8, 8, 1], hidden="relu")
    model.layers[0].bias.data = np.array([-100.0] * 6 + [100.0] * 2)
    found = diagnose(model, X)
    assert found.layers[0].dead == 0.75
    assert "layer1: 75% of its units are dead" in str(found)
    leaky = MLP(3, [8, 8, 1], hidden="leaky_relu")
    leaky.layers[0].bias.data = model.layers[0].bias.data
    assert diagnose(leaky, X).layers[0].dead == 0


def test_saturated_units_are_counted():
    model = MLP(3, [8, 1])
    model.layers[0].bias.data = np.array([4.0] * 4 + [0.0] * 4)
    model.layers[0].weight.data = np.zeros((3, 8))
    found = diagnose(model, X)
    assert found.layers[0].saturated == 0.5  # tanh'(4) = 0.0013
    assert "50% of its slopes are nearly 0" in str(found)


def test_a_smooth_curve_is_saturated_never_dead():
    # found by a hostile reader: slopes that round to 0 were called dead, or not counted
    for hidden in ("sigmoid", "tanh"):
        found = diagnose(MLP(3, [4, 4, 1], hidden=hidden), X * 1e4)
        assert found.layers[0].dead == 0
        assert found.layers[0].saturated > 0.95
        assert "saturated and learns slowly" in found.words[0]


def test_what_is_not_finite_is_said_first():
    model = MLP(3, [4, 1])
    assert diagnose(model, X * np.nan).words == (
        "layer1: its activations or gradients are not finite; look there first.",
    )
    with pytest.raises(ValueError, match=r"at least one row, got \(0, 3\)"):
        diagnose(model, X[:0])


def test_vanishing_and_exploding_gradients_are_said():
    deep = MLP(3, [8] * 10 + [1], hidden="sigmoid", initializer="lecun_normal")
    assert "the gradients vanish: those at layer1 are" in str(diagnose(deep, X))
    for layer in deep.layers:
        layer.weight.data = layer.weight.data * 0
    assert "are infinitely smaller" in str(diagnose(deep, X))
    large = MLP(3, [8] * 10 + [1], hidden="relu")
    for layer in large.layers:
        layer.weight.data = layer.weight.data * 5
    assert "the gradients explode" in str(diagnose(large, X))


def test_gradients_are_those_of_the_loss_where_there_are_targets():
    model = MLP(3, [4, 1], seed=2)
    y = (X[:, 0] > 0).astype(int)
    found = diagnose(model, X, y)
    p = model.predict_proba(X)
    np.testing.assert_allclose(found.layers[1].gradients[:, 0], (p - y) / 40, atol=1e-15)
    through = (p - y)[:, None] / 40 * model.layers[1].weight.data.T
    np.testing.assert_allclose(found.layers[0].gradients, through, atol=1e-15)
    ones = diagnose(model, X).layers[1].gradients
    assert np.all(ones == 1)


def test_a_module_of_any_form_is_reported_part_by_part():
    nn.seed(0)
    net = nn.Sequential(
        nn.Linear(3, 4), "relu", nn.Residual(nn.LayerNorm(4), nn.Linear(4, 4), "sigmoid"),
        nn.Linear(4, 2),
    )  # fmt: skip
    X, y = np.random.default_rng(0).normal(size=(6, 3)), np.array([0, 1, 1, 0, 1, 0])
    found = diagnose(net, X, y, losses.cross_entropy)
    names = [at.name for at in found.layers]
    assert names == ["layer1", "layer2/inner/layer1", "layer2/inner/layer2", "layer3"]
    assert [at.activation for at in found.layers] == ["relu", "-", "sigmoid", "-"]
    hidden = ma.relu(net[0](X))
    assert found.layers[0].activations == pytest.approx(hidden.data)
    leaf = ma.Value(hidden.data)
    losses.cross_entropy(net[3](net[2](leaf)), y).backward()
    assert found.layers[0].gradients == pytest.approx(leaf.grad)
    assert all(np.all(p.grad == 0) for p in net[0].parameters())
    assert len(diagnose(net, X).layers) == 4
    with pytest.raises(ValueError, match="targets and a loss go together"):
        diagnose(net, X, y)
