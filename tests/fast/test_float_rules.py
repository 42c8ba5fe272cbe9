import contextlib
import copy
import gc
import inspect
import pickle
import random
import threading
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import microact as ma
from microact import Value
from microact.engine.order import topological_order
from microact.fast import float_rules
from microact.fast.float_rules import called_backward, float_rule
from microact.readings.floats import floats
from microact.readings.numbers import own
from microact.readings.plain_numbers import Replaced, is_pure
from microact.rules import Elementwise, registry
from microact.rules.activations import Tanh
from microact.rules.arithmetic import Add

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
    forward, backward = float_rule(rule)
    y = own(rule.forward(*inputs, xp=floats))
    assert forward(*inputs) == y
    expected = [0.75 * slope for slope in rule.slopes(y, *inputs, xp=floats)]
    assert list(backward(0.75, y, *inputs)) == expected
    assert list(called_backward(rule, 0.75, y, *inputs)) == expected


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


def test_a_rule_is_held_by_nobody():
    """A rule made anew at each step takes its arrays with it."""
    graph = ma.clip(Value(0.3), 0.0, 1.0) ** 2.7 + Value(1.0).leaky_relu(0.2)
    rules = [weakref.ref(node.rule) for node in topological_order(graph) if node.rule]
    graph.backward()
    del graph
    gc.collect()
    alive = [one() for one in rules if one() is not None]
    assert {type(rule).__name__ for rule in alive} <= {"Add", "Power"}  # which others share


def test_what_died_takes_no_shortcut_from_others():
    v = Value(np.arange(10.0))
    for i in range(2000):
        v[i % 10]
    y = ma.tanh(Value(0.5))
    assert float_rule(y.rule).forward is not None


def test_as_many_rules_as_one_likes_are_known_at_once():
    y = Value(0.5)
    for _ in range(3000):
        y = ma.leaky_relu(y, 0.9)
    rules = {id(node.rule) for node in topological_order(y) if node.rule}
    assert len(rules) == 3000
    y.backward()
    assert rules <= {*float_rules._of_rule}
    del y
    gc.collect()
    assert not rules & {*float_rules._of_rule}


def test_threads_with_ever_new_rules():
    errors = []

    def work():
        try:
            for i in range(300):
                y = Value(1.5)
                for k in range(5):
                    y = ma.leaky_relu(y ** (1.0 + (i + k) / 1e4), 0.1 + i / 1e4)
                y.backward()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def values_and_slopes(make, numbers):
    found = []
    for way in (contextlib.nullcontext, ma.plain):
        with way():
            x = Value(numbers)
            y = make()(x)
            y.backward()
            found.append((repr(y.data), repr(x.grad)))
    return found


def test_no_rule_of_ones_own_is_taken_for_pure(swept):
    """Its state may be anywhere, and its lines may change."""

    class Scale(ma.Elementwise):
        name, pure = "scale", True
        __slots__ = ("k",)

        def __init__(self, k):
            self.k = k

        def forward(self, x, xp):
            return x * self.k

        def local_gradient(self, x, y, xp):
            return self.k

    class Mine(ma.registry["tanh"]):
        name = "mine"

        def forward(self, x, xp):
            return xp.tanh(x) * SCALE[0]

    SCALE = [1.0]
    assert not is_pure(Scale(2.0))
    assert not is_pure(Mine())
    assert is_pure(ma.registry["tanh"]())
    for k in (2.0, 5.0, 0.0, -0.0, 2, np.float64(2.0)):
        fast, plain = values_and_slopes(lambda k=k: Scale(k), 1.0)
        assert fast == plain
    assert Mine()(Value(1.0)).data == np.tanh(1.0)
    SCALE[0] = 2.0
    assert Mine()(Value(1.0)).data == 2.0 * np.tanh(1.0)


def test_a_class_of_ones_own_is_held_by_nobody():
    def redefine():
        class Again(ma.Activation):
            def forward(self, x, xp):
                return x

            def local_gradient(self, x, y, xp):
                return 1.0

        Again()(Value(1.0)).backward()
        return weakref.ref(Again)

    try:
        kinds = [redefine() for _ in range(5)]
        gc.collect()
        assert sum(kind() is not None for kind in kinds) == 1  # the one that is registered
    finally:
        registry.pop("again")


@pytest.mark.parametrize("given", [[None], [], [1.0, 2.0]])
def test_a_vjp_of_ones_own_is_asked_as_it_stands(given, swept):
    kind = type("Odd", (ma.Elementwise,), {
        "name": "odd", "forward": lambda self, x, xp: 2 * x,
        "local_gradient": lambda self, x, y, xp: 2.0,
        "vjp": lambda self, upstream, y, x, xp: given,
    })  # fmt: skip
    if given == [None]:
        assert values_and_slopes(kind, 0.5)[0] == values_and_slopes(kind, 0.5)[1]
        return
    with pytest.raises(RuntimeError, match="has 1 inputs but gave"):
        kind()(Value(0.5)).backward()


def test_a_rule_whose_method_is_replaced_is_read_again(monkeypatch):
    def slope(x):
        x.grad = 0.0
        y = ma.tanh(x)
        y.backward()
        return y.item(), x.grad

    x = Value(0.0)
    assert slope(x) == (0.0, 1.0)
    with monkeypatch.context() as patched:
        patched.setattr(Tanh, "local_gradient", lambda self, x, y, xp: 3.0)
        patched.setattr(Tanh, "forward", lambda self, x, xp: x + 5.0)
        assert slope(x) == (5.0, 3.0)
        with ma.plain():
            assert slope(x) == (5.0, 3.0)
    assert slope(x) == (0.0, 1.0)
    with pytest.raises(TypeError, match="Add.forward cannot be changed"):
        monkeypatch.setattr(Add, "forward", lambda self, a, b, xp: a)
    assert (Value(1.0) + 2.0).item() == 3.0


def test_what_python_notes_down_when_it_copies_is_no_change():
    lines = ma.unroll(Value(2.0, "x") ** 3.0)
    before = Replaced.times
    for rule in (Tanh(), Add(), ma.registry["power"](5.0)):
        copy.copy(rule)
        pickle.loads(pickle.dumps(rule))
    assert Replaced.times == before
    assert lines(2.0)[0] == 8.0


def test_each_parameter_has_lines_of_its_own():
    for slope in (0.01, 0.2, 0.3):
        x = Value(-2.0)
        y = ma.leaky_relu(x, slope)
        y.backward()
        assert (y.item(), x.grad) == (-2.0 * slope, slope)
