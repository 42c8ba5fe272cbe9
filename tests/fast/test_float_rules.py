import inspect
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import microact as ma
from microact import Value
from microact.fast.float_rules import called, float_rule
from microact.readings.floats import floats
from microact.readings.numbers import own
from microact.rules import Elementwise, registry

PARAMETERS = {"power": {"exponent": 3.0}, "clip": {"low": -1.0, "high": 1.0}}
RULES = [
    kind(**PARAMETERS.get(name, {}))
    for name, kind in registry.items()
    if issubclass(kind, Elementwise)
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(data=st.data())
def test_what_was_read_once_computes_what_the_rule_computes(rule, data):
    count = len(inspect.signature(rule.forward).parameters) - 1
    inputs = data.draw(st.lists(st.floats(-50, 50), min_size=count, max_size=count))
    try:
        rule.check(*inputs)
    except (ValueError, ZeroDivisionError):
        return
    _, forward, backward = float_rule(rule)
    y = own(rule.forward(*inputs, xp=floats))
    assert forward(*inputs) == y
    expected = [0.75 * slope for slope in rule.slopes(y, *inputs, xp=floats)]
    assert list(backward(0.75, y, *inputs)) == expected
    assert list(called(rule).backward(0.75, y, *inputs)) == expected


def test_a_debugger_steps_onto_the_rules_own_lines():
    assert inspect.getsource(float_rule(ma.multiply.rule()).forward) == (
        "def multiply_forward(a, b):\n    return a * b\n"
    )
    assert inspect.getsource(float_rule(ma.sigmoid.rule()).backward) == (
        "def sigmoid_backward(upstream, y, x):\n    return upstream * (y * (1 - y)),\n"
    )


def test_a_users_rule_is_called_as_it_stands():
    """It may do what no reading sees: here, another number each time."""

    class Noise(ma.Activation):
        def forward(self, x, xp):
            return x + random.random()

        def local_gradient(self, x, y, xp):
            return 1.0 if isinstance(x, float) else None

    try:
        x = Value(1.0)
        assert Noise()(x).data != Noise()(x).data
        (Noise()(x) * 2.0).backward()
        assert x.grad == 2.0
    finally:
        registry.pop("noise")


def test_a_domain_is_still_looked_at():
    with pytest.raises(ValueError, match="log needs positive numbers"):
        Value(-1.0).log()
    with pytest.raises(ZeroDivisionError):
        Value(1.0) / 0.0


def test_value_is_final():
    with pytest.raises(TypeError, match="Value is final"):
        type("Mine", (Value,), {})


def doubled(slope):
    """Make a user's rule that gives this slope."""

    class Odd(ma.Elementwise):
        name = "odd"

        def forward(self, x, xp):
            return 2.0 * x

        def local_gradient(self, x, y, xp):
            return slope

    return Odd()


@pytest.mark.parametrize(
    "slope", [1j, np.array([1.0, 2.0]), "a", None, np.array([[1.0]]), (1.0, 2.0)]
)
def test_a_users_slope_that_is_no_number_is_refused(slope, swept):
    x = Value(2.0)
    y = doubled(slope)(x) * 3.0
    with pytest.raises((RuntimeError, TypeError)):
        y.backward()
    assert x.grad == 0.0


@pytest.mark.parametrize("slope", [2, np.float64(2.0), np.float32(2.0), np.array(2.0), True])
def test_any_single_number_may_be_a_users_slope(slope, swept):
    x = Value(2.0)
    (doubled(slope)(x) * 3.0).backward()
    assert x.grad == 3.0 * float(slope)
    assert type(x.grad) is float


def test_a_rule_that_changes_the_shape_is_not_elementwise(swept):
    class Total(ma.Elementwise):
        name = "total"

        def forward(self, x, xp):
            return xp.sum(x)

        def local_gradient(self, x, y, xp):
            return 1.0

    with pytest.raises(RuntimeError, match=r"gave shape \(\) for inputs of shape \(2,\)"):
        Total()(Value([2.0, 3.0]))
