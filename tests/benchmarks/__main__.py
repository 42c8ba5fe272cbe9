"""How fast: `python -m tests.benchmarks` prints the table, `--json` writes it.

Each row is a ratio against a baseline of the same run: both are run in turn, one thread, Python's
garbage collector as it is, and the least of several runs counts. Before anything is timed, all must
agree on the loss to 1e-6. Peers that are not installed are left out.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before NumPy is loaded

import argparse
import gc
import json
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import scalars, tensors, widths

TURN = 0.02
"""Seconds that a turn lasts at least, if it may be repeated."""

Work = Callable[[], Any]


def interleaved(work: dict[str, Work], rounds: int) -> dict[str, float]:
    """Run all of them in turn, several times; return the least seconds of each.

    Short work is repeated within its turn, as a training repeats its steps.
    """
    least = dict.fromkeys(work, float("inf"))
    for turn in range(rounds + 1):
        for name, run in work.items():
            repeats = max(1, min(100, int(TURN / least[name]))) if turn else 1
            gc.collect()  # what another has left behind is not this one's to clean up
            start = time.perf_counter()
            for _ in range(repeats):
                run()
            least[name] = min(least[name], (time.perf_counter() - start) / repeats)
    return least


def agree(work: dict[str, Work]) -> None:
    """Run each once and hold their losses together."""
    losses = {name: float(run()) for name, run in work.items()}
    first = next(iter(losses.values()))
    for name, loss in losses.items():
        if abs(loss - first) > 1e-6 * max(1.0, abs(first)):
            raise AssertionError(f"{name} has the loss {loss}, not {first}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--json", metavar="FILE", help="write the numbers to a file as well")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, one thread\n")
    results = []
    for title, baseline, work in [*scalars.rows(), *tensors.rows()]:
        agree(work)
        seconds = interleaved(work, options.rounds)
        ratios = {name: s / seconds[baseline] for name, s in seconds.items()}
        print(f"{title}   ({baseline}: {seconds[baseline] * 1e3:.3g} ms)")
        for name, ratio in ratios.items():
            faster = f"{1 / ratio:.1f} × as fast" if ratio < 1 else ""
            print(f"    {name:<28}{ratio:8.3f}   {faster}".rstrip())
        results.append({"work": title, "baseline": baseline, "seconds": seconds, "ratios": ratios})
    results += widths.report()
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
