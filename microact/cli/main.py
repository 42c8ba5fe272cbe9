"""The command `microact`, and what each of its words expects; `commands.py` does it."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from microact.cli import commands
from microact.support.version import __version__

EPILOG = """examples:
  microact tour
  microact draw "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3 -o neuron.svg
  microact explore "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3 -o neuron.html
  microact explain "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3
  microact unroll "tanh(w*x + b)" --set w=0.5 x=2 b=-0.3
  microact check tanh relu my_activation.py
  microact tutorial 1
  microact train iris -o run
  microact predict run/net.npz new.csv
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: done. 1: a gradient is wrong. 2: the command could not be carried out; one line says why.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a letter shows ? instead
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(_with_expressions(words))
    if hasattr(options, "expression"):
        options.expression = options.expression.strip()  # the space that kept it from an option
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # here, where a full disk or a closed pipe can still be answered
        return code
    except BrokenPipeError:  # whoever reads, as in `microact predict … | head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        print("microact: this needs more memory than there is", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("microact: stopped", file=sys.stderr)
        return 130
    except (ValueError, TypeError, ArithmeticError, OSError, RuntimeError, ImportError) as error:
        print(f"microact: {' '.join(_text(error).split())}", file=sys.stderr)
        return 2


class OneLineParser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the line and leave with exit code 2."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _with_expressions(words: list[str]) -> list[str]:
    """Let an expression begin with a minus: `-x*w` is no option, wherever it stands."""
    commands = {} if not words else parser().get_default("commands").choices
    command = commands.get(words[0]) if words else None
    if command is None or all(action.dest != "expression" for action in command._actions):
        return words
    known = [name for action in command._actions for name in action.option_strings]
    return [words[0], *[f" {word}" if _is_minus(word, i, known) else word
                        for i, word in enumerate(words[1:])]]  # fmt: skip


def _is_minus(word: str, place: int, known: list[str]) -> bool:
    if not word.startswith("-") or word in (*known, "-", "--"):
        return False
    if word.startswith("--"):  # --x is minus minus x, --bogus an option that nobody has
        return len(word) == 3 or not re.fullmatch(r"--[a-z-]+(=.*)?", word)
    # The first word may be an expression in a name that an option has too, but -ofile.svg is none.
    return word[:2] not in known or (place == 0 and not re.search(r"\.[a-z]+$", word))


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = OneLineParser(
        prog="microact",
        description="See how activation functions work and how gradients flow through them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"microact {__version__}")
    subcommands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    top.set_defaults(commands=subcommands)

    tour = subcommands.add_parser("tour", help="write a folder of pictures to look at, and open it")
    tour.add_argument(
        "--out",
        type=Path,
        default=Path("microact-tour"),
        metavar="DIR",
        help="a new or empty folder (microact-tour)",
    )
    tour.add_argument("--quick", action="store_true", help="fewer pictures, shorter training")
    tour.add_argument("--no-open", action="store_true", help="do not open the page when done")
    tour.set_defaults(run=commands.tour)

    draw = subcommands.add_parser("draw", help="draw an expression and its gradients")
    _add_expression(draw)
    draw.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("graph.svg"),
        metavar="FILE",
        help="a file that ends in .svg (with curves), .png or .pdf",
    )
    draw.set_defaults(run=commands.draw)

    explore = subcommands.add_parser(
        "explore", help="write a page on which to step, drag, descend and practise"
    )
    _add_expression(explore)
    explore.add_argument(
        "-o", "--output", type=Path, default=Path("graph.html"), metavar="FILE.html",
        help="the page (graph.html)",
    )  # fmt: skip
    explore.set_defaults(run=commands.explore)

    explain = subcommands.add_parser(
        "explain", help="show step by step how each gradient is computed"
    )
    _add_expression(explain)
    explain.add_argument("--step", action="store_true", help="step through it with the arrow keys")
    explain.set_defaults(run=commands.explain)

    unroll = subcommands.add_parser(
        "unroll", help="write the forward and backward pass as straight-line source"
    )
    _add_expression(unroll)
    unroll.add_argument("--language", choices=["python", "javascript"], default="python")
    unroll.set_defaults(run=commands.unroll)

    tutorial = subcommands.add_parser("tutorial", help="list the lessons, or step through one")
    tutorial.add_argument("lesson", nargs="?", type=int, metavar="NUMBER")
    tutorial.set_defaults(run=commands.tutorial)

    train = subcommands.add_parser(
        "train", help="train a network on a table and compare it with two baselines"
    )
    train.add_argument(
        "source",
        metavar="DATA",
        help="a CSV file, or iris, moons, circles, blobs, spirals, xor, linear",
    )
    train.add_argument("--target", metavar="COLUMN", help="the column to predict (the last)")
    train.add_argument("--drop", nargs="+", default=[], metavar="COLUMN", help="columns to ignore")
    train.add_argument("--kind", choices=["class", "number"], help="what the target is (found out)")
    train.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="whether line 1 holds names (found out)",
    )
    train.add_argument(
        "--hidden", nargs="*", type=int, default=[16, 16], metavar="N", help="units (16 16)"
    )
    train.add_argument("--activation", default="tanh", help="of the hidden layers (tanh)")
    train.add_argument("--epochs", type=int, default=200, metavar="N", help="(200)")
    train.add_argument("--lr", type=float, default=0.01, help="the learning rate (0.01)")
    train.add_argument("--seed", type=int, default=0, metavar="N", help="(0)")
    train.add_argument(
        "-o", "--output", type=Path, default=Path("run"), metavar="DIR",
        help="a new or empty folder for the results (run)",
    )  # fmt: skip
    train.set_defaults(run=commands.train)

    predict = subcommands.add_parser("predict", help="let a trained network answer for new rows")
    predict.add_argument("model", type=Path, metavar="NET.npz")
    predict.add_argument("rows", type=Path, metavar="ROWS.csv")
    predict.set_defaults(run=commands.predict)

    check = subcommands.add_parser(
        "check", help="compare every gradient with a tiny nudge (finite differences)"
    )
    check.add_argument(
        "what", nargs="*", metavar="NAME|FILE.py", help="rules, or files that define some"
    )
    check.set_defaults(run=commands.check)
    doctor = subcommands.add_parser("doctor", help="say whether everything works here")
    doctor.set_defaults(run=commands.doctor)
    return top


def _add_expression(command: argparse.ArgumentParser) -> None:
    command.add_argument("expression", help='for example "tanh(w*x + b)"')
    command.add_argument(
        "--set",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=NUMBER",
        dest="numbers",
        help="the number of each name in the expression, e.g. w=0.5 x=2",
    )


def _text(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.strerror}: {error.filename}"
    return str(error) or type(error).__name__
