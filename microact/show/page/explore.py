"""`ma.explore`: any recorded graph on the page, to step through, drag, descend and practise."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.show.formats.picture import in_format
from microact.show.graph.diagram import draw
from microact.show.page.examples import EXAMPLES
from microact.show.page.exploration import Exploration
from microact.show.page.given import LONGEST_TITLE, plain_text
from microact.show.page.graph_data import Rules, scene_of
from microact.show.page.page import Still, page_of
from microact.support import arguments
from microact.support.facts import Facts

LIMIT = 50_000
"""How many nodes a page may hold."""

MOST_POINTS = 300


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
    a rule that only Python can compute, can be stepped through. What has more than some forty
    cards is folded into layers, neurons, scopes and repetitions, which unfold with a click.

    Raises:
        TypeError: for anything but a Value.
        ValueError: for an output of several numbers, leaves or points that do not fit, or a
            graph of more than 50,000 nodes.
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
            f"a page holds up to {LIMIT:,} nodes, this graph has {len(order):,}; explore a smaller "
            "network, or draw it folded with ma.draw"
        )
    rules = Rules()
    data = _data(order, inputs, points, target, output if score is None else score, middle)
    if parameters is not None:
        parameters = arguments.several("parameters", parameters, "leaves of this graph")
        _are_leaves("parameters", parameters, order)
        for x in parameters:
            if not x.requires_grad:
                raise ValueError(f"parameters are to learn, and {x.label or 'a leaf'} is frozen")
    scene = scene_of(output, rules, parameters, data)
    title = title or (f"Explore {output.label}" if output.label else "A graph to explore")
    title = plain_text(title, LONGEST_TITLE)
    recorded = rules.written(bool(scene["live"]))
    return page_of(_still(output), title=title, state={"graph": scene}, recorded=recorded)


def explore_formula(output: Value, text: str, numbers: Mapping[str, float]) -> Exploration:
    """Make a page that begins with a formula, which can be typed on.

    Args:
        output: what the formula was read into.
        text: the formula, as `microact draw` takes it.
        numbers: the number of each name.
    """
    state = {
        "text": text, "names": list(numbers), "numbers": list(numbers.values()), "learns": [],
        "rules": [], "points": [], "point": 0, "rate": "0.1",
    }  # fmt: skip
    return page_of(_still(output), title="", state={"tab": "formula", "formula": state})


def explore_matrices(example: str, gradients: bool = False) -> Exploration:
    """Make a page that begins with one of its examples of matrices, to hover, type on and follow.

    Args:
        example: "product", "softmax", "cross_entropy", "layer", "residual" or "attention".
        gradients: whether it begins with the gradients beside the numbers.

    Raises:
        ValueError: for another example.
    """
    arguments.choice("example", example, *EXAMPLES)
    state = {"tab": "matrices", "matrices": {"example": example, "gradients": bool(gradients)}}
    return page_of(_still(EXAMPLES[example][0]()), state=state)


def _still(output: Value) -> Still:
    """Draw the graph, for where scripts do not run."""
    diagram = draw(output, gradients=True, limit=60)
    svg = diagram.as_svg().partition("?>")[2].encode("utf-8", "replace").decode()
    return Still(svg, lambda size: in_format(diagram, "png", size))


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
    ends = [*inputs, *([target] if target is not None else [])]
    _are_leaves("inputs and target", ends, order)
    for leaf in ends:
        if leaf.shape:
            raise ValueError(f"inputs and target are single numbers, got shape {leaf.shape}")
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
