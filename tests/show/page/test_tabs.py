"""Compare, an activation of one's own, embedding, worksheets; all tabs for everybody."""

import random
import re
import subprocess
import sys

import numpy as np
import pytest

from tests.conftest import in_browser
from tests.show.page.conftest import as_json, near, numbers, usual_page
from tests.show.page.test_page import STATE, hold
from tests.show.page.test_take_away import Saved, save

pytestmark = in_browser

TABS = ["Network", "Formula", "Compare", "Matrices"]


def go(page, tab):
    page.get_by_role("tab", name=tab).click()
    return page.locator(f"#view-{tab.lower()}")


def side(page, k):
    """Return what `test_page` knows to hold to the engine, of one of two networks."""
    of = f"const run = made.compare.pair.runs[{k}], view = {{}};"
    text = STATE.replace("const { run, view } = app;", of).replace(
        "playing: app.playing", "playing: 0"
    )
    return as_json(page, text)


# ---- Compare


def test_two_networks_are_compared_and_both_are_the_engines(open_page):
    page = open_page(usual_page())
    view = go(page, "Compare")
    draw = random.Random(5)
    acts = {
        "differs": lambda: view.get_by_role(
            "button", name=draw.choice(["activation", "rate", "depth"]), exact=True
        ).click(),
        "choose": lambda: view.locator(".chooser select").nth(draw.randrange(2)).select_option(
            index=draw.randrange(8)
        ),
        "step": lambda: view.get_by_role("button", name="Step", exact=True).click(),
        "epoch": lambda: view.get_by_role("button", name="Epoch", exact=True).click(),
        "reset": lambda: view.get_by_role("button", name="Reset", exact=True).click(),
        "lens": lambda: view.get_by_role(
            "button", name=draw.choice(["weights", "change per step", "slope"]), exact=True
        ).click(),
        "undo": lambda: page.locator("#undo").click(),
        "past": lambda: view.locator("input[type=range]").fill("1"),
    }  # fmt: skip
    for n in range(28):
        name = draw.choice(list(acts)) if n > len(acts) else list(acts)[n % len(acts)]
        acts[name]()
        left, right = side(page, 0), side(page, 1)
        for seen in (left, right):
            hold(seen, (n, name))
        assert left["step"] == right["step"]
        assert left["X"] == right["X"]
        assert left["batch"] == right["batch"]
    view.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => made.compare.pair.step > 8")
    page.keyboard.press("Space")


def test_both_begin_fresh_from_the_networks_set_up(open_page):
    page = open_page(usual_page())
    page.evaluate("app.set({ data: 'xor', layers: [{ units: 3, activation: 'tanh' }], seed: 4 })")
    page.evaluate("for (let i = 0; i < 5; i++) app.stepOnce()")
    view = go(page, "Compare")
    view.get_by_role("button", name="Take the network’s set-up").click()
    assert side(page, 0)["step"] == side(page, 1)["step"] == 0
    assert side(page, 0)["settings"]["data"] == "xor"
    view.locator(".chooser select").first.select_option("tanh")
    alone = "[...new Run(app.run.settings, app.run.table).network.theta]"
    assert side(page, 0)["theta"] == page.evaluate(alone)


def test_a_comparison_is_saved_and_has_an_address(open_page, browser, tmp_path):
    page = open_page(usual_page())
    view = go(page, "Compare")
    view.get_by_role("button", name="rate", exact=True).click()
    view.get_by_role("button", name="Step", exact=True).click()
    url = page.evaluate("location.href")
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert side(again, 1) == side(page, 1)
    other = browser.new_page()
    other.goto(url)
    other.locator("#page:not([hidden])").wait_for()
    assert other.evaluate("made.compare.pair.choice.differs") == "rate"
    assert other.evaluate("made.compare.pair.step") == 0
    other.goto("about:blank")
    other.goto(f"{url.split('#')[0]}#tab=compare&compare=nonsense")
    assert "begins as usual" in other.locator("#view-compare .say").inner_text()
    other.close()


# ---- an activation of one's own


def own(page, formula):
    page.get_by_label("Activation of layer 1").select_option("")
    page.get_by_role("textbox", name="Your own activation").fill(formula)


def test_an_activation_of_ones_own_trains_like_the_engines(open_page, tmp_path):
    page = open_page(usual_page())
    for formula, known in (("x * sigmoid(x)", "silu"), ("log(1 + exp(x))", "softplus")):
        own(page, formula)
        page.get_by_role("button", name="Use it").click()
        page.evaluate("app.reset()")
        mine = page.evaluate(
            "() => { for (let i = 0; i < 9; i++) app.stepOnce();"
            " return [[...app.run.network.theta], [...app.run.network.gradient]]; }"
        )
        settings = page.evaluate("app.run.settings")
        assert settings["layers"][0]["activation"] == formula
        page.get_by_label("Activation of layer 1").select_option(known)
        page.evaluate("app.reset()")
        theirs = page.evaluate(
            "() => { for (let i = 0; i < 9; i++) app.stepOnce();"
            " return [[...app.run.network.theta], [...app.run.network.gradient]]; }"
        )
        for a, b in zip(mine, theirs):
            assert near(numbers(a), numbers(b), 1e-9), formula


def test_a_program_with_an_own_activation_goes_on_to_the_same_losses(open_page, tmp_path):
    page = open_page(usual_page())
    own(page, "sin(x) + leaky_relu(x, slope=0.2)/2")
    page.get_by_role("button", name="Use it").click()
    page.evaluate("for (let i = 0; i < 3; i++) app.stepOnce()")
    (tmp_path / "copied.py").write_text(page.evaluate("made.network.python()"), "utf-8")
    losses = page.evaluate(
        "Array.from({ length: 10 }, () => { app.stepOnce(); return app.run.measured.losses[0]; })"
    )
    done = subprocess.run(
        [sys.executable, "copied.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    printed = [float(line.split()[-1]) for line in done.stdout.strip().splitlines()]
    assert np.allclose(printed, losses, rtol=1e-9)
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert again.evaluate("app.run.settings.layers[0].activation") == (
        "sin(x) + leaky_relu(x, slope=0.2)/2"
    )


def test_a_program_with_an_own_activation_of_an_infinite_number_runs(open_page, tmp_path):
    page = open_page(usual_page())
    own(page, "maximum(x, -exp(1000))")
    page.get_by_role("button", name="Use it").click()
    (tmp_path / "copied.py").write_text(page.evaluate("made.network.python()"), "utf-8")
    done = subprocess.run(
        [sys.executable, "copied.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("formula", "said"),
    [("x*", "missing after"), ("x*y", "one name"), ("2 + 3", "no name"), ("log(x)", "not defined")],
)
def test_what_is_no_activation_is_said_while_typing(open_page, formula, said):
    page = open_page(usual_page())
    before = page.evaluate("Object.keys(ACTIVATIONS).length")
    own(page, formula)
    assert said in page.locator("dialog [role=status]").inner_text()
    assert page.get_by_role("button", name="Use it").is_disabled() == (formula != "log(x)")
    assert page.evaluate("Object.keys(ACTIVATIONS).length") == before
    assert page.get_by_label("Activation of layer 1").input_value() == "tanh"


# ---- embedding, paper


@pytest.mark.parametrize(
    ("address", "there", "gone"),
    [
        ("embed", ["#net", "#player"], ["#rail", "#answer", "#tabs", "#stories"]),
        ("embed=answer", ["#answer"], ["#net", "#player", "#rail"]),
        (
            "embed=graph,sliders&tab=formula&formula=a*b",
            [".frame", "#leaves"],
            ["#formula", ".plot"],
        ),
        ("embed&tab=compare", ["#view-compare .net >> nth=0"], [".compare-head"]),
        (
            "embed=sheet&tab=matrices&example=attention",
            [".tables"],
            ["#m-leaves", ".matrices-head"],
        ),
        ("embed=words&tab=matrices", ["#view-matrices .frame"], [".tables"]),
    ],
)
def test_chosen_panels_are_embedded(open_page, browser, address, there, gone):
    page = open_page(usual_page())
    other = browser.new_page(viewport={"width": 900, "height": 560})
    other.goto(f"{page.url.split('#')[0]}#{address}")
    other.locator("#page:not([hidden])").wait_for()
    for selector in there:
        assert other.locator(selector).first.is_visible(), selector
    for selector in gone:
        assert not other.locator(selector).first.is_visible(), selector
    assert other.evaluate("document.documentElement.scrollWidth") <= 900
    other.close()


@pytest.mark.parametrize("tab", TABS)
def test_a_worksheet_has_boxes_and_its_answers_apart(open_page, browser, tmp_path, tab):
    page = open_page(usual_page())
    go(page, tab)
    page.locator("#save").click()
    page.locator("#worksheet").click()
    with page.expect_download() as download:
        page.locator("#save-sheet").click()
    path = tmp_path / "sheet.html"
    download.value.save_as(path)
    sheet = browser.new_page(viewport={"width": 1100, "height": 760})
    sheet.goto(path.as_uri())
    assert "Name" in sheet.inner_text("body")
    assert sheet.locator("ol li").count() == 3
    answers = sheet.locator(".answers")
    assert answers.count() == (1 if tab in ("Formula", "Matrices") else 0)
    if answers.count():
        blank = sheet.locator("body > :not(.answers)").all_text_contents()
        both = (" ".join(blank), answers.text_content())
        numbers_in = [len(re.findall(r"\d\.\d", text)) for text in both]
        assert numbers_in[0] < numbers_in[1]
    assert sheet.evaluate("document.documentElement.scrollWidth") <= 1100
    sheet.close()


@pytest.mark.parametrize("tab", ["Formula", "Matrices"])
def test_a_graph_is_printed_whole_on_the_page(open_page, tab):
    page = open_page(usual_page())
    view = go(page, tab)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    printed = view.locator(".printed svg")
    assert printed.is_visible()
    assert printed.bounding_box()["width"] <= page.viewport_size["width"]
    assert not view.locator(".frame > .sheet").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert printed.count() == 0


# ---- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_tab_shuts_anybody_out(open_page, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(usual_page(), color_scheme=scheme, viewport={"width": width, "height": 860})
    for tab in TABS[1:]:
        go(page, tab)
        if tab == "Matrices":
            page.get_by_role("button", name="Attention head").click()
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == [], tab
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
    page.get_by_role("tab", name="Formula").click()
    page.locator("#practise").click()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == []


def test_tabs_and_cells_by_the_keyboard(open_page):
    page = open_page(usual_page())
    page.get_by_role("tab", name="Network").focus()
    for tab in ("Formula", "Compare", "Matrices", "Network", "Formula"):
        page.keyboard.press("ArrowRight")
        assert page.get_by_role("tab", name=tab).get_attribute("aria-selected") == "true"
    page.get_by_role("tab", name="Matrices").click()
    first = page.locator("#view-matrices .matrix .cell").first
    first.focus()
    page.keyboard.press("ArrowDown")
    label = page.evaluate("document.activeElement.ariaLabel")
    assert label.startswith("A[1, 0]")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2*3")
    page.keyboard.press("Tab")
    assert page.evaluate("made.matrices.graph.values[0][4]") == 6


def test_practising_with_matrices_gives_nothing_away(open_page):
    page = open_page(usual_page())
    view = go(page, "Matrices")
    view.get_by_role("button", name="grad", exact=True).click()
    page.locator("#m-practise").click()
    labels = view.locator(".cell, .card").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert not any("gradient" in label for label in labels if label)
    graph = page.evaluate(
        "() => { const { nodes, grads } = made.matrices.graph;"
        " return nodes.map((node, i) => [node.name, node.shape, [grads[i]].flat()]); }"
    )
    known = {name: (shape, grads) for name, shape, grads in graph}
    for question in page.locator("#m-questions li").all():  # the first that has a label
        name = re.search(r"gradient of (.*)", question.inner_text())[1].strip()
        node, _, cell = name.partition("[")
        if node in known:
            break
    shape, grads = known[node]
    place = np.ravel_multi_index([int(k) for k in cell[:-1].split(",")], shape) if cell else 0
    box = question.locator("input")
    box.fill(f"{grads[place]:.9f}")
    box.blur()
    assert question.locator(".said").inner_text() == "Right."
    page.locator("#m-practise").click()
    assert view.locator(".cell").first.evaluate("(cell) => !cell.closest('[inert]')")
