import base64
import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

import microact as ma
from microact.show.formats import svg
from microact.show.formats.bitmap import data_uri
from microact.show.formats.picture import Picture, format_of, letters_of, width_of

PICTURE = svg.picture(300, 100, svg.words("a < b & c", 10, 20), 'a "title" <', "#FFFFFF")


@given(arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(4))))
def test_small_pictures_hold_every_pixel(pixels):
    data = base64.b64decode(data_uri(pixels).partition(",")[2])
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert np.array_equal(np.asarray(image), pixels)


def test_text_is_text_and_no_markup():
    root = ET.fromstring(PICTURE)
    (text,) = root.iter("{http://www.w3.org/2000/svg}text")
    assert text.text == "a < b & c"
    assert svg.words("<b>\x00&", 0, 0).count("<") == 2
    assert 'fill="&quot;"' in svg.element("a", fill='"', x=None)


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<svg"), ("a.PNG", b"\x89PNG"), ("a.jpg", b"\xff\xd8")]
)
def test_a_file_is_what_its_ending_says(tmp_path, name, start):
    path = Picture(PICTURE).render(tmp_path / "deep" / name)
    assert (tmp_path / "deep" / name).read_bytes().startswith(start)
    assert path == str(tmp_path / "deep" / name)


@pytest.mark.parametrize("name", ["a", "a.bmp", "a.svgz", ""])
def test_another_format_is_one_line_and_writes_nothing(tmp_path, name):
    with pytest.raises(ValueError, match="does not end in .svg, .png, .pdf or .jpg"):
        Picture(PICTURE).render(tmp_path / name)
    with pytest.raises(ValueError, match="is written as svg, png, pdf, jpg, not as 'bmp'"):
        Picture(PICTURE).pipe("bmp")
    assert list(tmp_path.iterdir()) == []
    assert format_of("x.JPEG") == "jpeg"


def test_a_diagrams_render_takes_a_file_name_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert ma.draw(ma.Value(1.0) * 2.0).render("neuron.svg") == "neuron.svg"
    ma.draw(ma.Value(1.0) * 2.0).render("neuron.JPEG")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["neuron.JPEG", "neuron.svg"]
    assert (tmp_path / "neuron.JPEG").read_bytes().startswith(b"\xff\xd8")
    assert ma.draw(ma.Value(1.0) * 2.0).pipe("SVG").startswith(b"<?xml")


def test_how_wide_and_how_small():
    assert width_of(PICTURE) == 300
    assert letters_of(PICTURE) == 12
    diagram = ma.draw(ma.tanh(ma.Value(0.5)), gradients=True)
    assert letters_of(diagram.as_svg()) == pytest.approx(10 * 4 / 3)


def test_a_notebook_gets_svg_and_png():
    bundle = Picture(PICTURE)._repr_mimebundle_()
    assert 'width="300" height="100"' in bundle["image/svg+xml"]
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert repr(Picture(PICTURE)).startswith("<microact picture, ")
