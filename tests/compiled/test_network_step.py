import functools
import threading
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import microact as ma
from microact import Activation, Rule, Value, data, registry
from microact.losses import binary_cross_entropy, cross_entropy, hinge, mean_squared_error
from microact.nn import MLP
from microact.optim import SGD, Adam
from microact.train import fit

RNG = np.random.default_rng(0)
X = RNG.normal(size=(12, 3))


def agree(model, step, X, y, loss):
    """Hold a compiled step to the loss and its backward pass."""
    got = step(X, y)
    gradients = [p.grad for p in model.parameters()]
    model.zero_grad()
    value = loss(model(X), y)
    value.backward()
    assert got == pytest.approx(value.item(), rel=1e-13)
    for gradient, p in zip(gradients, model.parameters()):
        np.testing.assert_allclose(gradient, p.grad, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid", "silu"])
@pytest.mark.parametrize(
    ("outputs", "end", "targets"),
    [
        (3, None, [RNG.integers(0, 3, 12), np.zeros(12, dtype=int), np.eye(3)[[0, 1, 2] * 4]]),
        (3, "softmax", [RNG.integers(0, 3, 12), np.arange(12) % 3]),
        (1, None, [np.arange(12) % 2, np.zeros(12, dtype=int), np.ones(12, dtype=int)]),
        (1, "sigmoid", [np.arange(12) % 2, np.ones(12, dtype=int)]),
        (1, None, [RNG.normal(size=12), np.arange(12.0)]),
        (2, "tanh", [RNG.normal(size=(12, 2))]),
    ],
)
def test_a_step_is_the_loss_and_its_backward_pass(hidden, outputs, end, targets):
    model = MLP(3, [5, outputs], hidden=hidden, output=end, seed=1)
    step = model.compile()
    for y in targets:  # one step after the other, with other targets and other weights
        agree(model, step, X, y, model.loss_for(y))
        agree(model, step, X[:5], y[:5], model.loss_for(y[:5]))
        for p in model.parameters():
            p.data -= 0.1 * p.grad


@pytest.mark.parametrize("loss", [hinge, binary_cross_entropy, mean_squared_error])
def test_what_a_loss_decides_by_its_targets_is_not_mixed_up(loss):
    model = MLP(3, [4, 1])
    step = model.compile(loss)
    targets = [np.ones(12), np.arange(12) % 2, np.zeros(12)]
    targets += [np.where(np.arange(12) % 2, 1, -1)] if loss is hinge else [np.full(12, 0.25)]
    for y in targets * 2:
        agree(model, step, X, y, loss)


def test_a_loss_of_ones_own_is_given_its_target_as_a_value():
    def absolute(output, target):
        return abs(output[:, 0] - target).mean()

    model = MLP(3, [4, 1])
    step = model.compile(absolute)
    for y in (np.arange(12.0), -np.arange(12.0)):
        agree(model, step, X, y, absolute)
    assert len(step.steps) == 1  # the lines are the same for both

    def branching(output, target):
        return (output * 2.0).mean() if output.sum() > 0 else output.mean()

    with pytest.raises(ValueError, match="this loss cannot be compiled: it compares Values"):
        model.compile(branching)(X, np.arange(12.0))


def test_rows_of_another_shape_unroll_again_or_raise_as_asked():
    y = np.arange(12) % 3
    model = MLP(3, [4, 3])
    step = model.compile()
    step(X, y)
    np.testing.assert_allclose(step.outputs, model(X).data, rtol=1e-13)
    step(X[:5], y[:5])
    assert step.outputs.shape == (5, 3)
    strict = model.compile(one_shape=True)
    strict(X, y)
    with pytest.raises(ValueError, match=r"compiled for rows of shape \(12, 3\), got \(5, 3\)"):
        strict(X[:5], y[:5])
    strict(X, y)


def test_wrong_targets_are_refused_as_the_loss_refuses_them():
    step = MLP(3, [4, 3]).compile()
    with pytest.raises(ValueError, match="classes are integers from 0 to 2, got 3"):
        step(X, np.arange(12) % 4)
    with pytest.raises(ValueError, match="takes 3 inputs"):
        step(X[:, :2], np.arange(12) % 3)


def test_float32_stays_float32():
    model = MLP(3, [4, 2])
    for p in model.parameters():
        p.data = p.data.astype(np.float32)
    step = model.compile()
    step(X.astype(np.float32), np.arange(12) % 2)
    assert {p.grad.dtype for p in model.parameters()} == {np.dtype(np.float32)}
    step(X.astype(np.float32), np.arange(12) % 2)
    assert len(step.steps) == 1


@pytest.mark.parametrize("name", ["moons", "blobs"])
def test_training_with_it_is_the_same_training(name):
    points, y = getattr(data, name)(90, seed=0)
    histories = []
    for unroll in (False, True):
        model = MLP(2, [8, 1 if name == "moons" else 3], hidden="relu")
        histories.append(
            fit(model, points, y, epochs=12, validation=0.2, unroll=unroll, verbose=False)
        )
    for a, b in zip(
        histories[0].loss + histories[0].val_loss, histories[1].loss + histories[1].val_loss
    ):
        assert a == pytest.approx(b, rel=1e-9)
    assert histories[0].accuracy == histories[1].accuracy


def test_the_source_can_be_read():
    model = MLP(3, [4, 2])
    step = model.compile(cross_entropy)
    step(X, np.eye(2)[np.arange(12) % 2])
    (unrolled,) = step.steps.values()
    assert "def step(X, target, layer1_weight" in str(unrolled)


def watching(how):
    def loss(output, target):
        return (output[:, 0] - target * how(target)).mean()

    return loss


@pytest.mark.parametrize(
    "how",
    [
        lambda t: 1.0 if t.data[0] > 0 else 2.0,
        lambda t: np.greater(t, 0.5),
        lambda t: 1.0 + (np.float64(0.5) < t),
        lambda t: float(t[0].item() > 0.5),
        lambda t: np.sign(t.data).mean(),
    ],
)
def test_a_loss_that_looks_at_its_target_cannot_be_compiled(how):
    model = MLP(3, [1])
    with pytest.raises(ValueError, match="cannot be compiled"):
        model.compile(watching(how))(X, np.ones(12))


def test_a_loss_made_of_ours_compiles():
    def doubled(output, target):
        return 2.0 * binary_cross_entropy(output, target)

    model = MLP(3, [4, 1])
    step = model.compile(doubled)
    for y in (np.arange(12) % 2, np.ones(12), np.linspace(0, 1, 12)):
        agree(model, step, X, y, doubled)


@pytest.mark.parametrize(
    ("loss", "good", "bad"),
    [
        (mean_squared_error, np.zeros(12), np.full(12, np.nan)),
        (mean_squared_error, np.zeros(12), np.full(12, np.inf)),
        (binary_cross_entropy, np.full(12, 0.5), np.full(12, 2.0)),
        (binary_cross_entropy, np.ones(12), np.full(12, -1.0)),
        (hinge, np.ones(12), np.full(12, 5.0)),
        (hinge, np.zeros(12), np.full(12, 0.5)),
    ],
)
def test_the_checks_of_a_loss_hold_at_every_step(loss, good, bad):
    model = MLP(3, [1])
    step = model.compile(loss)
    step(X, good)
    with pytest.raises(ValueError, match="target"):
        step(X, bad)
    agree(model, step, X, good, loss)


def test_rows_of_probabilities_are_looked_at_at_every_step():
    model = MLP(3, [3])
    step = model.compile(cross_entropy)
    step(X, np.full((12, 3), 1 / 3))
    with pytest.raises(ValueError, match="add up to 1"):
        step(X, np.full((12, 3), 0.5))


@pytest.mark.parametrize("bad", [X.astype(complex), X.astype(str), np.ma.masked_array(X)])
def test_inputs_are_looked_at_at_every_step(bad):
    model = MLP(3, [1])
    step = model.compile(mean_squared_error)
    step(X, np.zeros(12))
    with pytest.raises(TypeError):
        step(bad, np.zeros(12))
    with pytest.raises(TypeError):
        step(X, bad[:, 0])


def test_the_loss_that_was_chosen_stays():
    model = MLP(3, [1])
    step = model.compile()
    step(X, np.arange(12) % 3)  # numbers
    agree(model, step, X, np.arange(12) % 2, mean_squared_error)


def test_another_activation_is_another_step():
    model = MLP(3, [4, 1])
    step = model.compile(mean_squared_error)
    step(X, np.zeros(12))
    model.activations[0] = MLP(3, [4, 1], hidden="relu").activations[0]
    agree(model, step, X, np.zeros(12), mean_squared_error)


def test_a_wrong_class_that_cannot_be_costs_nothing():
    model = MLP(3, [2], output="softmax")
    model.layers[0].bias.data = [0.0, -5000.0]
    step = model.compile()
    assert step(X, np.zeros(12, dtype=int)) == 0.0
    assert all(np.all(np.isfinite(p.grad)) for p in model.parameters())


# ---- what a loss of one's own reads may change ---------------------------------------------------

POINTS, CLASSES = data.moons(60, seed=1)


def trained(make, unroll, **options):
    """Train with a loss and callbacks; return every loss and the weights."""
    model = MLP(2, [6, 1], seed=2)
    loss, callbacks, more = make(model)
    parameters = [*model.parameters(), *more]
    # Adam keeps arrays of each parameter's shape.
    optimizer = SGD(parameters, 0.1) if make is a_layer_that_grows else Adam(parameters, 0.05)
    history = fit(model, POINTS, CLASSES, loss=loss, optimizer=optimizer, callbacks=callbacks,
                  epochs=6, batch_size=25, unroll=unroll, verbose=False, **options)  # fmt: skip
    return history.loss, [p.data for p in model.parameters()] + [x.data for x in more]


def a_value_that_a_callback_changes(model):
    weight = Value(1.0, "weight")

    def loss(output, target):
        return binary_cross_entropy(output, target) * weight

    def callback(epoch, history):
        weight.data = weight.data * 0.5

    return loss, [callback], []


def a_number_that_a_callback_changes(model):
    settings = {"decay": 0.1}

    def loss(output, target):
        penalty = sum((p * p).sum() for p in model.parameters())
        return binary_cross_entropy(output, target) + settings["decay"] * penalty

    def callback(epoch, history):
        settings["decay"] *= 0.5

    return loss, [callback], []


def a_number_that_changes_at_every_step(model):
    state = {"step": 0}

    def loss(output, target):
        state["step"] += 1
        return binary_cross_entropy(output, target) / state["step"]

    return loss, [], []


def random_numbers(model):
    rng = np.random.default_rng(0)

    def loss(output, target):
        return binary_cross_entropy(output + rng.normal(size=output.shape), target)

    return loss, [], []


def another_operation_later(model):
    state = {"late": False}

    def loss(output, target):
        base = binary_cross_entropy(output, target)
        return base.sqrt() if state["late"] else base

    def callback(epoch, history):
        state["late"] = epoch >= 3

    return loss, [callback], []


def an_exponent_that_changes(model):
    state = {"n": 2.0}

    def loss(output, target):
        return (abs(output[:, 0] - target) ** state["n"]).mean()

    def callback(epoch, history):
        state["n"] += 0.25

    return loss, [callback], []


def a_value_that_learns_too(model):
    sharp = Value(1.0, "sharpness")

    def loss(output, target):
        return binary_cross_entropy(output * sharp, target)

    return loss, [], [sharp]


def an_array_that_is_written_into(model):
    weights = np.ones(1)

    def loss(output, target):
        return (abs(output[:, 0] - target) * weights).mean()

    def callback(epoch, history):
        weights[0] *= 0.7

    return loss, [callback], []


def a_value_of_another_shape_later(model):
    weight = Value(1.0, "weight")

    def loss(output, target):
        return (binary_cross_entropy(output, target) * weight).sum()

    def callback(epoch, history):
        weight.data, weight.grad = np.full(epoch, 1.0), 0.0

    return loss, [callback], []


def a_rule_of_ones_own_that_changes(model):
    class Warm(Activation):
        name = "warm_of_a_test"
        heat = 1.0

        def forward(self, x, xp):
            return xp.tanh(Warm.heat * x)

        def local_gradient(self, x, y, xp):
            return Warm.heat * (1 - y * y)

    model.activations[0] = Warm()
    registry.pop("warm_of_a_test")

    def callback(epoch, history):
        Warm.heat *= 0.8

    return binary_cross_entropy, [callback], []


def a_rule_that_draws_random_numbers(model):
    rng = np.random.default_rng(0)

    class Noisy(Activation):
        name = "noisy_of_a_test"

        def forward(self, x, xp):
            self.last = rng.normal()
            return xp.tanh(x) * self.last

        def local_gradient(self, x, y, xp):
            return (1 - xp.tanh(x) ** 2) * self.last

    model.activations[0] = Noisy()
    registry.pop("noisy_of_a_test")
    return binary_cross_entropy, [], []


class Net(MLP):
    scale = 1.0

    def __call__(self, X):
        return super().__call__(X) * self.scale


def a_network_with_code_of_its_own(model):
    model.__class__ = Net

    def callback(epoch, history):
        model.scale *= 0.7

    return mean_squared_error, [callback], []


def a_function_as_an_activation(model):
    slope, heat = Value(0.25, "slope"), [1.0]
    model.activations[0] = lambda x: ma.prelu(x * heat[0], slope)

    def callback(epoch, history):
        heat[0] *= 0.7

    return binary_cross_entropy, [callback], [slope]


def a_rule_that_is_no_dataclass(model):
    class Scale(ma.Elementwise):
        name = "scale_of_a_test"

        def __init__(self, k):
            self.k = k

        def forward(self, x, xp):
            return self.k * x

        def local_gradient(self, x, y, xp):
            return self.k

    registry.pop("scale_of_a_test")
    settings = {"k": 1.0}

    def callback(epoch, history):
        settings["k"] *= 0.5

    return lambda o, t: Scale(settings["k"])(binary_cross_entropy(o, t)), [callback], []


def a_loss_that_looks_like_ours(model):
    settings = {"k": 1.0}

    @functools.wraps(binary_cross_entropy)
    def loss(output, target):
        return binary_cross_entropy(output, target) * settings["k"]

    def callback(epoch, history):
        settings["k"] *= 0.5

    return loss, [callback], []


def an_activation_that_is_only_equal(model):
    class Sharp(Activation):
        name = "sharp_of_a_test"

        def __init__(self, p):
            self.p = p

        def __eq__(self, other):
            return isinstance(other, Sharp)

        def __hash__(self):
            return 1

        def forward(self, x, xp):
            return xp.tanh(self.p * x)

        def local_gradient(self, x, y, xp):
            return self.p * (1 - y * y)

    registry.pop("sharp_of_a_test")
    model.activations[0] = Sharp(1.0)

    def callback(epoch, history):
        if epoch == 3:
            model.activations[0] = Sharp(0.5)

    return binary_cross_entropy, [callback], []


def a_rule_with_a_list(model):
    @dataclass(frozen=True)
    class Listed(Activation):
        name: ClassVar[str] = "listed_of_a_test"
        p: object = (1.0,)

        def forward(self, x, xp):
            return xp.tanh(x * self.p[0])

        def local_gradient(self, x, y, xp):
            return (1 - y * y) * self.p[0]

    registry.pop("listed_of_a_test")
    model.activations[0] = Listed([0.5, 2.0])
    return binary_cross_entropy, [], []


def a_layer_that_grows(model):
    def callback(epoch, history):
        if epoch == 2:
            rng = np.random.default_rng(3)
            model.layers[0].weight.data = rng.normal(size=(2, 8))
            model.layers[0].bias.data = np.zeros(8)
            model.layers[1].weight.data = rng.normal(size=(8, 1))
            for layer in model.layers:
                layer.weight.grad = layer.bias.grad = 0.0

    return binary_cross_entropy, [callback], []


CHANGING = [
    a_network_with_code_of_its_own,
    a_function_as_an_activation,
    a_rule_that_is_no_dataclass,
    a_loss_that_looks_like_ours,
    an_activation_that_is_only_equal,
    a_rule_with_a_list,
    a_layer_that_grows,
    a_value_that_a_callback_changes,
    a_number_that_a_callback_changes,
    a_number_that_changes_at_every_step,
    random_numbers,
    another_operation_later,
    an_exponent_that_changes,
    a_value_that_learns_too,
    an_array_that_is_written_into,
    a_value_of_another_shape_later,
    a_rule_of_ones_own_that_changes,
]


@pytest.mark.parametrize("make", CHANGING, ids=lambda f: f.__name__)
@pytest.mark.parametrize("validation", [0.0, 0.25])
def test_unrolled_training_is_the_same_whatever_a_loss_reads(make, validation):
    eager = trained(make, unroll=False, validation=validation)
    unrolled = trained(make, unroll=True, validation=validation)
    np.testing.assert_allclose(unrolled[0], eager[0], rtol=1e-9)
    for a, b in zip(unrolled[1], eager[1]):
        np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-9)


def test_a_rule_that_draws_random_numbers_is_refused():
    with pytest.raises(ValueError, match="noisy_of_a_test computes something else each time"):
        trained(a_rule_that_draws_random_numbers, unroll=True)


def test_an_unrolled_step_says_that_what_it_holds_has_changed():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    step = ma.unroll(w * x, inputs=[x])
    assert step(3.0) == (6.0, (2.0,))
    w.data = 5.0
    with pytest.raises(RuntimeError, match=r"the data of w, a constant .* unroll again"):
        step(3.0)
    del w  # nobody can change it any more
    step = ma.unroll(Value(2.0) * x, inputs=[x])
    assert step(3.0) == (6.0, (2.0,))


@pytest.mark.parametrize("kind", ["floats", "arrays"])
def test_an_unrolled_step_says_that_a_rule_has_changed(kind):
    class Warm(Activation):
        name = "warm_of_a_test"
        heat = 1.0

        def forward(self, x, xp):
            return Warm.heat * x

        def local_gradient(self, x, y, xp):
            return Warm.heat

    try:
        x = Value(3.0 if kind == "floats" else [3.0], "x")
        step = ma.unroll(Warm()(x).sum() if kind == "arrays" else Warm()(x))
        assert step(x.data)[0] == 3.0
        Warm.heat = 2.0
        with pytest.raises(RuntimeError, match="warm_of_a_test computes something else by now"):
            step(x.data)
    finally:
        registry.pop("warm_of_a_test")


def test_a_rule_that_mixes_elements_is_watched_too():
    scale = {"by": 2.0}

    class Scaled(Rule):
        name = "scaled_of_a_test"

        def forward(self, x, xp):
            return xp.sum(x) * scale["by"]

        def vjp(self, upstream, y, x, xp):
            return [xp.broadcast_to(upstream * scale["by"], x.shape)]

    try:
        x = Value([1.0, 2.0], "x")
        step = ma.unroll(Scaled()(x))
        assert step(np.ones(2))[0] == 4.0
        scale["by"] = 3.0
        with pytest.raises(RuntimeError, match="computes something else by now"):
            step(np.ones(2))
    finally:
        registry.pop("scaled_of_a_test")


def test_a_rule_that_reads_differently_each_time_is_not_unrolled():
    rng = np.random.default_rng(0)

    class Noisy(Activation):
        name = "noisy_of_a_test"

        def forward(self, x, xp):
            return x * rng.normal()

        def local_gradient(self, x, y, xp):
            return rng.normal()

    try:
        with pytest.raises(ValueError, match="noisy_of_a_test computes something else each time"):
            ma.unroll(Noisy()(Value(1.0)))
    finally:
        registry.pop("noisy_of_a_test")


def test_a_value_put_in_the_place_of_an_equal_one_gets_the_gradient():
    model = MLP(2, [4, 1])
    held = [Value(0.5, "w")]

    def loss(output, target):
        return mean_squared_error(output, target * held[0]) + held[0] * held[0]

    step = model.compile(loss)
    for _ in range(3):
        held[0] = Value(0.5, "w")
        step(POINTS, CLASSES.astype(float))
        got, held[0].grad = held[0].grad, 0.0
        loss(model(POINTS), CLASSES.astype(float)).backward()
        assert got == pytest.approx(held[0].grad, rel=1e-12)
    assert len(step.steps) == 1


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int16, np.int32, np.int64, np.float32])
@pytest.mark.parametrize(
    "loss",
    [
        lambda o, t: mean_squared_error(o[:, 0], t - 1),
        lambda o, t: mean_squared_error(o[:, 0], t * 100 * 2),
        lambda o, t: mean_squared_error(o[:, 0], t + t),
    ],
)
def test_whole_targets_are_the_same_numbers_either_way(dtype, loss):
    losses = []
    for unroll in (False, True):
        model = MLP(2, [4, 1])
        history = fit(model, POINTS, CLASSES.astype(dtype), loss=loss, epochs=3, unroll=unroll,
                      verbose=False)  # fmt: skip
        losses.append(history.loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)


def test_truths_as_targets_of_ones_own_loss_are_refused():
    step = MLP(2, [1]).compile(lambda o, t: mean_squared_error(o[:, 0], t + t))
    with pytest.raises(TypeError, match=r"y.astype\(int\) makes them of these truths"):
        step(POINTS, CLASSES.astype(bool))


def test_cross_entropy_itself_compiles():
    losses = []
    for unroll in (False, True):
        model = MLP(2, [5, 2])
        history = fit(model, POINTS, CLASSES, loss=cross_entropy, epochs=3, unroll=unroll,
                      verbose=False)  # fmt: skip
        losses.append(history.loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)


def test_a_loss_that_needs_an_array_is_told_that_its_target_is_a_value():
    step = MLP(2, [2]).compile(lambda o, t: -o[np.arange(60), t].mean())
    with pytest.raises(IndexError, match="in a compiled loss the target is a Value, not an array"):
        step(POINTS, CLASSES)


def test_something_computed_before_a_change_is_refused_either_way():
    outside = Value(2.0, "outside")
    stale = outside * 2.0

    def loss(output, target):
        return binary_cross_entropy(output, target) * stale

    outside.data = 3.0
    step = MLP(2, [1]).compile(loss)
    with pytest.raises(RuntimeError, match="the data of outside was changed"):
        step(POINTS, CLASSES)


def test_a_bias_that_is_a_single_number():
    X, y = np.ones((4, 2)), np.array([0, 1, 1, 0])
    found = []
    for unroll in (False, True):
        model = MLP(2, [3, 2], seed=1)
        model.layers[-1].bias.data = 0.5
        found.append(fit(model, X, y, epochs=2, verbose=False, unroll=unroll).loss)
    np.testing.assert_allclose(*found, rtol=1e-12)


def test_a_narrow_target_is_as_exact_as_without_lines():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 1)).astype(np.float32)

    def loss(o, t):
        return ma.logsumexp(o, axis=1).mean() - (o * t).mean()

    model = MLP(2, [3, 1])
    step = model.compile(loss)
    for _ in range(2):
        step(X, y)
        compiled = [p.grad for p in model.parameters()]
        model.zero_grad()
        loss(model(X), y).backward()
        for a, p in zip(compiled, model.parameters()):
            np.testing.assert_allclose(a, p.grad, rtol=1e-12, atol=1e-15)


def test_a_rule_that_was_replaced_is_read_again(monkeypatch):
    X, y = np.ones((4, 2)), np.array([0.0, 1.0, 1.0, 0.0])
    model = MLP(2, [3, 1])
    step = model.compile(mean_squared_error)
    step(X, y)
    before = model.parameters()[0].grad.copy()
    lines = ma.unroll(ma.tanh(Value(0.5, "x")))
    with monkeypatch.context() as patched:
        patched.setattr(registry["tanh"], "local_gradient", lambda self, x, y, xp: 5 * y)
        step(X, y)
        compiled = model.parameters()[0].grad.copy()
        model.zero_grad()
        mean_squared_error(model(X), y).backward()
        np.testing.assert_allclose(compiled, model.parameters()[0].grad, rtol=1e-12)
        with pytest.raises(RuntimeError, match="was replaced since this was unrolled"):
            lines(0.5)
    step(X, y)
    np.testing.assert_array_equal(model.parameters()[0].grad, before)


def test_ever_new_losses_are_not_kept_for_ever():
    X, y = np.ones((4, 2)), np.array([0.0, 1.0, 1.0, 0.0])
    model = MLP(2, [3, 1])
    step = model.compile(mean_squared_error)
    for _ in range(120):
        step.loss = functools.partial(mean_squared_error)
        step(X, y)
    assert len(step.steps) <= 50
    assert len(step._parts) <= 50


def test_two_threads_do_not_take_each_others_comparisons_for_theirs():
    X, y = np.ones((4, 2)), np.array([0.0, 1.0, 1.0, 0.0])
    failed = []

    def compiling():
        for _ in range(10):
            try:
                MLP(2, [3, 1]).compile(lambda o, t: ((o[:, 0] - t) ** 2).mean())(X, y)
            except ValueError as error:
                failed.append(error)

    def comparing():
        v = Value(1.0)
        while any(t.is_alive() for t in threads[:1]):
            assert v > 0.0

    threads = [threading.Thread(target=compiling), threading.Thread(target=comparing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
