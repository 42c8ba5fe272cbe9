import random

import numpy as np
import pytest

import microact as ma
from microact import neurons
from microact.losses import cross_entropy
from microact.nn import MLP, Linear

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 3))


@pytest.mark.parametrize(
    ("sizes", "hidden", "output"),
    [
        ([4, 1], "tanh", None),
        ([4, 5, 2], ["relu", "sigmoid"], None),
        ([4, 5, 2], [ma.LeakyReLU(0.2), ma.softplus], "tanh"),
        ([2], "tanh", "sigmoid"),
        ([1, 1, 1], "silu", None),
    ],
)
def test_matrices_and_single_neurons_compute_the_same(sizes, hidden, output):
    model = MLP(3, sizes, hidden=hidden, output=output, seed=3)
    for p in model.parameters():
        p.data = p.data + 0.1  # biases other than 0
    net = model.to_neurons()
    y = (model(X) ** 2).sum()
    y.backward()
    total = 0.0
    for row in X:
        out = net(list(row))
        total = total + sum(v**2 for v in (out if isinstance(out, list) else [out]))
    total.backward()
    assert total.data == pytest.approx(y.data, rel=1e-12)
    for layer, linear in zip(net.layers, model.layers):
        weights = np.array([[w.grad for w in n.w] for n in layer.neurons]).T
        np.testing.assert_allclose(weights, linear.weight.grad, rtol=1e-12, atol=1e-12)
        biases = [n.b.grad for n in layer.neurons]
        np.testing.assert_allclose(biases, linear.bias.grad, rtol=1e-12, atol=1e-12)
    back = MLP.from_neurons(net)
    np.testing.assert_array_equal(back(X).data, model(X).data)
    assert repr(back) == repr(model)


def test_micrograds_network_becomes_matrices():
    random.seed(1)
    net = neurons.MLP(3, [4, 4, 1])
    model = MLP.from_neurons(net)
    assert repr(model) == "MLP(3 → 4 relu → 4 relu → 1)"
    for row in X:
        assert model(row).data[0] == pytest.approx(net(list(row)).data, rel=1e-12)


def test_softmax_is_no_neuron():
    with pytest.raises(ValueError, match="softmax is not a function of one number alone"):
        MLP(3, [2], output="softmax").to_neurons()


def test_gradients_agree_with_finite_differences():
    model = MLP(3, [4, 2], hidden="softplus", seed=1)
    y = np.array([0, 1, 1, 0, 1, 0])

    def loss(*weights):
        for linear, w, b in zip(model.layers, weights[::2], weights[1::2]):
            linear.weight, linear.bias = w, b
        return cross_entropy(model(X), y)

    assert ma.gradcheck(loss, *[p.data for p in model.parameters()]).passed


def test_parameters_have_names_and_zero_grad_clears_them():
    model = MLP(3, [4, 2])
    names = [p.label for p in model.parameters()]
    assert names == ["layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias"]
    model(X).sum().backward()
    assert all(np.any(p.grad) for p in model.parameters())
    model.zero_grad()
    assert all(p.grad == 0.0 for p in model.parameters())


def test_a_picture_shows_the_layers():
    source = ma.draw(MLP(3, [4, 2])(X), gradients=True).source
    assert "label=layer1" in source
    assert "layer2.weight" in source


def test_predictions():
    model = MLP(1, [1])
    model.layers[0].weight.data = np.array([[1.0]])
    x = np.array([[0.0], [-0.001], [np.log(3)]])
    np.testing.assert_allclose(model.predict_proba(x), [0.5, 0.49975, 0.75], atol=1e-6)
    assert model.predict(x).tolist() == [1, 0, 1]  # 0.5 itself counts as class 1
    assert model.predict(x, threshold=0.7).tolist() == [0, 0, 1]
    assert model.predict(x, threshold=0.0).tolist() == [1, 1, 1]
    several = MLP(3, [4])
    p = several.predict_proba(X)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert several.predict(X).tolist() == p.argmax(axis=1).tolist()
    ended = MLP(3, [4], output="softmax")
    np.testing.assert_allclose(ended.predict_proba(X), p)
    assert all(p.grad == 0.0 for p in several.parameters())


@pytest.mark.parametrize("size", [2.5, True, "2", None])
def test_sizes_are_whole_numbers(size):
    with pytest.raises(TypeError, match=f"a layer is a whole number, at least 1, got {size!r}"):
        MLP(2, [size])
    with pytest.raises(TypeError, match=f"a layer is a whole number, at least 1, got {size!r}"):
        Linear(size, 2)


@pytest.mark.parametrize(
    ("f", "says"),
    [
        (lambda: MLP(2, []), "at least one layer"),
        (lambda: MLP(2, 5), "at least one layer"),
        (lambda: MLP(2, [0]), "at least 1, got 0"),
        (lambda: MLP(2, [3, 1], hidden="matmul"), "matmul is not a function of one number alone"),
        (lambda: MLP(2, [3, 1], hidden="prelu"), "prelu is not a function of one number alone"),
        (lambda: MLP(2, [1], output="softmax"), "softmax of one output is always 1"),
        (lambda: MLP(2, [1]).predict([[np.nan, 1.0]]), "row 0 gives no number (NaN)"),
        (lambda: MLP(2, [2]).predict([[1.0, 1.0], [np.inf, -np.inf]]), "row 1 gives no number"),
        (lambda: MLP(2, [3, 3, 1], hidden=["tanh"]), "1 activations for 2 hidden layers"),
        (lambda: MLP(2, [3, 1], hidden="rleu"), "no rule is called 'rleu'"),
        (lambda: MLP(3, [1])(X[:, :2]), "takes 3 inputs: X of shape (rows, 3), got (6, 2)"),
        (lambda: MLP(3, [1])(1.0), "got ()"),
        (lambda: MLP(3, [1], output="tanh").predict_proba(X), "an output of tanh is no probab"),
        (lambda: MLP(3, [2]).predict(X, threshold=0.3), "decides between two classes"),
        (lambda: Linear(3, 2, initializer="none"), "no initializer is called 'none'"),
    ],
)
def test_what_makes_no_network_is_refused(f, says):
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is looked at below
        f()
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("model", "y", "name", "from_logits"),
    [
        (MLP(3, [2]), [0, 1], "cross_entropy", True),
        (MLP(3, [2], output="softmax"), [0, 1], "cross_entropy", False),
        (MLP(3, [1]), [0, 1], "binary_cross_entropy", True),
        (MLP(3, [1]), [0.0, 1.0], "binary_cross_entropy", True),
        (MLP(3, [1], output="sigmoid"), [0, 1], "binary_cross_entropy", False),
        (MLP(3, [1]), [0, 2], "mean_squared_error", None),
        (MLP(3, [1], output="tanh"), [0, 1], "mean_squared_error", None),
        (MLP(3, [2]), [[0.0, 1.0], [1.0, 0.0]], "cross_entropy", True),
        (MLP(3, [2]), [[0.5, 1.0]], "mean_squared_error", None),
    ],
)
def test_the_loss_that_fits(model, y, name, from_logits):
    loss = model.loss_for(y)
    if from_logits is None:
        assert loss.__name__ == name
    else:
        assert (loss.func.__name__, loss.keywords) == (name, {"from_logits": from_logits})


def test_one_row_and_a_list_are_accepted():
    model = MLP(3, [2])
    np.testing.assert_allclose(model(X[0]).data, model(X).data[0])
    np.testing.assert_allclose(model(X.tolist()).data, model(X).data)
    assert model(X.astype(np.float32)).dtype == np.float64


def test_neurons_of_one_layer_must_have_one_activation():
    net = neurons.MLP(2, [3, 1], activation="tanh")
    net.layers[0].neurons[1].set_activation("relu")
    with pytest.raises(ValueError, match="layer 1 .* tanh, relu, tanh"):
        MLP.from_neurons(net)
    net.layers[0].neurons[1].set_activation("tanh")
    assert MLP.from_neurons(net)([0.5, -1.0]).item() == pytest.approx(net([0.5, -1.0]).item())
    leaky = neurons.MLP(2, [2, 1], activation=ma.LeakyReLU(0.1))
    assert MLP.from_neurons(leaky).activations[0].slope == 0.1
    leaky.layers[0].neurons[0].set_activation(ma.LeakyReLU(0.2))
    with pytest.raises(ValueError, match="layer 1"):
        MLP.from_neurons(leaky)
