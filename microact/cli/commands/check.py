"""`microact check`: check gradients."""

import argparse
import runpy
from pathlib import Path

from microact.cli.command import Command
from microact.rules import Rule, registry


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "what", nargs="*", metavar="NAME|FILE.py", help="rules, or files that define some"
    )


def run(options: argparse.Namespace) -> int:
    """Check gradients; return 1 if one is wrong."""
    from microact.check.points import table

    chosen: dict[str, type[Rule]] = {}
    for what in options.what:
        if what.endswith(".py"):
            chosen |= _rules_of(Path(what))
        elif what in registry:
            chosen[what] = registry[what]
        else:
            raise ValueError(f"no rule is called {what!r}; there are {', '.join(registry)}")
    passed = True
    for line, good in table(chosen or registry):
        print(line, flush=True)
        passed = passed and good
    return 0 if passed else 1


def _rules_of(path: Path) -> dict[str, type[Rule]]:
    """Run a user's file and return the rules that it defines."""
    if not path.is_file():
        raise FileNotFoundError(f"no file {str(path)!r}")
    before = dict(registry)
    try:
        runpy.run_path(str(path))
    except SystemExit:  # a file that ends so has still defined its rules
        pass
    except Exception as error:
        raise RuntimeError(f"{path} failed: {type(error).__name__}: {error}") from error
    new = {name: kind for name, kind in registry.items() if before.get(name) is not kind}
    if not new:
        raise ValueError(f"{path} defines no rule: a class that subclasses ma.Activation")
    return new


command = Command(
    help="compare every gradient with a tiny nudge (finite differences)",
    run=run,
    arguments=arguments,
    examples=("microact check tanh relu my_activation.py",),
    place=60,
)
