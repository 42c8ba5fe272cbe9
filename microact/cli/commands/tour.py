"""`microact tour`: write the tour."""

import argparse
from itertools import chain, count
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
    first = Path("microact-tour")
    for folder in chain([first], (Path(f"{first}-{k}") for k in count(2))):
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            break
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
