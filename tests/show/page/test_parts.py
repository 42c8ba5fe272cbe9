"""Parts of a graph on the page: constants that want no gradient, calls that are one card."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stdout

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.show.page.explore import explore_matrices
from microact.show.page.graph_data import Rules, scene_of
from microact.show.page.kernels import IMPORT_PRELUDE
from tests.conftest import in_browser, needs_node

GRAPH = "made.formula.explorer.graph"


def attentive():
    """Build a graph with a leaf that is fixed and three calls of functions made of rules."""
    rng = np.random.default_rng(0)
    x = Value(rng.normal(size=(3, 4)), "x", requires_grad=False)
    w = Value(rng.normal(size=(4, 4)), "w")
    h = ma.layer_norm(ma.attention(x @ w, x, ma.layer_norm(x @ w), causal=True))
    return (ma.gelu(h) * x).sum() + (x * x).mean(), w, x


@needs_node
def test_the_page_finds_the_engines_gradients_and_none_for_what_is_fixed(in_node):
    output, w, _ = attentive()
    output.backward()
    rules = Rules()
    scene = scene_of(output, rules, None, None)
    assert scene["live"] == "arrays"
    places = {node.get("label"): i for i, node in enumerate(scene["nodes"])}
    value, grads, steps = in_node(
        f'{IMPORT_PRELUDE}import {{ Graph }} from "./graph/scene.js";\n'
        f"const graph = Graph.of({json.dumps(scene)}, {rules.written(True)});\n"
        "tell([graph.values[graph.last], graph.grads, graph.steps.map((step) => step.to)]);"
    )
    assert value == pytest.approx(output.item(), rel=1e-12)
    np.testing.assert_allclose(grads[places["w"]], np.ravel(w.grad), rtol=1e-11, atol=1e-13)
    assert np.all(np.array(grads[places["x"]]) == 0)
    fixed = {i for i, node in enumerate(scene["nodes"]) if node.get("fixed")}
    assert fixed & set(steps) == set()
    assert len(fixed) == 4  # x, its transpose, x·x and its mean


@in_browser
def test_calls_are_closed_cards_that_open(open_page):
    output, _, _ = attentive()
    page = open_page(ma.explore(output), viewport={"width": 1400, "height": 900})
    names = page.evaluate(
        "made.formula.explorer.view.board.cards.filter((card) => card.group)"
        ".map((card) => card.group.name)"
    )
    assert sorted(names) == ["attention", "layer_norm", "layer_norm #2"]
    before = page.locator(".card").count()
    page.locator('.card[aria-label*="attention"]').first.click()
    assert page.locator(".card").count() > before
    fixed = f"{GRAPH}.nodes.filter((node) => node.fixed && !node.rule).map((node) => node.label)"
    assert page.evaluate(fixed) == ["x"]


@in_browser
def test_scrolling_moves_cards_and_arrows_together(open_page):
    output, _, _ = attentive()
    page = open_page(ma.explore(output), viewport={"width": 420, "height": 500})
    page.evaluate("document.querySelector('.frame').scrollTo(170, 60)")
    page.wait_for_timeout(100)
    frame, canvas = (
        page.evaluate(
            f"(({{ left, top }}) => [left, top])(document.querySelector('{name}')"
            ".getBoundingClientRect())"
        )
        for name in (".frame", ".frame canvas")
    )
    assert page.evaluate("document.querySelector('.frame').scrollLeft") > 0
    assert canvas == pytest.approx(frame, abs=2)  # the frame's edge


@needs_node
def test_what_goes_one_way_into_a_card_adds_up_before_it_is_measured(in_node):
    sizes = in_node(
        'import { flowsOf } from "./graph/arrows.js";\n'
        "const step = (to, position, passed) => ({ from: 2, to, position, passed });\n"
        "const steps = [step(0, 0, 3), step(0, 1, -3), step(1, 2, [1, 2]), step(1, 3, [2, 2])];\n"
        "const graph = { nodes: [{}, {}, {}], steps };\n"
        "const arrows = [{ passes: [[2, 0], [2, 1]] }, { passes: [[2, 2], [2, 3]] }];\n"
        "tell(flowsOf(graph, arrows, () => true).map((flow) => flow.size));"
    )
    assert sizes == [0, 5]


@in_browser
def test_a_copied_program_says_what_is_fixed(open_page, tmp_path):
    w, x = Value(2.0, "w"), Value(3.0, "x", requires_grad=False)
    page = open_page(ma.explore(w * x + x * x))
    text = page.evaluate("made.formula.python()")
    assert 'ma.Value(3.0, "x", requires_grad=False)' in text
    said = io.StringIO()
    with redirect_stdout(said):
        exec(text, {"__name__": "copied"})
    assert "w [3.0]" in said.getvalue()
    assert "x [" not in said.getvalue()
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout == said.getvalue()


@in_browser
def test_a_page_begins_with_an_example_of_matrices(open_page):
    page = open_page(explore_matrices("attention", gradients=True))
    assert page.evaluate("made.matrices.example") == "attention"
    assert page.locator("text=An attention head").first.is_visible()
    assert page.locator("text=Gradients: how much the result changes").first.is_visible()


@pytest.mark.parametrize("example", ["head", "", None])
def test_another_example_is_refused(example):
    with pytest.raises(ValueError, match="example is one of"):
        explore_matrices(example)
