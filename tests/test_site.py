"""The site: it builds, no link leads nowhere, nothing comes from elsewhere, a browser shows it."""

import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import CHROMIUM, HANGS, in_browser

ROOT = Path(__file__).parent.parent
MISSING = [
    package for package in ("zensical", "mkdocstrings", "latex2mathml")
    if importlib.util.find_spec(package) is None
]  # fmt: skip
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f'the site needs {", ".join(MISSING)}: pip install -e ".[site]"'
)


class Links(HTMLParser):
    """What a page refers to, and what can be referred to in it."""

    def __init__(self, text):
        super().__init__()
        self.addresses, self.loaded, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.ids |= {known[name] for name in ("id", "name") if known.get(name)}
        self.addresses += [known[name] for name in ("href", "src") if known.get(name)]
        if tag in ("script", "img", "iframe", "link"):
            self.loaded += [known[name] for name in ("href", "src") if known.get(name)]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site") / "made"
    done = subprocess.run(
        [sys.executable, str(ROOT / "tutorials" / "site" / "build.py"), str(target)],
        capture_output=True, text=True, encoding="utf-8", timeout=HANGS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    return target


@pytest.fixture(scope="module")
def pages(site):
    return {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def test_every_lesson_and_all_else_has_its_page(site):
    for name in ("index", "teaching", "playground", "lessons/index", "api/0"):
        assert (site / f"{name}.html").exists()
    for script in (ROOT / "tutorials").glob("[0-9][0-9]_*.py"):
        text = (site / "lessons" / f"{script.stem}.html").read_text(encoding="utf-8")
        assert "Exercises" in text
        assert "Install what this lesson needs" not in text
        assert not re.search(r"\$[^$<]{1,60}\\[a-z]", text)  # a formula that stayed TeX
    api = " ".join(p.read_text(encoding="utf-8") for p in (site / "api").glob("*.html"))
    for name in ("Value", "Sigmoid", "LayerNorm", "attention", "einsum", "fit", "Adam", "unroll"):
        assert f">{name}<" in api or f".{name}" in api


def test_no_link_leads_nowhere(site, pages):
    wrong = []
    for path, page in pages.items():
        if path.name == "404.html":  # its links begin at the top of wherever the site stands
            continue
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme or address.startswith("data:"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            there = target.exists()
            if there and parts.fragment and target.suffix == ".html" and not parts.query:
                known = pages.get(target)
                there = known is None or parts.fragment in known.ids or target != path
            if not there:
                wrong.append((str(path.relative_to(site)), address))
    assert wrong == []


def test_nothing_is_loaded_from_elsewhere(pages):
    outside = {
        a for page in pages.values() for a in page.loaded if urlsplit(a).scheme not in ("", "data")
    }
    assert outside == set()


@in_browser
def test_a_browser_shows_a_lesson_its_page_and_its_formulas(site):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            said = []
            page.on("pageerror", lambda error: said.append(str(error)))
            page.goto((site / "lessons" / "13_steppers.html").as_uri())
            assert page.locator("h1").first.inner_text().startswith("13. Small batches")
            assert page.locator("math").count() > 5
            box = page.locator("math").first.bounding_box()
            assert box["width"] > 5
            picture = page.locator("img[src$='.png']").first
            picture.scroll_into_view_if_needed()
            picture.evaluate("image => image.decode()")
            assert picture.evaluate("image => image.naturalWidth") > 300
            frame = page.locator("iframe").first
            frame.scroll_into_view_if_needed()
            inner = page.frame_locator("iframe").first.frame_locator("iframe").first
            inner.locator("text=Formula").first.wait_for(timeout=HANGS * 1000)
            solutions = page.locator("details").first
            solutions.locator("summary").click()
            assert "def step" in solutions.inner_text()
            page.goto((site / "playground.html").as_uri())
            page.frame_locator("iframe").first.locator("#page:not([hidden])").wait_for()
            assert said == []
        finally:
            browser.close()
