import numpy as np
import pytest
from mpmath import mp

import microact as ma
from microact import Value, grad, value_and_grad
from microact.engine.gradients import gradients_of

SMOOTH = {
    "tanh": mp.tanh,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "mish": lambda x: x * mp.tanh(mp.log1p(mp.exp(x))),
    "gelu_tanh": lambda x: x * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + 0.044715 * x**3))) / 2,
    "exp": mp.exp,
    "sin": mp.sin,
    "log": mp.log,
    "sqrt": mp.sqrt,
    "log1p": mp.log1p,
    "expm1": mp.expm1,
    "cos": mp.cos,
}


@pytest.mark.parametrize("name", SMOOTH)
def test_first_second_and_third_derivatives_against_mpmath(name):
    f = getattr(ma, name)
    first, second = grad(f), grad(grad(f))
    third = grad(second)
    for x in (0.3, 1.7):
        with mp.workdps(40):
            exact = [float(mp.diff(SMOOTH[name], x, n)) for n in (1, 2, 3)]
        got = [first(x), second(x), third(x)]
        assert all(type(g) is float for g in got)
        assert got == pytest.approx(exact, rel=1e-11, abs=1e-13)


def test_relu_is_flat_twice_over():
    assert grad(grad(ma.relu))(1.5) == 0.0
    assert grad(grad(ma.leaky_relu))(-1.5) == 0.0
    assert grad(grad(lambda x: 3 * x))(1.0) == 0.0


def test_gradients_of_arrays_and_of_several_arguments():
    x, y = np.array([1.0, 2.0]), np.array([3.0, 5.0])
    gx, gy = grad(lambda a, b: (a * b * b).sum(), argnums=(0, 1))(x, y)
    np.testing.assert_array_equal(gx, y * y)
    np.testing.assert_array_equal(gy, 2 * x * y)
    value, g = value_and_grad(lambda a: (a * a).sum())(x)
    assert value == 5.0
    assert type(value) is float
    np.testing.assert_array_equal(g, 2 * x)
    g *= 2  # the caller's own


def test_hessian_of_a_tensor_function_against_finite_differences():
    rng = np.random.default_rng(0)
    W, x = rng.normal(size=(3, 4)), rng.normal(size=4)

    def f(v):
        return -ma.log_softmax(ma.tanh(W @ v))[1] + ma.logsumexp(v) * v.mean() + v.var()

    for i in range(4):
        row = grad(lambda v, i=i: grad(f)(v)[i])(x)
        h = 1e-5
        e = np.eye(4)[i] * h
        numeric = (grad(f)(x + e) - grad(f)(x - e)) / (2 * h)
        np.testing.assert_allclose(row, numeric, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    "f",
    [
        lambda v: (v[[0, 0, 2]] ** 3).sum(),
        lambda v: ma.max(v * v),
        lambda v: (v.reshape(2, 2) @ v.reshape(2, 2)).sum(),
        lambda v: (ma.concatenate([v, v * v]) ** 2).sum(),
        lambda v: (ma.stack([v, v * v]) ** 2).sum(),
        lambda v: (v.broadcast_to((3, 4)) * v).sum(axis=0).softmax()[1],
        lambda v: ma.where(v > 0, v * v, v**3).sum(),
        lambda v: (v / (v * v + 1)).mean(),
        lambda v: ma.power(v * v + 1, v).sum(),
        lambda v: (v.expand_dims(0).squeeze().swapaxes(0, 0) ** 3).sum(),
        lambda v: ma.minimum(v, v * v).sum() + ma.prelu(v, 0.2).sum() ** 2,
    ],
)
def test_second_derivatives_of_every_kind_of_rule(f):
    x = np.array([0.5, -1.2, 0.9, 2.1])
    v = np.array([0.3, -0.7, 0.2, 0.5])  # a direction
    second = grad(lambda a: (grad(f)(a) * v).sum())(x)
    h = 1e-5
    numeric = (grad(f)(x + h * v) - grad(f)(x - h * v)) / (2 * h)
    np.testing.assert_allclose(second, numeric, rtol=1e-6, atol=1e-8)


def test_a_callers_grad_is_not_touched_and_arguments_do_not_mix():
    a = Value(2.0)
    # d/dx of x·a at x = a is a: the a inside is another variable
    result = grad(lambda x: x * a)(a)
    assert result.data == 2.0
    assert a.grad == 0.0


def test_values_of_an_outer_function_keep_their_gradient():
    # d/dx [ x · d/dy (x·y) ] = d/dx x² = 2x
    assert grad(lambda x: x * grad(lambda y: x * y)(2.0))(3.0) == 6.0
    w = Value(3.0)
    slope = grad(lambda x: w * x * x)(2.0)
    slope.backward()
    assert (slope.data, w.grad) == (12.0, 4.0)


@pytest.mark.parametrize(
    ("f", "error", "message"),
    [
        (lambda x: 3.0, TypeError, "must return a Value, got 3.0"),
        (lambda x: x.data * 2, TypeError, "was the graph lost"),
        (lambda x: x * np.ones(2), ValueError, "must return a single number"),
    ],
)
def test_what_cannot_be_differentiated_is_refused(f, error, message):
    with pytest.raises(error, match=message):
        grad(f)(1.0)


def test_newton_finds_a_minimum_in_one_step_of_a_parabola():
    def f(x):
        return 3 * x * x - 12 * x + 5

    x = 10.0
    x -= grad(f)(x) / grad(grad(f))(x)
    assert x == 2.0


def test_what_is_asked_for_gets_its_gradient_whatever_it_was_computed_from():
    still, moving = Value(2.0, requires_grad=False), Value(1.0)
    middle = still * 3.0
    out = still + middle * middle + moving
    assert gradients_of(out, [middle, moving], 1.0) == [12.0, 1.0]
    out.backward()
    assert (middle.grad, still.grad, moving.grad) == (0.0, 0.0, 1.0)


def test_an_array_is_added_to_the_number_that_a_leaf_holds():
    x = Value(np.ones(3))
    x.grad = 2.0
    (x * 3.0).sum().backward()
    assert x.grad.tolist() == [5.0, 5.0, 5.0]
