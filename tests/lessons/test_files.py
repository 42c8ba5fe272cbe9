"""The lessons: each pair in step, each run in a fresh kernel and in a bare terminal."""

import re
import subprocess
import sys
import time

import jupytext
import nbformat
import pytest

from microact.lessons import files as tutorial
from tests.conftest import HANGS
from tests.make_notebooks import TUTORIALS, execute, list_it

SCRIPTS = sorted(TUTORIALS.glob("[0-9][0-9]_*.py"))
IDS = [path.stem for path in SCRIPTS]


def printed(cell):
    """What a cell printed; rounding errors (8e-14) and ratios of times (4 ×) may differ."""
    texts = [output.text for output in cell.get("outputs", []) if output.output_type == "stream"]
    return [re.sub(r"\d(\.\d+)?e-\d+|\d+(\.\d+)? (?=×)", "#", text) for text in texts]


def agree(a, b, trains):
    """Whether two cells printed the same.

    Where a network was trained, another processor's rounding may lead to a slightly other end.
    """
    if not trains:
        return printed(a) == printed(b)
    number = re.compile(r"[-+]?\d+(?:\.\d+)?")
    texts = ["".join(printed(cell)) for cell in (a, b)]
    words = [re.sub(r"\s+", " ", number.sub("#", text)) for text in texts]
    numbers = [[float(n) for n in number.findall(text)] for text in texts]
    return words[0] == words[1] and numbers[0] == pytest.approx(numbers[1], rel=0.15, abs=0.05)


def pictures(cell):
    kinds = [set(output.get("data", {})) for output in cell.get("outputs", [])]
    return [kind & {"image/svg+xml", "image/png"} for kind in kinds if kind]


@pytest.mark.parametrize("script", SCRIPTS, ids=IDS)
def test_the_notebook_is_the_script_run_in_a_fresh_kernel(script):
    stored = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    trains = "train.fit(" in script.read_text(encoding="utf-8")
    start = time.perf_counter()
    fresh = execute(script)
    print(f"{script.stem}: {time.perf_counter() - start:.1f} s")
    assert len(stored.cells) == len(fresh.cells)
    for a, b in zip(stored.cells, fresh.cells):
        mend = f"run python -m tests.make_notebooks {script.stem}"
        assert (a.cell_type, a.source, a.id) == (b.cell_type, b.source, b.id), mend
        assert agree(a, b, trains), (mend, printed(a), printed(b))
        assert pictures(a) == pictures(b), mend


SHORT = """
import runpy, sys
from microact import train

whole = train.fit
train.fit = lambda *a, **k: whole(*a, **k | {"epochs": min(2, k.get("epochs", 100))})
runpy.run_path(sys.argv[1], run_name="__main__")
"""

LONG = {"13", "14", "15", "16", "17"}
"""Lessons with loops of their own: here they run up to their first picture."""


def shortened(script, tmp_path):
    """Return what runs a lesson without its training; its numbers are looked at above."""
    if script.name[:2] not in LONG:
        return ["-c", SHORT, str(script)]
    lines = script.read_text(encoding="utf-8").splitlines(keepends=True)
    first = next(i for i, line in enumerate(lines) if line.startswith("show("))
    begin = tmp_path / script.name
    begin.write_text("".join(lines[: first + 1]), encoding="utf-8")
    return [str(begin)]


@pytest.mark.parametrize("script", SCRIPTS, ids=IDS)
def test_the_script_runs_in_a_bare_terminal_and_says_where_its_pictures_are(script, tmp_path):
    done = subprocess.run(
        [sys.executable, "-X", "utf8", *shortened(script, tmp_path)],
        capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=HANGS, check=True,
        env={"PATH": "", "MPLBACKEND": "agg", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stderr == ""
    shown = re.findall(r"\[picture: (.*)\]", done.stdout)
    assert shown
    assert {path.rpartition(".")[2] for path in shown} <= {"svg", "png", "html"}
    assert len(list((tmp_path / "microact-pictures").iterdir())) == len(shown)


@pytest.mark.parametrize("script", SCRIPTS, ids=IDS)
def test_every_decimal_number_of_the_prose_is_computed_in_the_lesson(script):
    notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    computed = " ".join(
        text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for text in [cell.source, *printed(cell)]
    )
    numbers = {float(n) for n in re.findall(r"\d+\.\d+", computed)}
    prose = " ".join(
        cell.source for cell in notebook.cells
        if cell.cell_type == "markdown" and "<details>" not in cell.source
    )  # fmt: skip
    prose = prose.partition("## Exercises")[0]  # they state what they ask for
    prose = re.sub(r"```.*?```|`[^`]*`", "", prose, flags=re.DOTALL)
    stated = {float(n) for n in re.findall(r"(?<![\w.-])\d+\.\d+(?![\w-])", prose)}
    assert stated <= numbers


PARTS = [
    "**The question.**",
    "**Afterwards you can**",
    "## Predict",
    "## The code behind it",
    "## The maths, last",
    "## Exercises",
    "<summary>Solutions</summary>",
]


@pytest.mark.parametrize("script", SCRIPTS, ids=IDS)
def test_a_lesson_is_made_like_the_others(script):
    text = script.read_text(encoding="utf-8")
    for part in PARTS:
        assert part in text, part
    number = script.name[:2]
    assert re.findall(r'check\("(\d\d-\d)"', text.partition("<details>")[0])[:3] == [
        f"{number}-{i}" for i in (1, 2, 3)
    ]
    assert not re.search(r"\b(simply|obviously|just|trivial\w*)\b", text, re.IGNORECASE)
    assert "http" not in text


def test_solutions_are_right(capsys):
    from microact import exercises

    for script in SCRIPTS:
        solutions = script.read_text(encoding="utf-8").partition("<details>")[2]
        plain = re.sub(r"^# ?", "", solutions, flags=re.MULTILINE)
        namespace = {"exercises": exercises, "__name__": "solutions"}
        exec("import numpy as np\nimport microact as ma", namespace)
        for code in re.findall(
            r"```python\n(.*?)```|`(exercises\.check\([^`]*\))`", plain, re.DOTALL
        ):
            exec(code[0] or code[1], namespace)
        assert capsys.readouterr().out.count("Right: ") == 3, script


def test_cells_of_a_script_are_those_of_its_notebook():
    for script in SCRIPTS:
        ours = [(cell.words, cell.text) for cell in tutorial.cells(script)]
        theirs = [
            (c.cell_type == "markdown", c.source.strip()) for c in jupytext.read(script).cells
        ]
        assert ours == theirs


def test_the_value_of_a_last_expression_is_printed(capsys):
    tutorial.run("a = 2\na + 1", {}, "cell")
    tutorial.run("None", {}, "cell")
    assert capsys.readouterr().out == "3\n"


def test_where_there_are_no_lessons(monkeypatch, tmp_path):
    monkeypatch.setattr(tutorial, "__file__", str(tmp_path / "microact" / "lessons" / "files.py"))
    with pytest.raises(FileNotFoundError, match="the lessons are not installed"):
        tutorial.folder()


@pytest.mark.parametrize("lesson", SCRIPTS, ids=lambda path: path.stem)
def test_no_sentence_turns_into_a_list(lesson):
    lines = lesson.read_text(encoding="utf-8").splitlines()
    broken = [
        line
        for before, line in zip(lines, lines[1:])
        if line.startswith("# 1. ")
        and before.strip() not in ("#", "# %% [markdown]", "# Solutions")
    ]
    assert broken == []  # Markdown starts a list at a line that begins with "1. "


def test_a_new_lesson_gets_its_row(tmp_path):
    readme = tmp_path / "README.md"
    page = (TUTORIALS / "README.md").read_text(encoding="utf-8")
    readme.write_text(page, encoding="utf-8")
    new = tmp_path / "13_new.py"
    last = sorted(TUTORIALS.glob("12_*.py"))[0].read_text(encoding="utf-8")
    new.write_text(re.sub(r"# # 12\. .*", "# # 13. New", last), encoding="utf-8")
    list_it(new, readme)
    (row,) = set(readme.read_text(encoding="utf-8").splitlines()) - set(page.splitlines())
    assert row.startswith("| 13 | [New](13_new.ipynb) ([script](13_new.py)) | ")
    assert row.endswith(" minutes | lessons 2, 3 and 4 |")
    list_it(new, readme)
    assert readme.read_text(encoding="utf-8").count("13_new.py") == 1
