"""`microact predict`: let a trained network answer."""

import argparse
import sys
from functools import partial
from pathlib import Path

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("model", type=Path, metavar="NET.npz")
    parser.add_argument("rows", metavar="ROWS.csv", help="new rows; - for what is piped in")
    parser.add_argument(
        "--keep",
        nargs="+",
        default=[],
        metavar="COLUMN",
        help="columns to write before the answers",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE.csv", help="where to write (the terminal)"
    )


def run(options: argparse.Namespace) -> int:
    """Let a trained network answer."""
    from microact.cli.answering import predict
    from microact.support.atomic_files import new_file

    for given in (options.model, options.rows):
        if options.output is not None and Path(given).resolve() == options.output.resolve():
            raise ValueError(f"{options.output} is read here; write the answers to another file")
    if options.output is None:
        remarks = predict(options.model, options.rows, partial(print, end=""), options.keep)
    else:
        with new_file(options.output) as file:

            def write(text: str) -> None:
                file.write(text.encode())

            remarks = predict(options.model, options.rows, write, options.keep)
        print(f"wrote {options.output.resolve()}")
    for remark in remarks:
        print(f"microact: {remark}", file=sys.stderr)
    return 0


command = Command(
    help="let a trained network answer for new rows",
    run=run,
    arguments=arguments,
    examples=("microact predict run/net.npz new.csv --keep id -o answers.csv",),
    place=90,
)
