"""The graphs of matrices that the page brings: small enough that every number can be followed.

Each is recorded here as any graph is, so what the page computes with comes from the rules.
"""

from collections.abc import Callable

import numpy as np

from microact.engine import functions as ma
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.show.page.graph_data import Rules, scene_of
from microact.show.page.kernels import IMPORT_PRELUDE
from microact.show.page.packing import text

A = [[0.52, 0.9, 0.5, 0.68], [0.51, 2.75, 0.61, 1.45], [-1.58, 0.47, -0.22, 1.12]]
B = [[-0.76, -0.02], [0.29, -0.01], [0.15, 0.1], [1.09, -0.53]]
G = [[1.0, 0.0], [0.5, -1.0], [0.0, 2.0]]
"""What arrives at the product: it stands for whatever comes after it."""

Q = [[0.84, -1.66, -0.92], [-0.39, 0.83, 1.07], [-0.31, -0.54, 1.2]]
K = [[0.03, 1.0, -1.27], [-1.03, 0.32, 2.28], [0.54, 0.14, 1.26]]
V = [[-1.25, -0.36, -0.97], [0.28, 0.06, 0.09], [1.16, 0.39, 0.84]]
WANTED = [[0.2, 0.1, 0.0], [0.5, -0.2, 0.3], [0.0, 0.4, 0.6]]


def named(value: Value, label: str) -> Value:
    """Give a node its label."""
    value.label = label
    return value


def product() -> Value:
    """A @ B, and a result that weighs its numbers: so every gradient can be told by hand."""
    made = named(Value(A, "A") @ Value(B, "B"), "A·B")
    return named(ma.sum(made * np.array(G)), "result")


def softmax() -> Value:
    """Scores become shares in two steps; the result is the share of the second."""
    scores = Value([[2.0, 1.0, 0.1, -1.5]], "scores")
    powers = named(ma.exp(scores), "exp")
    total = named(ma.sum(powers, axis=1, keepdims=True), "sum")
    return named(ma.sum(named(powers / total, "shares") * [[0.0, 1.0, 0.0, 0.0]]), "result")


def cross_entropy() -> Value:
    """Softmax and cross-entropy over three logits, taken apart: the gradient comes out as p − y."""
    logits = Value([[2.0, 1.0, -0.5]], "logits")
    powers = named(ma.exp(logits), "exp")
    total = named(ma.sum(powers, axis=1, keepdims=True), "sum")
    logs = named(ma.log(named(powers / total, "p")), "log p")
    return named(-ma.sum(logs * np.array([[0.0, 1.0, 0.0]])), "loss")


def layer() -> Value:
    """Three points through a linear layer and its activation: one bias serves every row."""
    X = Value([[0.5, -1.2], [1.5, 0.3], [-0.7, 0.9]], "X")
    W, b = Value([[0.9, -0.4], [0.6, 1.1]], "W"), Value([0.1, -0.4], "b")
    out = named(ma.tanh(named(named(X @ W, "X·W") + b, "Z")), "H")
    wanted = np.array([[1.0, 0.0], [-1.0, 0.5], [0.0, -0.5]])
    return named(ma.mean((out - wanted) ** 2.0), "loss")


def residual() -> Value:
    """A residual block, x + f(x): what arrives goes back past the layers undiminished, too."""
    x = Value([[0.8, -0.5, 0.3]], "x")
    first = Value([[0.4, -0.6], [0.9, 0.2], [-0.3, 0.7]], "W")
    second = Value([[0.5, -0.2, 0.3], [-0.4, 0.6, 0.1]], "V")
    inner = named(ma.tanh(named(x @ first, "x·W")), "h")
    past = named(x * np.array([[1.0]]), "x·skip")
    out = named(past + named(inner @ second, "f(x)"), "x + f(x)")
    return named(ma.sum(out * np.array([[1.0, -1.0, 0.5]])), "result")


def attention() -> Value:
    """An attention head over three words, none of which looks ahead."""
    q, k, v = Value(Q, "Q"), Value(np.transpose(K), "Kᵀ"), Value(V, "V")
    scores = named((q @ k) / float(np.sqrt(3.0)), "scores")
    seen = named(ma.where(np.tril(np.ones((3, 3))) > 0, scores, -np.inf), "seen")
    share = named(ma.softmax(seen, axis=1), "share")
    out = named(share @ v, "out")
    return named(ma.mean((out - np.array(WANTED)) ** 2.0), "loss")


EXAMPLES: dict[str, tuple[Callable[[], Value], tuple[str, ...]]] = {
    "product": (product, ("G",)), "softmax": (softmax, ("pick",)),
    "cross_entropy": (cross_entropy, ("y",)), "layer": (layer, ("wanted",)),
    "residual": (residual, ("skip", "G")), "attention": (attention, ("mask", "wanted")),
}  # fmt: skip
"""Each example, and the names of the arrays in it that are constants."""


def examples() -> str:
    """Write the module of examples: of each its graph and its rules."""
    made = []
    for name, (make, constants) in EXAMPLES.items():
        rules = Rules()
        output = make()
        leaves = [node for node in topological_order(output) if node.is_leaf]
        scene = scene_of(output, rules, leaves, None)
        assert scene["live"] == "arrays"
        inputs = [x for node in scene["nodes"] for x in node.get("inputs", ())]
        arrays = [x for x in inputs if isinstance(x, dict) and "shape" in x]
        for constant, label in zip(arrays, constants, strict=True):
            constant["label"] = label
        made.append(f"{name}: {{ scene: {text(scene)}, rules: {rules.written(True)} }}")
    return f"{IMPORT_PRELUDE}export const EXAMPLES = {{\n" + ",\n".join(made) + "\n};\n"
