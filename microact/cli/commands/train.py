"""`microact train`: train a network on a table."""

import argparse
from pathlib import Path

from microact.cli.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "source",
        metavar="DATA",
        help="a CSV file, or iris, moons, circles, blobs, spirals, xor, linear",
    )
    parser.add_argument("--target", metavar="COLUMN", help="the column to predict (the last)")
    parser.add_argument("--drop", nargs="+", default=[], metavar="COLUMN", help="columns to ignore")
    parser.add_argument(
        "--kind", choices=["class", "number"], help="what the target is (found out)"
    )
    parser.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="whether line 1 holds names (found out)",
    )
    parser.add_argument(
        "--hidden", nargs="*", type=int, default=[16, 16], metavar="N", help="units (16 16)"
    )
    parser.add_argument("--activation", default="tanh", help="of the hidden layers (tanh)")
    parser.add_argument("--epochs", type=int, default=200, metavar="N", help="(200)")
    parser.add_argument("--lr", type=float, default=0.01, help="the learning rate (0.01)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="(0)")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("run"), metavar="DIR",
        help="a new or empty folder for the results (run)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Train a network on a table."""
    from microact.cli.training import Settings, train

    settings = Settings(
        options.hidden, options.activation, options.epochs, options.lr, seed=options.seed
    )
    reading = {name: getattr(options, name) for name in ("target", "drop", "kind", "header")}
    print(train(options.source, options.output, settings, **reading))
    print(f"wrote {options.output.resolve()}")
    return 0


command = Command(
    help="train a network on a table and compare it with two baselines",
    run=run,
    arguments=arguments,
    examples=("microact train iris -o run",),
    place=80,
)
