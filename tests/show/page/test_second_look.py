"""What a second hostile reader found: each kind of it, in the browser."""

import random
import re
import subprocess
import sys

import numpy as np
import pytest

import microact as ma
from microact.show.page.explore import explore
from tests.conftest import in_browser
from tests.show.page.conftest import usual_page
from tests.show.page.test_explore import GRAPH, neuron
from tests.show.page.test_take_away import Saved, save

pytestmark = in_browser


def folded():
    random.seed(1)
    net = ma.neurons.MLP(2, [4, 4, 1], activation="tanh")
    return (net([ma.Value(0.5, "x1"), ma.Value(-0.2, "x2")]) - 1.0) ** 2


def to_tab(page, name):
    page.get_by_role("tab", name=name).click()
    return page.locator(f"#view-{name.lower()}")


def test_activations_that_are_compared_begin_with_the_same_weights(open_page):
    page = open_page(usual_page())
    view = to_tab(page, "Compare")
    starts = "made.compare.pair.runs.map((run) => [...run.network.theta])"
    left, right = page.evaluate(starts)
    assert left == right
    assert "same start" in view.inner_text()
    view.get_by_role("button", name="rate", exact=True).click()
    left, right = page.evaluate(starts)
    assert left == right


@pytest.mark.parametrize("before", [None, "Formula", "Matrices"])
@pytest.mark.parametrize("width", [1440, 390])
def test_both_networks_have_the_room_there_is(open_page, before, width):
    page = open_page(usual_page(), viewport={"width": width, "height": 900})
    if before:
        to_tab(page, before)
    to_tab(page, "Compare")
    for side in page.locator(".side").all():
        room, *wide = side.evaluate(
            "(side) => [side.querySelector('.scroll').clientWidth,"
            " side.querySelector('.scroll').scrollWidth, side.querySelector('canvas').clientWidth]"
        )
        assert wide == [room, room]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_panels_of_the_graph_that_a_page_was_made_for(open_page, browser):
    url = open_page(explore(neuron())).url
    page = browser.new_page()
    page.goto(f"{url}#embed=graph,sliders,nonsense")
    page.locator("#page:not([hidden])").wait_for()
    assert page.locator("#leaves").is_visible()
    assert page.locator("#view-formula .frame").is_visible()
    assert not page.locator(".plotted").first.is_visible()
    assert "There is no panel “nonsense” here; there are formula, steps" in page.inner_text("#page")
    page.close()


def test_why_a_recorded_graph_has_no_address(open_page):
    page = open_page(explore(neuron()))
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#copy-address").click()
    assert "A recorded graph does not fit into an address" in page.inner_text("dialog")


def test_nothing_is_undone_while_somebody_practises(open_page):
    page = open_page(usual_page())
    to_tab(page, "Formula")
    page.get_by_label("w, number").fill("0.7")
    page.locator("#practise").click()
    page.locator("#new-numbers").click()
    assert page.locator("#undo").is_disabled()
    page.locator("h1, #says").first.click()
    page.keyboard.press("Control+z")
    assert page.locator("#practice").is_visible()
    page.locator("#practise").click()
    assert page.locator("#undo").is_enabled()


def test_looking_at_a_number_is_nothing_to_undo(open_page):
    page = open_page(usual_page())
    to_tab(page, "Formula")
    box = page.get_by_label("w, number")
    box.fill("1")
    box.blur()
    page.locator("#undo").click()
    for _ in range(12):
        page.keyboard.press("Tab")
    box.focus()
    box.blur()
    page.get_by_label("w, slider").focus()
    page.locator("#redo").click()
    assert page.evaluate(f"{GRAPH}.values[0]") == 1
    for text in ("-0.7", "1/3"):
        box.fill(text)
        box.press("Enter")
    page.locator("#undo").click()
    assert page.evaluate(f"{GRAPH}.values[0]") == -0.7
    page.locator("#undo").click()
    assert page.evaluate(f"{GRAPH}.values[0]") == 1


def example(page, name):
    view = to_tab(page, "Matrices")
    view.get_by_role("button", name=name, exact=True).click()
    return view


def test_tables_say_which_activation_they_are_of(open_page):
    view = example(open_page(usual_page()), "A linear layer")
    assert "tanh(Z)" in view.inner_text()
    view.locator("#m-switches select").first.select_option(label="sigmoid")
    assert "sigmoid(Z)" in view.inner_text()
    assert "tanh(Z)" not in view.inner_text()


def test_a_word_that_may_look_nowhere(open_page):
    view = example(open_page(usual_page()), "Attention head")
    for cell in ("[1, 0]", "[1, 1]"):
        view.locator(f"[aria-label^='mask{cell}']").fill("0")
    text = view.inner_text()
    assert "∑ NaN" in text
    assert "“cat” may look at no word" in text
    assert "709" not in text


def test_a_cell_that_is_no_number_says_so(open_page):
    view = example(open_page(usual_page()), "Matrix product")
    box = view.locator(".cell[aria-label^='A[0, 0]']")
    box.fill("abc")
    assert "not a number" in view.inner_text()
    assert box.get_attribute("aria-invalid") == "true"
    box.fill("2*3")
    assert "not a number" not in view.inner_text()


def test_gradients_are_framed_with_what_brings_them(open_page):
    view = example(open_page(usual_page()), "Matrix product")
    view.get_by_role("button", name="grad", exact=True).click()
    view.locator(".cell[aria-label^='A[1, 2]']").hover()
    marked = view.locator(".cell.marked").evaluate_all(
        "cells => cells.map((cell) => cell.ariaLabel.split(',').slice(0, 2).join(','))"
    )
    assert set(marked) == {"A[1, 2]", "A·B[1, 0]", "A·B[1, 1]"}
    assert "gradient" not in view.locator(".card[aria-label^='G,']").get_attribute("aria-label")


def test_a_sheet_of_a_folded_graph_asks_what_can_be_found(open_page, tmp_path):
    page = open_page(explore(folded()))
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#worksheet").click()
    preview = page.locator(".preview svg")
    texts = preview.locator("text").all_text_contents()
    nodes = page.evaluate(f"{GRAPH}.nodes.map((n, i) => [n.name, {GRAPH}.grads[i]])")
    known = {name: f"{grad:.3g}".replace("-", "−") for name, grad in nodes}
    # x1 and x2 feed what is folded: their gradients stand there, and are not asked for.
    assert known["x1"] in texts
    assert known["x2"] in texts
    # What comes out of the folded layer can be found, and stands nowhere.
    assert known["-"] not in texts
    assert not any("…" in text and "−" in text for text in texts if text != "…")


def test_what_is_open_and_the_past_are_saved(open_page, tmp_path):
    page = open_page(explore(folded()))
    page.locator(".card.group").last.click()
    page.locator("#one-step").click()
    page.locator("#ten-steps").click()
    cards = page.locator(".card").count()
    losses = "made.formula.explorer.descent.losses"
    before = page.evaluate(losses)
    again = open_page(Saved(save(page, "Save this page", tmp_path)))
    assert again.locator(".card").count() == cards
    assert again.evaluate(losses) == before
    assert len(before) == 11
    again.locator("#one-step").click()
    assert len(again.evaluate(losses)) == 12


@pytest.mark.parametrize(
    "formula", ["log(0-x)", "sqrt(x - 100)", "x/(x - x)", "log(x - 1e9) + 2*x"]
)
def test_where_a_function_is_not_defined_there_is_no_gradient(open_page, tmp_path, formula):
    page = open_page(usual_page())
    to_tab(page, "Formula")
    page.get_by_role("textbox", name="Formula").fill(formula)
    page.get_by_label("x, number").fill("2")
    assert np.isnan(page.evaluate(f"{GRAPH}.grads[0]"))
    program = page.evaluate("made.formula.python()")
    assert "# microact refuses these numbers" in program
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert re.search("ValueError|ZeroDivisionError", done.stderr)


def test_an_unfinished_formula_is_not_copied(open_page):
    page = open_page(usual_page())
    to_tab(page, "Formula")
    page.get_by_role("textbox", name="Formula").fill("w*x +")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#copy-python").click()
    assert "cannot be read yet" in page.inner_text("dialog")


def test_powers_as_people_write_them_get_a_hint(open_page):
    page = open_page(usual_page())
    to_tab(page, "Formula")
    page.get_by_role("textbox", name="Formula").fill("x² + 1")
    assert "A power is written with ^: x^2" in page.inner_text("#formula-wrong")


def test_ticks_of_a_plot_differ(in_node):
    words = in_node(
        """
        import { ticksBetween, tickWords } from "./graph/scales.js";
        tell(tickWords(ticksBetween(1.295, 1.415, 4)));
        """
    )
    assert len(set(words)) == len(words) > 2


def test_folded_pieces_of_one_chain_have_names_of_their_own(open_page):
    y = ma.Value(0.5, "x")
    for _ in range(200):
        y = ma.tanh(y)
    page = open_page(explore(y))
    names = page.locator(".card.group").evaluate_all("cards => cards.map((c) => c.ariaLabel)")
    assert len(names) > 10
    assert len(set(names)) == len(names)
    assert names[0].startswith("… to tanh of x,")
