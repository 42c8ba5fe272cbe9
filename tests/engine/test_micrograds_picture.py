"""What draws micrograd's graphs runs on our Values: it asks for `_prev`, `_op`, `data`, `grad`."""

import graphviz
import numpy as np
import pytest

import microact as ma
from microact import Value, neurons


def picture(root):
    """Draw as micrograd's `draw_dot` does: records of numbers, a node for each operation."""
    known, waiting = set(), [root]
    dot = graphviz.Digraph()
    while waiting:
        value = waiting.pop()
        if value in known:
            continue
        known.add(value)
        # With %, as micrograd's: it asks our numbers for __float__, an f-string for __format__.
        numbers = "data %.4f | grad %.4f" % (value.data, value.grad)  # noqa: UP031  # asks for __float__
        dot.node(str(id(value)), label=f"{{ {numbers} }}", shape="record")
        if value._op:
            dot.edge(f"{id(value)}{value._op}", str(id(value)))
        for child in value._prev:
            dot.edge(str(id(child)), f"{id(value)}{value._op}")
            waiting.append(child)
    return dot.source


def test_a_neuron_is_drawn_as_micrograd_draws_it():
    n = neurons.Neuron(2, activation="tanh")
    y = n([Value(1.0), Value(-2.0)])
    y.backward()
    source = picture(y)
    assert source.count("shape=record") == 10  # 2 weights, 2 inputs, a bias, * * + + tanh
    assert f"data {y.data:.4f} | grad 1.0000" in source
    assert f"data {n.w[0].data:.4f} | grad {n.w[0].grad:.4f}" in source
    assert source.count(" -> ") == 5 + 2 * 4 + 1


def test_inputs_and_constants_are_nodes():
    x = Value(3.0)
    y = x * 2.0
    children = y._prev
    assert x in children
    assert sorted(child.data for child in children) == [2.0, 3.0]
    assert (x._prev, x._op) == (set(), "")
    assert (y._op, ma.tanh(x)._op) == ("*", "tanh")
    assert (x * x)._prev == {x}


@pytest.mark.parametrize("value", [Value([1.0, 2.0]) * 3.0, np.float64(2.0) * Value(1.0)])
def test_arrays_have_inputs_too(value):
    assert len(value._prev) == 2
