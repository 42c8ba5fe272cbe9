"""`microact predict`: let a trained network answer."""

import argparse
from pathlib import Path

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("model", type=Path, metavar="NET.npz")
    parser.add_argument("rows", type=Path, metavar="ROWS.csv")


def run(options: argparse.Namespace) -> int:
    """Let a trained network answer."""
    from microact.cli.training import predict

    print(predict(options.model, options.rows), end="")
    return 0


command = Command(
    help="let a trained network answer for new rows",
    run=run,
    arguments=arguments,
    examples=("microact predict run/net.npz new.csv",),
    place=90,
)
