import re

import pytest

import microact as ma
from microact import Value
from microact.show import colours
from microact.show.formats.themes import THEMES, checked, themed
from tests.conftest import in_browser

COLOUR = re.compile(r'"(#[0-9a-fA-F]{6})"')


def neuron():
    y = ma.tanh(Value(0.5, "w") * Value(2.0, "x") + Value(-0.3, "b")) * Value([1.0, -2.0], "v")
    y.backward([1.0, 1.0])
    return y


def pictures():
    X, y = ma.data.moons(40, noise=0.1, seed=0)
    return {
        "graph": ma.draw(neuron(), theme="light"),
        "lanes": ma.draw_flow(depth=2, theme="light"),
        "network": ma.draw_network(ma.nn.MLP(2, [3, 1], seed=0), X, y, theme="light"),
        "step": ma.draw(neuron(), step=4, theme="light"),
    }


@pytest.mark.parametrize("name", ["graph", "lanes", "network", "step"])
def test_in_the_dark_every_colour_is_another(name):
    picture = pictures()[name]
    light, dark = (
        set(COLOUR.findall(picture.as_svg(theme).lower())) for theme in ("light", "dark")
    )
    classes = {colour.lower() for colour in colours.CLASSES}  # of dots: they stay
    known = {colour.lower() for colour in colours.IN_THE_DARK}
    assert light - classes <= known, "a colour without a counterpart in the dark"
    dark_ones = {colours.IN_THE_DARK[c].lower() for c in colours.IN_THE_DARK if c.lower() in light}
    assert dark_ones <= dark
    assert not (dark & known) - {c.lower() for c in colours.IN_THE_DARK.values()} - classes


def test_a_dark_picture_reads_as_well_as_a_light_one():
    """Contrast by WCAG 2.1: text at least 4.5 on every ground it stands on."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(a, b):
        bright, faint = sorted([luminance(a), luminance(b)], reverse=True)
        return (bright + 0.05) / (faint + 0.05)

    grounds = [colours.PAPER, colours.STAGE, colours.TILE, *colours.TINTS.values()]
    for ground in grounds:
        for text in (colours.INK, colours.QUIET):
            assert contrast(text, ground) >= 4.5
            assert contrast(colours.IN_THE_DARK[text], colours.IN_THE_DARK[ground]) >= 4.5


def test_auto_is_the_light_picture_with_a_style_sheet():
    picture = ma.draw(neuron())
    svg = picture.as_svg()
    assert svg.count("<style>") == 1
    assert "prefers-color-scheme:dark" in svg
    bare = re.sub(r"\n<style>.*?</style>", "", svg).replace(' class="microact"', "")
    assert bare.lower() == picture.as_svg("light").lower()


@pytest.mark.parametrize(
    "make",
    [
        lambda theme: ma.draw(neuron(), theme=theme),
        lambda theme: ma.draw(neuron(), theme=theme, step=1),
        lambda theme: ma.draw_flow(theme=theme),
        lambda theme: ma.draw_network(ma.nn.MLP(2, [1]), [[0.0, 1.0]], [1], theme=theme),
        lambda theme: ma.animate(neuron(), "x.gif", theme=theme),
        lambda theme: ma.show.Film("x.gif", [[0.0, 1.0]], [1], theme=theme),
    ],
)
def test_an_unknown_theme_is_one_line_and_writes_nothing(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match='theme is one of "light", "dark", "auto", "slide", got'):
        make("neon")
    assert list(tmp_path.iterdir()) == []


def test_a_slide_has_larger_letters():
    def largest(theme):
        return max(
            map(float, re.findall(r'font-size="([\d.]+)"', ma.draw(neuron(), theme=theme).as_svg()))
        )

    assert largest("slide") == pytest.approx(1.3 * largest("light"), abs=0.1)
    assert [checked(theme) for theme in THEMES] == list(THEMES)


def test_only_colours_change():
    svg = '<svg><text>#0072B2</text><path fill="#0072B2" id="#0072B2x"/></svg>'
    assert themed(svg, "dark") == (
        '<svg><text>#0072B2</text><path fill="#58a6e0" id="#0072B2x"/></svg>'
    )


SURROUNDINGS = {
    "alone, dark screen": ("dark", "", True),
    "alone, light screen": ("light", "", False),
    "JupyterLab dark, light screen": ("light", 'data-jp-theme-light="false"', True),
    "JupyterLab light, dark screen": ("dark", 'data-jp-theme-light="true"', False),
    "VS Code dark, light screen": ("light", 'class="vscode-dark"', True),
    "VS Code light, dark screen": ("dark", 'class="vscode-light"', False),
}


@in_browser
@pytest.mark.parametrize("where", SURROUNDINGS)
def test_auto_follows_the_notebook_or_the_screen(browser, where):
    """Seen in a browser it is, to the pixel, the dark or the light picture."""
    screen, body, dark = SURROUNDINGS[where]
    picture = ma.draw(neuron())
    context = browser.new_context(color_scheme=screen, viewport={"width": 900, "height": 500})
    page = context.new_page()

    def seen(theme):
        svg = picture.as_svg(theme)
        svg = svg[svg.index("<svg") :]
        page.set_content(f"<html><body {body} style='margin:0;background:#888'>{svg}</body></html>")
        return page.screenshot()

    assert seen("auto") == seen("dark" if dark else "light")
    assert seen("dark") != seen("light")
    context.close()
