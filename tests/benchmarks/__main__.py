"""How fast: `python -m tests.benchmarks` prints the table, `--json FILE` writes it.

Each row is a ratio against a baseline of the same run. All contenders run in processes of their
own, one thread, in turn; the processor's time counts, the least of several turns. Before anything
is timed they must agree on the loss. Peers that are not installed are left out.
"""

import argparse
import json
import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import programs, scalars, tensors, training, widths
from tests.benchmarks.race import race

Report = Iterator[dict[str, Any]]


def races(module: Any) -> Callable[[int, str | None], Report]:
    """Return what runs the rows of a module."""

    def run(rounds: int, against: str | None) -> Report:
        for row in module.rows():
            for result in race(row, rounds, against):
                seconds, baseline = result["seconds"], result["baseline"]
                print(f"\n{result['work']}   ({baseline}: {seconds[baseline] * 1e3:.3g} ms)")
                for name, ratio in result["ratios"].items():
                    faster = f"{1 / ratio:.1f} × as fast" if ratio < 1 else ""
                    print(f"    {name:<34}{ratio:8.3f}   {faster}".rstrip(), flush=True)
                yield result

    return run


PARTS: dict[str, Callable[[int, str | None], Report]] = {
    "scalars": races(scalars),
    "tensors": races(tensors),
    "training": races(training),
    "memory": training.memory,
    "programs": races(programs),
    "widths": widths.report,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--json", metavar="FILE", help="write the numbers to a file as well")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each contender")
    parser.add_argument("--against", metavar="PATH", help="an older checkout, a further contender")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, one thread")
    results = []
    for part in options.only:
        results += PARTS[part](options.rounds, options.against)
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
