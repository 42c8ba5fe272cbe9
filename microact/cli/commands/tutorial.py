"""`microact tutorial`: list the lessons, or step through one."""

import argparse

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("lesson", nargs="?", type=int, metavar="NUMBER")


def run(options: argparse.Namespace) -> int:
    """List the lessons, or step through one."""
    from microact.lessons.terminal import lessons, step_through, title

    known = lessons()
    if options.lesson is None:
        for path in known.values():
            print(title(path))
        print("microact tutorial 1 steps through the first")
    elif options.lesson not in known:
        raise ValueError(f"no lesson {options.lesson}; there are {', '.join(map(str, known))}")
    else:
        step_through(known[options.lesson])
    return 0


command = Command(
    help="list the lessons, or step through one",
    run=run,
    arguments=arguments,
    examples=("microact tutorial 1",),
    place=70,
)
