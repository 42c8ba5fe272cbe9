import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import microact as ma
from microact import Value
from microact.show.formats.picture import width_of
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


def shown(diagram):
    """How wide a notebook shows it in pixels, and how high its smallest letters are then."""
    bundle = diagram._repr_mimebundle_()
    root = ET.fromstring(bundle["image/svg+xml"])
    width = float(root.get("width").removesuffix("pt")) * 4 / 3
    scale = width / float(root.get("viewBox").split()[2])
    assert root.get("style") == "max-width:none"  # the notebook's own style would shrink it further
    assert int.from_bytes(bundle["image/png"][16:20], "big") == pytest.approx(width, rel=0.02)
    letters = [float(t.get("font-size")) for t in root.iter("{http://www.w3.org/2000/svg}text")]
    return width, scale * min(letters)


@pytest.mark.parametrize("depth", [1, 3, 5, 6, 20])
def test_a_notebook_shrinks_a_wide_picture_but_no_letters_below_11_pixels(depth):
    diagram = ma.draw_flow(depth=depth)
    width, letters = shown(diagram)
    natural = width_of(diagram.as_svg())
    assert letters >= 10.99
    assert width == pytest.approx(max(min(natural, 867), natural * 11 / 13.3), abs=2)


def test_render_names_its_files_as_graphviz_does(diagram, tmp_path):
    path = diagram.render("picture", directory=tmp_path, format="png")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["picture", "picture.png"]
    assert path == str(tmp_path / "picture.png")
    diagram.render("other", directory=tmp_path, format="svg", cleanup=True)
    assert not (tmp_path / "other").exists()
    with pytest.raises(Exception, match="output file exists"):
        diagram.render("other", directory=tmp_path, format="svg", raise_if_result_exists=True)


def test_save_writes_the_picture_that_the_ending_names(diagram, tmp_path):
    """graphviz's own would write DOT source into x.png."""
    assert Path(diagram.save(tmp_path / "x.png")).read_bytes()[:4] == b"\x89PNG"
    assert Path(diagram.save(tmp_path / "x.svg")).read_text(encoding="utf-8").startswith("<?xml")
    assert Path(diagram.save(tmp_path / "x.gv")).read_text(encoding="utf-8") == diagram.source


def test_what_only_graphviz_writes_needs_a_system_dot(diagram, no_dot):
    with pytest.raises(
        RuntimeError, match="ps needs Graphviz, and no `dot` is installed; svg, png"
    ):
        diagram.pipe(format="ps")


def test_without_any_graphviz_the_mend_is_named(diagram, no_dot, monkeypatch):
    monkeypatch.setattr(render, "pure_binary", lambda: None)
    diagram.body.append("// not placed before")
    with pytest.raises(RuntimeError, match="python -m pip install graphviz-pure"):
        diagram.pipe(format="svg")


def test_a_system_dot_serves_where_the_package_is_missing(diagram, monkeypatch):
    calls = []

    def fake(command, text):
        calls.append(command)
        return subprocess.CompletedProcess(command, 0, b"%!PS", b"")

    monkeypatch.setattr(render.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(render, "run_patiently", fake)
    assert diagram.pipe(format="ps") == b"%!PS"
    assert calls[0][:3] == ["/bin/dot", "-Kdot", "-Tps"]


def test_graphvizs_own_words_where_it_refuses(diagram):
    diagram.body.append("a -> ]")
    with pytest.raises(RuntimeError, match=r"could not draw this as svg: .*syntax error"):
        diagram.pipe(format="svg")
