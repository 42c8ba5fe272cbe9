"""Every elementwise rule against mpmath, through the text that people see."""

import math

import numpy as np
import pytest
from mpmath import mp

import microact as ma
from microact import Value
from microact.readings.floats import floats
from microact.readings.plain_numbers import evaluate
from microact.rules import Elementwise, registry
from microact.rules.arithmetic import Power
from microact.rules.smooth import GELUTanh
from tests.oracles import Complex, Dual, Precise, evaluate_text, unary_rules

RULES = unary_rules()
IDS = [rule.title for rule in RULES]
SMOOTH = [rule for rule in RULES if not rule.kinks and rule.name not in ("step", "sign")]


def points(rule):
    """Return 240 numbers, ordinary, large and tiny, inside the rule's domain."""
    rng = np.random.default_rng(0)
    sign = rng.choice([-1, 1], 120)
    xs = np.concatenate(
        [rng.uniform(-5, 5, 80), rng.uniform(-40, 40, 40), sign * 10.0 ** rng.uniform(-300, 4, 120)]
    )
    low = 0.0 if isinstance(rule, Power) and rule.exponent % 1 else rule.domain[0]
    xs = np.where(xs > low, xs, np.abs(xs))
    xs = np.where(np.abs(xs) < 700, xs, 700 / xs) if rule.name in ("exp", "expm1") else xs
    return [float(x) for x in xs if x not in rule.kinks]


def digits(x):
    """Return how many digits leave far more than 50 after the cancellations at x."""
    return 150 if 1e-3 < abs(x) < 10 else 1000


def exact_slope(rule, x):
    """Differentiate the formula's text by a central difference, good to far more than 50 digits."""
    h = abs(mp.mpf(x)) * mp.mpf(10) ** -25
    up, down = (evaluate_text(rule.formula, rule, x=mp.mpf(x) + s * h) for s in (1, -1))
    return (up - down) / (2 * h)


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


TERMS = {
    "silu": lambda x: (sigmoid(x), x * sigmoid(x) * sigmoid(-x)),
    "mish": lambda x: (
        mp.tanh(mp.log1p(mp.exp(x))),
        x * mp.sech(mp.log1p(mp.exp(x))) ** 2 * sigmoid(x),
    ),
    "gelu_tanh": lambda x: (
        mp.mpf(1),
        2 * x * sigmoid(-2 * _u(x)) * mp.sqrt(2 / mp.pi) * (1 + 3 * mp.mpf("0.044715") * x**2),
    ),
    "gelu": lambda x: (mp.ncdf(x), x * mp.npdf(x)),
}
"""Slopes that are a sum of two terms which cancel where the curve is lowest."""


def _u(x):
    return mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)


def conditioning(rule, x, y):
    """How much a rounding is amplified on its way to the slope g.

    A rounding of x or y by 1 + |x·∂g/∂x / g| + |y·∂g/∂y / g|; one of a term in a sum by how much
    larger the terms are than the sum.
    """
    terms = TERMS[rule.name](mp.mpf(x)) if rule.name in TERMS else (mp.mpf(1),)
    cancellation = sum(map(abs, terms)) / abs(sum(terms)) - 1
    return _amplified(rule, x, y) + cancellation


def _amplified(rule, x, y):
    d = mp.mpf(10) ** -20
    x = mp.mpf(x)

    def g(a, b):
        return mp.mpf(rule.local_gradient(a, b, Precise))

    middle = g(x, y)
    if middle == 0:
        return mp.mpf(1)
    by_x = (g(x * (1 + d), y) - g(x * (1 - d), y)) / (2 * d)
    by_y = (g(x, y * (1 + d)) - g(x, y * (1 - d))) / (2 * d)
    return 1 + (abs(by_x) + abs(by_y)) / abs(middle)


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_local_gradient_is_the_derivative_of_the_formula_to_the_last_bits(rule):
    xs = points(rule)
    assert len(xs) >= 200
    compared = 0
    for x in xs:
        with mp.workdps(digits(x)):
            true = exact_slope(rule, x)
            y = evaluate(rule, x)
            slope = float(rule.local_gradient(x, y, floats))
            if abs(true) < 1e-300 or abs(true) > 1e300 or math.isinf(y):
                assert abs(slope) < 1e-299 or abs(slope) > 1e299 or math.isinf(y)
                continue
            allowed = 4e-16 * conditioning(rule, x, evaluate_text(rule.formula, rule, x=x))
            assert abs(slope - true) <= allowed * abs(true), x
            compared += 1
    assert compared >= 100 or all(exact == 0 for exact in [true])


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_value_is_the_formula(rule):
    for x in points(rule):
        with mp.workdps(digits(x)):
            true = evaluate_text(rule.formula, rule, x=x)
            if 1e-300 < abs(true) < 1e300:
                # Relative to the size of x where the curve crosses 0 far from the origin.
                allowed = 1e-15 * (1 + abs(mp.mpf(x) * exact_slope(rule, x) / true))
                assert abs(evaluate(rule, x) - true) <= allowed * abs(true), x


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_arrays_give_what_floats_give(rule):
    xs = np.array([*points(rule), *rule.kinks])
    with np.errstate(all="ignore"):
        y = evaluate(rule, xs)
        slopes = np.broadcast_to(rule.local_gradient(xs, y, np), xs.shape)
    for x, yi, slope in zip(xs.tolist(), y.tolist(), slopes.tolist()):
        yf = evaluate(rule, x)
        assert yi == pytest.approx(yf, rel=2e-15, abs=1e-300)
        assert slope == pytest.approx(float(rule.local_gradient(x, yi, floats)), rel=4e-15)


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_the_text_of_the_derivative_says_what_the_code_does_also_at_kinks(rule):
    (text,) = rule.derivatives
    with mp.workdps(60):
        for x in [*rule.kinks, 0.3, 1.7, 2.5, *([] if rule.domain[0] == 0 else [-0.3, -0.9])]:
            if isinstance(rule, Power) and rule.exponent % 1 and x < 0:
                continue
            y = evaluate(rule, x)
            stated = evaluate_text(text, rule, x=x, y=y)
            assert float(rule.local_gradient(x, y, floats)) == pytest.approx(
                float(stated), rel=1e-13
            )


@pytest.mark.parametrize("rule", SMOOTH, ids=[rule.title for rule in SMOOTH])
def test_smooth_rules_by_the_complex_step(rule):
    h = 1e-200
    for x in (0.05, 0.7, 1.9, *(() if rule.domain[0] == 0 else (-0.4, -0.95))):
        if isinstance(rule, Power) and rule.exponent % 1 and x < 0:
            continue
        y = evaluate(rule, x)
        z = rule.forward(Dual(complex(x, h)), Complex()).z
        assert z.imag / h == pytest.approx(float(rule.local_gradient(x, y, floats)), rel=2e-14)


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_nan_in_gives_nan_out(rule):
    assert math.isnan(evaluate(rule, math.nan))
    assert np.isnan(evaluate(rule, np.array([math.nan, 1.0]))).tolist() == [True, False]


BOUNDED = [rule for rule in RULES if rule.name not in ("exp", "expm1", "power")]


@pytest.mark.parametrize("rule", BOUNDED, ids=[rule.title for rule in BOUNDED])
def test_large_inputs_give_finite_numbers_without_a_warning(rule):
    xs = [x for x in (1e4, -1e4, 1e8) if x > rule.domain[0]]
    for x in [*xs, np.array(xs)]:
        y = evaluate(rule, x)
        with np.errstate(all="ignore"):
            slope = rule.local_gradient(x, y, np if isinstance(x, np.ndarray) else floats)
        assert np.all(np.isfinite(y))
        assert np.all(np.isfinite(slope))


def test_overflow_is_infinite_for_floats_and_arrays():
    assert evaluate(registry["exp"](), 1e4) == math.inf
    assert evaluate(registry["exp"](), np.array([1e4]))[0] == math.inf
    assert evaluate(Power(3.0), -1e200) == -math.inf
    assert evaluate(Power(3.0), np.array([-1e200]))[0] == -math.inf


def test_gelu_is_near_the_exact_one():
    # Hendrycks and Gimpel's exact form, x·Φ(x), by mpmath's error function
    for x in np.linspace(-6, 6, 101).tolist():
        exact = float(x * mp.ncdf(x))
        assert abs(evaluate(GELUTanh(), x) - exact) < 5e-4


def test_selu_constants_keep_mean_and_variance():
    selu = registry["selu"]()

    def moment(k):
        def f(z):
            y = selu.scale * (z if z > 0 else selu.alpha * mp.expm1(z))
            return y**k * mp.npdf(z)

        return mp.quad(f, [-mp.inf, 0, mp.inf])

    assert abs(moment(1)) < 1e-12
    assert abs(moment(2) - 1) < 1e-12


SEVERAL = [
    kind()
    for name, kind in registry.items()
    if issubclass(kind, Elementwise)
    and name not in ("power", "clip")
    and len(kind().input_names) > 1
    and kind.__module__.startswith("microact.")
]


@pytest.mark.parametrize("rule", SEVERAL, ids=[rule.name for rule in SEVERAL])
def test_rules_of_several_inputs_likewise_in_each_of_them(rule):
    rng = np.random.default_rng(1)
    names = rule.input_names
    sizes = 10.0 ** rng.uniform(-2, 0.7, (220, 3)) if rule.name == "variable_power" else (
        10.0 ** rng.uniform(-100, 2, (220, 3))
    )  # fmt: skip
    signs = rng.choice([-1.0, 1.0], (220, 3))
    if rule.name == "variable_power":
        signs[:, 0] = 1.0  # a base must not be negative
    for row in (sizes * signs).tolist():
        numbers = row[: len(names)]
        y = evaluate(rule, *numbers)
        slopes = rule.slopes(y, *numbers, xp=floats)
        with mp.workdps(400):
            exact = [mp.mpf(x) for x in numbers]
            for i, slope in enumerate(slopes):
                h = abs(exact[i]) * mp.mpf(10) ** -25
                up, down = (
                    evaluate_text(rule.formula, rule, **dict(zip(names, _moved(exact, i, s * h))))
                    for s in (1, -1)
                )
                true = (up - down) / (2 * h)
                allowed = 4e-16 * _several_conditioning(rule, exact, i)
                assert abs(slope - true) <= allowed * abs(true), (numbers, names[i])


def _moved(numbers, i, step):
    return [x + step if j == i else x for j, x in enumerate(numbers)]


def _several_conditioning(rule, numbers, i):
    """As `conditioning`, over all the inputs and the value."""
    d = mp.mpf(10) ** -20
    y = evaluate_text(rule.formula, rule, **dict(zip(rule.input_names, numbers)))
    everything = [*numbers, y]

    def g(values):
        return mp.mpf(rule.slopes(values[-1], *values[:-1], xp=Precise)[i])

    middle = g(everything)
    if middle == 0:
        return mp.mpf(1)
    changes = [
        abs(g(_moved(everything, j, x * d)) - g(_moved(everything, j, -x * d))) / (2 * d)
        for j, x in enumerate(everything)
    ]
    return 1 + sum(changes) / abs(middle)


@pytest.mark.parametrize("name", sorted(ma.activations))
def test_kinks_stand_where_the_slope_jumps_and_nowhere_else(name):
    kinds = [registry[name]()] if name not in ("softmax", "log_softmax") else []
    if name == "elu":
        kinds += [ma.ELU(2.0), ma.LeakyReLU(0.3), registry["abs"](), registry["sign"]()]
        kinds += [registry["clip"](-1.5, 2.0)]
    for rule in kinds:
        others = [0.25] if name == "prelu" else []
        for x in np.arange(-8.0, 8.01, 0.5).tolist():
            left, right = (
                float(rule.slopes(y, x + side, *others, xp=floats)[0])
                for side in (-1e-7, 1e-7)
                for y in [evaluate(rule, x + side, *others)]
            )
            value_left, value_right = (evaluate(rule, x + s, *others) for s in (-1e-7, 1e-7))
            jumps = abs(left - right) > 1e-3 or abs(value_left - value_right) > 1e-3
            assert jumps == (float(x) in rule.kinks), (rule, x)


def test_at_its_kink_a_leaky_slope_is_the_leak():
    assert ma.grad(ma.leaky_relu)(0.0) == 0.01
    x, slope = Value(0.0), Value(0.25)
    ma.prelu(x, slope).backward()
    assert (x.grad, slope.grad) == (0.25, 0.0)


def test_domains_are_those_of_the_functions():
    assert registry["log"].domain == (0.0, np.inf)
    assert registry["log1p"].domain == (-1.0, np.inf)
    assert registry["sqrt"].domain == (0.0, np.inf)
    assert registry["exp"].domain == (-np.inf, np.inf)
