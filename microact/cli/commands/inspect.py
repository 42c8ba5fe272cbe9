"""`microact inspect`: say what a trained network is."""

import argparse
from pathlib import Path

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("model", type=Path, metavar="NET.npz")


def run(options: argparse.Namespace) -> int:
    """Say what a trained network is."""
    from microact.cli.answering import inspect

    print(inspect(options.model))
    return 0


command = Command(
    help="say what a trained network is: layers, columns, how well it did",
    run=run,
    arguments=arguments,
    examples=("microact inspect run/net.npz",),
    place=95,
)
