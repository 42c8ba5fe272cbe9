"""What `microact train` leaves in `net.npz` beside the weights, and how it is read again."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from microact.cli.fitting import Settings
from microact.engine.value import no_grad
from microact.history import History
from microact.nn import MLP
from microact.readings.numbers import Array
from microact.saving import load
from microact.support.facts import Facts, made_of
from microact.tables.columns import Encoder
from microact.tables.encoding import Table

NET = "net.npz"


@dataclass
class Run:
    """A trained network, the table that it knows, and how it was trained."""

    model: MLP
    encoder: Encoder
    scale: tuple[float, ...]
    """The mean and the spread of a target that is a number."""
    threshold: float
    results: str
    """How well it answered on the rows held out."""
    settings: Settings = field(default_factory=Settings)
    reading: Facts = field(default_factory=dict)
    """How the file was read, as `load_csv`."""
    history: History = field(default_factory=History)
    table_print: str = ""
    """A fingerprint of the table."""

    def save(self, path: Path) -> None:
        """Write it to a file."""
        self.model.about = {
            "table": self.encoder.as_facts(), "scale": list(self.scale),
            "threshold": self.threshold, "results": self.results,
            "settings": json.loads(json.dumps(asdict(self.settings))),
            "reading": self.reading, "history": asdict(self.history), "print": self.table_print,
        }  # fmt: skip
        self.model.save(path)

    @classmethod
    def read(cls, path: Path) -> "Run":
        """Read what `microact train` saved, from its file or the folder.

        Raises:
            ValueError: if it is something else, or its parts do not fit together.
            OSError: if it cannot be read.
        """
        path = path / NET if path.is_dir() else path
        model = load(path)
        about = getattr(model, "about", {})
        if not isinstance(model, MLP) or "table" not in about:
            raise ValueError(f"{path} knows no table; it was not made by microact train")
        try:
            run = cls(
                model, Encoder.from_facts(about["table"]),
                made_of(tuple[float, ...], about["scale"], "scale"),
                made_of(float, about.get("threshold", 0.5), "threshold"),
                made_of(str, about.get("results", ""), "results"),
                made_of(Settings, about.get("settings", {})),
                made_of(dict, about.get("reading", {}), "reading"),
                made_of(History, about.get("history", {})),
                made_of(str, about.get("print", ""), "print"),
            )  # fmt: skip
            if len(run.scale) != 2 or run.scale[1] <= 0 or not 0 < run.threshold < 1:
                raise ValueError("its scale or its threshold")
        except (KeyError, ValueError) as error:
            raise ValueError(
                f"{path}: what it says about its table is damaged: {error!s:.200}"
            ) from None
        outputs = len(run.encoder.classes) if len(run.encoder.classes) > 2 else 1
        if model.sizes[-1] != outputs:
            raise ValueError(f"{path}: its classes and its network do not fit together")
        if model.sizes[0] != sum(len(column.features) for column in run.encoder.columns):
            raise ValueError(f"{path}: its table and its network do not fit together")
        return run

    def answers(self, X: Array, lines: list[int]) -> list[list[str]]:
        """Return what to write for each row: the answer and the probability of each class.

        Raises:
            ValueError: for a row whose numbers are too large, by its line.
        """
        with np.errstate(all="ignore"), no_grad():
            outputs = self.model(X).data
        for line, output in zip(lines, outputs):
            if not np.all(np.isfinite(output)):
                raise ValueError(f"line {line}: its numbers are too large to predict from")
        if not self.encoder.classes:
            mean, spread = self.scale
            return [[f"{answer:.6g}"] for answer in outputs[:, 0] * spread + mean]
        p = self.model.probabilities_of(outputs)
        p = np.stack([1 - p, p], axis=1) if p.ndim == 1 else p
        names = [self.encoder.classes[k] for k in self.model.classes_of(outputs, self.threshold)]
        return [[name, *[f"{v:.4f}" for v in row]] for name, row in zip(names, p)]


def table_print(goal: Table) -> str:
    """Return a fingerprint of a table's numbers, in the order of its rows."""
    found = hashlib.sha256()
    for part in (goal.X, goal.y, goal.X_test, goal.y_test):
        found.update(part.tobytes())
    return found.hexdigest()[:16]
