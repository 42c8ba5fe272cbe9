"""Draw a graph: what was computed, each local gradient, and how much gradient flows.

A node is a card, an arrow carries its local gradient and is as wide as the gradient that flows
along it. `style.py` holds widths and colours, `fold.py` makes large graphs readable, `painter.py`
puts cards and arrows into the diagram.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, overload

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.show import colours, style
from microact.show.formats.picture import COLUMN, READABLE, SMALLEST, Picture, width_of
from microact.show.formats.themes import checked
from microact.show.graph import cards
from microact.show.graph.fold import Group, alike_leaves, fold, single
from microact.show.graph.frames import Frames
from microact.show.graph.gradients_shown import find_gradients
from microact.show.graph.painter import Painter
from microact.show.graph.paper import Paper
from microact.show.graph.render import Diagram
from microact.show.graph.story import moments
from microact.support import arguments

MANY, MANY_ARROWS = 150, 240
"""From so many cards or arrows on Graphviz takes shortcuts; from so many cards on, shared leaves
are drawn as copies."""

FAST = {"nslimit": "2", "splines": "line", "mclimit": "0.3"}
"""What keeps a large graph from taking minutes, at the price of straight arrows."""

WIDEST = COLUMN * SMALLEST / READABLE
"""Pixels that a picture may be wide and still be read in a notebook's column."""


@overload
def draw(values: Value | Sequence[Value], *, step: None = None, **options: Any) -> Diagram: ...


@overload
def draw(values: Value | Sequence[Value], *, step: int, **options: Any) -> Picture: ...


def draw(  # type: ignore[misc]  # the options are written out once, here
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
    step: int | None = None,
) -> "Diagram | Picture":
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
        step: the picture after so many steps, counted from 0: forward, then backward, one
            operation at a time; −1 is the last.

    Returns:
        A `graphviz.Digraph`: `.render(outfile="x.svg")`, `.pipe(format="png")`, `.source`, and
        its own picture in a notebook. None of these needs Graphviz installed. Of a step a
        picture with the same `render` and `pipe`.

    Raises:
        TypeError: for anything but Values.
        ValueError: for an unknown direction or theme, a limit below 10, or a step that is none.
        RuntimeError: if a leaf's data was changed since, so that its gradients are gone.
    """
    if step is not None:
        if copies or gradients is False:
            raise ValueError("a step shows gradients, and no copies: leave these options out")
        step = arguments.position("step", step)
        film = frames_of(values, gradients=True, constants=constants, legend=legend, limit=limit,
                         depth=depth, direction=direction, scale=scale, percent=percent,
                         theme=theme)  # fmt: skip
        if not -len(film) <= step < len(film):
            raise ValueError(f"this graph has steps 0 to {len(film) - 1}, got step={step}")
        return Picture(film.svg(step % len(film)), theme)
    return _Drawing(
        values, gradients=gradients, constants=constants, legend=legend, limit=limit, depth=depth,
        direction=direction, scale=scale, copies=copies, percent=percent, theme=theme,
    ).diagram  # fmt: skip


def frames_of(values: Value | Sequence[Value], **options: Any) -> Frames:
    """Place a graph once and return the frames of its film: forward, then backward.

    Args:
        values: as `draw` takes them.
        options: those of `draw`.
    """
    drawing = _Drawing(values, **options, copies=False, marked=True)
    story = moments(drawing.groups, drawing.painter)
    return Frames(drawing.diagram.as_svg("light"), story)


def paper_of(value: Value, direction: str, asked: frozenset[str], answers: bool) -> str:
    """Draw a graph to be printed: with boxes to write into, or with the answers in their places."""
    order = topological_order(value)
    flow = find_gradients([value], order, gradients=True)
    painter = Painter([value], flow, paper=Paper(asked, answers))
    diagram = new_diagram(direction)
    painter.add(diagram, [single(node) for node in order])
    return diagram.as_svg()


class _Drawing:
    """One call of `draw`: the graph folded, its gradients, and the diagram laid out."""

    def __init__(
        self,
        values: Value | Sequence[Value],
        *,
        gradients: bool | None,
        constants: bool,
        legend: bool,
        limit: int | None,
        depth: int | None,
        direction: str | None,
        scale: float | None,
        copies: bool | None,
        percent: bool,
        theme: str,
        marked: bool = False,
    ) -> None:
        self.outputs = _outputs(values)
        if direction is not None:
            arguments.choice("direction", direction, "LR", "TB")
        self.theme = checked(theme)
        limit = None if limit is None else arguments.whole("limit", limit, 10)
        depth = None if depth is None else arguments.whole("depth", depth, 0)
        self.scale = None if scale is None else arguments.real("scale", scale, above=0)
        self.constants, self.legend = constants, legend
        self.percent, self.marked = percent, marked
        self.order = topological_order(*self.outputs)
        self.groups = fold(self.order, limit, depth, self.outputs)
        shown = {id(group.nodes[0]) for group in self.groups if len(group.nodes) == 1}
        self.flow = find_gradients(self.outputs, self.order, gradients, shown)
        self.copies = len(self.groups) >= MANY if copies is None else copies
        self.diagram, self.painter = self._fitting(direction)

    def _fitting(self, direction: str | None) -> tuple[Diagram, Painter]:
        """Lay the diagram out from left to right, or downwards where that is too wide."""
        across = self._laid(direction or "LR")
        if direction is not None or len(self.groups) >= MANY:
            return across
        width = width_of(across[0].as_svg())
        if width <= WIDEST:
            return across
        down = self._laid("TB")
        return down if width_of(down[0].as_svg()) < width else across

    def _laid(self, direction: str) -> tuple[Diagram, Painter]:
        painter = Painter(
            self.outputs, self.flow, constants=self.constants, copies=self.copies,
            percent=self.percent, marked=self.marked,
        )  # fmt: skip
        painter.largest = painter.largest if self.scale is None else self.scale
        diagram = new_diagram(direction, self.theme)
        painter.add(diagram, self.groups)
        if len(self.groups) >= MANY or len(set(painter.arrows.values())) >= MANY_ARROWS:
            diagram.attr(**FAST)
        if not self.copies:
            for row in alike_leaves(self.groups):
                _in_order(diagram, [painter.keys[id(leaf)] for leaf in row], direction)
            if direction == "TB":
                _beside_their_use(painter, diagram, self.groups)
        folded = len(self.groups) < len(self.order)
        note = f"{len(self.order)} nodes, drawn as {len(self.groups)} cards" if folded else ""
        looks = painter.looks if self.legend else ()
        columns = 4 if direction == "LR" else 3
        diagram.attr(
            label=cards.legend(
                looks, painter.largest, note, columns, painter.arrays, painter.lost and self.legend
            )
        )
        return diagram, painter


def new_diagram(direction: str = "LR", theme: str = "light") -> Diagram:
    """Start an empty diagram in the visual language."""
    diagram = Diagram("microact", graph_attr={"rankdir": direction, "bgcolor": colours.PAPER})
    diagram.theme = theme
    larger = 1.3 if theme == "slide" else 1.0
    diagram.attr(nodesep="0.25", ranksep="0.6", fontname=style.FONT, labelloc="b", pad="0.15")
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


def _beside_their_use(painter: Painter, diagram: Diagram, groups: list[Group]) -> None:
    """Keep an array that one card uses beside it: a layer's weights beside its product."""
    users: dict[int, set[str]] = defaultdict(set)
    for group in groups:
        for node in group.nodes:
            for x in node.inputs:
                if isinstance(x, Value) and painter.keys[id(x)] != painter.keys[id(node)]:
                    users[id(x)].add(painter.keys[id(node)])
    for group in groups:
        leaf = group.nodes[0]
        if leaf.is_leaf and leaf.shape and leaf.scope and len(users[id(leaf)]) == 1:
            with diagram.subgraph() as row:
                row.attr(rank="same")
                row.node(painter.keys[id(leaf)])
                row.node(*users[id(leaf)])
            diagram.attr(newrank="true")  # else what shares a row falls out of its frame


def _outputs(values: object) -> list[Value]:
    outputs = [values] if isinstance(values, Value) else values
    if isinstance(outputs, list | tuple) and outputs:
        wrong = [x for x in outputs if not isinstance(x, Value)]
        if not wrong:
            return list({id(output): output for output in outputs}.values())  # each once
        values = wrong[0]
    raise TypeError(f"draw takes a Value or a list of Values, got {type(values).__name__}")
