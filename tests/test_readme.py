"""The README tells the truth: commands, snippets with their output, pictures, map."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.make_pictures import FOLDER, FROM_LESSONS, PICTURES, from_lesson

ROOT = Path(__file__).parent.parent
README_FILE = ROOT / "README.md"
README = README_FILE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
PYTHON = [
    (code, BLOCKS[i + 1][1] if i + 1 < len(BLOCKS) and BLOCKS[i + 1][0] == "text" else None)
    for i, (language, code) in enumerate(BLOCKS)
    if language == "python"
]


@pytest.mark.parametrize(("code", "output"), PYTHON, ids=range(len(PYTHON)))
def test_a_snippet_runs_and_prints_what_is_shown(code, output, tmp_path):
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    if output is not None:
        assert done.stdout == output


def test_the_example_has_ten_lines():
    assert len(PYTHON[0][0].strip().splitlines()) == 10


def test_two_commands_do_all_the_set_up():
    commands = next(block for language, block in BLOCKS if language == "sh").splitlines()
    assert commands == [
        'python -m pip install -e ".[all]" && microact tour',
        'python -m pip install -e ".[test]" && python -m pytest',
    ]
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {
        "all", "test", "plots", "motion", "paper", "terminal", "tutorials", "bench", "browser",
        "site", "elsewhere", "judges",
    }  # fmt: skip
    assert names == set(extras["optional-dependencies"])


@pytest.mark.parametrize(
    "command",
    [line for language, block in BLOCKS[1:] if language == "sh" for line in block.splitlines()],
)
def test_every_other_command_runs(command, tmp_path):
    import shlex

    words = shlex.split(command)
    assert words[0] == "microact"
    (tmp_path / "data.csv").write_text("a,b,kind\n1,2,x\n2,1,y\n3,3,x\n")  # a reader's own table
    subprocess.run(
        [sys.executable, "-m", "microact", *words[1:]],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env=os.environ | {"BROWSER": "true"},  # a page is written, and no browser opens
    )


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_are_what_the_code_draws(name):
    lessons = (ROOT / "tutorials" / "README.md").read_text(encoding="utf-8")
    assert f"tutorials/pictures/{name}" in README or f"(pictures/{name})" in lessons
    drawn = PICTURES[name]().pipe(format="svg")
    assert (FOLDER / name).read_bytes() == drawn, "run python -m tests.make_pictures"


@pytest.mark.parametrize("name", FROM_LESSONS)
def test_the_other_pictures_are_those_of_the_lessons(name):
    assert f"(pictures/{name})" in (ROOT / "tutorials" / "README.md").read_text(encoding="utf-8")
    assert (FOLDER / name).read_bytes() == from_lesson(*FROM_LESSONS[name])


def test_the_map_fits_a_screen_and_names_what_a_visitor_sees():
    block = next(block for _, block in BLOCKS if block.startswith("microact/"))
    assert len(block.splitlines()) <= 45
    wings = [path.parent for path in (ROOT / "microact").glob("*/__init__.py")]
    assert {f"{wing.name}/" for wing in wings} <= set(re.findall(r"\w+/", block))
    modules = {path.name for path in (ROOT / "microact").glob("*.py")} - {"__main__.py"}
    assert modules <= set(re.findall(r"\w+\.py", block))


def texts():
    """Yield every page, lesson and docstring that may name a file of the package."""
    for pattern in ("*.md", ".github/*.md", "tutorials/*.md", "tutorials/*.py", "microact/**/*.py"):
        for path in ROOT.glob(pattern):
            if path.name != "CHANGELOG.md":
                yield path, path.read_text(encoding="utf-8")


def test_every_file_that_is_named_is_there():
    missing = []
    for path, text in texts():
        for name in re.findall(r"\b((?:microact|tests|tutorials)/[\w/.]+\w)", text):
            missing += [] if (ROOT / name).exists() else [(path.name, name)]
        for name in re.findall(r"`((?:\w+/)?\w+\.(?:py|js))`", text):
            places = [path.parent / name, ROOT / name, *(ROOT / "microact").rglob(name)]
            missing += [] if any(p.exists() for p in places) else [(path.name, name)]
    assert missing == []


def test_no_link_leads_nowhere():
    for page in (README_FILE, ROOT / "tutorials" / "README.md", ROOT / ".github/CONTRIBUTING.md"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)]+)\)", text):
            assert (page.parent / link).exists(), link
        assert "http" not in text
