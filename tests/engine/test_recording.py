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
