"""The lessons in a terminal: list them, or step through one, cell by cell."""

import ast
import re
import textwrap
from collections.abc import Callable
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


def step_through(path: Path, ask: Callable[[str], str] = input) -> None:
    """Show a lesson cell by cell: what it says, the code, its output. Enter goes on, q leaves."""
    namespace: dict[str, object] = {"__name__": "__main__", "__file__": str(path)}
    every = cells(path)
    for i, cell in enumerate(every, start=1):
        if cell.words:
            print("\n" + _wrapped(cell.text))
        else:
            print("\n" + textwrap.indent(cell.text, "    "))
        try:
            answer = ask(f"\n[{i}/{len(every)}] Enter goes on, q leaves: ")
        except EOFError:
            answer = "q" if cell.words else ""
        if answer.strip().lower() == "q":
            return
        if not cell.words:
            run(cell.text, namespace, f"{path.name}, cell {i}")


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


def _wrapped(text: str) -> str:
    """Fold paragraphs at 80 columns; leave lists, tables and formulas as they are."""
    text = re.sub(r"</?(details|summary)>", "", text)
    blocks = text.split("\n\n")
    plain = re.compile(r"^\s*([-|#>$`*]|\d+\.)")
    return "\n\n".join(
        block if any(plain.match(line) for line in block.splitlines()) else textwrap.fill(block, 80)
        for block in blocks
    )
