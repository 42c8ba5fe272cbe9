"""One rule, read by others: `python -m tests.benchmarks.readings`.

For each reading that is installed: how many rules give NumPy's numbers there, value and every
gradient, and the worst error (of the larger of 1 and the number); how many lines of code the
reading is. Then our lines beside a library's own autodiff, in one process, in turn, one thread: the
best of several rounds, as a ratio.
"""

import time
from pathlib import Path

import numpy as np

import microact as ma
from microact import Value
from microact.check.points import samples
from microact.rules import registry

PACKAGE = Path(ma.__file__).parent
CORE = ("source/elsewhere.py", "source/rewriting.py", "readings/elsewhere.py")
NETWORKS = [
    ("784-512-512-10 ReLU, 256 rows", 784, [512, 512, 10], "relu", 256, 3),
    ("2-16-16-2 tanh, 100 rows", 2, [16, 16, 2], "tanh", 100, 300),
]


def namespaces():
    """Yield the name of each reading that is here, what to read with, and its file."""
    yield "NumPy, array API names", np, "standard"
    for name, module, file in (
        ("PyTorch", "torch", "standard"),
        ("JAX", "jax.numpy", "standard"),
        ("Dask", "dask.array", "standard"),
        ("array-api-strict", "array_api_strict", "standard"),
        ("mpmath, 15 digits", "mpmath", "precise"),
        ("intervals (python-flint)", "flint", "intervals"),
    ):
        try:
            library = __import__(module, fromlist=["_"])
        except ImportError:
            continue
        if module == "jax.numpy":
            __import__("jax").config.update("jax_enable_x64", True)
        yield name, library, file
    yield "duals", ma.Dual, "duals dual"


def plain(x):
    """Return a number of any library as NumPy's; of an interval its middle."""
    x = getattr(x, "x", x)
    if hasattr(x, "compute"):
        x = x.compute()
    if hasattr(x, "detach"):
        x = x.detach().numpy()
    x = np.asarray(x)
    if x.dtype == object:
        x = np.array([float(y.mid()) if hasattr(y, "mid") else float(y) for y in x.ravel()])
    return np.asarray(x, float).ravel()


def weighted(y):
    """Make one number of what a function gave, with weights that all differ."""
    return (y * np.cos(np.arange(y.size)).reshape(y.shape)).sum()


def rules_that_pass(namespace):
    """Return how many rules give NumPy's numbers, of how many, and the worst error."""
    passed, worst = 0, 0.0
    kinds = [kind for name, kind in registry.items()
             if name != "scatter" and kind.__module__.startswith("microact.")]  # fmt: skip
    for kind in kinds:
        errors = []
        try:
            for f, inputs in samples(kind):
                leaves = [Value(x, f"x{i}") for i, x in enumerate(inputs)]
                step = ma.unroll(weighted(f(*leaves)), leaves)
                value, gradients = step(*inputs)
                there, slopes = step.on(namespace)(*inputs)
                for mine, theirs in zip((value, *gradients), (there, *slopes), strict=True):
                    mine = np.ravel(mine)
                    errors.append(np.max(abs(plain(theirs) - mine) / np.maximum(1, abs(mine))))
        except Exception:  # whatever a library raises: the rule does not pass there
            continue
        passed += max(errors) < 1e-12
        worst = max(worst, *errors)
    return passed, len(kinds), worst


def lines_of(*files):
    """Count lines that are neither empty nor a comment alone."""
    return sum(
        bool(line.strip()) and not line.strip().startswith("#")
        for file in files
        for line in (PACKAGE / file).read_text(encoding="utf-8").splitlines()
    )


def best_of(ways, count, rounds=15):
    """Return each way's best time per run; they take turns."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            for _ in range(count):
                way()
            best[name] = min(best[name], (time.perf_counter() - start) / count)
    return best


def step_and_numbers(n_inputs, sizes, hidden, rows):
    """Return a network's step, and what to call it with."""
    model, rng = ma.nn.MLP(n_inputs, sizes, hidden=hidden), np.random.default_rng(0)
    X, y = rng.normal(size=(rows, n_inputs)), rng.integers(0, sizes[-1], rows)
    step, numbers = model.compile().lines_for(X, y)
    return step, list(map(np.asarray, numbers))


def beside_torch(torch, n_inputs, sizes, hidden, rows, count):
    """Return our lines' time in PyTorch, divided by that of its own autograd."""
    torch.set_num_threads(1)
    step, numbers = step_and_numbers(n_inputs, sizes, hidden, rows)
    run, given = step.on(torch), [torch.tensor(x) for x in numbers]
    X, classes = given[0], given[1].argmax(dim=1)
    weights = [x.clone().requires_grad_() for x in given[2:]]
    activation = getattr(torch, hidden)

    def autograd():
        x = X
        for i in range(0, len(weights), 2):
            x = x @ weights[i] + weights[i + 1]
            x = activation(x) if i + 2 < len(weights) else x
        loss = torch.nn.functional.cross_entropy(x, classes)
        for w in weights:
            w.grad = None
        loss.backward()
        return loss

    assert abs(float(run(*given)[0]) - float(autograd())) < 1e-12
    best = best_of({"lines": lambda: run(*given), "autograd": autograd}, count)
    return best["lines"] / best["autograd"]


def beside_jax(jax, n_inputs, sizes, hidden, rows, count):
    """Return our lines' time under `jax.jit`, divided by that of `jax.grad` under it."""
    jnp = jax.numpy
    step, numbers = step_and_numbers(n_inputs, sizes, hidden, rows)
    run, given = step.on(jnp), list(map(jnp.asarray, numbers))
    activation = jax.nn.relu if hidden == "relu" else jnp.tanh

    def loss(weights, X, target):
        x = X
        for i in range(0, len(weights), 2):
            x = x @ weights[i] + weights[i + 1]
            x = activation(x) if i + 2 < len(weights) else x
        return -jnp.mean(jnp.sum(target * jax.nn.log_softmax(x), axis=-1))

    def lines(weights, X, target):
        value, gradients, *_ = run(X, target, *weights)
        return value, gradients[: len(weights)]

    ours, theirs = jax.jit(lines), jax.jit(jax.value_and_grad(loss))
    numbers = given[2:], given[0], given[1]
    assert abs(float(ours(*numbers)[0]) - float(theirs(*numbers)[0])) < 1e-12
    ways = {"lines": lambda: jax.block_until_ready(ours(*numbers)),
            "grad": lambda: jax.block_until_ready(theirs(*numbers))}  # fmt: skip
    best = best_of(ways, count)
    return best["lines"] / best["grad"]


def main():
    """Print both tables."""
    core = sum(map(lines_of, CORE))
    print(f"the core: {lines_of(CORE[0])} lines, with all it needs {core}\n")
    print(f"{'reading':<28}{'rules':>10}{'worst error':>14}{'lines of code':>16}")
    for name, namespace, file in namespaces():
        passed, count, worst = rules_that_pass(namespace)
        print(f"{name:<28}{f'{passed} of {count}':>10}{worst:>14.1e}"
              f"{lines_of(*[f'readings/{one}.py' for one in file.split()]):>16}")  # fmt: skip
    print()
    for library, beside, words in (
        ("torch", beside_torch, "PyTorch's autograd"),
        ("jax", beside_jax, "jax.grad, both under jit"),
    ):
        try:
            module = __import__(library)
        except ImportError:
            continue
        for title, *network in NETWORKS:
            print(f"{title}: our lines take {beside(module, *network):.2f} × {words}")


if __name__ == "__main__":
    main()
