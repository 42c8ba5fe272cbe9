"""Formulas, graphs and matrices in a browser: whatever is done, every number is the engine's."""

import random
import re

import numpy as np
import pytest

import microact as ma
from microact.engine.order import topological_order
from microact.rules import registry
from microact.show.page.explore import explore
from tests.cli.formulas import READ
from tests.conftest import in_browser
from tests.show.page.conftest import near, numbers, usual_page
from tests.show.page.test_explore import network

pytestmark = in_browser

GRAPH = """(explorer) => {
  const { nodes, values, grads, last, live } = explorer.graph;
  const words = (x) => [x].flat().map((v) => (Number.isFinite(v) ? v : String(v)));
  return {
    last, live, values: values.map(words), grads: grads.map(words),
    nodes: nodes.map(({ rule, inputs, shape, single, constant }) => ({
      rule: rule && rule.name, parameters: rule && rule.parameters, shape, single, constant,
      inputs: inputs.map((x) => (typeof x === "number" ? x : { number: words(x.number) })),
    })),
  };
}"""

KNOWN = {"inf": np.inf, "nan": np.nan, "array": np.array, "slice": slice}


def graph_of(page, tab):
    return page.evaluate(f"({GRAPH})(made.{tab}.explorer)")


def engine(seen):
    """Record the page's graph again from its leaves; return its nodes, and the gradient of each."""
    made = {}
    for i, node in enumerate(seen["nodes"]):  # constants stand behind, but nothing enters them
        if node["rule"] is None:
            data = numbers(seen["values"][i])
            data = np.reshape(data, node["shape"]) if node["shape"] else data[0]
            data = np.float32(data) if node["single"] else data
            made[i] = data if node["constant"] else ma.Value(data)
    for i, node in enumerate(seen["nodes"]):
        if node["rule"] is None:
            continue
        given = [made[x] if isinstance(x, int) else numbers(x["number"])[0] for x in node["inputs"]]
        parameters = {
            name: eval(text, {"__builtins__": {}}, KNOWN)  # what our own rules write
            for name, text in node["parameters"].items()
        }
        with np.errstate(all="ignore"):
            made[i] = registry[node["rule"]](**parameters)(*given)
    output = made[seen["last"]]
    with np.errstate(all="ignore"):
        gradients = dict(zip(map(id, topological_order(output)), every_gradient(output)))
    return made, gradients


def every_gradient(output):
    """Return the gradient of every node: `backward` keeps those of this pass."""
    output.backward()
    return [node.grad for node in topological_order(output)]


def hold(page, tab, what):
    """Hold every number and every gradient to the engine, to 1e-12."""
    seen = graph_of(page, tab)
    assert seen["live"], what
    try:
        made, gradients = engine(seen)
    except (ValueError, ZeroDivisionError):
        return (
            False  # outside of what a rule is defined for: the engine refuses, the page shows NaN
        )
    for i, node in enumerate(seen["nodes"]):
        if node["constant"] or not isinstance(made[i], ma.Value):
            continue
        value = np.ravel(made[i].data)
        digits = 1e-6 if node["single"] else 1e-12
        assert near(numbers(seen["values"][i]), value, digits), (what, i, node)
        gradient = np.broadcast_to(gradients.get(id(made[i]), 0.0), made[i].shape)
        assert near(numbers(seen["grads"][i]), np.ravel(gradient), digits), (
            what,
            "gradient",
            i,
            node,
        )
    return True


def visible(page, tab, selector):
    return [one for one in page.locator(f"#view-{tab} {selector}").all() if one.is_visible()]


def press(*names):
    def act(page, draw, tab):
        button = page.locator(f"#view-{tab}").get_by_role(
            "button", name=draw.choice(names), exact=True
        )
        if not button.count() or not button.first.is_visible() or not button.first.is_enabled():
            return False
        button.first.click()
        return True

    return act


def top(name):
    def act(page, draw, tab):
        tools = page.locator("#tools")
        button = tools.get_by_role("button", name=name, exact=True)
        if name == "Redo" and not button.is_enabled():
            undo = tools.get_by_role("button", name="Undo", exact=True)
            return undo.is_enabled() and (undo.click() or button.click() or True)
        return button.is_enabled() and (button.click() or True)

    return act


def drag(page, draw, tab):
    sliders = visible(page, tab, ".leaf input[type=range]")
    if not sliders:
        return False
    draw.choice(sliders).evaluate(
        "(slider, share) => {"
        " slider.value = Number(slider.min) + share * (slider.max - slider.min);"
        " for (const kind of ['pointerdown', 'input', 'change'])"
        "   slider.dispatchEvent(new Event(kind)); }",
        draw.random(),
    )
    return True


TYPED = ["1/3", "2*3", "-0.7", "1e-5", "−1.25", "0", "3^2", "0,5", "12"]


def type_number(selector):
    def act(page, draw, tab):
        boxes = visible(page, tab, selector)
        boxes = [
            box
            for box in boxes
            if box.evaluate("(box) => !box.closest('[inert]') && !box.readOnly")
        ]
        if not boxes:
            return False
        box = draw.choice(boxes)
        box.fill(draw.choice(TYPED))
        box.blur()
        return True

    return act


def type_formula(page, draw, tab):
    text, _ = draw.choice([case for case in READ if "\n" not in case[0]])
    page.get_by_label("Formula", exact=True).fill(text)
    assert page.locator("#formula-wrong").inner_text() == "", text


def mistype(page, draw, tab):
    page.get_by_label("Formula", exact=True).fill(
        draw.choice(["tanh(", "2x", "x +", "softmax(x)", "1 2"])
    )
    assert page.locator("#formula-wrong").inner_text()


def select(selector):
    def act(page, draw, tab):
        menus = visible(page, tab, selector)
        if not menus:
            return False
        menu = draw.choice(menus)
        menu.select_option(index=draw.randrange(menu.locator("option").count()))
        return True

    return act


def click_card(page, draw, tab):
    cards = visible(page, tab, ".card")
    if not cards:
        return False
    draw.choice(cards).dispatch_event("click")
    return True


def practise(page, draw, tab):
    button = page.locator(f"#view-{tab} [id$=practise]")
    if not button.is_visible():
        return False
    button.click()
    page.locator(f"#view-{tab} [id$=new-numbers]").click()
    held = hold(page, tab, "practise")
    box = page.locator(f"#view-{tab} [id$=questions] input").first
    box.fill("0.123")
    box.blur()
    button.click()
    return held or True


def tick(page, draw, tab):
    boxes = visible(page, tab, ".learns input")
    if not boxes:
        return False
    draw.choice(boxes).click()
    return True


def descend(page, draw, tab):
    button = page.locator(f"#view-{tab} [id$=descend]")
    if not button.is_visible():
        return False
    page.locator(f"#view-{tab} [id$=rate]").fill(draw.choice(["0.1", "1/50", "0.01"]))
    button.click()
    page.wait_for_timeout(80)
    page.evaluate(f"made.{tab}.explorer.descent.stop()")
    return True


def another_activation(page, draw, tab):
    if tab == "matrices" and not visible(page, tab, "[id$=switches] select"):
        page.get_by_role("button", name="A linear layer", exact=True).click()
    return select("[id$=switches] select")(page, draw, tab)


EVERYWHERE = {
    "a slider": drag, "a number": type_number(".leaf input.number"),
    "one step": press("One step down"), "ten steps": press("10 steps"), "descend": descend,
    "reset": press("Reset"), "undo": top("Undo"),
    "redo": top("Redo"), "stepping": press("Start", "Next", "Back", "End"), "tick": tick,
    "practise": practise, "a card": click_card, "an activation": another_activation,
}  # fmt: skip

FORMULA = {"a formula": type_formula, "a mistake": mistype, "a chip": press(
    "tanh(w*x + b)", "x*sigmoid(x)", "(a*b - 1)^2", "x + v*tanh(w*x + b)",
)}  # fmt: skip

POINTS = {
    "points": press("Next point", "Add", "Other class", "Remove"),
    "beside": select("[id$=compare]"),
    "which points": select("[id$=uses]"),
}  # fmt: skip

MATRICES = {
    "an example": press(
        "Matrix product", "Softmax", "Softmax and cross-entropy", "A linear layer",
        "Residual block", "Attention head",
    ),
    "data or grad": press("data", "grad"), "a cell": type_number("input.cell"),
}  # fmt: skip


def array_graph():
    rng = np.random.default_rng(0)
    W, b = ma.Value(rng.normal(size=(3, 2)), "W"), ma.Value(rng.normal(size=2), "b")
    X = rng.normal(size=(4, 3))
    hidden = ma.tanh(X @ W + b)
    loss = ma.mean(ma.maximum(hidden, 0.1) ** 2.0) + ma.softmax(hidden, axis=1)[0, 1] + hidden.max()
    loss.label = "loss"
    return explore(loss)


def network_graph():
    loss, options = network()
    return explore(loss, **options)


@pytest.mark.parametrize(
    ("make", "tab", "more", "seed"),
    [
        (ma.playground, "formula", FORMULA, 1),
        (network_graph, "formula", POINTS, 2),
        (array_graph, "formula", {}, 3),
        (ma.playground, "matrices", MATRICES, 4),
    ],
    ids=["formulas", "a network with points", "arrays", "matrices"],
)
def test_fifty_random_actions_are_held_to_the_engine(open_page, make, tab, more, seed):
    page = open_page(make())
    page.get_by_role("tab", name=tab.capitalize()).click()
    draw = random.Random(seed)
    actions = {**EVERYWHERE, **more}
    done, held, left = set(), 0, list(actions)
    for n in range(50):
        name = left.pop() if left else draw.choice(list(actions))
        if actions[name](page, draw, tab) is False:
            continue
        done.add(name)
        held += hold(page, tab, (n, name))
    assert held >= 35
    unmet = {"an activation"} if more is FORMULA else set()
    assert set(actions) - done <= unmet


def test_a_page_that_was_saved_goes_on_with_its_formula(open_page, tmp_path):
    from tests.show.page.test_take_away import Saved, save

    page = open_page(usual_page())
    page.get_by_role("tab", name="Formula").click()
    page.get_by_label("Formula", exact=True).fill("relu(w*x + b)")
    page.get_by_label("w, number").fill("1/3")
    page.get_by_role("tab", name="Matrices").click()
    page.get_by_role("button", name="Attention head").click()
    page.get_by_label(re.compile(r"^Q\[0, 0\], 0.84")).fill("2")
    before = graph_of(page, "matrices")
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert graph_of(again, "matrices") == before
    again.get_by_role("tab", name="Formula").click()
    assert again.get_by_label("Formula", exact=True).input_value() == "relu(w*x + b)"
    assert again.evaluate("made.formula.explorer.graph.values[0]") == 1 / 3


def test_an_address_opens_a_formula_with_its_numbers(open_page, browser):
    page = open_page(usual_page())
    page.get_by_role("tab", name="Formula").click()
    page.get_by_label("Formula", exact=True).fill("a*exp(-k*t)")
    page.get_by_label("k, number").fill("0.25")
    page.get_by_label("t may learn").click()
    url = page.evaluate("location.href")
    assert "tab=formula" in url
    other = browser.new_page()
    other.goto(url)
    other.locator("#page:not([hidden])").wait_for()
    assert other.get_by_label("Formula", exact=True).input_value() == "a*exp(-k*t)"
    assert graph_of(other, "formula") == graph_of(page, "formula")
    assert not other.get_by_label("t may learn").is_checked()
    other.goto("about:blank")
    other.goto(url.split("#")[0] + "#tab=formula&formula=tanh(")
    assert "missing after" in other.locator("#formula-wrong").inner_text()
    other.close()


@pytest.mark.parametrize("tab", ["formula", "matrices"])
def test_a_copied_program_prints_the_pages_gradients(open_page, tmp_path, tab):
    import subprocess
    import sys

    page = open_page(usual_page())
    page.get_by_role("tab", name=tab.capitalize()).click()
    names = ["Attention head", "A linear layer", "Softmax"] if tab == "matrices" else [None]
    formulas = ["leaky_relu(x, slope=0.1) * -w ** 2 - clip(x, low=-1)/exp(b)", "größe * 2^x"]
    for name in names if tab == "matrices" else formulas:
        if tab == "matrices":
            page.get_by_role("button", name=name, exact=True).click()
        else:
            page.get_by_label("Formula", exact=True).fill(name)
        program = page.evaluate(f"made.{tab}.python()")
        (tmp_path / "copied.py").write_text(program, "utf-8")
        done = subprocess.run(
            [sys.executable, "copied.py"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + program
        seen = graph_of(page, tab)
        leaves = [i for i, n in enumerate(seen["nodes"]) if n["rule"] is None and not n["constant"]]
        printed = done.stdout.strip().splitlines()
        assert float(printed[0].rpartition(" ")[2]) == pytest.approx(
            numbers(seen["values"][seen["last"]])[0], rel=1e-12
        )
        for i, line in zip(leaves, printed[1:], strict=True):
            gradient = [float(x) for x in line[line.index("[") + 1 : -1].split(",")]
            assert near(numbers(seen["grads"][i]), gradient, 1e-12), line
