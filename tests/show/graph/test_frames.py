"""Frames of a film: at each moment what is known then, and nothing else."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.engine.flow import flow
from microact.show import colours
from tests.show.graph.test_copies import cards

SVG = "{http://www.w3.org/2000/svg}"


def neuron():
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-0.3, "b")
    y = ma.tanh(w * x + b)
    y.label = "y"
    return y


def frames(value, **options):
    k, found = 0, []
    while True:
        try:
            found.append(ET.fromstring(ma.draw(value, step=k, theme="light", **options).as_svg()))
        except ValueError:
            break
        k += 1
    with pytest.raises(ValueError, match=f"this graph has steps 0 to {k - 1}, got step={k}"):
        ma.draw(value, step=k)
    return found


def sentence(root):
    """The texts below the diagram: which pass and frame, and what is said."""
    last = list(root)[-1]
    first, *rest = [t.text for t in last.iter(f"{SVG}text")]
    return first, " ".join(rest)


def number(card, name):
    at = card.index(name) + 1
    return card[at] if at < len(card) else ""


def test_forward_then_backward_one_operation_a_frame():
    told = [sentence(root) for root in frames(neuron())]
    assert [head for head, _ in told] == [
        f"{'forward' if k < 4 else 'backward'} · {k + 1} of 8" for k in range(8)
    ]
    assert [words for _, words in told] == [
        "What we start from: w = 0.5, x = 2, b = -0.3.",
        "* = 0.5 * 2 = 1",
        "+ = 1 + (-0.3) = 0.7",
        "y = tanh(0.7) = 0.6044",
        "Now backward. y starts with gradient 1: it changes exactly as much as itself.",
        "y passes on 1 × 0.6347 = 0.6347 to +.",
        "+ passes on 0.6347 × 1 = 0.6347 to * and 0.6347 × 1 = 0.6347 to b.",
        "* passes on 0.6347 × 2 = 1.269 to w and 0.6347 × 0.5 = 0.3174 to x.",
    ]


def test_a_frame_shows_what_is_known_then():
    known_data, known_grads, flowing = [], [], []
    for root in frames(neuron()):
        shown = cards(root)
        known_data.append(sum(number(card, "data") != "?" for card in shown.values()))
        grads = [number(card, "grad") for card in shown.values()]
        known_grads.append(sum(g not in ("", "?") for g in grads))
        edges = [g for g in root.iter(f"{SVG}g") if g.get("class") == "edge"]
        strokes = [next(g.iter(f"{SVG}path")).get("stroke") for g in edges]
        flowing.append(sum(s.lower() != colours.FAINT.lower() for s in strokes))
    assert known_data == [3, 4, 5, 6, 6, 6, 6, 6]
    assert known_grads == [0, 0, 0, 0, 1, 2, 4, 6]
    assert flowing == [0, 0, 0, 0, 0, 1, 3, 5]


def test_the_last_frame_is_the_diagram():
    y = neuron()
    whole = ET.fromstring(ma.draw(y, gradients=True, theme="light").as_svg())
    assert cards(frames(y)[-1]) == cards(whole)
    last = ET.fromstring(ma.draw(y, step=-1, theme="light").as_svg())
    assert sentence(last) == sentence(frames(y)[-1])


def test_all_frames_have_one_layout():
    places = set()
    for root in frames(neuron()):
        cardpaths = [p.get("d") for g in root.iter(f"{SVG}g") if g.get("class") in ("node", "edge")
                     for p in g.iter(f"{SVG}path")]  # fmt: skip
        places.add((root.get("viewBox"), root.get("width"), root.get("height"), *cardpaths))
    assert len(places) == 1


def test_what_waits_shows_what_has_come_so_far():
    x = Value(3.0, "x")
    y = x * x + x * 2.0
    y.label = "y"
    totals = [step.total for step in flow(y) if step.input is x]
    seen = []
    for root in frames(y):
        (card,) = [card for card in cards(root).values() if card[0] == "x"]
        if number(card, "grad") not in ("", "?"):
            seen.append(float(number(card, "grad").removesuffix(" …")))
            assert number(card, "grad").endswith(" …") == (seen[-1] != totals[-1])
    assert seen[-1] == totals[-1] == 8.0
    assert set(seen) <= set(totals)
    assert len(set(seen)) == 2
    waits = [sentence(root)[1] for root in frames(y)]
    assert sum("x waits for more." in words for words in waits) == 1


def test_the_card_whose_turn_it_is_is_marked():
    for k, root in enumerate(frames(neuron())):
        marked = [g.get("id") for g in root.iter(f"{SVG}g") if g.get("class") == "node"
                  if any(p.get("stroke") == colours.NOW for p in g.iter(f"{SVG}path"))]  # fmt: skip
        assert len(marked) == (k > 0)


def test_arrays_are_hidden_until_they_are_known():
    X = Value(np.arange(6.0).reshape(2, 3), "X")
    y = ma.tanh(X @ np.ones((3, 2)) * 0.1).sum()
    roots = frames(y)

    def hidden(root):
        cells = [g for g in root.iter(f"{SVG}g") if "a_" in (g.get("id") or "")]
        return sum(len(g) == 0 for g in cells)

    counts = [hidden(root) for root in roots]
    assert counts[0] > counts[-1] == 0
    assert re.search(r"@ passes on \[2×3, .*\] to X", sentence(roots[-1])[1])


def test_folded_and_large_graphs_have_frames_too():
    x = Value(0.5, "x")
    y = x
    for _ in range(300):
        y = y.tanh()
    roots = frames(y)
    assert 4 <= len(roots) <= 8
    assert "tanh × 299" in " ".join(sentence(root)[1] for root in roots)


@pytest.mark.parametrize("values", ["two outputs", "leaf", "array output"])
def test_other_outputs(values):
    x = Value(2.0, "x")
    if values == "two outputs":
        roots = frames([x * 3.0, x.tanh()])
        assert "Now backward" in " ".join(sentence(root)[1] for root in roots)
    elif values == "leaf":
        assert len(frames(x)) == 2
    else:
        roots = frames(Value([1.0, 2.0], "v") * 2.0)
        assert any("A gradient arrives at each number of *" in sentence(r)[1] for r in roots)


def test_a_step_is_a_whole_number():
    with pytest.raises(TypeError):
        ma.draw(neuron(), step=1.5)


def test_nothing_is_told_before_its_time():
    """Not by a tooltip, not by a folded card, not by the head of an arrow."""
    first = ma.draw(neuron(), step=0, theme="light").as_svg()
    for number_ in ("0.6044", "1.269", "0.6347", "0.3174", "0.60437", "1.2695"):
        assert f">{number_}<" not in first
        legend = re.compile(r'<g id="graph0".*?</a>', re.DOTALL)
        assert number_ not in legend.sub("", first)
    h = Value(1.0, "h")
    y = h
    for _ in range(40):
        y = ma.tanh(y * Value(1.1) + Value(0.1))
    shown = cards(frames(y, limit=10)[0])
    for card in shown.values():
        if "folded" in card and "leaves" not in card[0]:
            assert number(card, "gives") == "?"
        assert number(card, "grad") == ""


def test_heads_of_arrows_are_alike_before_a_gradient_flows():
    x, w = Value(1.0, "x"), Value(100.0, "w")
    y = x * w + Value(0.001, "b")

    def heads(root):
        found = []
        for g in root.iter(f"{SVG}g"):
            if g.get("class") == "edge":
                corners = next(g.iter(f"{SVG}polygon")).get("points").split()
                a, _, c, *_ = [
                    np.array([float(v) for v in corner.split(",")]) for corner in corners
                ]
                rim = float(next(g.iter(f"{SVG}polygon")).get("stroke-width") or 1)
                found.append(round(float(np.hypot(*(a - c))) + rim, 1))
        return found

    roots = frames(y)
    assert max(heads(roots[0])) <= 6.1
    assert max(heads(roots[-1])) > 10


def test_a_sentence_fits_a_narrow_frame():
    root = ET.fromstring(ma.draw(Value(2.0, "x"), step=0, theme="light").as_svg())
    _, words = sentence(root)
    assert words == "What we start from: x = 2."
    assert float(root.get("width").removesuffix("pt")) >= 320


def test_options_that_a_step_has_no_use_for_are_refused():
    for options in ({"copies": True}, {"gradients": False}):
        with pytest.raises(ValueError, match="a step shows gradients, and no copies"):
            ma.draw(neuron(), step=1, **options)
