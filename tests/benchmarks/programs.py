"""Programs as learners write them, so that no speed is for the networks of the other rows alone.

Each is written twice, against PyTorch's and against our own names, and must have the same loss.
"""

import math
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np

Step = Callable[[], float]


class Ours:
    """What the programs need, by microact."""

    def __init__(self) -> None:
        self.ma = ma = import_module("microact")
        self.tanh, self.relu, self.sin, self.exp, self.log = (
            ma.tanh, ma.relu, ma.sin, ma.exp, ma.log,
        )  # fmt: skip

        class Snake(ma.Activation):
            """x + sin²x, a rule of one's own."""

            def forward(self, x: Any, xp: Any) -> Any:
                return x + xp.sin(x) ** 2

            def local_gradient(self, x: Any, y: Any, xp: Any) -> Any:
                return 1 + 2 * xp.sin(x) * xp.cos(x)

        self.snake = Snake()

    def leaf(self, x: Any) -> Any:
        return self.ma.Value(x)

    def softmax(self, x: Any) -> Any:
        return self.ma.softmax(x)

    def mean(self, x: Any, last: bool = False) -> Any:
        return x.mean(axis=-1, keepdims=True) if last else x.mean()

    def cross_entropy(self, x: Any, y: Any) -> Any:
        return self.ma.losses.cross_entropy(x, y)

    def swap(self, x: Any, a: int, b: int) -> Any:
        return self.ma.swapaxes(x, a, b)

    def fixed(self, x: Any) -> Any:
        return x

    def run(self, loss: Any, leaves: list) -> float:
        for p in leaves:
            p.grad = 0.0
        loss.backward()
        return float(loss.item())


class Torchs:
    """The same by PyTorch."""

    def __init__(self) -> None:
        self.torch = torch = import_module("torch")
        torch.set_num_threads(1)
        self.tanh, self.relu, self.sin, self.exp, self.log = (
            torch.tanh, torch.relu, torch.sin, torch.exp, torch.log,
        )  # fmt: skip
        self.snake = lambda x: x + torch.sin(x) ** 2

    def leaf(self, x: Any) -> Any:
        return self.torch.tensor(x, requires_grad=True, dtype=self.torch.float64)

    def softmax(self, x: Any) -> Any:
        return self.torch.softmax(x, -1)

    def mean(self, x: Any, last: bool = False) -> Any:
        return x.mean(-1, keepdim=True) if last else x.mean()

    def cross_entropy(self, x: Any, y: Any) -> Any:
        return self.torch.nn.functional.cross_entropy(x, self.torch.from_numpy(y))

    def swap(self, x: Any, a: int, b: int) -> Any:
        return x.transpose(a, b)

    def fixed(self, x: Any) -> Any:
        return self.torch.tensor(x)

    def run(self, loss: Any, leaves: list) -> float:
        for p in leaves:
            p.grad = None
        loss.backward()
        return float(loss.detach())


RNG_SEED = 0


def own_rule(lib: Any) -> Step:
    """A network of an activation of one's own."""
    rng = np.random.default_rng(RNG_SEED)
    sizes = [32, 64, 64, 5]
    w = [lib.leaf(rng.normal(size=s) / np.sqrt(s[0])) for s in zip(sizes, sizes[1:])]
    X, y = lib.fixed(rng.normal(size=(64, 32))), rng.integers(0, 5, 64)

    def step() -> float:
        h = lib.snake(lib.snake(X @ w[0]) @ w[1])
        return float(lib.run(lib.cross_entropy(h @ w[2], y), w))

    return step


def recurrent(lib: Any) -> Step:
    """A recurrent network of 20 steps."""
    rng = np.random.default_rng(RNG_SEED)
    u, w, b = (lib.leaf(rng.normal(size=s) * 0.3) for s in ((3, 16), (16, 16), (16,)))
    v = lib.leaf(rng.normal(size=(16, 1)))
    X, target = rng.normal(size=(20, 8, 3)), lib.fixed(rng.normal(size=(8, 1)))
    given = [lib.fixed(x) for x in X]

    def step() -> float:
        h = lib.tanh(given[0] @ u + b)
        for x in given[1:]:
            h = lib.tanh(x @ u + h @ w + b)
        error = h @ v - target
        return float(lib.run(lib.mean(error * error), [u, w, b, v]))

    return step


def residual(lib: Any) -> Step:
    """Eight blocks with skip connections and layer norm, written out."""
    rng = np.random.default_rng(RNG_SEED)
    blocks = [
        [
            *(lib.leaf(rng.normal(size=(32, 32)) / 6) for _ in range(2)),
            lib.leaf(np.ones(32)),
            lib.leaf(np.zeros(32)),
        ]
        for _ in range(8)
    ]
    X, target = lib.fixed(rng.normal(size=(32, 32))), lib.fixed(rng.normal(size=(32, 32)))
    leaves = [p for block in blocks for p in block]

    def step() -> float:
        h = X
        for a, b, scale, shift in blocks:
            centred = h - lib.mean(h, last=True)
            normed = centred / (lib.mean(centred * centred, last=True) + 1e-5) ** 0.5
            h = h + lib.relu((normed * scale + shift) @ a) @ b
        error = h - target
        return float(lib.run(lib.mean(error * error), leaves))

    return step


def attention(lib: Any) -> Step:
    """A causal attention of four heads over 24 words, and the next word."""
    rng = np.random.default_rng(RNG_SEED)
    words, width, heads, letters = 24, 32, 4, 27
    embed = lib.leaf(rng.normal(size=(words, width)) * 0.5)
    q, k, v, mix = (lib.leaf(rng.normal(size=(width, width)) / 6) for _ in range(4))
    out = lib.leaf(rng.normal(size=(width, letters)) / 6)
    mask = lib.fixed(np.triu(np.full((words, words), -1e9), 1))
    y = rng.integers(0, letters, words)

    def split(x: Any) -> Any:
        return lib.swap(x.reshape((words, heads, width // heads)), 0, 1)

    def step() -> float:
        a, b, c = (split(embed @ m) for m in (q, k, v))
        weights = lib.softmax(a @ lib.swap(b, 1, 2) * (width // heads) ** -0.5 + mask)
        heard = lib.swap(weights @ c, 0, 1).reshape((words, width))
        h = embed + heard @ mix
        return float(lib.run(lib.cross_entropy(h @ out, y), [embed, q, k, v, mix, out]))

    return step


def pendulum(lib: Any) -> Step:
    """A pendulum of single numbers, 300 steps: how its place hangs on length and friction."""
    length, friction, start = (lib.leaf(x) for x in (1.3, 0.2, 1.0))

    def step() -> float:
        angle, speed = start, 0.0
        for _ in range(300):
            speed = speed + (-9.81 * lib.sin(angle) / length - friction * speed) * 0.01
            angle = angle + speed * 0.01
        loss = (angle - 0.5) ** 2 + lib.log(1.0 + lib.exp(friction))
        return float(lib.run(loss, [length, friction, start]))

    return step


def mixture(lib: Any) -> Step:
    """A mixture of Gaussians: the likelihood of 200 points, by broadcasting."""
    rng = np.random.default_rng(RNG_SEED)
    X = lib.fixed(rng.normal(size=(200, 1)))
    mean, size = lib.leaf(np.linspace(-1, 1, 5)), lib.leaf(np.linspace(0.1, 0.5, 5))

    def step() -> float:
        z = (X - mean) / lib.exp(size)
        density = lib.exp(z * z * -0.5) / lib.exp(size) / math.sqrt(2 * math.pi)
        loss = lib.mean(lib.log(lib.mean(density, last=True))) * -1.0
        return float(lib.run(loss, [mean, size]))

    return step


PROGRAMS = {
    "a rule of one's own, 32-64-64-5, 64 points": own_rule,
    "a recurrent network, 20 steps of 16 units, 8 rows": recurrent,
    "eight residual blocks with layer norm, 32 wide": residual,
    "causal attention, 4 heads, 24 words": attention,
    "a pendulum of single numbers, 300 steps": pendulum,
    "a mixture of five Gaussians, 200 points": mixture,
}


def program_of(name: str, engine: str) -> Step:
    """Return a program's step with one of the engines."""
    made: Step = PROGRAMS[name](Torchs() if engine == "torch" else Ours())
    return made


def rows() -> Iterator[Any]:
    """Yield each row."""
    from tests.benchmarks.race import Contender, Row

    for name in PROGRAMS:
        yield Row(
            name, "programs",
            {
                "PyTorch": Contender(
                    "program_of", {"name": name, "engine": "torch"}, needs="torch"
                ),
                "microact": Contender("program_of", {"name": name, "engine": "ours"}, ours=True),
            },
        )  # fmt: skip
