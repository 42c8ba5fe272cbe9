"""The guided tour: a folder of pictures, real numbers from real data, and a page that shows them.

Everything is first made in a folder beside the target and moved there when it is complete.
"""

import os
import shutil
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from microact.arrays import Array
from microact.data import load_iris
from microact.explanation import explain
from microact.functions import activations, log_softmax, tanh
from microact.optional import optional
from microact.rules import Activation, registry
from microact.samples import table
from microact.show.diagram import draw
from microact.show.lanes import draw_flow
from microact.show.page import Section, write_page
from microact.show.plots import plot_activation, save_figure
from microact.show.render import Diagram
from microact.value import Value, no_grad, scope

FOUR = ("sigmoid", "tanh", "relu", "leaky_relu")


class IrisNetwork:
    """Four measurements, eight tanh neurons, three species: a network on one Value per matrix.

    120 flowers to learn from, 30 held out, 10 of each species. The measurements are standardised
    with the mean and spread of the 120.
    """

    def __init__(self, seed: int = 0) -> None:
        """Split the flowers and draw the weights, both from `seed`."""
        X, y, _, _ = load_iris()
        rng = np.random.default_rng(seed)
        order = np.concatenate([rng.permutation(np.flatnonzero(y == k)) for k in range(3)])
        test = np.isin(np.arange(len(y)) % 50, range(40, 50))
        train_rows, test_rows = order[~test], order[test]
        mean, spread = X[train_rows].mean(axis=0), X[train_rows].std(axis=0)
        X = (X - mean) / spread
        self.data = {"train": (X[train_rows], y[train_rows]), "test": (X[test_rows], y[test_rows])}
        with scope("hidden layer"):
            self.W1 = Value(rng.normal(size=(4, 8)) / np.sqrt(4), "W1")
            self.b1 = Value(np.zeros(8), "b1")
        with scope("output layer"):
            self.W2 = Value(rng.normal(size=(8, 3)) / np.sqrt(8), "W2")
            self.b2 = Value(np.zeros(3), "b2")
        self.parameters = [self.W1, self.b1, self.W2, self.b2]

    def logits(self, X: Any) -> Value:
        """Return three scores per flower."""
        with scope("hidden layer"):
            hidden: Value = tanh(X @ self.W1 + self.b1)
        with scope("output layer"):
            return hidden @ self.W2 + self.b2

    def loss(self) -> Value:
        """Return the cross-entropy: how surprised the network is by the true species."""
        X, y = self.data["train"]
        logits = self.logits(Value(X, "X"))
        with scope("loss"):
            chosen = log_softmax(logits)[np.arange(len(y)), y]
            chosen.label = "log p(true species)"
            loss: Value = -chosen.mean()
        loss.label = "loss"
        return loss

    def zero_grad(self) -> None:
        """Set all gradients to 0."""
        for p in self.parameters:
            p.grad = 0.0

    def step(self, rate: float = 0.5) -> Value:
        """Take one step of gradient descent and return the loss before it."""
        loss = self.loss()
        self.zero_grad()
        loss.backward()
        for p in self.parameters:
            p.data -= rate * p.grad
        return loss

    def accuracy(self, part: str) -> float:
        """Return the share of flowers whose species gets the highest score."""
        X, y = self.data[part]
        with no_grad():
            scores: Array = self.logits(X).data
        return float(np.mean(scores.argmax(axis=1) == y))


def run_tour(out: Path, quick: bool = False, open_page: bool = True) -> Path:
    """Make the tour in the folder `out` and return the path of its page.

    Args:
        out: a folder that does not exist yet or is empty.
        quick: fewer pictures, shorter training.
        open_page: show the page in a browser at the end.

    Raises:
        FileExistsError, NotADirectoryError, PermissionError: if `out` is not such a folder;
            nothing has been touched then.
        ModuleNotFoundError: if matplotlib or tqdm is missing, with what installs it.
    """
    bar = optional("tqdm", "the tour", "matplotlib").tqdm
    optional("matplotlib", "the tour").use("Agg")
    with new_folder(out) as folder:
        sections = [
            _curves(folder, bar, quick),
            _lanes(folder, bar),
            _neurons(folder, bar),
            _iris(folder, bar, quick),
            _check(folder, bar),
        ]
        write_page(folder / "index.html", sections)
    page = out / "index.html"
    files = sorted(path.name for path in out.iterdir())
    print(f"\nwrote {len(files)} files to {out.resolve()}")
    print(f"open {page.resolve()}")
    if open_page:
        webbrowser.open(page.resolve().as_uri())
    return page


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder to fill; move it to `out` only if all went well."""
    if out.resolve() == Path.cwd():
        raise FileExistsError("--out names the folder you stand in; name a new one")
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; name a new or an empty folder with --out")
    if out.is_dir() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; name a new or an empty folder with --out")
    parent = out.absolute().parent
    if not parent.is_dir():
        raise FileNotFoundError(f"there is no folder {parent} to write {out.name} into")
    if not os.access(out if out.is_dir() else parent, os.W_OK):
        raise PermissionError(f"{out} cannot be written; name another folder with --out")
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=parent))
    try:
        work.chmod(0o755)
        yield work
        if out.is_dir():
            out.rmdir()
        work.rename(out)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _save(diagram: Diagram, folder: Path, name: str) -> str:
    """Write a diagram as SVG and PNG; return the SVG's name."""
    for kind in ("svg", "png"):
        diagram.render(outfile=folder / f"{name}.{kind}")
    return f"{name}.svg"


def _lanes(folder: Path, bar: Callable[..., Any]) -> Section:
    section = Section(
        "How far does a gradient get?",
        "The number x goes from left to right through the same activation six times. Then we ask "
        "how much the output changes if x changes a little. The answer, the gradient of x, is "
        "found from right to left: it starts with 1 (the output changes exactly as much as "
        "itself), and each arrow that it walks back along multiplies it by the number written "
        "there, the local gradient: the slope of the curve at the dot. Sigmoid's slope is never "
        "above 0.25, so after six of them little is left: the gradient vanishes. Tanh lets more "
        "through. ReLU passes everything when x is positive and nothing when x is negative; it "
        "is dead there. Leaky ReLU lets 1% through where ReLU is dead, and six times 1% is almost "
        "nothing again.",
    )
    for x, name in bar([(1.5, "flow_positive"), (-1.5, "flow_negative")], desc="gradient flow"):
        picture = _save(draw_flow(FOUR, depth=6, x=x), folder, name)
        section.add(picture, f"x = {x}, through six of each")
    return section


def _neurons(folder: Path, bar: Callable[..., Any]) -> Section:
    section = Section(
        "One neuron under four activations",
        "A neuron multiplies its input x by a weight w, adds a bias b, and applies an activation. "
        "Here w = 0.5, x = 2 and b = -1.8, so the sum is -0.8: the dot on the small curve. On a "
        "steep part of the curve the weight gets a large gradient and learns fast, on a flat part "
        "none. All four pictures have the same scale of widths.",
        columns="pairs",
    )
    notes = {
        "sigmoid": "a gentle slope: some gradient passes",
        "tanh": "steeper: more of it passes",
        "relu": "the flat part: this neuron learns nothing from this x",
        "leaky_relu": "nearly flat: a trickle passes",
    }
    for name in bar(FOUR, desc="one neuron"):
        w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.8, "b")
        y = activations[name](w * x + b)
        y.label = "y"
        y.backward()
        section.add(_save(draw(y, scale=1.2), folder, f"neuron_{name}"), f"{name}: {notes[name]}")
        if name == "tanh":
            section.text = f"The tanh neuron in words:\n\n{explain(y)}"
    return section


def _curves(folder: Path, bar: Callable[..., Any], quick: bool) -> Section:
    section = Section(
        "Every activation and its slope",
        "An activation is a fixed curve that a neuron's sum is sent through. The solid line is "
        "the activation; the dashed line is its slope, the local gradient: what a gradient is "
        "multiplied by on its way back.",
        columns="small",
    )
    curves = [name for name, kind in registry.items() if issubclass(kind, Activation)]
    for name in bar(FOUR if quick else curves, desc="curves"):
        save_figure(plot_activation(name), folder / f"curve_{name}.svg")
        purpose = (registry[name].__doc__ or "").partition("\n")[0].replace("`", "")
        section.add(f"curve_{name}.svg", f"{name}: {purpose}")
    return section


def _iris(folder: Path, bar: Callable[..., Any], quick: bool) -> Section:
    section = Section(
        "A network learns to tell irises apart",
        "Fisher's iris (1936): four measurements of each of 150 flowers, three species. Eight "
        "tanh neurons look at the measurements, three outputs score the species, and softmax "
        "turns the scores into probabilities. The loss says how wrong they are (0 is perfect). "
        "Each card is now a table of numbers for all 120 training flowers at once, and @ is the "
        "matrix product. Compare W1, b1, W2 and b2, the numbers that are learned: their gradients "
        "have become much smaller after training, because the loss is near its lowest point. (X "
        "is data and is not changed.)",
    )
    network = IrisNetwork()
    steps = 60 if quick else 200
    loss = network.loss()
    loss.backward()
    section.add(_save(draw(loss, scale=1.0), folder, "iris_before"), "before training")
    lines = ["step 0 is the untrained network; accuracy is on the 120 flowers it learns from"]
    progress = bar(range(steps + 1), desc="iris")
    for step in progress:
        if step % 20 == 0:
            accuracy = network.accuracy("train")
            line = f"step {step:3d}   loss {network.loss().item():.4f}   accuracy {accuracy:.1%}"
            lines.append(line)
            progress.write(line)
        if step < steps:
            network.step()
    right = round(network.accuracy("test") * 30)
    lines.append(f"held-out accuracy {right / 30:.1%}: {right} of the 30 flowers never seen")
    print(lines[-1])
    network.zero_grad()
    loss = network.loss()
    loss.backward()
    section.add(_save(draw(loss, scale=1.0), folder, "iris_after"), "after training")
    section.text = "\n".join(lines)
    return section


def _check(folder: Path, bar: Callable[..., Any]) -> Section:
    section = Section(
        "Is every gradient right?",
        "Every slope in this package is written by hand. So each is compared with an experiment: "
        "nudge an input a little both ways, see how much the result changes, and do so with "
        "smaller and smaller nudges (finite differences).",
        folded=True,
    )
    rows = bar(table(registry), desc="gradient check", total=len(registry) + 4)
    lines = [line for line, _ in rows]
    section.text = "\n".join(lines)
    section.words += f" Result: {lines[-1]}."
    (folder / "gradient_check.txt").write_text(section.text + "\n", encoding="utf-8")
    print(lines[-1])
    return section
