"""Everybody can use the page: keyboard, touch, any screen, light or dark, in a notebook."""

import pytest

import microact as ma
from microact.show.page.playground import playground_of
from tests.conftest import in_browser
from tests.show.page.conftest import usual_page

pytestmark = in_browser

DESK, LAPTOP, PHONE = ({"width": w, "height": h} for w, h in ((1440, 900), (1024, 768), (390, 844)))

STORIES = ["start", "vanish", "relu", "kill", "revive", "zero", "explode", "spirals"]


def told(page, story):
    """Tell a story to its end, without waiting for it."""
    page.evaluate(
        "(name) => { app.tellStory(name); while (app.playing) app.frame(20); }",
        story,
    )


def focused(page):
    return page.evaluate(
        "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, LAPTOP, PHONE], ids=["1440", "1024", "390"])
def test_no_rule_of_accessibility_is_broken(open_page, scheme, size):
    from axe_playwright_python.sync_playwright import Axe

    def violations():
        found = Axe().run(page).response["violations"]
        return [(v["id"], v["nodes"][0]["html"][:160]) for v in found]

    page = open_page(usual_page(), color_scheme=scheme, viewport=size)
    assert violations() == []
    told(page, "kill")
    page.evaluate("app.follow(3)")
    assert violations() == []
    page.evaluate("app.look({ unit: { l: 2, j: 1 } })")
    page.locator("#inside").get_by_role("button", name="Next", exact=True).click()
    assert violations() == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save", exact=True).click()
    assert violations() == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="your own points").click()
    page.get_by_label("Table").fill("a,b,c\n1,2,x\n2,1,y\n")
    assert violations() == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="What is what?").click()
    assert violations() == []


def test_play_and_step_are_near_for_the_keyboard(open_page):
    page = open_page(usual_page(), viewport=DESK)
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(focused(page))
    assert {"Play", "Step", "Reset"} <= set(reached), reached
    page.get_by_role("button", name="Step", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("app.run.step") == 1
    page.keyboard.press("ArrowRight")
    assert page.evaluate("app.run.step") == 2
    page.keyboard.press("Control+z")
    assert page.evaluate("app.run.step") == 1
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("r")
    assert page.evaluate("app.run.step") == 0


def test_units_stories_and_the_past_are_reached_by_arrow_keys(open_page):
    page = open_page(usual_page(), viewport=DESK)
    page.locator("#stories button").first.focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Watch sigmoid vanish"
    page.locator("#net .units button").first.focus()
    assert "unit 1.1" in page.inner_text("#answer")  # the plane shows what it answers
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("unit 1.2, tanh:")
    page.keyboard.press("Enter")
    assert page.locator("#inside").is_visible()
    page.locator("#inside").get_by_role("button", name="Next", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#inside .sentence").startswith("Forward.")
    page.keyboard.press("Escape")
    assert page.locator("#net").is_visible()
    page.evaluate("for (let i = 0; i < 9; i++) app.stepOnce()")
    page.get_by_label("Training, to and fro").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("app.run.step") == 8


def test_whoever_presses_plus_stays_on_plus(open_page):
    page = open_page(usual_page(), viewport=DESK)
    page.get_by_label("More units in layer 1").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    assert focused(page) == "More units in layer 1"
    assert page.evaluate("app.run.network.sizes[1]") == 8


def test_the_status_says_step_and_loss(open_page):
    page = open_page(usual_page(), viewport=DESK)
    status = page.get_by_role("status").filter(has_text="Step")
    assert status.inner_text().startswith("Step 0, loss 0.")
    page.get_by_role("button", name="Step", exact=True).click()
    loss = page.evaluate("app.run.measured.losses[0]")
    assert status.inner_text() == f"Step 1, loss {loss:.3g}"
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Pause", exact=True).click()
    assert page.get_by_role("button", name="Play", exact=True).is_visible()
    for name in ("Undo", "Redo", "Save"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1
    assert page.get_by_role("tab", name="Network").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize("story", STORIES)
def test_every_story_fits_on_a_desk(open_page, story):
    page = open_page(usual_page(), viewport=DESK)
    told(page, story)
    for part in (".stage", ".scroll", ".answer", ".rail"):
        seen = page.locator(part).evaluate("(x) => [x.scrollHeight, x.clientHeight]")
        assert seen[0] <= seen[1], part
    assert page.evaluate("document.documentElement.scrollHeight") <= DESK["height"]


def test_a_story_fits_on_a_small_laptop(open_page):
    page = open_page(usual_page(), viewport=LAPTOP)
    told(page, "vanish")
    assert page.locator(".stage").evaluate("(x) => x.scrollHeight - x.clientHeight") <= 0


def test_help_hides_no_other_help(open_page):
    for size in (DESK, LAPTOP, {"width": 1100, "height": 700}):
        page = open_page(usual_page(), viewport=size)
        told(page, "vanish")
        page.get_by_role("button", name="What is what?").click()
        cards = [card.bounding_box() for card in page.locator(".calls > *:not(svg)").all()]
        for i, a in enumerate(cards):
            for b in cards[i + 1 :]:
                apart = (
                    a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
                    or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
                )  # fmt: skip
                assert apart, (a, b)
        page.keyboard.press("Escape")
        assert page.locator(".calls").count() == 0


@pytest.mark.parametrize(
    "size", [(320, 640), (390, 844), (760, 900), (1024, 768), (2560, 1440), (3840, 2160)]
)
@pytest.mark.parametrize("story", ["start", "vanish"])
def test_no_screen_needs_sideways_scrolling(open_page, size, story):
    page = open_page(usual_page(), viewport=dict(zip(("width", "height"), size)))
    told(page, story)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    heads = page.evaluate(
        "[...document.querySelectorAll('.head')].map((h) => h.getBoundingClientRect())"
        ".map(({ left, right }) => [left, right])"
    )
    assert all(a[1] <= b[0] + 1 for a, b in zip(heads, heads[1:])), heads
    page.evaluate("app.look({ unit: { l: 1, j: 0 } })")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_strip_stands_on_the_first_screen_of_a_phone(open_page):
    page = open_page(usual_page(), viewport=PHONE)
    net, player = (page.locator(x).bounding_box() for x in ("#net", "#player"))
    assert net["y"] + net["height"] <= player["y"] + 1
    assert page.evaluate("stage.layout.columns[1].every((box) => box.height >= 50)")


def test_a_swipe_scrolls(open_page):
    page = open_page(usual_page(), viewport=PHONE, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Step", exact=True).tap()
    assert page.evaluate("app.run.step") == 1
    page.locator("#net .units button").first.tap()
    assert page.locator("#inside").is_visible()
    page.get_by_role("button", name="◂ Network").tap()
    client = page.context.new_cdp_session(page)
    for kind, y in [("touchStart", 600), *[("touchMove", y) for y in range(580, 240, -20)]]:
        point = {"x": 200, "y": y}
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("() => scrollY > 100")


def test_who_wants_little_motion_gets_few_pictures(open_page):
    page = open_page(usual_page(), viewport=DESK, reduced_motion="reduce")
    page.evaluate("""() => {
      window.pictures = 0;
      const { frame } = app;
      app.frame = (steps) => { window.pictures += 1; frame.call(app, steps); };
    }""")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => window.pictures >= 2")
    steps, pictures = page.evaluate("[app.run.step, window.pictures]")
    page.get_by_role("button", name="Pause", exact=True).click()
    assert steps >= 10 * pictures


def test_without_scripts_there_is_a_still_picture_and_no_dead_button(browser, tmp_path):
    path = ma.playground().save(tmp_path / "page.html")
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(path.as_uri())
    assert "Scripts do not run here" in page.inner_text("body")
    assert page.locator("#still svg, #still img").first.is_visible()
    assert not any(button.is_visible() for button in page.locator("button").all())
    context.close()


def test_it_can_be_printed(open_page):
    page = open_page(usual_page(), viewport=DESK)
    page.emulate_media(media="print")
    assert page.locator("#net").is_visible()
    assert page.locator("#player").is_hidden()
    assert page.pdf()[:4] == b"%PDF"


def test_a_notebook_shows_all_of_it(browser, tmp_path):
    X, y = ma.data.moons(100)
    made = ma.explore_network(ma.nn.MLP(2, [4, 1], seed=1), X, y)
    for shown in (made, ma.playground()):
        assert len(shown._repr_html_()) <= 200_000
    (tmp_path / "notebook.html").write_text(f"<p>before</p>{made._repr_html_()}<p>after</p>")
    for width in (1000, 600):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto((tmp_path / "notebook.html").as_uri())
        frame = page.frame_locator("iframe")
        frame.get_by_role("button", name="Play", exact=True).wait_for()
        page.wait_for_function("() => document.querySelector('iframe').offsetHeight > 770")
        inner, outer = (
            frame.locator("#page").evaluate("(x) => x.offsetHeight"),
            page.locator("iframe").evaluate("(x) => x.offsetHeight"),
        )
        assert inner <= outer <= inner + 20
        frame.get_by_role("button", name="Step", exact=True).click()
        assert "Step 1" in frame.locator("#status").inner_text()
        page.close()


def test_nothing_is_told_by_colour_alone(open_page):
    page = open_page(usual_page(), viewport=DESK)
    told(page, "kill")
    words = page.evaluate("[...document.querySelectorAll('.units button')].map((b) => b.ariaLabel)")
    assert sum("dead" in word for word in words) == 7
    texts = page.evaluate("svgAsText(made.network)")
    assert texts.count(">dead<") == 7
    assert "Nothing arrives at layer 1" in texts
    assert "next to nothing" in texts


def test_titles_and_names_of_any_kind_are_shown_and_not_run(open_page):
    hostile = "</script><img src=x onerror=document.title='run'><b>&amp;\"'`${1}\u2028"
    X, y = ma.data.moons(30)
    answers = [hostile if answer else "<i>no" for answer in y]
    page = open_page(
        playground_of(None, X, answers, title=hostile, names=[hostile, "<u>b"], note=hostile)
    )
    assert page.evaluate("document.title") == hostile
    assert hostile.replace("\u2028", "") in page.inner_text("h1").replace("\u2028", "")
    assert page.locator("img, i:not(.mark):not(.dots i), u").count() == 0
    assert hostile[:20] in page.inner_text(".key")
    page.evaluate("app.look({ unit: { l: 1, j: 0 } })")
    assert hostile[:5] in page.text_content("#inside svg")
