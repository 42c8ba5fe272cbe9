"""`microact doctor`: say what is here and what is missing."""

import argparse

from microact.cli.command import Command


def run(options: argparse.Namespace) -> int:
    """Say what is here and what is missing; return 1 if something does not work."""
    from microact.cli.examination import examine

    well = True
    for line, good in examine():
        print(line, flush=True)
        well = well and good
    return 0 if well else 1


command = Command(
    help="say whether everything works here",
    run=run,
    examples=("microact doctor",),
    place=100,
)
