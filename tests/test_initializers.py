import hashlib

import mpmath as mp
import numpy as np
import pytest

import microact as ma
from microact.initializers import gain, glorot, he, initializers, lecun
from microact.nn import MLP


def exact_gain(f, kinks=(0,)):
    with mp.workdps(20):
        density = lambda z: mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)  # noqa: E731  # one formula
        square = mp.quad(lambda z: f(z) ** 2 * density(z), [-mp.inf, *kinks, mp.inf])
        return float(1 / mp.sqrt(square))


@pytest.mark.parametrize(
    ("activation", "f"),
    [
        ("tanh", mp.tanh),
        ("sigmoid", lambda z: 1 / (1 + mp.exp(-z))),
        ("relu", lambda z: max(z, 0)),
        ("elu", lambda z: z if z > 0 else mp.expm1(z)),
        ("softplus", lambda z: mp.log1p(mp.exp(z))),
        (ma.LeakyReLU(0.2), lambda z: z if z > 0 else 0.2 * z),
    ],
)
def test_the_gain_is_the_integral_it_claims_to_be(activation, f):
    assert gain(activation) == pytest.approx(exact_gain(f), rel=1e-6)


def test_published_gains():
    assert gain("relu") == pytest.approx(np.sqrt(2))  # He et al. 2015
    assert gain(ma.LeakyReLU(0.25)) == pytest.approx(np.sqrt(2 / (1 + 0.25**2)))  # their eq. 15
    assert gain("prelu") == pytest.approx(np.sqrt(2 / (1 + 0.25**2)))
    assert gain("selu") == pytest.approx(1, abs=1e-4)  # Klambauer et al. 2017
    for activation in (None, "identity", "softmax"):
        assert gain(activation) == pytest.approx(1)


@pytest.mark.parametrize(
    ("scheme", "variance"),
    [
        (he, 2 / 400),
        (lecun, 1 / 400),
        (glorot, 2 * 2 / (400 + 600)),
    ],
)
@pytest.mark.parametrize("uniform", [True, False])
def test_weights_have_the_variance_of_the_paper(scheme, variance, uniform):
    name = f"{scheme.__name__}_{'uniform' if uniform else 'normal'}"
    w = initializers[name](400, 600, np.random.default_rng(0), "relu")
    assert scheme(400, 600, "relu") ** 2 == pytest.approx(variance)
    assert w.shape == (400, 600)
    assert np.var(w) == pytest.approx(variance, rel=0.02)
    assert abs(np.mean(w)) < 4 * np.sqrt(variance / w.size)
    if uniform:
        assert np.max(np.abs(w)) <= np.sqrt(3 * variance)
    else:
        assert np.max(np.abs(w)) > np.sqrt(3 * variance)


@pytest.mark.parametrize("activation", ["relu", "tanh", "selu", "leaky_relu", "elu"])
def test_a_signal_keeps_its_size_through_twenty_layers(activation):
    X = np.random.default_rng(0).normal(size=(50, 200))
    model = MLP(200, [200] * 20, hidden=activation, seed=1)
    squares = [np.mean(layer.data**2) for layer in model.layer_outputs(X)[:-1]]
    assert 0.2 < squares[-1] / squares[0] < 5
    small = MLP(200, [200] * 20, hidden=activation, seed=1)
    for p in small.parameters():
        p.data = p.data * 0.5
    if activation in ("relu", "leaky_relu"):
        squares = [np.mean(layer.data**2) for layer in small.layer_outputs(X)[:-1]]
        assert squares[-1] < 1e-9 * squares[0]  # the test can fail


def test_names():
    assert sorted(initializers) == [
        "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "lecun_normal",
        "lecun_uniform",
    ]  # fmt: skip
    for name in initializers:
        MLP(2, [3, 1], initializer=name)
    with pytest.raises(ValueError, match="no initializer is called 'xavier'; there are glorot"):
        MLP(2, [3, 1], initializer="xavier")


def test_the_same_seed_gives_the_same_network_everywhere():
    numbers = b"".join(p.data.tobytes() for p in MLP(3, [4, 2], seed=7).parameters())
    assert hashlib.sha256(numbers).hexdigest()[:16] == "88bba84aa7c4b982"
    assert not np.array_equal(
        MLP(3, [4], seed=1).layers[0].weight.data, MLP(3, [4], seed=2).layers[0].weight.data
    )
