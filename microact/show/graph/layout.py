"""One diagram laid out: folded, with its gradients, from left to right or downwards."""

from collections import defaultdict
from itertools import pairwise

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.show import colours, style
from microact.show.formats.picture import COLUMN, READABLE, SMALLEST, width_of
from microact.show.graph import cards
from microact.show.graph.fold import alike_leaves, fold
from microact.show.graph.gradients_shown import find_gradients
from microact.show.graph.group import Group
from microact.show.graph.options import Options
from microact.show.graph.painter import Painter
from microact.show.graph.render import Diagram

MANY, MANY_ARROWS = 150, 240
"""From so many cards or arrows on Graphviz takes shortcuts; from so many cards on, shared leaves
are drawn as copies."""

FAST = {"nslimit": "2", "splines": "line", "mclimit": "0.3"}
"""What keeps a large graph from taking minutes, at the price of straight arrows."""

WIDEST = COLUMN * SMALLEST / READABLE
"""Pixels that a picture may be wide and still be read in a notebook's column."""


class Layout:
    """One call of `draw`: the graph folded, its gradients, and the diagram laid out."""

    def __init__(self, outputs: list[Value], options: Options, marked: bool = False) -> None:
        self.outputs, self.options, self.marked = outputs, options, marked
        self.order = topological_order(*outputs)
        self.groups = fold(self.order, options.limit, options.depth, outputs)
        shown = {id(group.nodes[0]) for group in self.groups if len(group.nodes) == 1}
        self.flow = find_gradients(outputs, self.order, options.gradients, shown)
        many = len(self.groups) >= MANY
        self.copies = many if options.copies is None else options.copies
        self.diagram, self.painter = self._fitting(options.direction)

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
            self.outputs, self.flow, constants=self.options.constants, copies=self.copies,
            percent=self.options.percent, marked=self.marked,
        )  # fmt: skip
        painter.largest = self.options.scale or painter.largest
        diagram = new_diagram(direction, self.options.theme)
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
        legend = self.options.legend
        looks = painter.looks if legend else ()
        columns = 4 if direction == "LR" else 3
        diagram.attr(
            label=cards.legend(
                looks, painter.largest, note, columns, painter.arrays, painter.lost and legend
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
