"""`microact explore`: write a page to explore a formula on."""

import argparse
from pathlib import Path

from microact.cli.command import Command, add_expression, report, value_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_expression(parser)
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("graph.html"), metavar="FILE.html",
        help="the page (graph.html)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Write a page to explore a formula on."""
    from microact.cli.expression import read_numbers
    from microact.show.page.explore import explore_formula

    if options.output.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"{str(options.output)!r} does not end in .html")
    value = value_of(options)
    numbers = read_numbers(options.numbers)
    explore_formula(value, options.expression, numbers).save(options.output)
    report(options, value)
    return 0


command = Command(
    help="write a page on which to step, drag, descend and practise",
    run=run,
    arguments=arguments,
    examples=('microact explore "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3 -o neuron.html',),
    place=30,
)
