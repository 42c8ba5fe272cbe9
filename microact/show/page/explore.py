"""A page that steps through a graph, drags its numbers, descends and asks back.

The page's own scripts stand in `src/`, one job each; here they are put together with the
graph and with the rules, written in JavaScript from the rules themselves.
"""

import base64
import html
import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from string import Template

import numpy as np
from numpy.typing import ArrayLike

from microact import neurons, nn
from microact.engine.functions import softplus
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.expressions.javascript import PRELUDE
from microact.show.colours import style_sheet
from microact.show.graph.diagram import draw
from microact.show.page.graph_data import Rules, scene_of
from microact.show.page.packing import packed, read
from microact.show.page.rules_in_javascript import rule_in_javascript
from microact.support import arguments
from microact.support.atomic_files import new_file
from microact.support.facts import Facts

LIMIT = 1000
"""How many nodes a page may hold."""

MOST_POINTS = 300


class Exploration:
    """A page; `save` writes it to a file, a notebook shows it inline."""

    def __init__(self, page: str, still: bytes) -> None:
        self.page = page
        """The HTML, which needs nothing else: no server, no network."""
        self.still = still
        """A picture (PNG) for where scripts do not run."""

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file and return its path."""
        with new_file(path) as file:
            file.write(self.page.encode("utf-8"))
        return Path(path)

    def __repr__(self) -> str:
        return f"<microact page, {len(self.page) // 1024} KB; .save('page.html') writes it>"

    def _repr_html_(self) -> str:
        """Return a frame with the page; a still picture stands there until scripts run."""
        picture = base64.b64encode(self.still).decode()
        name = f"microact-{zlib.crc32(self.page.encode()):08x}"
        framed = json.dumps(self.page).replace("</", "<\\/").replace("<!--", "<\\!--")
        return (
            f'<div class="{name}"><p><img alt="the graph, as a still picture" '
            f'src="data:image/png;base64,{picture}" style="max-width:100%;background:white"></p>'
            f"</div><script>for (const box of document.querySelectorAll('.{name}')) {{"
            "if (box.querySelector('iframe')) continue;"
            "const frame = document.createElement('iframe');"
            "frame.style.cssText = 'width:100%;height:760px;border:0';"
            "frame.setAttribute('sandbox', 'allow-scripts');"
            "frame.title = 'microact: step, drag, descend';"
            f"frame.srcdoc = {framed};"
            # The page says how high it is, so that nothing hides below the frame's edge.
            "addEventListener('message', (said) => {"
            "if (said.source === frame.contentWindow && said.data && said.data.microact > 0) "
            "frame.style.height = Math.min(4000, said.data.microact + 8) + 'px'; });"
            "box.replaceChildren(frame); }</script>"
        )


def explore(
    output: Value,
    *,
    title: str = "",
    parameters: Sequence[Value] | None = None,
    inputs: Sequence[Value] = (),
    points: tuple[ArrayLike, ArrayLike] | None = None,
    target: Value | None = None,
    score: Value | None = None,
    middle: float | None = None,
) -> Exploration:
    """Make a page on which a recorded graph can be stepped through, dragged and trained.

    Args:
        output: the last node, a single number; a loss, if descending is to make sense.
        title: what stands at the top; by default the output's label.
        parameters: the leaves that may learn; by default those that are called w, b, weight or
            bias, with or without a number. The page can change that.
        inputs: the two leaves that hold a point, if the graph is a network in the plane.
        points: X of shape (n, 2) and y of shape (n,), two classes: at most 300 points.
        target: the leaf that holds what is wanted of a point, a number of y.
        score: the node that the plane is coloured by; by default the output.
        middle: the score between the two classes; by default halfway between the numbers of y.

    A graph of single numbers, or of arrays of up to 64 numbers, is computed anew on the page
    whatever is changed, in float64 or float32 as it was recorded. One that holds larger arrays, or
    a rule that only Python can compute, can be stepped through.

    Raises:
        TypeError: for anything but a Value.
        ValueError: for an output of several numbers, leaves or points that do not fit, or a
            graph of more than 1,000 nodes.
    """
    if not isinstance(output, Value):
        raise TypeError(f"explore takes a Value, got {type(output).__name__}")
    if output.size != 1:
        raise ValueError(f"the output is a single number, got shape {output.shape}; reduce it")
    if not isinstance(title, str):
        raise TypeError(f"a title is text, got {title!r}")
    order = topological_order(output)
    if len(order) > LIMIT:
        raise ValueError(
            f"a page holds up to {LIMIT} nodes, this graph has {len(order)}; explore a smaller "
            "network, or draw it folded with ma.draw"
        )
    rules = Rules()
    data = _data(order, inputs, points, target, output if score is None else score, middle)
    if parameters is not None:
        parameters = arguments.several("parameters", parameters, "leaves of this graph")
        _are_leaves("parameters", parameters, order)
    scene = scene_of(output, rules, parameters, data)
    live = bool(scene["live"])
    written = [rule_in_javascript(rule, shapes, live) for rule, shapes in rules.rules]
    title = title or (f"Explore {output.label}" if output.label else "A graph to explore")
    classes = "".join(
        f'<option value="{number!r}">{name} ({number:g})</option>'
        for number, name in zip(data["wanted"] if data else (), ("blue", "pink"))
    )
    rules_script = f"{PRELUDE}const RULES = [\n" + ",\n".join(written) + "\n];"
    diagram = draw(output, gradients=True, limit=60)
    page = Template(read("page.html", __package__)).substitute(
        title=html.escape(title),
        style=f"{style_sheet()}\n{read('page.css', __package__)}",
        still=diagram.pipe("svg", encoding="utf-8").partition("?>")[2],
        classes=classes,
        scene=json.dumps(scene, separators=(",", ":")).replace("<", "\\u003c"),
        script=packed("main", {"rules": rules_script}, __package__),
    )
    diagram.dpi = 96
    return Exploration(page, diagram.pipe("png"))


def explore_network(
    net: neurons.MLP | nn.MLP, X: ArrayLike, y: ArrayLike, *, title: str = ""
) -> Exploration:
    """Make a page for a small network with two inputs, one output and points of two classes.

    The loss of a point is log(1 + exp(−t · score)), with t = −1 for the first class and 1 for the
    second: cross-entropy, written for one point. The plane is coloured by the score.

    Args:
        net: a `microact.neurons.MLP` or a `microact.nn.MLP`; the page starts from its weights.
        X: at most 300 points, of shape (n, 2).
        y: the class of each, of two.
        title: what stands at the top.

    Raises:
        ValueError: for another number of inputs or outputs, or points that do not fit.
    """
    net = net.to_neurons() if hasattr(net, "to_neurons") else net
    if not isinstance(net, neurons.MLP):
        raise TypeError(f"explore_network takes a network (nn.MLP or neurons.MLP), got {net!r}")
    if len(net.layers[0].neurons[0].w) != 2 or len(net.layers[-1].neurons) != 1:
        raise ValueError("explore_network takes a network with two inputs and one output")
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2 or len(np.unique(y)) != 2:
        raise ValueError(f"X has shape (n, 2) and y two classes, got {X.shape}, {np.unique(y)}")
    signs = np.where(y == np.unique(y)[0], -1.0, 1.0)
    x0, x1 = Value(X[0, 0], "x0"), Value(X[0, 1], "x1")
    target = Value(signs[0], "target")
    score = net([x0, x1])
    score.label = "score"
    loss: Value = softplus(-(target * score))
    loss.label = "loss"
    return explore(
        loss, title=title or f"{net}", parameters=net.parameters(), inputs=[x0, x1],
        points=(X, signs), target=target, score=score, middle=0.0,
    )  # fmt: skip


def _are_leaves(what: str, given: Sequence[Value], order: list[Value]) -> None:
    there = {id(node) for node in order if node.is_leaf}
    for x in given:
        if not isinstance(x, Value) or id(x) not in there:
            raise ValueError(f"{what} are leaves of this graph, got {x!r}")


def _data(
    order: list[Value],
    inputs: Sequence[Value],
    points: tuple[ArrayLike, ArrayLike] | None,
    target: Value | None,
    score: Value,
    middle: float | None,
) -> Facts | None:
    """Describe the points of the plane, or None if there are none."""
    place = {id(node): i for i, node in enumerate(order)}
    inputs = arguments.several("inputs", inputs, "leaves of this graph")
    _are_leaves("inputs and target", [*inputs, *([target] if target is not None else [])], order)
    if id(score) not in place:
        raise ValueError(f"score is a node of this graph, got {score!r}")
    middle = None if middle is None else arguments.real("middle", middle)
    if points is None:
        return None
    if len(inputs) != 2:
        raise ValueError(f"points need two inputs, got {len(inputs)}")
    if not isinstance(points, tuple | list) or len(points) != 2:
        raise TypeError(f"points are a pair (X, y), got {points!r}")
    X, y = np.asarray(points[0], dtype=float), np.asarray(points[1], dtype=float)
    wanted = np.unique(y)
    if X.shape != (len(y), 2) or not 1 <= len(y) <= MOST_POINTS or len(wanted) != 2:
        raise ValueError(
            f"points are (X, y): X of shape (n, 2), y of shape (n,) with two different numbers, n "
            f"at most {MOST_POINTS}; got {X.shape} and {y.shape} with {len(wanted)} numbers"
        )
    if not np.all(np.isfinite(X)):
        raise ValueError("the points must be finite")
    span = np.ptp(X, axis=0)
    margin = 0.12 * np.where(span > 0, span, np.maximum(1.0, np.abs(X).max(axis=0)))
    return {
        "points": np.column_stack([X, y]).tolist(),  # to the last digit
        "low": (X.min(axis=0) - margin).tolist(),
        "high": (X.max(axis=0) + margin).tolist(),
        "inputs": [place[id(leaf)] for leaf in inputs],
        "target": None if target is None else place[id(target)],
        "score": place[id(score)],
        "middle": float(wanted.mean() if middle is None else middle),
        "wanted": wanted.tolist(),
    }
