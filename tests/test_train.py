import sys
import warnings

import numpy as np
import pytest

from microact import data, neurons
from microact.history import History
from microact.metrics import accuracy
from microact.nn import MLP
from microact.optim import SGD
from microact.train import fit


def parts(X, y, seed):
    """Split, and standardise with the mean and spread of the rows to learn from."""
    learned, held_out = data.split(y, 0.2, seed)
    mean, spread = X[learned].mean(axis=0), X[learned].std(axis=0)
    X = (X - mean) / np.where(spread > 0, spread, 1)
    return X[learned], y[learned], X[held_out], y[held_out]


def learn(X, y, sizes, epochs, seed, activation="tanh", **settings):
    """Train on four fifths and return the share of right answers on the rest."""
    X, y, X_test, y_test = parts(X, y, seed)
    outputs = 1 if y.max() == 1 else int(y.max()) + 1
    model = MLP(X.shape[1], [*sizes, outputs], hidden=activation, seed=seed)
    fit(model, X, y, epochs=epochs, seed=seed, verbose=False, **settings)
    return accuracy(y_test, model.predict(X_test))


def test_moons_where_a_straight_line_fails():
    network = [learn(*data.moons(500, 0.1, s), [16, 16], 80, s) for s in range(5)]
    line = [learn(*data.moons(500, 0.1, s), [], 40, s) for s in range(5)]
    print(f"moons: network {np.mean(network):.3f}, logistic regression {np.mean(line):.3f}")
    assert np.mean(network) >= 0.99
    assert np.mean(line) < 0.90


def test_spirals():
    shares = [learn(*data.spirals(seed=s), [32, 32], 150, s) for s in range(5)]
    print(f"spirals: {np.mean(shares):.3f}")
    assert np.mean(shares) >= 0.97


def theirs(X, y, sizes, epochs, seed, activation, lr):
    """Train scikit-learn's network of the same layers on the same rows, as long."""
    neural = pytest.importorskip("sklearn.neural_network")
    X, y, X_test, y_test = parts(X, y, seed)
    model = neural.MLPClassifier(
        sizes, activation=activation, solver="adam", alpha=0.0, batch_size=32, max_iter=epochs,
        learning_rate_init=lr, tol=0, n_iter_no_change=epochs, random_state=seed,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that it has not converged: the budget is fixed
        model.fit(X, y)
    return model.score(X_test, y_test)


@pytest.mark.parametrize(
    ("name", "sizes", "epochs", "activation", "lr", "least"),
    [
        ("iris", (16,), 60, "tanh", 0.01, 0.95),
        ("digits", (64,), 30, "relu", 0.003, 0.96),
        ("breast_cancer", (16,), 60, "relu", 0.003, 0.95),
    ],
)
def test_as_good_as_scikit_learns_network(name, sizes, epochs, activation, lr, least):
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    ours = np.mean([learn(X, y, sizes, epochs, s, activation, lr=lr) for s in range(5)])
    other = np.mean([theirs(X, y, sizes, epochs, s, activation, lr) for s in range(5)])
    print(f"{name}: ours {ours:.4f}, scikit-learn {other:.4f}")
    assert ours >= least
    assert ours > other - 0.015


def small():
    X, y = data.blobs(60, 2, seed=0)
    return X, y


def test_the_history_says_what_happened():
    X, y = small()
    history = fit(MLP(2, [4, 1]), X, y, validation=0.25, epochs=7, verbose=False)
    assert [len(s) for s in (history.loss, history.accuracy, history.val_loss)] == [7, 7, 7]
    assert history.stopped == "all 7 epochs done"
    assert history.loss[-1] < history.loss[0]
    assert history.val_accuracy[-1] >= 0.9
    assert 1 <= history.best_epoch <= 7
    assert history.line().startswith("loss 0.")
    assert "val_accuracy 1" in history.line() or "val_accuracy 9" in history.line()


def test_the_same_seed_gives_the_same_training():
    X, y = small()
    runs = [fit(MLP(2, [4, 1]), X, y, epochs=3, seed=s, verbose=False).loss for s in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_one_step_on_all_rows_is_the_step_by_hand():
    X, y = small()
    model, other = MLP(2, [4, 1]), MLP(2, [4, 1])
    fit(model, X, y, optimizer="sgd", lr=0.5, epochs=1, batch_size=None, verbose=False)
    other.loss_for(y)(other(X), y).backward()
    for p, q in zip(model.parameters(), other.parameters()):
        np.testing.assert_allclose(p.data, q.data - 0.5 * q.grad, rtol=1e-12, atol=1e-15)


def test_held_out_rows_are_never_learned_from():
    X, y = small()
    seen = set()

    class Watching(MLP):
        def layer_outputs(self, X):
            seen.add(X.tobytes())
            return super().layer_outputs(X)

    fit(Watching(2, [4, 1]), X, y, validation=0.2, epochs=2, batch_size=1, verbose=False)
    rows = {row.tobytes() for row in X}
    assert len(seen & rows) == 48  # one row at a time; the twelve others all at once
    assert len(seen - rows) == 1


def test_targets_that_are_numbers():
    X = np.linspace(-2, 2, 200)[:, None]
    model = MLP(1, [16, 1])
    history = fit(model, X, np.sin(2 * X[:, 0]), epochs=150, verbose=False)
    assert history.loss[-1] < 0.01
    assert history.accuracy == []


def test_early_stopping_goes_back_to_the_best_weights():
    X, y = small()
    y = y[np.random.default_rng(0).permutation(len(y))]  # nothing to learn: it can only overfit
    kept = {}

    def keep(epoch, history):
        kept[epoch] = [p.data for p in model.parameters()]

    model = MLP(2, [32, 1])
    history = fit(
        model, X, y, validation=0.3, epochs=500, patience=5, lr=0.05, callbacks=[keep],
        verbose=False,
    )  # fmt: skip
    best = history.best_epoch
    assert history.stopped == f"no better for 5 epochs; back to epoch {best}"
    assert len(history.loss) == best + 5
    assert history.val_loss[best - 1] == min(history.val_loss)
    for p, data_then in zip(model.parameters(), kept[best]):
        assert np.array_equal(p.data, data_then)


def test_ctrl_c_keeps_the_best_weights_so_far():
    X, y = small()
    model = MLP(2, [4, 1])
    kept = {}

    def interrupt(epoch, history):
        kept[epoch] = [p.data for p in model.parameters()]
        if epoch == 4:
            model.layers[0].weight.data = np.full((2, 4), 100.0)
            raise KeyboardInterrupt

    history = fit(model, X, y, validation=0.2, epochs=100, callbacks=[interrupt], verbose=False)
    best = history.best_epoch
    assert history.stopped == f"interrupted; the weights of epoch {best} are kept"
    assert len(history.loss) == 4
    assert np.array_equal(model.layers[0].weight.data, kept[best][0])


def test_without_validation_the_best_weights_are_those_whose_loss_was_measured():
    # found by a hostile reader: the weights after the step may be far worse
    X, _ = small()
    model = MLP(2, [8, 1], hidden="relu")
    with pytest.raises(FloatingPointError) as error:
        fit(
            model, X, X[:, 0] * 3, optimizer="sgd", lr=50.0, batch_size=None, epochs=50,
            verbose=False,
        )  # fmt: skip
    loss = model.loss_for(X[:, 0])(model(X), X[:, 0] * 3).item()
    assert loss == pytest.approx(min(error.value.history.loss))


@pytest.mark.parametrize("validation", [0.0, 0.2])
def test_an_overflow_in_the_last_step_is_seen(validation):
    X, y = small()
    model = MLP(2, [4, 1], hidden="relu")
    with pytest.raises(FloatingPointError, match="overflowed"):
        fit(model, X * 1e9, y, lr=1e308, optimizer="sgd", epochs=1, batch_size=None,
            validation=validation, verbose=False)  # fmt: skip
    assert all(np.all(np.isfinite(p.data)) for p in model.parameters())


def test_an_interrupt_while_watching_leaves_a_whole_history():
    X, y = small()
    model, calls = MLP(2, [4, 1]), []

    def loss(output, target):
        calls.append(1)
        if len(calls) == 8:  # two batches and one look at the rows held out in each epoch
            raise KeyboardInterrupt
        return model.loss_for(y)(output, target)

    history = fit(model, X, y, loss=loss, validation=0.2, batch_size=24, verbose=False)
    assert [len(s) for s in (history.loss, history.accuracy, history.val_loss)] == [2, 2, 2]


def test_targets_in_a_column_are_targets():
    X, y = small()
    runs = [
        fit(MLP(2, [4, 1]), X, t, validation=(X, t), epochs=2, verbose=False)
        for t in (y, y[:, None])
    ]
    assert runs[0] == runs[1]
    assert max(runs[1].val_accuracy) <= 1
    hot = np.eye(2)[y]
    history = fit(MLP(2, [4, 2]), X, hot, epochs=30, verbose=False)
    assert history.loss[-1] < 0.3  # cross-entropy, not squares


def test_a_callback_stops_it():
    X, y = small()
    calls = []

    def stop(epoch, history):
        calls.append((epoch, len(history.loss)))
        return epoch == 3 or np.ones(2)  # only True itself stops

    history = fit(MLP(2, [1]), X, y, epochs=9, callbacks=[stop], verbose=False)
    assert calls == [(1, 1), (2, 2), (3, 3)]
    assert history.stopped == "a callback stopped it after epoch 3"


def test_a_loss_that_explodes_stops_at_once_and_says_where():
    X, y = small()
    model = MLP(2, [4, 4, 1], hidden="relu")
    with pytest.raises(FloatingPointError, match=r"overflowed.*try a smaller learning rate") as e:
        fit(model, X * 1e200, y, optimizer="sgd", lr=1e200, epochs=50, verbose=False)
    assert isinstance(e.value.history, History)
    assert all(np.all(np.isfinite(p.data)) for p in model.parameters())


def test_the_layer_where_it_began_is_named():
    X, y = small()
    model = MLP(2, [4, 4, 1], hidden="relu")
    model.layers[1].weight.data = np.full((4, 4), 1e308)
    with pytest.raises(FloatingPointError, match="the activation of layer2 overflowed first"):
        fit(model, X * 1e3, y, epochs=1, verbose=False)
    model = MLP(2, [4, 1])
    model.layers[0].bias.data = np.array([0.0, np.nan, 0.0, 0.0])
    with pytest.raises(FloatingPointError, match=r"layer1\.bias overflowed in the step before"):
        fit(model, X, y, epochs=1, verbose=False)
    X[3, 0] = np.inf
    with pytest.raises(FloatingPointError, match="the inputs X hold a number that is not finite"):
        fit(MLP(2, [4, 1]), X, y, epochs=1, verbose=False)


def test_clipping_tames_a_large_gradient():
    X, y = small()
    model = MLP(2, [1], seed=1)
    before = [p.data for p in model.parameters()]
    optimizer = SGD(model.parameters(), lr=1.0)
    fit(model, X * 1e6, y, optimizer=optimizer, clip=0.5, epochs=1, batch_size=None, verbose=False)
    moved = sum(np.sum((p.data - b) ** 2) for p, b in zip(model.parameters(), before))
    assert moved == pytest.approx(0.25)


def test_progress_is_plain_lines_where_there_is_no_terminal(capsys):
    X, y = small()
    fit(MLP(2, [1]), X, y, epochs=20)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[0].startswith("epoch  1   loss ")
    assert lines[-1].startswith("epoch 20   loss ")


def test_progress_is_a_bar_in_a_terminal(capsys, monkeypatch):
    X, y = small()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    fit(MLP(2, [1]), X, y, epochs=3)
    captured = capsys.readouterr()
    assert "training: 100%" in captured.err
    assert captured.out == ""
    monkeypatch.setitem(sys.modules, "tqdm", None)  # as if it were not installed
    fit(MLP(2, [1]), X, y, epochs=3)
    assert "epoch 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"epochs": 0}, "epochs is a whole number, at least 1, got 0"),
        ({"patience": 0}, "patience is a whole number"),
        ({"validation": 1.0}, "share is a finite number between 0 and 1, got 1.0"),
        ({"optimizer": "adamw"}, 'optimizer is "adam", "sgd" or an Optimizer, got \'adamw\''),
        ({"clip": -1.0}, "clip is a finite number above 0, got -1.0"),
        ({"lr": -1.0}, "lr is a finite number"),
    ],
)
def test_wrong_settings_are_refused(settings, says):
    X, y = small()
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is looked at below
        fit(MLP(2, [1]), X, y, **{"epochs": 1, "verbose": False, **settings})
    assert says in str(caught.value)


def test_wrong_data_are_refused():
    X, y = small()
    for bad_X, bad_y in ((X[:5], y), (X[0], y), (X[:0], y[:0])):
        with pytest.raises(ValueError, match="X has shape"):
            fit(MLP(2, [1]), bad_X, bad_y, verbose=False)
    with pytest.raises(TypeError, match="hold numbers, got dtypes"):
        fit(MLP(2, [1]), X.astype(str), y, verbose=False)
    model = MLP(2, [1])
    with pytest.raises(TypeError, match="lose its mask"):
        fit(model, np.ma.masked_array(X), y, verbose=False)
    with pytest.raises(TypeError, match="a share of the rows, or"):
        fit(model, X, y, validation=[X, y], verbose=False)
    with pytest.raises(ValueError, match="must look like those to learn from"):
        fit(model, X, y, validation=(X, np.eye(2)[y]), verbose=False)
    with pytest.raises(ValueError, match="moves the parameters of another model"):
        fit(model, X, y, optimizer=SGD(MLP(2, [1]).parameters()), verbose=False)
    with pytest.raises(TypeError, match="classes are integers from 0 to 2"):
        fit(MLP(2, [3]), X, y.astype(float), verbose=False)
    with pytest.raises(FloatingPointError, match="the validation loss became nan"):
        fit(model, X, y, validation=(X * np.nan, y), epochs=1, verbose=False)
    with pytest.raises(ValueError, match="has a learning rate already"):
        fit(model, X, y, optimizer=SGD(model.parameters()), lr=0.1, verbose=False)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"callbacks": print}, TypeError),
        ({"callbacks": None}, TypeError),
        ({"callbacks": [5]}, TypeError),
        ({"validation": (np.zeros((4, 3)), np.zeros(4, dtype=int))}, ValueError),
        ({"validation": (np.zeros((4, 2)), np.full(4, 2))}, ValueError),
        ({"validation": float("nan")}, ValueError),
        ({"loss": "mse"}, TypeError),
        ({"loss": lambda output, target: 1.0}, TypeError),
        ({"loss": lambda output, target: None}, TypeError),
        ({"loss": lambda output, target: output}, TypeError),
        ({"clip": -1.0}, ValueError),
    ],
)
@pytest.mark.parametrize("unroll", [False, True])
def test_a_mistake_is_found_before_a_weight_moves(settings, error, unroll):
    X, y = small()
    model = MLP(2, [1])
    before = [p.data.tolist() for p in model.parameters()]
    with pytest.raises(error):
        fit(model, X, y, epochs=2, verbose=False, unroll=unroll, **settings)
    assert [p.data.tolist() for p in model.parameters()] == before


def test_a_callback_may_answer_with_numpys_true():
    X, y = small()
    history = fit(
        MLP(2, [1]), X, y, epochs=9, verbose=False, callbacks=[lambda e, h: np.bool_(e == 2)]
    )
    assert len(history.loss) == 2


def test_single_neurons_are_not_trained_here():
    X, y = small()
    with pytest.raises(TypeError, match="from_neurons"):
        fit(neurons.MLP(2, [1]), X, y)
