"""Graphs of single numbers: micrograd's demo, and a transformer of scalars."""

import random
from collections.abc import Iterator
from importlib import import_module, util
from typing import Any

import numpy as np

from microact import Value, neurons
from microact.source.unrolling import unroll


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


def demo(kind: Any, model: Any) -> Any:
    """Return one step of micrograd's demo: 100 moons, a hinge loss, no regularisation."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(100, 2))
    y = np.where(X[:, 0] * X[:, 1] > 0, 1.0, -1.0)

    def step() -> float:
        scores = [model([kind(float(v)) for v in row]) for row in X]
        losses = [(1.0 + -float(t) * s).relu() for t, s in zip(y, scores)]
        loss = sum(losses) * (1.0 / len(losses))
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        return float(loss.data)

    return step, X, y


def perceptron(module: Any) -> Any:
    random.seed(1337)
    return module.MLP(2, [16, 16, 1])


class PlainNet:
    """The same network in the few lines that such an engine's users write."""

    def __init__(self) -> None:
        like = perceptron(neurons)
        self.layers = [
            [([Plain(w.data) for w in n.w], Plain(n.b.data), n.nonlin) for n in layer.neurons]
            for layer in like.layers
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


def unrolled(X: Any, y: Any) -> Any:
    """Return the demo's step as straight-line source: sample by sample, and all at once."""
    model = perceptron(neurons)
    inputs = [Value(0.3, "x0"), Value(-0.7, "x1"), Value(1.0, "y")]
    loss = (1.0 + -inputs[2] * model(inputs[:2])).relu()
    parameters = model.parameters()
    everything = [*inputs, *parameters]
    one = unroll(loss, inputs=everything, wrt=parameters)
    many = unroll(loss, inputs=everything, wrt=parameters, batched=["x0", "x1", "y"])
    weights = [p.data for p in parameters]
    rows = [(float(a), float(b), float(t)) for (a, b), t in zip(X, y)]

    def sample_by_sample() -> float:
        total, sums = 0.0, [0.0] * len(weights)
        for row in rows:
            value, gradients = one(*row, *weights)
            total += value
            sums = [s + g for s, g in zip(sums, gradients)]
        return total / len(rows)

    def batch() -> float:
        losses, _ = many(X[:, 0], X[:, 1], y, *weights)
        return float(losses.mean())

    return sample_by_sample, batch


def rows() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each row: its title, its baseline, and what is run."""
    ours, X, y = demo(Value, perceptron(neurons))
    plain, *_ = demo(Plain, PlainNet())
    one, batch = unrolled(X, y)
    work = {"microact": ours, "microgpt's kind": plain}
    baseline = "microgpt's kind"
    if util.find_spec("micrograd"):
        engine, nn = import_module("micrograd.engine"), import_module("micrograd.nn")
        work["micrograd"], *_ = demo(engine.Value, perceptron(nn))
        baseline = "micrograd"
    work |= {"microact, unrolled": one, "microact, unrolled batch": batch}
    yield "micrograd's demo: 2-16-16-1 ReLU, 100 points, every weight a node", baseline, work
    work = {"microact": transformer(Value), "microgpt's kind": transformer(Plain)}
    yield "a one-layer transformer of scalars, one word", "microgpt's kind", work
