"""`microact draw`: draw an expression to a file."""

import argparse
from pathlib import Path

from microact.cli.command import Command, add_expression, report, value_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_expression(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("graph.svg"),
        metavar="FILE",
        help="a file that ends in .svg (with curves), .png or .pdf",
    )


def run(options: argparse.Namespace) -> int:
    """Draw an expression to a file."""
    from microact.show.graph.diagram import draw
    from microact.show.graph.render import PURE_FORMATS

    kind = options.output.name.rpartition(".")[2].lower() if "." in options.output.name else ""
    if kind not in PURE_FORMATS | {"pdf", "ps", "eps"}:
        raise ValueError(f"{str(options.output)!r} does not end in .svg, .png or .pdf")
    value = value_of(options)
    draw(value, gradients=True).render(outfile=options.output)
    report(options, value)
    return 0


command = Command(
    help="draw an expression and its gradients",
    run=run,
    arguments=arguments,
    examples=('microact draw "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3 -o neuron.svg',),
    place=20,
)
