"""What is taken away: the page with all of its state, its address, pictures, a program."""

import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import microact as ma
from microact.show.page.playground import playground_of
from tests.conftest import HANGS, in_browser
from tests.show.conftest import SHORT_NAMES
from tests.show.page.conftest import near, usual_page
from tests.show.page.test_page import state

pytestmark = in_browser

TABLE = "\n".join(
    ["width,height,kind", *[f"{i % 7},{(i * 3) % 5 + 0.5},{'ab'[i % 2]}" for i in range(40)]]
)


def own_table(page):
    page.get_by_role("button", name="your own points").click()
    page.get_by_label("Table").fill(TABLE)
    page.get_by_role("button", name="Use these").click()


def save(page, name, folder):
    page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    page.keyboard.press("Escape")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


class Saved:
    """A page that a page has saved."""

    def __init__(self, path):
        self.text = Path(path).read_text("utf-8")

    def save(self, path):
        path.write_text(self.text, "utf-8")
        return path


def test_a_saved_page_goes_on_where_it_was(open_page, tmp_path):
    page = open_page(usual_page())
    own_table(page)
    page.evaluate(
        "app.set({ optimizer: 'Adam', rate: 0.01, layers: [{ units: 3, activation: 'relu' }] })"
    )
    page.evaluate("for (let i = 0; i < 25; i++) app.stepOnce()")
    page.evaluate("app.look({ lines: 'weights', tiles: 'slope' }); app.goTo(20)")
    before = state(page)
    path = save(page, "Save this page", tmp_path)
    assert path.suffix == ".html"
    assert path.stat().st_size <= 1_500_000
    again = open_page(Saved(path))
    after = state(again)
    for key in before.keys() - {"playing"}:
        assert after[key] == before[key], key
    assert after["moments"] == 26
    for one in (page, again):
        one.evaluate("app.goTo(25); app.stepOnce()")
    assert state(again)["theta"] == state(page)["theta"]
    once_more = open_page(Saved(save(again, "Save this page", tmp_path)))
    assert state(once_more)["theta"] == state(again)["theta"]


def test_a_page_with_a_state_of_its_own_begins_with_it_again(open_page, browser, tmp_path):
    model = ma.nn.MLP(2, [4, 1], hidden="relu", seed=5)
    page = open_page(ma.playground(model))
    page.evaluate("for (let i = 0; i < 3; i++) app.stepOnce()")
    assert page.evaluate("location.hash") == ""  # which would hide it
    page.reload()
    assert page.evaluate("app.run.step") == 0
    page.get_by_label("More units in layer 1").click()
    assert page.evaluate("app.run.settings.start") == "usual"
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert again.evaluate("app.run.network.sizes") == [2, 5, 1]
    # The address of such a network holds what it began with.
    page.reload()
    page.evaluate("for (let i = 0; i < 3; i++) app.stepOnce()")
    other = browser.new_page()
    other.add_init_script(SHORT_NAMES)
    other.goto(f"{page.evaluate('location.href')}#{page.evaluate('app.address()')}")
    other.locator("#page:not([hidden])").wait_for()
    assert other.evaluate("app.run.step") == 3
    other.evaluate("app.reset()")
    first = page.evaluate("[...app.run.history[0].theta]")
    assert other.evaluate("[...app.run.network.theta]") == first
    other.close()


def test_a_saved_story_is_told_on(open_page, tmp_path):
    page = open_page(usual_page())
    page.evaluate("app.tellStory('revive'); while (app.playing) app.frame(20)")
    page.evaluate("app.goTo(5); app.stepOnce(); app.follow(2)")
    told, view = page.inner_text("#say"), state(page)["view"]
    page.evaluate("app.view.stopAt = 900")
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert again.inner_text("#say") == told
    assert "NaN" not in told
    assert state(again)["view"] == view
    assert again.evaluate("app.run.ghost.length") > 50
    assert again.evaluate("app.view.stopAt") == 900


def test_a_large_network_is_saved_from_anywhere_in_its_past(open_page, tmp_path):
    wide = ma.nn.MLP(32, [24] * 8 + [1], seed=1)
    X = np.random.default_rng(1).normal(size=(30, 32))
    page = open_page(ma.playground(wide, X, X[:, 0] > 0))
    page.evaluate("for (let i = 0; i < 3; i++) app.stepOnce(); app.goTo(1)")
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert again.evaluate("app.run.step") == 1


def test_an_address_opens_what_was_shown(open_page, browser):
    page = open_page(usual_page())
    page.evaluate("app.set({ data: 'spirals', layers: [{ units: 6, activation: 'elu' }] })")
    page.evaluate("app.set({ optimizer: 'momentum' })")
    page.evaluate("for (let i = 0; i < 15; i++) app.stepOnce()")
    url = page.evaluate("location.href")
    assert len(url) < 9000
    other = browser.new_page()
    other.add_init_script(SHORT_NAMES)
    other.goto(url)
    other.locator("#page:not([hidden])").wait_for()
    for key in ("settings", "theta", "losses", "step", "memory"):
        assert state(other)[key] == state(page)[key], key
    other.evaluate("location.hash = '#data=circles&layer=2+tanh&seed=4'")
    other.wait_for_function("() => app.run.settings.data === 'circles'")
    assert other.evaluate("app.run.network.sizes") == [2, 2, 1]
    other.evaluate("location.hash = '#data=nowhere'")
    other.wait_for_function(
        "() => document.querySelector('#say').textContent.includes('data is one of')"
    )
    assert other.evaluate("app.run.settings.data") == "circles"  # nothing has changed
    other.close()


@pytest.mark.parametrize("text", [
    "<b>nothing</b>", "[]", "{", '{"network": {"settings": {"rate": "1"}}}', "null", "7", '"text"',
    '{"network": {"settings": {}, "history": [1]}}',
    '{"network": {"settings": {"data": "own"}, "table": {"rows": "<script>"}}}',
    '{"network": {"view": {"lines": "x", "pace": 1e9}}}',
])  # fmt: skip
def test_a_saved_page_that_somebody_broke_says_so_and_shows_the_usual(open_page, text):
    whole = ma.playground()
    whole.page = whole.page.replace('id="state">null<', f'id="state">{text}<')
    assert text in whole.page
    page = open_page(whole)
    said = page.inner_text("#say")
    fine = text in ("null", '{"network": {"view": {"lines": "x", "pace": 1e9}}}')
    assert ("shows the usual" in said) == (not fine), said
    assert "\n" not in said
    page.get_by_role("button", name="Step", exact=True).click()
    assert page.evaluate("app.run.step") == 1


def test_pictures_hold_what_is_seen(open_page, tmp_path):
    page = open_page(usual_page())
    page.evaluate("app.tellStory('kill'); while (app.playing) app.frame(9)")
    svg = save(page, "Picture (SVG)", tmp_path)
    tree = ElementTree.parse(svg).getroot()
    texts = ["".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("dead") == 7
    assert {"relu", "How much gradient arrives", "loss", "output"} <= set(texts)
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}image"))) == 2 + 12 + 1
    pytest.importorskip("PIL")
    from PIL import Image

    png = Image.open(io.BytesIO(save(page, "Picture (PNG)", tmp_path).read_bytes())).convert("RGB")
    width, height = page.evaluate("[stage.layout.width, stage.layout.height]")
    assert png.size == (3 * width, 3 * height)
    assert len(png.getcolors(width * height * 9)) > 500
    svg_again = png.resize((width, height))
    canvas = page.locator("#net canvas").screenshot()
    seen = np.asarray(Image.open(io.BytesIO(canvas)).convert("RGB").resize((width, height)), float)
    below = slice(70, None)  # the heads above are buttons on the page
    assert np.abs(np.asarray(svg_again, float) - seen)[below].mean() < 6


CHANGES = [
    {}, {"l1": 0.003, "l2": 0.01, "heldOut": 0}, {"optimizer": "Adam", "rate": 0.01, "batch": 7},
    {"layers": [], "loss": "hinge", "output": "identity", "rate": 0.03},
]  # fmt: skip


@pytest.mark.parametrize("changes", CHANGES, ids=["usual", "penalties", "adam", "no layers"])
@pytest.mark.parametrize("points", ["made", "own"])
def test_the_program_prints_the_pages_next_ten_losses(open_page, tmp_path, points, changes):
    page = open_page(usual_page())
    if points == "own":
        own_table(page)
    page.evaluate("(changes) => app.set(changes)", changes)
    page.evaluate("for (let i = 0; i < 13; i++) app.stepOnce()")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Copy as Python").click()
    program = page.locator("dialog textarea").input_value()
    page.keyboard.press("Escape")
    losses = page.evaluate(
        "Array.from({ length: 10 }, () => { app.stepOnce(); return app.run.measured.losses[0]; })"
    )
    (tmp_path / "copied.py").write_text(program, "utf-8")
    done = subprocess.run(
        [sys.executable, "copied.py"], capture_output=True, text=True, cwd=tmp_path, timeout=HANGS
    )
    assert done.returncode == 0, done.stderr
    assert near([float(line) for line in done.stdout.split()], losses, 1e-9)


def test_undo_and_redo_go_to_and_fro(open_page):
    page = open_page(usual_page())
    seen = [state(page)]
    for act in (
        "app.stepOnce()", "app.set({ rate: 0.1 })", "app.epochOnce()",
        "app.set({ layers: [{ units: 2, activation: 'relu' }] })",
        "app.tellStory('zero'); app.pause()", "app.stepOnce()", "app.reset()",
    ):  # fmt: skip
        page.evaluate(act)
        seen.append(state(page))
    for expected in seen[-2::-1]:
        page.get_by_role("button", name="Undo", exact=True).click()
        assert state(page)["theta"] == expected["theta"]
        assert state(page)["settings"] == expected["settings"]
    assert page.get_by_role("button", name="Undo", exact=True).is_disabled()
    for expected in seen[1:]:
        page.get_by_role("button", name="Redo", exact=True).click()
        assert state(page)["theta"] == expected["theta"]


def test_points_of_ones_own_are_added_followed_and_removed(open_page):
    page = open_page(usual_page())
    page.get_by_role("button", name="your own points").click()
    page.get_by_role("button", name="Start with two points").click()
    plane = page.locator("canvas.plane").first
    plane.click(position={"x": 60, "y": 40})
    plane.click(position={"x": 90, "y": 200}, modifiers=["Shift"])
    table = page.evaluate("app.run.table")
    assert len(table["rows"]) == 4
    assert table["wanted"] == [1, 0, 1, 0]
    side, (x, y) = plane.evaluate("(c) => c.clientWidth"), table["rows"][2]
    assert x == pytest.approx(-2.6 + 60 / side * 5.2, abs=0.03)
    assert y == pytest.approx(2.6 - 40 / side * 5.2, abs=0.03)
    plane.click(position={"x": 60, "y": 40})
    assert "Following point" in page.inner_text("#answer")
    page.get_by_role("button", name="Remove this point").click()
    assert len(page.evaluate("app.run.table.rows")) == 3
    page.get_by_role("button", name="Undo", exact=True).click()
    assert len(page.evaluate("app.run.table.rows")) == 4


CSV = [
    ("a,b,c\n1,2,x\n2,3,y\n", "1 × x, 1 × y", None),
    ("\ufeffa;b;c\r\n1;2;x\r\n2;3;y\r\n", "1 × x, 1 × y", None),
    ('a\tb\tc\n1\t2\t"x, or\ny"\n2\t3\tz\n', "1 × x, or y", None),
    ("1,2,0\n3,4,1\n5,6,1\n", "1 × 0, 2 × 1", None),
    ("a,b,c\n1,2,x\n2,,y\n3,4,y\n", "1 row with an empty cell left out", None),
    ("a,b,c,d\n1,2,word,x\n2,3,other,y\n3,1,third,y\n", "not used: c", None),
    ("a,a,c\n1,2,x\n2,3,y\n", "1 × x", None),
    ("1,2,x\n1.0,2,x\n,,\n2,3,y\n", "2 × x, 1 × y", None),
    ("n,a,b\n1,2,3\n1.0,3,4\n2,4,5\n", "2 × 1, 1 × 2", None),
    (",x,y,c\n0,1.5,2,a\n1,2,3,b\n", "not used: column 1", None),
    ("a,b,c\n1e160,2,x\n-1e160,3,y\n", None, "further than a computer"),
    ("a,b,c,\n1,2,x,\n2,3,y,\n", "1 × x", None),
    (f"{'n' * 300},b,c\n1,2,x\n2,3,y\n", "1 × x", None),
    ("a,b,c\n1e308,2,x\n-1e308,3,y\n", None, "further than a computer"),
    ("a,b,c\n1,2,<img src=x>\n2,3,y\n", "1 × <img src=x>", None),
    ("a,b\n1,2\n2,3\n3,4\n", None, "two different"),
    ("a,b,c\n1,2,x\n2,3\n", None, "Row 3 has 2 cells"),
    ("just words", None, "at least two rows"),
    ("a\n1\n2\n", None, "one column"),
    ("a,b,c\n1,2,x\n2,3,y\n3,4,z\n4,5,z\n5,6,y\n", None, "two different values"),
    ('a,b,c\n1,"2,x\n', None, "never closed"),
    ("a,b,c\n1,NaN,x\n2,3,y\n", None, "two columns of numbers"),
    ("a,b,c\n1,1e999,x\n2,3,y\n", None, "two columns of numbers"),
]


def test_tables_are_read_or_refused_in_one_line(open_page):
    page = open_page(usual_page())
    before = state(page)
    page.get_by_role("button", name="your own points").click()
    for text, found, wrong in CSV:
        page.get_by_label("Table").fill(text)
        said = page.locator("dialog [role=status]").inner_text()
        usable = page.get_by_role("button", name="Use these").is_enabled()
        assert (found or wrong) in said, (text, said)
        assert usable == (wrong is None), text
        assert page.locator("dialog img").count() == 0
    page.keyboard.press("Escape")
    assert state(page)["theta"] == before["theta"]


def test_a_table_of_many_columns_has_a_plane_of_two(open_page):
    draw = np.random.default_rng(1)
    X = draw.normal(size=(80, 5)) * [1, 10, 100, 1, 1] + [0, 5, -40, 0, 0]
    y = np.where(X[:, 2] > -40, "high", "low")
    page = open_page(playground_of(None, X, y, names=["a", "b", "c", "d", "e"]))
    assert page.evaluate("app.run.network.sizes[0]") == 5
    page.get_by_label("up", exact=True).select_option("c")
    assert page.evaluate("app.run.table.plane") == [0, 2]
    assert "Up: c, −" in page.inner_text("#answer")
    page.evaluate("for (let i = 0; i < 200; i++) app.stepOnce()")
    assert page.evaluate("app.run.measured.right[0]") > 0.95
    assert json.loads(page.evaluate("JSON.stringify(app.run.table.classes)")) == [
        "high",
        "low",
    ]


def test_columns_may_be_called_as_what_a_script_has_already(open_page):
    names = ["__proto__", "constructor", "toString"]
    X = np.random.default_rng(1).normal(size=(60, 3))
    y = np.where(X[:, 0] > 0, "high", "low")
    page = open_page(playground_of(None, X, y, names=names))
    for label in ("across", "up"):
        shown = page.get_by_label(label, exact=True).locator("option").all_inner_texts()
        assert shown == names


def test_a_network_of_ones_own_begins_with_its_weights_and_comes_back_to_them(open_page):
    X, y = ma.data.moons(60, noise=0.15)
    model = ma.nn.MLP(2, [3, 1], hidden=ma.LeakyReLU(0.2), seed=2)
    page = open_page(ma.explore_network(model, X, y, title="Mine"))
    wanted = ma.losses.binary_cross_entropy(model(X), y).item()
    assert page.evaluate("app.run.measured.losses[0]") == pytest.approx(wanted, rel=1e-12)
    assert "Mine" in page.inner_text("h1")
    page.evaluate("for (let i = 0; i < 5; i++) app.stepOnce()")
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("app.run.measured.losses[0]") == pytest.approx(wanted, rel=1e-12)
    dead = ma.nn.MLP(2, [3, 1], hidden="relu", seed=2)
    dead.layers[0].bias.data -= 9.0
    page = open_page(ma.explore_network(dead, X, y))
    assert page.evaluate("app.run.measured.units[0].every((unit) => unit.dead)")


def test_a_file_is_dropped_anywhere(open_page):
    page = open_page(usual_page())
    page.evaluate(
        """(text) => {
          const files = new DataTransfer();
          files.items.add(new File([text], "data.csv"));
          const event = { dataTransfer: files, bubbles: true, cancelable: true };
          document.querySelector("#net").dispatchEvent(new DragEvent("drop", event));
        }""",
        TABLE,
    )
    page.get_by_role("button", name="Use these").click()
    assert page.evaluate("app.run.table.names") == ["width", "height"]
    assert len(page.evaluate("app.run.table.rows")) == 40
