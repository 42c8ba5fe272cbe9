"""gradcheck where a slope is hard to find by experiment: steep, winding, beside large numbers.

Every answer is known by hand: "right" rules must pass, "wrong" ones must be refused, and only
where the digits of a float cannot decide may it say so.
"""

import numpy as np
import pytest

import microact as ma
from microact.check.gradient_check import gradcheck
from microact.rules import registry


def verdict(f, x):
    report = gradcheck(f, x, raise_error=False)
    if report.passed:
        return "right"
    return "wrong" if any(entry.wrong for entry in report.entries) else "unsure"


RIGHT = {
    "shifted logits": (ma.softmax, [1e6, 1e6 - 1, 0.0]),
    "a shift taken out again": (lambda x: ma.tanh(x - 1e6), 1e6 + 0.5),
    "winding in a step": (lambda x: ma.sin(1e6 * x), 3.0),
    "winding far out": (lambda x: ma.cos(x * x), -2376.73),
    "winding beside a large number": (lambda x: ma.sin(50 * x), 6422.45),
    "over within a step": (lambda x: ma.tanh(1e6 * (x - 1)), 1.0),
    "nearly flat": (lambda x: x**3, 5e-6),
    "close to a pole": (lambda x: 1 / x, 1e-9),
    "close to a pole of another power": (lambda x: x**-2, 7.6e-7),
    "close to a pole with the same sign on both sides": (lambda x: 1 / x**2, 1e-8),
    "beside a jump": (lambda x: ma.step(x) + x, 1e-8),
    "a last digit away from a bend": (lambda x: ma.abs(x - 1000.0), 999.9999999999),
    "an output that is 1 to the last digit": (ma.softmax, [0.0, 40.0]),
    "below the smallest normal number": (ma.sigmoid, -740.0),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_passes(case):
    f, x = RIGHT[case]
    assert verdict(f, x) == "right"


BESIDE = {
    "a shift of many digits": (lambda x: ma.exp(x - 1e8), 1e8 + 0.5),
    "a bend beside a constant": (lambda x: ma.relu(x) + 1e9, -0.00087),
    "a bend beside a larger constant": (lambda x: ma.relu(x) + 1e12, 0.00126),
    "terms of very different sizes": (lambda x: abs(x).sum(), [1e-3, 1e12]),
    "a huge angle": (ma.sin, 1e12),
    "over within a few last digits": (lambda x: ma.softsign(1e8 * (x - 100)), 100.0),
    "an angle that is rounded": (lambda x: ma.cos(x + 1e9), -1674.2497810486575),
    "the edge of the domain": (ma.log1p, 1e-12 - 1),
    "a constant in a square": (lambda x: ma.var(x + 1e12), [0.1, -0.1, 0.6]),
}


@pytest.mark.parametrize("case", BESIDE)
def test_what_is_right_is_never_called_wrong_for_lost_digits(case):
    f, x = BESIDE[case]
    assert verdict(f, x) in ("right", "unsure")


@pytest.mark.parametrize("scale", [1, 8, 20, 50])
def test_a_softmax_that_has_decided_is_right(scale):
    random = np.random.default_rng(scale)
    for _ in range(8):
        logits = random.normal(size=(2, 4)) * scale
        assert verdict(ma.softmax, logits) == "right"


@pytest.mark.parametrize(("share", "constant"), [(1e-6, 1e7), (1e-7, 1e6), (1e-9, 1e4)])
def test_a_small_slope_of_the_wrong_sign_does_not_pass_beside_a_constant(share, constant):
    bad = rule(lambda x, xp: xp.tanh(x), lambda x, xp: xp.tanh(x) ** 2 - 1)
    try:
        assert verdict(lambda v: share * bad(v) + constant, 0.5) in ("wrong", "unsure")
        assert verdict(lambda v: share * ma.tanh(v) + constant, 0.5) in ("right", "unsure")
    finally:
        registry.pop("hard_slope")


@pytest.mark.parametrize("constant", [1e6, 1e8, 1e10, 1e12])
def test_a_bend_beside_a_constant_is_never_called_wrong(constant):
    for x in np.random.default_rng(0).normal(size=50) * 0.01:
        assert verdict(lambda v: ma.relu(v) + constant, x) in ("right", "unsure")


def rule(value, slope):
    class HardSlope(ma.Elementwise):
        def forward(self, x, xp):
            return value(x, xp)

        def local_gradient(self, x, y, xp):
            return slope(x, xp)

    return HardSlope()


WRONG = {
    "0 where it winds": (lambda x, xp: xp.sin(1e6 * x), lambda x, xp: 0.0 * x, 3.0),
    "tiny": (lambda x, xp: x * x * 1e-7, lambda x, xp: x * 2.001e-7, 1.0),
    "beside a bend": (
        lambda x, xp: xp.maximum(x, 0.0),
        lambda x, xp: xp.where(x > 0, 0.5, 0.0),
        1e-8,
    ),
    "beside a shift": (lambda x, xp: xp.tanh(x - 1e6), lambda x, xp: 0.5 + 0.0 * x, 1e6 + 0.5),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_found(case):
    value, slope, x = WRONG[case]
    try:
        assert verdict(rule(value, slope), x) == "wrong"
    finally:
        registry.pop("hard_slope")


def test_where_the_curve_bends_smoothly_the_slope_is_known():
    def slope(x, xp):
        return 2 * abs(x)

    try:
        report = gradcheck(rule(lambda x, xp: x * abs(x), slope), [-2.0, -0.5, 0.0, 1.5])
    finally:
        registry.pop("hard_slope")
    assert report.passed
    assert "rounding" not in str(report)  # nothing was lost
