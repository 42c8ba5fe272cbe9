"""PNG and JPEG: what the SVG shows, on any machine."""

import io
import re

import numpy as np
import pytest
from PIL import Image

import microact as ma
from microact import Value
from microact.show import colours
from microact.show.formats import png
from microact.show.formats.fonts import FILES, characters
from microact.support import optional_packages
from tests.conftest import in_browser


def neuron(label="w"):
    y = ma.tanh(Value(0.5, label) * Value(2.0, "x") + Value(-0.3, "b"))
    y.backward()
    return y


def pixels(data):
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def how_many(picture, colour):
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return int(np.sum(np.all(np.abs(picture - rgb) <= 2, axis=-1)))


def test_a_png_has_the_curve_and_its_dot():
    drawn = pixels(ma.draw(neuron(), gradients=False, theme="light").pipe("png"))
    flat = pixels(ma.draw(Value(0.5, "w") * 2.0, gradients=False, theme="light").pipe("png"))
    assert how_many(drawn, colours.POSITIVE) > 30  # the dot; arrows are grey without gradients
    assert how_many(flat, colours.POSITIVE) == 0


def test_it_is_as_large_as_the_svg_and_half_as_much_again():
    diagram = ma.draw(neuron(), theme="light")
    width = float(re.search(r'width="([\d.]+)pt"', diagram.as_svg())[1])
    assert pixels(diagram.pipe("png")).shape[1] == pytest.approx(1.5 * width * 4 / 3, abs=1)


@in_browser
def test_a_browser_shows_the_same(browser, tmp_path):
    """Chromium's letters differ, the rest does not: most pixels agree, and each colour's share."""
    diagram = ma.draw(neuron(), theme="light")
    mine = pixels(png.png_of(diagram.as_svg(), 1.0))
    context = browser.new_context(viewport={"width": mine.shape[1], "height": mine.shape[0]})
    page = context.new_page()
    svg = diagram.as_svg()
    page.set_content(f"<body style='margin:0'>{svg[svg.index('<svg') :]}</body>")
    theirs = pixels(page.screenshot())[: mine.shape[0], : mine.shape[1]]
    context.close()
    mine = mine[: theirs.shape[0], : theirs.shape[1]]
    close = np.max(np.abs(mine - theirs), axis=-1) < 60
    assert np.mean(close) > 0.97
    for colour in (colours.POSITIVE, colours.TINTS["leaf"], colours.TINTS["output"]):
        assert how_many(mine, colour) == pytest.approx(how_many(theirs, colour), rel=0.05)


@pytest.mark.parametrize(("label", "asks"), [("wäφ→∂", False), ("重み", True), ("انحياز", True)])
def test_letters_come_with_us_and_only_others_from_the_machine(monkeypatch, label, asks):
    given = []
    resvg = optional_packages.optional("resvg_py", "a PNG")

    class Watched:
        @staticmethod
        def svg_to_bytes(**options):
            given.append(options)
            return resvg.svg_to_bytes(**options)

    monkeypatch.setattr(png, "optional", lambda *words: Watched)
    diagram = ma.draw(neuron(label), theme="light")
    with_text = pixels(diagram.pipe("png"))
    (options,) = given
    assert options["skip_system_fonts"] is not asks
    assert options["font_files"] == FILES
    bare = re.sub(r"<text.*?</text>", "", diagram.as_svg(), flags=re.DOTALL)
    without = pixels(resvg.svg_to_bytes(svg_string=bare, dpi=96, zoom=1.5))
    assert how_many(with_text, colours.INK) > how_many(without, colours.INK) + 200


def test_the_fonts_are_what_they_say_they_are():
    fonttools = pytest.importorskip("fontTools.ttLib", reason="needs fonttools")
    for file in FILES:
        font = fonttools.TTFont(file)
        names = {n.nameID: n.toUnicode() for n in font["name"].names}
        assert names[1] == "Microact Sans"  # "Liberation" is a reserved name
        assert "Liberation" not in names[4] + names[6]
        assert {chr(c) for c in font.getBestCmap()} == characters() - {"\n", "\t", "\r"}
    assert set("×−→←∂√²≤≥≈∞…•αβγδσμ ÄÖÜéß") <= characters()


def test_without_resvg_one_line_says_what_mends_it(lacking):
    lacking("resvg_py")
    diagram = ma.draw(neuron())
    with pytest.raises(
        ModuleNotFoundError, match="a PNG needs resvg-py: python -m pip install resvg-py"
    ):
        diagram.pipe("png")
    assert diagram.pipe("svg")
    assert set(diagram._repr_mimebundle_()) == {"image/svg+xml"}


def test_a_jpeg_is_the_same_picture():
    diagram = ma.draw(neuron(), theme="light")
    a, b = pixels(diagram.pipe("png")), pixels(diagram.pipe("jpg"))
    assert a.shape == b.shape
    assert np.mean(np.abs(a - b)) < 3


def test_dark_and_auto():
    diagram = ma.draw(neuron())
    assert diagram.theme == "auto"
    assert tuple(pixels(diagram.pipe("png"))[2, 2]) == (255, 255, 255)
    dark = pixels(ma.draw(neuron(), theme="dark").pipe("png"))
    assert tuple(dark[2, 2]) == (0x0F, 0x13, 0x17)
