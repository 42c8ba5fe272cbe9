"""What pictures and pages say is so: of this output, to the last digit, also at the edges."""

import random
import re
import subprocess
import warnings

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.show import colours
from microact.show.graph import render
from microact.show.graph.thumbnail import thumbnail
from microact.show.page import graph_data as scene
from microact.show.page.explore import explore
from microact.words.numbers import few
from tests.conftest import in_browser
from tests.show.page.test_explore import network, neuron, says, shown
from tests.show.page.test_take_away import save

EXPLORER = "made.formula.explorer"


def svg(value, **options):
    return ma.draw(value, **options).pipe("svg", encoding="utf-8")


def tooltips(picture):
    return re.findall(r'xlink:title="([^"]*)"', picture)


# ---- of this picture's output alone --------------------------------------------------------------


def test_a_picture_speaks_of_its_own_output_whatever_ran_backward_since():
    def graph():
        x, w = Value(2.0, "x"), Value(3.0, "w")
        h = x * w
        h.label = "h"
        one, two = h.tanh() + x, h * 10.0
        one.label, two.label = "one", "two"
        return one, two

    one, _ = graph()
    one.backward()
    alone = svg(one)
    one, two = graph()
    one.backward()
    two.backward()
    again = svg(one)
    told = "Its grad holds"
    assert [t for t in tooltips(alone) if told in t] == []
    drop = re.compile(r" \(Its grad holds [^)]*\)")
    assert drop.sub("", again) == alone  # widths, colours, cards and tooltips
    (x,) = {t for t in tooltips(again) if t.startswith("x: data 2, grad")}
    assert "the output changes" in x
    assert x.endswith("(Its grad holds 31: other passes added to it.)")


def test_an_output_that_is_used_further_on_starts_with_one():
    x = Value(2.0, "x")
    y = x * x
    y.label = "y"
    z = y * 5.0
    z.backward()
    assert y.grad == 5.0
    assert (
        "x: data 2, grad 4. If x grows a little, the output changes 4 times as much."
        in " ".join(tooltips(svg(y)))
    )


def test_two_outputs_promise_nothing_about_one():
    x = Value(2.0, "x")
    a, b = x * 2.0, x * 3.0
    assert not [t for t in tooltips(svg([a, b], gradients=True)) if "the output changes" in t]


# ---- infinite and NaN ----------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_a_gradient_that_is_no_number_looks_so_and_spoils_nobody_else(bad):
    def picture(factor):
        x, w, v = Value(1.0, "x"), Value(2.0, "w"), Value(-3.0, "v")
        small = Value(1.0, "small")
        y = w * 4.0 + v * 0.5 + small * 0.001 + x * factor
        return {
            edge[0]: (edge[1], edge[2])
            for edge in re.findall(
                r'(node\d+) -> node\d+ \[[^\]]*?color="(#\w+)"[^\]]*?penwidth=([\d.]+)',
                ma.draw(y, gradients=True, limit=100).source,
            )
        }, ma.draw(y, gradients=True, limit=100)

    lost, diagram = picture(bad)
    fine, _ = picture(1.0)
    assert sum(colour == colours.LOST for colour, _ in lost.values()) == 1
    assert "style=dotted" in diagram.source
    assert "infinite or NaN" in diagram.source
    assert "infinite or NaN" not in picture(1.0)[1].source
    others = {key: look for key, look in lost.items() if look[0] != colours.LOST}
    assert others == {key: fine[key] for key in others}


def test_folded_cards_show_the_range_of_what_is_known():
    assert few([np.array([1.0, np.nan]), 3.0]) == ["1 … 3, nan"]
    assert few([np.inf, 2.0]) == ["2 … inf"]
    assert few([np.nan, np.nan]) == ["all nan"]


def test_a_constant_array_is_shown_whole():
    a = Value(np.ones((3, 2)), "a")
    source = ma.draw(a * np.array([[1.5, 2.5], [3.5, 4.5], [5.5, 6.5]])).source
    for number in ("1.5", "2.5", "3.5", "4.5", "5.5", "6.5"):
        assert number in source


def test_a_graph_that_graphviz_cannot_rank_is_drawn_with_its_other_way(monkeypatch):
    tried = []

    def run(command, text):
        tried.append(command)
        fine = "-Gnewrank=true" in command
        words = b"" if fine else b"trouble in init_rank"
        return subprocess.CompletedProcess(command, 0 if fine else 1, b"<svg/>", words)

    monkeypatch.setattr(render, "run_patiently", run)
    assert render.run("dot", "svg", "digraph {}") == b"<svg/>"
    assert ["-Gnewrank=true" in command for command in tried] == [False, True]


def test_the_squared_gradient_of_a_network_is_drawn_whole():
    random.seed(0)  # graphviz-pure 0.2.2 gives up on this one without newrank
    net = ma.neurons.MLP(2, [4, 4, 1], activation="relu")
    loss = (net([Value(0.5, "x0"), Value(-0.3, "x1")]) - 1.0) ** 2
    loss.backward(create_graph=True)
    gradients = [p.grad for p in net.parameters()]
    picture = svg(sum(g * g for g in gradients), gradients=True, limit=400)
    assert picture.count('class="node"') > 300


# ---- pages ---------------------------------------------------------------------------------------


def rule_that(name, forward):
    kind = type(
        name,
        (ma.Activation,),
        {
            "name": f"{name.lower()}_of_a_test",
            "formula": "tanh(x)",
            "derivative": "1 - y ** 2",
            "forward": forward,
            "local_gradient": lambda self, x, y, xp: 1 - y * y,
        },
    )
    return kind


UNREADABLE = {
    "np": lambda self, x, xp: np.tanh(x),
    "if": lambda self, x, xp: x if x > 0 else x * 0.5,
    "float": lambda self, x, xp: xp.tanh(float(x)),
    "strange": lambda self, x, xp: {}["no such key"] if not isinstance(x, float) else x,
    "unknown": lambda self, x, xp: xp.arctan(x),
}


@pytest.mark.parametrize("how", UNREADABLE)
def test_a_rule_that_cannot_be_read_breaks_nobodys_page(how):
    kind = rule_that(f"Own{how.title()}", UNREADABLE[how])
    try:
        with pytest.warns(
            UserWarning, match=f"Own{how.title()}.*test_truth_of_pictures.py, line"
        ) as w:
            page = explore(neuron()).framed
        assert len([x for x in w if "cannot be computed on a page" in str(x.message)]) == 1
        assert "xp.tanh instead of np.tanh" in str(w[0].message)
        assert kind.name not in page
        assert "softsign" in page
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            explore(neuron())  # said once
        if how in ("np", "if"):  # a graph of it can be stepped through
            x = Value(0.5, "x")
            assert '"live":""' in explore(kind()(x) * 2.0).page
    finally:
        ma.registry.pop(kind.name)
        scene._warned.discard(kind)


@pytest.mark.parametrize(
    "f",
    [
        lambda z: -ma.log_softmax(z)[0], lambda z: z[0] * z[1], lambda z: ma.softmax(z)[-1] * 3.0,
        lambda z: z.reshape(3, 1)[0, 0], lambda z: ma.stack([z[0], z[1]]).sum(),
        lambda z: z[None, 1:][0, 1], lambda z: ma.max(z) - z[2], lambda z: z[[0, 0]].sum(),
    ],
)  # fmt: skip
def test_arrays_that_are_indexed_can_be_explored(f):
    z = Value([0.5, 1.5, -0.25], "z")
    assert '"live":"arrays"' in explore(f(z)).page


@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e7])
@in_browser
def test_points_and_targets_keep_every_digit(open_page, scale):
    loss, options = network()
    X, _ = options["points"]
    X = (X + np.pi) * scale
    y = np.where(np.arange(len(X)) % 2, 1 / 3, -1 / 7)
    page = open_page(explore(loss, **options | {"points": (X, y)}))
    got = page.evaluate(f"{EXPLORER}.points.points.map((p) => [p.x, p.y, p.wanted])")
    assert got == np.column_stack([X, y]).tolist()
    page.click("#flip-point")
    assert page.evaluate(f"{EXPLORER}.points.points[0].wanted") == 1 / 3
    page.select_option("#new-class", index=1)
    page.click("#add-point")
    assert page.evaluate(f"{EXPLORER}.points.points.at(-1).wanted") == 1 / 3
    box = page.evaluate(f"[{EXPLORER}.points.data.low, {EXPLORER}.points.data.high]")
    assert np.all(np.array(box[0]) < X.min(axis=0))
    assert np.all(np.array(box[1]) > X.max(axis=0))


def ends_of_the_curve(page):
    """From which number the curve goes to which."""
    return page.locator("#losses svg").get_attribute("aria-label").rpartition(", ")[2]


@in_browser
def test_curves_begin_with_the_loss_before_the_first_step(open_page):
    loss, options = network()
    page = open_page(explore(loss, **options))
    page.select_option("#compare", label="relu")
    loss_now = f"{EXPLORER}.overRows({EXPLORER}.points.points.map((_, k) => k)).loss"
    start = page.evaluate(loss_now)
    page.click("#one-step")
    curves = page.locator("#losses g")
    assert curves.count() == 2  # from the first step on, both
    after = page.evaluate(loss_now)
    numbers = [float(n) for n in re.findall(r"[\d.]+", ends_of_the_curve(page))]
    assert numbers == pytest.approx([start, after], rel=1e-3)
    for curve in curves.locator("path").all()[:2]:
        assert len(re.findall("[ML]", curve.get_attribute("d"))) == 2
    compared = page.evaluate(f"[{EXPLORER}.second.losses[0], {EXPLORER}.second.after]")
    assert compared[1] < compared[0]
    page.evaluate(f"for (let i = 0; i < 450; i++) {EXPLORER}.descent.step()")
    assert float(re.findall(r"[\d.]+", ends_of_the_curve(page))[0]) == pytest.approx(
        start, rel=1e-3
    )


@in_browser
def test_reset_brings_everything_back(open_page):
    loss, options = network()
    page = open_page(explore(loss, **options))
    nodes = f"{EXPLORER}.graph.nodes.map((n) => [n.rule, n.name, n.learns])"
    state = f"JSON.stringify([{EXPLORER}.graph.values, {nodes}, {EXPLORER}.points.points])"
    before = page.evaluate(state)
    controls = (
        "['rate', 'uses', 'new-class', 'step'].map((id) => document.getElementById(id).value)"
    )
    set_before = page.evaluate(controls)
    page.fill("#rate", "0.5")
    page.select_option("#uses", index=1)
    page.select_option("#new-class", index=1)
    page.click("#back")
    assert all(a != b for a, b in zip(page.evaluate(controls), set_before))
    page.select_option("#switches select >> nth=0", label="relu")
    page.select_option("#compare", label="sigmoid")
    page.locator("#leaves input[type=checkbox]").first.uncheck()
    page.click("#flip-point")
    page.click("#one-step")
    page.evaluate(f"{EXPLORER}.descent.toggle()")
    page.wait_for_timeout(200)
    page.click("#reset")
    assert page.evaluate(state) == before
    assert page.evaluate(controls) == set_before
    assert page.evaluate(f"{EXPLORER}.descent.playing") == 0
    assert page.evaluate(f"{EXPLORER}.descent.losses.length") == 0
    assert page.input_value("#compare") == ""
    assert page.locator("#leaves input[type=checkbox]").first.is_checked()
    assert (
        page.locator("#switches select").first.evaluate("m => m.selectedOptions[0].text") == "tanh"
    )


@in_browser
def test_names_after_a_switch_are_those_python_would_give(open_page):
    x = Value(0.5, "x")
    y = ma.tanh(ma.relu(ma.tanh(x) * 2.0) + 1.0)
    page = open_page(explore(y))
    names = f"{EXPLORER}.graph.nodes.map((n) => n.name)"
    assert page.evaluate(names) == ["x", "tanh", "*", "relu", "+", "tanh #2"]
    page.select_option("#switches select >> nth=0", label="relu")
    assert page.evaluate(names) == ["x", "relu", "*", "relu #2", "+", "tanh"]
    assert page.locator("#switches label span").all_inner_texts() == ["relu", "relu #2", "tanh"]
    assert "relu now uses relu" in says(page)


@in_browser
def test_the_name_of_a_card_is_no_formula(open_page):
    x = Value(0.5, "a name that is rather long indeed")
    y = ma.exp(ma.negative(-x))
    page = open_page(explore(y))
    page.click("#first")
    for _ in range(3):
        page.click("#next")
    assert "exp(- " not in says(page)
    assert "exp(-[-])" in says(page)


@in_browser
def test_float32_overflows_on_the_page_as_it_does_in_python(open_page):
    a = Value(np.array([60.0, 1.0], dtype=np.float32), "a")
    page = open_page(explore((a.exp() * 2.0).sum()))
    assert page.evaluate(f"{EXPLORER}.graph.values.at(-1)") == pytest.approx(
        float((a.exp() * 2.0).sum().data), rel=1e-6
    )
    page.locator("#leaves input.number").first.fill("100")
    assert page.evaluate(f"{EXPLORER}.graph.values.at(-1)") == float("inf")
    b = Value(np.array([100.0, 1.0], dtype=np.float32), "b")
    assert (b.exp() * 2.0).sum().data == np.inf
    half = Value(np.array([1.0, 2.0], dtype=np.float16), "h")
    assert '"live":""' in explore((half * 2.0).sum()).page


@in_browser
def test_a_lost_gradient_on_a_page_spoils_nobody_else(open_page, tmp_path):
    x, w = Value(0.0, "x"), Value(2.0, "w")
    page = open_page(explore(ma.sqrt(x) + w * 3.0))
    drawn = save(page, "Picture (SVG)", tmp_path).read_text("utf-8")
    arrows = re.findall(r'<path [^>]*fill="none"[^>]*>', drawn)
    assert sum('stroke-dasharray="1 5"' in arrow for arrow in arrows) == 1
    assert sum('stroke-width="6.7"' in arrow for arrow in arrows) > 0  # the largest that is known
    assert shown(page, "w")["gradient"] == 3.0


@in_browser
@pytest.mark.parametrize("arrays", [False, True])
def test_a_branch_that_would_be_another_is_said(open_page, arrays):
    v = Value([2.0, -1.0] if arrays else 2.0, "v")
    y = (ma.where(v > 0, v * v, v).sum() if arrays else (v * v if v > 0 else v)) * 1.0
    page = open_page(explore(y))
    assert page.locator("#ways").is_hidden()
    page.locator("#leaves input.number").first.fill("3")
    assert page.locator("#ways").is_hidden()
    page.locator("#leaves input.number").first.fill("-3")
    assert "the code compared v > 0. At these numbers that comes out otherwise" in page.inner_text(
        "#ways"
    )
    page.click("#reset")
    assert page.locator("#ways").is_hidden()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("activation", [ma.sigmoid, ma.tanh, ma.gelu_tanh, ma.relu])
def test_a_curve_of_float32_is_drawn_without_a_warning(activation):
    y = activation(Value(np.float32(0.7), "x"))
    assert "<polyline" in thumbnail(y)
