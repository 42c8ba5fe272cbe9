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
