import random

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.neurons import MLP, Layer, Neuron


def moons(n=100, noise=0.1):
    """Two moons, drawn as scikit-learn 1.x draws them from NumPy's global generator."""
    rng = np.random.mtrand._rand
    angles = np.linspace(0, np.pi, n // 2)
    outer = np.c_[np.cos(angles), np.sin(angles)]
    inner = np.c_[1 - np.cos(angles), 1 - np.sin(angles) - 0.5]
    X, y = np.r_[outer, inner], np.r_[np.zeros(n // 2, int), np.ones(n // 2, int)]
    order = np.arange(n)
    rng.shuffle(order)
    X, y = X[order], y[order]
    return X + rng.normal(scale=noise, size=X.shape), y


PUBLISHED = [
    *(0.8958441028683222, 1.7235905336972022, 0.7429006313851131, 0.7705641260584198),
    *(0.3692793385976538, 0.313545481918522, 0.2814234349772435, 0.26888733313983904),
    *(0.2567147286057417, 0.2704862551637922, 0.24507023853658053, 0.2509905529791503),
    *(0.21560951851922952, 0.23090378446402726, 0.20152151227899445),
]
"""The losses that micrograd's demo notebook prints for its first 15 steps."""


def test_micrograds_demo_gives_micrograds_losses():
    np.random.seed(1337)
    random.seed(1337)
    X, y = moons()
    y = y * 2 - 1
    model = MLP(2, [16, 16, 1])
    assert len(model.parameters()) == 337
    for k, published in enumerate(PUBLISHED):
        inputs = [list(map(Value, xrow)) for xrow in X]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores)]
        data_loss = sum(losses) * (1.0 / len(losses))
        total_loss = data_loss + 1e-4 * sum(p * p for p in model.parameters())
        assert total_loss.data == pytest.approx(published, rel=1e-9)
        model.zero_grad()
        total_loss.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * k / 100) * p.grad


def test_a_program_for_microgpts_value_runs():
    """Lists of scalars, sum, /, ** -0.5, exp, log, relu, p.data -= …, p.grad = 0."""

    def softmax(logits):
        top = max(v.data for v in logits)
        e = [(v - top).exp() for v in logits]
        total = sum(e)
        return [x / total for x in e]

    def rmsnorm(x):
        scale = (sum(v * v for v in x) / len(x) + 1e-5) ** -0.5
        return [v * scale for v in x]

    rng = random.Random(0)
    weights = [[Value(rng.gauss(0, 0.5)) for _ in range(4)] for _ in range(3)]

    def loss(x, target):
        hidden = [v.relu() for v in rmsnorm([Value(v) for v in x])]
        logits = [sum(w * h for w, h in zip(row, hidden)) for row in weights]
        return -softmax(logits)[target].log()

    def numeric(i, j, h=1e-6):
        weights[i][j].data += h
        up = loss([0.5, 1.0, -0.3, 2.0], 1).data
        weights[i][j].data -= 2 * h
        down = loss([0.5, 1.0, -0.3, 2.0], 1).data
        weights[i][j].data += h
        return (up - down) / (2 * h)

    expected = [[numeric(i, j) for j in range(4)] for i in range(3)]
    first = loss([0.5, 1.0, -0.3, 2.0], 1)
    first.backward()
    np.testing.assert_allclose(
        [[w.grad for w in row] for row in weights], expected, rtol=1e-6, atol=1e-9
    )
    for row in weights:
        for p in row:
            p.data -= 0.1 * p.grad
            p.grad = 0
    assert loss([0.5, 1.0, -0.3, 2.0], 1).data < first.data


def test_micrograds_texts_and_order_of_random_numbers():
    random.seed(7)
    expected = [random.uniform(-1, 1) for _ in range(3)]
    random.seed(7)
    neuron = Neuron(3)
    assert [w.data for w in neuron.w] == expected
    assert neuron.b.data == 0.0
    assert repr(neuron) == "ReLUNeuron(3)"
    assert repr(Neuron(2, nonlin=False)) == "LinearNeuron(2)"
    assert repr(Layer(2, 2)) == "Layer of [ReLUNeuron(2), ReLUNeuron(2)]"
    assert repr(MLP(1, [1])) == "MLP of [Layer of [LinearNeuron(1)]]"


@pytest.mark.parametrize("activation", ["tanh", ma.tanh, ma.tanh.rule, ma.tanh.rule()])
def test_an_activation_by_name_function_class_or_instance(activation):
    random.seed(0)
    neuron = Neuron(2, activation=activation)
    x = np.array([0.5, -1.5])
    expected = np.tanh(np.dot([w.data for w in neuron.w], x) + neuron.b.data)
    assert neuron(list(x)).data == pytest.approx(expected)
    assert neuron(x).data == pytest.approx(expected)


def test_a_leaky_slope_and_gradients_of_every_parameter():
    random.seed(1)
    model = MLP(2, [4, 3], activation=ma.leaky_relu.rule(0.2))
    out = model([1.0, -2.0])
    assert len(out) == 3
    (out[0] * out[1] + out[2]).backward()
    assert all(p.grad != 0 for p in model.parameters())
    model.zero_grad()
    assert all(p.grad == 0 for p in model.parameters())


def test_a_network_of_one_input_and_one_neuron_layers():
    assert MLP(1, [1, 1, 1])([2.0]).shape == ()


def test_scopes_name_the_layers():
    model = MLP(2, [2, 1])
    assert model.parameters()[0].scope == "layer1/neuron1"
    assert model.parameters()[-1].scope == "layer2/neuron1"
    assert model([1.0, 2.0]).scope == "layer2/neuron1"


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda: Neuron(2)([1.0]), "this neuron has 2 weights and takes 2 inputs, got 1 inputs"),
        (lambda: Neuron(2)([1.0, 2.0, 3.0]), "got 3 inputs"),
        (lambda: Neuron(2)(3.0), "got a float"),
        (lambda: Neuron(2, activation="tahn"), "no rule is called 'tahn'"),
        (lambda: Neuron(2, activation="softmax"), "is not a function of one number alone"),
        (lambda: Neuron(2, activation="add"), "add is not a function of one number alone"),
        (lambda: Neuron(2, activation="prelu"), "is not a function of one number alone"),
    ],
)
def test_misuse_is_explained(f, message):
    with pytest.raises(ValueError, match=message):
        f()
