"""`microact train`: train a network on a table."""

import argparse
from dataclasses import replace
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
    parser.add_argument("--hidden", nargs="*", type=int, metavar="N", help="units (32 32)")
    parser.add_argument("--activation", help="of the hidden layers (relu)")
    parser.add_argument("--epochs", type=int, metavar="N", help="at most (500)")
    parser.add_argument(
        "--patience", type=int, metavar="N",
        help="stop when the watched rows get no better for N epochs (20); 0: never",
    )  # fmt: skip
    parser.add_argument("--lr", type=float, help="the learning rate (0.005)")
    parser.add_argument(
        "--decay", nargs="+", type=float, metavar="X",
        help="weight decays to try; the best on the watched rows is kept (0.001 0.01 0.05)",
    )  # fmt: skip
    parser.add_argument(
        "--balance", action="store_true", help="let a rare class weigh as much as a common one"
    )
    parser.add_argument(
        "--threshold", type=float, metavar="P",
        help="answer the second of two classes from this probability on (0.5; if a class is rare, "
        "chosen on the watched rows)",
    )  # fmt: skip
    parser.add_argument(
        "--words", nargs="+", default=[], metavar="COLUMN",
        help="columns of codes, not of numbers (found out)",
    )  # fmt: skip
    parser.add_argument(
        "--day-first", action=argparse.BooleanOptionalAction,
        help="how dates are read that fit both ways, such as 3/4/2021 (the month first)",
    )  # fmt: skip
    parser.add_argument(
        "--strict", action="store_true", help="refuse rows without a target (left out and counted)"
    )
    parser.add_argument("--dtype", choices=["float64", "float32"], help="(float64)")
    parser.add_argument("--seed", type=int, metavar="N", help="(0)")
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N",
        help="train N times, with other rows held out, and tell the spread (1)",
    )  # fmt: skip
    parser.add_argument(
        "--resume", type=Path, metavar="RUN",
        help="let the network of an earlier run go on learning: its rows, columns and settings",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("run"), metavar="DIR",
        help="a new or empty folder for the results (run)",
    )  # fmt: skip


ANEW = ("epochs", "patience", "lr", "threshold")
"""Settings that may change when a run is resumed."""


def run(options: argparse.Namespace) -> int:
    """Train a network on a table."""
    from microact.cli.fitting import Settings
    from microact.cli.run_files import Run
    from microact.cli.training import train
    from microact.support.arguments import real, whole

    if options.threshold is not None:
        real("--threshold", options.threshold, above=0, below=1)
    if options.patience is not None:
        whole("--patience", options.patience, 0)
    given = {
        "hidden": options.hidden, "activation": options.activation, "epochs": options.epochs,
        "lr": options.lr, "seed": options.seed, "patience": options.patience,
        "decays": options.decay and [real("--decay", x, least=0) for x in options.decay],
        "balanced": options.balance or None, "threshold": options.threshold,
        "dtype": options.dtype,
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    names = ("target", "drop", "kind", "header", "strict", "words", "day_first")
    reading = {name: getattr(options, name) for name in names}
    seeds, resumed = whole("--seeds", options.seeds), None
    if options.resume is None:
        settings = Settings(**given)
    else:
        usual = {"drop": [], "words": [], "strict": False}
        again = [*(given.keys() - set(ANEW)),
                 *[name for name in names if reading[name] != usual.get(name)]]  # fmt: skip
        if again or seeds > 1:
            raise ValueError(
                f"--{min(again, default='seeds')} is as it was in the run that is resumed; "
                "leave it out"
            )
        resumed = Run.read(options.resume)
        if not resumed.table_print:
            raise ValueError(f"{options.resume} does not say how it was trained; train anew")
        settings, reading = replace(resumed.settings, **given), resumed.reading
    print(train(options.source, options.output, settings, seeds, resumed, **reading))
    print(f"wrote {options.output.resolve()}")
    return 0


command = Command(
    help="train a network on a table and compare it with two baselines",
    run=run,
    arguments=arguments,
    examples=("microact train iris -o run",),
    place=80,
)
