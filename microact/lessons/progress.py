"""How far a learner has come, kept in a file of the learner's own from one day to the next."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from microact.support.atomic_files import new_file


@dataclass
class Lesson:
    """What is known about one lesson."""

    cell: int = 0
    """How many cells have been seen."""
    right: list[str] = field(default_factory=list)
    """The exercises that were answered."""


def place() -> Path:
    """Return the file: in the folder that MICROACT_HOME names, by default ~/.microact."""
    home = os.environ.get("MICROACT_HOME")
    return (Path(home) if home else Path.home() / ".microact") / "progress.json"


DAMAGED = (OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError,
           RuntimeError)  # fmt: skip
"""What reading a file raises that is none, or somebody's without a home."""


def read() -> dict[int, Lesson]:
    """Return what is known, by lesson; without what is missing or damaged."""
    found: dict[int, Lesson] = {}
    kept: dict[str, Any] = {}
    with suppress(*DAMAGED):
        kept |= json.loads(place().read_text(encoding="utf-8"))
    for number, known in kept.items():
        with suppress(*DAMAGED):  # one damaged lesson takes nothing of the others
            right = [str(exercise) for exercise in known["right"]]
            found[int(number)] = Lesson(max(0, int(known["cell"])), right)
    return found


def write(number: int, lesson: Lesson) -> None:
    """Keep what is known of one lesson. Where nothing can be written, nothing is kept."""
    known = read() | {number: lesson}
    text = json.dumps({str(n): vars(one) for n, one in sorted(known.items())}, indent=1)
    with suppress(OSError, RuntimeError):
        place().parent.mkdir(parents=True, exist_ok=True)
        with new_file(place()) as file:
            file.write(text.encode("utf-8"))
