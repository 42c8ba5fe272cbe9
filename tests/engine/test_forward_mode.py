"""Forward mode agrees with the walk back, kinks and all, for every rule."""

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.check.points import samples
from microact.rules import registry

SAMPLES = [
    pytest.param(f, inputs, id=f"{name} {k}")
    for name, kind in registry.items()
    for k, (f, inputs) in enumerate(samples(kind))
]


def directions(inputs):
    rng = np.random.default_rng(3)
    return tuple(
        rng.normal(size=np.shape(x)) if np.shape(x) else float(rng.normal()) for x in inputs
    )


@pytest.mark.parametrize(("f", "inputs"), SAMPLES)
def test_forward_and_back_are_transposes(f, inputs):
    # ⟨u, J v⟩ = ⟨Jᵀ u, v⟩
    along = directions(inputs)
    value, change = ma.jvp(f, tuple(inputs), along)
    leaves = [Value(x) for x in inputs]
    y = f(*leaves)
    assert np.array_equal(value, y.data)
    assert np.shape(change) == y.shape
    u = np.cos(np.arange(y.size)).reshape(y.shape)
    (y * u).sum().backward()
    back = sum(np.sum(x.grad * v) for x, v in zip(leaves, along))
    assert np.sum(u * change) == pytest.approx(back, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("f", "inputs"), SAMPLES)
def test_the_hessian_times_a_vector_is_the_gradient_of_a_gradient(f, inputs):
    along = directions(inputs)
    every = tuple(range(len(inputs)))

    def g(*leaves):
        y = f(*leaves)
        return ((y * np.cos(np.arange(y.size)).reshape(y.shape)) ** 2).sum()

    def slope_along(*leaves):
        return sum((ma.sum(a * v) for a, v in zip(ma.grad(g, every)(*leaves), along)), 0.0)

    found = ma.hessian_vector(g, tuple(inputs), along)
    for a, b in zip(found, ma.grad(slope_along, every)(*inputs)):
        assert a == pytest.approx(b, rel=1e-10, abs=1e-10)


def test_a_network_along_a_direction_agrees_with_differences():
    rng = np.random.default_rng(0)
    X, W, V = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=(3, 2))

    def f(w):
        return ma.softmax(ma.tanh(ma.matmul(X, w)))

    _, change = ma.jvp(f, W, V)
    h = 1e-5
    assert change == pytest.approx(
        (f(Value(W + h * V)).data - f(Value(W - h * V)).data) / (2 * h), abs=1e-9
    )

    def loss(w):
        return (f(w) ** 2).sum()

    gradient = ma.grad(loss)
    wanted = (gradient(W + h * V) - gradient(W - h * V)) / (2 * h)
    assert ma.hessian_vector(loss, W, V) == pytest.approx(wanted, abs=1e-8)


def test_what_is_not_asked_for_does_not_change():
    k = Value(3.0)
    assert ma.jvp(lambda x: x * k, 2.0, 1.0) == (6.0, 3.0)
    assert ma.jvp(lambda x: k * 2.0, 2.0, 1.0) == (6.0, 0.0)
    value, change = ma.jvp(lambda x: x, np.ones(2), np.array([1.0, 2.0]))
    assert (value.tolist(), change.tolist()) == ([1, 1], [1, 2])
    assert ma.jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0)) == (6.0, 3.0)
    assert (k.grad, k.requires_grad) == (0.0, True)
    change[:] = 5  # memory of its own
    with ma.no_grad():
        assert ma.jvp(ma.tanh, 0.0, 1.0) == (0.0, 1.0)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: ma.jvp(3, 1.0, 1.0), TypeError, "f"),
    (lambda: ma.jvp(lambda x: 2.0, 1.0, 1.0), TypeError, "must return a Value, got 2.0"),
    (lambda: ma.jvp(ma.tanh, [1.0], 1.0), ValueError, r"along has shape \(\) where at has \(1,\)"),
    (lambda: ma.jvp(ma.tanh, (1.0,), 1.0), ValueError, "at is a tuple of 1, so along"),
    (lambda: ma.hessian_vector(ma.tanh, [1.0, 2.0], [1.0, 2.0]), ValueError, "a single number"),
    (lambda: ma.hessian_vector(lambda x: 1.0, 1.0, 1.0), TypeError, "a single number, got 1.0"),
])  # fmt: skip
def test_what_cannot_be_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_deep_graph():
    def f(x):
        for _ in range(5000):
            x = ma.sin(x)
        return x

    _, change = ma.jvp(f, 1.0, 1.0)
    assert change == pytest.approx(ma.grad(f)(1.0), rel=1e-12)


def test_what_does_not_change_stays_where_a_slope_is_infinite():
    assert ma.jvp(ma.sqrt, 0.0, 0.0) == (0.0, 0.0)


def test_a_direction_takes_the_dtype_of_the_point():
    at = np.ones(2, np.float32)
    assert ma.hessian_vector(lambda x: (x**3).sum(), at, np.ones(2)).dtype == np.float32
