import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import microact as ma

FUNCTIONS = {
    "sum": np.sum,
    "mean": np.mean,
    "max": np.max,
    "min": np.min,
    "var": np.var,
    "std": np.std,
    "logsumexp": lambda x, axis=None, keepdims=False: np.log(
        np.sum(np.exp(x), axis=axis, keepdims=keepdims)
    ),
}
AXES = [None, 0, 1, -1, (0, 2), (-1, 0), (0, 1, 2), [0, 1]]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("keepdims", [False, True])
def test_values_and_gradients_along_any_axis(name, axis, keepdims):
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    f = getattr(ma, name)
    plain = tuple(axis) if isinstance(axis, list) else axis
    expected = FUNCTIONS[name](x, axis=plain, keepdims=keepdims)
    np.testing.assert_allclose(f(x, axis=axis, keepdims=keepdims), expected, rtol=1e-14)
    assert ma.gradcheck(lambda v: f(v, axis=axis, keepdims=keepdims), x).passed


def test_the_spread_of_equal_numbers_has_gradient_zero():
    x = ma.Value([[2.0, 2.0, 2.0], [1.0, 2.0, 6.0]])
    ma.std(x, axis=1).sum().backward()
    assert x.grad[0].tolist() == [0.0, 0.0, 0.0]
    np.testing.assert_allclose(x.grad[1], (x.data[1] - 3) / (3 * np.std(x.data[1])), rtol=1e-14)
    assert ma.std(ma.Value(5.0)).item() == 0.0


def test_ties_in_max_share_the_gradient_along_the_axis():
    x = ma.Value([[1.0, 2.0, 2.0], [3.0, 0.0, 3.0]])
    x.max(axis=1).sum().backward()
    assert x.grad.tolist() == [[0.0, 0.5, 0.5], [0.5, 0.0, 0.5]]
    x.grad = 0.0
    x.max().backward()
    assert x.grad.tolist() == [[0.0, 0.0, 0.0], [0.5, 0.0, 0.5]]


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6))
def test_logsumexp_is_stable_and_its_gradient_sums_to_one(numbers):
    x = ma.Value(numbers)
    y = ma.logsumexp(x)
    y.backward()
    top = max(numbers)
    assert top <= y.item() <= top + np.log(len(numbers)) + 1e-12 * abs(top)
    assert np.sum(x.grad) == pytest.approx(1.0)


def test_logsumexp_of_nothing_but_masks_is_minus_infinity():
    assert ma.logsumexp(np.array([-np.inf, -np.inf])) == -np.inf
    assert ma.logsumexp(np.array([-np.inf, 0.0])) == 0.0


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda: ma.mean(np.zeros(0)), r"mean of nothing: shape \(0,\)"),
        (lambda: ma.max(np.zeros((2, 0)), axis=1), "max of nothing"),
        (lambda: ma.var(np.zeros(1), ddof=1), "var with ddof=1 needs more than 1 numbers"),
        (lambda: ma.sum(np.zeros(3), axis=1), r"sum\(axis=1\) does not fit shape \(3,\)"),
        (lambda: ma.sum(np.zeros((3, 3)), axis=(0, 0)), r"does not fit shape \(3, 3\)"),
    ],
)
def test_what_cannot_be_reduced_is_refused(f, message):
    with pytest.raises(ValueError, match=message):
        f()


def test_sum_of_nothing_is_zero_and_var_of_one_is_zero():
    x = ma.Value(np.zeros((0, 3)))
    x.sum().backward()
    assert x.sum().data == 0.0
    assert x.grad.shape == (0, 3)
    assert ma.var(np.array([5.0])) == 0.0


def test_equal_numbers_have_a_finite_curvature():
    product = ma.hessian_vector(lambda x: ma.std(x), np.array([2.0, 2.0, 2.0]), np.ones(3))
    assert np.all(np.isfinite(np.asarray(product)))
