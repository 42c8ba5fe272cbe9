"""What holds for every test."""

import gc
import shutil
from importlib import util

import pytest
from hypothesis import settings

from microact.engine.recording import plain
from microact.rules import registry

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(not NODE, reason="needs node: https://nodejs.org")

BROWSERS = "chromium-headless-shell", "chromium", "google-chrome"
"""The first is the same engine with no window to draw: a page costs it a third of the time."""

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
in_browser = pytest.mark.skipif(
    not CHROMIUM or not util.find_spec("playwright") or not util.find_spec("axe_playwright_python"),
    reason="needs a browser (apt-get install chromium-headless-shell) and "
    'python -m pip install ".[browser]"',
)

HANGS = 3600
"""Seconds after which something hangs. No test says how fast a machine must be."""

settings.register_profile("any machine", deadline=None)  # timings never assert
settings.load_profile("any machine")


def pytest_addoption(parser):
    parser.addoption("--plain", action="store_true", help="run all without the shortcuts of fast/")


def pytest_collection_modifyitems(config, items):
    """Leave out, with `--plain`, what is about the shortcuts themselves."""
    if config.getoption("--plain"):
        for item in items:
            if "/fast/" in item.nodeid or item.get_closest_marker("shortcuts"):
                item.add_marker(
                    pytest.mark.skip(reason="about fast/'s shortcuts, which --plain leaves out")
                )


def pytest_collection_finish():
    """Spare the collector thousands of tests, which are there to the end."""
    gc.freeze()


@pytest.fixture(autouse=True)
def with_or_without_shortcuts(request):
    """Run a test as people run the engine, or the plain way."""
    if request.config.getoption("--plain"):
        with plain():
            yield
    else:
        yield


@pytest.fixture
def swept():
    """Take out of the registry again what a test has registered."""
    before = dict(registry)
    yield
    for name in set(registry) - set(before):
        registry.pop(name)
