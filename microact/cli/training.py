"""`microact train`: from a table to a network, and how well it answers."""

import csv
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from microact import data
from microact.cli.fitting import Earlier, Fitted, Settings, fitted, plain
from microact.cli.results import rare_class, scores, table_of, warnings
from microact.cli.run_files import NET, Run, table_print
from microact.diagnosis import diagnose
from microact.history import History
from microact.show.calibration import plot_calibration
from microact.show.figures import save_figure
from microact.show.graph.diagram import draw
from microact.show.network.glance import draw_network
from microact.show.plots import (
    plot_activations,
    plot_boundary,
    plot_confusion,
    plot_gradient_flow,
    plot_history,
    plot_roc,
)
from microact.support.atomic_files import new_folder
from microact.support.facts import Facts
from microact.support.optional_packages import optional
from microact.tables.columns import Encoder
from microact.tables.csv_reader import Row
from microact.tables.encoding import Table, load_csv, table

MADE = ("moons", "circles", "blobs", "spirals", "xor", "linear")
"""Data sets that are made on the spot."""


def train(
    source: str,
    out: Path,
    settings: Settings,
    seeds: int = 1,
    resumed: Run | None = None,
    **reading: Any,
) -> str:
    """Train on a table, write a folder of results, and return a table of held-out results.

    Args:
        source: "iris", a data set that is made on the spot, or the path of a CSV file.
        out: a folder that does not exist yet or is empty.
        settings: how to train.
        seeds: how often, each time with other rows held out and other first weights; the folder
            has the first network.
        resumed: an earlier run, whose network goes on learning.
        reading: how to read the file, as `load_csv`.

    Raises:
        ValueError, OSError: for a file or settings that cannot be used; nothing is written then.
    """
    optional("matplotlib", "microact train", "tqdm").use("Agg")
    encoder = resumed.encoder if resumed else None
    goal = _read(source, settings.seed, reading, encoder)
    for note in goal.notes:
        print(note)
    for option, given in (("--threshold", settings.threshold), ("--balance", settings.balanced)):
        if given and not goal.classes:
            raise ValueError(f"{option} is about classes, and {goal.encoder.target!r} is a number")
    with new_folder(out) as folder:
        earlier = Earlier(resumed.model, resumed.history, resumed.scale) if resumed else None
        network = fitted(goal, settings, settings.hidden, verbose=True, earlier=earlier)
        if network.was_stopped:
            print(network.history.stopped)
        straight = fitted(goal, plain(settings), (), verbose=False)
        found = [scores(goal, network, straight)]
        told = [*warnings(goal, found[0])]
        if straight.was_stopped:
            told.append("warning: the baseline was interrupted, and may do better")
        for seed in range(settings.seed + 1, settings.seed + seeds):
            again = _read(source, seed, reading)
            other = replace(settings, seed=seed)
            net = fitted(again, other, other.hidden, verbose=False)
            line = fitted(again, plain(other), (), verbose=False)
            if net.was_stopped or line.was_stopped:
                told.append(f"interrupted: {len(found)} of {seeds} seeds")
                break
            results = scores(again, net, line)
            found.append(dict(zip(found[0], results.values())))
        _write_history(folder / "history.csv", network.history)
        _draw(folder, network, goal)
        if resumed and resumed.table_print != table_print(goal):
            told.append(
                "warning: this is not the table that was learned before: rows held out now may "
                "have been learned then, and the results look better than they are"
            )
        text = "\n".join([
            table_of(goal, found), *rare_class(goal, network, straight), "", network.words, *told,
        ])  # fmt: skip
        kept = replace(settings, decays=(network.decay,))
        Run(
            network.network, goal.encoder, network.scale, network.threshold, text, kept,
            reading, network.history, table_print(goal),
        ).save(folder / NET)  # fmt: skip
        (folder / "results.txt").write_text(text + "\n", encoding="utf-8")
    return text


def _read(source: str, seed: int, reading: Facts, encoder: Encoder | None = None) -> Table:
    reading = {**reading, "encoder": encoder}
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


def _draw(folder: Path, fitted: Fitted, goal: Table) -> None:
    """Draw how it learned, what it decides, how alive it is, and the network itself."""
    network, classes = fitted.network, goal.classes
    save_figure(plot_history(fitted.history), folder / "history.png")
    mean, spread = fitted.scale
    y_test = goal.y_test if classes else (goal.y_test - mean) / spread
    found = diagnose(network, goal.X_test, y_test)
    save_figure(plot_activations(found), folder / "activations.png")
    save_figure(plot_gradient_flow(found), folder / "gradient_flow.png")
    if classes:
        predicted = fitted.predict(goal.X_test)
        save_figure(plot_confusion(goal.y_test, predicted, classes), folder / "confusion.png")
        if len(classes) == 2 and len(np.unique(goal.y_test)) == 2:
            p = network.predict_proba(goal.X_test)
            save_figure(plot_roc(goal.y_test, p), folder / "roc.png")
            save_figure(plot_calibration(goal.y_test, p), folder / "calibration.png")
        if network.sizes[0] == 2:
            ax = plot_boundary(network, goal.X_test, goal.y_test, classes=classes)
            save_figure(ax, folder / "boundary.png")
    glance = draw_network(network, goal.X_test, y_test, inputs=goal.features, classes=classes)
    for kind in ("svg", "png"):
        glance.render(folder / f"network.{kind}")
    loss = network.loss_for(y_test)(network(goal.X_test), y_test)
    loss.label = "loss"
    draw(loss, gradients=True).render(outfile=folder / "graph.svg")
