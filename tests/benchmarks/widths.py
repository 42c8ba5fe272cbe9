"""What one size of a thing costs, and how that grows: activations, nodes, drawings, checks."""

import gc
import time
import tracemalloc
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

import microact as ma
from microact import Value

BY_HAND = {
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda x, y: y * (1 - y)),
    "tanh": (np.tanh, lambda x, y: 1 - y * y),
    "relu": (lambda x: np.maximum(x, 0), lambda x, y: (x > 0) * 1.0),
    "leaky_relu": (lambda x: np.where(x > 0, x, 0.01 * x), lambda x, y: np.where(x > 0, 1.0, 0.01)),
    "softplus": (lambda x: np.logaddexp(0, x), lambda x, y: 1 / (1 + np.exp(-x))),
}


def least(run: Any, rounds: int = 3, clock: Any = time.perf_counter) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = clock()
        run()
        best = min(best, clock() - start)
    return best


def report(rounds: int, against: str | None) -> Iterator[dict[str, Any]]:
    """Measure, print and yield everything here."""
    yield _activations()
    yield from _nodes(against)
    yield _drawing()
    yield _checking()


def _activations() -> dict[str, Any]:
    x = np.random.default_rng(0).normal(size=1_000_000)
    other, upstream = np.empty_like(x), np.ones_like(x)
    copy = least(lambda: np.copyto(other, x))
    print(f"\none million elements, forward and backward   (a copy: {copy * 1e3:.2f} ms)")
    found = {}
    for name, (f, slope) in BY_HAND.items():
        function, v = ma.activations[name], Value(x)

        def ours(function: Any = function, v: Value = v) -> None:
            v.grad = 0.0
            function(v).backward(upstream)

        def hand(f: Any = f, slope: Any = slope) -> None:
            upstream * slope(x, f(x))

        times = {"microact": least(ours), "by hand": least(hand)}
        found[name] = {**times, "copies": times["microact"] / copy}
        print(f"    {name:<14}{times['microact'] / times['by hand']:6.2f} × by hand, "
              f"{times['microact'] / copy:6.1f} copies")  # fmt: skip
    return {"work": "activations", "copy": copy, "seconds": found}


def chain(n: int) -> Any:
    y = import_module("microact").Value(0.5)
    for _ in range(n):
        y = y * 1.0001
    return y


def seconds_of_chain(n: int, collector: bool) -> float:
    """Return the processor's seconds that a chain takes, forward and backward."""
    if not collector:
        gc.disable()
    return least(lambda: chain(n).backward(), rounds=max(3, 100_000 // n), clock=time.process_time)


def bytes_a_node() -> float:
    """Return what a node of a chain takes, its gradient included."""
    tracemalloc.start()
    y = chain(100_000)
    y.backward()
    return tracemalloc.get_traced_memory()[0] / 100_000


def _nodes(against: str | None) -> Iterator[dict[str, Any]]:
    from tests.benchmarks.race import ROOT, measured

    sizes = [1_000, 10_000, 100_000, 1_000_000]
    for name, package in (("microact", str(ROOT)), ("microact, older", against)):
        if not package:
            continue
        for collector in (True, False):
            how = "as Python sets it" if collector else "off"
            print(f"\na chain of scalar nodes, forward and backward, collector {how}: {name}")
            given = [{"n": n, "collector": collector} for n in sizes]
            seconds = [measured("widths", "seconds_of_chain", what, package) for what in given]
            for n, s in zip(sizes, seconds):
                print(f"    {n:>9,} nodes: {n / s:>10,.0f} nodes a second")
            exponent = float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
            print(f"    time grows as nodes ** {exponent:.3f}", flush=True)
            yield {"work": f"nodes, {name}, collector {how}", "sizes": sizes, "seconds": seconds,
                   "exponent": exponent}  # fmt: skip
        size = measured("widths", "bytes_a_node", {}, package)
        print(f"    {size:.0f} bytes a node, gradient included", flush=True)
        yield {"work": f"bytes a node, {name}", "bytes": size}


def _drawing() -> dict[str, Any]:
    print("\ndrawing a chain as SVG (folded from 60 cards on)")
    found = {}
    for n in (10, 100, 1_000, 10_000):
        y = Value(0.5, "x")
        for _ in range(n):
            y = y.tanh()
        found[n] = least(lambda y=y: ma.draw(y, gradients=True).pipe(format="svg"), rounds=2)
        print(f"    {n:>6,} nodes: {found[n] * 1e3:7.0f} ms")
    return {"work": "drawing", "seconds": found}


def _checking() -> dict[str, Any]:
    seconds = least(lambda: ma.gradcheck(ma.tanh, np.linspace(-2, 2, 100)))
    print(f"\nchecking the gradient of tanh at 100 points: {seconds * 1e3:.0f} ms")
    return {"work": "gradcheck", "seconds": seconds}
