"""Every layer of nn, each loss, and whole networks: lines elsewhere, and what others derive."""

import numpy as np
import pytest

import microact as ma
from microact import Value, losses, nn, unroll
from tests.judges.conftest import agree, one_number

X = np.random.default_rng(0).normal(size=(6, 4))
IDS = np.array([0, 2, 1, 2, 4, 0])


def modules():
    nn.seed(1)
    batch = nn.BatchNorm(4)
    batch(X)
    return {
        "Linear": nn.Linear(4, 3), "no bias": nn.Linear(4, 3, bias=False),
        "MLP tanh": nn.MLP(4, [5, 3]), "MLP softmax": nn.MLP(4, [5, 3], "silu", "softmax"),
        "LayerNorm": nn.LayerNorm(4), "RMSNorm": nn.RMSNorm(4), "BatchNorm": nn.BatchNorm(4),
        "BatchNorm, resting": batch.eval(), "Attention": nn.Attention(4, 2, causal=True),
        "Attention, one head": nn.Attention(4), "Dropout, resting": nn.Sequential(
            nn.Linear(4, 3), nn.Dropout(0.5)).eval(),
        "Sequential": nn.Sequential(nn.Linear(4, 8), "gelu", nn.LayerNorm(8), nn.Linear(8, 2)),
        "Residual": nn.Residual(nn.LayerNorm(4), nn.Linear(4, 4), "mish"),
        "a block": nn.Sequential(
            nn.Residual(nn.LayerNorm(4), nn.Attention(4, 2, causal=True)),
            nn.Residual(nn.RMSNorm(4), nn.Linear(4, 8), "gelu_tanh", nn.Linear(8, 4)),
        ),
        "Embedding": nn.Embedding(5, 3),
    }  # fmt: skip


@pytest.mark.parametrize("name", list(modules()))
def test_layers(judge, name):
    module = modules()[name]
    parameters = module.parameters()
    rows = Value(X, "X")
    output = module(IDS) if name == "Embedding" else module(rows)
    inputs = parameters if name == "Embedding" else [rows, *parameters]
    step = unroll(one_number(output), inputs)
    arrays = [np.asarray(x.data) for x in inputs]
    compared(judge, step, arrays)


LOSSES = {
    "mean_squared_error": (losses.mean_squared_error, np.cos(np.arange(18.0)).reshape(6, 3)),
    "cross_entropy": (losses.cross_entropy, np.array([0, 2, 1, 1, 0, 2])),
    "cross_entropy, soft": (losses.cross_entropy, np.full((6, 3), 1 / 3)),
    "binary_cross_entropy": (losses.binary_cross_entropy, np.eye(6, 3)),
    "hinge": (losses.hinge, np.where(np.cos(np.arange(18.0)).reshape(6, 3) > 0, 1.0, -1.0)),
}


@pytest.mark.parametrize("name", list(LOSSES))
@pytest.mark.parametrize("hidden", ["tanh", "relu", "elu", "softplus"])
def test_compiled_steps(judge, name, hidden):
    loss, y = LOSSES[name]
    model = nn.MLP(4, [8, 5, 3], hidden=hidden)
    for p in model.parameters():  # a row of dead units would put the next one on its kink
        p.data = p.data + 0.1 * np.cos(np.arange(p.size)).reshape(p.shape)
    step, arrays = model.compile(loss).lines_for(X, y)
    compared(judge, step, arrays, wrt=len(model.parameters()))
    elsewhere = model.compile(loss).on(judge.namespace, X, y)
    here = model.compile(loss)
    value = here(X, y)
    found, gradients = judge.compiled(elsewhere)(judge.array(X), y)
    agree([judge.plain(found)], [value], 1e-12)
    agree(map(judge.plain, gradients), [p.grad for p in model.parameters()], 1e-12)


def compared(judge, step, arrays, wrt=None):
    value, gradients, *_ = step(*arrays)
    run = step.on(judge.namespace)
    found = judge.compiled(run)(*map(judge.array, arrays))
    agree(map(judge.plain, (found[0], *found[1])), (value, *gradients), 1e-12)
    derived = judge.gradients(run, arrays)[len(arrays) - len(gradients) :]
    theirs = [np.zeros(np.shape(g)) if d is None else judge.plain(d)
              for d, g in zip(derived, gradients)]  # fmt: skip
    agree(theirs, gradients, 1e-11)


def test_a_network_learns_under_jit_as_it_does_here():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    points, y = ma.data.moons(100, noise=0.1, seed=0)
    model = nn.MLP(2, [8, 1])
    step = jax.jit(model.compile().on(jax.numpy, points, y))
    weights = [jax.numpy.asarray(np.asarray(p.data)) for p in model.parameters()]
    here = model.compile()
    for _ in range(20):
        loss, gradients = step(points, y, weights)
        weights = [w - 0.5 * g for w, g in zip(weights, gradients)]
        value = here(points, y)
        for p in model.parameters():
            p.data = p.data - 0.5 * p.grad
    assert float(loss) == pytest.approx(value, rel=1e-12)
    for w, p in zip(weights, model.parameters()):
        assert np.asarray(w) == pytest.approx(p.data, rel=1e-10, abs=1e-12)
