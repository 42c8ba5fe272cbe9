"""Puts cards and edges into a diagram."""

import re
from collections import defaultdict

import graphviz
import numpy as np

from microact.engine.order import fixed_nodes
from microact.engine.recording import without_numbers
from microact.engine.value import Value
from microact.engine.walk import add_up
from microact.readings.numbers import Number, is_finite, norm
from microact.rules import Activation
from microact.show import colours, style
from microact.show.graph.cards import Row, card, curve_row, slope_label
from microact.show.graph.cells import Block, block
from microact.show.graph.copies import Bundle, Copy, Use, make_copies
from microact.show.graph.fold import contents
from microact.show.graph.gradients_shown import Gradients
from microact.show.graph.group import Group
from microact.show.graph.paper import Paper
from microact.show.graph.render import Diagram
from microact.show.graph.thumbnail import HEIGHT, WIDTH, thumbnail
from microact.show.graph.tips import Tips, as_tooltip
from microact.words.numbers import few

_DOT = re.compile("<circle[^>]*/>")

STYLES = {colours.NOTHING: "dashed", colours.LOST: "dotted"}
"""Lines that are not solid, by colour."""


class Painter:
    """Puts cards and edges into a diagram; several groups may share one diagram and one scale.

    Args:
        outputs: what the picture is of.
        flow: the gradients that it shows; None shows only numbers.
        constants: whether plain numbers that entered an operation are shown.
        copies: whether a shared leaf is drawn beside each of its uses.
        percent: whether what softmax gives is written as percentages.
        marked: whether each number's cell gets an id, to find it in the SVG.
        paper: which numbers are left to be found, if somebody is to write on it.
    """

    def __init__(
        self,
        outputs: list[Value],
        flow: Gradients | None,
        *,
        constants: bool = True,
        copies: bool = False,
        percent: bool = False,
        marked: bool = False,
        paper: Paper | None = None,
    ) -> None:
        self.outputs: set[int] = {id(output) for output in outputs}
        self.flow = flow
        self.constants, self.copies = constants, copies
        self.percent, self.marked, self.paper = percent, marked, paper
        self.largest = flow.largest if flow else 0.0
        self.tips = Tips(outputs, flow)
        self.fixed = fixed_nodes(self.tips.order)
        """The nodes that want no gradient, which look like constants."""
        self.keys: dict[int, str] = {}
        self.arrows: dict[tuple[int, int], str] = {}
        """The id of the arrow to each input of a node."""
        self.leaving: set[int] = set()
        """The nodes whose number an other card uses."""
        self.looks: set[tuple[str, float]] = set()
        """The colours and widths of the edges drawn, for the legend."""
        self.copied: set[int] = set()
        """The leaves that have no card of their own: they are drawn beside each of their uses."""
        self.arrays = self.lost = False
        """Whether a card shows an array, or a number that is NaN or infinite."""
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
        bundles = _bundles(groups, keys)
        copies: dict[str, list[Copy]] = {}
        if self.copies:
            alone = [g.nodes[0] for g in groups if len(g.nodes) == 1 and g.nodes[0].is_leaf]
            bundles, copies = make_copies(bundles, alone, keys)
        self.copied = {id(copy.leaf) for uses in copies.values() for copy in uses}
        scopes: dict[str, list[Group]] = defaultdict(list)
        for group in groups:
            scopes[group.scope].append(group)
        self._frame(diagram, diagram if frame is None else frame, "", scopes, copies)
        if self.constants:
            for group in groups:
                if len(group.nodes) == 1:
                    self._draw_constants(diagram, group.nodes[0])
        for bundle, uses in bundles.items():
            start, end, which = bundle
            name = f"edge-{start}-{end}" + (f"-{which}" if which else "")
            self.arrows |= {(id(node), position): name for node, position in uses}
            diagram.edge(start, end, id=name, **self._edge(uses))

    def _frame(
        self,
        diagram: Diagram,
        frame: graphviz.Digraph,
        path: str,
        scopes: dict[str, list[Group]],
        copies: dict[str, list[Copy]],
    ) -> None:
        here = scopes.get(path, [])
        for group in reversed(here) if path else here:  # Graphviz stacks a frame upwards
            key = self.keys[id(group.nodes[0])]
            for copy in copies.get(key, ()):
                tip = f"{self.tips.of(copy.leaf)} This is use {copy.nth} of {copy.of}."
                frame.node(copy.key, label=self._copy(diagram, copy), id=copy.key,
                           tooltip=as_tooltip(tip))  # fmt: skip
            if len(group.nodes) > 1:
                tip = f"{group.title}: {contents(group.nodes)}"
                label = self._folded(group, [n for n in group.nodes if id(n) in self.leaving])
            elif id(group.nodes[0]) in self.copied:
                continue  # drawn beside each of its uses
            else:
                label, tip = self._label(diagram, group.nodes[0], key), self.tips.of(group.nodes[0])
                tip = " " if self.paper else tip
            frame.node(key, label=label, id=key, tooltip=as_tooltip(tip))
        inside = f"{path}/" if path else ""
        rests = [scope[len(inside) :] for scope in scopes if scope.startswith(inside) and scope]
        for name in dict.fromkeys(rest.split("/")[0] for rest in rests if rest):
            self.frames += 1
            with frame.subgraph(name=f"cluster_{self.frames}") as cluster:
                seen = without_numbers(name)
                cluster.attr(label=style.text(seen), tooltip=as_tooltip(seen))
                cluster.attr(
                    style="rounded", color=colours.FRAME, fontcolor=colours.QUIET, labelloc="t"
                )
                cluster.attr(labeljust="l")
                self._frame(diagram, cluster, inside + name, scopes, copies)

    def _label(self, diagram: Diagram, node: Value, key: str) -> str:
        kind = "leaf" if node.is_leaf else "output" if id(node) in self.outputs else "operation"
        if node.is_leaf and id(node) in self.fixed:
            kind = "constant"
        title = " = ".join(str(part) for part in (node.label, node.operation) if part)
        curve = ""
        drawing = thumbnail(node) if isinstance(node.rule, Activation) else ""
        if drawing:
            if self.paper and self.paper.hides("data"):
                drawing = _DOT.sub("", drawing)
            cell = f"curve{len(diagram.drawings) + 1}"
            diagram.drawings[cell] = drawing, WIDTH, HEIGHT
            tip = " " if self.paper else self.tips.of(node)
            curve = curve_row(cell, key, tip, WIDTH, HEIGHT)
        percent = self.percent and node.operation == "softmax"
        rows = [self._row(diagram, "data", node._number, key, percent)]
        if self.flow and id(node) not in self.fixed:
            rows.append(self._row(diagram, "grad", self.flow.arrived.get(id(node), 0.0), key))
        if self.paper:
            rows = self.paper.rows(rows, node, id(node) in self.outputs)
        shape = "×".join(map(str, node.shape)) + (" long" if len(node.shape) == 1 else "")
        return card(kind, title, rows, curve, self.tips.nth(node), shape)

    def _row(self, diagram: Diagram, name: str, x: Number, key: str, percent: bool = False) -> Row:
        cell = f"heat{len(diagram.drawings) + 1}"
        shown = block(x, cell, f"{name}: {few([x])[0]}", percent)
        diagram.drawings |= shown.drawings
        self.arrays = self.arrays or shown.wide
        self.lost = self.lost or not is_finite(x)
        return Row(name, shown, f"{name}-{key}" if self.marked else "")

    def _copy(self, diagram: Diagram, copy: Copy) -> str:
        leaf = copy.leaf
        rows = [self._row(diagram, "data", leaf._number, copy.key)]
        if self.flow and id(leaf) not in self.fixed:
            steps = [
                self.flow.steps[id(n), p] for n, p in copy.uses if (id(n), p) in self.flow.steps
            ]
            share: Number = sum((step.passed_on for step in steps), 0.0)
            total = self.flow.arrived.get(id(leaf), 0.0)
            rows += [self._row(diagram, "its share", share, copy.key),
                     self._row(diagram, "in all", total, copy.key)]  # fmt: skip
        shape = "×".join(map(str, leaf.shape))
        title = str(leaf.label or "leaf")
        kind = "constant" if id(leaf) in self.fixed else "leaf"
        return card(kind, title, rows, "", f"use {copy.nth} of {copy.of}", shape)

    def _folded(self, group: Group, leaving: list[Value]) -> str:
        """Write a folded card: what is in it, and the numbers that leave it."""
        words = {
            "folded": f"{len(group.nodes)} nodes",
            "gives": few([node._number for node in leaving])[0],
        }
        if self.flow:
            arrived = self.flow.arrived
            words["grad"] = few([arrived.get(id(node), 0.0) for node in leaving])[0]
        key = self.keys[id(group.nodes[0])]
        marks = {"gives": f"data-{key}", "grad": f"grad-{key}"} if self.marked else {}
        rows = [
            Row(name, Block(style.text(text, 60)), marks.get(name, ""))
            for name, text in words.items()
        ]
        return card("folded", group.title, rows)

    def _draw_constants(self, diagram: Diagram, node: Value) -> None:
        key = self.keys[id(node)]
        for position, x in enumerate(node.inputs):
            if isinstance(x, Value):
                continue
            name = f"{key}-constant{position}"
            shown = block(x, f"heat{len(diagram.drawings) + 1}", "a constant", alone=True)
            diagram.drawings |= shown.drawings
            html = f'<TABLE BORDER="0"><TR><TD>{shown.html}</TD></TR></TABLE>'
            diagram.node(
                name, label=f"<{html}>", id=name, fontcolor=colours.QUIET, tooltip="a constant"
            )
            diagram.edge(name, key, color=colours.FAINT, arrowsize="0.5", tooltip=" ")

    def _edge(self, uses: list[Use]) -> dict[str, str]:
        if self.flow is None:
            return {"color": colours.PLAIN, "tooltip": " "}
        if all(id(node.inputs[position]) in self.fixed for node, position in uses):
            return {"color": colours.FAINT, "arrowsize": "0.5", "tooltip": "no gradient is wanted"}
        steps = [self.flow.steps[id(n), p] for n, p in uses if (id(n), p) in self.flow.steps]
        sent: dict[int, Number] = {}  # by several ways into one card: what arrives in all
        for step in steps:
            key = id(step.input)
            sent[key] = add_up(sent[key], step.passed_on) if key in sent else step.passed_on
        passed = list(sent.values())
        flowing = norm(np.concatenate([np.ravel(g) for g in passed])) if passed else 0.0
        flowing = flowing if all(map(is_finite, passed)) else np.inf
        colour = style.colour(passed, self.largest)
        width = style.width(flowing, self.largest)
        self.looks.add((colour, width))
        looks = {"color": colour, "penwidth": str(width)}
        if colour in STYLES:
            looks["style"] = STYLES[colour]
        if len(uses) == 1 and steps:
            node, position = uses[0]
            known = node.rule.in_short if node.rule else ()
            looks["label"] = slope_label(steps[0].local, *known[position : position + 1])
        if self.paper:
            return self.paper.arrow(looks)
        return looks | {"tooltip": as_tooltip(self.tips.of_edge(len(uses), steps))}


def _bundles(groups: list[Group], keys: dict[int, str]) -> dict[Bundle, list[Use]]:
    """List the arrows between cards, each with the uses that it stands for."""
    bundles: dict[Bundle, list[Use]] = defaultdict(list)
    single = {id(group.nodes[0]) for group in groups if len(group.nodes) == 1}
    for group in groups:
        for node in group.nodes:
            here = keys[id(node)]
            for position, x in enumerate(node.inputs):
                if isinstance(x, Value) and keys[id(x)] != here:
                    # x * x uses x twice, so two edges lead there; folded cards share one.
                    which = position if len(group.nodes) == 1 and id(x) in single else 0
                    bundles[keys[id(x)], here, which].append((node, position))
    return dict(bundles)
