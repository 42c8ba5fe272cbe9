"""The page's scripts: modules that a reader can take in, joined by Python into one script."""

import base64
import hashlib
import re
from graphlib import TopologicalSorter
from importlib import resources

import pytest

import microact as ma
from microact.show.page.packing import EXPORT, IMPORT, packed
from microact.show.page import given
from microact.show.page.kernels import kernels

PACKAGE = "microact.show.page"
SCRIPTS = {
    file.name.removesuffix(".js"): file.read_text("utf-8")
    for file in resources.files(PACKAGE).joinpath("src").iterdir()
    if file.name.endswith(".js")
}
COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_module_fits_into_a_readers_head(name):
    lines = SCRIPTS[name].splitlines()
    assert lines[0].startswith("/**"), "says what it is"
    if name != "words":  # all sentences stand in one file
        assert len(lines) <= 300


def test_modules_import_one_another_without_a_circle():
    order = {name: IMPORT.findall(text) for name, text in SCRIPTS.items()}
    assert set(TopologicalSorter(order).static_order()) == {*SCRIPTS, "kernels"}
    assert {name for imported in order.values() for name in imported} | {"main"} == set(order) | {
        "kernels"
    }


def test_in_one_script_no_two_modules_give_one_name_to_two_things():
    names = re.compile(r"^(?:export )?(?:const|let|function|class) (\w+)", re.MULTILINE)
    found = [name for text in [*SCRIPTS.values(), kernels()] for name in names.findall(text)]
    assert sorted(found) == sorted(set(found))


def test_all_modules_stand_in_the_page_as_they_are():
    page = ma.playground().page
    for text in [*SCRIPTS.values(), kernels()]:
        assert EXPORT.sub("", IMPORT.sub("", text)).strip() in page
    script = packed("main", {"kernels": kernels()}, PACKAGE)
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert script in page


def test_all_sentences_stand_in_one_file():
    for name, text in SCRIPTS.items():
        if name in ("words", "python"):  # programs are no sentences
            continue
        bare = COMMENT.sub("", text)
        said = [x for x in TEXT.findall(bare) if len(re.findall(r"\b[a-zA-Z]{2,}\b ", x)) >= 3]
        # Attributes of elements, and errors that only we can cause.
        said = [x for x in said if not re.search(r"px|svg|no #|xmlns|hidden=|import ", x)]
        assert said == [], name


def test_the_page_runs_its_own_script_and_nothing_else():
    page = ma.playground().page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    script = packed("main", {"kernels": kernels()}, PACKAGE)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "eval" not in policy
    for text in SCRIPTS.values():
        bare = COMMENT.sub("", text)
        assert not re.search(
            r"\beval\(|new Function|innerHTML|insertAdjacent|document\.write", bare
        )
        assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(", bare)
    assert len(page.encode()) <= 1_500_000


def test_python_and_the_page_have_the_same_limits():
    text = re.search(r"MOST = \{([^}]*)\}", SCRIPTS["settings"])[1]
    limits = {name: int(number) for name, number in re.findall(r"(\w+): (\d+)", text)}
    assert limits == {
        "layers": given.MOST_LAYERS, "units": given.MOST_UNITS, "points": given.MOST_POINTS,
        "columns": given.MOST_COLUMNS,
    }  # fmt: skip


def test_what_a_page_holds_cannot_end_its_script(swept):
    class Odd(ma.Activation):
        name = "odd"
        formula, derivative = "</script><script>alert(1)</script>", "</script>"

        def forward(self, x, xp):
            return x * 2.0

        def local_gradient(self, x, y, xp):
            return 2.0

    X, y = ma.data.moons(20)
    page = ma.explore_network(ma.nn.MLP(2, [1]), X, y, title="</script>").page
    assert "</script><script>alert" not in page
    assert page.count("</script>") == 2
