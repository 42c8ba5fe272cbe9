"""`microact tutorial`: list the lessons, or step through one."""

import argparse

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("lesson", nargs="?", type=int, metavar="NUMBER")


def run(options: argparse.Namespace) -> int:
    """List the lessons and how far one has come, or step through one."""
    from microact.exercises import judge
    from microact.lessons import progress
    from microact.lessons.files import lessons, title
    from microact.lessons.terminal import step_through

    known, done = lessons(), progress.read()
    if options.lesson is None:
        for number, path in known.items():
            print(title(path) + _so_far(done.get(number)))
        print("microact tutorial 1 steps through the first")
    elif options.lesson not in known:
        raise ValueError(f"no lesson {options.lesson}; there are {', '.join(map(str, known))}")
    else:
        step_through(known[options.lesson], judge)
    return 0


def _so_far(lesson: object) -> str:
    """Say how far somebody has come in a lesson."""
    right, cell = getattr(lesson, "right", ()), getattr(lesson, "cell", 0)
    said = [f"{len(right)} of 3 exercises"] * bool(right) + [f"left at cell {cell}"] * bool(cell)
    return f"   ({', '.join(said)})" if said else ""


command = Command(
    help="list the lessons, or step through one",
    run=run,
    arguments=arguments,
    examples=("microact tutorial 1",),
    place=70,
)
