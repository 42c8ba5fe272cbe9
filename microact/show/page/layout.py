"""Where each card of a page stands, and the way of each arrow: Graphviz's layout, in pixels."""

import json

from microact.show.graph.cards import edge_label
from microact.show.graph.layout import FAST, MANY
from microact.show.graph.render import Diagram
from microact.support.facts import Facts


def lay_out(nodes: list[Facts], edges: list[Facts]) -> tuple[float, float]:
    """Let Graphviz place cards of these sizes and the edges between them, in pixels."""
    diagram = Diagram("scene", graph_attr={"rankdir": "LR", "nodesep": "0.2", "ranksep": "0.45"})
    diagram.attr("node", shape="box", fixedsize="true")
    diagram.attr("edge", fontsize="10", arrowsize="0.75")  # room for the page's own heads
    if len(nodes) >= MANY:
        diagram.attr(**FAST)
    for i, node in enumerate(nodes):
        width, height = node["size"]
        diagram.node(f"n{i}", width=f"{width / 72:.4f}", height=f"{height / 72:.4f}")
    label = edge_label("× 0.0000")  # its padding keeps the number off a wide arrow
    for k, edge in enumerate(edges):
        diagram.edge(f"n{edge['from']}", f"n{edge['to']}", id=str(k), label=label)
    drawn = json.loads(diagram.pipe("json"))
    margin = 12.0
    *_, width, height = map(float, drawn["bb"].split(","))

    def down(y: float) -> float:
        return round(height - y + margin, 1)

    for thing in drawn["objects"]:
        x, y = map(float, thing["pos"].split(","))
        nodes[int(thing["name"][1:])]["at"] = (round(x + margin, 1), down(y))
    for thing in drawn.get("edges", []):
        way = thing["pos"].split()
        pairs = [tuple(map(float, pair.split(","))) for pair in way if not pair.startswith("e,")]
        points = [f"{round(x + margin, 1)} {down(y)}" for x, y in pairs]
        edge = edges[int(thing["id"])]
        edge["path"] = f"M{points[0]}C{' '.join(points[1:])}"
        x, y = map(float, thing["lp"].split(","))
        edge["label"] = (round(x + margin, 1), down(y))
    return width + 2 * margin, height + 2 * margin
