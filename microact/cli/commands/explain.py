"""`microact explain`: tell the backward pass, at once or step by step."""

import argparse

from microact.cli.command import Command, add_expression, value_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_expression(parser)
    parser.add_argument("--step", action="store_true", help="step through it with the arrow keys")


def run(options: argparse.Namespace) -> int:
    """Tell the backward pass, at once or step by step."""
    from microact.words.explanation import explain

    value = value_of(options)
    if options.step:
        from microact.words.stepper import step_through

        step_through(value)
    else:
        print(explain(value))
    return 0


command = Command(
    help="show step by step how each gradient is computed",
    run=run,
    arguments=arguments,
    examples=('microact explain "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3',),
    place=40,
)
