"""Graphs of single numbers: micrograd's demo, and a transformer of scalars."""

import random
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np


class Plain:
    """A scalar engine of microgpt's kind: each node keeps its operation's local gradients."""

    __slots__ = ("data", "grad", "inputs", "slopes")

    def __init__(self, data: float, inputs: tuple = (), slopes: tuple = ()) -> None:
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    def __add__(self, other: Any) -> "Plain":
        other = other if isinstance(other, Plain) else Plain(other)
        return Plain(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Any) -> "Plain":
        other = other if isinstance(other, Plain) else Plain(other)
        return Plain(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n: float) -> "Plain":
        return Plain(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self) -> "Plain":
        y = float(np.exp(self.data))
        return Plain(y, (self,), (y,))

    def log(self) -> "Plain":
        return Plain(float(np.log(self.data)), (self,), (1 / self.data,))

    def relu(self) -> "Plain":
        return Plain(max(0.0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self) -> "Plain":
        return self * -1.0

    def __sub__(self, other: Any) -> "Plain":
        return self + (-other)

    def __rsub__(self, other: Any) -> "Plain":
        return -self + other

    def __truediv__(self, other: Any) -> "Plain":
        return self * (other**-1.0 if isinstance(other, Plain) else 1 / other)

    __radd__, __rmul__ = __add__, __mul__

    def backward(self) -> None:
        order: list[Plain] = []
        seen = set()

        def visit(v: Plain) -> None:
            if v not in seen:
                seen.add(v)
                for x in v.inputs:
                    visit(x)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for x, slope in zip(v.inputs, v.slopes):
                x.grad += slope * v.grad


Step = Callable[[], float]


def moons() -> tuple[Any, Any]:
    """Return 100 points and what side they are on."""
    X = np.random.default_rng(0).normal(size=(100, 2))
    return X, np.where(X[:, 0] * X[:, 1] > 0, 1.0, -1.0)


def demo(kind: Any, model: Any) -> Step:
    """Return one step of micrograd's demo: 100 points, a hinge loss, no regularisation."""
    X, y = moons()

    def step() -> float:
        scores = [model([kind(float(v)) for v in row]) for row in X]
        losses = [(1.0 + -float(t) * s).relu() for t, s in zip(y, scores)]
        loss = sum(losses) * (1.0 / len(losses))
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        return float(loss.data)

    return step


def perceptron(module: Any) -> Any:
    random.seed(1337)
    return module.MLP(2, [16, 16, 1])


class PlainNet:
    """The same network in the few lines that such an engine's users write."""

    def __init__(self) -> None:
        random.seed(1337)
        self.layers = [
            [
                ([Plain(random.uniform(-1, 1)) for _ in range(n)], Plain(0.0), m > 1)
                for _ in range(m)
            ]
            for n, m in ((2, 16), (16, 16), (16, 1))
        ]

    def __call__(self, x: list) -> Any:
        for layer in self.layers:
            out = []
            for w, b, nonlin in layer:
                act = sum((wi * xi for wi, xi in zip(w, x)), b)
                out.append(act.relu() if nonlin else act)
            x = out
        return x[0]

    def parameters(self) -> list:
        return [p for layer in self.layers for w, b, _ in layer for p in (*w, b)]


def transformer(kind: Any) -> Any:
    """Return one step on one word of a one-layer transformer, every number a node of its own."""
    width, heads, words, letters = 16, 4, 8, 27
    rng = random.Random(7)

    def matrix(n: int, m: int) -> list:
        return [[kind(rng.gauss(0, 0.2)) for _ in range(m)] for _ in range(n)]

    token, place, out = matrix(letters, width), matrix(words, width), matrix(letters, width)
    queries, keys, values, mix = (matrix(width, width) for _ in range(4))
    wide, narrow = matrix(4 * width, width), matrix(width, 4 * width)
    matrices = (token, place, out, queries, keys, values, mix, wide, narrow)
    parameters = [p for m in matrices for row in m for p in row]
    word = [rng.randrange(letters) for _ in range(words + 1)]

    def linear(x: list, w: list) -> list:
        return [sum(wi * xi for wi, xi in zip(row, x)) for row in w]

    def softmax(logits: list) -> list:
        top = max(v.data for v in logits)
        powers = [(v - top).exp() for v in logits]
        total = sum(powers)
        return [p / total for p in powers]

    def norm(x: list) -> list:
        scale = (sum(v * v for v in x) * (1.0 / len(x)) + 1e-5) ** -0.5
        return [v * scale for v in x]

    def step() -> float:
        losses, past_k, past_v, size = [], [], [], width // heads
        for i in range(words):
            x = norm([t + p for t, p in zip(token[word[i]], place[i])])
            q, k, v = linear(x, queries), linear(x, keys), linear(x, values)
            past_k.append(k)
            past_v.append(v)
            heard = []
            for h in range(0, width, size):
                part = slice(h, h + size)
                scores = [
                    sum(a * b for a, b in zip(q[part], old[part])) * size**-0.5 for old in past_k
                ]
                weights = softmax(scores)
                heard += [
                    sum(w * old[j] for w, old in zip(weights, past_v)) for j in range(h, h + size)
                ]
            x = [a + b for a, b in zip(x, linear(heard, mix))]
            hidden = [v.relu() for v in linear(norm(x), wide)]
            x = [a + b for a, b in zip(x, linear(hidden, narrow))]
            losses.append(-softmax(linear(x, out))[word[i + 1]].log())
        loss = sum(losses) * (1.0 / len(losses))
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        return float(loss.data)

    return step


def demo_of(engine: str) -> Step:
    """Return the demo's step with one of the engines."""
    if engine == "plain":
        return demo(Plain, PlainNet())
    ours = engine == "microact"
    kind = import_module("microact" if ours else "micrograd.engine").Value
    return demo(kind, perceptron(import_module("microact.neurons" if ours else "micrograd.nn")))


def transformer_of(engine: str) -> Step:
    """Return the transformer's step with one of the engines."""
    return transformer(Plain if engine == "plain" else import_module("microact").Value)


def unrolled(batch: bool) -> Step:
    """Return the demo's step as straight-line source: sample by sample, or all at once."""
    ma, neurons = import_module("microact"), import_module("microact.neurons")
    X, y = moons()
    model = perceptron(neurons)
    inputs = [ma.Value(0.3, "x0"), ma.Value(-0.7, "x1"), ma.Value(1.0, "y")]
    loss = (1.0 + -inputs[2] * model(inputs[:2])).relu()
    parameters = model.parameters()
    batched = ["x0", "x1", "y"] if batch else []
    one = ma.unroll(loss, inputs=[*inputs, *parameters], wrt=parameters, batched=batched)
    weights = [p.data for p in parameters]
    rows = [(float(a), float(b), float(t)) for (a, b), t in zip(X, y)]

    def sample_by_sample() -> float:
        total, sums = 0.0, [0.0] * len(weights)
        for row in rows:
            value, gradients = one(*row, *weights)
            total += value
            sums = [s + g for s, g in zip(sums, gradients)]
        return total / len(rows)

    def at_once() -> float:
        losses, _ = one(X[:, 0], X[:, 1], y, *weights)
        return float(losses.mean())

    return at_once if batch else sample_by_sample


def rows() -> Iterator[Any]:
    """Yield each row: the demo, whatever the collector does, and a transformer."""
    from tests.benchmarks.contender import AS_SET, BEFORE, OFF
    from tests.benchmarks.race import Contender, Row

    yield Row(
        "micrograd's demo: 2-16-16-1 ReLU, 100 points, every weight a node", "scalars",
        {
            "micrograd": Contender("demo_of", {"engine": "micrograd"}, needs="micrograd"),
            "microgpt's kind": Contender("demo_of", {"engine": "plain"}),
            "microact": Contender("demo_of", {"engine": "microact"}, ours=True),
            "microact, unrolled": Contender("unrolled", {"batch": False}, ours=True),
            "microact, unrolled batch": Contender("unrolled", {"batch": True}, ours=True),
        },
        collectors=(AS_SET, BEFORE, OFF),
        turn=1.0,
    )  # fmt: skip
    yield Row(
        "a one-layer transformer of scalars, one word", "scalars",
        {
            "microgpt's kind": Contender("transformer_of", {"engine": "plain"}),
            "microact": Contender("transformer_of", {"engine": "microact"}, ours=True),
        },
        turn=1.0,
    )  # fmt: skip
