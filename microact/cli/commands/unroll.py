"""`microact unroll`: print straight-line source."""

import argparse

from microact.cli.command import Command, add_expression, value_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_expression(parser)
    parser.add_argument("--language", choices=["python", "javascript"], default="python")


def run(options: argparse.Namespace) -> int:
    """Print straight-line source."""
    from microact.source.unrolling import unroll

    print(unroll(value_of(options), language=options.language))
    return 0


command = Command(
    help="write the forward and backward pass as straight-line source",
    run=run,
    arguments=arguments,
    examples=('microact unroll "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3',),
    place=50,
)
