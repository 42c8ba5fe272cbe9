"""Networks that leave for PyTorch compute there what they compute here, and learn alike."""

import importlib.util

import numpy as np
import pytest

import microact as ma
from microact import nn
from microact.nn import MLP
from microact.train import fit

torch = pytest.importorskip("torch", reason="without PyTorch")
pytest.importorskip("safetensors", reason="without safetensors")

POINTS = [-30.0, -3.0, -1.0, -0.5, -0.0, 0.0, 0.3, 1.0, 2.0, 6.0, 25.0, 40.0]


@pytest.fixture
def own(swept):
    """Return two activations with all that a printer may get wrong."""

    class Bent(ma.Activation):
        """Comparisons, a truth as a number, constants in choices."""

        def forward(self, x, xp):
            inside = (x > -1) & (x < 1)
            return xp.where(inside, x * 0.01, xp.maximum(x, 0.5)) + 0.1 * (x >= 2)

        def local_gradient(self, x, y, xp):
            return xp.where((x > -1) & (x < 1), 0.01, 1.0 * (x > 0.5) + 0.5 * (x == 0.5))

    class Whole(ma.Activation):
        """Not, exclusive or, an infinite constant, a division."""

        def forward(self, x, xp):
            return xp.where(~(x > 0), -xp.inf, xp.minimum(x, 7.0) ** 2)

        def local_gradient(self, x, y, xp):
            return xp.where((x > 0) ^ (x > 7), 2 * x, 0.0) / 1.0

    return {"bent": Bent(), "whole": Whole()}


ACTIVATIONS = [
    *sorted(set(ma.activations) - {"prelu"}),
    "exp", "abs", "sin", "sign", "expm1", "bent", "whole",
    ma.LeakyReLU(0.2), ma.ELU(2.0),
]  # fmt: skip


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=str)
def test_every_activation_its_kinks_too(activation, own):
    model = nn.Sequential(own.get(activation, activation), nn.Linear(len(POINTS), 1))
    x, there = ma.Value(POINTS), torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    mine, theirs = model.parts[0](x), ma.to_torch(model).module().layers[0](there)
    assert np.allclose(theirs.detach(), mine.data, rtol=1e-12, atol=1e-12, equal_nan=True)
    weights = np.linspace(0.5, 1.5, len(POINTS))
    mine.backward(weights)
    theirs.backward(torch.from_numpy(weights))
    assert np.allclose(there.grad, x.grad, rtol=1e-12, atol=1e-12, equal_nan=True)


def block(n=8):
    return [
        nn.Residual(nn.LayerNorm(n), nn.Attention(n, 2, causal=True)),
        nn.Residual(nn.RMSNorm(n), nn.Linear(n, 16), "gelu", nn.Linear(16, n)),
    ]


NETWORKS = {
    "MLP": lambda: MLP(5, [7, 6, 3], hidden=["tanh", "relu"], output="softmax"),
    "narrow": lambda: MLP(5, [7, 3], dtype="float32"),
    "blocks": lambda: nn.Sequential(nn.Linear(5, 8), *block(), nn.BatchNorm(8), nn.Linear(8, 2)),
    "deep": lambda: nn.Sequential(nn.Sequential(nn.Linear(5, 4, bias=False)), MLP(4, [2])),
    "resting": lambda: nn.Sequential(nn.Linear(5, 8), nn.BatchNorm(8), nn.Dropout(0.9)).eval(),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_outputs_and_every_gradient_from_the_files(name, tmp_path):
    ma.nn.seed(3)
    model, rng = NETWORKS[name](), np.random.default_rng(0)
    for p in model.parameters():
        p.data = (p.data + rng.normal(size=p.shape) / 3).astype(p.dtype)
    ma.to_torch(model).save(tmp_path / "there")
    spec = importlib.util.spec_from_file_location("network", tmp_path / "there" / "network.py")
    file = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(file)
    net = file.load(tmp_path / "there" / "weights.safetensors")
    dtype = model.parameters()[0].dtype
    X = rng.normal(size=(6, 4, 5) if name == "blocks" else (6, 5)).astype(dtype)
    mine, theirs = model(X), net(torch.from_numpy(X))
    upstream = rng.normal(size=mine.shape).astype(dtype)
    mine.backward(upstream)
    theirs.backward(torch.from_numpy(upstream))
    near = 1e-12 if dtype == np.float64 else 1e-5
    assert np.allclose(theirs.detach(), mine.data, rtol=near, atol=near)
    assert len(list(net.parameters())) == len(model.parameters())
    for p, q in zip(model.parameters(), net.parameters()):
        there = q.grad.numpy()
        there = there.T if p.shape != there.shape or "weight" in p.label else there
        assert np.allclose(there, p.grad, rtol=near, atol=10 * near), p.label


def test_tables_of_words_and_frozen_weights():
    model = nn.Sequential(nn.Embedding(7, 4), nn.Linear(4, 7))
    model.parts[0].freeze()
    net = ma.to_torch(model).module()
    ids = np.array([[1, 2], [6, 0]])
    assert np.allclose(net(torch.from_numpy(ids)).detach(), model(ids).data, atol=1e-12)
    assert [p.requires_grad for p in net.parameters()] == [False, True, True]


def test_parts_rest_each_by_itself():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm(4), nn.Dropout(0.9), nn.Linear(4, 2)).eval()
    model.parts[1].training = True
    X = np.random.default_rng(0).normal(size=(6, 3))
    net = ma.to_torch(model).module()
    assert np.allclose(net(torch.from_numpy(X)).detach(), model(X).data, atol=1e-12)


def test_names_of_own_activations_clash_with_nothing(swept):
    def named(name, factor):
        return type(name, (ma.Activation,), {
            "name": f"own_{name}_{factor}", "forward": lambda self, x, xp: factor * x,
            "local_gradient": lambda self, x, y, xp: factor + 0 * x,
        })()  # fmt: skip

    names = ("Bar3", "Bar", "Bar", "F", "nn", "torch", "load", "None_", "len", "Foo", "FooFunction")
    rules = [named(name, float(i + 2)) for i, name in enumerate(names)]
    X = np.ones((1, 1))
    net = ma.to_torch(nn.Sequential(*rules, nn.Linear(1, 1))).module()
    there = torch.from_numpy(X)
    for i, rule in enumerate(rules):
        assert np.allclose(net.layers[i](there), rule(X))


def test_a_certain_probability_has_the_same_slope():
    model = MLP(2, [2], output="softmax")
    model.parameters()[0].data = np.array([[800.0, -800.0], [0.0, 0.0]])
    made = ma.to_torch(model)
    names = {"__name__": "network"}
    exec(made.source, names)
    X = np.array([[1.0, 0.0], [1.0, 0.0]])
    net = made.module()
    names["loss"](net(torch.from_numpy(X)), torch.tensor([0, 0])).backward()
    assert all(np.all(p.grad.numpy() == 0) for p in net.parameters())


@pytest.mark.parametrize("classes", [1, 3])
def test_its_training_loop_goes_the_way_of_fit(classes):
    """All rows at once, so that both take the same steps: the losses of 20 of Adam's agree."""
    model, rng = MLP(3, [8, classes], seed=2), np.random.default_rng(1)
    X = rng.normal(size=(40, 3))
    y = rng.normal(size=40) if classes == 1 else rng.integers(0, classes, 40)
    made = ma.to_torch(model)
    names = {"__name__": "network"}
    exec(made.source, names)
    net = made.module()
    theirs = names["train"](net, torch.from_numpy(X), torch.from_numpy(y), 20, batch_size=None)
    mine = fit(model, X, y, epochs=20, batch_size=None, verbose=False)
    assert np.allclose(theirs, mine.loss, rtol=1e-9)
    few = names["train"](net, torch.from_numpy(X), torch.from_numpy(y), 20)
    assert len(few) == 20
    assert few[-1] < theirs[0]
