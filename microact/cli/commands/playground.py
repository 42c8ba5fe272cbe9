"""`microact playground`: write a page on which a network learns, and show it."""

import argparse
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from microact.cli.command import Command

if TYPE_CHECKING:
    from microact.show.page.exploration import Exploration


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "data", nargs="?", type=Path, metavar="DATA.csv",
        help="a table of your own, with one column of two answers",
    )  # fmt: skip
    parser.add_argument("--target", metavar="COLUMN", help="the column of answers (the last)")
    parser.add_argument("--drop", nargs="+", default=[], metavar="COLUMN", help="columns to ignore")
    parser.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="whether line 1 holds names (found out)",
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("playground.html"), metavar="FILE.html",
        help="the page (playground.html)",
    )  # fmt: skip
    parser.add_argument("--no-open", action="store_true", help="do not open the page when done")


def run(options: argparse.Namespace) -> int:
    """Write a playground, and show it."""
    from microact.show.page.playground import playground_of

    if options.output.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"{str(options.output)!r} does not end in .html")
    if options.data is None and (options.target or options.drop or options.header is not None):
        raise ValueError("--target, --drop and --header say how a table is read; name its file")
    page = playground_of(None, None, None) if options.data is None else _of_table(options)
    page.save(options.output)
    print(f"wrote {options.output}")
    if not options.no_open:
        webbrowser.open(options.output.resolve().as_uri())
    return 0


def _of_table(options: argparse.Namespace) -> "Exploration":
    """Make a page of a CSV file, with the numbers as they stand in it."""
    import numpy as np

    from microact.show.page.playground import playground_of
    from microact.tables.encoding import load_csv

    reading = {name: getattr(options, name) for name in ("target", "drop", "header")}
    table = load_csv(options.data, kind="class", test=0.0, **reading)
    if len(table.classes) != 2:
        raise ValueError(
            f"the playground tells two answers apart, and column {table.encoder.target!r} holds "
            f"{len(table.classes)}: {', '.join(table.classes[:8])}; --target names another"
        )
    columns = table.encoder.columns
    mean = np.concatenate([[c.mean] * len(c.features) for c in columns])
    spread = np.concatenate([[c.spread] * len(c.features) for c in columns])
    X = table.X * spread + mean
    answers = np.array(table.classes)[table.y]
    note = "; ".join(table.notes)
    return playground_of(None, X, answers, title=options.data.name, names=table.features, note=note)


command = Command(
    help="write a page on which a network learns, its gradients in sight",
    run=run,
    arguments=arguments,
    examples=("microact playground", "microact playground data.csv -o page.html"),
    place=15,
)
