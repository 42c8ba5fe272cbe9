"""The page's modules under node, and the engine as their oracle."""

import json
import shutil
import subprocess
from functools import lru_cache
from importlib import resources

import numpy as np
import pytest

import microact as ma
from microact import losses
from microact.engine.calling import as_rule
from microact.show.page import page
from microact.show.page.kernels import MODULE, kernels
from tests.conftest import HANGS, NODE

LOSSES = {
    "cross-entropy": losses.binary_cross_entropy,
    "squared error": losses.mean_squared_error,
    "hinge": losses.hinge,
}


def write_modules(folder, more=()):
    """Write all of the page's modules into a folder, those that Python makes among them."""
    shutil.copytree(
        resources.files("microact.show.page").joinpath("src"), folder, dirs_exist_ok=True
    )
    made = {**page.scripts_for_all_pages(), "kernels": kernels(more), "prelude": MODULE}
    for name, text in {**made, "recorded": "export const RECORDED = [];", "style": ""}.items():
        (folder / f"{name}.js").write_text(text, "utf-8")


@pytest.fixture
def in_node(tmp_path):
    """Return what runs lines of JavaScript that may import the page's modules."""

    def run(lines, given=None, more=()):
        write_modules(tmp_path, more)
        (tmp_path / "package.json").write_text('{"type": "module"}')
        (tmp_path / "given.json").write_text(json.dumps(given))
        script = (
            'import { readFileSync } from "node:fs";\n'
            'const given = JSON.parse(readFileSync("given.json", "utf8"));\n'
            "const tell = (x) => console.log(JSON.stringify(x, (_, v) => v instanceof Float64Array"
            " || v instanceof Int32Array ? [...v] : typeof v === 'number' && !Number.isFinite(v)"
            " ? String(v) : v));\n"
        )
        (tmp_path / "main.js").write_text(script + lines, "utf-8")
        done = subprocess.run(
            [NODE, "main.js"], capture_output=True, text=True, cwd=tmp_path, timeout=HANGS
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


class Oracle:
    """What the engine makes of the same weights and points.

    Args:
        settings: as the page has them.
        theta: the page's weights: of each layer unit by unit, then the biases.
        X: the points, those to learn from first.
        wanted: the numbers that are wanted.
        learning: how many there are to learn from.
    """

    def __init__(self, settings, theta, X, wanted, learning):
        self.settings, self.learning = settings, learning
        self.X, self.wanted = np.array(X, dtype=float), np.array(wanted, dtype=float)
        units = [layer["units"] for layer in settings["layers"]]
        hidden = [rule_of(layer["activation"]) for layer in settings["layers"]]
        logits = settings["loss"] == "cross-entropy"
        output = None if logits else rule_of(settings["output"])
        self.model = ma.nn.MLP(self.X.shape[1], [*units, 1], hidden=hidden, output=output)
        self.put(theta)
        self.loss = LOSSES[settings["loss"]]

    def put(self, theta):
        at = 0
        for layer, (n, m) in zip(self.model.layers, self.shapes):
            layer.weight.data = np.array(theta[at : at + n * m]).reshape(m, n).T
            layer.bias.data = np.array(theta[at + n * m : at + (n + 1) * m])
            at += (n + 1) * m

    @property
    def shapes(self):
        return list(zip(self.model.sizes, self.model.sizes[1:]))

    def flat(self, parts):
        """Lay numbers of the parameters out as the page has them."""
        pairs = zip(parts[::2], parts[1::2])
        return np.concatenate([np.r_[np.ravel(np.asarray(w).T), np.ravel(b)] for w, b in pairs])

    @property
    def theta(self):
        return self.flat([p.data for p in self.model.parameters()])

    def losses(self):
        with ma.no_grad(), np.errstate(all="ignore"):
            parts = [slice(None, self.learning), slice(self.learning, None)]
            return [
                float(self.loss(self.model(self.X[part]), self.wanted[part]).data)
                if len(self.X[part])
                else np.nan
                for part in parts
            ]

    def cost(self, rows):
        """The loss of some points, with its penalties."""
        cost = self.loss(self.model(self.X[rows]), self.wanted[rows])
        for layer in self.model.layers:
            if self.settings["l2"]:
                cost = cost + self.settings["l2"] / 2 * (layer.weight * layer.weight).sum()
            if self.settings["l1"]:
                cost = cost + self.settings["l1"] * ma.abs(layer.weight).sum()
        return cost

    def gradient(self):
        """Of the mean loss over the points to learn from."""
        rows = np.arange(self.learning)
        self.model.zero_grad()
        with np.errstate(all="ignore"):
            self.loss(self.model(self.X[rows]), self.wanted[rows]).backward()
        return self.flat([np.broadcast_to(p.grad, p.shape) for p in self.model.parameters()])

    def arriving(self):
        """How much arrives at each layer's sums, of the single points."""
        from microact.show.network.measured import measure

        X, y = self.X[: self.learning], self.wanted[: self.learning]
        seen = measure(self.model, X, y, self.loss, self.settings["loss"] == "cross-entropy")
        return [layer.size for layer in seen.layers]

    def optimizer(self, memory=None):
        """The optimizer as the settings name it, with what it remembers."""
        kind, rate = self.settings["optimizer"], self.settings["rate"]
        parameters = self.model.parameters()
        if kind == "Adam":
            made = ma.optim.Adam(parameters, lr=rate)
        else:
            made = ma.optim.SGD(parameters, lr=rate, momentum=0.9 * (kind == "momentum"))
        if memory and memory["m"] is not None:
            if kind == "Adam":
                made.m, made.v = self.parts(memory["m"]), self.parts(memory["v"])
                made.t = memory["t"]
            else:
                made.velocity = self.parts(memory["m"])
        return made

    def parts(self, numbers):
        """Take numbers as the page has them apart, one array for each parameter."""
        at, found = 0, []
        for n, m in self.shapes:
            found.append(np.array(numbers[at : at + n * m]).reshape(m, n).T)
            found.append(np.array(numbers[at + n * m : at + (n + 1) * m]))
            at += (n + 1) * m
        return found

    def step(self, optimizer, batch):
        optimizer.zero_grad()
        with np.errstate(all="ignore"):
            self.cost(np.array(batch)).backward()
            optimizer.step()


def rule_of(title):
    """The rule that a page calls so."""
    name, _, inside = title.partition("(")
    if not inside:
        return as_rule(name)
    parameters = dict(pair.split("=") for pair in inside.rstrip(")").split(", "))
    return ma.registry[name](**{key: float(x) for key, x in parameters.items()})


def usual_page():
    """Return the page that begins as usual, made once as long as the rules are the same."""
    return _made_with(tuple(ma.registry.items()))


@lru_cache
def _made_with(rules):
    return ma.playground()


def as_json(page, function):
    """Return what a function of the page returns; of many numbers ten times as soon as without."""
    return json.loads(page.evaluate(f"() => JSON.stringify(({function})())"))


def numbers(x):
    """Numbers of JSON, in which infinities and NaN are words."""
    return np.array([float(v) for v in np.ravel(x)])


def near(mine, theirs, tolerance):
    """Whether numbers agree, to a share of the larger of 1 and the largest of them."""
    mine, theirs = numbers(mine), numbers(theirs)
    finite = np.isfinite(theirs)
    most = max(1.0, np.max(np.abs(theirs[finite]), initial=0.0))
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        return bool(np.all(same | (np.abs(mine - theirs) <= tolerance * most)))
