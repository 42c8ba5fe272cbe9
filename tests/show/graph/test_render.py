import re
import subprocess

import pytest

import microact as ma
from microact import Value
from microact.show.graph import render


@pytest.fixture
def diagram():
    return ma.draw(ma.tanh(Value(0.5, "x")), gradients=True)


@pytest.fixture
def no_dot(monkeypatch):
    monkeypatch.setattr(render.shutil, "which", lambda name: None)


def test_pictures_need_no_dot(diagram, no_dot, tmp_path, capfd):
    assert diagram.pipe(format="png").startswith(b"\x89PNG")
    assert diagram.pipe(format="svg", encoding="utf-8").startswith("<?xml")
    assert "image/svg+xml" in diagram._repr_mimebundle_()
    assert "<svg" in diagram._repr_mimebundle_()["image/svg+xml"]
    path = diagram.render(outfile=tmp_path / "deep" / "x.svg")
    assert "polyline" in (tmp_path / "deep" / "x.svg").read_text(encoding="utf-8")
    assert path.endswith("x.svg")
    assert capfd.readouterr().err == ""  # Graphviz's remarks stay off the terminal


def test_a_notebook_shrinks_a_wide_picture_to_its_column(diagram):
    svg = diagram._repr_mimebundle_()["image/svg+xml"]
    width = float(svg.partition('width="')[2].partition("pt")[0])
    assert f'width="{width:g}pt"' in diagram.pipe(format="svg", encoding="utf-8")  # it fits
    wide = ma.draw_flow(depth=6)._repr_mimebundle_()
    width, height = map(
        float, re.search(r'width="(\d+)pt" height="(\d+)pt"', wide["image/svg+xml"]).groups()
    )
    box = re.search(r'viewBox="0.00 0.00 ([\d.]+) ([\d.]+)"', wide["image/svg+xml"])
    assert width == 650
    assert width / height == pytest.approx(float(box[1]) / float(box[2]), rel=0.01)
    assert wide["image/png"].startswith(b"\x89PNG")  # for a notebook that is not trusted
    assert int.from_bytes(wide["image/png"][16:20], "big") == pytest.approx(650 * 96 / 72, rel=0.05)
    very_wide = ma.draw_flow(depth=20)._repr_mimebundle_()["image/svg+xml"]
    width, box = re.search(r'width="(\d+)pt"[^>]*viewBox="0.00 0.00 ([\d.]+)', very_wide).groups()
    assert float(width) == pytest.approx(float(box) / 2, abs=1)


def test_render_names_its_files_as_graphviz_does(diagram, tmp_path):
    path = diagram.render("picture", directory=tmp_path, format="png")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["picture", "picture.png"]
    assert path == str(tmp_path / "picture.png")
    diagram.render("other", directory=tmp_path, format="svg", cleanup=True)
    assert not (tmp_path / "other").exists()
    with pytest.raises(Exception, match="output file exists"):
        diagram.render("other", directory=tmp_path, format="svg", raise_if_result_exists=True)


def test_pdf_uses_a_system_dot_or_says_what_is_missing(diagram, no_dot):
    with pytest.raises(RuntimeError, match="no `dot` is installed; svg and png"):
        diagram.pipe(format="pdf")


def test_without_any_graphviz_the_mend_is_named(diagram, no_dot, monkeypatch):
    monkeypatch.setattr(render, "pure_binary", lambda: None)
    with pytest.raises(RuntimeError, match="python -m pip install graphviz-pure"):
        diagram.pipe(format="svg")


def test_a_system_dot_serves_where_the_package_is_missing(diagram, monkeypatch):
    calls = []

    def fake(command, **options):
        calls.append(command)
        return subprocess.CompletedProcess(command, 0, b"%PDF", b"")

    monkeypatch.setattr(render.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(render.subprocess, "run", fake)
    assert diagram.pipe(format="pdf") == b"%PDF"
    assert calls[0][:3] == ["/bin/dot", "-Kdot", "-Tpdf"]


def test_graphvizs_own_words_where_it_refuses(diagram):
    diagram.body.append("a -> ]")
    with pytest.raises(RuntimeError, match=r"could not draw this as svg: .*syntax error"):
        diagram.pipe(format="svg")
