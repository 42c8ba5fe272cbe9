import io
import re
import shutil

import pytest

import microact as ma
from microact import Value
from microact.show.formats import pdf

pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install pypdf")


def neuron():
    y = ma.tanh(Value(0.5, "w") * Value(2.0, "x") + Value(-0.3, "b"))
    y.backward()
    return ma.draw(y, theme="light")


def size_in_points(diagram):
    return tuple(
        map(float, re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', diagram.as_svg()).groups())
    )


def page_of(data):
    (page,) = pypdf.PdfReader(io.BytesIO(data)).pages
    return page


def test_a_pdf_is_as_large_as_the_picture_and_its_text_can_be_read():
    pytest.importorskip("svg2pdf_py", reason="svg2pdf-py has no wheel for this system")
    diagram = neuron()
    page = page_of(diagram.pipe("pdf"))
    assert tuple(map(float, page.mediabox[2:])) == pytest.approx(size_in_points(diagram), abs=1)
    text = page.extract_text()
    for words in ("tanh", "data", "1.269", "0.6347", "positive gradient"):
        assert words in text
    network = ma.draw_network(ma.nn.MLP(2, [2, 1]), [[0.0, 1.0], [1.0, 0.0]], [0, 1])
    assert "How much gradient arrives" in page_of(network.pipe("pdf")).extract_text()


@pytest.mark.skipif(not shutil.which("dot"), reason="needs an installed Graphviz")
def test_where_svg2pdf_has_no_wheel_dot_wraps_the_picture(lacking):
    lacking("svg2pdf_py")
    diagram = neuron()
    page = page_of(diagram.pipe("pdf"))
    assert tuple(map(float, page.mediabox[2:])) == pytest.approx(size_in_points(diagram), abs=2)
    (image,) = page.images
    assert image.image.width == pytest.approx(3 * size_in_points(diagram)[0] * 4 / 3, rel=0.01)


def test_with_neither_one_line_says_what_mends_it(lacking, monkeypatch, tmp_path):
    lacking("svg2pdf_py")
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    with pytest.raises(
        RuntimeError, match=r"^a PDF needs svg2pdf-py \(python -m pip .*svg and png need neither$"
    ):
        neuron().render(tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []
