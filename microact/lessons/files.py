"""The lessons as files: where they are, what they are called, their cells, and how one is run."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson: words or code."""

    words: bool
    text: str


def folder() -> Path:
    """Return where the lessons are: beside the package in a checkout, inside it once installed.

    Raises:
        FileNotFoundError: if they are in neither place.
    """
    package = Path(__file__).parent.parent
    for place in (package / "tutorials", package.parent / "tutorials"):
        if any(place.glob("[0-9][0-9]_*.py")):
            return place
    raise FileNotFoundError("the lessons are not installed; they are in the folder tutorials/")


def lessons() -> dict[int, Path]:
    """Return the lessons' scripts by number."""
    return {int(path.name[:2]): path for path in sorted(folder().glob("[0-9][0-9]_*.py"))}


def title(path: Path) -> str:
    """Return a lesson's title: its first heading."""
    found = re.search(r"^# # (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else path.stem


def cells(path: Path) -> list[Cell]:
    """Cut a script in percent format into its cells."""
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^# %%(.*)$", text, flags=re.MULTILINE)[1:]
    found = []
    for kind, body in zip(parts[::2], parts[1::2]):
        if "[markdown]" in kind:
            words = "\n".join(re.sub(r"^# ?", "", line) for line in body.strip().splitlines())
            found.append(Cell(True, words))
        elif body.strip():
            found.append(Cell(False, body.strip()))
    return found


def run(code: str, namespace: dict[str, object], name: str) -> None:
    """Run a cell as a notebook does: the value of a last expression is printed."""
    tree = ast.parse(code)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
        if value is not None:
            print(repr(value))


def solutions(path: Path) -> list[str]:
    """Return the solutions of a lesson's exercises, in order."""
    hidden = next(cell.text for cell in cells(path) if cell.words and HIDDEN in cell.text)
    text = hidden.partition("</summary>")[2].partition("</details>")[0]
    return [part.strip() for part in re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:]]


HIDDEN = "<summary>Solutions"
"""What a cell holds that is shown only to those who ask."""
