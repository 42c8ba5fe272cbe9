import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.engine.flow import flow, local_gradients, names
from microact.engine.order import topological_order


def test_every_step_is_a_product_and_the_totals_are_what_backward_finds():
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-0.3, "b")
    y = (w * x + b).tanh() * x
    steps = flow(y)
    for step in steps:
        assert step.passed_on == step.upstream * step.local
    y.backward()
    last = {step.input.label: step.total for step in steps if step.input.is_leaf}
    assert last == {"w": w.grad, "x": x.grad, "b": b.grad}
    assert all(node.grad == 0 for node in [flow(Value(1.0) * 2)[0].input])


def test_flow_writes_to_no_grad():
    x = Value(2.0)
    flow(x * x)
    assert x.grad == 0.0


def test_a_value_used_twice_waits():
    x = Value(3.0)
    assert [(s.passed_on, s.total, s.waiting) for s in flow(x * x)] == [(3, 3, 1), (3, 6, 0)]


def test_a_given_gradient_arrives_first():
    x = Value([1.0, 2.0])
    (step,) = flow(x * 3.0, np.array([1.0, 10.0]))
    assert step.passed_on.tolist() == [3.0, 30.0]


def test_rules_that_mix_elements_have_no_single_slope():
    y = ma.softmax(Value([1.0, 2.0]))
    assert local_gradients(y) == ()
    assert flow(y)[0].local is None


def test_names_tell_nodes_apart():
    x, other = Value(1.0, "x"), Value(2.0, "x")
    order = topological_order(x * other * x + Value(1.0))
    assert list(names(order).values()) == ["x", "x #2", "*", "* #2", "leaf", "+"]


def test_order_puts_inputs_first_and_is_the_same_each_time():
    a, b = Value(1.0), Value(2.0)
    c = a * b
    y = (c + a) * (c - b)
    order = topological_order(y)
    place = {id(node): i for i, node in enumerate(order)}
    assert len(place) == len(order) == 6
    for node in order:
        assert all(place[id(v)] < place[id(node)] for v in node.inputs)
    assert [id(n) for n in topological_order(y)] == [id(n) for n in order]
    both = topological_order(c, y)
    assert both[-1] is y
    assert len(both) == 6


def test_many_uses_cost_linear_time():
    x = Value(1.0)
    for _ in range(60):
        x = x + x  # 2**60 paths
    x.backward()
    with pytest.raises(ValueError, match="must have this Value's shape"):
        x.backward(np.ones(2))
