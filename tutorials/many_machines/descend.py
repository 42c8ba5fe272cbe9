"""One network, many processes: each computes the gradient of its own rows, and they are added up.

    python tutorials/many_machines/descend.py

starts two processes, holds what they find to what one finds, and measures when they are faster.
It needs Dask: python -m pip install "dask[distributed]"
"""

import time

import numpy as np

from microact.nn import MLP
from microact.optim import Adam


class Shard:
    """Some of the rows, where they are: on one worker, which has a compiled step of its own."""

    def __init__(self, model, X, y):
        # Copied: what Dask (2026.8) brings is not aligned in memory, and a product of it is slower.
        self.model, self.X, self.y = model, np.array(X), np.array(y)
        self.step = model.compile()

    def gradient(self, weights):
        """Return the loss and the gradients of these rows, each times how many rows there are."""
        for p, w in zip(self.model.parameters(), weights):
            p.data = w
        rows = len(self.X)
        return rows * self.step(self.X, self.y), [rows * p.grad for p in self.model.parameters()]


def spread(client, model, X, y):
    """Send each worker its rows, once; return the shards that live there."""
    workers = list(client.scheduler_info(n_workers=-1)["workers"])
    made = []
    for part, worker in zip(np.array_split(np.arange(len(X)), len(workers)), workers):
        if len(part):
            rows = client.scatter([X[part], y[part]], workers=[worker])
            made.append(client.submit(Shard, model, *rows, actor=True, workers=[worker]))
    return [shard.result() for shard in made]


def descend(model, shards, rows, steps, optimizer=None):
    """Train on all rows of all shards; return the loss before each step.

    A mean over all rows is no mean of the shards' means unless they are equally long: so each
    counts as many times as it has rows.
    """
    parameters = model.parameters()
    optimizer = optimizer or Adam(parameters, lr=0.01)
    losses = []
    for _ in range(steps):
        weights = [np.asarray(p.data) for p in parameters]
        asked = [shard.gradient(weights) for shard in shards]  # all at work at the same time
        found = [one.result() if hasattr(one, "result") else one for one in asked]
        losses.append(sum(loss for loss, _ in found) / rows)
        for p, parts in zip(parameters, zip(*[gradients for _, gradients in found])):
            p.grad = sum(parts) / rows
        optimizer.step()
    return losses


def measured(client, sizes, rows, steps=20):
    """Return the seconds per step in one process and in many, and how far their losses differ."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(rows, sizes[0])), rng.integers(0, sizes[-1], rows)
    ways = []
    for several in (False, True):
        model = MLP(sizes[0], sizes[1:], seed=1)
        shards = spread(client, model, X, y) if several else [Shard(model, X, y)]
        first = descend(model, shards, rows, 2)  # the step is compiled, the weights are sent
        start = time.perf_counter()
        losses = descend(model, shards, rows, steps)
        ways.append(((time.perf_counter() - start) / steps, [*first, *losses]))
    (one, mine), (many, theirs) = ways
    return one, many, np.max(np.abs(np.array(mine) - theirs))


if __name__ == "__main__":
    try:
        from dask.distributed import Client, LocalCluster
    except ModuleNotFoundError:
        raise SystemExit('this needs Dask: python -m pip install "dask[distributed]"') from None

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        print(f"{'network':<20}{'rows':>8}{'one, ms':>10}{'two, ms':>10}{'losses differ':>16}")
        for sizes, counts in (
            ([2, 16, 16, 2], (1_000, 100_000)),
            ([784, 128, 10], (1_000, 20_000)),
            ([784, 512, 512, 10], (1_000, 8_000)),
        ):
            for rows in counts:
                one, many, off = measured(client, sizes, rows)
                name = "-".join(map(str, sizes))
                print(f"{name:<20}{rows:>8,}{one * 1e3:>10.1f}{many * 1e3:>10.1f}{off:>16.1e}")
