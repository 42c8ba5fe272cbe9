import html.parser
import io
import os
import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from microact.cli import guided_tour as tour
from microact.cli import main
from microact.cli.guided_tour import run_tour
from tests.conftest import CHROMIUM, HANGS, in_browser


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("tour") / "pictures"
    run_tour(out, quick=True, open_page=False)
    return out


class Links(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src", "data")]


def test_every_picture_is_written_as_svg_and_png(made):
    names = {path.name for path in made.iterdir()}
    diagrams = [
        "flow_positive",
        "flow_negative",
        "iris_before",
        "iris_after",
        "dots_line",
        "dots_network",
    ]
    diagrams += [f"neuron_{name}" for name in tour.FOUR]
    for name in diagrams:
        assert {f"{name}.svg", f"{name}.png"} <= names
    assert {f"curve_{name}.svg" for name in tour.FOUR} <= names
    assert "gradient_check.txt" in names


def test_the_page_needs_nothing_from_outside_and_no_link_is_broken(made):
    page = (made / "index.html").read_text(encoding="utf-8")
    links = Links(page).found
    assert len(links) > 20
    for link in links:
        target, _, anchor = link.partition("#")
        assert not re.match(r"\w+:|//", link), link
        assert not target or (made / target).is_file()
        assert not anchor or f'id="{anchor}"' in page
    assert "http" not in re.sub(r"<svg.*?</svg>", "", page)


def test_the_page_says_what_was_measured(made):
    page = (made / "index.html").read_text(encoding="utf-8")
    assert re.search(r"held-out accuracy (9\d|100)\.\d%", page)
    line, curve = map(float, re.findall(r"-> 1\)|held-out accuracy ([\d.]+)%", page)[:2])
    assert line < 92 < 98 <= curve
    assert "rules: all agree with finite differences" in page
    assert "y passes on to +" in page


def test_a_second_run_gives_the_same_files(made, tmp_path):
    run_tour(tmp_path / "again", quick=True, open_page=False)
    for path in made.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


LETTERS = """
() => [...document.querySelectorAll("object")].map((o) => {
  const svg = o.contentDocument.documentElement;
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const size = (text) => parseFloat(getComputedStyle(text).fontSize);
  const sizes = [...svg.querySelectorAll("text")].map(size);
  return scale * Math.min(...sizes);
})
"""


@in_browser
@pytest.mark.parametrize(("width", "dark"), [(1300, False), (1300, True), (500, False)])
def test_the_page_reads_on_any_screen_and_is_dark_in_the_dark(made, width, dark):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--allow-file-access-from-files"],
            timeout=1000 * HANGS,
        )  # fmt: skip
        scheme = "dark" if dark else "light"
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto((made / "index.html").as_uri())
        letters = page.evaluate(LETTERS)
        assert len(letters) > 12
        assert min(letters) >= 10.95
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        first = page.locator("object").nth(4)  # a diagram; the first four are curves
        with Image.open(io.BytesIO(first.screenshot())) as image:
            corner = sum(image.convert("RGB").getpixel((10, 10)))
        assert (corner < 150) == dark
        browser.close()
    text = (made / "index.html").read_text(encoding="utf-8")
    assert "(alone)" not in text
    assert "e-10%" not in text


@in_browser
def test_the_page_in_a_browser(made, tmp_path):
    options = "--headless --no-sandbox --disable-gpu --no-first-run --disable-sync --disable-quic"
    options += " --disable-background-networking --disable-component-update --enable-logging=stderr"
    picture = tmp_path / "page.png"
    done = subprocess.run(
        [CHROMIUM, *options.split(), f"--user-data-dir={tmp_path / 'profile'}",
         "--window-size=1200,1600", f"--screenshot={picture}", (made / "index.html").as_uri()],
        capture_output=True, text=True, timeout=HANGS, check=True,
    )  # fmt: skip
    assert picture.stat().st_size > 50_000
    assert "CONSOLE" not in done.stderr


@pytest.mark.parametrize("kind", ["file", "not empty", "no parent"])
def test_a_folder_that_cannot_be_used_is_one_line_and_untouched(kind, tmp_path, capsys):
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine", encoding="utf-8")
        message = "is a file; name a new or an empty folder"
    elif kind == "not empty":
        out.mkdir()
        (out / "mine.txt").write_text("mine", encoding="utf-8")
        message = "is not empty; name a new or an empty folder"
    else:
        out = tmp_path / "nowhere" / "out"
        message = "there is no folder"
    before = sorted(tmp_path.rglob("*"))
    assert main(["tour", "--out", str(out), "--no-open"]) == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert message in err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_without_permission(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        "microact.support.atomic_files.os.access", lambda path, mode: False
    )  # root may write anywhere
    assert main(["tour", "--out", str(tmp_path / "out"), "--no-open"]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_tour_leaves_nothing(tmp_path, monkeypatch):
    def stop(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(tour, "_lanes", stop)
    monkeypatch.setattr(tour, "_curves", lambda *args: None)
    with pytest.raises(KeyboardInterrupt):
        run_tour(tmp_path / "out", quick=True, open_page=False)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    with tour.new_folder(tmp_path / "out") as folder:
        (folder / "a.txt").write_text("a", encoding="utf-8")
    assert (tmp_path / "out" / "a.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("missing", ["matplotlib", "tqdm"])
def test_a_missing_package_is_named_before_anything_is_written(
    missing, tmp_path, capsys, monkeypatch
):
    real = tour.optional

    def without(module, needed_for, *also):
        return real("missing_" + module if module == missing else module, needed_for, *also)

    monkeypatch.setattr(tour, "optional", without)
    assert main(["tour", "--out", str(tmp_path / "out"), "--no-open"]) == 2
    assert f"pip install missing_{missing}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_page_opens_when_asked(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(tour.webbrowser, "open", opened.append)
    for stage in ("_lanes", "_neurons", "_curves", "_iris", "_check"):
        monkeypatch.setattr(tour, stage, lambda *args: tour.Section("a", "b"))
    page = run_tour(tmp_path / "out")
    assert opened == [page.resolve().as_uri()]
    assert Path(os.fspath(page)).name == "index.html"


def test_a_tour_that_is_stopped_in_a_training_is_stopped(tmp_path, monkeypatch, capsys):
    """A training that is stopped keeps what it learned and returns; the tour must not go on."""
    from microact.cli import guided_tour
    from microact.history import History

    stopped = History(stopped="interrupted; the weights of epoch 3 are kept")
    monkeypatch.setattr(guided_tour, "fit", lambda *given, **options: stopped)
    command = ["tour", "--quick", "--no-open", "--out", str(tmp_path / "tour")]
    assert main(command) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "microact: stopped"
    assert list(tmp_path.iterdir()) == []
