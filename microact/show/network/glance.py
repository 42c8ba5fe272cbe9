"""Draw a network: a tile a unit, lines by what they carry, and the gradient that arrives.

The scales are those of a network's page; they are logarithmic, since gradients of one network
differ by many powers of ten.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from microact import neurons
from microact.losses import Loss, binary_cross_entropy, cross_entropy, mean_squared_error
from microact.nn import MLP
from microact.readings.numbers import Array
from microact.show import colours
from microact.show.formats.picture import Picture
from microact.show.formats.themes import checked
from microact.show.network.drawing import Drawing
from microact.show.network.lines import LENSES
from microact.show.network.measured import Measured, measure
from microact.support import arguments


def draw_network(
    model: "MLP | neurons.MLP",
    X: ArrayLike,
    y: ArrayLike,
    *,
    lens: str = "gradients",
    before: "MLP | neurons.MLP | None" = None,
    loss: Loss | None = None,
    scale: float | None = None,
    inputs: Sequence[str] = (),
    classes: Sequence[str] = (),
    caption: str = "",
    theme: str = "auto",
) -> Picture:
    """Draw a network at a glance: what each unit does, and how much gradient gets where.

    A tile is a unit: on the left what it gives over the plane of two inputs (of more inputs: its
    largest weights), on the right its curve, thick where the points sit, grey where it is flat.
    Below stands how much gradient arrives at each layer: the root mean square, over points and
    units, of the slope of a single point's loss in a unit's sum.

    Args:
        model: a network of `microact.nn` or `microact.neurons`.
        X: points, of shape (rows, inputs).
        y: their targets.
        lens: what lines show: "gradients" of the weights, the "weights", or their "change" since
            an earlier copy of the network.
        before: that copy, e.g. of `copy.deepcopy(model)`.
        loss: by default the one that fits, see `MLP.loss_for`; a mean over the points, or a sum.
        scale: the number that the widest line stands for, to compare pictures; by default the
            largest in this one.
        inputs: the names of the inputs; by default x1, x2, …
        classes: the names of the classes.
        caption: a line above the picture.
        theme: "auto", "light", "dark" or "slide".

    Returns:
        A picture: `.render("net.svg")` (or .png, .pdf), `.pipe("png")`, and a notebook shows it.

    Raises:
        TypeError: for what is no network.
        ValueError: for points that do not fit it, an unknown lens or theme, or a change without
            the copy before.

    >>> from microact.data import moons
    >>> X, y = moons(60, noise=0.1, seed=0)
    >>> draw_network(MLP(2, [4, 1], seed=0), X, y).pipe("svg")[:4]
    b'<svg'
    """
    return glance(
        model, X, y, lens=lens, before=before, loss=loss, scale=scale, inputs=inputs,
        classes=classes, caption=caption, theme=theme,
    )[0]  # fmt: skip


def glance(
    model: "MLP | neurons.MLP",
    X: ArrayLike,
    y: ArrayLike,
    *,
    lens: str,
    before: "MLP | neurons.MLP | None" = None,
    loss: Loss | None = None,
    scale: float | None = None,
    at_least: float = 0.0,
    inputs: Sequence[str] = (),
    classes: Sequence[str] = (),
    caption: str = "",
    theme: str = "auto",
) -> tuple[Picture, float]:
    """Draw a network, and say which number its widest line stands for, `at_least` that one."""
    net = _network(model)
    checked(theme)
    arguments.choice("lens", lens, *LENSES)
    points, targets = np.asarray(X, dtype=float), np.asarray(y)
    if points.ndim != 2 or not len(points) or points.shape[1] != net.sizes[0]:
        raise ValueError(
            f"X has shape (rows, {net.sizes[0]}) for this network, at least one row, "
            f"got {points.shape}"
        )
    if not np.all(np.isfinite(points)):
        row = int(np.argwhere(~np.isfinite(points))[0][0])
        raise ValueError(f"row {row} of X holds a number that is not finite")
    if not targets.ndim or len(targets) != len(points):
        given = len(targets) if targets.ndim else repr(y)
        raise ValueError(f"y has one target for each row, got {given} for {len(points)}")
    names = [arguments.text("the name of an input", name) for name in inputs]
    names = names or [f"x{i + 1}" for i in range(net.sizes[0])]
    if len(names) != net.sizes[0]:
        raise ValueError(f"inputs names {len(names)} of {net.sizes[0]} inputs")
    if before is not None and lens != "change":
        raise ValueError('the network before is for lens="change"')
    caption = arguments.text("caption", caption)
    lowered = net.loss_for(targets)
    loss = lowered if loss is None else arguments.function("loss", loss, "(output, target)")
    classifies = _classifies(loss, lowered)
    kinds = max(2, net.sizes[-1])
    names_given = () if classes is None else classes
    classes = [arguments.text("the name of a class", name) for name in names_given]
    if classes and (not classifies or len(classes) != kinds):
        raise ValueError(f"classes names {kinds} classes of a classifier, got {classes!r}")
    seen = measure(net, points, targets, loss, classifies)
    carried = _carried(seen, lens, before)
    largest = max(float(np.max(np.abs(c[np.isfinite(c)]), initial=0.0)) for c in carried)
    largest = max(largest, at_least)
    largest = largest if scale is None else arguments.real("scale", scale, above=0)
    drawing = Drawing(
        seen, carried, largest, lens, names, _groups(targets, classifies), points, classes
    )
    return Picture(drawing.whole(caption, repr(net)), theme, smallest=12.0), largest


def _network(model: object) -> MLP:
    if isinstance(model, neurons.MLP):
        return MLP.from_neurons(model)
    if not isinstance(model, MLP):
        raise TypeError(
            f"draw_network takes a network (nn.MLP or neurons.MLP), got a {type(model).__name__}"
        )
    return model


def _carried(seen: Measured, lens: str, before: object) -> list[Array]:
    """Return the numbers of all lines: of each layer a table (sources, units)."""
    if lens == "gradients":
        return [layer.weight_gradients for layer in seen.layers]
    if lens == "weights":
        return [layer.weights for layer in seen.layers]
    if before is None:
        raise ValueError("lens='change' needs the network before: before=copy.deepcopy(model)")
    earlier = [np.asarray(linear.weight.data) for linear in _network(before).layers]
    if [w.shape for w in earlier] != [layer.weights.shape for layer in seen.layers]:
        raise ValueError("the network before has other layers than this one")
    return [layer.weights - w for layer, w in zip(seen.layers, earlier)]


def _classifies(loss: Loss, fitting: Loss) -> bool:
    """Whether a loss is about classes; one of somebody's own, whether the fitting one is."""
    known = getattr(loss, "func", loss)
    if known in (cross_entropy, binary_cross_entropy, mean_squared_error):
        return known is not mean_squared_error
    return fitting is not mean_squared_error


def _groups(targets: Array, classifies: bool) -> list[tuple[Array, str, int]]:
    """Split the points by class, each with its colour; one group if they have numbers to hit."""
    if not classifies:
        return [(np.ones(len(targets), dtype=bool), colours.BAR, 0)]
    if targets.ndim == 2 and targets.shape[1] > 1:
        targets = targets.argmax(axis=1)
    flat = targets.reshape(len(targets), -1)[:, 0]
    if np.any(flat != np.round(flat)):  # shares between classes
        return [(np.ones(len(targets), dtype=bool), colours.BAR, 0)]
    kinds = [int(kind) for kind in np.unique(flat)]
    return [(flat == k, colours.CLASSES[k % len(colours.CLASSES)], k) for k in kinds]
