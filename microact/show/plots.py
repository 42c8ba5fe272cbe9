"""Plots with matplotlib: activations, what a network decides, how it learns, what ails it.

Every function takes an `ax` to draw into, or makes a figure, and returns the Axes. Colours are
told apart with every kind of colour vision; classes have their own markers as well, for print.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from microact.diagnosis import Diagnosis
from microact.engine.calling import RuleLike, as_rule
from microact.engine.value import Value
from microact.history import History
from microact.metrics import auc, confusion_matrix, roc
from microact.nn import MLP
from microact.readings.numbers import Array
from microact.rules import Activation
from microact.show import colours
from microact.show.figures import axes_for, finish, plain_name
from microact.support import arguments

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKERS = "os^DvP*"
SLOPE = "microact-slope"
"""What the lines of slopes are known by."""


def plot_activation(activation: RuleLike, reach: float = 5.0, ax: "Axes | None" = None) -> "Axes":
    """Draw an activation's curve and its slope, the local gradient.

    Several may share one Axes: each has its own colour, the slope dashed.

    Args:
        activation: by name, class or instance.
        reach: from −reach to reach.
        ax: a matplotlib Axes to draw into; by default a new figure's.

    Returns:
        The Axes.

    Raises:
        TypeError: for a rule that is not an elementwise activation of one number.
        ModuleNotFoundError: if matplotlib is missing, with what installs it.
    """
    rule = as_rule(activation)
    if not isinstance(rule, Activation):
        raise TypeError(f"{rule.name} is not a curve: it is no function of a single number")
    ax = axes_for(ax, 3.6, 2.7)
    reach = max(
        arguments.real("reach", reach, above=0), *(1.3 * abs(kink) for kink in rule.kinks), 0.0
    )
    x = Value(_between_kinks(rule, reach))
    inputs = [x, 0.25] if rule.name == "prelu" else [x]
    y = rule(*inputs)
    y.backward(np.ones(y.shape))
    before = [line for line in ax.lines if line.get_gid() == SLOPE]
    if not before:
        ax.axhline(0, color=colours.LINE, lw=0.8)
        ax.axvline(0, color=colours.LINE, lw=0.8)
    curve = colours.CLASSES[len(before) % len(colours.CLASSES)]
    ax.plot(x.data, _broken(y.data, rule), color=curve, lw=2.2, label=plain_name(rule.title))
    slope = _broken(x.grad, rule)
    ink, named = (curve, f"slope of {plain_name(rule.title)}") if before else (colours.INK, "slope")
    ax.plot(x.data, slope, color=ink, lw=1.6, ls="--", label=named, gid=SLOPE)
    if len(before) == 1:  # now the first one's slope is one of several
        curves = [line for line in ax.lines if line.get_linestyle() == "-"]
        first = next(line for line in curves if line.get_color() == colours.CLASSES[0])
        before[0].set(color=colours.CLASSES[0], label=f"slope of {first.get_label()}")
    return finish(ax, "x", legend=True)


def plot_boundary(
    model: MLP,
    X: ArrayLike,
    y: ArrayLike,
    ax: "Axes | None" = None,
    classes: Sequence[str] = (),
    steps: int = 200,
) -> "Axes":
    """Draw what a network of two inputs decides everywhere, and the points with their true classes.

    The stronger the colour, the surer the network; the line is where it changes its mind.

    Args:
        model: with two inputs, and outputs that are logits or probabilities.
        X: points, of shape (n, 2).
        y: their classes, integers from 0.
        ax: a matplotlib Axes to draw into; by default a new figure's.
        classes: their names.
        steps: how fine the grid is.

    Raises:
        ValueError: if the network has not two inputs, or gives no probabilities.
    """
    if model.sizes[0] != 2:
        raise ValueError(f"a boundary needs a network of two inputs, this has {model.sizes[0]}")
    X, y, steps = np.asarray(X), np.asarray(y).astype(int), arguments.whole("steps", steps, 2)
    if X.ndim != 2 or X.shape[1] != 2 or not len(X) or y.shape != X.shape[:1]:
        raise ValueError(
            f"X holds points, of shape (n, 2), and y the class of each: got shapes {X.shape} "
            f"and {y.shape}"
        )
    ax = axes_for(ax, 4.0, 3.6)
    margin = 0.12 * np.ptp(X, axis=0) + 1e-9
    low, high = X.min(axis=0) - margin, X.max(axis=0) + margin
    across, up = np.meshgrid(*[np.linspace(low[i], high[i], steps) for i in (0, 1)])
    p = model.predict_proba(np.stack([across.ravel(), up.ravel()], axis=1))
    p = np.stack([1 - p, p], axis=1) if p.ndim == 1 else p
    decided = p.argmax(axis=1).reshape(across.shape)
    tints = [_rgb(colours.CLASSES[k % len(colours.CLASSES)]) for k in range(p.shape[1])]
    sure = (p.max(axis=1) - 1 / p.shape[1]) / (1 - 1 / p.shape[1])
    faint = 0.45 * sure[:, None]
    shade = (1 - faint) + faint * np.array(tints)[p.argmax(axis=1)]
    extent = (low[0], high[0], low[1], high[1])
    ax.imshow(shade.reshape(*across.shape, 3), extent=extent, origin="lower", aspect="auto")
    if len(np.unique(decided)) > 1:
        for k in range(p.shape[1] if p.shape[1] > 2 else 1):
            inside = (decided == k).astype(float)
            if 0 < inside.mean() < 1:
                ax.contour(across, up, inside, levels=[0.5], colors=colours.INK, linewidths=1.2)
    for k in np.unique(y):
        name = plain_name(classes[k]) if len(classes) > k else f"class {k}"
        across, up = X[y == k].T
        ax.scatter(
            across, up, s=18, color=tints[k % len(tints)], marker=MARKERS[k % len(MARKERS)],
            edgecolors="white", linewidths=0.5, label=name,
        )  # fmt: skip
    return finish(ax, legend=True)


def plot_history(history: History, ax: "Axes | None" = None) -> "Axes":
    """Draw the loss of each epoch, and of the validation rows if there are any."""
    ax = axes_for(ax, 4.4, 3.0)
    epochs = np.arange(1, len(history.loss) + 1)
    ax.plot(epochs, history.loss, color=colours.POSITIVE, lw=2, label="training")
    if history.val_loss:
        ax.plot(epochs, history.val_loss, color=colours.NEGATIVE, lw=2, ls="--", label="validation")
        ax.plot(history.best_epoch, min(history.val_loss), "o", color=colours.NEGATIVE)
    ax.set_ylim(bottom=0)
    return finish(ax, "epoch", "loss", legend=True)


def plot_gradient_flow(diagnosis: Diagnosis, ax: "Axes | None" = None) -> "Axes":
    """Draw how large the gradients are that arrive at each layer, on a logarithmic scale."""
    ax = axes_for(ax, 4.4, 3.0)
    with np.errstate(all="ignore"):
        sizes = [float(np.mean(np.abs(layer.gradients))) for layer in diagnosis.layers]
    sizes = [float(np.clip(np.nan_to_num(size), 0, 1e100)) for size in sizes]  # a plot has limits
    some = [size for size in sizes if size > 1e-100] or [1.0]
    bottom, top = 10 ** np.floor(np.log10(min(some))), 10 ** np.ceil(np.log10(max(some)) + 0.01)
    ax.bar(
        [layer.name for layer in diagnosis.layers],
        sizes,
        color=colours.POSITIVE,
    )
    ax.set_yscale("log")
    ax.set_ylim(bottom / 2, top)
    return finish(ax, "", "average size of the gradient")


def plot_activations(diagnosis: Diagnosis, ax: "Axes | None" = None, bins: int = 40) -> "Axes":
    """Draw a histogram of each hidden layer's activations, the first layer at the top."""
    layers = diagnosis.layers[:-1] or diagnosis.layers
    n = len(layers)
    ax = axes_for(ax, 4.4, 0.9 + 0.7 * n)
    for i, layer in enumerate(layers):
        counts, edges = np.histogram(layer.activations, bins)
        base = n - 1 - i
        height = base + 0.85 * counts / max(1, counts.max())
        ax.fill_between(
            edges[:-1], base, height, step="post", color=colours.POSITIVE, alpha=0.8, lw=0
        )
    ax.set_yticks([n - 1 - i + 0.4 for i in range(n)], [layer.name for layer in layers])
    ax.axvline(0, color=colours.QUIET, lw=0.8)
    return finish(ax, "activation")


def plot_confusion(
    truth: ArrayLike, predicted: ArrayLike, classes: Sequence[str] = (), ax: "Axes | None" = None
) -> "Axes":
    """Draw the confusion matrix: how often each true class (row) was called which (column)."""
    counts = confusion_matrix(truth, predicted, len(classes) or None)
    n = len(counts)
    names = [plain_name(name) for name in classes] or [str(k) for k in range(n)]
    wider = 0.07 * max(map(len, names))  # inches, for the names beside and below
    ax = axes_for(ax, 1.6 + 0.55 * n + wider, 1.2 + 0.5 * n + wider)
    share = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for i, j in np.ndindex(counts.shape):
        ink = "white" if share[i, j] > 0.6 else colours.INK
        ax.text(j, i, str(counts[i, j]), ha="center", va="center", color=ink, fontsize=9)
    ax.set_xticks(range(n), names, rotation=30 if max(map(len, names)) > 4 else 0, ha="right")
    ax.set_yticks(range(n), names)
    return finish(ax, "predicted", "true")


def plot_roc(truth: ArrayLike, scores: ArrayLike, ax: "Axes | None" = None) -> "Axes":
    """Draw the ROC curve: what is found against what is falsely called, as the threshold moves."""
    ax = axes_for(ax, 3.6, 3.4)
    false, true, thresholds = roc(truth, scores)
    area = auc(truth, scores)
    ax.plot([0, 1], [0, 1], color=colours.NOTHING, lw=1, ls="--", label="guessing")
    ax.plot(false, true, color=colours.POSITIVE, lw=2, label=f"area {area:.3f}")
    at = int(np.searchsorted(-thresholds, -0.5, side="right")) - 1  # the last threshold from 0.5 on
    ax.plot(false[at], true[at], "o", color=colours.NEGATIVE, label="threshold 0.5")
    return finish(ax, "share of class 0 called 1", "share of class 1 found", legend=True)


def plot_weights(model: MLP, layer: int = 1, ax: "Axes | None" = None) -> "Axes":
    """Draw one layer's weights: a row for each input, a column for each unit."""
    layer = arguments.whole("layer", layer, 1, len(model.layers))
    weight = np.asarray(model.layers[layer - 1].weight.data)
    ax = axes_for(ax, 1.4 + 0.25 * weight.shape[1], 1.2 + 0.25 * weight.shape[0])
    largest = float(np.max(np.abs(weight))) or 1.0
    picture = ax.imshow(weight, cmap="PuOr_r", vmin=-largest, vmax=largest, aspect="auto")
    bar = ax.figure.colorbar(picture, ax=ax)
    bar.ax.tick_params(labelsize=8, colors=colours.QUIET)
    return finish(ax, f"unit of layer {layer}", "input")


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _between_kinks(rule: Activation, reach: float) -> Array:
    """Sample on both sides of each kink, so that a jump of the slope is drawn as one."""
    sides = [kink + side for kink in rule.kinks for side in (-1e-9, 0.0, 1e-9)]
    return np.sort(np.concatenate([np.linspace(-reach, reach, 401), sides]))


def _broken(y: Array, rule: Activation) -> Array:
    """Leave a gap where the curve jumps."""
    y = np.array(y, dtype=float)
    y[np.r_[False, np.abs(np.diff(y)) > 0.5]] = np.nan
    return y
