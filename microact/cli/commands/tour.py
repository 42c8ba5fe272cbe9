"""`microact tour`: write the tour."""

import argparse
from pathlib import Path

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="a new or empty folder (microact-tour, or if that is there microact-tour-2, …)",
    )
    parser.add_argument("--quick", action="store_true", help="fewer pictures, shorter training")
    parser.add_argument("--no-open", action="store_true", help="do not open the page when done")


def run(options: argparse.Namespace) -> int:
    """Write the tour."""
    from microact.cli.guided_tour import run_tour

    run_tour(options.out or _next_folder(), quick=options.quick, open_page=not options.no_open)
    return 0


def _next_folder() -> Path:
    """Return the first of microact-tour, microact-tour-2, … that is not there or empty."""
    from microact.support.atomic_files import free_folder

    first = Path("microact-tour")
    folder = free_folder(first)
    if folder != first:
        print(f"{first} is there already, so this tour goes to {folder}")
    return folder


command = Command(
    help="write a folder of pictures to look at, and open it",
    run=run,
    arguments=arguments,
    examples=("microact tour",),
    place=10,
)
