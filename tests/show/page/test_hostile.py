"""What a hostile reader found: each kind of it, held to the engine or answered in words."""

import json
import random

import numpy as np
import pytest

import microact as ma
from microact.show.page.explore import explore
from tests.conftest import in_browser
from tests.show.page.conftest import near, numbers, usual_page
from tests.show.page.test_graph_actions import graph_of, hold
from tests.show.page.test_take_away import Saved, save

pytestmark = in_browser

GRAPH = "made.formula.explorer.graph"


def value(data, label):
    return ma.Value(data, label)


# ---- numbers


def wide():
    net = ma.nn.MLP(2, [3, 4, 1], hidden=ma.LeakyReLU(0.2), seed=1)
    return ma.mean(net(np.array([[0.5, -1.0], [1.0, 2.0]])) ** 2.0)


def two_shapes():
    a = value(np.linspace(-1, 1, 6).reshape(2, 3), "a")
    b, c = value(np.array([1.0, -2, 3, -4]), "b"), value(-0.5, "c")
    return ma.sum(ma.elu(a, 0.5)) + ma.sum(ma.elu(b, 0.5)) + ma.elu(c, 0.5)


@pytest.mark.parametrize("make", [wide, two_shapes])
def test_one_activation_on_arrays_of_several_shapes(open_page, make):
    page = open_page(explore(make()))
    assert hold(page, "formula", make)
    menu = page.locator("#switches select").first
    usual = menu.input_value()
    for title in ("tanh", None):
        menu.select_option(label=title) if title else menu.select_option(usual)
        assert hold(page, "formula", title)
    assert graph_of(page, "formula")["live"] == "arrays"


def test_an_activation_of_ones_own_keeps_its_shapes(open_page, swept):
    class Bent(ma.Activation):
        name = "bent"
        slope = 0.3

        def forward(self, x, xp):
            return xp.where(x > 0, x, self.slope * x)

        def local_gradient(self, x, y, xp):
            return xp.where(x > 0, 1.0, self.slope)

    net = ma.nn.MLP(2, [3, 4, 1], hidden=Bent(), seed=1)
    page = open_page(explore(ma.mean(net(np.array([[0.5, -1.0], [1.0, 2.0]])))))
    assert hold(page, "formula", "bent")
    menu = page.locator("#switches select").first
    menu.select_option(label="tanh")
    assert hold(page, "formula", "tanh")
    menu.select_option(label="bent")
    assert hold(page, "formula", "bent again")


def points_graph(weights):
    X, y = ma.data.moons(40, noise=0.15, seed=0)
    x0, x1, t = value(0.5, "x0"), value(0.2, "x1"), value(1.0, "t")
    W = value(weights, "W")
    score = ma.sum(ma.tanh(x0 * W + x1))
    loss = (score - t) ** 2
    return (
        (X, 2 * y - 1),
        W,
        explore(
            loss, parameters=[W], inputs=[x0, x1], points=(X, 2 * y - 1), target=t, score=score
        ),
    )


def test_arrays_learn_from_points(open_page):
    (X, wanted), W, page = points_graph(np.array([1.0, 2.0]))
    page = open_page(page)
    page.locator("#one-step").click()
    total = 0.0
    for (a, b), t in zip(X, wanted):
        again = ma.Value(np.array([1.0, 2.0]))
        ((ma.sum(ma.tanh(float(a) * again + float(b))) - float(t)) ** 2).backward()
        total = total + again.grad / len(X)
    place = page.evaluate(f"{GRAPH}.nodes.findIndex((node) => node.label === 'W')")
    assert near(page.evaluate(f"{GRAPH}.values[{place}]"), W.data - 0.1 * total, 1e-12)


def test_a_graph_that_is_only_shown_has_no_points(open_page):
    *_, page = points_graph(np.ones((10, 10)))
    page = open_page(page)
    assert not page.locator("#plane").is_visible()
    assert "Stepping works" in page.inner_text("#view-formula")


def test_inputs_of_a_plane_are_single_numbers():
    x0, x1 = value(np.array([0.5]), "x0"), value(0.2, "x1")
    with pytest.raises(ValueError, match="single numbers, got shape"):
        explore(ma.sum(x0 * x1), inputs=[x0, x1], points=([[1, 2], [3, 4]], [0, 1]))


def test_float32_stays_float32_where_a_constant_or_a_typed_number_enters(open_page):
    single = np.float32
    page = open_page(explore((value(single(0.1), "x") - 0.1) * 1e6))
    assert hold(page, "formula", "constant")
    assert page.evaluate(f"{GRAPH}.values[{GRAPH}.last]") == 0
    page.get_by_label("x, number").fill("0.3")
    assert hold(page, "formula", "typed")
    assert page.evaluate(f"{GRAPH}.values[0]") == float(single(0.3))


def test_a_chain_of_six_thousand_nodes_opens(open_page):
    y = value(0.999, "x")
    for _ in range(6_000):
        y = ma.tanh(y)
    page = open_page(explore(y))
    assert page.locator(".card.group").count() > 10
    page.locator(".card.group").first.hover()
    assert "is folded" in page.inner_text("#why")
    name = page.locator(".card.group").first.get_attribute("aria-label").split(",")[0]
    assert page.inner_text("#why").startswith(name)


def test_labels_of_half_a_letter_are_shown():
    assert "half" in explore(value(0.5, "half \ud800 x") * 2.0).page


# ---- what is kept, and what comes back


def test_typed_constants_of_matrices_come_back(open_page, tmp_path):
    page = open_page(usual_page())
    page.get_by_role("tab", name="Matrices").click()
    page.locator("#view-matrices [aria-label^='G[0, 0], 1']").fill("5")
    page.locator("#view-matrices .cell[aria-label^='A[0, 0]']").fill("2")
    before = graph_of(page, "matrices")
    page.locator("#undo").click()
    page.locator("#redo").click()
    assert graph_of(page, "matrices") == before
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert graph_of(again, "matrices") == before
    page.reload()
    page.locator("#page:not([hidden])").wait_for()
    assert graph_of(page, "matrices") == before
    page.reload()  # an address that was opened stays
    page.locator("#page:not([hidden])").wait_for()
    assert graph_of(page, "matrices") == before


def test_a_long_comparison_is_saved_with_the_same_moments_of_both(open_page, tmp_path):
    page = open_page(usual_page())
    page.get_by_role("tab", name="Compare").click()
    page.locator("#view-compare").get_by_role("button", name="depth", exact=True).click()
    page.evaluate("for (let i = 0; i < 250; i++) made.compare.pair.advance(1)")
    page.evaluate("made.compare.update()")
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    steps = again.evaluate("made.compare.pair.runs.map((run) => run.history.map((m) => m.step))")
    assert steps[0] == steps[1]
    assert steps[0][-1] == 250
    again.evaluate("made.compare.pair.goTo(7)")
    assert len(set(again.evaluate("made.compare.pair.runs.map((run) => run.step)"))) == 1


def test_an_own_activation_comes_back_at_the_output_and_in_a_comparison(open_page, tmp_path):
    page = open_page(usual_page())
    page.evaluate("app.set({ loss: 'squared error', output: 'tanh' })")
    page.get_by_label("Activation of the output").select_option("")
    page.get_by_role("textbox", name="Your own activation").fill("x/(1 + abs(x))")
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("tab", name="Compare").click()
    page.locator(".chooser select").first.select_option("x/(1 + abs(x))")
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert again.evaluate("made.compare.pair.choice.left") == "x/(1 + abs(x))"
    again.get_by_role("tab", name="Network").click()
    assert again.evaluate("app.run.settings.output") == "x/(1 + abs(x))"


def test_the_set_up_of_a_network_that_was_not_looked_at_is_taken(open_page, browser):
    url = open_page(ma.playground(ma.nn.MLP(2, [3, 1], seed=1))).url
    page = browser.new_page()
    page.goto(f"{url}#tab=compare")
    page.locator("#page:not([hidden])").wait_for()
    page.get_by_role("button", name="Take the network’s set-up").click()
    assert page.evaluate("made.compare.pair.runs[0].network.sizes") == [2, 3, 1]
    page.close()


def test_practising_gives_ones_own_numbers_back_when_a_formula_is_typed(open_page):
    page = open_page(usual_page())
    page.get_by_role("tab", name="Formula").click()
    box = page.get_by_role("textbox", name="Formula")
    box.fill("w*x")
    page.get_by_label("w, number").fill("0.7")
    page.locator("#practise").click()
    box.fill("w*x + b")
    assert page.evaluate(f"{GRAPH}.values[0]") == 0.7
    box.fill("(w*x)^4")
    page.locator("#rate").fill("1e9")
    for _ in range(6):
        page.locator("#one-step").click()
    box.fill("(w*x)^2")
    page.locator("#reset").click()
    assert np.isfinite(page.evaluate(f"{GRAPH}.values[0]"))


# ---- addresses and states of every wrong kind


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tab=constructor", "says nothing that"), ("tab=__proto__", "says nothing that"),
        ("tab=%", "says nothing that"), ("tab=nonsense&formula=a", "says nothing that"),
        ("embed=%E0%A4%A", None),
        ("tab=formula&formula=", "no formula"), ("tab=formula&formula=a&set=a=x", "no formula"),
        ("tab=matrices&example=nothing", "begin as usual"),
        ("tab=matrices&example=softmax&numbers=7", "begin as usual"),
        ('tab=matrices&example=softmax&numbers={"numbers":[[1,2]]}', "begin as usual"),
        ("tab=compare&compare=7", "as usual"), ('tab=compare&compare={"differs":"x"}', "as usual"),
    ],
)  # fmt: skip
def test_every_address_opens_something_and_says_what_is_wrong(open_page, browser, address, said):
    page = open_page(usual_page())
    other = browser.new_page()
    wrong = []
    other.on("pageerror", lambda error: wrong.append(str(error)))
    other.goto(f"{page.url.split('#')[0]}#{address}")
    other.locator("#page:not([hidden])").wait_for()
    assert wrong == []
    if said:
        assert said in other.inner_text("main").lower(), address
    other.evaluate("location.hash = '#tab=%'")
    other.wait_for_timeout(50)
    assert wrong == []
    other.close()


FORMULA = {"text": "w*x", "names": ["w", "x"], "numbers": [1, 2], "learns": [], "rules": [],
           "points": [], "point": 0, "rate": "0.1"}  # fmt: skip


@pytest.mark.parametrize(
    "state",
    [
        {"graph": 7}, {"graph": {}}, {"graph": {"nodes": [], "values": []}, "tab": "formula"},
        {"tab": "formula", "formula": {**FORMULA, "numbers": [1]}},
        {"tab": "formula", "formula": {**FORMULA, "numbers": [[1, 2], 2]}},
        {"tab": "formula", "formula": {**FORMULA, "text": 7}},
        {"tab": "formula", "formula": {**FORMULA, "text": "w*"}},
        {"tab": "formula", "formula": 7}, {"tab": 7, "network": None},
        {"tab": "matrices", "matrices": {**FORMULA, "text": "product"}},
        {"tab": "matrices", "matrices": {"text": "__proto__"}},
        {"tab": "compare", "compare": {"choice": {}, "documents": []}},
        {"tab": "compare", "compare": {"choice": {"differs": "rate", "left": "1", "right": "2"},
                                       "documents": [7]}},
    ],
)  # fmt: skip
def test_every_state_opens_something(open_page, state):
    whole = ma.playground()
    text = json.dumps(state)
    whole.page = whole.page.replace('id="state">null<', f'id="state">{text}<')
    assert text in whole.page
    page = open_page(whole)
    assert page.complaints == []
    for tab in ("Formula", "Compare", "Matrices", "Network"):
        page.get_by_role("tab", name=tab).click()
    assert page.complaints == []
    page.get_by_role("button", name="Step", exact=True).first.click()


def test_a_past_that_is_not_that_of_its_choice_is_refused(open_page, tmp_path):
    page = open_page(usual_page())
    page.get_by_role("tab", name="Compare").click()
    page.locator("#view-compare").get_by_role("button", name="Step", exact=True).click()
    saved = Saved(save(page, "Save this page", tmp_path))
    assert '"left":"sigmoid"' in saved.text
    saved.text = saved.text.replace('"left":"sigmoid"', '"left":"tanh"')
    again = open_page(saved)
    assert "begins as usual" in again.inner_text("#view-compare")
    assert again.evaluate("made.compare.pair.step") == 0


def test_random_graphs_have_the_engines_numbers(open_page):
    draw = random.Random(3)
    nodes = [value(draw.uniform(-1, 1), f"v{i}") for i in range(12)]
    functions = [ma.tanh, ma.relu, ma.sigmoid, ma.sin, ma.softplus, ma.silu, ma.abs]
    while len(nodes) < 300:
        a, b = draw.choice(nodes[-40:]), draw.choice(nodes[-40:])
        nodes.append(draw.choice([
            lambda a=a, b=b: a * b, lambda a=a, b=b: a + 0.3 * b,
            lambda a=a: draw.choice(functions)(a),
            lambda a=a, b=b: ma.maximum(a, b), lambda a=a: a**2 / 3.0,
        ])())  # fmt: skip
    page = open_page(explore(sum(nodes[-30:])))
    assert hold(page, "formula", "random")
    page.locator("#leaves input.number").first.fill("0.9")
    assert hold(page, "formula", "typed")
    assert numbers(graph_of(page, "formula")["values"][-1]).size == 1
