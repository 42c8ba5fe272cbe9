import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import microact as ma
from microact import Value, unroll

A = np.array([1.0, 2.0, 3.0])


@pytest.mark.parametrize("other", [2, 2.0, np.float64(2), np.int64(2), np.float32(2), True, A])
def test_operators_with_numbers_and_arrays_on_either_side(other):
    v, x = Value(4.0), 4.0
    n = np.asarray(other, dtype=float)
    for got, expected in [
        (v + other, x + n), (other + v, n + x), (v - other, x - n), (other - v, n - x),
        (v * other, x * n), (other * v, n * x), (v / other, x / n), (other / v, n / x),
        (v**other, x**n), (other**v, n**x),
    ]:  # fmt: skip
        assert isinstance(got, Value)
        np.testing.assert_allclose(got.data, expected, rtol=1e-15)
        assert not got.is_leaf


def test_in_place_operators_make_new_nodes():
    x = Value(2.0)
    y = x
    y += 1
    y *= y
    y.backward()
    assert (x.data, y.data, x.grad) == (2.0, 9.0, 6.0)


def test_sum_of_a_list_starts_from_nothing():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    total = sum([a, b])
    assert total.inputs == (a, b)
    assert sum(x * 2 for x in (a, b)).data == 6.0
    assert sum([a]) is a


def test_comparisons_are_plain():
    v, w = Value(2.0), Value(A)
    assert (v > 1) is True
    assert (v <= 1.0) is False
    assert (v == 2) is True
    assert (v != 2) is False
    assert (v > 1) is True
    assert (w >= 2).tolist() == [False, True, True]
    assert (w + 1 > A).tolist() == [True, True, True]
    assert (w == Value(A)).all()
    assert type(w > 1) is np.ndarray
    assert bool(v)
    assert not Value(0.0)
    with pytest.raises(ValueError, match="ambiguous"):
        bool(w)


def test_a_value_may_be_a_key_and_a_member():
    v = Value(1.0)
    assert {v: 1}[v] == 1
    assert v in {v}
    assert len({v, Value(1.0)}) == 2


def test_iterating_unpacking_and_length():
    a, b, c = Value(A)
    assert [a.data, b.data, c.data] == [1.0, 2.0, 3.0]
    assert len(Value(A)) == 3
    for f in (len, list, iter):
        with pytest.raises(TypeError):
            f(Value(1.0))


UFUNCS = {
    np.tanh: ma.tanh, np.exp: ma.exp, np.log: ma.log, np.log1p: ma.log1p, np.expm1: ma.expm1,
    np.sqrt: ma.sqrt, np.sin: ma.sin, np.cos: ma.cos, np.abs: ma.abs, np.negative: ma.negative,
    np.sign: ma.sign,
}  # fmt: skip


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda f: f.__name__)
def test_numpys_functions_record_like_ours(ufunc):
    x, y = Value([0.3, 0.9]), Value([0.3, 0.9])
    ufunc(x).sum().backward()
    UFUNCS[ufunc](y).sum().backward()
    np.testing.assert_array_equal(x.grad, y.grad)


def test_numpys_functions_of_two():
    v = Value(A)
    for got, expected in [
        (np.maximum(v, 2.0), np.maximum(A, 2.0)),
        (np.minimum(A[::-1], v), np.minimum(A[::-1], A)),
        (np.add(A, v), A + A),
        (np.power(v, 2), A**2),
        (np.divide(v, A), A / A),
        (np.matmul(v, v), A @ A),
        (np.where(A > 1, v, 0.0), np.where(A > 1, A, 0.0)),
    ]:
        assert isinstance(got, Value)
        np.testing.assert_allclose(got.data, expected)


def test_numpys_other_functions():
    x = np.arange(6.0).reshape(2, 3)
    v = Value(x)
    for got, expected in [
        (np.sum(v, axis=0), x.sum(axis=0)),
        (np.mean(v, axis=1, keepdims=True), x.mean(axis=1, keepdims=True)),
        (np.max(v), x.max()),
        (np.amin(v, axis=0), x.min(axis=0)),
        (np.var(v), x.var()),
        (np.reshape(v, (3, 2)), x.reshape(3, 2)),
        (np.transpose(v), x.T),
        (np.swapaxes(v, 0, 1), x.T),
        (np.expand_dims(v, 0), x[None]),
        (np.squeeze(np.expand_dims(v, 0)), x),
        (np.broadcast_to(v, (4, 2, 3)), np.broadcast_to(x, (4, 2, 3))),
        (np.concatenate([v, v], axis=1), np.concatenate([x, x], axis=1)),
        (np.stack([v, v]), np.stack([x, x])),
        (np.split(v, 3, axis=1)[2], x[:, 2:]),
        (np.clip(v, 1, 4), np.clip(x, 1, 4)),
    ]:
        assert isinstance(got, Value)
        np.testing.assert_array_equal(got.data, expected)
    assert (np.shape(v), np.ndim(v), np.size(v)) == ((2, 3), 2, 6)


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda v: np.isnan(v), "np.isnan has no rule for a Value"),
        (lambda v: np.add.reduce(v), r"np.add.reduce has no rule"),
        (lambda v: np.linalg.norm(v), "np.linalg.norm|np.norm"),
        (lambda v: np.median(v), "np.median has no rule"),
        (lambda v: np.dot(v, v), "np.dot has no rule"),
        (lambda v: np.array([v, v]), r"ma.stack\(\[...\]\)"),
        (lambda v: np.asarray(v), "would lose the graph"),
        (lambda v: float(v), "would lose the graph"),
        (lambda v: np.add(v, 1.0, where=[True, False, True]), "takes no where"),
        (lambda v: v + "a", "got str 'a'"),
        (lambda v: v * None, "got NoneType"),
        (lambda v: v + 1j, "got complex 1j"),
    ],
)
def test_what_has_no_rule_is_refused_by_name(f, message):
    with pytest.raises(TypeError, match=message):
        f(Value(A))


def test_adding_a_value_into_an_array_in_place_is_refused():
    array = A.copy()
    with pytest.raises(TypeError, match="array = array \\+ value"):
        array += Value(1.0)
    assert array.tolist() == A.tolist()


def test_methods_are_the_functions():
    v = Value(0.5)
    assert v.leaky_relu(slope=0.1).rule.slope == 0.1
    assert Value(A).softmax(axis=0).data.sum() == pytest.approx(1.0)
    assert "tanh" in dir(v)
    with pytest.raises(AttributeError, match="no attribute or function 'tahn'"):
        v.tahn()


def test_text_forms():
    assert repr(Value(0.5)) == "Value(data=0.5, grad=0.0)"
    assert repr(Value([1.0, 2.0], "w")) == "Value(data=[1., 2.], grad=0.0, label='w')"
    assert f"{Value(0.123456):.2f}" == "0.12"
    assert f"{Value(0.5)}" == repr(Value(0.5))
    assert Value([[2.5]]).item() == 2.5


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_floats_compute_as_python_does(a, b):
    assert (Value(a) + b).data == a + b
    assert (a - Value(b)).data == a - b
    assert (Value(a) * Value(b)).data == a * b
    if b:
        assert (Value(a) / b).data == a / b


def test_dir_names_the_methods_and_no_others():
    methods = dir(Value(1.0))
    assert {"tanh", "relu", "sum", "backward", "data"} <= set(methods)
    assert not {"stack", "concatenate"} & set(methods)


def test_a_foreign_array_is_refused_beside_every_comparison():
    strict = pytest.importorskip("array_api_strict")
    other = strict.asarray([1.0, 2.0])
    for compare in (operator.eq, operator.ne, operator.lt, operator.ge):
        with pytest.raises(TypeError, match="array_api_strict"):
            compare(Value(np.ones(2)), other)


def test_what_numpy_compares_is_remembered():
    x = Value(2.0, "x")
    y = x * 3.0 if np.greater(x, 1.0) else x * 5.0
    step = unroll(y)
    assert step(4.0)[0] == 12.0
    with pytest.raises(ValueError, match="x > 1 came out true while this was recorded"):
        step(0.5)
