"""Networks of matrices: one training step by hand in NumPy, with microact and with its peers."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

Step = Callable[[], float]


def by_hand(X: Any, y: Any, weights: list, relu: bool, lr: float) -> Any:
    """Return the step that a careful person writes."""
    weights, rows = [w.copy() for w in weights], np.arange(len(y))

    def step() -> float:
        signals = [X]
        for i in range(0, len(weights), 2):
            z = signals[-1] @ weights[i]
            z += weights[i + 1]
            if i < len(weights) - 2:
                z = np.maximum(z, 0, out=z) if relu else np.tanh(z, out=z)
            signals.append(z)
        logits = signals[-1]
        p = logits - logits.max(axis=1, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(axis=1, keepdims=True)
        loss = -np.log(p[rows, y]).mean()
        p[rows, y] -= 1
        p /= len(y)
        for i in range(len(weights) - 2, -1, -2):
            of_weight, of_bias = signals[i // 2].T @ p, p.sum(axis=0)
            if i:
                p = p @ weights[i].T
                h = signals[i // 2]
                p *= (h > 0) if relu else 1 - h * h
            weights[i] -= lr * of_weight
            weights[i + 1] -= lr * of_bias
        return float(loss)

    return step


def with_microact(
    X: Any, y: Any, sizes: list, kind: str, weights: list, lr: float, unroll: bool
) -> Step:
    ma = import_module("microact")
    model = ma.nn.MLP(sizes[0], sizes[1:], hidden=kind)
    for p, w in zip(model.parameters(), weights):
        p.data = w
    optimizer = ma.optim.SGD(model.parameters(), lr)
    if unroll:
        compiled = model.compile()

        def step() -> float:
            number: float = compiled(X, y)
            optimizer.step()
            return number

        return step

    def eager() -> float:
        loss = ma.losses.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.item())

    return eager


def with_autograd(X: Any, y: Any, weights: list, relu: bool, lr: float) -> Any:
    anp, autograd = import_module("autograd.numpy"), import_module("autograd")
    weights, rows = [w.copy() for w in weights], np.arange(len(y))

    def loss(weights: list) -> Any:
        z = X
        for i in range(0, len(weights), 2):
            z = anp.dot(z, weights[i]) + weights[i + 1]
            if i < len(weights) - 2:
                z = anp.maximum(z, 0) if relu else anp.tanh(z)
        z = z - anp.max(z, axis=1, keepdims=True)
        return -anp.mean(z[rows, y] - anp.log(anp.sum(anp.exp(z), axis=1)))

    both = autograd.value_and_grad(loss)

    def step() -> float:
        value, gradients = both(weights)
        for w, g in zip(weights, gradients):
            w -= lr * g
        return float(value)

    return step


def with_mygrad(X: Any, y: Any, weights: list, relu: bool, lr: float) -> Any:
    mg = import_module("mygrad")
    losses, nnet = import_module("mygrad.nnet.losses"), import_module("mygrad.nnet")
    tensors = [mg.tensor(w.copy()) for w in weights]

    def step() -> float:
        z = X
        for i in range(0, len(tensors), 2):
            z = mg.matmul(z, tensors[i]) + tensors[i + 1]
            if i < len(tensors) - 2:
                z = nnet.activations.relu(z) if relu else mg.tanh(z)
        loss = losses.softmax_crossentropy(z, y)
        loss.backward()
        for t in tensors:
            t.data -= lr * t.grad
        return float(loss.data)

    return step


def with_pytorch(X: Any, y: Any, weights: list, relu: bool, lr: float) -> Any:
    torch = import_module("torch")
    torch.set_num_threads(1)
    inputs, target = torch.tensor(X), torch.tensor(y)
    tensors = [torch.tensor(w, requires_grad=True) for w in weights]

    def step() -> float:
        z = inputs
        for i in range(0, len(tensors), 2):
            z = z @ tensors[i] + tensors[i + 1]
            if i < len(tensors) - 2:
                z = torch.relu(z) if relu else torch.tanh(z)
        loss = torch.nn.functional.cross_entropy(z, target)
        for t in tensors:
            t.grad = None
        loss.backward()
        with torch.no_grad():
            for t in tensors:
                t -= lr * t.grad
        return float(loss.detach())

    return step


def step_of(engine: str, sizes: list[int], kind: str, points: int, dtype: str) -> Step:
    """Return one training step of a network with one of the engines."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(points, sizes[0])).astype(dtype)
    y = rng.integers(0, sizes[-1], points)
    weights: list[Any] = []
    for a, b in zip(sizes, sizes[1:]):
        weights += [(rng.normal(size=(a, b)) / np.sqrt(a)).astype(dtype), np.zeros(b, dtype)]
    if engine in ("eager", "compiled"):
        return with_microact(X, y, sizes, kind, weights, 1e-3, engine == "compiled")
    others = {"hand": by_hand, "mygrad": with_mygrad, "autograd": with_autograd,
              "torch": with_pytorch}  # fmt: skip
    made: Step = others[engine](X, y, weights, kind == "relu", 1e-3)
    return made


def _contender(what: dict[str, Any], engine: str, **options: Any) -> Any:
    from tests.benchmarks.race import Contender

    return Contender("step_of", {"engine": engine, **what}, **options)


def rows() -> Iterator[Any]:
    """Yield each row: from a network for points in the plane to one for images."""
    from tests.benchmarks.race import Row

    for sizes, kind, points, dtype in [
        ([2, 16, 16, 2], "tanh", 100, "float64"),
        ([64, 128, 128, 10], "relu", 64, "float64"),
        ([784, 512, 512, 10], "relu", 256, "float64"),
        ([784, 512, 512, 10], "relu", 256, "float32"),
    ]:
        what = {"sizes": sizes, "kind": kind, "points": points, "dtype": dtype}
        one = partial(_contender, what)
        yield Row(
            f"MLP {'-'.join(map(str, sizes))} {kind}, {points} points, {dtype}", "tensors",
            {
                "NumPy by hand": one("hand"),
                "microact": one("eager", ours=True),
                "microact, unrolled": one("compiled", ours=True),
                "mygrad": one("mygrad", needs="mygrad"),
                "autograd": one("autograd", needs="autograd"),
                "PyTorch": one("torch", needs="torch"),
            },
            tolerance=1e-6 if dtype == "float64" else 1e-5,
        )  # fmt: skip
