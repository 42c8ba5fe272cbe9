"""`microact animate`: film both passes of an expression."""

import argparse

from microact.cli.command import Command, add_expression, add_output, report, value_of
from microact.show.formats.themes import THEMES


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_expression(parser)
    add_output(
        parser,
        "backward.gif",
        "a file that ends in .gif or .png (an animated PNG), or a folder, new or empty",
    )
    parser.add_argument(
        "--frames", choices=("svg", "png"), default="svg", help="what a folder is filled with"
    )
    parser.add_argument(
        "--seconds", type=float, default=1.6, metavar="S", help="how long each picture stays"
    )
    parser.add_argument("--theme", choices=THEMES, default="light", help="its colours")


def run(options: argparse.Namespace) -> int:
    """Write a film: forward, then backward, one operation at a time."""
    from microact.show.motion.animate import animate
    from microact.show.motion.moving import target_of

    target_of(options.output, options.frames)  # a wrong place is found before anything is computed
    value = value_of(options)
    animate(
        value, options.output, seconds=options.seconds, frames=options.frames, theme=options.theme
    )
    report(options, value)
    return 0


command = Command(
    help="film the forward and the backward pass",
    run=run,
    arguments=arguments,
    examples=('microact animate "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3 -o backward.gif',),
    place=25,
)
