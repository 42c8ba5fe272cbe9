"""`microact draw`: draw an expression to a file."""

import argparse

from microact.cli.command import Command, add_expression, add_output, report, value_of
from microact.show.formats.themes import THEMES


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_expression(parser)
    add_output(parser, "graph.svg", "a file that ends in .svg, .png, .pdf or .jpg")
    parser.add_argument(
        "--theme",
        choices=THEMES,
        default="auto",
        help="its colours: auto follows the screen (default); slide has larger letters",
    )
    parser.add_argument(
        "--step", type=int, metavar="K", help="only what is known after K steps, from 0"
    )


def run(options: argparse.Namespace) -> int:
    """Draw an expression to a file."""
    from microact.show.formats.picture import format_of
    from microact.show.graph.diagram import draw

    format_of(options.output)  # a wrong ending is found before anything is computed
    value = value_of(options)
    step = {} if options.step is None else {"step": options.step}
    draw(value, gradients=True, theme=options.theme, **step).render(outfile=options.output)
    report(options, value)
    return 0


command = Command(
    help="draw an expression and its gradients",
    run=run,
    arguments=arguments,
    examples=('microact draw "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3 -o neuron.svg',),
    place=20,
)
