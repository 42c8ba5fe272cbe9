"""Engines that we did not write judge our gradients; where one is missing its tests skip."""

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.check.points import samples
from microact.rules import registry


def pytest_collection_modifyitems(items):
    for item in items:
        if "/judges/" in item.nodeid:
            item.add_marker(pytest.mark.judges)


class Torch:
    """PyTorch: its arrays, and its own idea of a gradient."""

    def __init__(self):
        self.library = pytest.importorskip("torch", reason="without PyTorch")
        self.namespace = self.library
        self.library.set_num_threads(1)

    def array(self, x):
        return self.library.tensor(np.asarray(x), dtype=self.library.float64)

    def plain(self, x):
        return x.detach().numpy()

    def compiled(self, run):
        return run

    def gradients(self, run, arrays):
        """Differentiate the forward lines; None where nothing arrives."""
        leaves = [self.array(x).requires_grad_() for x in arrays]
        output = run(*leaves)[0]
        return self.library.autograd.grad(output, leaves, allow_unused=True)


class Jax:
    """JAX in 64 bits."""

    def __init__(self):
        self.library = pytest.importorskip("jax", reason="without JAX")
        self.library.config.update("jax_enable_x64", True)
        self.namespace = self.library.numpy

    def array(self, x):
        return self.namespace.asarray(np.asarray(x, np.float64))

    def plain(self, x):
        return np.asarray(x)

    def compiled(self, run):
        return self.library.jit(run)

    def gradients(self, run, arrays):
        """Differentiate the forward lines."""
        every = tuple(range(len(arrays)))
        forward = self.library.grad(lambda *leaves: run(*leaves)[0], every)
        return self.library.jit(forward)(*map(self.array, arrays))


class Dask:
    """Dask: arrays in pieces, computed when asked for. It has no gradients of its own."""

    def __init__(self):
        self.namespace = pytest.importorskip("dask.array", reason="without Dask")

    def array(self, x):
        x = np.asarray(x, np.float64)
        return self.namespace.from_array(x, chunks=2 if x.ndim else -1)

    def plain(self, x):
        with np.errstate(all="ignore"):
            return np.asarray(x.compute())

    def compiled(self, run):
        return run


@pytest.fixture(scope="session", params=[Torch, Jax], ids=["torch", "jax"])
def judge(request):
    return request.param()


@pytest.fixture(scope="session", params=[Torch, Jax, Dask], ids=["torch", "jax", "dask"])
def library(request):
    return request.param()


def off_kinks(inputs, soft):
    """Move points off kinks, where libraries may answer otherwise; probabilities stay."""
    rng = np.random.default_rng(3)
    moved = [np.asarray(x) + (0 if soft else 1e-3) * rng.normal(size=np.shape(x)) for x in inputs]
    return [x if x.shape else float(x) for x in moved]


def one_number(y):
    """Make one number of what a function gave, with weights that all differ."""
    return (y * np.cos(np.arange(y.size)).reshape(y.shape)).sum()


def every_sample():
    """List every sample of every rule, moved off the kinks: (name, function, inputs)."""
    return [
        (f"{name} {k}", f, off_kinks(inputs, soft=name == "softmax_cross_entropy"))
        for name, kind in registry.items()
        for k, (f, inputs) in enumerate(samples(kind))
    ]


def step_of(f, inputs, buffers=True):
    leaves = [Value(x, f"x{i}") for i, x in enumerate(inputs)]
    return ma.unroll(one_number(f(*leaves)), leaves, buffers=buffers)


def agree(found, wanted, tolerance):
    """Hold numbers to each other, of the larger of 1 and the number."""
    for a, b in zip(found, wanted, strict=True):
        assert a.shape == np.shape(b)
        close = abs(a - b) <= tolerance * np.maximum(1, abs(np.asarray(b)))
        assert np.all(close | (a == b) | (np.isnan(a) & np.isnan(b)))
