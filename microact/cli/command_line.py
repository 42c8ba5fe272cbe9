"""The command `microact`: finds its words in `commands/`, reads the line and runs one."""

import argparse
import io
import os
import re
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import NoReturn

from microact.cli import commands
from microact.cli.command import Command
from microact.support.atomic_files import discard_all
from microact.support.version import __version__


def known_commands() -> dict[str, Command]:
    """Return every command by its word: whatever stands in the folder `commands`."""
    names = [file.name for file in iter_modules(commands.__path__)]
    found = {name: import_module(f"microact.cli.commands.{name}").command for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[1].place, item[0])))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: done. 1: a gradient is wrong. 2: the command could not be carried out; one line says why.
    """
    if arguments is None:
        signal.signal(signal.SIGTERM, _ended)
    if sys.stdout is None:  # it was closed before the start
        sys.stdout = io.StringIO()
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


def _ended(number: int, frame: object) -> NoReturn:
    """Take away what was begun, and end at once: an exception might be caught on its way."""
    discard_all()
    os._exit(128 + number)


class OneLineParser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the line and leave with exit code 2."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _with_expressions(words: list[str]) -> list[str]:
    """Let an expression begin with a minus: `-x*w` is no option, wherever it stands."""
    choices = {} if not words else parser().get_default("commands").choices
    command = choices.get(words[0]) if words else None
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
    known = known_commands()
    examples = [f"  {line}" for command in known.values() for line in command.examples]
    top = OneLineParser(
        prog="microact",
        description="See how activation functions work and how gradients flow through them.",
        epilog="\n".join(["examples:", *examples]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"microact {__version__}")
    subcommands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    top.set_defaults(commands=subcommands)

    for name, command in known.items():
        parser = subcommands.add_parser(name, help=command.help)
        command.arguments(parser)
        parser.set_defaults(run=command.run)
    return top


def _text(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.strerror}: {error.filename}"
    return str(error) or type(error).__name__
