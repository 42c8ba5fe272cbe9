"""Whole trainings: `fit` against the loop that PyTorch's users write, and the memory it takes."""

import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

Step = Callable[[], float]

LR = 1e-3
ROWS = 6_400


def data(sizes: list[int], dtype: str) -> tuple[Any, Any, list[Any]]:
    """Return examples and the weights to start from."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(ROWS, sizes[0])).astype(dtype)
    y = np.argmax(X[:, : sizes[-1]], axis=1)
    weights: list[Any] = []
    for a, b in zip(sizes, sizes[1:]):
        weights += [(rng.normal(size=(a, b)) / np.sqrt(a)).astype(dtype), np.zeros(b, dtype)]
    return X, y, weights


def with_microact(sizes: list[int], batch: int, dtype: str, unroll: bool) -> Step:
    """Return two epochs of `fit`, from the same start each time."""
    ma = import_module("microact")
    X, y, weights = data(sizes, dtype)

    def run() -> float:
        model = ma.nn.MLP(sizes[0], sizes[1:], hidden="relu")
        for p, w in zip(model.parameters(), weights):
            p.data = w
        history = ma.train.fit(
            model, X, y, optimizer="adam", lr=LR, epochs=2, batch_size=batch, validation=0.0,
            verbose=False, unroll=unroll,
        )  # fmt: skip
        return float(history.loss[-1])

    return run


def with_pytorch(sizes: list[int], batch: int, dtype: str) -> Step:
    """Return the same in the usual loop, with the losses and right answers that `fit` counts."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    rows, target, weights = data(sizes, dtype)
    X, y = torch.tensor(rows), torch.tensor(target)

    def run() -> float:
        layers: list[Any] = []
        for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
            linear = torch.nn.Linear(a, b, dtype=X.dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(weights[2 * i].T))
                linear.bias.copy_(torch.tensor(weights[2 * i + 1]))
            layers += [linear, torch.nn.ReLU()]
        model = torch.nn.Sequential(*layers[:-1])
        optimizer = torch.optim.Adam(model.parameters(), LR)
        criterion = torch.nn.CrossEntropyLoss()
        rng = np.random.default_rng(0)
        for _ in range(2):
            order = torch.from_numpy(rng.permutation(len(X)))
            total, right = 0.0, 0
            for start in range(0, len(X), batch):
                chosen = order[start : start + batch]
                output = model(X[chosen])
                loss = criterion(output, y[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(chosen)
                right += (output.argmax(1) == y[chosen]).sum().item()
        return float(total / len(X))

    return run


def fit_of(engine: str, **what: Any) -> Step:
    """Return a training with one of the engines."""
    if engine == "torch":
        return with_pytorch(**what)
    return with_microact(**what, unroll=engine == "unrolled")


def rows() -> Iterator[Any]:
    """Yield each row."""
    from tests.benchmarks.race import Contender, Row

    for sizes, batch, dtype in [
        ([784, 128, 10], 128, "float32"),
        ([784, 128, 10], 128, "float64"),
        ([64, 64, 10], 32, "float64"),
        ([64, 64, 10], 32, "float32"),
    ]:
        what = {"sizes": sizes, "batch": batch, "dtype": dtype}
        yield Row(
            f"fit {'-'.join(map(str, sizes))}, batches of {batch}, {dtype}, Adam", "training",
            {
                "PyTorch's usual loop": Contender(
                    "fit_of", {"engine": "torch", **what}, needs="torch"
                ),
                "microact": Contender("fit_of", {"engine": "eager", **what}, ours=True),
                "microact, unrolled": Contender(
                    "fit_of", {"engine": "unrolled", **what}, ours=True
                ),
            },
            tolerance=1e-4 if dtype == "float32" else 1e-6,
            rounds=3,
        )  # fmt: skip


def memory_of_fit(path: str) -> float:
    """Return how many bytes `fit` holds at most beside a memory-mapped file."""
    ma = import_module("microact")
    X = np.load(path, mmap_mode="r")
    y = np.arange(len(X)) % 10
    model = ma.nn.MLP(X.shape[1], [16, 10], hidden="relu")
    for p in model.parameters():
        p.data = p.data.astype(X.dtype)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    ma.train.fit(model, X, y, epochs=1, batch_size=128, validation=0.1, verbose=False)
    return tracemalloc.get_traced_memory()[1] - before


def memory(rounds: int, against: str | None) -> Iterator[dict[str, Any]]:
    """Measure what `fit` adds for a memory-mapped file of 153 MB, a tenth held out."""
    from tests.benchmarks.race import ROOT, measured

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.npy"
        rng = np.random.default_rng(0)
        np.save(path, rng.normal(size=(48_800, 784)).astype("float32"))
        print(f"\nfit on a memory-mapped file of {path.stat().st_size / 1e6:.0f} MB")
        found = {}
        for name, package in (("microact", str(ROOT)), ("microact, older", against)):
            if package:
                found[name] = measured("training", "memory_of_fit", {"path": str(path)}, package)
                print(f"    {name:<34}{found[name] / 1e6:8.1f} MB of its own at most", flush=True)
        yield {"work": "fit's memory", "bytes": found}
