"""A float32 network stays float32: every array that a step makes is looked at."""

import numpy as np
import pytest

import microact as ma
from microact import losses, nn, optim
from microact.rules import registry

SEEN: list[tuple[str, np.dtype]] = []


def bare(x):
    if isinstance(x, Watched):
        return x.view(np.ndarray)
    return type(x)(map(bare, x)) if type(x) in (list, tuple) else x


def watched(x):
    return x.view(Watched) if isinstance(x, np.ndarray) and x.ndim else x


def seen(name, result):
    for x in result if isinstance(result, tuple) else (result,):
        if isinstance(x, np.ndarray | np.generic):
            SEEN.append((name, x.dtype))
    return tuple(map(watched, result)) if isinstance(result, tuple) else watched(result)


class Watched(np.ndarray):
    """An array that tells the dtype of everything computed from it."""

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        if out is not None:
            options["out"] = tuple(map(bare, out))
        result = getattr(ufunc, method)(*map(bare, inputs), **options)
        return seen(ufunc.__name__, result)

    def __array_function__(self, function, types, args, options):
        given = {key: bare(x) for key, x in options.items()}
        return seen(function.__name__, function(*map(bare, args), **given))


def watching(method, after):
    """Hand a rule's method watched arrays, and take plain ones back where they are numbers."""

    def called(self, *args, **options):
        found = method(self, *map(watched, args), **{k: watched(x) for k, x in options.items()})
        return after(found)

    return called


def plainly(found):
    if isinstance(found, list):
        return [(lambda x=x: bare(x())) if callable(x) else bare(x) for x in found]
    return bare(found)


@pytest.fixture
def watch(monkeypatch):
    """Watch every rule of ours, those included whose methods cannot be replaced by users."""
    before = {}
    for kind in registry.values():
        for name, after in (("forward", bare), ("vjp", plainly)):
            before[kind, name] = vars(kind).get(name)
            type.__setattr__(kind, name, watching(getattr(kind, name), after))
    SEEN.clear()
    with ma.plain():  # the lines that are read once are looked at below
        yield SEEN
    for (kind, name), method in before.items():
        type.__delattr__(kind, name)
        if method is not None:
            type.__setattr__(kind, name, method)


X = np.random.default_rng(0).normal(size=(12, 5))
KINDS = ["tanh", "sigmoid", "relu", "leaky_relu", "elu", "selu", "gelu_tanh", "silu", "mish",
         "softplus", "softsign", "hardtanh", "relu6", "identity", "step"]  # fmt: skip
CASES = [
    *[(kind, 3, None, np.arange(12) % 3, None) for kind in KINDS],
    ("tanh", 3, "softmax", np.arange(12) % 3, None),
    ("tanh", 3, None, np.full((12, 3), 1 / 3), losses.cross_entropy),
    ("tanh", 1, None, np.arange(12) % 2, None),
    ("tanh", 1, "sigmoid", np.arange(12) % 2, None),
    ("tanh", 1, None, np.linspace(0, 1, 12), losses.binary_cross_entropy),
    ("tanh", 1, None, np.linspace(0, 1, 12), None),
    ("tanh", 2, None, X[:, :2], None),
    ("tanh", 1, None, np.arange(12) % 2 * 2 - 1, losses.hinge),
]
STEPPERS = {
    "sgd": lambda p: optim.SGD(p, 0.1),
    "momentum": lambda p: optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01),
    "adam": lambda p: optim.Adam(p, 0.1, weight_decay=0.01),
}


def are_float32(found):
    assert len(found) > 15
    wide = {name for name, dtype in found if dtype.kind == "f" and dtype != np.float32}
    assert wide == set()


@pytest.mark.parametrize(("kind", "outputs", "output", "y", "loss"), CASES)
def test_every_number_of_a_step_is_float32(watch, kind, outputs, output, y, loss):
    model = nn.MLP(5, [4, outputs], hidden=kind, output=output, dtype="float32")
    loss = loss or model.loss_for(y)
    watch.clear()  # a gain is computed in float64, once
    value = loss(model(X), y)
    model.zero_grad()
    value.backward()
    for node in ma.engine.order.topological_order(value):
        assert node.dtype == np.float32
        assert np.asarray(node.grad).dtype == np.float32 or node.grad == 1.0
    are_float32(watch)


@pytest.mark.parametrize("stepper", STEPPERS)
def test_a_stepper_keeps_float32(stepper):
    model = nn.MLP(5, [4, 3], dtype="float32")
    steps = STEPPERS[stepper](model.parameters())
    SEEN.clear()
    for _ in range(3):
        for p in model.parameters():
            p.grad = np.ones(p.shape, np.float32).view(Watched)
        steps.step()
        optim.clip_gradients(model.parameters(), 0.1)
        assert all(p.dtype == np.float32 for p in model.parameters())
    are_float32([*SEEN, *[("", np.float32().dtype)] * 20])
    kept = [x for name in ("velocity", "m", "v") for x in getattr(steps, name, [])]
    assert all(x.dtype == np.float32 for x in kept if np.shape(x))


@pytest.mark.parametrize(("kind", "outputs", "output", "y", "loss"), CASES)
def test_every_number_of_the_lines_is_float32(kind, outputs, output, y, loss):
    model = nn.MLP(5, [4, outputs], hidden=kind, output=output, dtype="float32")
    compiled = model.compile(loss)
    compiled(X, y)
    (step,) = compiled.steps.values()
    SEEN.clear()
    numbers = [np.array(x, np.float32).view(Watched) for x in step.like]
    step.on_arrays(*numbers)
    are_float32(SEEN)
    assert all(p.grad.dtype == np.float32 for p in model.parameters())
    assert compiled.outputs.dtype == np.float32


@pytest.mark.parametrize("unroll", [False, True])
def test_training_saving_and_predictions_stay_float32(tmp_path, unroll):
    model = nn.MLP(5, [4, 3], hidden="relu", dtype="float32")
    y = np.arange(12) % 3
    history = ma.train.fit(model, X, y, epochs=3, validation=0.25, verbose=False, unroll=unroll)
    assert all(p.dtype == np.float32 for p in model.parameters())
    assert len(history.val_loss) == 3
    model.save(tmp_path / "net.npz")
    again = ma.load(tmp_path / "net.npz")
    assert again.dtype == np.float32
    assert again.predict_proba(X).dtype == np.float32
    assert again(X).dtype == np.float32
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


def test_float32_learns_what_float64_learns():
    X, y = ma.data.moons(200, seed=3)
    found = []
    for dtype in ("float64", "float32"):
        model = nn.MLP(2, [8, 2], seed=1, dtype=dtype)
        history = ma.train.fit(model, X, y, epochs=20, verbose=False)
        found.append(history.loss)
    np.testing.assert_allclose(*found, rtol=1e-3)


@pytest.mark.parametrize("dtype", ["float32", np.float32, np.dtype("float32")])
def test_a_dtype_however_people_say_it(dtype):
    assert nn.MLP(2, [1], dtype=dtype).dtype == np.float32


@pytest.mark.parametrize("dtype", ["float16", "f4", int, None])
def test_another_dtype_is_refused(dtype):
    if dtype is None:
        assert nn.MLP(2, [1]).dtype == np.float64
        return
    with pytest.raises(ValueError, match="float32"):
        nn.MLP(2, [1], dtype=dtype)
