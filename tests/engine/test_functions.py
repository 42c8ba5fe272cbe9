import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.engine.calling import as_rule, named

ONE_INPUT = [n for n in ma.activations if n not in ("prelu", "softmax", "log_softmax")]


@pytest.mark.parametrize("name", ONE_INPUT)
def test_function_method_and_name_are_one(name):
    f = ma.activations[name]
    assert f is getattr(ma, name)
    v = Value(0.3)
    assert f(v).data == getattr(v, name)().data == f(0.3)
    assert f(v).rule.name == name


@pytest.mark.parametrize("name", ONE_INPUT)
def test_plain_numbers_give_plain_results(name):
    f = ma.activations[name]
    assert type(f(0.3)) is float
    assert type(f(1)) is float
    array = f(np.array([0.3, -0.4]))
    assert type(array) is np.ndarray
    assert f([0.3, -0.4]).tolist() == array.tolist()
    assert f(np.float32([0.3])).dtype == np.float32


def test_activations_are_a_mapping():
    assert list(ma.activations)[:4] == ["sigmoid", "tanh", "relu", "leaky_relu"]
    assert len(ma.activations) == len(list(ma.activations)) >= 18
    assert "exp" not in ma.activations
    with pytest.raises(KeyError, match="no activation is called 'tahn'; there are sigmoid, tanh"):
        ma.activations["tahn"]


def test_parameters_by_place_or_name():
    assert ma.leaky_relu(-2.0, 0.1) == ma.leaky_relu(-2.0, slope=0.1) == -0.2
    assert ma.leaky_relu(x=-2.0, slope=0.1) == -0.2
    assert ma.elu(-1.0, alpha=2.0) == pytest.approx(2 * np.expm1(-1.0))


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda: ma.tanh(), r"tanh\(x\): missing a required argument: 'x'"),
        (lambda: ma.tanh(1.0, 2.0), r"tanh\(x\): too many positional arguments"),
        (lambda: ma.tanh(1.0, slope=2.0), r"tanh\(x\): got an unexpected keyword argument"),
        (lambda: ma.leaky_relu(1.0, leak=2.0), r"leaky_relu\(x, slope=0.01\): got an unexpected"),
        (lambda: ma.tanh("1"), "got str"),
    ],
)
def test_wrong_arguments_name_the_function(f, message):
    with pytest.raises(TypeError, match=message):
        f()


def test_tanh_is_a_shifted_and_scaled_sigmoid():
    for x in np.linspace(-5, 5, 101).tolist():
        assert ma.tanh(x) == pytest.approx(2 * ma.sigmoid(2 * x) - 1, abs=5e-16)


def test_help_shows_the_rule_and_its_parameters():
    import inspect

    assert str(inspect.signature(ma.leaky_relu)) == "(x, slope=0.01)"
    assert "Maas et al. 2013" in ma.leaky_relu.__doc__
    assert ma.sum.__name__ == "sum"


def test_as_rule_accepts_every_way_to_say_it():
    rule = ma.leaky_relu.rule(0.2)
    assert as_rule(rule) is rule
    assert type(as_rule("tanh")) is type(as_rule(ma.tanh)) is ma.tanh.rule
    assert as_rule(ma.tanh.rule).name == "tanh"
    assert named("no such thing") is None


def test_power_of_plain_numbers():
    assert ma.power(2.0, 3) == 8.0
    assert ma.power(np.array([1.0, 2.0]), np.array([2.0, 3.0])).tolist() == [1.0, 8.0]


def test_a_rule_that_is_defined_later_is_found_by_its_name(swept):
    from microact.engine import functions

    class DefinedLater(ma.Activation):
        def forward(self, x, xp):
            return 2.0 * x

        def local_gradient(self, x, y, xp):
            return 2.0 + 0.0 * x

    assert functions.defined_later(ma.Value(3.0)).item() == 6.0
    with pytest.raises(AttributeError, match="has no attribute 'nobody_defined_this'"):
        _ = functions.nobody_defined_this
