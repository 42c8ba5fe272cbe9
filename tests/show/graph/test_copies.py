import random
import re
import xml.etree.ElementTree as ET

import pytest

import microact as ma
from microact import Value
from tests.show.graph.test_diagram import svg, texts

SVG = "{http://www.w3.org/2000/svg}"


def shared():
    w = Value(0.5, "w")
    return w, sum(ma.tanh(w * Value(float(i), f"x{i}")) for i in range(1, 4))


def cards(root):
    """The texts of each card, by its id."""
    found = {}
    for g in root.iter(f"{SVG}g"):
        if g.get("class") == "node":
            words = ["".join(t.itertext()).strip() for t in g.iter(f"{SVG}text")]
            found[g.get("id")] = [word for word in words if word]
    return found


def test_each_copy_says_which_use_it_is_its_share_and_the_total():
    w, y = shared()
    y.backward()
    copies = [card for card in cards(svg(y, copies=True)).values() if card[0] == "w"]
    assert [card[1] for card in copies] == ["use 1 of 3", "use 2 of 3", "use 3 of 3"]
    shares = [float(card[card.index("its share") + 1]) for card in copies]
    assert sum(shares) == pytest.approx(w.grad, rel=1e-3)
    assert {card[card.index("in all") + 1] for card in copies} == {f"{w.grad:.4g}"}
    assert {card[card.index("data") + 1] for card in copies} == {"0.5"}


def test_no_arrow_is_lost_and_a_leaf_that_is_used_once_is_not_copied():
    _, y = shared()
    whole, copied = svg(y), svg(y, copies=True)

    def count(root):
        return len([g for g in root.iter(f"{SVG}g") if g.get("class") == "edge"])

    assert count(whole) == count(copied)
    assert len(cards(copied)) == len(cards(whole)) + 2
    assert not [t for t in texts(whole) if "use " in t]


def test_a_product_with_itself_has_two_copies():
    x = Value(3.0, "x")
    y = x * x
    y.backward()
    copies = [card for card in cards(svg(y, copies=True)).values() if card[0] == "x"]
    assert [card[card.index("its share") + 1] for card in copies] == ["3", "3"]
    assert [card[card.index("in all") + 1] for card in copies] == ["6", "6"]


def test_without_gradients_copies_show_data_only():
    _, y = shared()
    copies = [card for card in cards(svg(y, copies=True)).values() if card[0] == "w"]
    assert copies == [["w", f"use {k} of 3", "data", "0.5"] for k in (1, 2, 3)]


def network(steps):
    """A recurrent network of four units."""
    random.seed(0)
    n = 4
    w = [[Value(random.uniform(-1, 1), f"w{i}{j}") for j in range(n)] for i in range(n)]
    u = [Value(random.uniform(-1, 1), f"u{i}") for i in range(n)]
    h = [Value(0.0, f"h{i}") for i in range(n)]
    for k in range(steps):
        x = Value(random.uniform(-1, 1), f"x{k}")
        h = [ma.tanh(sum((w[i][j] * h[j] for j in range(n)), u[i] * x)) for i in range(n)]
    return sum(h)


def test_from_150_cards_on_leaves_are_copied_and_placing_takes_short_cuts():
    small, large = (ma.draw(network(k), gradients=True, limit=1000) for k in (2, 6))
    for words in ("nslimit=2", "splines=line", "mclimit=0.3", "use 2 of"):
        assert words not in small.source
        assert words in large.source.replace('"', "")
    assert "use 2 of" not in ma.draw(network(6), gradients=True, limit=1000, copies=False).source
    root = ET.fromstring(large.pipe("svg"))
    shares = re.findall(r"w00: data \S+, grad (\S+)\. .*?use (\d+) of (\d+)", " ".join(
        a.get("{http://www.w3.org/1999/xlink}title") or "" for a in root.iter(f"{SVG}a")
    ))  # fmt: skip
    assert {int(n) for _, n, _ in shares} == set(range(1, 7))
