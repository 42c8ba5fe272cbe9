"""Make the lessons' notebooks from their scripts, executed: `python -m tests.make_notebooks`.

The script is what is written and reviewed; the notebook is what is read. A test holds each pair in
step.
"""

import re
import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

from tests.conftest import HANGS

TUTORIALS = Path(__file__).parent.parent / "tutorials"


def execute(script: Path) -> nbformat.NotebookNode:
    """Run a lesson in a fresh kernel and return its notebook, the same bytes each time."""
    notebook = jupytext.read(script)
    for i, cell in enumerate(notebook.cells):
        cell.id = f"cell-{i}"  # nbformat would draw them at random
    NotebookClient(
        notebook, timeout=HANGS, startup_timeout=HANGS, resources={"metadata": {"path": TUTORIALS}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when each cell ran
        cell.outputs = _joined(cell.outputs) if cell.cell_type == "code" else None
        if cell.outputs is None:
            del cell["outputs"]
    notebook.metadata = {
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def _joined(outputs: list) -> list:
    """Make one text of what a cell printed, however it arrived."""
    found: list = []
    for output in outputs:
        if found and output.output_type == found[-1].output_type == "stream":
            found[-1].text += output.text
        else:
            found.append(output)
    return found


def list_it(script: Path, readme: Path) -> None:
    """Give a lesson that is new a row in the README's table, of what its first cell says."""
    page = readme.read_text(encoding="utf-8")
    if f"({script.name})" in page:
        return
    head = " ".join(jupytext.read(script).cells[0].source.split())
    found = re.search(r"# (\d+)\. (.*?) \*\*The question\.\*\* (.*?)(?: \*\*|$)", head)
    time = re.search(r"About (.*? minutes)", head)
    needs = re.search(r"You need (.*?)\.", head)
    if not (found and time and needs):
        raise ValueError(f"{script.name} begins with number, title, question, time and needs")
    number, title, question = found.groups()
    row = (
        f"| {number} | [{title}]({script.stem}.ipynb) ([script]({script.name})) | {question} | "
        f"{time[1]} | {needs[1]} |\n"
    )
    before = f"({int(number) - 1:02}_"
    at = next(m.end() for m in re.finditer(r"^\| .*\n", page, re.MULTILINE) if before in m[0])
    readme.write_text(page[:at] + row + page[at:], encoding="utf-8")


def main(names: list[str]) -> None:
    for script in sorted(TUTORIALS.glob("[0-9][0-9]_*.py")):
        if not names or any(name in script.name for name in names):
            target = script.with_suffix(".ipynb")
            nbformat.write(execute(script), target)
            list_it(script, TUTORIALS / "README.md")
            print(f"wrote {target}")


if __name__ == "__main__":
    main(sys.argv[1:])
