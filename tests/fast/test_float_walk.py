import numpy as np
import pytest
from hypothesis import given

import microact as ma
from microact import Value
from microact.engine.order import topological_order
from microact.engine.walk import backward_pass
from microact.fast.float_walk import back_on_floats
from microact.rules import registry
from tests.source.test_unrolling import build, numbers, programs


def test_a_scalar_graph_takes_the_fast_way_back_and_gives_floats(monkeypatch):
    from microact.engine import shortcuts

    calls = []
    fast = shortcuts.back_on_floats
    monkeypatch.setattr(shortcuts, "back_on_floats", lambda *given: calls.append(1) or fast(*given))
    x = Value(2.0)
    (x * 3.0).backward()
    assert calls == [1]
    with ma.plain():
        (x * 3.0).backward()
    assert calls == [1]
    assert x.grad == 6.0
    x.grad = 0.0
    (x * 3.0).backward(np.array(1, np.float32))
    assert type(x.grad) is float


@given(programs, numbers)
def test_the_walk_written_for_speed_is_the_walk(program, start):
    leaves, output = build(program, start)
    for leaf in leaves:
        leaf.grad = 0.1
    plain = [(node, gradient) for node, gradient, _ in backward_pass(output, 1.0)]
    assert back_on_floats(topological_order(output), 1.0, 0)
    for node, gradient in plain:
        assert node.grad == (0.1 + gradient if node.is_leaf else gradient)


def test_an_interrupt_leaves_the_leaves_as_they_were():
    class Interrupting(ma.Activation):
        def forward(self, x, xp):
            return x

        def local_gradient(self, x, y, xp):
            raise KeyboardInterrupt

    try:
        x, w = Value(1.0), Value(2.0)
        w.grad = 5.0
        y = Interrupting()(x * w) + w
        with pytest.raises(KeyboardInterrupt):
            y.backward()
        assert (x.grad, w.grad) == (0.0, 5.0)
    finally:
        registry.pop("interrupting")


def test_a_graph_that_is_not_only_floats_goes_the_general_way():
    x = Value([1.0, 2.0])
    y = (x * 2.0).sum() * 3.0
    assert not back_on_floats(topological_order(y), 1.0, 0)
    assert x.grad == 0.0
    y.backward()
    assert x.grad.tolist() == [6.0, 6.0]
    w = Value(2.0)
    y = w * 3.0
    w.data = 5.0
    z = Value(1.0) * 2.0 + y
    with pytest.raises(RuntimeError, match="was changed after"):
        z.backward()
