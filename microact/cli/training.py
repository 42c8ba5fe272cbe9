"""`microact train` and `microact predict`: from a table to a network, and from it to answers."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from microact import data
from microact.diagnosis import diagnose
from microact.history import History
from microact.losses import mean_squared_error
from microact.metrics import accuracy
from microact.nn import MLP
from microact.readings.numbers import Array
from microact.saving import load
from microact.show.graph.diagram import draw
from microact.show.network.glance import draw_network
from microact.show.plots import (
    plot_activations,
    plot_boundary,
    plot_confusion,
    plot_gradient_flow,
    plot_history,
    plot_roc,
    save_figure,
)
from microact.support.atomic_files import new_folder
from microact.support.facts import Facts
from microact.support.optional_packages import optional
from microact.tables.csv_reader import Row, read_rows
from microact.tables.encoding import Encoder, Table, load_csv, table
from microact.train import fit

MADE = ("moons", "circles", "blobs", "spirals", "xor", "linear")
"""Data sets that are made on the spot."""


@dataclass
class Settings:
    """How `microact train` trains."""

    hidden: Sequence[int] = (16, 16)
    activation: str = "tanh"
    epochs: int = 200
    lr: float = 0.01
    batch_size: int = 32
    seed: int = 0


def train(source: str, out: Path, settings: Settings, **reading: Any) -> str:
    """Train on a table, write a folder of results, and return a table of held-out results.

    Args:
        source: "iris", a data set that is made on the spot, or the path of a CSV file.
        out: a folder that does not exist yet or is empty.
        settings: how to train.
        reading: how to read the file, as `load_csv`.

    Raises:
        ValueError, OSError: for a file or settings that cannot be used; nothing is written then.
    """
    optional("matplotlib", "microact train", "tqdm").use("Agg")
    goal = _read(source, settings.seed, reading)
    for note in goal.notes:
        print(note)
    scale = (0.0, 1.0) if goal.classes else (float(goal.y.mean()), float(goal.y.std()) or 1.0)
    with new_folder(out) as folder:
        network, history = _fitted(goal, settings.hidden, settings, scale, verbose=True)
        if not history.loss:
            raise KeyboardInterrupt  # not one epoch was done
        if not history.stopped.startswith("all"):
            print(history.stopped)
        straight, _ = _fitted(goal, (), settings, scale, verbose=False)
        network.about = {"table": goal.encoder.as_facts(), "scale": list(scale)}
        network.save(folder / "net.npz")
        _write_history(folder / "history.csv", history)
        _draw(folder, network, history, goal, scale)
        results = _compare(goal, network, straight, scale)
        (folder / "results.txt").write_text(results + "\n", encoding="utf-8")
    return results


def predict(model_path: Path, csv_path: Path) -> str:
    """Read new rows as the model's table was read; return its answers as CSV.

    Raises:
        ValueError, OSError: for a model or a file that cannot be used, naming line and column.
    """
    model = load(model_path)
    if "table" not in model.about:
        raise ValueError(f"{model_path} knows no table; it was not made by microact train")
    try:
        encoder = Encoder.from_facts(model.about["table"])
        mean, spread = map(float, model.about["scale"])
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{model_path}: what it says about its table is damaged") from None
    names, rows, _ = read_rows(csv_path, header=encoder.header)
    with np.errstate(all="ignore"):
        X = encoder.encode(names, rows)
    if X.shape[1] != model.sizes[0]:
        raise ValueError(f"{model_path}: its table and its network do not fit together")
    outputs = len(encoder.classes) if len(encoder.classes) > 2 else 1
    if model.sizes[-1] != outputs:
        raise ValueError(f"{model_path}: its classes and its network do not fit together")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not encoder.classes:
        answers = model(X).data[:, 0] * spread + mean
        for row, answer in zip(rows, answers):
            if not np.isfinite(answer):
                raise ValueError(f"line {row.line}: its numbers are too large to predict from")
        writer.writerow([encoder.target])
        writer.writerows([f"{answer:.6g}"] for answer in answers)
        return text.getvalue()
    p = model.predict_proba(X)
    p = np.stack([1 - p, p], axis=1) if p.ndim == 1 else p
    writer.writerow([encoder.target, *[f"p({name})" for name in encoder.classes]])
    for k, row in zip(model.predict(X), p):
        writer.writerow([encoder.classes[k], *[f"{v:.4f}" for v in row]])
    return text.getvalue()


def _read(source: str, seed: int, reading: Facts) -> Table:
    if source == "iris":
        file = resources.files("microact").joinpath("datasets/iris.csv")
        with resources.as_file(file) as path:
            return load_csv(path, seed=seed, **reading)
    if source in MADE:
        X, y = getattr(data, source)(seed=seed)
        rows = [
            Row(i, [repr(float(v)) for v in x] + [str(k)]) for i, (x, k) in enumerate(zip(X, y))
        ]
        reading = {name: value for name, value in reading.items() if name != "header"}
        return table(["x1", "x2", "class"], rows, seed=seed, **reading)
    if not Path(source).exists():
        raise FileNotFoundError(
            f"there is no file {source!r}; made here are iris, {', '.join(MADE)}"
        )
    return load_csv(source, seed=seed, **reading)


def _fitted(
    goal: Table,
    hidden: Sequence[int],
    settings: Settings,
    scale: tuple[float, float],
    verbose: bool,
) -> tuple[MLP, History]:
    """Train one network; without hidden layers it is logistic (or linear) regression.

    A fifth of the rows to learn from is watched; the rows held out are not touched.
    """
    outputs = len(goal.classes) if len(goal.classes) > 2 else 1
    sizes = [*hidden, outputs]
    model = MLP(goal.X.shape[1], sizes, hidden=settings.activation, seed=settings.seed)
    y = goal.y if goal.classes else (goal.y - scale[0]) / scale[1]
    history = fit(
        model, goal.X, y, loss=None if goal.classes else mean_squared_error,
        epochs=settings.epochs, lr=settings.lr, batch_size=settings.batch_size,
        validation=0.2, seed=settings.seed, verbose=verbose,
    )  # fmt: skip
    return model, history


def _scaled(goal: Table, scale: tuple[float, float]) -> Array:
    return goal.y_test if goal.classes else (goal.y_test - scale[0]) / scale[1]


def _compare(goal: Table, network: MLP, straight: MLP, scale: tuple[float, float]) -> str:
    """Write the network's result on the rows held out below those of two baselines."""
    rows = len(goal.y_test)
    if goal.classes:
        counts = np.bincount(goal.y)
        head = f"held-out accuracy ({rows} rows)"
        named = {
            f"always {goal.classes[int(counts.argmax())]!r}": float(
                np.mean(goal.y_test == counts.argmax())
            ),
            "logistic regression": accuracy(goal.y_test, straight.predict(goal.X_test)),
            str(network): accuracy(goal.y_test, network.predict(goal.X_test)),
        }
        lines = [f"{name:<44}{share:>8.1%}" for name, share in named.items()]
    else:
        head = f"held-out error, root mean square ({rows} rows)"

        def error(predicted: Array | float) -> float:
            return float(np.sqrt(np.mean((predicted - goal.y_test) ** 2)))

        named = {
            "always the mean": error(scale[0]),
            "linear regression": error(straight(goal.X_test).data[:, 0] * scale[1] + scale[0]),
            str(network): error(network(goal.X_test).data[:, 0] * scale[1] + scale[0]),
        }
        lines = [f"{name:<44}{value:>8.4g}" for name, value in named.items()]
    return "\n".join([head, *lines])


def _write_history(path: Path, history: History) -> None:
    series = {
        name: getattr(history, name)
        for name in ("loss", "accuracy", "val_loss", "val_accuracy")
        if getattr(history, name)
    }
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["epoch", *series])
        writer.writerows([i, *values] for i, values in enumerate(zip(*series.values()), start=1))


def _draw(
    folder: Path, network: MLP, history: History, goal: Table, scale: tuple[float, float]
) -> None:
    """Draw how it learned, what it decides, how alive it is, and the network itself."""
    save_figure(plot_history(history), folder / "history.png")
    y_test = _scaled(goal, scale)
    found = diagnose(network, goal.X_test, y_test)
    save_figure(plot_activations(found), folder / "activations.png")
    save_figure(plot_gradient_flow(found), folder / "gradient_flow.png")
    if goal.classes:
        predicted = network.predict(goal.X_test)
        save_figure(plot_confusion(goal.y_test, predicted, goal.classes), folder / "confusion.png")
        if len(goal.classes) == 2 and len(np.unique(goal.y_test)) == 2:
            save_figure(
                plot_roc(goal.y_test, network.predict_proba(goal.X_test)), folder / "roc.png"
            )
        if network.sizes[0] == 2:
            ax = plot_boundary(network, goal.X_test, goal.y_test, classes=goal.classes)
            save_figure(ax, folder / "boundary.png")
    glance = draw_network(network, goal.X_test, y_test, inputs=goal.features, classes=goal.classes)
    for kind in ("svg", "png"):
        glance.render(folder / f"network.{kind}")
    loss = network.loss_for(y_test)(network(goal.X_test), y_test)
    loss.label = "loss"
    draw(loss, gradients=True).render(outfile=folder / "graph.svg")
