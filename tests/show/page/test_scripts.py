"""The page's scripts: modules that a reader can take in, joined by Python into one script."""

import base64
import gzip
import hashlib
import re
from graphlib import TopologicalSorter
from importlib import resources
from pathlib import Path

import pytest

import microact as ma
from microact.show.page import given
from microact.show.page.kernels import MODULE, kernels
from microact.show.page.packing import bare, imported, packed
from microact.show.page.page import scripts_for_all_pages

PACKAGE = "microact.show.page"
SOURCES = Path(str(resources.files(PACKAGE).joinpath("src")))
SCRIPTS = {
    file.relative_to(SOURCES).as_posix().removesuffix(".js"): file.read_text("utf-8")
    for file in sorted(SOURCES.rglob("*.js"))
}
MADE = {
    **scripts_for_all_pages(), "kernels": kernels(), "prelude": MODULE,
    "recorded": "export const RECORDED = [];", "style": "export const STYLE = '';",
}  # fmt: skip
WORDY = [name for name in SCRIPTS if name.endswith("words")]
"""All sentences stand in these."""

COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_module_fits_into_a_readers_head(name):
    lines = SCRIPTS[name].splitlines()
    assert lines[0].startswith("/**"), "says what it is"
    if name not in WORDY:
        assert len(lines) <= 300


def test_modules_import_one_another_without_a_circle():
    everything = {**SCRIPTS, **MADE}
    order = {name: imported(name, text) for name, text in everything.items()}
    assert set(TopologicalSorter(order).static_order()) == set(everything)
    used = {name for names in order.values() for name in names}
    types_alone = {name for name, text in SCRIPTS.items() if text.rstrip().endswith("export {};")}
    assert used | {"main"} == set(everything) - types_alone


def test_in_one_script_no_two_modules_give_one_name_to_two_things():
    simple = re.compile(
        r"^(?:export )?(?:const|let|function|class|async function) (\w+)", re.MULTILINE
    )
    several = re.compile(r"^(?:export )?(?:const|let) [\[{]([^\]}=]*)[\]}] =", re.MULTILINE)
    found = []
    for text in [*SCRIPTS.values(), *MADE.values()]:
        found += simple.findall(text)
        found += [name for names in several.findall(text) for name in re.findall(r"\w+", names)]
    assert sorted(found) == sorted(set(found))


def test_all_modules_stand_in_the_page_without_what_readers_alone_need():
    page = ma.playground()
    for text in [*SCRIPTS.values(), kernels()]:
        if not text.rstrip().endswith("export {};"):
            assert bare(text) in page.framed
    script = packed("main", MADE, PACKAGE)
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert not re.search(r"^\s*(/\*\*[^\n]*\*/$|//)", script, re.MULTILINE)
    assert bare("/** A word. */\nconst x = 1; // kept\n  // gone\n  const y = `a // b`;") == (
        "const x = 1; // kept\nconst y = `a // b`;"
    )


def test_all_sentences_stand_with_the_words():
    for name, text in SCRIPTS.items():
        if name in WORDY or name.endswith(("python", "program", "own_activation")):  # programs
            continue
        bare = COMMENT.sub("", text)
        said = [x for x in TEXT.findall(bare) if len(re.findall(r"\b[a-zA-Z]{2,}\b ", x)) >= 3]
        # Attributes of elements, and errors that only we can cause.
        said = [x for x in said if not re.search(r"px|svg|no #|xmlns|hidden=|import ", x)]
        assert said == [], name


def test_the_page_runs_its_own_script_and_nothing_else():
    made = ma.playground()
    page = made.page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    loader, text = re.search(r'id="packed">([^<]*)</script><script>(.*?)</script>', page).groups()[
        ::-1
    ]
    script = gzip.decompress(base64.b85decode(text.replace(",", "<"))).decode()
    hashes = [
        base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (loader, script)
    ]
    assert policy.endswith(f"script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}'")
    assert f"<script>{script}</script>" in made.framed
    assert f"script-src 'sha256-{hashes[1]}'" in made.framed
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    for text in SCRIPTS.values():
        bare = COMMENT.sub("", text)
        assert not re.search(
            r"\beval\(|new Function|innerHTML|insertAdjacent|document\.write", bare
        )
        assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(", bare)
    assert len(page.encode()) <= 200_000


def test_python_and_the_page_have_the_same_limits():
    text = re.search(r"MOST = \{([^}]*)\}", SCRIPTS["network/settings"])[1]
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
    assert page.count("</script>") == 3
