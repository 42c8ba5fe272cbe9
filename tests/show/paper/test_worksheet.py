"""Sheets: nothing is given away, and what they ask for has the answers they give."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import microact as ma
from microact import Value
from microact.cli.expression import read_expression
from microact.engine.flow import flow
from microact.engine.order import topological_order
from microact.show import colours
from microact.show.paper import worksheet as module
from microact.show.paper.other_numbers import NICE, with_other_numbers
from microact.show.paper.sheet import HEIGHT, WIDTH

SVG = "{http://www.w3.org/2000/svg}"
GRAPH = "softplus(w*x) - b"


def graph(text=GRAPH, **numbers):
    return read_expression(text, numbers or {"w": 0.5, "x": 2.0, "b": 1.0})


def page(path):
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    return root, ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]


def boxes(root):
    """How wide and high the boxes are, empty or filled: white, in a card."""
    found = []
    for card in (g for g in root.iter(f"{SVG}g") if g.get("class") == "node"):
        for p in card.iter(f"{SVG}polygon"):
            if (p.get("fill") or "").upper() == colours.PAPER:
                corners = [tuple(map(float, c.split(","))) for c in p.get("points").split()]
                found.append([round(max(c[i] for c in corners) - min(c[i] for c in corners))
                              for i in (0, 1)])  # fmt: skip
    return found


@pytest.mark.parametrize("blanks", ["gradients", "slopes", "all"])
def test_a_sheet_gives_nothing_away(tmp_path, blanks):
    value = graph()
    ma.worksheet(value, tmp_path / "s.svg", blanks=blanks, hints=False)
    root, found = page(tmp_path / "s.svg")
    text = (tmp_path / "s.svg").read_text(encoding="utf-8")
    gradients = {f"{float(step.total):.4g}" for step in flow(value)} - {"1"}
    slopes = {f"× {float(step.local):.4g}" for step in flow(value)}
    shown = set(found)
    assert not gradients & shown - {"0.5", "2", "1"}
    assert "0.3655" not in text  # the gradient of x, nor in a tooltip
    assert bool(slopes & shown) == (blanks == "gradients")
    assert ("× ______" in shown) == (blanks != "gradients")
    assert ("1.313" in shown) == (blanks != "all")
    assert {"w", "x", "b", "softplus", "0.5", "2", "Name"} <= shown
    assert not [p for p in root.iter(f"{SVG}path") if p.get("stroke") == colours.POSITIVE.lower()]


def test_the_answers_stand_in_the_same_boxes(tmp_path):
    value = graph()
    ma.worksheet(value, tmp_path / "s.svg", blanks="all")
    sheet, solved = page(tmp_path / "s.svg")[0], page(tmp_path / "s-answers.svg")
    assert boxes(sheet) == boxes(solved[0])
    assert len(boxes(sheet)) == 3 + 2 * 2 + 1  # of leaves the gradient, of the output the data
    totals = {f"{float(step.total):.4g}" for step in flow(value)}
    assert totals <= set(solved[1])
    assert any("softplus passes on to *: 1 × 0.73106" in line for line in solved[1])


def test_a_curve_tells_no_answer_by_its_dot(tmp_path):
    for blanks, dots in (("slopes", 1), ("all", 0)):
        ma.worksheet(graph(), tmp_path / "s.svg", blanks=blanks)
        assert len(list(page(tmp_path / "s.svg")[0].iter(f"{SVG}circle"))) == dots
        assert len(list(page(tmp_path / "s-answers.svg")[0].iter(f"{SVG}circle"))) == 1


def test_a_seed_inside_no_grad_draws_the_same_sheet(tmp_path):
    ma.worksheet(graph(), tmp_path / "a.svg", seed=3)
    value = graph()
    with ma.no_grad():
        ma.worksheet(value, tmp_path / "b.svg", seed=3)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_hints_are_the_rules_own_formulas(tmp_path):
    ma.worksheet(graph("tanh(x)*x", x=0.5), tmp_path / "s.svg")
    found = page(tmp_path / "s.svg")[1]
    assert "first × second: for first it is second, for second it is first" in found
    assert "tanh(in): 1 - out²" in found
    ma.worksheet(graph(), tmp_path / "t.svg", hints=False)
    assert "Local gradients" not in page(tmp_path / "t.svg")[1]


def test_other_numbers_are_another_exercise():
    value = graph()
    drawn = [with_other_numbers(value, seed) for seed in range(20)]
    leaves = [tuple(n.data for n in topological_order(d) if n.is_leaf and n.label) for d in drawn]
    assert len(set(leaves)) > 15
    assert {v for numbers in leaves for v in numbers} <= set(NICE)
    w, x, b = leaves[0]
    assert drawn[0].data == pytest.approx(np.log1p(np.exp(w * x)) - b)
    again = with_other_numbers(value, 0)
    assert [n.data for n in topological_order(again)] == [
        n.data for n in topological_order(drawn[0])
    ]
    assert [n.label for n in topological_order(again)] == [
        n.label for n in topological_order(value)
    ]
    assert value.inputs[1].data == 1.0  # the graph itself is as it was


def test_numbers_are_drawn_where_the_graph_is_defined():
    value = graph("log(x) + sqrt(y)", x=1.0, y=4.0)
    for seed in range(20):
        again = with_other_numbers(value, seed)
        assert np.isfinite(again.data)
    with pytest.raises(ValueError, match="no numbers were found for which this graph is defined"):
        with_other_numbers(ma.log(-(Value(1.0, "x") ** 2) + 2.0) * 1e6, 0)
    x = Value(2.0, "x")
    y = x * x if x > 0 else x
    with pytest.raises(ValueError, match="other numbers may belong to another graph"):
        with_other_numbers(y, 0)


def test_many_sheets_in_one_call(tmp_path):
    files = ma.worksheet(graph(), tmp_path / "s.svg", count=3)
    names = [f"s-{k}.svg" for k in (1, 2, 3)] + [f"s-{k}-answers.svg" for k in (1, 2, 3)]
    assert [file.name for file in files] == names
    texts = [page(tmp_path / f"s-{k}.svg")[1] for k in (1, 2, 3)]
    assert "0.5" in texts[0]  # the first has the graph's own numbers
    assert len({tuple(t) for t in texts}) == 3
    assert "sheet 2" in texts[1]
    ma.worksheet(graph(), tmp_path / "t.html", count=2, seed=5, answers=False)
    text = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert text.count("<section>") == 2
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org", "")


def test_a_pdf_of_several_pages(tmp_path):
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install pypdf")
    pytest.importorskip("svg2pdf_py", reason="svg2pdf-py has no wheel for this system")
    ma.worksheet(graph(), tmp_path / "s.pdf", count=2, title="Übung μ")
    pages = pypdf.PdfReader(tmp_path / "s.pdf").pages
    assert len(pages) == 4
    assert [tuple(map(round, p.mediabox[2:])) for p in pages] == [(842, 596)] * 4  # A4, landscape
    assert "Übung μ" in pages[0].extract_text()
    assert "answers" not in pages[1].extract_text()
    assert "sheet 2, answers" in pages[3].extract_text()


def test_a_png_is_a_page(tmp_path):
    ma.worksheet(graph(), tmp_path / "s.png", answers=False)
    with Image.open(tmp_path / "s.png") as image:
        assert image.size == pytest.approx((1.5 * WIDTH, 1.5 * HEIGHT), abs=1)


@pytest.mark.parametrize(
    "text", ["w*x + b", "tanh(w*x + b)", "sigmoid(a)*b + relu(c)*d", "x*x*x - 2*x"]
)
def test_graphs_fit_their_page(tmp_path, text):
    names = dict.fromkeys(sorted(set(re.findall(r"\b[a-z]\b", text))), 0.5)
    ma.worksheet(graph(text, **names), tmp_path / "s.svg")
    root, _ = page(tmp_path / "s.svg")
    (inner,) = [s for s in root.iter(f"{SVG}svg") if s is not root]
    x, y, w, h = (float(inner.get(k)) for k in ("x", "y", "width", "height"))
    assert x > 0
    assert x + w <= WIDTH
    assert y + h <= HEIGHT - 100


@pytest.mark.parametrize(
    ("value", "options", "error", "message"),
    [
        (lambda: 3.0, {}, TypeError, "worksheet takes a Value, got float"),
        (lambda: Value(1.0), {}, ValueError, "there is nothing to find"),
        (lambda: Value([1.0, 2.0]).sum(), {}, ValueError, "of single numbers, this one has arrays"),
        (
            lambda: sum(Value(1.0, f"x{i}") for i in range(60)),
            {},
            ValueError,
            "too large for a sheet",
        ),
        (lambda: Value(np.inf, "x") * 2.0, {}, ValueError, "of finite numbers"),
        (graph, {"title": 5}, TypeError, "title is a text, got 5"),
        (graph, {"path": "s.doc"}, ValueError, "does not end in .pdf, .html, .svg or .png"),
        (graph, {"path": "nowhere/s.svg"}, FileNotFoundError, "there is no folder"),
        (graph, {"blanks": "some"}, ValueError, 'blanks is one of "gradients", "slopes", "all"'),
        (graph, {"count": 0}, ValueError, "count is a whole number, from 1 to 200"),
        (graph, {"seed": -1}, ValueError, "seed is a whole number"),
    ],
)
def test_misuse_is_one_line_and_writes_nothing(tmp_path, value, options, error, message):
    path = tmp_path / options.pop("path", "s.svg")
    with pytest.raises(error, match=message):
        ma.worksheet(value(), path, **options)
    assert list(tmp_path.iterdir()) == []


def test_without_pypdf_one_line(tmp_path, monkeypatch):
    def missing(name, *words):
        raise ModuleNotFoundError("a PDF of several pages needs pypdf: python -m pip install pypdf")

    monkeypatch.setattr(module, "optional", missing)
    with pytest.raises(ModuleNotFoundError, match="pip install pypdf"):
        ma.worksheet(graph(), tmp_path / "s.pdf")
    assert list(tmp_path.iterdir()) == []
