"""The page, in a real browser: it steps, drags, descends, asks, and harms nobody."""

import base64
import gzip
import json
import math
import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import microact as ma
from microact.readings.plain_numbers import slopes_at
from microact.show import style
from microact.show.page.explore import explore
from microact.show.page.graph_data import Rules, scene_of
from microact.show.page.kernels import IMPORT_PRELUDE
from microact.show.page.rules_in_javascript import rule_in_javascript
from tests.conftest import in_browser, needs_node
from tests.source.test_unrolling import OPERATIONS_ON_ARRAYS, elementwise, points


def neuron(w=0.5, x=2.0, b=-1.0):
    w, x, b = ma.Value(w, "w"), ma.Value(x, "x"), ma.Value(b, "b")
    y = ma.tanh(w * x + b)
    y.label = "y"
    return y


def network():
    random.seed(3)
    net = ma.neurons.MLP(2, [4, 1], activation="tanh")
    x0, x1, t = ma.Value(0.5, "x0"), ma.Value(-0.2, "x1"), ma.Value(1.0, "target")
    score = net([x0, x1])
    score.label = "score"
    loss = (score - t) ** 2
    loss.label = "loss"
    X, y = ma.data.moons(60, noise=0.15)
    return loss, {
        "parameters": net.parameters(), "inputs": [x0, x1], "points": (X, 2 * y - 1),
        "target": t, "score": score,
    }  # fmt: skip


GRAPH = "made.formula.explorer.graph"


def says(page):
    return page.inner_text("#says")


def shown(page, name):
    """Return the numbers on the card of that name, as the page shows them."""
    card = page.locator(f'.card[aria-label="{name}"], .card[aria-label^="{name},"]').first
    label = card.get_attribute("aria-label")
    return {
        key: float(number.replace("−", "-"))
        for key, number in re.findall(r"(data|gradient) (\S+?)(?:,|$)", label)
    }


# ---- what needs no browser ----------------------------------------------------------------------


@needs_node
def test_the_pages_numbers_are_those_of_every_rule(in_node):
    rng = np.random.default_rng(0)
    cases, expected, written = [], [], []
    for parameter in elementwise():
        rule, count = parameter.values
        written.append(rule_in_javascript(rule))
        for point in [*points(rule, count), *(rng.normal(size=(6, count)) * 3).tolist()]:
            numbers = [float(x) for x in point]
            try:
                y = rule(*numbers)
            except (ValueError, ArithmeticError):
                continue
            slopes = slopes_at(rule, y, numbers)
            if np.all(np.isfinite([y, *slopes])):  # JSON knows no infinity
                cases.append([len(written) - 1, numbers])
                expected.append([float(y), [float(s) for s in slopes]])
    answers = in_node(
        f"{IMPORT_PRELUDE}const RULES = [{','.join(written)}];\n"
        "tell(given.map(([k, numbers]) => { const y = RULES[k].forward(...numbers);"
        "return [Number(y), RULES[k].slopes(...numbers, y).map(Number)]; }));",
        cases,
    )
    assert len(answers) == len(cases) > 150
    for case, got, wanted in zip(cases, answers, expected):
        np.testing.assert_allclose(got[0], wanted[0], rtol=1e-12, atol=1e-300, err_msg=str(case))
        np.testing.assert_allclose(got[1], wanted[1], rtol=1e-12, atol=1e-15, err_msg=str(case))


@needs_node
def test_small_arrays_are_computed_as_python_does(in_node):
    rng = np.random.default_rng(1)
    more = [
        lambda a, b: a.max() * b.min() + a.mean(),
        lambda a, b: ma.clip(a * 3.0, -1.0, 1.0) * ma.relu(b),
        lambda a, b: ma.squeeze(ma.expand_dims(a, 0)) * ma.selu(b),
        lambda a, b: ma.softmax(a * b, axis=1) ** 2.0,
        lambda a, b: a[np.array([0, 0, 2])] * b,
        lambda a, b: a.var(axis=0) * ma.transpose(b)[:, :1].T,
    ]
    texts, expected = [], []
    for operation in [*OPERATIONS_ON_ARRAYS, *more]:
        a, b = (ma.Value(rng.normal(size=(3, 4)), name) for name in "ab")
        y = operation(a, b)
        output = (y * rng.normal(size=y.shape)).sum()
        output.backward()
        rules = Rules()
        scene = scene_of(output, rules, None, None)
        assert scene["live"] == "arrays"
        texts.append(f"[{rules.written(True)}, {json.dumps(scene)}]")
        places = {node.get("label"): i for i, node in enumerate(scene["nodes"])}
        leaves = {places[leaf.label]: leaf.grad for leaf in (a, b) if leaf.label in places}
        expected.append((output.data, leaves))
    answers = in_node(
        f'{IMPORT_PRELUDE}import {{ Graph }} from "./graph/scene.js";\n'
        f"const all = [{','.join(texts)}];\n"
        "tell(all.map(([rules, scene]) => { const graph = Graph.of(scene, rules);"
        "return [graph.values[graph.last], graph.grads]; }));"
    )
    for (got, grads), (value, gradients) in zip(answers, expected, strict=True):
        assert got == pytest.approx(value, rel=1e-12)
        for i, gradient in gradients.items():
            np.testing.assert_allclose(grads[i], np.ravel(gradient), rtol=1e-12, atol=1e-13)


def test_a_page_is_one_file_without_network(tmp_path):
    page = explore(neuron()).save(tmp_path / "p.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    outside = re.findall(r"(?:src|href)=\"(?!#|data:)[^\"]*\"", page)
    assert outside == []
    assert "$" not in re.sub(r"\$\{", "", page.partition("<body>")[0])


def test_two_hundred_nodes_stay_below_two_hundred_kilobytes():
    x = ma.Value(0.3, "x")
    for _ in range(100):
        x = ma.tanh(x * 1.1)
    assert len(explore(x).page) < 200_000


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: explore(2.0), TypeError, "explore takes a Value, got float"),
        (lambda: explore(ma.Value([1.0, 2.0])), ValueError, "the output is a single number"),
        (lambda: explore(neuron(), inputs=[ma.Value(1.0)]), ValueError, "leaves of this graph"),
        (lambda: explore(neuron(), points=([[1, 2]], [1])), ValueError, "two inputs"),
        (lambda: explore(sum(ma.Value(1.0) for _ in range(25_001))), ValueError, "up to 50,000"),
    ],
)
def test_what_cannot_be_explored_is_said(make, error, text):
    with pytest.raises(error, match=re.escape(text)):
        make()


def test_points_must_fit():
    loss, options = network()
    X, y = options["points"]
    for bad in [(X[:5], y), (X, np.arange(60)), (np.tile(X, (6, 1)), np.tile(y, 6))]:
        with pytest.raises(ValueError, match="points are"):
            explore(loss, **options | {"points": bad})


def test_a_notebook_gets_a_frame_and_a_still_picture():
    bundle = explore(neuron())._repr_html_()
    assert 'src="data:image/png;base64,' in bundle
    assert "sandbox" in bundle
    assert bundle.count("</script>") == 1
    packed_page = re.search(r"unpacked\('([^']+)'\)", bundle)[1].replace(",", "<")
    assert gzip.decompress(base64.b85decode(packed_page)).decode() == explore(neuron()).framed
    assert repr(explore(neuron())).startswith("<microact page, ")


# ---- in the browser -----------------------------------------------------------------------------


@in_browser
def test_it_steps_forward_and_back(open_page):
    page = open_page(explore(neuron(b=-0.3)))
    assert "All numbers and gradients are computed" in says(page)
    page.click("#first")
    assert shown(page, "y") == {}
    assert shown(page, "w") == {"data": 0.5}
    page.click("#next")
    assert says(page) == "Forward: * = w × x = 0.5 × 2 = 1"
    page.click("#next")
    assert says(page) == "Forward: + = (w × x) + b = 1 + (−0.3) = 0.7"
    page.click("#next")
    assert says(page) == "Forward: y = tanh((w × x) + b) = tanh(0.7) = 0.6044"
    page.click("#next")
    assert "it starts at y with gradient 1" in says(page)
    page.click("#next")
    assert "y passes on to +: upstream × local = 1 × 0.6347" in says(page)
    assert shown(page, "+") == {"data": 0.7, "gradient": 0.6347}
    page.click("#back")
    assert "gradient" not in shown(page, "+")
    page.click("#last")
    y = neuron(b=-0.3)
    y.backward()
    for leaf in y.inputs[0].inputs[0].inputs:
        assert shown(page, leaf.label)["gradient"] == pytest.approx(leaf.grad, rel=1e-3)


@in_browser
def test_a_node_with_several_consumers_waits(open_page):
    x = ma.Value(3.0, "x")
    page = open_page(explore(x * x + x))
    page.click("#first")
    told = []
    for _ in range(7):
        page.click("#next")
        told.append(says(page))
    assert sum("It waits for" in line for line in told) == 2
    assert "its gradient is 7" in told[-1]
    assert shown(page, "x")["gradient"] == 7


@in_browser
def test_dragging_computes_everything_anew(open_page):
    page = open_page(explore(neuron()))
    page.locator("#leaves input[type=range]").first.evaluate(
        "(slider) => { slider.value = 1.5; slider.dispatchEvent(new Event('input')); }"
    )
    w = float(page.locator("#leaves input.number").first.input_value())
    assert shown(page, "w")["data"] == pytest.approx(w, rel=1e-3)
    assert shown(page, "y")["data"] == pytest.approx(math.tanh(w * 2 - 1), rel=1e-3)
    box = page.locator("#leaves input.number").first
    box.fill("-0.25")
    y = math.tanh(-0.25 * 2 - 1)
    assert shown(page, "y")["data"] == pytest.approx(y, rel=1e-3)
    assert shown(page, "w")["gradient"] == pytest.approx(2 * (1 - y * y), rel=1e-3)
    page.click("#reset")
    assert shown(page, "y")["data"] == 0


@in_browser
def test_descending_lowers_the_loss_of_a_network(open_page):
    loss, options = network()
    page = open_page(explore(loss, **options))
    page.fill("#rate", "0.5")
    losses = []
    for _ in range(60):
        page.click("#one-step")
        losses.append(float(re.search(r"loss ([\d.e-]+)", page.inner_text("#descended"))[1]))
    assert losses[-1] < 0.8 * losses[0]
    # The first loss is Python's own mean over all points.
    X, y = options["points"]
    random.seed(3)
    again = ma.neurons.MLP(2, [4, 1], activation="tanh")
    mean = np.mean([(again(list(row)).data - t) ** 2 for row, t in zip(X, y)])
    assert losses[0] == pytest.approx(mean, rel=1e-3)
    page.click("#descend")
    page.get_by_text(re.compile(r"step ([7-9]\d|\d{3,}):")).wait_for()
    page.click("#descend")
    assert page.locator("#losses g").count() == 1
    page.fill("#rate", "1000")
    for _ in range(8):
        page.click("#one-step")
    assert re.search("Diverged|it rose", page.inner_text("#descended"))


@in_browser
def test_points_are_chosen_added_moved_and_removed(open_page):
    loss, options = network()
    page = open_page(explore(loss, **options))
    assert "point 1 of 60" in page.inner_text("#point")
    page.click("#next-point")
    X, _ = options["points"]
    assert shown(page, "x0")["data"] == pytest.approx(X[1, 0], rel=1e-3)
    page.click("#add-point")
    assert "point 61 of 61" in page.inner_text("#point")
    before = shown(page, "x0")["data"]
    page.focus("#plane")
    page.keyboard.press("ArrowRight")
    assert shown(page, "x0")["data"] > before
    page.keyboard.press("Delete")
    assert "of 60" in page.inner_text("#point")
    page.click("#plane", position={"x": 3, "y": 3})
    assert "of 61" in page.inner_text("#point")


@in_browser
def test_every_way_to_the_output_is_listed(open_page):
    x = ma.Value(3.0, "x")
    y = x * x + x
    y.label = "y"
    page = open_page(explore(y))
    page.focus('.card[aria-label^="x,"]')
    why = page.inner_text("#why")
    assert "3 ways lead from x to the output" in why
    assert "1 + 3 + 3 = 7, the gradient of x" in why
    page.focus('.card[aria-label^="y,"]')
    assert "is the output" in page.inner_text("#why")


@in_browser
def test_practising_tells_right_from_wrong_and_never_the_answer(open_page):
    page = open_page(explore(neuron()))
    page.click("#practise")
    page.fill("#seed", "5")
    page.locator("#seed").blur()
    first = [box.input_value() for box in page.locator("#leaves input.number").all()]
    w, x, b = map(float, first)
    y = math.tanh(w * x + b)
    slope = 1 - y * y
    assert shown(page, "w") == {"data": pytest.approx(w, rel=1e-3)}  # the gradient is hidden

    def answer(name, number):
        box = page.get_by_label(f"gradient of {name}", exact=True)
        box.fill(f"{number:.6f}")
        box.blur()
        return box.locator("xpath=../../span").inner_text()

    assert answer("+", slope) == "Right."
    assert "signs" in answer("w", -slope * x)
    assert "local gradient" in answer("w", x)
    assert "upstream" in answer("w", slope)
    hint = answer("w", 77.0)
    assert hint.startswith("Not yet.")
    assert f"{slope * x:.2f}" not in hint
    assert answer("w", slope * x) == "Right."
    for name, number in (("×", slope), ("x", slope * w), ("b", slope)):
        assert answer(name, number) == "Right."
    assert page.inner_text("#score") == "All 5 right, in 9 tries."
    page.click("#new-numbers")
    page.fill("#seed", "5")
    page.locator("#seed").blur()
    assert [b.input_value() for b in page.locator("#leaves input.number").all()] == first


@in_browser
def test_practising_gives_nothing_away_and_gives_the_numbers_back(open_page):
    page = open_page(explore(neuron()))
    before = [box.input_value() for box in page.locator("#leaves input.number").all()]
    page.click("#practise")
    page.click("#next")
    page.keyboard.press("ArrowRight")
    assert "upstream × local, from right to left" in says(page)
    assert page.locator("#leaves").evaluate("(box) => box.closest('section').inert")
    assert "stays hidden" in page.inner_text("#why")
    for box in page.locator("#questions input").all():
        box.fill("0")
        box.blur()
    assert page.inner_text("#score").startswith("0 of 5 right")
    page.click("#practise")
    assert [b.input_value() for b in page.locator("#leaves input.number").all()] == before


@in_browser
def test_a_fraction_is_an_answer_and_many_questions_are_cut(open_page):
    page = open_page(explore(neuron(), parameters=[]))
    page.click("#practise")
    x = float(page.locator("#leaves input.number").nth(1).input_value())
    grad = page.evaluate(f"{GRAPH}.grads[0]")
    box = page.get_by_label("gradient of w", exact=True)
    box.fill(f"{grad * 4:.6f}/4")
    box.blur()
    assert "Right." in box.locator("xpath=../../span").inner_text()
    assert x != 0
    loss, options = network()
    page = open_page(explore(loss, **options))
    page.click("#practise")
    assert page.locator("#questions li").count() == 2  # of what is folded nothing is asked
    page.click("#practise")
    while page.locator(".card.group").count():
        page.locator(".card.group").last.click()
    page.click("#practise")
    assert page.locator("#questions li").count() == 10


@in_browser
def test_strange_numbers_are_answered(open_page):
    w = ma.Value(0.5, "w")
    loss = (w * 2.0 - 3.0) ** 2
    loss.label = "loss"
    page = open_page(explore(loss))
    for rate in ("", "-1", "0"):
        page.fill("#rate", rate)
        page.click("#one-step")
        assert page.inner_text("#descended") == "The rate is a number above 0."
    box = page.get_by_label("w, number")
    box.fill("1e200")
    assert "∞" in page.get_attribute('.card[aria-label^="loss,"]', "aria-label")
    signs = page.evaluate("made.formula.explorer.view.flows.map((flow) => flow.sign)")
    assert signs == [1, 1, 1]  # what is huge is not nothing
    box.fill("")
    box.blur()
    assert box.input_value() != ""
    page.click("#reset")
    assert float(page.get_by_label("w, slider").get_attribute("max")) == 3
    page.fill("#rate", "0.1")
    page.click("#one-step")
    assert re.search(r"loss 4, after it [\d.]+$", page.inner_text("#descended"))


@in_browser
def test_a_dead_network_is_coloured_by_its_score(open_page):
    X, y = ma.data.moons(40, noise=0.15)
    net = ma.nn.MLP(2, [3, 1], hidden="relu", seed=2).to_neurons()
    for neuron in net.layers[0].neurons:
        neuron.b.data -= 9.0
    x0, x1, t = ma.Value(X[0, 0], "x0"), ma.Value(X[0, 1], "x1"), ma.Value(1.0, "target")
    score = net([x0, x1])
    score.label = "score"
    loss = ma.softplus(-(t * score))
    options = {"parameters": net.parameters(), "inputs": [x0, x1], "points": (X, 2 * y - 1)}
    page = open_page(explore(loss, **options, target=t, score=score, middle=0.0))
    assert shown(page, "layer2.neuron1.score")["data"] == 0
    assert page.evaluate(f"{GRAPH}.nodes[{GRAPH}.data.score].name") == "layer2.neuron1.score"
    assert page.locator("#switches select").count() == 1
    assert page.locator(".card.dead").count() == 3


@in_browser
def test_points_survive_rough_handling(open_page):
    loss, options = network()
    page = open_page(explore(loss, **options))
    box = page.locator("#plane").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.keyboard.press("Delete")
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.up()
    assert "of 60" in page.inner_text("#point")
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - 500, box["y"] - 500)
    page.mouse.up()
    low = page.evaluate(f"{GRAPH}.data.low[0]")
    assert page.evaluate("Math.min(...made.formula.explorer.points.points.map((p) => p.x))") >= low
    page.click("#flip-point")
    page.evaluate("while (made.formula.explorer.points.add(0, 0));")
    assert "300 points are as many" in says(page)
    page.click("#reset")
    assert "point 1 of 60" in page.inner_text("#point")


@in_browser
def test_another_activation(open_page):
    page = open_page(explore(neuron(b=0.3)))
    page.select_option("#switches select", label="sigmoid")
    y = 1 / (1 + math.exp(-1.3))
    assert shown(page, "y")["data"] == pytest.approx(y, rel=1e-3)
    assert shown(page, "b")["gradient"] == pytest.approx(y * (1 - y), rel=1e-3)
    page.select_option("#switches select", label="relu")
    page.locator("#leaves input.number").nth(2).fill("-4")
    assert shown(page, "w")["gradient"] == 0
    assert "dead" in page.get_attribute('.card[aria-label^="y,"]', "class")


@in_browser
def test_two_activations_learn_side_by_side(open_page):
    loss, options = network()
    page = open_page(explore(loss, **options))
    page.select_option("#compare", label="relu")
    page.fill("#rate", "0.05")
    for _ in range(5):
        page.click("#one-step")
    assert re.search(r"relu: \d+% right, loss [\d.]+ after 5 steps", page.inner_text("#compared"))
    assert page.locator("#losses g").count() == 2
    # The first loss is that of the same weights with ReLU, over all points.
    random.seed(3)
    net = ma.neurons.MLP(2, [4, 1], activation="relu")
    X, y = options["points"]
    mean = np.mean([(net(list(row)).data - t) ** 2 for row, t in zip(X, y)])
    first = page.evaluate("made.formula.explorer.second.losses[0]")
    assert first == pytest.approx(mean, rel=1e-4)  # points are rounded to four digits
    page.select_option("#compare", label="nothing")
    assert page.inner_text("#compared") == ""


@in_browser
def test_the_keyboard_alone_is_enough(open_page):
    page = open_page(explore(neuron()))
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "first":
            break
    page.keyboard.press("Enter")
    assert "starts from" in says(page)
    page.keyboard.press("ArrowRight")
    assert says(page).startswith("Forward: *")
    page.keyboard.press("ArrowLeft")
    assert "starts from" in says(page)
    reached = set()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert {"node0", "practise", "one-step", "descend", "step", "graph-play"} <= reached
    page.click("#last")
    page.focus("#node0")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "node1"
    for _ in range(5):
        page.keyboard.press("ArrowRight")  # along the arrows
    assert page.evaluate("document.activeElement.id") == "node5"
    assert "is the output" in page.inner_text("#why")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.hover("#node0")
    assert "way leads from +" in page.inner_text("#why")  # Enter has kept it


@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(open_page, scheme):
    from axe_playwright_python.sync_playwright import Axe

    loss, options = network()
    for exploration in (explore(neuron()), explore(loss, **options)):
        page = open_page(exploration, color_scheme=scheme)
        if exploration.page.count("practise"):
            page.click("#practise")
        results = Axe().run(page)
        found = [(v["id"], v["nodes"][0]["html"][:120]) for v in results.response["violations"]]
        assert found == []


@in_browser
def test_a_phone_needs_no_sideways_scrolling(open_page):
    loss, options = network()
    page = open_page(explore(loss, **options), viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@in_browser
def test_hostile_labels_are_shown_and_not_run(open_page):
    hostile = "</script><img src=x onerror=alert(1)>"
    w = ma.Value(0.5, hostile)
    y = ma.tanh(w * 2.0)
    y.label = "<b>$title"
    page = open_page(explore(y, title=hostile))
    assert page.inner_text("h1 span") == hostile
    assert page.locator("img").count() == 0
    assert page.locator("#leaves .who").first.inner_text() == hostile


@in_browser
def test_arrays_can_be_stepped_through(open_page):
    X, y = ma.data.moons(60)
    loss = ma.losses.cross_entropy(ma.nn.MLP(2, [3, 2])(X), y)
    page = open_page(explore(loss))
    assert "Stepping works" in page.inner_text(".panels")
    assert page.locator("#leaves").is_hidden()
    assert page.evaluate(f"{GRAPH}.nodes.filter((node) => node.heat).length") > 3
    page.click("#first")
    for _ in range(3):
        page.click("#next")
    assert says(page).startswith("Forward:")
    page.click("#last")
    assert says(page).startswith("Back:")


@in_browser
def test_small_arrays_are_dragged_and_descend(open_page):
    W, b = ma.Value([[0.5, -1.0], [2.0, 0.25]], "W"), ma.Value([0.1, -0.2], "b")
    x = np.array([1.0, 2.0])

    def loss_of(W, b):
        return ma.losses.cross_entropy(ma.reshape(ma.tanh(x @ W + b), 1, 2), [0])

    loss = loss_of(W, b)
    loss.label = "loss"
    page = open_page(explore(loss))
    assert page.locator("#leaves input[type=range]").count() == 6
    assert page.get_by_text("Stepping works").is_hidden()
    page.get_by_label("W[0, 1], number").fill("1.5")
    W.data = [[0.5, 1.5], [2.0, 0.25]]
    expected = loss_of(W, b)
    expected.backward()
    assert shown(page, "loss")["data"] == pytest.approx(expected.data, rel=1e-3)
    grads = page.evaluate(f"{GRAPH}.grads")
    nodes = page.evaluate(f"{GRAPH}.nodes.map((node) => node.name)")
    np.testing.assert_allclose(grads[nodes.index("W")], W.grad.ravel(), rtol=1e-12)
    np.testing.assert_allclose(grads[nodes.index("b")], b.grad, rtol=1e-12)
    losses = []
    for _ in range(10):
        page.click("#one-step")
        losses.append(float(re.search(r"loss ([\d.e-]+)", page.inner_text("#descended"))[1]))
    assert losses[-1] < losses[0]
    page.click("#reset")
    assert page.get_by_label("W[0, 1], number").input_value() == "-1"
    page.click("#first")
    page.click("#next")
    assert says(page).startswith("Forward: @ = matrix product of")


@in_browser
def test_reduced_motion_is_respected_and_play_can_be_paused(open_page):
    page = open_page(explore(neuron()), reduced_motion="reduce")
    page.click("#first")
    page.click("#graph-play")
    assert page.inner_text("#graph-play") == "Pause"
    page.click("#graph-play")
    assert page.inner_text("#graph-play") == "Play"


@given(st.text(max_size=30), st.text(max_size=30))
def test_labels_of_any_kind_travel_inside_the_page(first, second):
    w = ma.Value(0.5, first)
    y = ma.tanh(w * 2.0)
    y.label = second
    page = explore(y, title=first).page
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 3  # no label opened or closed one
    nodes = json.loads(scripts[0])["graph"]["nodes"]
    assert nodes[-1].get("label", "") == style.one_line(second)
    assert nodes[0].get("label", "") == style.one_line(first)


def test_a_vjp_of_ones_own_is_what_the_page_passes_on(swept):
    class Odd(ma.Elementwise):
        name = "odd"

        def forward(self, a, b, xp):
            return a * b

        def local_gradient(self, a, b, y, xp):
            return b, a

        def vjp(self, upstream, y, a, b, xp):
            return [upstream * b, None]

    written = rule_in_javascript(Odd())
    assert "shares: (upstream, y, a, b) => { return [upstream * b, null]; }" in written
