import math

import numpy as np
import pytest

from microact.check.finite_differences import derivative, one_sided


@pytest.mark.parametrize(
    ("f", "slope", "xs"),
    [
        (np.sin, np.cos, [0.0, 0.3, 2.0, 100.0]),
        (np.exp, np.exp, [-20.0, 0.0, 5.0]),
        (math.log, lambda x: 1 / x, [1e-8, 0.1, 50.0]),
        (math.sqrt, lambda x: 0.5 / np.sqrt(x), [1e-10, 4.0]),
        (lambda x: x**5, lambda x: 5 * x**4, [-2.0, 1e3]),
        (np.tanh, lambda x: 1 - np.tanh(x) ** 2, [-3.0, 0.0]),
    ],
)
def test_extrapolated_differences_are_good_to_ten_digits(f, slope, xs):
    for x in xs:
        assert derivative(f, x)[0] == pytest.approx(slope(x), rel=1e-10, abs=1e-10)


def test_slopes_on_either_side_of_a_kink():
    assert one_sided(abs, 0.0, 1e-4) == pytest.approx((-1.0, 1.0))
    assert one_sided(np.sin, 0.3, 1e-4) == pytest.approx((np.cos(0.3),) * 2, rel=1e-8)
