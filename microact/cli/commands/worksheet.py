"""`microact worksheet`: a sheet to practise on."""

import argparse

from microact.cli.command import Command, add_expression, add_output, value_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_expression(parser)
    add_output(parser, "sheet.html", "a file that ends in .pdf, .html, .svg or .png")
    parser.add_argument("--seed", type=int, metavar="N", help="draws other numbers for the names")
    parser.add_argument(
        "--count", type=int, default=1, metavar="N", help="so many sheets, each with other numbers"
    )
    parser.add_argument(
        "--blanks",
        choices=("gradients", "slopes", "all"),
        default="gradients",
        help="what is to be found: gradients; slopes: at the arrows too; all: also forward",
    )
    parser.add_argument("--no-hints", action="store_true", help="no formulas of local gradients")
    parser.add_argument("--no-answers", action="store_true", help="no pages with the answers")
    parser.add_argument("--title", default="How gradients flow back", help="stands above")


def run(options: argparse.Namespace) -> int:
    """Write sheets with blanks where gradients belong, and their answers."""
    from microact.show.paper.worksheet import worksheet

    files = worksheet(
        value_of(options),
        options.output,
        title=options.title,
        seed=options.seed,
        count=options.count,
        blanks=options.blanks,
        hints=not options.no_hints,
        answers=not options.no_answers,
    )
    for file in files:
        print(f"wrote {file}")
    return 0


command = Command(
    help="write a sheet to practise on, with its answers",
    run=run,
    arguments=arguments,
    examples=('microact worksheet "softplus(w*x) - b" --set w=0.5 x=2 b=1 -o sheet.pdf',),
    place=27,
)
