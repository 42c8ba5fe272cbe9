"""How long large pictures and films take: `python -m tests.benchmarks.pictures`.

Seconds on this machine, and as multiples of drawing one neuron in the same run.
"""

import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import microact as ma
from microact import Value, neurons
from microact.engine.order import topological_order


def neuron() -> Value:
    """Return a neuron of five nodes."""
    y: Value = ma.tanh(Value(0.5, "w") * Value(2.0, "x") + Value(-0.3, "b"))
    return y


def recurrent(steps: int = 12, units: int = 4) -> Value:
    """Return an unrolled recurrent network."""
    random.seed(0)
    w = [[Value(random.uniform(-1, 1), f"w{i}{j}") for j in range(units)] for i in range(units)]
    u = [Value(random.uniform(-1, 1), f"u{i}") for i in range(units)]
    b = [Value(0.0, f"b{i}") for i in range(units)]
    h = [Value(0.0, f"h{i}") for i in range(units)]
    for k in range(steps):
        x = Value(random.uniform(-1, 1), f"x{k}")
        h = [ma.tanh(sum((w[i][j] * h[j] for j in range(units)), u[i] * x + b[i]))
             for i in range(units)]  # fmt: skip
    y: Value = sum(h)
    return y


def tangled(nodes: int = 263) -> Value:
    """Return a random graph."""
    rng = random.Random(0)
    made = [Value(rng.uniform(-1, 1), f"x{i}") for i in range(12)]
    while len(made) < nodes:
        a, b = rng.choice(made), rng.choice(made)
        made.append(
            rng.choice([lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a.tanh()])(a, b)
        )
    used = {id(x) for node in made for x in node.inputs}
    y: Value = sum(node for node in made if id(node) not in used)
    return y


def seconds(work: Callable[[], object]) -> float:
    """Time something once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    one = min(seconds(lambda: ma.draw(neuron(), gradients=True).pipe("svg")) for _ in range(3))
    print(f"{'a neuron':<44}{one:6.2f} s")

    def told(what: str, work: Callable[[], object]) -> None:
        taken = seconds(work)
        print(f"{what:<44}{taken:6.2f} s  {taken / one:6.0f} ×")

    def drawn(value: Value, limit: int | None) -> Callable[[], object]:
        return lambda: ma.draw(value, gradients=True, limit=limit).pipe("svg")

    for name, value in (("recurrent network", recurrent()), ("random graph", tangled())):
        nodes = len(topological_order(value))
        told(f"{name}, {nodes} nodes, unfolded", drawn(value, 1000))
        told(f"{name}, folded", drawn(value, None))
    random.seed(0)
    net = neurons.MLP(2, [2, 1], activation="tanh")
    loss = (net([Value(0.5, "x1"), Value(-1.0, "x2")]) - 1.0) ** 2 + 1.0
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("gif", "png"):
            path = Path(folder) / f"film.{kind}"
            film = partial(ma.animate, loss, path, direction="LR", limit=200, width=1050)
            told(f"film of 36 pictures, 1050 wide, {kind}", film)
            print(f"{'':<44}{path.stat().st_size / 1000:6.0f} kB")


if __name__ == "__main__":
    main()
