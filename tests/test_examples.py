import tracemalloc

import numpy as np
import pytest

from microact import examples, nn
from microact.examples import Examples
from microact.train import fit

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
Y = (X[:, 0] > 0).astype(int)


def trained(X, y, sizes=(4, 2), epochs=3, dtype="float64", **settings):
    model = nn.MLP(X.shape[1], list(sizes), seed=1, dtype=dtype)
    history = fit(model, X, y, epochs=epochs, verbose=False, **settings)
    return history, [p.data for p in model.parameters()]


def same(a, b):
    assert a[0].loss == b[0].loss
    assert a[0].val_loss == b[0].val_loss
    assert a[0].val_accuracy == b[0].val_accuracy
    for x, y in zip(a[1], b[1]):
        np.testing.assert_array_equal(x, y)


@pytest.fixture
def on_disk(tmp_path):
    np.save(tmp_path / "X.npy", X)
    return np.load(tmp_path / "X.npy", mmap_mode="r")


@pytest.mark.parametrize(
    "settings",
    [{}, {"validation": 0.25}, {"batch_size": None}, {"unroll": True, "validation": 0.25}],
)
def test_a_file_is_learned_from_as_an_array_is(on_disk, settings):
    same(trained(on_disk, Y, **settings), trained(X, Y, **settings))


def test_rows_by_number_are_the_rows_that_copies_would_be():
    """The oracle: rows held out by copying, batches in the same order, and the mean of losses."""
    from microact.data import split
    from microact.losses import cross_entropy
    from microact.optim import Adam

    history, weights = trained(X, Y, validation=0.25, batch_size=16, seed=5)
    learn, watch = split(Y, 0.25, 5)
    held, learned = (X[watch], Y[watch]), (X[learn], Y[learn])
    model = nn.MLP(3, [4, 2], seed=1)
    steps, rng = Adam(model.parameters(), 0.01), np.random.default_rng(5)
    for epoch in range(3):
        order, total = rng.permutation(len(learn)), 0.0
        for i in range(0, len(learn), 16):
            rows = order[i : i + 16]
            model.zero_grad()
            loss = cross_entropy(model(learned[0][rows]), learned[1][rows])
            loss.backward()
            steps.step()
            total += loss.item() * len(rows)
        assert history.loss[epoch] == pytest.approx(total / len(learn), rel=1e-12)
        watched = cross_entropy(model(held[0]), held[1]).item()
        assert history.val_loss[epoch] == pytest.approx(watched, rel=1e-12)
    for x, p in zip(weights, model.parameters()):
        np.testing.assert_allclose(x, p.data, rtol=1e-12)


def test_a_file_larger_than_what_is_held(tmp_path):
    rows, width = 20_000, 100  # 16 MB
    held = np.lib.format.open_memmap(tmp_path / "X.npy", "w+", "float64", (rows, width))
    for i in range(0, rows, 1000):
        held[i : i + 1000] = RNG.normal(size=(1000, width))
    held.flush()
    X = np.load(tmp_path / "X.npy", mmap_mode="r")
    y = np.arange(rows) % 3
    tracemalloc.start()
    try:
        trained(X, y, (4, 3), epochs=1, batch_size=100, validation=0.1)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < X.nbytes / 3  # the tenth that is watched, and what numbers the rows


def test_many_rows_are_watched_part_by_part(monkeypatch):
    whole = trained(X, Y, validation=(X[:50], Y[:50]))
    monkeypatch.setattr(examples, "AT_ONCE", 28)  # seven rows of four units
    parts = trained(X, Y, validation=(X[:50], Y[:50]))
    np.testing.assert_allclose(parts[0].val_loss, whole[0].val_loss, rtol=1e-13)
    assert parts[0].val_accuracy == whole[0].val_accuracy
    for a, b in zip(parts[1], whole[1]):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("kind", ["uint8", "int16", "int32", "bool", "float32", "float16"])
def test_rows_and_targets_of_any_kind(kind):
    rows = (RNG.uniform(0, 2, (40, 3))).astype(kind)
    got, wanted = trained(rows, Y[:40]), trained(rows.astype(float), Y[:40])
    np.testing.assert_allclose(got[0].loss, wanted[0].loss, rtol=1e-12)
    if kind != "bool":
        hot = np.eye(2)[Y].astype(kind)
        same(trained(X, hot), trained(X, np.eye(2)[Y]))
    if kind in ("uint8", "int16", "int32"):
        same(trained(X, Y.astype(kind)), trained(X, Y))


def test_a_batch_is_as_wide_as_the_network():
    some = Examples(X, Y)
    assert some.take([1, 2], np.dtype("float32"))[0].dtype == np.float32
    assert some.take([1, 2], np.dtype("float64"))[0].dtype == np.float64
    narrow = Examples(X.astype("float32"), Y)
    assert narrow.take([1, 2], np.dtype("float64"))[0].dtype == np.float32
    assert Examples(np.ones((2, 2), int), [1, 2]).take([0], np.dtype("float32"))[0].dtype == "f4"
    assert len(some.split(0.25, 0, True)[1]) == 15


def test_counts_are_no_classes():
    counts = RNG.integers(0, 250, 60)
    history, _ = trained(X, counts, (4, 1), validation=0.2)
    assert len(history.val_loss) == 3
    assert history.accuracy == []


def test_unsigned_targets_do_not_wrap_around():
    def loss(o, t):
        return ((o[:, 0] - (1 - 2 * t)) ** 2).mean()

    same(trained(X, Y.astype("u8"), (4, 1), loss=loss), trained(X, Y, (4, 1), loss=loss))


def test_an_interrupt_while_the_first_epoch_is_watched_leaves_no_half_of_it():
    calls = 0

    def loss(o, t):
        nonlocal calls
        calls += 1
        if calls == 6:  # once before training, four batches, and then the rows held out
            raise KeyboardInterrupt
        return ((o[:, 0] - t) ** 2).mean()

    history, _ = trained(X, X[:, 1], (4, 1), loss=loss, validation=0.5, batch_size=8)
    assert history.loss == history.val_loss == []
