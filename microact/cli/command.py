"""What a word of the command `microact` is, and what several of them share."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from microact.engine.value import Value


def _none(parser: argparse.ArgumentParser) -> None:
    """Add no arguments."""


@dataclass(frozen=True)
class Command:
    """A word of the command line: `command` in a file of `commands/`."""

    help: str
    """What it does, in one line."""
    run: Callable[[argparse.Namespace], int]
    """Does it; returns the exit code."""
    arguments: Callable[[argparse.ArgumentParser], None] = _none
    """Adds what it takes."""
    examples: tuple[str, ...] = ()
    """Lines that `microact --help` shows."""
    place: int = 100
    """Where it stands in the list: the smaller, the earlier a learner meets it."""


def add_expression(parser: argparse.ArgumentParser) -> None:
    """Let a command take an expression, and the numbers of its names."""
    parser.add_argument("expression", help='for example "tanh(w*x + b)"')
    parser.add_argument(
        "--set",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=NUMBER",
        dest="numbers",
        help="the number of each name in the expression, e.g. w=0.5 x=2",
    )


def add_output(parser: argparse.ArgumentParser, default: str, help_: str) -> None:
    """Let a command say where to write."""
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(default), metavar="FILE", help=help_
    )


def report(options: argparse.Namespace, value: Value) -> None:
    """Say what the expression is, and where what was made of it stands."""
    print(f"{options.expression} = {value.item():.6g}")
    print(f"wrote {options.output}")


def value_of(options: argparse.Namespace) -> Value:
    """Read the expression with the numbers that were set."""
    from microact.cli.expression import read_expression, read_numbers

    return read_expression(options.expression, read_numbers(options.numbers))
