"""What leaves for PyTorch, as text; `tests/judges` runs it there."""

import ast
import sys

import numpy as np
import pytest

import microact as ma
from microact import nn
from microact.nn import MLP


@pytest.fixture
def twisted(swept):
    class Twisted(ma.Activation):
        formula = "x + sin(x)"

        def forward(self, x, xp):
            return x + xp.sin(x)

        def local_gradient(self, x, y, xp):
            return 1 + xp.cos(x)

    return Twisted()


def test_an_mlp_reads_as_people_write_it():
    source = ma.to_torch(MLP(2, [8, 3], hidden="leaky_relu")).source
    assert "nn.Linear(2, 8), nn.LeakyReLU(0.01),\n" in source
    assert "nn.Linear(8, 3),\n" in source
    assert "F.cross_entropy" in source
    ast.parse(source)


def test_weights_are_transposed_copies_in_order():
    model = MLP(2, [3, 1])
    weights = ma.to_torch(model).weights
    w = weights["layers.0.weight"]
    assert np.array_equal(w, model.layers[0].weight.data.T)
    assert w.flags.c_contiguous
    w[:] = 0
    assert np.all(model.layers[0].weight.data != 0)


def test_both_halves_of_an_own_activation_stand_in_the_source(twisted):
    source = ma.to_torch(MLP(2, [3, 1], hidden=twisted)).source
    assert "y = x + torch.sin(x)" in source
    assert "gradient = upstream * (1 + torch.cos(x))" in source
    assert source.count("class TwistedFunction") == 1


def test_the_loss_fits_the_end_or_is_named():
    ends = [
        (MLP(2, [1]), "mse_loss"),
        (MLP(2, [3]), "cross_entropy"),
        (MLP(2, [3], output="softmax"), "gather"),
        (MLP(2, [1], output="sigmoid"), "binary_cross_entropy(output"),
        (nn.Sequential(nn.Linear(2, 3)), "cross_entropy"),
        (nn.Sequential(nn.Linear(2, 3), "tanh"), "mse_loss"),
        (nn.LayerNorm(3), "mse_loss"),
    ]
    for model, name in ends:
        assert name in ma.to_torch(model).source
    chosen = ma.to_torch(MLP(2, [1]), loss=ma.losses.binary_cross_entropy).source
    assert "binary_cross_entropy_with_logits" in chosen
    with pytest.raises(TypeError, match="mean_squared_error"):
        ma.to_torch(MLP(2, [1]), loss=lambda output, y: output)


def test_everything_without_words_is_named_at_once():
    class Mine(nn.Module):
        def forward(self, x):
            return x

    twice = nn.Linear(3, 3)
    model = nn.Sequential(Mine(), np.sin, twice, twice, nn.Linear(3, 3, dtype="float32"))
    with pytest.raises(TypeError) as told:
        ma.to_torch(model)
    for words in ("Mine has Python code", "sin is a function", "layers.2 as well", "float32"):
        assert words in str(told.value)
    tied = nn.Sequential(nn.Embedding(4, 4), nn.Linear(4, 4))
    tied.parts[1].weight = tied.parts[0].table
    with pytest.raises(TypeError, match=r"layers.0.weight as well"):
        ma.to_torch(tied)
    with pytest.raises(TypeError, match="takes a module"):
        ma.to_torch(np.ones(3))


def test_frozen_weights_and_resting_parts_are_told():
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
    model.parts[0].freeze()
    source = ma.to_torch(model).source
    assert 'get_parameter("layers.0.weight").requires_grad_(False)' in source.replace("'", '"')
    assert ".eval()" not in source
    model.parts[1].eval()
    assert 'get_submodule("layers.1").training = False' in ma.to_torch(model).source
    assert "net.eval()" in ma.to_torch(model.eval()).source


def test_what_is_not_installed_is_named_in_one_line(monkeypatch, tmp_path):
    made = ma.to_torch(MLP(2, [1]))
    for missing, used in (("torch", made.module), ("safetensors", lambda: made.save(tmp_path))):
        monkeypatch.setitem(sys.modules, missing, None)
        with pytest.raises(ModuleNotFoundError, match=f"pip install {missing}"):
            used()


def test_a_title_cannot_break_out_of_the_source(swept):
    class Odd(ma.Activation):
        name = 'odd"""'
        formula = 'x """ \\'

        def forward(self, x, xp):
            return x

        def local_gradient(self, x, y, xp):
            return 1.0

    ast.parse(ma.to_torch(MLP(2, [2, 1], hidden=Odd())).source)


def test_a_slope_that_somebody_replaced_leaves_as_it_is(monkeypatch):
    monkeypatch.setattr(ma.registry["tanh"], "local_gradient", lambda self, x, y, xp: 0.25 * y)
    source = ma.to_torch(MLP(2, [3, 1])).source
    assert "gradient = upstream * (0.25 * y)" in source
    assert "nn.Tanh()" not in source
