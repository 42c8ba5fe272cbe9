import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.check.gradient_check import GradientMismatch, gradcheck
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
    assert [row.endswith("wrong") for row in rows] == [True, True, True]  # 4e-18 has digits too
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


# ---- where few digits are left -------------------------------------------------------------------


@pytest.fixture
def twice():
    class Twice(ma.Activation):
        name = "twice_of_a_test"
        derivative = "2 * (1 - y ** 2)"

        def forward(self, x, xp):
            return xp.tanh(x)

        def local_gradient(self, x, y, xp):
            return 2 * (1 - y * y)

    yield Twice()
    registry.pop("twice_of_a_test")


POINTS = np.random.default_rng(0).uniform(-1, 1, 30)


@pytest.mark.parametrize("constant", [0.0, 1e3, 1e5, 1e6, 1e7, 1e8, 1e9, -1e8])
@pytest.mark.parametrize("kind", ["number", "array", "sum", "there and back"])
def test_beside_a_large_constant_right_is_right_and_wrong_is_wrong(twice, constant, kind):
    def added(rule):
        return {
            "number": lambda v: rule(v) + constant,
            "array": lambda v: rule(v) + constant,
            "sum": lambda v: (rule(v) + constant).sum(),
            "there and back": lambda v: (rule(v) + constant) - constant,
        }[kind]

    points = POINTS if kind == "number" else [POINTS[:15], POINTS[15:]]
    for x in points:
        assert gradcheck(added(ma.tanh), x, raise_error=False).passed
        report = gradcheck(added(twice), x, raise_error=False)
        assert not report.passed
        assert report.error == pytest.approx(0.5, rel=0.1)  # twice as much: half of it is wrong
        assert all(entry.wrong for entry in report.entries)


def test_a_right_slope_is_as_good_as_before_where_digits_suffice():
    report = gradcheck(ma.tanh, POINTS)
    assert report.error < 1e-9
    assert max(entry.unsure for entry in report.entries) < 1e-8


@pytest.mark.parametrize("constant", [1e15, 1e17])
def test_where_the_digits_do_not_suffice_it_says_so(twice, constant):
    for rule in (ma.tanh, twice):
        report = gradcheck(lambda v, r=rule: r(v) + constant, 0.3, raise_error=False)
        assert not report.passed
        (entry,) = report.entries
        assert entry.undecided
        assert not entry.wrong
        assert "too few digits" in str(report)
        assert "cannot be told from finite differences" in str(report)
        with pytest.raises(GradientMismatch) as error:
            gradcheck(lambda v, r=rule: r(v) + constant, 0.3)
        if rule is ma.tanh:
            assert "leave out constants that are added, check the parts" in str(error.value)
        else:  # the part that is wrong can be told by itself
            assert "the fault is in the node 'twice_of_a_test'" in str(error.value)


def test_how_well_a_slope_is_known_is_said():
    report = gradcheck(lambda v: ma.tanh(v) + 1e10, 0.3)
    assert report.passed
    assert "rounding hides the last digits: slopes are known to" in str(report)
    assert "rounding" not in str(gradcheck(lambda v: ma.tanh(v) + 1e3, 0.3))


def test_a_kink_is_seen_beside_a_constant_and_noise_is_none():
    report = gradcheck(lambda v: ma.relu(v) + 1e6, np.array([-1.0, 0.0, 2.0]))
    assert [entry.index for entry in report.kinks] == [(1,)]
    report = gradcheck(lambda v: ma.tanh(v) + 1e6, POINTS)
    assert report.kinks == ()


def test_prices_in_the_hundred_thousands():
    y = np.random.default_rng(1).normal(3e5, 1e5, 200)
    X = np.random.default_rng(2).normal(size=(200, 2))

    def loss(w):
        return ((X @ w - y) ** 2).mean()

    assert gradcheck(loss, np.array([0.1, -0.2])).passed
    report = gradcheck(lambda w: loss(w * np.array([1.0, 1.0])) * 1e-11, np.array([0.1, -0.2]))
    assert report.passed


def test_the_slope_of_a_single_output_is_shown_as_it_is():
    report = gradcheck(lambda x: x * 1e-3 + 1e4, 0.3)
    assert report.entries[0].hand_written == pytest.approx(1e-3, rel=1e-12)
    assert "weight" not in str(report)
    report = gradcheck(lambda x: (x * x).sum(), [1.0, 3.0])
    assert [entry.hand_written for entry in report.entries] == pytest.approx([2.0, 6.0])
    assert "weight" not in str(report)
    assert "weight" not in str(gradcheck(ma.tanh, [1.0, 3.0]))
    several = gradcheck(lambda x: ma.stack([x * 1.0, x * 2.0]), 0.3)
    assert "(slopes of the outputs' sum, each output with a weight of its own)" in str(several)


def test_a_rule_with_one_output_that_forgets_what_arrived_is_refused():
    class Lost(ma.Rule):
        name = "lost_of_a_test"

        def forward(self, x, xp):
            return xp.sum(x)

        def vjp(self, upstream, y, x, xp):
            return [np.ones(x.shape)]

    try:
        with pytest.raises(GradientMismatch):
            gradcheck(Lost(), [0.3, 1.4])
    finally:
        registry.pop("lost_of_a_test")


@pytest.mark.parametrize("seed", range(40))
def test_the_rounding_that_is_allowed_is_more_than_what_happens_and_not_much_more(seed):
    from fractions import Fraction

    from microact.check.rounding import Rounding

    rng = np.random.default_rng(seed)
    a, b, c = (float(rng.normal() * 10.0 ** rng.integers(-3, 9)) for _ in range(3))
    x, moved = Value(a), Value(a * 1.01)
    y, there = (x * b + c) * b - c, (moved * b + c) * b - c
    exact = [(Fraction(v) * Fraction(b) + Fraction(c)) * Fraction(b) - Fraction(c)
             for v in (x.data, moved.data)]  # fmt: skip
    off = abs(float((Fraction(there.data) - Fraction(y.data)) - (exact[1] - exact[0])))
    allowed = 2 * Rounding(y, 1.0).of(there)  # at either end
    assert off <= allowed
    assert allowed < 1e-12 * (abs(a * b * b) + abs(c * b) + abs(c))
