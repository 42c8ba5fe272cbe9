"""Draw a graph: what was computed, each local gradient, and how much gradient flows.

A node is a card, an edge carries its local gradient and is as wide as the gradient that flows
along it. `style.py` holds the colours, `fold.py` makes large graphs readable.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import graphviz
import numpy as np

from microact.engine.flow import names
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.readings.numbers import Number, is_finite, norm, shape_of
from microact.rules import Activation
from microact.show import colours, style
from microact.show.graph import cards
from microact.show.graph.cards import card, curve_row, slope_label
from microact.show.graph.fold import Group, alike_leaves, contents, fold
from microact.show.graph.gradients_shown import Gradients, find_gradients
from microact.show.graph.render import Diagram
from microact.show.graph.thumbnail import HEIGHT, WIDTH, thumbnail
from microact.support import arguments
from microact.words.explanation import product_text
from microact.words.numbers import few, number_text, rows, short

STYLES = {colours.NOTHING: "dashed", colours.LOST: "dotted"}
"""Lines that are not solid, by colour."""


def draw(
    values: Value | Sequence[Value],
    *,
    gradients: bool | None = None,
    constants: bool = True,
    legend: bool = True,
    limit: int = 60,
    depth: int | None = None,
    direction: str = "LR",
    scale: float | None = None,
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
        limit: how many cards may be drawn before the graph is folded.
        depth: how many levels of scopes to show; deeper ones are one card each.
        direction: "LR" from left to right, "TB" from top to bottom.
        scale: the size of gradient that the widest edge stands for, to compare pictures; by
            default the largest in this one.

    Returns:
        A `graphviz.Digraph`: `.render(outfile="x.svg")`, `.pipe(format="png")`, `.source`, and
        its own picture in a notebook. None of these needs Graphviz installed.

    Raises:
        TypeError: for anything but Values.
        ValueError: for an unknown direction, or a limit below 10.
        RuntimeError: if a leaf's data was changed since, so that its gradients are gone.
    """
    outputs = _outputs(values)
    arguments.choice("direction", direction, "LR", "TB")
    limit = arguments.whole("limit", limit, 10)
    depth = None if depth is None else arguments.whole("depth", depth, 0)
    scale = None if scale is None else arguments.real("scale", scale, above=0)
    order = topological_order(*outputs)
    groups = fold(order, limit, depth, outputs)
    shown = {id(group.nodes[0]) for group in groups if len(group.nodes) == 1}
    picture = Picture(outputs, find_gradients(outputs, order, gradients, shown), constants)
    picture.largest = picture.largest if scale is None else scale
    diagram = new_diagram(direction)
    picture.add(diagram, groups)
    for row in alike_leaves(groups):
        _in_order(diagram, [picture.keys[id(leaf)] for leaf in row])
    note = f"{len(order)} nodes, drawn as {len(groups)} cards" if len(groups) < len(order) else ""
    diagram.attr(label=cards.legend(picture.looks if legend else (), note))
    return diagram


def new_diagram(direction: str = "LR") -> Diagram:
    """Start an empty diagram in the visual language."""
    diagram = Diagram("microact", graph_attr={"rankdir": direction, "bgcolor": "white"})
    diagram.attr(nodesep="0.25", ranksep="0.6", fontname=style.FONT, labelloc="b", pad="0.15")
    diagram.attr(tooltip=" ")  # else a browser shows the graph's name wherever there is nothing
    diagram.attr("node", shape="plain", fontname=style.FONT, fontsize="12", fontcolor=colours.INK)
    diagram.attr("edge", fontname=style.FONT, fontsize="12", fontcolor=colours.INK, arrowsize="0.6")
    return diagram


class Picture:
    """Puts cards and edges into a diagram; several groups may share one diagram and one scale."""

    def __init__(self, outputs: list[Value], flow: Gradients | None, constants: bool) -> None:
        self.outputs: set[int] = {id(output) for output in outputs}
        self.single = len(outputs) == 1 and outputs[0].size == 1
        self.flow = flow
        self.constants = constants
        self.largest = flow.largest if flow else 0.0
        self.named = names(topological_order(*outputs))
        self.keys: dict[int, str] = {}
        self.leaving: set[int] = set()
        """The nodes whose number an other card uses."""
        self.looks: set[tuple[str, float]] = set()
        """The colours and widths of the edges drawn, for the legend."""
        self.frames = 0

    def add(
        self,
        diagram: Diagram,
        groups: list[Group],
        prefix: str = "",
        frame: graphviz.Digraph | None = None,
    ) -> None:
        """Draw groups, those of one scope inside a frame, then the edges between them."""
        keys = {id(n): f"{prefix}node{i}" for i, group in enumerate(groups, 1) for n in group.nodes}
        self.keys |= keys
        self.leaving = self.outputs | {
            id(x)
            for group in groups
            for n in group.nodes
            for x in n.inputs
            if isinstance(x, Value) and keys[id(x)] != keys[id(n)]
        }
        scopes: dict[str, list[Group]] = defaultdict(list)
        for group in groups:
            scopes[group.scope].append(group)
        self._frame(diagram, diagram if frame is None else frame, "", scopes, keys)
        self._edges(diagram, groups, keys)

    def _frame(
        self,
        diagram: Diagram,
        frame: graphviz.Digraph,
        path: str,
        scopes: dict[str, list[Group]],
        keys: dict[int, str],
    ) -> None:
        here = scopes.get(path, [])
        for group in reversed(here) if path else here:  # Graphviz stacks a frame upwards
            key = keys[id(group.nodes[0])]
            if len(group.nodes) > 1:
                tip = f"{group.title}: {contents(group.nodes)}"
                label = self._folded(group, [n for n in group.nodes if id(n) in self.leaving])
            else:
                label, tip = self._label(diagram, group.nodes[0], key), self._tip(group.nodes[0])
            frame.node(key, label=label, id=key, tooltip=_tooltip(tip))
        inside = f"{path}/" if path else ""
        rests = [scope[len(inside) :] for scope in scopes if scope.startswith(inside) and scope]
        for name in dict.fromkeys(rest.split("/")[0] for rest in rests if rest):
            self.frames += 1
            with frame.subgraph(name=f"cluster_{self.frames}") as cluster:
                cluster.attr(label=graphviz.escape(style.one_line(name)), tooltip=_tooltip(name))
                cluster.attr(
                    style="rounded", color=colours.FRAME, fontcolor=colours.QUIET, labelloc="t"
                )
                cluster.attr(labeljust="l")
                self._frame(diagram, cluster, inside + name, scopes, keys)

    def _label(self, diagram: Diagram, node: Value, key: str) -> str:
        kind = "leaf" if node.is_leaf else "output" if id(node) in self.outputs else "operation"
        operation = node.operation
        title = " = ".join(str(part) for part in (node.label, operation) if part)
        curve = ""
        drawing = thumbnail(node) if isinstance(node.rule, Activation) else ""
        if drawing:
            cell = f"curve{len(diagram.curves) + 1}"
            diagram.curves[cell] = drawing
            curve = curve_row(cell, key, self._tip(node), WIDTH, HEIGHT)
        lines = [("data", rows(node._number))]
        if self.flow:
            lines.append(("grad", rows(self.flow.arrived.get(id(node), 0.0))))
        nth = self.named[id(node)].removeprefix(str(node.label or operation or "leaf")).strip()
        return card(kind, title, lines, curve, nth)

    def _folded(self, group: Group, leaving: list[Value]) -> str:
        """Write a folded card: what is in it, and the numbers that leave it."""
        lines = [
            ("folded", [f"{len(group.nodes)} nodes"]),
            ("data", few([node._number for node in leaving])),
        ]
        if self.flow:
            arrived = self.flow.arrived
            lines.append(("grad", few([arrived.get(id(node), 0.0) for node in leaving])))
        return card("folded", group.title, lines)

    def _tip(self, node: Value) -> str:
        name = self.named[id(node)]
        tip = f"{name}: data {number_text(node._number)}"
        if self.flow:
            arrived = self.flow.arrived.get(id(node), 0.0)
            grad = number_text(arrived)
            tip += f", grad {grad}"
            if node.shape == () and self.single and np.all(np.isfinite(arrived)):
                tip += f". If {name} grows a little, the output changes {grad} times as much."
            if _holds_more(node, arrived):
                tip += f" (Its grad holds {number_text(node.grad)}: other passes added to it.)"
        return tip

    def _edges(self, diagram: Diagram, groups: list[Group], keys: dict[int, str]) -> None:
        bundles: dict[tuple[str, str, int], list[tuple[Value, int]]] = defaultdict(list)
        single = {id(group.nodes[0]) for group in groups if len(group.nodes) == 1}
        for group in groups:
            alone = len(group.nodes) == 1
            for node in group.nodes:
                here = keys[id(node)]
                for position, x in enumerate(node.inputs):
                    if not isinstance(x, Value):
                        if self.constants and alone:
                            _draw_constant(diagram, x, here, position)
                    elif keys[id(x)] != here:
                        # x * x uses x twice, so two edges lead there; folded cards share one.
                        which = position if alone and id(x) in single else 0
                        bundles[keys[id(x)], here, which].append((node, position))
        for (start, end, which), members in bundles.items():
            name = f"edge-{start}-{end}" + (f"-{which}" if which else "")
            diagram.edge(start, end, id=name, **self._edge(members))

    def _edge(self, members: list[tuple[Value, int]]) -> dict[str, str]:
        if self.flow is None:
            return {"color": colours.PLAIN, "tooltip": " "}
        steps = [self.flow.steps[id(n), p] for n, p in members if (id(n), p) in self.flow.steps]
        passed = [step.passed_on for step in steps]
        flowing = norm(np.concatenate([np.ravel(g) for g in passed])) if passed else 0.0
        flowing = flowing if all(map(is_finite, passed)) else np.inf
        colour = style.colour(passed, self.largest)
        width = style.width(flowing, self.largest)
        self.looks.add((colour, width))
        looks = {"color": colour, "penwidth": str(width)}
        if colour in STYLES:
            looks["style"] = STYLES[colour]
        if len(members) > 1:
            tip = f"{len(members)} edges, together a gradient of size {short(flowing)}"
        elif steps:
            source, target = self.named[id(steps[0].node)], self.named[id(steps[0].input)]
            product = f"{product_text(steps[0])} = {number_text(steps[0].passed_on)}"
            tip = f"{source} passes on to {target}: {product}"
            looks["label"] = slope_label(steps[0].local)
        else:
            tip = "nothing flows back here"
        return looks | {"tooltip": _tooltip(tip)}


def _holds_more(node: Value, arrived: Number) -> bool:
    """Whether a leaf's grad is another number than what this picture's outputs send it."""
    grad = node.grad
    if not node.is_leaf or isinstance(grad, Value) or shape_of(grad) != node.shape:
        return False
    return bool(np.any(grad != 0.0)) and not np.allclose(grad, arrived, rtol=1e-9, equal_nan=True)


def _draw_constant(diagram: Diagram, x: Number, key: str, position: int) -> None:
    name = f"{key}-constant{position}"
    label = "\\n".join(rows(x))
    diagram.node(name, label=label, id=name, fontcolor=colours.QUIET, tooltip="a constant")
    diagram.edge(name, key, color=colours.FAINT, arrowsize="0.5", tooltip=" ")


def _in_order(diagram: Diagram, keys: list[str]) -> None:
    """Stack what every neuron of a layer looks at in its own order, with room for the edges."""
    diagram.attr(ranksep="1.1")
    with diagram.subgraph() as row:
        row.attr(rank="same")
        for above, below in pairwise(keys):
            row.edge(above, below, style="invis")


def _tooltip(tip: str) -> str:
    return str(graphviz.escape(style.one_line(tip, 400)))


def _outputs(values: object) -> list[Value]:
    outputs = [values] if isinstance(values, Value) else values
    if isinstance(outputs, list | tuple) and outputs:
        wrong = [x for x in outputs if not isinstance(x, Value)]
        if not wrong:
            return list(outputs)
        values = wrong[0]
    raise TypeError(f"draw takes a Value or a list of Values, got {type(values).__name__}")
