import numpy as np
import pytest

import microact as ma


def slope(f, *xs):
    values = [ma.Value(x) for x in xs]
    y = f(*values)
    y.backward()
    return y.data, *(v.grad for v in values)


@pytest.mark.parametrize(
    ("f", "xs", "expected"),
    [
        (lambda a, b: a + b, (2.0, 3.0), (5.0, 1.0, 1.0)),
        (lambda a, b: a - b, (2.0, 3.0), (-1.0, 1.0, -1.0)),
        (lambda a, b: a * b, (2.0, 3.0), (6.0, 3.0, 2.0)),
        (lambda a, b: a / b, (3.0, 2.0), (1.5, 0.5, -0.75)),
        (lambda a: -a, (2.0,), (-2.0, -1.0)),
        (lambda a: a**3, (-2.0,), (-8.0, 12.0)),
        (lambda a: a**0, (0.0,), (1.0, 0.0)),
        (lambda a: a**1, (0.0,), (0.0, 1.0)),
        (lambda a: a**2, (0.0,), (0.0, 0.0)),
        (lambda a: a**0.5, (4.0,), (2.0, 0.25)),
        (lambda a: a**-0.5, (4.0,), (0.5, -0.0625)),
        (lambda a: 2**a, (3.0,), (8.0, 8 * np.log(2))),
        (lambda a, b: a**b, (2.0, 3.0), (8.0, 12.0, 8 * np.log(2))),
        (lambda a, b: a**b, (0.0, 2.0), (0.0, 0.0, 0.0)),
        (lambda a, b: a**b, (0.0, 0.0), (1.0, 0.0, 0.0)),
        (lambda a: a**a, (1.0,), (1.0, 1.0)),
        (lambda a: a * a * a, (2.0,), (8.0, 12.0)),
    ],
)
def test_slopes_of_a_textbook(f, xs, expected):
    assert slope(f, *xs) == pytest.approx(expected, rel=1e-15)


def test_the_slope_of_a_root_at_zero_is_infinite():
    assert slope(ma.sqrt, 0.0) == (0.0, np.inf)
    assert slope(lambda a: a**0.5, 0.0) == (0.0, np.inf)
    _, grad = slope(lambda v: ma.sqrt(v).sum(), np.array([0.0, 4.0]))
    assert grad.tolist() == [np.inf, 0.25]


@pytest.mark.parametrize(
    ("f", "x", "error", "message"),
    [
        (ma.log, 0.0, ValueError, "log needs positive numbers, got 0.0"),
        (ma.log, [1.0, -2.0], ValueError, "log needs positive numbers, got -2.0 at entry 1"),
        (ma.log, [[1.0, 1], [0, 1]], ValueError, r"got 0.0 at entry \(1, 0\)"),
        (ma.log1p, -1.0, ValueError, "log1p needs numbers above -1, got -1.0"),
        (ma.sqrt, -1e-300, ValueError, "sqrt needs numbers that are not negative"),
        (lambda v: 1 / v, 0.0, ZeroDivisionError, "the divisor must not be 0, got 0.0"),
        (lambda v: 1 / v, [1.0, 0.0], ZeroDivisionError, "got 0.0 at entry 1"),
        (lambda v: v / 0, 1.0, ZeroDivisionError, "the divisor must not be 0"),
        (lambda v: v ** (1 / 3), -8.0, ValueError, "to the power 0.333333 must not be negative"),
        (lambda v: v**-1, 0.0, ZeroDivisionError, "to the power -1 must not be 0"),
        (lambda v: ma.power(v, ma.Value(2.0)), -8.0, ValueError, "must not be negative"),
        (lambda v: 0.0 ** (-v), 1.0, ZeroDivisionError, "0 to a negative power"),
        (lambda v: ma.clip(v, 2, 1), 1.0, ValueError, "clip needs low <= high"),
    ],
)
def test_outside_the_domain_the_operation_itself_raises(f, x, error, message):
    with pytest.raises(error, match=message):
        f(ma.Value(x))


def test_ties_share_and_kinks_choose():
    assert slope(ma.maximum, 2.0, 2.0) == (2.0, 0.5, 0.5)
    assert slope(ma.minimum, 2.0, 2.0) == (2.0, 0.5, 0.5)
    assert slope(ma.abs, 0.0) == (0.0, 0.0)
    assert slope(ma.relu, 0.0) == (0.0, 0.0)
    assert slope(ma.relu, -0.0) == (0.0, 0.0)
    assert slope(ma.leaky_relu, 0.0) == (0.0, 0.01)
    assert slope(lambda v: ma.clip(v, -1, 1), 1.0) == (1.0, 1.0)
    assert slope(ma.hardtanh, 1.0) == (1.0, 0.0)
    assert slope(ma.relu6, 6.0) == (6.0, 0.0)
    # found by comparing with mpmath: a tiny positive number is inside (0, 6)
    assert slope(ma.relu6, 1e-100) == (1e-100, 1.0)
    assert slope(ma.prelu, -2.0, 0.25) == (-0.5, 0.25, -2.0)


def test_step_passes_nothing():
    assert slope(ma.step, 3.0) == (1.0, 0.0)
    assert slope(ma.step, -3.0) == (0.0, 0.0)
    assert slope(ma.step, 0.0) == (0.0, 0.0)


def test_where_sends_the_gradient_where_the_number_came_from():
    a, b = ma.Value([1.0, 2.0, 3.0]), ma.Value(10.0)
    ma.where(a > 1.5, a, b).sum().backward()
    assert a.grad.tolist() == [0.0, 1.0, 1.0]
    assert b.grad == 1.0


def test_a_clip_may_have_one_bound():
    x = np.array([-5.0, 5.0])
    assert ma.clip(x, high=1.0).tolist() == [-5.0, 1.0]
    assert ma.clip(x, low=1.0).tolist() == [1.0, 5.0]
    assert ma.clip(x).tolist() == [-5.0, 5.0]


def test_an_elu_has_its_kink_wherever_alpha_is_not_one():
    assert [ma.ELU(alpha).kinks for alpha in (0.5, 1.0, 2.0)] == [(0.0,), (), (0.0,)]
