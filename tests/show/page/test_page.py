"""The page in a browser: what is pressed and dragged, held to the engine; for everybody."""

import random
import re

import numpy as np
import pytest

import microact as ma
from microact.show.page.playground import playground_of
from tests.conftest import in_browser
from tests.show.page.conftest import Oracle, as_json, near, numbers, usual_page

pytestmark = in_browser

STATE = """() => {
  const { run, view } = app;
  const { measured, network, memory } = run;
  const words = (x) => [...x].map((v) => (Number.isFinite(v) ? v : String(v)));
  return {
    settings: run.settings, X: words(run.X), wanted: [...run.wanted], learning: run.learning,
    inputs: run.inputs, theta: words(network.theta), gradient: words(network.gradient),
    losses: words(measured.losses), arriving: words(measured.arriving), step: run.step,
    change: words(run.change), epoch: run.epoch, at: run.at, moments: run.history.length,
    batch: run.nextBatches(1)[0], outputs: measured.all.outputs.map(words),
    grid: words(measured.plane.outputs[0]), plane: words(measured.plane.outputs[network.depth]),
    memory: { m: memory.m && words(memory.m), v: memory.v && words(memory.v), t: memory.t },
    view: { ...view, stopAt: 0, began: 0 }, playing: app.playing, overflowed: run.overflowed,
  };
}"""


def state(page):
    return as_json(page, STATE)


def oracle_of(seen):
    X = np.reshape(numbers(seen["X"]), (-1, seen["inputs"]))
    theta, wanted = numbers(seen["theta"]), numbers(seen["wanted"])
    return Oracle(seen["settings"], theta, X, wanted, seen["learning"])


def hold(seen, what):
    """Hold everything that the page shows to the engine."""
    oracle = oracle_of(seen)
    model, ends = oracle.model, seen["settings"]
    with ma.no_grad(), np.errstate(all="ignore"):
        outputs = [np.ravel(y.data) for y in model.layer_outputs(oracle.X)]
        plane = model(np.reshape(numbers(seen["grid"]), (-1, seen["inputs"]))).data
        if ends["loss"] == "cross-entropy":  # the page shows how sure the network is
            outputs[-1], plane = ma.sigmoid(outputs[-1]), ma.sigmoid(plane)
    for mine, theirs in zip(seen["outputs"][1:], outputs):
        assert near(mine, theirs, 1e-12), what
    assert near(seen["plane"], plane, 1e-12), what
    assert near(seen["losses"], oracle.losses(), 1e-12), what
    assert near(seen["gradient"], oracle.gradient(), 1e-12), what
    assert near(seen["arriving"], oracle.arriving(), 1e-12), what
    return oracle


def press(*names):
    """Press a button of one of these names, if it can be pressed."""

    def act(page, draw):
        button = page.get_by_role("button", name=draw.choice(names), exact=True).first
        return button.is_enabled() and (button.click() or True)

    return act


def choose(label):
    def act(page, draw):
        selects = page.get_by_label(re.compile(label))
        if not selects.count():
            return False
        select = selects.nth(draw.randrange(selects.count()))
        enabled = "all => all.filter((o) => !o.disabled && o.value).map((o) => o.value)"
        options = select.locator("option").evaluate_all(enabled)
        select.select_option(draw.choice(options))
        return True

    return act


SLIDE = """(input, share) => {
  const [low, high] = [Number(input.min), Number(input.max)];
  input.value = low + share * (high - low);
  input.dispatchEvent(new Event("input"));
  input.dispatchEvent(new Event("change"));
}"""


def slide(label):
    def act(page, draw):
        slider = page.get_by_label(label, exact=True).first
        return slider.is_visible() and (slider.evaluate(SLIDE, draw.random()) or True)

    return act


def some_units(more_or_fewer):
    def act(page, draw):
        buttons = page.get_by_label(re.compile(f"^{more_or_fewer} units")).all()
        buttons = [button for button in buttons if button.is_enabled()]
        return bool(buttons) and (draw.choice(buttons).click() or True)

    return act


def own_points(page, draw):
    rows = [f"{draw.uniform(-2, 2):.3f},{draw.uniform(-2, 2):.3f},{i % 2}" for i in range(12)]
    page.get_by_role("button", name="your own points").click()
    page.get_by_label("Table").fill("\n".join(["a,b,answer", *rows]))
    page.get_by_role("button", name="Use these").click()


def story(page, draw):
    page.locator("#stories button").nth(draw.randrange(8)).click()
    page.evaluate("app.pause()")


def play(page, draw):
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "(step) => app.run.step > step + 2 || !app.playing",
        arg=page.evaluate("app.run.step"),
    )
    page.evaluate("app.pause()")


def into_unit(page, draw):
    units = page.locator("#net .units button")
    units.nth(draw.randrange(units.count())).dispatch_event("click")
    for name in ("Start", "Next", "Next", "End"):
        page.locator("#inside").get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="◂ Network").click()


def click(page, draw):
    place = {"x": draw.randrange(20, 200), "y": draw.randrange(20, 200)}
    page.locator("canvas.plane").first.click(position=place)


ACTIONS = {
    "step": press("Step"), "epoch": press("Epoch"), "reset": press("Reset"),
    "undo": press("Undo"), "redo": press("Redo"), "scrub": slide("Training, to and fro"),
    "rate": slide("rate"), "batch": slide("points a step"), "noise": slide("noise"),
    "held out": slide("held out for the test"), "points": slide("points"), "L1": slide("L1"),
    "L2": slide("L2"), "seed": slide("seed"), "optimizer": choose("^optimizer"),
    "loss": choose("^loss"), "first weights": choose("^first weights"),
    "output": choose("^Activation of the output"), "activation": choose("^Activation of layer"),
    "data": press("moons", "circles", "xor", "spirals", "blobs"),
    "lines": press("weights", "gradients", "change per step"),
    "tiles": press("output", "slope", "gradient"),
    "more layers": press("More layers"), "fewer layers": press("Fewer layers"),
    "more units": some_units("More"), "fewer units": some_units("Fewer"),
    "follow": press("Next point", "Previous point"), "theme": press("Light or dark"),
    "own points": own_points, "click": click, "story": story, "play": play, "unit": into_unit,
}  # fmt: skip

REMEMBERED = {"settings", "theta", "X", "losses", "step", "memory", "change"}

ONLY_LOOKS = {"undo", "redo", "lines", "tiles", "follow", "theme", "unit", "scrub", "click"}
"""What Undo does not undo, or not always: a click adds a point to points of one's own."""


def test_two_hundred_random_actions_are_held_to_the_engine(open_page):
    page = open_page(usual_page(), viewport={"width": 1440, "height": 900})
    page.get_by_text("More", exact=True).click()
    draw, done, stepped, undone, overflowed = random.Random(11), set(), 0, 0, 0
    names = [*ACTIONS, *["step"] * 12, *["undo"] * 3]
    before, last = state(page), None
    while len(done) < 200:
        name = draw.choice(names)
        if ACTIONS[name](page, draw) is False:
            continue
        after, what = state(page), f"{len(done)}: {name}"
        done.add(what)
        if after["overflowed"]:
            overflowed += 1
        else:
            hold(after, what)
        if name == "step" and after["step"] == before["step"] + 1 and not after["overflowed"]:
            oracle = oracle_of(before)
            oracle.step(oracle.optimizer(before["memory"]), before["batch"])
            assert near(after["theta"], oracle.theta, 1e-12), what
            stepped += 1
        if name == "undo" and last is not None:
            assert {key: after[key] for key in REMEMBERED} == {key: last[key] for key in REMEMBERED}
            undone += 1
        last = None if name in ONLY_LOOKS else before
        before = after
    assert {what.partition(": ")[2] for what in done} == set(ACTIONS)
    assert stepped >= 25
    assert undone >= 3
    assert overflowed <= 60


def test_what_is_pointed_at_may_vanish(open_page):
    page = open_page(usual_page(), viewport={"width": 1440, "height": 900})
    page.evaluate("app.tellStory('vanish'); app.pause()")
    page.locator("#net .units button").nth(29).hover()
    assert page.evaluate("app.hover") == {"l": 6, "j": 4}
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Step", exact=True).click()
    assert page.evaluate("app.run.step") == 1
    page.evaluate("app.tellStory('vanish'); app.pause()")
    page.locator("#net .units button").nth(29).focus()
    page.keyboard.press("Control+z")
    page.evaluate("app.tellStory('kill'); app.pause()")
    hold(state(page), "after all")


def test_inside_a_unit_the_numbers_stand_still(open_page):
    page = open_page(usual_page(), viewport={"width": 1440, "height": 900})
    page.get_by_role("button", name="Play", exact=True).click()
    page.locator("#net .units button").nth(2).dispatch_event("click")
    before = state(page)
    assert before["playing"] is False
    said = []
    while page.locator("#inside .main").is_enabled():
        page.locator("#inside .main").click()
        said.append(page.inner_text("#inside .sentence"))
    assert state(page)["theta"] == before["theta"]
    assert said[0].startswith("Forward.")
    # What is told is what the engine has: the weight's gradient of this one point.
    oracle = oracle_of(before)
    row = oracle.X[:1]
    oracle.model.zero_grad()
    oracle.loss(oracle.model(row), oracle.wanted[:1]).backward()
    told = [re.findall(r"= (−?[\d.e−]+)", text) for text in said if "the weight gets" in text]
    shown = [float(numbers[0].replace("−", "-")) for numbers in told]
    assert shown == pytest.approx(oracle.model.layers[0].weight.grad[:, 2], rel=0.006, abs=1e-4)
    page.keyboard.press("Escape")
    page.evaluate("app.tellStory('explode'); while (app.playing) app.frame(1)")
    page.locator("#net .units button").first.dispatch_event("click")
    page.locator("#inside").get_by_role("button", name="End", exact=True).click()


def test_another_plane_changes_nothing_but_the_plane(open_page):
    X = np.random.default_rng(3).normal(size=(60, 3))
    page = open_page(playground_of(None, X, X[:, 2] > 0, names=["a", "b", "c"]))
    page.evaluate("for (let i = 0; i < 4; i++) app.stepOnce()")
    before = state(page)
    page.get_by_label("across", exact=True).select_option("c")
    after = state(page)
    for key in ("theta", "losses", "batch", "moments", "step", "memory"):
        assert after[key] == before[key], key
    hold(after, "plane")
