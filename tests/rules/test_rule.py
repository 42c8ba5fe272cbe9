from dataclasses import dataclass

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.check.points import samples, table
from microact.rules import Elementwise, registry
from microact.rules.chain_rule import unbroadcast


def forget(name):
    registry.pop(name, None)


@pytest.fixture
def swish():
    class Swish(ma.Activation):
        formula = "x / (1 + exp(-x))"

        def forward(self, x, xp):
            return x / (1 + xp.exp(-x))

        def local_gradient(self, x, y, xp):
            return y + (1 - y) / (1 + xp.exp(-x))

    yield Swish
    forget("swish")


def test_a_rule_is_registered_by_existing(swish):
    assert registry["swish"] is swish
    assert "swish" in ma.activations
    assert ma.activations["swish"](0.0) == 0.0
    assert ma.Value(1.0).swish().data == pytest.approx(1 / (1 + np.exp(-1)))


def test_a_users_rule_is_drawn_explained_and_checked(swish):
    x = ma.Value(0.5, "x")
    y = swish()(x)
    y.backward()
    assert "swish" in ma.draw(y).source
    assert "swish passes on to x" in ma.explain(y)
    assert ma.formula(swish) == "x / (1 + exp(-x))"
    # its slope is written wrongly: y + (1 - y)·σ is right, so this one must pass
    assert ma.gradcheck(swish(), [0.5, -2.0]).passed


def test_running_a_cell_again_replaces_the_class():
    for slope in (1.0, 2.0):

        class Again(ma.Activation):
            def forward(self, x, xp, slope=slope):
                return slope * x

            def local_gradient(self, x, y, xp):
                return 1.0

        assert registry["again"] is Again
    forget("again")


def test_another_class_cannot_take_a_name():
    with pytest.raises(ValueError, match="a rule named 'tanh' exists already") as error:

        class Tanh(ma.Activation):
            def forward(self, x, xp):
                return x

            def local_gradient(self, x, y, xp):
                return 1.0

    assert "give" in str(error.value)
    assert registry["tanh"].__module__ == "microact.rules.activations"


def test_kinds_of_rules_without_forward_are_not_registered():
    assert not {"activation", "elementwise", "rule", "reduction", "over_axis"} & set(registry)


@pytest.mark.parametrize("name", list(registry))
def test_every_rule_says_what_it_does(name):
    kind = registry[name]
    assert kind.__doc__
    assert len(kind.__doc__.splitlines()[0]) > 5
    if issubclass(kind, Elementwise):
        assert kind.formula
        rule = samples(kind)[0][0]
        inputs = rule.input_names if isinstance(rule, Elementwise) else None
        assert inputs is None or len(rule.derivatives) == len(inputs)


def test_every_rule_agrees_with_finite_differences():
    lines = list(table(registry))
    assert lines[-1] == (f"{len(registry)} rules: all agree with finite differences", True)
    assert all(good for _, good in lines)


def test_the_table_names_a_wrong_rule_and_one_that_fails():
    class Wrong(ma.Activation):
        def forward(self, x, xp):
            return x * x

        def local_gradient(self, x, y, xp):
            return 2.002 * x

    class Broken(ma.Activation):
        def forward(self, x, xp):
            return xp.no_such_function(x)

        def local_gradient(self, x, y, xp):
            return 1.0

    try:
        lines = [line for line, _ in table({"wrong": Wrong, "broken": Broken})]
    finally:
        forget("wrong")
        forget("broken")
    assert "WRONG" in lines[3]
    assert "Wrong disagrees with finite differences" in lines[4]
    assert "FAILED: AttributeError" in lines[5]
    assert lines[-1] == "2 rules: wrong: wrong, broken"


def test_a_rule_without_samples_says_so():
    class Mixing(ma.Rule):
        def forward(self, x, xp):
            return xp.sum(x)

        def vjp(self, upstream, y, x, xp):
            return [upstream * np.ones_like(x)]

    try:
        assert "state `samples`" in list(table({"mixing": Mixing}))[3][0]
        Mixing.samples = [(Mixing(), [np.ones(3)])]
        assert list(table({"mixing": Mixing}))[-1][1]
    finally:
        forget("mixing")


def test_parameters_and_title():
    assert ma.leaky_relu.rule(0.1).parameters == {"slope": 0.1}
    assert ma.leaky_relu.rule(0.1).title == "leaky_relu(slope=0.1)"
    assert ma.leaky_relu.rule().title == "leaky_relu"
    assert ma.tanh.rule().parameters == {}
    assert repr(ma.tanh.rule()) == "Tanh()"
    assert repr(ma.leaky_relu.rule(0.1)) == "LeakyReLU(slope=0.1)"


def test_a_frozen_dataclass_with_a_parameter_is_a_rule():
    @dataclass(frozen=True)
    class Scale(ma.Activation):
        factor: float = 2.0

        def forward(self, x, xp):
            return self.factor * x

        def local_gradient(self, x, y, xp):
            return self.factor

    try:
        x = ma.Value(3.0)
        y = ma.activations["scale"](x, factor=5.0)
        y.backward()
        assert (y.data, x.grad) == (15.0, 5.0)
    finally:
        forget("scale")


@pytest.mark.parametrize(
    ("wide", "shape"),
    [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), (2, 1)), ((4, 2, 3), (1, 3)), ((3,), ()),
     ((0, 3), (1, 3)), ((2, 1), (1, 1))],
)  # fmt: skip
def test_unbroadcast_sums_over_what_was_repeated(wide, shape):
    gradient = np.arange(np.prod(wide), dtype=float).reshape(wide)
    x = np.zeros(shape)
    result = unbroadcast(gradient, x if shape else 0.0, np)
    assert np.shape(result) == shape
    assert np.sum(result) == gradient.sum()
    # oracle: the derivative of sum(gradient * broadcast(x)) along each basis vector of x
    for index in np.ndindex(shape):
        basis = np.zeros(shape)
        basis[index] = 1.0
        assert np.asarray(result)[index] == (gradient * np.broadcast_to(basis, wide)).sum()


def test_a_literal_of_numpy_keeps_float32():
    class Doubled(ma.Activation):
        def forward(self, x, xp):
            return np.float64(2.0) * x

        def local_gradient(self, x, y, xp):
            return 2.0

    try:
        assert Doubled()(np.ones(2, np.float32)).dtype == np.float32
    finally:
        forget("doubled")


def test_a_rule_may_give_a_plain_float_for_an_array():
    class Total(ma.Rule):
        def forward(self, x, xp):
            return float(np.sum(x))

        def vjp(self, upstream, y, x, xp):
            return [upstream * np.ones_like(x)]

    try:
        assert Total()(np.ones(3)) == 3.0
        x = ma.Value(np.ones(3))
        Total()(x).backward()
        np.testing.assert_array_equal(x.grad, np.ones(3))
    finally:
        forget("total")


def test_what_a_rule_gives_of_plain_arrays_is_nobody_elses():
    x = np.ones(3)
    assert not np.shares_memory(x, registry["reshape"]((3, 1))(x))


def test_the_second_slope_of_elu_is_halfway_at_zero():
    assert ma.grad(ma.grad(ma.elu))(0.0) == 0.5  # 1 on its left, 0 on its right


def test_one_rule_that_serves_all_cannot_be_given_another_method():
    rule = ma.nn.MLP(2, [3, 1]).activations[0]
    with pytest.raises(TypeError, match="tanh is shared by all"):
        rule.local_gradient = lambda x, y, xp: 0 * x
    for kind in (Elementwise, ma.Rule):  # of which sums and products of single numbers are made
        with pytest.raises(TypeError, match="cannot be changed"):
            kind.vjp = lambda self, upstream, y, *inputs, xp: []


@pytest.mark.parametrize(
    "f",
    [
        lambda x, xp: xp.sum(x, dtype=np.float64),
        lambda x, xp: xp.sum(x, where=x > 0),
        lambda x, xp: xp.max(x, initial=0.0),
        lambda x, xp: xp.mean(x, axis=0, dtype=np.float64),
        lambda x, xp: xp.sum(xp.broadcast_to(np.asarray(2.0), 3)),
    ],
)
def test_xp_takes_what_numpys_functions_take(f):
    class Odd(ma.Rule):
        def forward(self, x, xp):
            return f(x, xp)

        def vjp(self, upstream, y, x, xp):
            return [0.0 * x]

    try:
        x = np.array([1.0, -2.0, 3.0])
        assert Odd()(x) == f(x, np)
    finally:
        forget("odd")


def test_a_method_that_is_written_out_elsewhere_is_not_taken_away():
    add = registry["add"]
    for name in ("forward", "vjp", "slopes", "local_gradient"):
        if name in vars(add):
            with pytest.raises(TypeError, match=f"{add.__name__}.{name} cannot be changed"):
                delattr(add, name)
            assert name in vars(add)


def test_an_index_is_told_as_it_was_written():
    x = Value(np.ones((3, 4)))
    told = {x[1].operation, x[..., 1].operation, x[1:, :2].operation, x[[0, 2]].operation}
    assert told == {"[1]", "[..., 1]", "[1:, :2]", "[[0, 2]]"}


def test_parameters_that_nobody_gives_are_the_usual_ones():
    """Those of PyTorch's functions of the same names."""
    usual = {
        "leaky_relu": {"slope": 0.01}, "elu": {"alpha": 1.0}, "celu": {"alpha": 1.0},
        "softmax": {"axis": -1}, "log_softmax": {"axis": -1},
    }  # fmt: skip
    for name, parameters in usual.items():
        if name in registry:
            assert registry[name]().parameters == parameters
