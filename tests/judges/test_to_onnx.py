"""Steps and networks as ONNX models: onnxruntime computes what NumPy does, in both dtypes."""

import numpy as np
import pytest

import microact as ma
from microact import Value, nn
from microact.rules import registry
from tests.judges.conftest import every_sample, step_of
from tests.judges.test_programs import program_of
from tests.judges.test_specials import ONE_INPUT, SPECIAL
from tests.test_random_programs import recorded

onnx = pytest.importorskip("onnx", reason="without onnx")
onnxruntime = pytest.importorskip("onnxruntime", reason="without onnxruntime")

SAMPLES = every_sample()


def run(path, *numbers):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    kinds = {"tensor(double)": np.float64, "tensor(float)": np.float32, "tensor(int64)": np.int64}
    given = {i.name: np.asarray(x, kinds[i.type]) for i, x in zip(session.get_inputs(), numbers)}
    return session.run(None, given)


def near(found, wanted, tolerance):
    for a, b in zip(found, wanted, strict=True):
        assert a.shape == np.shape(b)
        scale = np.maximum(1, abs(np.asarray(b)))
        close = abs(a - b) <= tolerance * scale
        assert np.all(close | (a == b) | (np.isnan(a) & np.isnan(b))), (a, b)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("sample", SAMPLES, ids=[name for name, _, _ in SAMPLES])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_rule_value_and_gradients(sample, dtype, tmp_path):
    _, f, inputs = sample
    step = step_of(f, inputs)
    path = tmp_path / "step.onnx"
    ma.to_onnx(step, path, dtype=dtype)
    output, gradients = step(*inputs)
    near(run(path, *inputs), [output, *gradients], 1e-12 if dtype == "float64" else 2e-4)


def test_no_rule_was_left_out():
    ours = {name for name, kind in registry.items() if kind.__module__.startswith("microact.")}
    assert {name.split()[0] for name, _, _ in SAMPLES} >= ours


@pytest.mark.parametrize("name", ONE_INPUT)
def test_specials_come_out_as_numpy_has_them(name, tmp_path):
    x = Value(np.ones(9), "x")
    y = registry[name]()(x)
    y.label = "y"
    step, path = ma.unroll((y * 1.0).sum(), [x], keep=[y]), tmp_path / "step.onnx"
    ma.to_onnx(step, path)
    _, (wanted,), (value,) = step(SPECIAL)
    _, found, there = run(path, SPECIAL)
    for mine, theirs in ((value, there), (wanted, found)):
        assert np.allclose(mine, theirs, rtol=1e-12, atol=1e-320, equal_nan=True), (mine, theirs)
        # Where of onnxruntime 1.32 makes 0.0 of -0.0: the sign of a zero may be another.
        signs = (np.signbit(mine) == np.signbit(theirs)) | np.isnan(mine) | (mine == 0)
        assert np.all(signs), (mine, theirs)


def block(n):
    return [
        nn.Residual(nn.LayerNorm(n), nn.Attention(n, 2, causal=True)),
        nn.Residual(nn.RMSNorm(n), nn.Linear(n, 16), "gelu", nn.Linear(16, n)),
    ]


class Own(nn.Module):
    """A learner's own class: words and places, slices, means, all rows at once."""

    def __init__(self):
        self.words, self.places = nn.Embedding(9, 8), nn.Embedding(5, 8)
        self.blocks = block(8)
        self.head = nn.Linear(8, 9)

    def forward(self, ids):
        x = self.words(ids) + self.places(np.arange(5))
        for part in self.blocks:
            x = part(x)
        return self.head(x[:, -1]) + x[:, 1:4:2].mean(axis=1).sum(axis=-1, keepdims=True)


rng = np.random.default_rng(0)
NETWORKS = {
    "MLP": (lambda: nn.MLP(5, [7, 6, 3], hidden=["elu", "mish"], output="softmax"), None),
    "narrow": (lambda: nn.MLP(5, [7, 3], dtype="float32"), None),
    "sequence": (lambda: nn.Sequential(nn.Linear(5, 8), *block(8), nn.BatchNorm(8)), (6, 4, 5)),
    "own": (Own, "ids"),
    "images": (lambda: nn.Sequential(lambda x: x.reshape(len(x), -1), nn.Linear(12, 2)), (4, 3, 4)),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_for_any_count_of_rows(name, tmp_path):
    make, shape = NETWORKS[name]
    model = make()
    X = rng.integers(0, 9, (6, 5)) if shape == "ids" else rng.normal(size=shape or (6, 5))
    path = tmp_path / "network.onnx"
    ma.to_onnx(model, path, None if shape is None else X)
    model.eval()
    for rows in (X, X[:1], np.concatenate([X, X])):
        near(run(path, rows), [model(rows).data], 1e-5 if name == "narrow" else 1e-12)
    made = onnx.load(path)
    assert {x.name for x in made.graph.initializer} >= set(model.named_parameters())
    kinds = {node.op_type for node in made.graph.node}
    assert not kinds & {"Elu", "Softplus", "Erf", "Gelu", "Mish", "Sigmoid", "LeakyRelu", "Selu"}


class Two(nn.Module):
    def __init__(self):
        self.a, self.b = nn.Embedding(9, 4), nn.Embedding(2, 4)
        self.start = Value(np.arange(4.0))


class Start(Two):
    """A row of its own before the others; columns by places, by a mask; new axes."""

    def forward(self, x):
        x = ma.concatenate([x[:, :1] * 0 + self.start, x], axis=1)
        some = x[:, [0, 2]].sum(axis=1) + x[:, np.array([True, False, True, False])].sum(axis=1)
        return some[:, None, 1:] * x[..., None].sum(axis=1)[:, 1:, 0][:, None]


class Ids(nn.Module):
    def __init__(self):
        self.words = nn.Embedding(4, 2)

    def forward(self, ids):
        return self.words(ids)


@pytest.mark.parametrize(("module", "X", "others"), [
    (Start, rng.normal(size=(2, 3, 4)), [rng.normal(size=(n, 3, 4)) for n in (1, 5)]),
    (Ids, np.array([0, 0, 0]), [np.array([1, 2, 3])]),
    (lambda: nn.MLP(4, [2], seed=1), np.arange(8).reshape(2, 4), [np.array([[7, 1, 0, 9]])]),
])  # fmt: skip
def test_odd_networks_for_other_rows(module, X, others, tmp_path):
    model, path = module(), tmp_path / "network.onnx"
    ma.to_onnx(model, path, X)
    for rows in (X, *others):
        near(run(path, rows), [model(rows).data], 1e-12)


@pytest.mark.parametrize("pick", [
    lambda x: x[True], lambda x: x[False], lambda x: x[0, True], lambda x: x[:, None, [1, 2]],
    lambda x: x[[0, 0, 2]], lambda x: x[:0].sum() + x, lambda x: x[1, None, [1, 2]],
    lambda x: x[[1, 2], None], lambda x: x[np.True_], lambda x: x[-1, ::-2],
])  # fmt: skip
def test_every_kind_of_index(pick, tmp_path):
    x = Value(np.arange(12.0).reshape(3, 4), "x")
    step, path = ma.unroll((pick(x) * 1.0).sum(), [x]), tmp_path / "step.onnx"
    ma.to_onnx(step, path)
    output, gradients = step(x.data)
    near(run(path, x.data), [output, *gradients], 1e-12)


@pytest.mark.parametrize("activation", ["tanh", "gelu", "elu"])
def test_a_compiled_step_trains_in_onnxruntime(activation, tmp_path):
    """Ten steps of descent there and here: the same losses."""
    model = nn.MLP(3, [8, 3], hidden=activation, seed=1)
    X, y = rng.normal(size=(12, 3)), rng.integers(0, 3, 12)
    step, path = model.compile(), tmp_path / "step.onnx"
    ma.to_onnx(step, path, X, y)
    one_hot = np.eye(3)[y]
    weights = [p.data.copy() for p in model.parameters()]
    for _ in range(10):
        loss, *gradients = run(path, X, one_hot, *weights)
        assert abs(loss - step(X, y)) < 1e-12
        weights = [w - 0.5 * g for w, g in zip(weights, gradients)]
        for p in model.parameters():
            p.data = p.data - 0.5 * p.grad


def test_a_batched_step_takes_any_count_of_examples(tmp_path):
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.0, "b")
    y = (w * x + b).tanh() + b
    y.label = "y"
    step, path = ma.unroll(y, [w, x, b], batched=["x"]), tmp_path / "step.onnx"
    ma.to_onnx(step, path)
    for count in (1, 7):
        xs = rng.normal(size=count)
        output, gradients = step(0.3, xs, 0.1)
        near(run(path, 0.3, xs, 0.1), [output, *gradients], 1e-12)
    names = [x.name for x in onnx.load(path).graph.output]
    assert names == ["y", "d_w", "d_x", "d_b"]


def test_labels_are_the_names_of_values(tmp_path):
    w, x = Value([1.0, 2.0], "w"), Value([3.0, 4.0], "x")
    z = w * x
    z.label = "score"
    ma.to_onnx(ma.unroll(z.tanh().sum()), tmp_path / "step.onnx")
    graph = onnx.load(tmp_path / "step.onnx").graph
    assert [i.name for i in graph.input] == ["w", "x"]
    assert "score" in {name for node in graph.node for name in node.output}
    assert "tanh" in {node.doc_string for node in graph.node}


def test_one_leaf_is_the_output_and_gradients_share_a_number(tmp_path):
    x, b = Value(2.0, "x"), Value(3.0, "b")
    for step in (ma.unroll(x + b), ma.unroll(x, [x, b])):
        ma.to_onnx(step, tmp_path / "step.onnx")
        output, gradients = step(5.0, 7.0)
        near(run(tmp_path / "step.onnx", 5.0, 7.0), [output, *gradients], 0)


@pytest.mark.parametrize("seed", range(60))
def test_random_programs(seed, tmp_path):
    steps, arrays = program_of(seed)
    leaves, output = recorded(steps, arrays)
    step, path = ma.unroll(output, leaves), tmp_path / "step.onnx"
    ma.to_onnx(step, path)
    value, gradients = step(*arrays)
    near(run(path, *arrays), [value, *gradients], 1e-9)
