"""`microact predict` and `inspect`: what a model answers, and what it is."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from microact.nn import MLP
from microact.saving import load
from microact.tables.columns import Encoder
from microact.tables.csv_reader import read_rows


def predict(model_path: Path, csv_path: Path, keep: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Read new rows as the model's table was read; return its answers as CSV, and remarks.

    Args:
        model_path: what `microact train` saved.
        csv_path: new rows, with or without the target.
        keep: columns that are written before the answers, such as an id.

    Raises:
        ValueError, OSError: for a model or a file that cannot be used, naming line and column.
    """
    model, encoder, (mean, spread), threshold = _read(model_path)
    names, rows, _ = read_rows(csv_path, header=encoder.header)
    for name in keep:
        if name not in names:
            raise ValueError(f"there is no column {name!r} to keep; there are {', '.join(names)}")
    places = [names.index(name) for name in keep]
    kept = [[row.cells[i].strip() for i in places] for row in rows]
    with np.errstate(all="ignore"):
        X = encoder.encode(names, rows)
    remarks = encoder.unknown(names, rows)
    if X.shape[1] != model.sizes[0]:
        raise ValueError(f"{model_path}: its table and its network do not fit together")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not encoder.classes:
        answers = model(X).data[:, 0] * spread + mean
        for row, answer in zip(rows, answers):
            if not np.isfinite(answer):
                raise ValueError(f"line {row.line}: its numbers are too large to predict from")
        writer.writerow([*keep, encoder.target])
        writer.writerows([*cells, f"{answer:.6g}"] for cells, answer in zip(kept, answers))
        return text.getvalue(), remarks
    p = model.predict_proba(X)
    p = np.stack([1 - p, p], axis=1) if p.ndim == 1 else p
    writer.writerow([*keep, encoder.target, *[f"p({name})" for name in encoder.classes]])
    for cells, k, row in zip(kept, model.predict(X, threshold), p):
        writer.writerow([*cells, encoder.classes[k], *[f"{v:.4f}" for v in row]])
    return text.getvalue(), remarks


def inspect(model_path: Path) -> str:
    """Say what a model is: its layers, what rows it takes, how well it did.

    Raises:
        ValueError, OSError: for a file that is no model of `microact train`.
    """
    model, encoder, (mean, spread), threshold = _read(model_path)
    lines = [model.summary(), "", "takes a table with the columns"]
    for column in encoder.columns:
        if column.dates is not None:
            lines.append(f"  {column.name}: dates, such as {column.dates.example}")
            continue
        if column.words is None:
            lines.append(
                f"  {column.name}: numbers, mean {column.mean:.4g}, spread {column.spread:.4g}"
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
    results = model.about.get("results")
    return "\n".join(lines + (["", results] if isinstance(results, str) else []))


def _read(model_path: Path) -> tuple[MLP, Encoder, tuple[float, float], float]:
    """Read a model and what it says about its table.

    Raises:
        ValueError: if it says nothing, or something that does not fit.
    """
    model = load(model_path)
    if "table" not in model.about:
        raise ValueError(f"{model_path} knows no table; it was not made by microact train")
    try:
        encoder = Encoder.from_facts(model.about["table"])
        mean, spread = map(float, model.about["scale"])
        threshold = float(model.about.get("threshold", 0.5))
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{model_path}: what it says about its table is damaged") from None
    if not 0 < threshold < 1:
        raise ValueError(f"{model_path}: its threshold is damaged")
    outputs = len(encoder.classes) if len(encoder.classes) > 2 else 1
    if model.sizes[-1] != outputs:
        raise ValueError(f"{model_path}: its classes and its network do not fit together")
    return model, encoder, (mean, spread), threshold
