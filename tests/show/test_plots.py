import numpy as np
import pytest

import microact as ma
from microact.diagnosis import diagnose
from microact.show import plots
from microact.show.figures import save_figure
from microact.show.plots import plot_activation


@pytest.fixture(autouse=True)
def no_window():
    pytest.importorskip("matplotlib").use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.mark.parametrize("name", [n for n in ma.activations if "softmax" not in n])
def test_the_curve_and_its_slope(name, tmp_path):
    ax = plot_activation(name)
    curve, slope = (line.get_xydata() for line in ax.get_lines()[2:])
    curve, slope = (line[np.r_[True, np.diff(curve[:, 0]) > 1e-6]] for line in (curve, slope))
    x = curve[:, 0]
    smooth = np.isfinite(slope[:, 1]) & np.isfinite(curve[:, 1])
    numeric = np.gradient(curve[:, 1], x)
    away = [np.min(np.abs(x[:, None] - np.array([-1, 0, 1, 6])), axis=1) > 0.1]
    chosen = smooth & away[0]
    np.testing.assert_allclose(slope[chosen, 1], numeric[chosen], atol=2e-3)
    save_figure(ax, tmp_path / "a.svg")
    assert "<svg" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_the_same_bytes_each_time(tmp_path):
    for name in ("a.svg", "b.svg"):
        save_figure(plot_activation("tanh"), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_what_is_no_curve_is_refused():
    with pytest.raises(TypeError, match="softmax is not a curve"):
        plot_activation("softmax")


# ---- networks -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained():
    X, y = ma.data.moons(120, seed=0)
    model = ma.nn.MLP(2, [8, 8, 1])
    history = ma.train.fit(model, X, y, validation=0.2, epochs=15, verbose=False)
    return model, X, y, history


def test_the_boundary_is_where_the_network_changes_its_mind(trained):
    model, X, y, _ = trained
    ax = plots.plot_boundary(model, X, y, classes=["blue", "pink"], steps=80)
    shade = ax.get_images()[0].get_array()
    left, right, bottom, top = ax.get_images()[0].get_extent()
    xs = left + (right - left) * (np.arange(80)) / 79
    ys = bottom + (top - bottom) * (np.arange(80)) / 79
    p = model.predict_proba(np.stack([m.ravel() for m in np.meshgrid(xs, ys)], axis=1))
    pink = shade[:, :, 0] > shade[:, :, 1] + 0.02
    blue = shade[:, :, 2] > shade[:, :, 0] + 0.02
    p = p.reshape(80, 80)
    assert np.all(p[pink & ~blue] > 0.5)
    assert np.all(p[blue & (shade[:, :, 1] > shade[:, :, 0])] < 0.5)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["blue", "pink"]
    (line,) = ax.collections[0].get_paths()
    np.testing.assert_allclose(model.predict_proba(line.vertices), 0.5, atol=0.2)
    dots = ax.collections[1:]
    assert [len(d.get_offsets()) for d in dots] == [60, 60]


def test_three_classes_have_three_colours_and_markers():
    X, y = ma.data.blobs(90, 3, seed=0)
    model = ma.nn.MLP(2, [8, 3])
    ma.train.fit(model, X, y, epochs=15, verbose=False)
    ax = plots.plot_boundary(model, X, y, steps=60)
    assert len({tuple(d.get_facecolor()[0]) for d in ax.collections[-3:]}) == 3
    assert len({len(d.get_paths()[0].vertices) for d in ax.collections[-3:]}) == 3


def test_what_cannot_be_drawn_is_refused(trained):
    model, X, y, _ = trained
    with pytest.raises(ValueError, match="a network of two inputs, this has 3"):
        plots.plot_boundary(ma.nn.MLP(3, [1]), X, y)
    with pytest.raises(ValueError, match="layer is a whole number, from 1 to 3, got 4"):
        plots.plot_weights(model, 4)


def test_the_history_is_drawn_as_it_was(trained):
    _, _, _, history = trained
    ax = history.plot()
    training, validation, best = ax.get_lines()
    assert training.get_ydata().tolist() == history.loss
    assert validation.get_ydata().tolist() == history.val_loss
    assert best.get_xdata()[0] == history.best_epoch
    assert training.get_linestyle() != validation.get_linestyle()  # told apart in print


def test_gradients_and_activations_by_layer(trained):
    model, X, y, _ = trained
    found = diagnose(model, X, y)
    ax = plots.plot_gradient_flow(found)
    heights = [bar.get_height() for bar in ax.patches]
    np.testing.assert_allclose(heights, [np.abs(at.gradients).mean() for at in found.layers])
    ax = plots.plot_activations(found)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["layer1", "layer2"]
    model = ma.nn.MLP(2, [4, 4, 1], hidden="relu")
    for p in model.parameters():
        p.data = p.data * 0
    plots.plot_gradient_flow(diagnose(model, X, y))  # no gradient at all: no warning
    for p in model.parameters():
        p.data = p.data + 1e160
    plots.plot_gradient_flow(diagnose(model, X))  # and an infinite one: none either


def test_counts_curve_and_weights(trained):
    model, X, y, _ = trained
    ax = plots.plot_confusion(y, model.predict(X), ["blue", "pink"])
    texts = [int(t.get_text()) for t in ax.texts]
    assert texts == ma.metrics.confusion_matrix(y, model.predict(X)).ravel().tolist()
    scores = model.predict_proba(X)
    ax = plots.plot_roc(y, scores)
    _, curve, point = ax.get_lines()
    false, true, _ = ma.metrics.roc(y, scores)
    assert np.array_equal(curve.get_xydata(), np.stack([false, true], axis=1))
    called = scores >= 0.5
    assert point.get_xdata()[0] == pytest.approx(np.mean(called[y == 0]))
    assert point.get_ydata()[0] == pytest.approx(np.mean(called[y == 1]))
    ax = plots.plot_weights(model, 2)
    assert np.array_equal(ax.get_images()[0].get_array(), model.layers[1].weight.data)


def test_every_plot_draws_into_an_axes_of_ones_own_and_returns_it(trained):
    import matplotlib.pyplot as plt

    model, X, y, history = trained
    found = diagnose(model, X, y)
    draws = [
        lambda ax: plots.plot_activation("tanh", ax=ax),
        lambda ax: plots.plot_boundary(model, X, y, ax=ax, steps=20),
        lambda ax: plots.plot_history(history, ax=ax),
        lambda ax: plots.plot_gradient_flow(found, ax=ax),
        lambda ax: plots.plot_activations(found, ax=ax),
        lambda ax: plots.plot_confusion(y, model.predict(X), ax=ax),
        lambda ax: plots.plot_roc(y, model.predict_proba(X), ax=ax),
        lambda ax: plots.plot_weights(model, ax=ax),
    ]
    named = {name for name in dir(plots) if name.startswith("plot_")}
    assert len(named) == len(draws)
    figure, axes = plt.subplots(2, 4)
    for draw, ax in zip(draws, axes.flat):
        assert draw(ax) is ax
    assert plt.get_fignums() == [figure.number]
    plt.close(figure)


def test_three_activations_on_one_axes_are_told_apart():
    ax = plot_activation("sigmoid")
    alone = [line.get_label() for line in ax.lines if not line.get_label().startswith("_")]
    assert alone == ["sigmoid", "slope"]
    for name in ("tanh", "relu"):
        assert plot_activation(name, ax=ax) is ax
    named = {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}
    assert list(named) == [
        "sigmoid", "slope of sigmoid", "tanh", "slope of tanh", "relu", "slope of relu",
    ]  # fmt: skip
    looks = {name: (line.get_color(), line.get_linestyle()) for name, line in named.items()}
    assert len(set(looks.values())) == 6
    for name in ("sigmoid", "tanh", "relu"):  # a curve and its slope belong together
        assert looks[name][0] == looks[f"slope of {name}"][0]
        assert (looks[name][1], looks[f"slope of {name}"][1]) == ("-", "--")
    shown = [text.get_text() for text in ax.get_legend().get_texts()]
    assert shown == list(named)
