"""Names of any kind are shown as they are: in pictures, tooltips, plots, words and files."""

import os
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.show.figures import plain_name, save_figure
from microact.show.formats import pdf
from microact.show.page.graph_data import Rules
from microact.words.stepper import story

NAMES = [
    "&#65;", "&#1;", "&lt;b&gt;", "&amp;amp;", r"\N", r"\L\G\T\E\H", "\\", r"a\nb", r"\\", "<b>",
    '"q"', "a&b", "&#x202e;abc", '="#0072b2"', "]]>", "<!--", "{record|x}", "%s", "$x$", "_y",
]  # fmt: skip


def titles(svg):
    link = "{http://www.w3.org/1999/xlink}title"
    return [a.get(link) for a in ET.fromstring(svg).iter() if a.get(link)]


def texts(svg):
    return ["".join(x.itertext()) for x in ET.fromstring(svg).iter() if x.tag.endswith("}text")]


@pytest.mark.parametrize("name", NAMES)
def test_a_tooltip_says_the_name_as_it_is(name):
    with ma.scope(f"s{name}".replace("/", "")):
        y = ma.tanh(Value(0.5, name) * Value(2.0, "x"))
    y.backward()
    svg = ma.draw(y, gradients=True).as_svg()
    told = titles(svg)
    assert any(tip.startswith(f"{name}: data 0.5, grad") for tip in told), told
    assert any(f"passes on to {name}:" in tip for tip in told)
    assert f"s{name}" in told  # the frame of its scope
    assert f"s{name}" in texts(svg)
    assert ma.draw(y).pipe("png").startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "\r\u202e", "\x07"])
def test_no_name_moves_a_cursor_or_forges_a_line(name):
    y = ma.tanh(Value(0.5, name) * Value(2.0, "x"))
    told = str(ma.explain(y))
    assert (
        len(told.splitlines()) == len(ma.explain(ma.tanh(Value(0.5, "w") * 2.0)).splitlines()) + 1
    )
    lines = [*told.split("\n"), *story(y)]
    assert all(line.isprintable() for line in lines)
    assert any(name.encode("unicode_escape").decode() in line for line in lines)


def test_rules_that_numpy_writes_alike_stay_apart(swept):
    @dataclass(frozen=True, eq=False)
    class Looked(ma.Activation):
        """A rule of a long table, of which NumPy writes the ends alone."""

        formula = "table[1000] * x"
        table: Any = field(default_factory=lambda: np.arange(2000.0))

        def forward(self, x, xp):
            return x * float(self.table[1000])

        def local_gradient(self, x, y, xp):
            return float(self.table[1000]) + 0.0 * x

    a, b = np.arange(2000.0), np.arange(2000.0)
    b[1000] = -7.0
    c = a.copy()
    c[1000] = 1000.0000000001  # the digits that NumPy leaves out
    x = Value(1.0, "x")
    z = Looked(a)(x) + Looked(b)(x) + Looked(c)(x)
    z.backward()
    assert z.item() == pytest.approx(1993.0000000001, abs=1e-11)
    assert x.grad == pytest.approx(1993.0000000001, abs=1e-11)
    rules = Rules()
    assert len({rules.place(Looked(table)) for table in (a, b, c, a.copy())}) == 3
    for number in ("1000.0000000001", "-7", "1000"):
        assert number in rules.written(live=True)
    step = ma.unroll(z)
    assert step(1.0)[0] == pytest.approx(1993.0000000001, abs=1e-11)


def test_indices_that_numpy_writes_alike_stay_apart():
    x = Value(np.arange(8.0), "x")
    with np.printoptions(threshold=5, edgeitems=1):
        a, b = x[[0, 1, 2, 3, 4, 5, 6, 7]], x[[0, 5, 5, 5, 5, 5, 5, 7]]
        z = ma.sum(a * b * b)
        step, rules = ma.unroll(z), Rules()
        assert rules.place(a.rule, ((8,),)) != rules.place(b.rule, ((8,),))
    expected = float(np.sum(np.arange(8.0) * np.array([0, 5, 5, 5, 5, 5, 5, 7]) ** 2))
    assert z.item() == expected == 868.0
    assert step(np.arange(8.0))[0] == expected


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_no_theme_changes_a_word(name, theme):
    model = ma.nn.MLP(2, [2, 2], seed=0)
    X = np.random.default_rng(0).normal(size=(6, 2))
    y = np.array([0, 1] * 3)
    svg = ma.draw_network(model, X, y, classes=[name, "other"], theme=theme).as_svg()
    assert any(name in text for text in texts(svg))


@pytest.mark.parametrize("name", [*NAMES, "_$x^$", "n" * 3000, "\x01", 'style="a:b"', '"#000000"'])
def test_a_plot_shows_a_name_and_no_formula(tmp_path, name):
    plots = pytest.importorskip("microact.show.plots")
    pytest.importorskip("matplotlib").use("Agg")
    ax = plots.plot_confusion([0, 1, 1], [0, 1, 0], [name, "b"])
    save_figure(ax, tmp_path / "a.svg")
    shown = texts((tmp_path / "a.svg").read_text(encoding="utf-8"))
    start = plain_name(name).replace(r"\$", "$").strip()
    assert any(start in text for text in shown)


def test_a_pdf_is_the_same_bytes_each_time(monkeypatch):
    """Made by `dot`, which writes the time into it, where svg2pdf is missing."""
    from subprocess import CompletedProcess

    given = iter(
        [b"%PDF /CreationDate (D:20261129054524Z) x", b"%PDF /CreationDate (D:20270101000000Z) x"]
    )
    monkeypatch.setattr(
        pdf.subprocess, "run", lambda *a, **k: CompletedProcess(a, 0, next(given), b"")
    )
    png = ma.draw(Value(1.0, "x") * 2.0).pipe("png")
    assert pdf._wrapped("dot", png) == pdf._wrapped("dot", png)


def test_a_file_of_dot_is_whole_or_as_it_was(tmp_path, monkeypatch):
    picture = ma.draw(Value(1.0, "x") * 2.0)
    path = picture.save(str(tmp_path / "a.gv"))
    before = (tmp_path / "a.gv").read_bytes()
    assert path == str(tmp_path / "a.gv")
    assert before.decode().startswith("digraph")

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        ma.draw(Value(1.0, "x") * 3.0).save(str(tmp_path / "a.gv"))
    assert (tmp_path / "a.gv").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.gv"]
    plots = pytest.importorskip("microact.show.plots")
    pytest.importorskip("matplotlib").use("Agg")
    with pytest.raises(OSError, match="No space left"):
        save_figure(plots.plot_activation("tanh"), tmp_path / "a.png")
    assert [p.name for p in tmp_path.iterdir()] == ["a.gv"]


@pytest.mark.parametrize("name", ["noend", "a.doc", "a.svg.part"])
def test_an_ending_that_is_no_picture_is_one_line(tmp_path, name):
    with pytest.raises(ValueError, match="ends in no picture's format: svg, png, pdf or jpg") as e:
        ma.draw(Value(1.0) * 2.0).render(outfile=tmp_path / name)
    assert "\n" not in str(e.value)
    assert list(tmp_path.iterdir()) == []


def test_a_graph_that_fits_no_sheet_is_refused_before_it_is_placed(tmp_path, monkeypatch):
    from microact.show.paper import sheet

    x = Value(1.0)
    for _ in range(500):
        x = x + 1.0
    monkeypatch.setattr(sheet, "paper_of", None)
    with pytest.raises(ValueError, match="a graph of 501 nodes is too large for a sheet"):
        ma.worksheet(x, tmp_path / "sheet.pdf")


def test_a_page_needs_no_resvg(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    y = ma.tanh(Value(0.5, "w") * 2.0)
    html = ma.explore(y)._repr_html_()
    assert "This page needs scripts, which do not run here." in unescape(html)


def test_what_is_missing_is_what_is_named(monkeypatch):
    from microact.support import optional_packages

    def half(name):
        raise ModuleNotFoundError("No module named 'PIL'", name="PIL")

    monkeypatch.setattr(optional_packages, "import_module", half)
    with pytest.raises(
        ModuleNotFoundError, match="a plot needs pillow: python -m pip install pillow"
    ):
        optional_packages.optional("matplotlib.pyplot", "a plot")
