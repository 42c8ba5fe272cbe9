"""`microact predict` and `inspect`: what a model answers, and what it is."""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from microact.cli.run_files import Run
from microact.tables.csv_reader import stream_rows

AT_A_TIME = 1000
"""So many rows are answered at a time."""

SHOWN = 5
"""So many words that were never seen are shown of a column."""


def predict(
    model_path: Path, csv_path: str | Path, write: Callable[[str], object], keep: Sequence[str] = ()
) -> list[str]:
    """Read new rows as the model's table was read, write answers as CSV, and return remarks.

    Rows are read and answered some at a time: there may be more of them than memory.

    Args:
        model_path: what `microact train` saved.
        csv_path: new rows, with or without the target; `-` for what is piped in.
        write: takes the answers, some lines at a time.
        keep: columns that are written before the answers, such as an id.

    Raises:
        ValueError, OSError: for a model or a file that cannot be used, naming line and column.
    """
    saved = Run.read(model_path)
    encoder, never_seen = saved.encoder, defaultdict[str, set[str]](set)
    unfilled: Counter[str] = Counter()
    answer_name = encoder.target if encoder.target not in keep else f"predicted {encoder.target}"
    with stream_rows(csv_path, encoder.header) as (names, rows):
        for name in keep:
            if name not in names:
                raise ValueError(
                    f"there is no column {name!r} to keep; there are {', '.join(names)}"
                )
        places = [names.index(name) for name in keep]
        write(_as_csv([[*keep, answer_name, *[f"p({c})" for c in encoder.classes]]]))
        while some := list(islice(rows, AT_A_TIME)):
            with np.errstate(all="ignore"):
                X = encoder.encode(names, some)
            for column, words in encoder.unknown(names, some).items():
                never_seen[column] |= words
            unfilled.update(encoder.unfilled(names, some))
            kept = [[row.cells[i].strip() for i in places] for row in some]
            answers = saved.answers(X, [row.line for row in some])
            write(_as_csv([*cells, *answer] for cells, answer in zip(kept, answers)))
    return [
        f"column {column!r}: never seen, taken as none of the known: "
        + ", ".join(map(repr, sorted(words)[:SHOWN])) + ", ..." * (len(words) > SHOWN)
        for column, words in never_seen.items()
    ] + [
        f"column {column.name!r}: {unfilled[column.name]} missing, taken as "
        + ("the mean" if column.words is None else "none of its words")
        for column in encoder.columns if unfilled[column.name]
    ]  # fmt: skip


def _as_csv(lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def inspect(model_path: Path) -> str:
    """Say what a model is: its layers, what rows it takes, how well it did.

    Raises:
        ValueError, OSError: for a file that is no model of `microact train`.
    """
    saved = Run.read(model_path)
    encoder, threshold, (mean, spread) = saved.encoder, saved.threshold, saved.scale
    lines = [saved.model.summary(), "", "takes a table with the columns"]
    for column in encoder.columns:
        if column.dates is not None:
            lines.append(f"  {column.name}: {column.dates.example!r} {column.dates.words}")
        elif column.words is None:
            how = f", {column.style.words}" if column.style is not None else ""
            lines.append(
                f"  {column.name}: numbers, mean {column.mean:.4g}, spread {column.spread:.4g}{how}"
            )
        else:
            lines.append(f"  {column.name}: one of {', '.join(column.words)}")
    if not encoder.classes:
        lines.append(
            f"answers with {encoder.target!r}, a number, mean {mean:.4g}, spread {spread:.4g}"
        )
    else:
        lines.append(f"answers with {encoder.target!r}, one of {', '.join(encoder.classes)}")
    if len(encoder.classes) == 2:
        lines.append(f"{encoder.classes[1]!r} from a probability of {threshold:.2f} on")
    loss, watched = saved.history.loss, saved.history.watched
    if loss:
        lines.append(
            f"trained for {len(loss)} epochs, learning rate {saved.settings.lr:g}: the loss fell "
            f"from {loss[0]:.4g} to {loss[-1]:.4g}, on watched rows from {watched[0]:.4g} to "
            f"{min(watched):.4g} in epoch {saved.history.best_epoch}"
        )
    return "\n".join([*lines, "", saved.results] if saved.results else lines)
