"""What a page begins with: a network, points of one's own, or nothing; as facts for its scripts."""

import base64
from collections.abc import Iterable, Sequence
from unicodedata import category

import numpy as np
from numpy.typing import ArrayLike

from microact import neurons, nn
from microact.engine.calling import activation_of_one_number
from microact.readings.numbers import Array, refuse_masked
from microact.rules import Rule
from microact.support.facts import Facts

MOST_LAYERS, MOST_UNITS, MOST_POINTS, MOST_COLUMNS = 8, 24, 1000, 32
"""As in `src/network/settings.js`."""

LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE = 200, 1000, 300

BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

MARGIN = 0.1
"""How far the plane reaches beyond its points, as a share of what they span."""


def network_of(model: object) -> nn.MLP:
    """Take a network that the page can show.

    Raises:
        TypeError: for what is no network.
        ValueError: for several outputs, more layers or units than a page can show, or weights that
            are not finite or frozen.
    """
    if isinstance(model, neurons.MLP):
        model = nn.MLP.from_neurons(model)
    if not isinstance(model, nn.MLP):
        raise TypeError(f"the playground takes a network (nn.MLP or neurons.MLP), got {model!r}")
    if model.sizes[-1] != 1:
        raise ValueError(
            f"the playground tells two classes apart: one output, got {model.sizes[-1]}; "
            "ma.draw_network shows networks of any shape"
        )
    hidden = model.sizes[1:-1]
    if len(hidden) > MOST_LAYERS or max(hidden, default=0) > MOST_UNITS:
        raise ValueError(
            f"the playground shows up to {MOST_LAYERS} hidden layers of up to {MOST_UNITS} units, "
            f"got {hidden}; ma.draw_network shows networks of any size"
        )
    for parameter in model.parameters():
        if not np.all(np.isfinite(parameter.data)):
            raise ValueError(f"{parameter.label} is not finite: there is nothing to go on from")
        if not parameter.requires_grad:
            raise ValueError(
                f"{parameter.label} is frozen, and the page trains all: model.unfreeze() first"
            )
    return model


def settings_of(model: nn.MLP | None) -> tuple[Facts, list[Rule]]:
    """Return the settings that a network asks for, and the activations that it uses.

    Raises:
        ValueError: for an activation that mixes a layer's units.
    """
    if model is None:
        return {}, []
    rules = [activation_of_one_number(rule) for rule in model.activations[:-1] if rule is not None]
    last = model.activations[-1]
    # Logits, and probabilities of a sigmoid, are one network with cross-entropy.
    output = activation_of_one_number("sigmoid" if last is None else last)
    layers = [{"units": n, "activation": r.title} for n, r in zip(model.sizes[1:-1], rules)]
    certain = output.name == "sigmoid"
    return {
        "layers": layers,
        "output": output.title,
        "loss": "cross-entropy" if certain else "squared error",
        "start": "given",
        "heldOut": 0.0,  # the network may have seen all of them
    }, [*rules, output]


def weights_of(model: nn.MLP) -> str:
    """Return the weights as the page keeps them: of each layer unit by unit, then its biases."""
    parts = [part.data.T for layer in model.layers for part in layer.parameters()]
    numbers = np.concatenate([np.ravel(part) for part in parts]).astype("<f8")
    return base64.urlsafe_b64encode(numbers.tobytes()).decode().rstrip("=")


def table_of(
    X: ArrayLike,
    y: ArrayLike,
    inputs: int | None,
    scaled: bool,
    names: Sequence[str] | None = None,
    note: str = "",
) -> Facts:
    """Return points as a table of the page.

    Args:
        X: of shape (rows, columns), numbers.
        y: of each row one of two answers: numbers, truths or words.
        inputs: how many columns the network takes; None if it takes what there is.
        scaled: whether columns are scaled to mean 0 and deviation 1.
        names: of the columns; by default those of a data frame, else x₁, x₂, ….
        note: what is to be said of them.

    Raises:
        ValueError: for shapes that do not fit, numbers that are not finite or too large, or other
            than two answers.
        TypeError: for a masked array, or what is not made of numbers.
    """
    points, answers = _points(X, y, inputs)
    named = _names(names if names is not None else getattr(X, "columns", None), points.shape[1])
    notes = [note] if note else []
    if points.shape[1] > MOST_COLUMNS:
        notes.append(f"the first {MOST_COLUMNS} of {points.shape[1]} columns")
        points, named = points[:, :MOST_COLUMNS], named[:MOST_COLUMNS]
    classes, wanted = _classes(answers)
    if len(points) > MOST_POINTS:
        chosen = np.sort(np.random.default_rng(0).permutation(len(points))[:MOST_POINTS])
        notes.append(f"{MOST_POINTS} of {len(points)} rows, chosen at random")
        points, wanted = points[chosen], wanted[chosen]
    with np.errstate(all="ignore"):  # what overflows is found below
        scale = None
        if scaled:
            mean, spread = points.mean(axis=0), points.std(axis=0)
            spread = np.where(spread > 0, spread, 1.0)
            points = (points - mean) / spread
            scale = {"mean": mean.tolist(), "spread": spread.tolist()}
            notes.append("columns scaled to mean 0 and deviation 1")
        plane = _plane(points)
        low, high = _window(points[:, plane])
    far = [*low, *high, *(scale["mean"] + scale["spread"] if scale else [])]
    if not (np.all(np.isfinite(points)) and np.all(np.isfinite(far))):
        raise ValueError("X reaches further than a float can hold once it is drawn; scale it first")
    return {
        "names": named, "rows": points.tolist(), "wanted": wanted.tolist(), "classes": classes,
        "plane": plane, "low": low, "high": high, "scale": scale,
        "note": plain_text("; ".join(notes), LONGEST_NOTE) + "." * bool(notes),
    }  # fmt: skip


def _points(X: ArrayLike, y: ArrayLike, inputs: int | None) -> tuple[Array, Array]:
    """Take the points and their answers as arrays that fit one another, and the network."""
    refuse_masked(X, y)
    if np.iscomplexobj(X):
        raise TypeError("X is made of real numbers, got complex ones")
    points, answers = np.asarray(X, dtype=float), np.asarray(y)
    if answers.ndim == 2 and answers.shape[1] == 1:
        answers = answers[:, 0]
    if points.ndim != 2 or not len(points) or answers.shape != (len(points),):
        raise ValueError(
            "X has shape (rows, columns) and y one answer for each row, got shapes "
            f"{points.shape} and {answers.shape}"
        )
    width = points.shape[1]
    if inputs is not None and (width != inputs or width > MOST_COLUMNS):
        raise ValueError(
            f"this network takes {inputs} columns, and a page shows up to {MOST_COLUMNS}; "
            f"X has {width}"
        )
    if width < 2:
        raise ValueError(f"the plane is two columns of X, got {width}")
    if not np.all(np.isfinite(points)):
        row, column = np.argwhere(~np.isfinite(points))[0]
        raise ValueError(f"X must be finite, got {points[row, column]} in row {row}")
    return points, answers


def _classes(answers: Array) -> tuple[list[str], Array]:
    """Return what the two answers are called, and of each row which it is."""
    values = answers.tolist()
    nothing = [i for i, x in enumerate(values) if x is None or x != x]  # NaN is not itself
    if nothing:
        row = nothing[0]
        raise ValueError(f"y holds an answer for each row, got {values[row]} in row {row}")
    try:
        found = sorted(set(values))
    except TypeError:  # numbers beside words, or what has no order
        found = sorted(set(map(str, values)))
        values = list(map(str, values))
    if len(found) != 2:
        some = ", ".join(map(str, found[:8]))
        raise ValueError(f"y has two different answers, got {len(found)}: {some}")
    wanted = np.array([int(x == found[1]) for x in values])
    whole = [int(x) if isinstance(x, float) and x.is_integer() else x for x in found]  # 1.0 is 1
    called = list(map(str, whole))
    return [plain_text(name, LONGEST_NAME) for name in called], wanted


def _names(columns: object, width: int) -> list[str]:
    """Return names of columns, no two alike: x₁, x₂, … if none are known."""
    known = list(columns) if isinstance(columns, Iterable) else []
    if len(known) != width:
        known = [f"x{str(k + 1).translate(BELOW)}" for k in range(width)]
    found: list[str] = []
    for name in known:
        plain, n = plain_text(str(name), LONGEST_NAME), 1
        mine = plain
        while mine in found:
            n += 1
            mine = f"{plain} ({n})"
        found.append(mine)
    return found


def plain_text(text: str, longest: int) -> str:
    """Return a text without what no picture, program or file may hold, cut where too long."""
    return "".join(" " if category(c) in ("Cc", "Cs") else c for c in text)[:longest]


def _plane(points: Array) -> list[int]:
    """Return the first two columns that are more than yes and no, or else the first two."""
    rich = [k for k in range(points.shape[1]) if len(np.unique(points[:, k])) > 2]
    return rich[:2] if len(rich) >= 2 else [0, 1]


def _window(plane: Array) -> tuple[list[float], list[float]]:
    low, high = plane.min(axis=0), plane.max(axis=0)
    margin = np.where(high > low, MARGIN * (high - low), np.maximum(1.0, MARGIN * np.abs(low)))
    return (low - margin).tolist(), (high + margin).tolist()
