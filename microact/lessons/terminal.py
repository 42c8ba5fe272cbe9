"""A lesson in a terminal: cell by cell, guesses and answers typed, progress kept.

What a notebook shows, but for three things: no cell that installs, no formula in TeX, and no
solution unless it is asked for.
"""

import ast
import contextlib
import io
import re
import textwrap
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from microact.lessons import files, progress
from microact.lessons.checkers import Answer, sentence
from microact.lessons.files import HIDDEN, Cell
from microact.lessons.formula_text import FORMULA, in_words

Ask = Callable[[str], str]
Judge = Callable[[str, Answer], str | None]
"""Returns None for a right answer to an exercise, and a hint for any other."""


class LeftError(Exception):
    """The learner wants to leave."""


def step_through(path: Path, judge: Judge, ask: Ask = input) -> None:
    """Show a lesson cell by cell: what it says, the code, its output. Enter goes on, q leaves.

    Args:
        path: the lesson's script.
        judge: says whether an answer to an exercise is right, or gives a hint.
        ask: prints a question and returns what is typed.
    """
    with contextlib.suppress(LeftError):
        Walk(path, judge, ask).go()


class Walk:
    """One way through a lesson."""

    def __init__(self, path: Path, judge: Judge, ask: Ask) -> None:
        self.path, self.judge, self.typed = path, judge, ask
        self.number = int(path.name[:2])
        self.cells = [cell for cell in files.cells(path) if not _left_out(cell)]
        self.known = progress.read().get(self.number, progress.Lesson())
        self.world: dict[str, object] = {"__name__": "__main__", "__file__": str(path)}
        self.guess = ""
        self.block: list[str] = []

    def go(self) -> None:
        """Walk from where the learner was to the end."""
        for i in range(self._beginning(), len(self.cells)):
            self._show(i, self.cells[i])
            self.known.cell = i + 1
            progress.write(self.number, self.known)
        print(f"\nThat was lesson {self.number}.")
        self.known.cell = self._next_time()
        progress.write(self.number, self.known)

    def _next_time(self) -> int:
        """Return where to go on: at the exercises that are open, or anew from the beginning."""
        at = [i for i, cell in enumerate(self.cells) if "## Exercises" in cell.text]
        open_ones = len(self.known.right) < len(files.solutions(self.path))
        return at[0] if at and open_ones else 0

    def _beginning(self) -> int:
        at = self.known.cell
        if not 0 < at < len(self.cells):
            return 0
        seen = f"You have seen {at} of {len(self.cells)} cells."
        if self._ask(f"{seen} Enter goes on, b begins anew, q leaves: ").lower() == "b":
            return 0
        print("(The code before it runs once more, without showing it.)")
        with contextlib.redirect_stdout(io.StringIO()):
            for i, cell in enumerate(self.cells[:at]):
                if not cell.words:
                    self._run(i, cell)
        return at

    def _show(self, i: int, cell: Cell) -> None:
        place = f"\n[{i + 1}/{len(self.cells)}] "
        if cell.words:
            print("\n" + wrapped(cell.text))
            if "## Exercises" in cell.text:
                self._exercises()
            elif "## Predict" in cell.text:
                self.guess = self._ask(f"{place}Your guess (Enter: none, q leaves): ")
            else:
                self._ask(f"{place}Enter goes on, q leaves: ")
            return
        print("\n" + textwrap.indent(cell.text, "    "))
        self._ask(f"{place}Enter runs it, q leaves: ", closed="")
        self._run(i, cell)
        if self.guess:
            print(f"(You guessed: {self.guess})")
            self.guess = ""

    def _run(self, i: int, cell: Cell) -> None:
        files.run(cell.text, self.world, f"{self.path.name}, cell {i + 1}")

    def _ask(self, question: str, closed: str = "q") -> str:
        """Ask; raise `LeftError` for a q. `closed` is the answer where nobody can type."""
        try:
            answer = self.typed(question).rstrip()
        except EOFError:
            answer = closed
        if answer.strip().lower() == "q":
            raise LeftError
        return answer

    # ---- exercises --------------------------------------------------------------------------

    def _exercises(self) -> None:
        print(
            "\nType a number, an expression, or a whole function (def ...: an empty line ends it)."
        )
        for k, solution in enumerate(files.solutions(self.path), 1):
            exercise = f"{self.number:02}-{k}"
            if exercise in self.known.right:
                print(f"\n{exercise} is answered already.")
                continue
            question = f"\n{exercise} (Enter: the next one, s: the solution, q leaves): "
            self.block = []
            while answer := self._ask(question):
                if answer.strip().lower() == "s":
                    print(wrapped(solution))
                elif self._is_right(exercise, answer):
                    break

    def _is_right(self, exercise: str, typed: str) -> bool:
        try:
            hint = self.judge(exercise, self._value_of(typed))
        except KeyboardInterrupt:
            print("\nStopped.")  # the answer, not the lesson
            return False
        except Exception as error:  # whatever the learner typed
            print(f"That stopped with {type(error).__name__}: {error}")
            return False
        if hint is not None:
            print(f"Not yet. {sentence(hint)}")
            return False
        print(f"Right: {exercise}.")
        self.known.right.append(exercise)
        progress.write(self.number, self.known)
        return True

    def _value_of(self, typed: str) -> Answer:
        """Return what an expression is, or the function that was defined."""
        goes_on = typed[0].isspace() and self.block  # an empty line stood inside what was pasted
        if not goes_on and not re.match(r"(def|class)\b|@", typed.lstrip()):
            tree = ast.parse(typed.strip(), mode="eval")
            return eval(compile(tree, "<your answer>", "eval"), self.world)
        self.block = [*self.block, typed] if goes_on else [typed.lstrip()]
        while line := self._line():
            self.block.append(line)
        block = ast.parse("\n".join(self.block))
        exec(compile(block, "<your answer>", "exec"), self.world)
        names = [x.name for x in block.body if isinstance(x, ast.FunctionDef | ast.ClassDef)]
        return self.world[names[-1]]

    def _line(self) -> str:
        try:
            return self.typed("... ").rstrip()
        except EOFError:
            return ""


def _left_out(cell: Cell) -> bool:
    """Whether a cell is for notebooks alone: what installs, the first guess, the solutions."""
    return (
        cell.text.startswith("# Install what this lesson needs")
        or (cell.words and HIDDEN in cell.text)
        or (not cell.words and "from microact import exercises" in cell.text)
    )


@lru_cache(maxsize=1)
def _say_once(words: str) -> None:
    print(words)


def wrapped(text: str) -> str:
    """Fold paragraphs at 80 columns, formulas as text; leave lists, tables and code as they are."""
    text = re.sub(r"</?(details|summary)>", "", text)
    if FORMULA.search(text):
        try:
            text = in_words(text)
        except ModuleNotFoundError as error:
            _say_once(f"({error})")
    blocks = text.split("\n\n")
    plain = re.compile(r"^\s*([-|#>$`]|\*(?!\*)|\d+\.)|^    ")
    return "\n\n".join(
        block if any(plain.match(line) for line in block.splitlines()) else textwrap.fill(block, 80)
        for block in blocks
    )
