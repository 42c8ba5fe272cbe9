import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.check import GradientMismatch, gradcheck
from microact.rules import registry


@pytest.fixture
def wrong():
    class Crooked(ma.Activation):
        derivative = "y * (1 - y)"

        def forward(self, x, xp):
            return 1 / (1 + xp.exp(-x))

        def local_gradient(self, x, y, xp):
            return y * (1 - y) * 1.001  # one in a thousand off

    yield Crooked()
    registry.pop("crooked")


def test_right_gradients_pass_and_the_report_prints_a_table():
    report = gradcheck(ma.tanh, [[0.1, -0.7], [2.0, 0.0]])
    assert report.passed
    assert report.error < 1e-9
    assert report.tried == 4
    assert str(report).startswith("Tanh agrees with finite differences (4 elements tried)\ninput")


def test_a_small_report_shows_every_element_and_a_large_one_the_worst(wrong):
    report = gradcheck(wrong, [0.3, -40.0, 1.0], raise_error=False)
    rows = str(report).splitlines()[2:]
    assert [row.split()[1] for row in rows] == ["0", "1", "2"]
    assert [row.split()[2] for row in rows] == ["0.3", "-40", "1"]
    assert [row.endswith("wrong") for row in rows] == [True, False, True]
    large = gradcheck(ma.relu, np.linspace(-1, 1, 41))
    head, _, *rows = str(large).splitlines()
    assert head.endswith("(41 elements tried), the worst shown")
    assert len(rows) == 2
    assert "a kink" in rows[1] or "a kink" in rows[0]
    assert len(str(gradcheck(ma.relu, np.zeros(50))).splitlines()) == 14


def test_a_derivative_a_thousandth_off_is_refused_and_named(wrong):
    with pytest.raises(GradientMismatch) as error:
        gradcheck(wrong, [[0.1, 0.2], [0.7, 0.4]])
    lines = str(error.value).splitlines()
    assert lines[0] == "Crooked disagrees with finite differences at entry (0, 0)."
    assert lines[1] == "  x            = +0.100000"
    assert lines[2] == '  hand-written = +0.249625   from "y * (1 - y)"'
    assert lines[3].startswith("  numerical    = +0.249376   central difference, h = ")
    assert "wrong" in lines[-1]
    report = gradcheck(wrong, 0.3, raise_error=False)
    assert not report.passed
    assert report.error == pytest.approx(0.001, rel=0.01)


def test_in_a_composition_the_wrong_rule_is_found(wrong):
    with pytest.raises(GradientMismatch, match="the fault is in the node 'crooked'") as error:
        gradcheck(lambda x, w: (wrong(x * w) + ma.tanh(x)).sum(), [0.5, 1.0], 0.7)
    assert str(error.value).startswith("Crooked disagrees")


@pytest.mark.parametrize(
    "forgetful",
    [
        lambda upstream, slope: slope,  # forgets what arrived
        lambda upstream, slope: -upstream * slope,
        lambda upstream, slope: upstream * slope[::-1],
        lambda upstream, slope: upstream,
    ],
)
def test_a_rule_that_forgets_something_is_refused(forgetful):
    class Forgetful(ma.Rule):
        def forward(self, x, xp):
            return x * x

        def vjp(self, upstream, y, x, xp):
            return [forgetful(upstream, 2 * x)]

    try:
        with pytest.raises(GradientMismatch):
            gradcheck(Forgetful(), [0.3, 1.4, -2.0])
    finally:
        registry.pop("forgetful")


def test_at_a_kink_any_slope_between_the_two_is_right():
    report = gradcheck(ma.relu, [-1.0, 0.0, 2.0])
    assert report.passed
    (kink,) = report.kinks
    assert kink.index == (1,)
    assert kink.kink == pytest.approx((0.0, 1.0))
    assert "a kink: 0 on its left, 1 on its right" in str(report)

    class Steep(ma.Activation):
        def forward(self, x, xp):
            return xp.maximum(x, 0.0)

        def local_gradient(self, x, y, xp):
            return xp.where(x > 0, 1.0, xp.where(x == 0, 1.5, 0.0))

    try:
        with pytest.raises(GradientMismatch, match=r"a kink       : slope \+0.000000 left"):
            gradcheck(Steep(), 0.0)
    finally:
        registry.pop("steep")


def test_at_a_jump_zero_is_accepted_and_nothing_else():
    assert gradcheck(ma.step, [0.0, 1.0]).passed

    class Hopeful(ma.Activation):
        def forward(self, x, xp):
            return xp.where(x > 0, 1.0, 0.0)

        def local_gradient(self, x, y, xp):
            return 1.0 - y + y

    try:
        with pytest.raises(GradientMismatch):
            gradcheck(Hopeful(), 0.0)
    finally:
        registry.pop("hopeful")


def test_an_edge_of_the_domain_is_approached_not_crossed():
    assert gradcheck(ma.log, [1e-7, 3.0]).passed
    with pytest.raises(ValueError, match=r"no room for finite differences around x = 0\.0"):
        gradcheck(ma.sqrt, 0.0)


def test_a_kink_close_by_leaves_steps_so_small_that_rounding_is_told_from_a_wrong_slope():
    # found by the random programs: one element, 1e-7 from the kink of a leaky ReLU
    def f(x):
        return (x * 0.0625).leaky_relu() + 4.6

    assert gradcheck(f, 2.0**-23, rtol=1e-4).passed
    assert gradcheck(f, 2.0**-23).passed
    assert not gradcheck(lambda x: f(x) + 0 * x, 2.0**-3).error > 1e-6


def test_a_large_neighbour_does_not_drown_a_small_slope():
    # found while building: exp(25) beside exp(-3) in one sum
    assert gradcheck(ma.exp, [25.0, -3.0]).error < 1e-9


def test_a_jump_of_the_second_derivative_is_no_fault():
    assert gradcheck(ma.softsign, 0.0).passed
    assert gradcheck(lambda x: x * ma.abs(x), [0.0, 1.0]).passed


@pytest.mark.parametrize("x", [1e4, 1e5, 1e6])
def test_curves_that_wind_fast_far_out(x):
    class Weak(ma.Elementwise):
        def forward(self, x, xp):
            return xp.sin(x)

        def local_gradient(self, x, y, xp):
            return 0.3 * xp.cos(x)

    try:
        assert gradcheck(ma.sin, x).error < 1e-6
        for shift in range(5):
            assert not gradcheck(Weak(), x + shift, raise_error=False).passed
    finally:
        registry.pop("weak")


def test_inputs_are_not_changed_and_values_are_accepted():
    x = ma.Value([1.0, 2.0])
    assert gradcheck(ma.tanh, x).passed
    assert x.grad == 0.0


def test_a_function_without_a_graph_is_refused():
    with pytest.raises(TypeError, match=r"must return a Value, got 2\.0"):
        gradcheck(lambda x: 2.0, 1.0)


def test_a_huge_element_does_not_hide_a_wrong_slope_beside_it(swept):
    class Sloppy(ma.Elementwise):
        name = "sloppy"

        def forward(self, x, xp):
            return x * x

        def local_gradient(self, x, y, xp):
            return xp.where(abs(x) < 10.0, 7.0 * x, 2.0 * x)

    assert not ma.gradcheck(Sloppy(), [1e7, 0.5], raise_error=False).passed
    assert not ma.gradcheck(lambda v: Sloppy()(v) * 2.0, [1e7, 0.5], raise_error=False).passed
    assert ma.gradcheck(lambda v: v * v, [1e7, 0.5, 1e-5]).passed


@pytest.mark.parametrize(
    ("given", "options", "error"),
    [
        ([0.5], {"rtol": float("nan")}, ValueError),
        ([0.5], {"rtol": 0}, ValueError),
        ([0.5], {"rtol": "a"}, TypeError),
        ([np.array([1j])], {}, TypeError),
        ([np.ma.masked_array([1.0, 2.0], [True, False])], {}, TypeError),
    ],
)
def test_nothing_fools_the_check(given, options, error):
    with pytest.raises(error):
        ma.gradcheck(ma.tanh, *given, **options)


def test_nothing_to_check_is_no_success():
    with pytest.raises(ValueError, match="nothing to check"):
        ma.gradcheck(lambda: Value(1.0))
