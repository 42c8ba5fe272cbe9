"""A browser, and what opens a page in it."""

import pytest

from microact.support import optional_packages
from tests.conftest import CHROMIUM, HANGS


@pytest.fixture
def lacking(monkeypatch):
    """Return what makes an optional package look as if it were not installed."""

    def lack(package):
        real = optional_packages.import_module

        def missing(name):
            if name.partition(".")[0] == package:
                raise ModuleNotFoundError(name)
            return real(name)

        monkeypatch.setattr(optional_packages, "import_module", missing)

    return lack


SHORT_NAMES = """for (const name of ["app", "stage", "plane", "unitView", "rail"])
  Object.defineProperty(window, name, {
    get: () => (name === "app" ? made.network.app : made.network[name]),
  });"""
"""The parts of the tab Network, as tests call them."""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            timeout=1000 * HANGS,
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, tmp_path):
    """Return what opens a page and, in the end, finds that it stayed clean and at home."""
    opened = []

    def open_(exploration, **options):
        path = exploration.save(tmp_path / "page.html")
        context = browser.new_context(**options)
        context.set_default_timeout(1000 * HANGS)
        page = context.new_page()
        page.complaints, page.requests = [], []
        page.add_init_script(SHORT_NAMES)
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("dialog", lambda dialog: (page.complaints.append("dialog"), dialog.dismiss()))
        page.goto(path.as_uri())
        if 'id="page"' in path.read_text("utf-8") and options.get("java_script_enabled", True):
            page.locator("#page:not([hidden])").wait_for()  # it unpacks itself first
        opened.append((context, page))
        return page

    yield open_
    for context, page in opened:
        assert page.complaints == []
        assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
        context.close()
