"""Draw a graph: what was computed, each local gradient, and how much gradient flows.

A node is a card, an arrow carries its local gradient and is as wide as the gradient that flows
along it. `style.py` holds widths and colours, `fold.py` makes large graphs readable, `painter.py`
puts cards and arrows into the diagram.
"""

from collections.abc import Sequence
from itertools import pairwise

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.show import colours, style
from microact.show.formats.picture import COLUMN, READABLE, SMALLEST, width_of
from microact.show.formats.themes import checked
from microact.show.graph import cards
from microact.show.graph.fold import PAGE, alike_leaves, fold
from microact.show.graph.gradients_shown import find_gradients
from microact.show.graph.painter import Painter
from microact.show.graph.render import Diagram
from microact.support import arguments

MANY = 150
"""From so many cards on Graphviz takes shortcuts, and shared leaves are drawn as copies."""

FAST = {"nslimit": "2", "splines": "line", "mclimit": "0.3"}
"""What keeps a large graph from taking minutes, at the price of straight arrows."""

WIDEST = COLUMN * SMALLEST / READABLE
"""Pixels that a picture may be wide and still be read in a notebook's column."""


def draw(
    values: Value | Sequence[Value],
    *,
    gradients: bool | None = None,
    constants: bool = True,
    legend: bool = True,
    limit: int | None = None,
    depth: int | None = None,
    direction: str | None = None,
    scale: float | None = None,
    copies: bool | None = None,
    percent: bool = False,
    theme: str = "auto",
) -> Diagram:
    """Draw the graph that leads to one or several Values.

    Args:
        values: the output, or a list of outputs.
        gradients: True shows the gradients of the outputs, whether or not backward was called;
            False shows only the numbers; by default they are shown once backward has reached the
            outputs. They are those of these outputs alone: what else ran backward, and was added
            to the `grad` of a leaf, is told by the leaf's tooltip.
        constants: whether plain numbers that entered an operation are shown.
        legend: whether to say what widths and colours mean.
        limit: how many cards may be drawn before the graph is folded; by default what a page can
            show.
        depth: how many levels of scopes to show; deeper ones are one card each.
        direction: "LR" from left to right, "TB" from top to bottom; by default from left to right
            where that fits a notebook's column.
        scale: the gradient that the widest arrow stands for, to compare pictures; by default the
            largest in this one.
        copies: whether a leaf that several cards use is drawn beside each of them, with its share
            of the gradient; by default from 150 cards on.
        percent: whether what softmax gives is written as percentages.
        theme: "auto" is dark on a dark screen or in a dark notebook; "light"; "dark"; "slide" has
            larger letters for a projector.

    Returns:
        A `graphviz.Digraph`: `.render(outfile="x.svg")`, `.pipe(format="png")`, `.source`, and
        its own picture in a notebook. None of these needs Graphviz installed.

    Raises:
        TypeError: for anything but Values.
        ValueError: for an unknown direction or theme, or a limit below 10.
        RuntimeError: if a leaf's data was changed since, so that its gradients are gone.
    """
    outputs = _outputs(values)
    if direction is not None:
        arguments.choice("direction", direction, "LR", "TB")
    checked(theme)
    limit = None if limit is None else arguments.whole("limit", limit, 10)
    depth = None if depth is None else arguments.whole("depth", depth, 0)
    scale = None if scale is None else arguments.real("scale", scale, above=0)
    order = topological_order(*outputs)
    groups = fold(order, limit or PAGE, depth, outputs)
    shown = {id(group.nodes[0]) for group in groups if len(group.nodes) == 1}
    flow = find_gradients(outputs, order, gradients, shown)
    copies = len(groups) >= MANY if copies is None else copies

    def laid(direction: str) -> Diagram:
        painter = Painter(outputs, flow, constants=constants, copies=copies, percent=percent)
        painter.largest = painter.largest if scale is None else scale
        diagram = new_diagram(direction, theme, len(groups))
        painter.add(diagram, groups)
        if not copies:
            for row in alike_leaves(groups):
                _in_order(diagram, [painter.keys[id(leaf)] for leaf in row], direction)
        note = f"{len(order)} nodes, drawn as {len(groups)} cards" * (len(groups) < len(order))
        looks = painter.looks if legend else ()
        columns = 6 if direction == "LR" else 3
        diagram.attr(label=cards.legend(looks, painter.largest, note, columns))
        return diagram

    across = laid(direction or "LR")
    if direction is not None or len(groups) >= MANY:
        return across
    width = width_of(across.as_svg())
    if width <= WIDEST:
        return across
    down = laid("TB")
    return down if width_of(down.as_svg()) < width else across


def new_diagram(direction: str = "LR", theme: str = "light", cards: int = 0) -> Diagram:
    """Start an empty diagram in the visual language, for about so many cards."""
    diagram = Diagram("microact", graph_attr={"rankdir": direction, "bgcolor": colours.PAPER})
    diagram.theme = theme
    larger = 1.3 if theme == "slide" else 1.0
    diagram.attr(nodesep="0.25", ranksep="0.6", fontname=style.FONT, labelloc="b", pad="0.15")
    if cards >= MANY:
        diagram.attr(**FAST)
    diagram.attr(tooltip=" ")  # else a browser shows the graph's name wherever there is nothing
    letters = {"fontname": style.FONT, "fontsize": f"{12 * larger:g}", "fontcolor": colours.INK}
    diagram.attr("node", shape="plain", **letters)
    diagram.attr("edge", arrowsize=f"{0.6 * larger:g}", **letters)
    return diagram


def _in_order(diagram: Diagram, keys: list[str], direction: str) -> None:
    """Stack what every neuron of a layer looks at in its own order, with room for the edges."""
    diagram.attr(ranksep="1.1" if direction == "LR" else "0.8")
    with diagram.subgraph() as row:
        row.attr(rank="same")
        for above, below in pairwise(keys):
            row.edge(above, below, style="invis")


def _outputs(values: object) -> list[Value]:
    outputs = [values] if isinstance(values, Value) else values
    if isinstance(outputs, list | tuple) and outputs:
        wrong = [x for x in outputs if not isinstance(x, Value)]
        if not wrong:
            return list(outputs)
        values = wrong[0]
    raise TypeError(f"draw takes a Value or a list of Values, got {type(values).__name__}")
