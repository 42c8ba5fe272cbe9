import threading

import pytest

import microact as ma
from microact import Value


def test_settings_that_end_out_of_order_leave_each_other_alone():
    def held():
        with ma.no_grad():
            yield

    x = Value(2.0)
    generator = held()
    next(generator)
    with ma.scope("a"):
        generator.close()
        assert ma.tanh(x).scope == "a"
    assert ma.tanh(x).scope == ""
    y = ma.tanh(x)
    y.backward()
    assert not y.is_leaf


def test_plain_inside_no_grad_and_scope():
    with ma.no_grad(), ma.plain(), ma.scope("a"):
        y = ma.tanh(Value(2.0))
    assert y.is_leaf
    assert y.scope == "a"
    assert not ma.tanh(Value(2.0)).is_leaf


def test_a_scope_serves_two_threads_and_itself():
    seen = []

    @ma.scope("block")
    def recorded(depth):
        if depth:
            recorded(depth - 1)
        seen.append((ma.Value(1.0) * 2.0).scope)

    threads = [threading.Thread(target=recorded, args=(2,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(2 * ["block", "block/block", "block/block/block"])
    with pytest.raises(ValueError, match="without slashes"):
        ma.scope("a/b")


def test_a_weight_is_not_left_as_it_was_by_a_step_that_makes_another():
    w = ma.Value(2.0, "w")
    with ma.no_grad():
        with pytest.raises(TypeError, match=r"w -= ... would make another .* write w.data -= ..."):
            w -= 0.5
        w.data -= 0.5
        h = w * 2.0
        h -= 1.0  # no leaf: nothing is lost
    assert (w.item(), h.item()) == (1.5, 2.0)
    before = w
    w -= 1.0  # a step of the graph
    assert (w.item(), before.item()) == (0.5, 1.5)


def test_what_was_computed_inside_no_grad_is_a_constant_of_what_follows():
    w, x = ma.Value(2.0, "w"), ma.Value(3.0, "x")
    with ma.no_grad():
        fixed = w * x
    y = fixed * x
    y.backward()
    assert (x.grad, w.grad, fixed.grad) == (6.0, 0.0, 0.0)
    assert not fixed.requires_grad
