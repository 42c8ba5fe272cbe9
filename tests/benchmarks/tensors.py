"""Networks of matrices: one training step by hand in NumPy, with microact and with its peers."""

from collections.abc import Iterator
from importlib import import_module, util
from typing import Any

import numpy as np

from microact.losses import cross_entropy
from microact.nn import MLP
from microact.optim import SGD


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


def with_microact(X: Any, y: Any, sizes: list, kind: str, weights: list, lr: float) -> Any:
    model = MLP(sizes[0], sizes[1:], hidden=kind)
    for p, w in zip(model.parameters(), weights):
        p.data = w
    optimizer = SGD(model.parameters(), lr)

    def step() -> float:
        loss = cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def unrolled(X: Any, y: Any, sizes: list, kind: str, weights: list, lr: float) -> Any:
    model = MLP(sizes[0], sizes[1:], hidden=kind)
    for p, w in zip(model.parameters(), weights):
        p.data = w
    optimizer, compiled = SGD(model.parameters(), lr), model.compile()

    def step() -> float:
        loss = compiled(X, y)
        optimizer.step()
        return loss

    return step


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


def rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each row: its title, its baseline, and what is run."""
    for sizes, kind, points, dtype in [
        ([2, 16, 16, 2], "tanh", 100, np.float64),
        ([64, 128, 128, 10], "relu", 64, np.float64),
        ([784, 512, 512, 10], "relu", 256, np.float64),
        ([784, 512, 512, 10], "relu", 256, np.float32),
    ]:
        rng = np.random.default_rng(0)
        X = rng.normal(size=(points, sizes[0])).astype(dtype)
        y = rng.integers(0, sizes[-1], points)
        weights: list[Any] = []
        for a, b in zip(sizes, sizes[1:]):
            weights += [(rng.normal(size=(a, b)) / np.sqrt(a)).astype(dtype), np.zeros(b, dtype)]
        relu, lr = kind == "relu", 1e-3
        work = {
            "NumPy by hand": by_hand(X, y, weights, relu, lr),
            "microact": with_microact(X, y, sizes, kind, weights, lr),
            "microact, unrolled": unrolled(X, y, sizes, kind, weights, lr),
        }
        for name, make in [
            ("mygrad", with_mygrad), ("autograd", with_autograd), ("torch", with_pytorch),
        ]:  # fmt: skip
            if util.find_spec(name):
                work[name] = make(X, y, weights, relu, lr)
        title = f"MLP {'-'.join(map(str, sizes))} {kind}, {points} points, {np.dtype(dtype).name}"
        yield title, "NumPy by hand", work
