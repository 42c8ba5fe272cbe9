"""What becomes an ONNX model and what is refused; `tests/judges` runs the models."""

import sys

import numpy as np
import pytest

import microact as ma
from microact import Value, nn
from microact.exchange.onnx_shapes import Nodes


def refusal(what, *args, error=TypeError, path="model.onnx", **options):
    with pytest.raises(error) as told:
        ma.to_onnx(what, path, *args, **options)
    return str(told.value)


def test_without_onnx_one_line_says_what_installs_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "onnx", None)
    for what in (ma.unroll(Value(2.0, "x").tanh()), nn.MLP(2, [3])):
        told = refusal(what, error=ModuleNotFoundError, path=tmp_path / "model.onnx")
        assert told == "a model as ONNX needs onnx: python -m pip install onnx"
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_step_and_no_module_is_refused():
    assert "to_onnx(ma.unroll(value), path)" in refusal(Value(2.0))
    assert "X, y" in refusal(nn.MLP(2, [3]).compile())
    assert "compile()" in refusal(nn.MLP(2, [3]), np.ones((2, 2)), np.ones(2))
    assert "float16" in refusal(ma.unroll(Value(2.0).tanh()), dtype="float16")
    assert "javascript" in refusal(ma.unroll(Value(2.0).tanh(), language="javascript"))
    assert "to_onnx(model, path, X)" in refusal(nn.Sequential(nn.LayerNorm(3)))
    assert "numbers, in rows" in refusal(nn.MLP(2, [3]), np.array(["a", "b"]))


def test_a_branch_of_python_code_is_refused():
    x = Value(2.0, "x")
    y = x * 3 if x > 0 else x
    assert "ma.where" in refusal(ma.unroll(y))


def test_what_was_changed_since_is_refused():
    x, c = Value(2.0, "x"), Value(3.0, "c")
    step = ma.unroll(x * c, [x])
    c.data = 4.0
    assert "unroll again" in refusal(step, error=RuntimeError)


class Draws(nn.Module):
    def forward(self, x):
        return x + np.random.default_rng().normal()


class Reads(nn.Module):
    def forward(self, x):
        return x * float(x.data.mean())


class Decides(nn.Module):
    def forward(self, x):
        return x * 2 if len(x) == 2 else x.tanh()


class Swaps(nn.Module):
    def forward(self, x):
        a, b = x.tanh(), x.exp()
        return a - b if len(x) == 2 else b - a


class Counts(nn.Module):
    def forward(self, x):
        return x / len(x)


class Forgets(nn.Module):
    """Takes classes and makes numbers of them: no leaf is left, but the numbers are X's."""

    def __init__(self):
        self.w = Value(np.ones((3, 2)))

    def forward(self, ids):
        return ma.matmul(np.eye(3)[ids] * 1.5, self.w)


class Net(nn.Module):
    def __init__(self, f):
        self.f, self.words, self.b = f, nn.Embedding(9, 4), Value(np.arange(4.0))

    def forward(self, x):
        return self.f(self, x)


def padded(net, ids):
    x = net.words(ids)
    return ma.attention(x, x, x, mask=np.broadcast_to((ids != 0)[:, None, :], (len(ids), 5, 5)))


IDS = np.array([[1, 2, 3, 4, 5]])


@pytest.mark.parametrize(("f", "X"), [
    (padded, IDS),
    (lambda net, ids: net.words(np.clip(ids, 0, 8)), IDS),
    (lambda net, ids: net.words(np.where(ids < 9, ids, 0)), IDS),
    (lambda _, x: ma.where(np.asarray(x.data) > 0, x, 0.0), np.ones((2, 4))),
    (lambda _, x: ma.where(np.isnan(x.data), 0.0, x), np.ones((2, 4))),
    (lambda _, x: x * float(min(len(x.data), 2)), np.ones((2, 4))),
    (lambda _, x: x * np.where(np.arange(len(x)) < 3, 1.0, 0.0)[:, None], np.ones((2, 4))),
    (lambda net, x: np.ones((len(x), 1)) * net.b, np.ones((2, 3))),
    (lambda net, x: ma.concatenate([np.zeros((len(x), 1, 4)) + net.b, x], axis=1),
     np.ones((2, 3, 4))),
    (lambda _, x: x[1:], np.ones((3, 4))),
])  # fmt: skip
def test_what_python_code_made_of_the_rows_is_refused(f, X):
    """Some numbers of the example never show it: other ones are tried, too."""
    assert "hangs on the rows" in refusal(Net(f), X)


def test_rows_that_tell_nothing_are_refused():
    assert "already" in refusal(ma.unroll(Value(2.0).tanh()), np.ones((2, 2)))
    assert "not all alike" in refusal(nn.Embedding(1, 2), np.array([0, 0]))


@pytest.mark.parametrize("module", [Draws, Reads, Decides, Swaps, Counts])
def test_a_number_that_hangs_on_the_rows_is_refused(module):
    assert "hangs on the rows" in refusal(module(), np.arange(6.0).reshape(3, 2))


def test_whole_numbers_that_became_other_numbers_are_refused():
    assert "hangs on the rows" in refusal(Forgets(), np.array([[0, 1], [2, 0]]))


def test_a_network_is_left_as_it_was():
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm(3), nn.Dropout(0.5), Draws())
    model.parts[0].freeze()
    before = model.state()
    refusal(model, np.arange(6.0).reshape(3, 2))
    assert all(part.training for part in model.modules())
    assert [p.requires_grad for p in model.parameters()] == [False, False, True, True]
    for name, x in model.state().items():
        assert np.array_equal(x, before[name])


def test_nodes_compute_what_they_note_down():
    """What each node would give is known beside it: shapes are right without a runtime."""
    nodes = Nodes(np.dtype(float))
    x = nodes.constant(np.arange(24.0).reshape(2, 3, 4))
    for index in (1, slice(None, None, -1), (..., -1), (0, ..., slice(1, 3)), (slice(2, 0, -1), 0)):
        assert np.array_equal(x[index].like, x.like[index])
    for index in (
        np.array([[0, 1], [1, 1]]),
        x.like > 3,
        (None, 1),
        (np.array([0]), np.array([2])),
    ):
        assert np.array_equal(x[index].like, x.like[index])
    assert (x < 3.0).dtype == bool
    assert np.array_equal((~(x < 3.0)).like, x.like >= 3)
    assert np.allclose(nodes.var(x, axis=1, ddof=1).like, x.like.var(axis=1, ddof=1))
    small = nodes.constant(np.array([1e-20, -1e-20, 1e-5, 3.0]))
    assert np.allclose(nodes.expm1(small).like, np.expm1(small.like), rtol=1e-15)
    assert np.allclose(nodes.log1p(small).like, np.log1p(small.like), rtol=1e-15)
    assert {node.kind for node in nodes.nodes} >= {"Gather", "Slice", "Where", "Log"}
