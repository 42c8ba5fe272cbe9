"""What each command of the terminal does. Each loads what it needs and nothing else."""

import argparse
import runpy
from pathlib import Path

from microact.engine.value import Value
from microact.rules import Rule, registry


def tour(options: argparse.Namespace) -> int:
    """Write the tour."""
    from microact.cli.guided_tour import run_tour

    run_tour(options.out, quick=options.quick, open_page=not options.no_open)
    return 0


def draw(options: argparse.Namespace) -> int:
    """Draw an expression to a file."""
    from microact.show.graph.diagram import draw
    from microact.show.graph.render import PURE_FORMATS

    kind = options.output.name.rpartition(".")[2].lower() if "." in options.output.name else ""
    if kind not in PURE_FORMATS | {"pdf", "ps", "eps"}:
        raise ValueError(f"{str(options.output)!r} does not end in .svg, .png or .pdf")
    value = _value(options)
    path = draw(value, gradients=True).render(outfile=options.output)
    print(f"{options.expression} = {value.item():.6g}")
    print(f"wrote {path}")
    return 0


def explore(options: argparse.Namespace) -> int:
    """Write a page to explore an expression on."""
    from microact.show.page.explore import explore

    if options.output.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"{str(options.output)!r} does not end in .html")
    value = _value(options)
    path = explore(value, title=options.expression).save(options.output)
    print(f"{options.expression} = {value.item():.6g}")
    print(f"wrote {path}")
    return 0


def explain(options: argparse.Namespace) -> int:
    """Tell the backward pass, at once or step by step."""
    from microact.words.explanation import explain

    value = _value(options)
    if options.step:
        from microact.words.stepper import step_through

        step_through(value)
    else:
        print(explain(value))
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Say what is here and what is missing; return 1 if something does not work."""
    from microact.cli.examination import examine

    well = True
    for line, good in examine():
        print(line, flush=True)
        well = well and good
    return 0 if well else 1


def unroll(options: argparse.Namespace) -> int:
    """Print straight-line source."""
    from microact.source.unrolling import unroll

    print(unroll(_value(options), language=options.language))
    return 0


def tutorial(options: argparse.Namespace) -> int:
    """List the lessons, or step through one."""
    from microact.lessons.terminal import lessons, step_through, title

    known = lessons()
    if options.lesson is None:
        for path in known.values():
            print(title(path))
        print("microact tutorial 1 steps through the first")
    elif options.lesson not in known:
        raise ValueError(f"no lesson {options.lesson}; there are {', '.join(map(str, known))}")
    else:
        step_through(known[options.lesson])
    return 0


def train(options: argparse.Namespace) -> int:
    """Train a network on a table."""
    from microact.cli.training import Settings, train

    settings = Settings(
        options.hidden, options.activation, options.epochs, options.lr, seed=options.seed
    )
    reading = {name: getattr(options, name) for name in ("target", "drop", "kind", "header")}
    print(train(options.source, options.output, settings, **reading))
    print(f"wrote {options.output.resolve()}")
    return 0


def predict(options: argparse.Namespace) -> int:
    """Let a trained network answer."""
    from microact.cli.training import predict

    print(predict(options.model, options.rows), end="")
    return 0


def check(options: argparse.Namespace) -> int:
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


def _value(options: argparse.Namespace) -> Value:
    """Read the expression with the numbers that were set."""
    from microact.cli.expression import read_expression, read_numbers

    return read_expression(options.expression, read_numbers(options.numbers))
