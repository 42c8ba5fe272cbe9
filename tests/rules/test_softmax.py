import numpy as np
import pytest
from mpmath import mp

import microact as ma
from microact import Value


def exact_softmax(logits):
    with mp.workdps(50):
        e = [mp.exp(mp.mpf(z)) for z in logits]
        return [float(x / mp.fsum(e)) for x in e]


LOGITS = [[2.0, 1.0, 0.1, -1.0, 0.0], [1000.0, 999.0, -1e4], [1e4, -1e4], [0.0], [1e308, 1e308]]


@pytest.mark.parametrize("logits", LOGITS, ids=str)
def test_softmax_is_exact_at_any_size(logits):
    p = ma.softmax(np.array(logits))
    shifted = [z - max(logits) for z in logits]
    np.testing.assert_allclose(p, exact_softmax(shifted), rtol=1e-15, atol=1e-300)


@pytest.mark.parametrize("logits", LOGITS[:4], ids=str)
def test_log_softmax_stays_finite_where_softmax_is_zero(logits):
    with mp.workdps(50):
        total = mp.log(mp.fsum(mp.exp(mp.mpf(z)) for z in logits))
        exact = [float(mp.mpf(z) - total) for z in logits]
    np.testing.assert_allclose(ma.log_softmax(np.array(logits)), exact, rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize("logits", LOGITS[:4], ids=str)
@pytest.mark.parametrize("target", [0, -1])
def test_the_gradient_of_cross_entropy_is_p_minus_y(logits, target):
    z = ma.Value(logits)
    loss = -ma.log_softmax(z)[target]
    loss.backward()
    y = np.zeros(len(logits))
    y[target] = 1.0
    np.testing.assert_allclose(z.grad, exact_softmax(logits) - y, atol=1e-15)
    assert np.isfinite(loss.data)


def test_softmax_gradient_is_its_jacobian():
    z = np.array([2.0, 1.0, 0.1])
    p = np.array(exact_softmax(z))
    jacobian = np.diag(p) - np.outer(p, p)
    for i in range(3):
        v = ma.Value(z)
        ma.softmax(v)[i].backward()
        np.testing.assert_allclose(v.grad, jacobian[i], atol=1e-16)


def test_a_masked_class_gets_probability_and_gradient_zero():
    z = ma.Value([1.0, -np.inf, 2.0])
    ma.softmax(z)[0].backward()
    assert z.grad[1] == 0.0
    np.testing.assert_allclose(ma.softmax(z).data, exact_softmax([1.0, -mp.inf, 2.0]))


@pytest.mark.parametrize("function", [ma.softmax, ma.log_softmax])
def test_axis(function):
    x = np.arange(12.0).reshape(3, 4)
    np.testing.assert_allclose(function(x, axis=0), function(x.T).T)
    np.testing.assert_allclose(function(x, axis=-2), function(x, axis=0))


def test_what_cannot_be_a_distribution_is_refused():
    with pytest.raises(ValueError, match=r"needs several numbers along an axis, got shape \(\)"):
        ma.softmax(ma.Value(1.0))
    with pytest.raises(ValueError, match="softmax of no classes"):
        ma.softmax(np.zeros((2, 0)))
    with pytest.raises(ValueError, match=r"softmax\(axis=2\)"):
        ma.softmax(np.zeros((2, 3)), axis=2)


def test_rows_of_other_sizes_do_not_touch_each_other():
    """Each row is shifted by its own largest logit: another row's would lose all its digits."""
    x = Value(np.array([[0.0, 1.0], [10_000.0, 10_001.0]]))
    t = np.array([[0.3, 0.7], [0.5, 0.5]])
    loss = ma.softmax_cross_entropy(x, t)
    own = np.logaddexp(0.0, 1.0)
    np.testing.assert_allclose(loss.data, [own - 0.7, own - 0.5], rtol=1e-12)
    loss.sum().backward()
    p = 1 / (1 + np.exp(1.0))
    np.testing.assert_allclose(x.grad, [[p - 0.3, 0.3 - p], [p - 0.5, 0.5 - p]], rtol=1e-9)
