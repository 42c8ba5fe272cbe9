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
    bar = optional("tqdm", "the tour").tqdm
    optional("matplotlib", "the tour").use("Agg")
    with new_folder(out) as folder:
        sections = [
            _lanes(folder, bar),
            _neurons(folder, bar),
            _curves(folder, bar, quick),
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
        "The number x goes through the same activation six times, then the gradient 1 comes back "
        "from the right. Each arrow multiplies it by the local gradient written on it. Sigmoid "
        "multiplies by at most 0.25, so little is left: the gradient vanishes. Tanh lets more "
        "through. ReLU passes everything when x is positive and nothing when x is negative. "
        "Leaky ReLU lets a trickle through where ReLU is dead.",
    )
    for x, name in bar([(1.5, "flow_positive"), (-1.5, "flow_negative")], desc="gradient flow"):
        picture = _save(draw_flow(FOUR, depth=6, x=x), folder, name)
        section.add(picture, f"x = {x}: gradients through six of each, all on one scale")
    return section


def _neurons(folder: Path, bar: Callable[..., Any]) -> Section:
    section = Section(
        "One neuron under four activations",
        "A neuron multiplies its input by a weight, adds a bias and applies an activation. The "
        "dot on the small curve shows where it sits: on the steep part it learns fast, on a flat "
        "part hardly at all. Point at a card or an arrow for its line of the chain rule.",
        columns="pairs",
    )
    for name in bar(FOUR, desc="one neuron"):
        w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.8, "b")
        y = activations[name](w * x + b)
        y.label = "y"
        y.backward()
        section.add(_save(draw(y), folder, f"neuron_{name}"), f"y = {name}(w·x + b)")
    return section


def _curves(folder: Path, bar: Callable[..., Any], quick: bool) -> Section:
    section = Section(
        "Every activation and its local gradient",
        "The solid line is the activation, the dashed line its slope: what the gradient is "
        "multiplied by on its way back.",
        columns="small",
    )
    curves = [name for name, kind in registry.items() if issubclass(kind, Activation)]
    for name in bar(FOUR if quick else curves, desc="curves"):
        ax = plot_activation(name)
        save_figure(ax, folder / f"curve_{name}.svg")
        section.add(f"curve_{name}.svg", name)
    return section


def _iris(folder: Path, bar: Callable[..., Any], quick: bool) -> Section:
    section = Section(
        "A network learns Fisher's iris",
        "Four measurements of a flower go in, softmax gives the probabilities of three species. "
        "The network has eight tanh neurons and sees 120 of the 150 flowers; the other 30 are "
        "held out. The pictures show its graph with its gradients before and after training: a "
        "gradient that has become small means that there is little left to learn.",
        columns="pairs",
    )
    network = IrisNetwork()
    steps = 60 if quick else 200
    loss = network.loss()
    loss.backward()
    section.add(_save(draw(loss, direction="TB"), folder, "iris_before"), "before training")
    lines = []
    progress = bar(range(steps + 1), desc="iris")
    for step in progress:
        loss = network.step()
        if step % 20 == 0:
            line = (
                f"step {step:3d}   loss {loss.item():.4f}   "
                f"accuracy {network.accuracy('train'):.1%}"
            )
            lines.append(line)
            progress.write(line)
    held_out = f"held-out accuracy {network.accuracy('test'):.1%} on 30 flowers never seen"
    lines.append(held_out)
    print(held_out)
    loss = network.loss()
    network.zero_grad()
    loss.backward()
    section.add(_save(draw(loss, direction="TB"), folder, "iris_after"), "after training")
    section.text = "\n".join(lines)
    return section


def _check(folder: Path, bar: Callable[..., Any]) -> Section:
    section = Section(
        "Is every gradient right?",
        "Each rule's hand-written gradient is compared with central finite differences, "
        "extrapolated to step 0. At a kink, where the slope jumps, any number between the two "
        "slopes is right.",
    )
    rows = bar(table(registry), desc="gradient check", total=len(registry) + 2)
    lines = [line for line, _ in rows]
    section.text = "\n".join(lines)
    (folder / "gradient_check.txt").write_text(section.text + "\n", encoding="utf-8")
    print(lines[-1])
    return section
