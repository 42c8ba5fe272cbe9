"""`microact tour`: write the tour."""

import argparse
from pathlib import Path

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("microact-tour"),
        metavar="DIR",
        help="a new or empty folder (microact-tour)",
    )
    parser.add_argument("--quick", action="store_true", help="fewer pictures, shorter training")
    parser.add_argument("--no-open", action="store_true", help="do not open the page when done")


def run(options: argparse.Namespace) -> int:
    """Write the tour."""
    from microact.cli.guided_tour import run_tour

    run_tour(options.out, quick=options.quick, open_page=not options.no_open)
    return 0


command = Command(
    help="write a folder of pictures to look at, and open it",
    run=run,
    arguments=arguments,
    examples=("microact tour",),
    place=10,
)
