import numpy as np
import pytest

from microact import data
from microact.losses import binary_cross_entropy, cross_entropy, hinge, mean_squared_error
from microact.nn import MLP
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
