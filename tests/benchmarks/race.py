"""Contenders side by side: each in a process of its own, in turn, by the processor's time.

In one process, one engine pays for the cycles that another has left to the garbage collector.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
}


@dataclass
class Contender:
    """What is run: a function of a module beside this one, with its arguments."""

    function: str
    given: dict[str, Any] = field(default_factory=dict)
    ours: bool = False
    """Whether it is microact, so that an older checkout may run it as well."""
    needs: str = ""
    """The package that it is about."""


@dataclass
class Row:
    """Contenders that do the same; the first one that is there is the baseline."""

    title: str
    module: str
    contenders: dict[str, Contender]
    collectors: tuple[str, ...] = ("as Python sets it",)
    tolerance: float = 1e-6
    rounds: int | None = None
    """How many turns each has, if not as many as was asked for."""
    turn: float = 0.1
    """Seconds that a turn lasts at least: short work is repeated, as a training repeats its steps.

    Where the garbage collector matters a turn is long, so that its great rounds are in every one.
    """


class Running:
    """A contender's process."""

    def __init__(self, module: str, contender: Contender, package: str) -> None:
        given = [package, module, contender.function, json.dumps(contender.given)]
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "contender.py"), *given],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | ONE_THREAD,
        )  # fmt: skip
        self.first = self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args} has failed")
        return json.loads(line)

    def turn(self, repeats: int, collector: str) -> float:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"repeats": repeats, "collector": collector}) + "\n")
        self.process.stdin.flush()
        seconds: float = self._answer()
        return seconds

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def with_older(
    contenders: dict[str, Contender], against: str | None
) -> dict[str, tuple[Contender, str]]:
    """List those that can run here, ours once more from the older checkout."""
    found = {}
    for name, contender in contenders.items():
        if contender.needs and not util.find_spec(contender.needs):
            continue
        found[name] = contender, str(ROOT) if contender.ours else ""
        if contender.ours and against:
            found[f"{name}, older"] = contender, against
    return found


@contextmanager
def started(row: Row, against: str | None) -> Iterator[dict[str, Running]]:
    """Start all contenders of a row; they must agree on the first loss."""
    with ExitStack() as stack:
        running = {}
        for name, (contender, package) in with_older(row.contenders, against).items():
            running[name] = Running(row.module, contender, package)
            stack.callback(running[name].stop)
        first = next(iter(running.values())).first
        for name, one in running.items():
            if not abs(one.first - first) <= row.tolerance * max(1.0, abs(first)):
                raise AssertionError(f"{name} has the loss {one.first}, not {first}")
        yield running


def race(row: Row, rounds: int, against: str | None) -> Iterator[dict[str, Any]]:
    """Run a row, for each way of the collector; yield the least seconds and the ratios."""
    with started(row, against) as running:
        for collector in row.collectors:
            least = dict.fromkeys(running, float("inf"))
            for i in range((row.rounds or rounds) + 1):
                for name, one in running.items():
                    repeats = max(1, min(200, int(row.turn / least[name]))) if i else 1
                    least[name] = min(least[name], one.turn(repeats, collector))
            baseline = next(iter(least))
            yield {
                "work": row.title + (f"; collector {collector}" if len(row.collectors) > 1 else ""),
                "baseline": baseline, "loss": running[baseline].first, "seconds": least,
                "ratios": {name: s / least[baseline] for name, s in least.items()},
            }  # fmt: skip


def measured(module: str, function: str, given: dict[str, Any], package: str) -> Any:
    """Return what a function says in a process of its own, such as how many bytes."""
    running = Running(module, Contender(function, given), package)
    running.stop()
    return running.first
