"""Labels stand beside arrows: measured on random graphs, along every arrow's curve."""

import random
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import microact as ma
from microact import Value

SVG = "{http://www.w3.org/2000/svg}"


def tangled(nodes, seed):
    r = random.Random(seed)
    made = [Value(r.uniform(-1, 1), f"x{i}") for i in range(4)]
    while len(made) < nodes:
        a, b = r.choice(made), r.choice(made)
        made.append(r.choice([lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a.tanh()])(a, b))
    used = {id(x) for node in made for x in node.inputs}
    return sum(node for node in made if id(node) not in used)


def bezier(d):
    corners = np.array([float(v) for v in re.findall(r"-?[\d.]+", d)]).reshape(-1, 2)
    points = []
    for i in range(0, len(corners) - 3, 3):
        piece = corners[i : i + 4]
        for t in np.linspace(0, 1, 40):
            while len(piece) > 1:  # de Casteljau's way
                piece = piece[:-1] + t * (piece[1:] - piece[:-1])
            points.append(piece[0])
            piece = corners[i : i + 4]
    return np.array(points)


def overlaps(value):
    """How many labels there are, how many lie on their own arrow, how many on another's."""
    root = ET.fromstring(ma.draw(value, gradients=True, theme="light", limit=100).as_svg())
    ways = {}
    for g in root.iter(f"{SVG}g"):
        if g.get("class") == "edge" and (path := next(g.iter(f"{SVG}path"), None)) is not None:
            ways[g.get("id")] = bezier(path.get("d")), float(path.get("stroke-width") or 1)
    labels, own, others = 0, 0, 0
    for g in root.iter(f"{SVG}g"):
        if g.get("class") != "label" or not g.get("id").startswith("label-edge"):
            continue
        for text in g.iter(f"{SVG}text"):
            labels += 1
            x, y, size = (float(text.get(key)) for key in ("x", "y", "font-size"))
            wide = 0.5 * size * len(text.text)
            for key, (points, width) in ways.items():
                right = np.maximum(np.maximum(x - points[:, 0], points[:, 0] - x - wide), 0)
                down = np.maximum(np.maximum(y - 9 - points[:, 1], points[:, 1] - y - 1), 0)
                if np.min(np.hypot(right, down)) < width / 2:
                    own += f"label-{key}" == g.get("id")
                    others += f"label-{key}" != g.get("id")
    return labels, own, others


@pytest.mark.parametrize(("nodes", "crossed"), [(8, 0.0), (12, 0.01), (24, 0.03)])
def test_labels_stand_beside_arrows(nodes, crossed):
    labels, own, others = np.sum([overlaps(tangled(nodes, seed)) for seed in range(8)], axis=0)
    assert labels > 80
    assert own == 0
    assert others <= crossed * labels


def test_every_label_is_there_once_and_has_a_rim():
    y = ma.tanh(Value(0.5, "w") * Value(2.0, "x") + Value(-0.3, "b"))
    with ma.scope("layer"):
        z = y * 2.0
    svg = ma.draw(z, gradients=True, theme="light").as_svg()
    root = ET.fromstring(svg)
    labels = [g for g in root.iter(f"{SVG}g") if g.get("class") == "label"]
    words = sorted(t.text for g in labels for t in g.iter(f"{SVG}text"))
    assert words == sorted(["layer", "× 2", "× 0.5", "× 1", "× 1", "× 0.6347", "× 2"])
    assert all(t.get("paint-order") == "stroke" for g in labels for t in g.iter(f"{SVG}text"))
    last = list(next(root.iter(f"{SVG}g")))[-len(labels) :]
    assert last == labels  # above everything else
