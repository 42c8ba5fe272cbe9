"""The guided tour: a folder of pictures, real numbers from real data, and a page that shows them.

Everything is first made in a folder beside the target and moved there when it is complete.
"""

import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from microact.check.points import table
from microact.data import load_iris, moons, split
from microact.engine.calling import activations
from microact.engine.value import Value
from microact.history import History
from microact.losses import cross_entropy
from microact.metrics import accuracy
from microact.nn import MLP
from microact.optim import SGD
from microact.rules import Activation, registry
from microact.show.figures import save_figure
from microact.show.formats.picture import Picture
from microact.show.graph.diagram import draw
from microact.show.graph.lanes import draw_flow
from microact.show.graph.render import Diagram
from microact.show.network.glance import draw_network
from microact.show.page.explore import explore
from microact.show.page.playground import explore_network
from microact.show.plots import plot_activation, plot_boundary
from microact.show.tour_page import Section, write_page
from microact.support.atomic_files import new_folder
from microact.support.optional_packages import optional
from microact.train import fit
from microact.words.explanation import explain

FOUR = ("sigmoid", "tanh", "relu", "leaky_relu")


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
            _play(folder, bar),
            _dots(folder, bar, quick),
            _glance(folder, bar, quick),
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


def _save(picture: Diagram | Picture, folder: Path, name: str) -> Path:
    """Write a picture as SVG and PNG; return the SVG."""
    for kind in ("svg", "png"):
        picture.render(outfile=folder / f"{name}.{kind}")
    return folder / f"{name}.svg"


Bar = Callable[..., Any]
"""What shows how far a list of things to do is done: tqdm."""


def _lanes(folder: Path, bar: Bar) -> Section:
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


def _neurons(folder: Path, bar: Bar) -> Section:
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


def _play(folder: Path, bar: Bar) -> Section:
    section = Section(
        "See it move",
        "Pages to play with. Step through a neuron, forward and back, one operation at a time. "
        "Drag its numbers, and everything is computed anew. Let it descend. Ask why a gradient is "
        "what it is, or hide the gradients and find them yourself. On the last page a small "
        "network learns to tell blue from pink dots while you watch.",
    )
    for name in bar(FOUR, desc="pages"):
        w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.8, "b")
        y = activations[name](w * x + b)
        y.label = "y"
        explore(y, title=f"A neuron with {name}").save(folder / f"explore_{name}.html")
        section.pages.append((f"explore_{name}.html", f"a neuron with {name}"))
    X, y_ = moons(100, noise=0.15, seed=0)
    network = MLP(2, [4, 1], seed=2)
    explore_network(network, X, y_, title="A network that learns").save(
        folder / "explore_network.html"
    )
    section.pages.append(("explore_network.html", "a network that learns"))
    return section


def _curves(folder: Path, bar: Bar, quick: bool) -> Section:
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
        section.add(folder / f"curve_{name}.svg", f"{name}: {purpose}")
    return section


def _dots(folder: Path, bar: Bar, quick: bool) -> Section:
    """The article's centrepiece: a straight line, and a curve, between blue and pink dots."""
    section = Section(
        "A straight line is not enough",
        "Blue and pink dots, two half circles that reach into each other. Logistic regression is "
        "a network with no hidden layer: it can only draw a straight line. The same network with "
        "two hidden layers of 16 tanh neurons bends its line around the dots. The stronger the "
        "colour, the surer the network. The dots you see were held out: no network saw them while "
        "it learned.",
        columns="pairs",
    )
    X, y = moons(500, seed=0)
    learn, hold_out = split(y, 0.2, seed=0)
    lines = []
    for name, title, hidden in bar(
        [("dots_line", "logistic regression", []), ("dots_network", "a network", [16, 16])],
        desc="blue and pink dots",
    ):
        model = MLP(2, [*hidden, 1], seed=0)
        _learned(fit(model, X[learn], y[learn], epochs=40 if quick else 100, verbose=False))
        share = accuracy(y[hold_out], model.predict(X[hold_out]))
        lines.append(f"{title:<20} {model!s:<32} held-out accuracy {share:.1%}")
        for kind in ("svg", "png"):
            ax = plot_boundary(model, X[hold_out], y[hold_out], classes=["blue", "pink"])
            save_figure(ax, folder / f"{name}.{kind}")
        section.add(folder / f"{name}.svg", f"{title}: {share:.0%} of the dots on the right side")
    section.text = "\n".join(lines)
    print(section.text)
    return section


def _glance(folder: Path, bar: Bar, quick: bool) -> Section:
    section = Section(
        "A network at a glance",
        "Each tile is a unit. On the left it shows what the unit gives everywhere on the plane of "
        "the dots (blue is positive, orange negative), on the right its curve, with the dots that "
        "sit where. A line is as wide as the gradient of its weight. Below stands how much "
        "gradient arrives at each layer. First a small network before and after it has learned, "
        "then a deep one of sigmoids: on the way back to the first layer hardly anything is left.",
    )
    X, y = moons(200, noise=0.12, seed=0)
    small, deep = MLP(2, [5, 4, 1], seed=0), MLP(2, [5] * 6 + [1], hidden="sigmoid", seed=0)
    steps = [("before learning", "glance_before", small, 0),
             ("after learning", "glance_after", small, 40 if quick else 150),
             ("six layers of sigmoids, before learning", "glance_deep", deep, 0)]  # fmt: skip
    for caption, name, model, epochs in bar(steps, desc="a network at a glance"):
        if epochs:
            _learned(fit(model, X, y, epochs=epochs, verbose=False))
        picture = draw_network(model, X, y, classes=["blue", "pink"])
        section.add(_save(picture, folder, name), caption)
    return section


def _learned(history: History) -> None:
    """Stop the whole tour where somebody stopped a training in it."""
    if history.stopped.startswith("interrupted"):
        raise KeyboardInterrupt


def _iris(folder: Path, bar: Bar, quick: bool) -> Section:
    section = Section(
        "A network learns to tell irises apart",
        "Fisher's iris (1936): four measurements of each of 150 flowers, three species. Eight "
        "tanh neurons look at the measurements, three outputs score the species, and softmax "
        "turns the scores into probabilities. The loss says how wrong they are (0 is perfect). "
        "Each card is now a table of numbers for all 120 training flowers at once, and @ is the "
        "matrix product. Compare the weights and biases, the numbers that are learned: their "
        "gradients have become much smaller after training, because the loss is near its lowest "
        "point. (X is data and is not changed.)",
    )
    X, y, _, _ = load_iris()
    learn, hold_out = split(y, 0.2, seed=0)
    X = (X - X[learn].mean(axis=0)) / X[learn].std(axis=0)
    model = MLP(4, [8, 3], seed=0)
    flowers = Value(X[learn], "X")

    def loss() -> Value:
        value = cross_entropy(model(flowers), y[learn])
        value.label = "loss"
        return value

    section.add(_save(draw(_with_gradients(loss()), scale=1.0), folder, "iris_before"), "before")
    steps = 60 if quick else 200
    lines = ["step 0 is the untrained network; accuracy is on the 120 flowers it learns from"]
    progress, optimizer = bar(range(steps + 1), desc="iris"), SGD(model.parameters(), lr=0.5)
    for step in progress:
        value = loss()
        if step % 20 == 0:
            share = accuracy(y[learn], model.predict(X[learn]))
            lines.append(f"step {step:3d}   loss {value.item():.4f}   accuracy {share:.1%}")
            progress.write(lines[-1])
        if step < steps:
            model.zero_grad()
            value.backward()
            optimizer.step()
    right = int(np.sum(model.predict(X[hold_out]) == y[hold_out]))
    lines.append(f"held-out accuracy {right / 30:.1%}: {right} of the 30 flowers never seen")
    print(lines[-1])
    model.zero_grad()
    section.add(_save(draw(_with_gradients(loss()), scale=1.0), folder, "iris_after"), "after")
    section.text = "\n".join(lines)
    return section


def _with_gradients(value: Value) -> Value:
    value.backward()
    return value


def _check(folder: Path, bar: Bar) -> Section:
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
