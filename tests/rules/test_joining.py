import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.rules import registry
from microact.rules.indexing import GetItem

X = np.arange(24.0).reshape(2, 3, 4)

CASES = {
    "int": (lambda v: v[1], lambda x: x[1]),
    "negative int": (lambda v: v[-1, -2], lambda x: x[-1, -2]),
    "slice": (lambda v: v[:, 1:, ::2], lambda x: x[:, 1:, ::2]),
    "backwards": (lambda v: v[::-1, ::-2], lambda x: x[::-1, ::-2]),
    "ellipsis": (lambda v: v[..., 1], lambda x: x[..., 1]),
    "none": (lambda v: v[None, :, None, 0], lambda x: x[None, :, None, 0]),
    "int array": (lambda v: v[np.array([0, 1, 0])], lambda x: x[np.array([0, 1, 0])]),
    "list": (lambda v: v[[0, 0, 1]], lambda x: x[[0, 0, 1]]),
    "two arrays": (lambda v: v[[0, 1], [2, 0]], lambda x: x[[0, 1], [2, 0]]),
    "array and slice": (lambda v: v[:, [0, 0], 1:], lambda x: x[:, [0, 0], 1:]),
    "mask": (lambda v: v[X > 5], lambda x: x[X > 5]),
    "mask on an axis": (lambda v: v[[True, False]], lambda x: x[[True, False]]),
    "empty": (lambda v: v[:0], lambda x: x[:0]),
    "empty list": (lambda v: v[[]], lambda x: x[np.array([], dtype=int)]),
    "concatenate": (lambda v: ma.concatenate([v, v[:1]]), lambda x: np.concatenate([x, x[:1]])),
    "stack": (lambda v: ma.stack([v, v], axis=-1), lambda x: np.stack([x, x], axis=-1)),
    "split": (lambda v: ma.split(v, [1, 3], axis=2)[1], lambda x: np.split(x, [1, 3], axis=2)[1]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_same_as_numpy_and_each_gradient_goes_home(name):
    f, numpy = CASES[name]
    np.testing.assert_array_equal(f(ma.Value(X)).data, numpy(X))
    assert ma.gradcheck(f, X / 10).passed


@pytest.mark.parametrize(
    ("f", "error", "message"),
    [
        (lambda: ma.Value([1.0])[1.0], IndexError, "an index is made of ints"),
        (lambda: ma.Value([1.0])[ma.Value(0)], IndexError, "an index is made of ints"),
        (lambda: ma.Value([1.0])[[0.5]], IndexError, "ints or bools, got dtype float64"),
        (lambda: ma.Value([1.0])[3], IndexError, "out of bounds"),
        (lambda: ma.Value(1.0)[0], IndexError, "0-dimensional"),
        (lambda: ma.concatenate([ma.Value([[1.0]]), np.ones((2, 2))]), ValueError, "dimension"),
    ],
)
def test_what_is_not_there_is_refused_at_once(f, error, message):
    with pytest.raises(error, match=message):
        f()


def test_a_number_picked_twice_gets_both_gradients():
    x = ma.Value([1.0, 2.0])
    x[[0, 0, 0, 1]].sum().backward()
    assert x.grad.tolist() == [3.0, 1.0]


def test_changing_the_index_array_later_changes_nothing():
    x, index = ma.Value([1.0, 2.0]), np.array([0, 0])
    y = x[index]
    index[:] = 1
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 0.0]


def test_a_rule_made_by_hand_keeps_its_index_too():
    index = np.array([0, 0])
    rule = GetItem(index)
    index[:] = 1
    assert rule(np.array([1.0, 2.0])).tolist() == [1.0, 1.0]
    with pytest.raises(IndexError, match="ints or bools"):
        GetItem("a")


def test_stack_and_concatenate_start_at_the_first_axis():
    a, b = Value([[1.0, 2.0]]), Value([[3.0, 4.0]])
    assert ma.stack([a, b]).shape == (2, 1, 2)
    assert ma.concatenate([a, b]).shape == (2, 2)
    assert registry["stack"]().axis == registry["concatenate"]().axis == 0


def test_a_short_index_is_written_out_and_a_long_one_is_not():
    x = Value(np.arange(9.0))
    assert x[[0, 1, 2, 3]].rule.title == "[[0, 1, 2, 3]]"
    assert x[[0, 1, 2, 3, 4]].rule.title == "[array]"


@pytest.mark.parametrize(
    ("index", "wanted"),
    [
        ((slice(None), (1, 1, 0)), [[1, 2], [1, 2]]),
        (((0, 0), (1, 1)), [[0, 2], [0, 0]]),
        (((0, 0, 1),), [[2, 2], [1, 1]]),
        ((np.array([0, 0]), slice(None)), [[2, 2], [0, 0]]),
    ],
)
def test_a_tuple_inside_an_index_is_an_array_of_places(index, wanted):
    x = Value(np.ones((2, 2)))
    y = x[index].sum()
    y.backward()
    assert x.grad.tolist() == wanted
    assert ma.unroll(y)(x.data)[1][0].tolist() == wanted


@pytest.mark.parametrize("index", [None, ..., (), True, (None, ...)])
def test_an_index_of_a_single_number_has_every_derivative(index):
    def cube(x):
        return (x[index] ** 3).sum()

    assert ma.grad(cube)(2.0) == 12.0
    assert ma.grad(ma.grad(cube))(2.0) == 12.0
    assert ma.grad(ma.grad(ma.grad(cube)))(2.0) == 6.0


def test_a_long_title_is_cut():
    x = Value(np.zeros((200, 200)))
    assert x[[100, 101, 102, 103], [100, 101, 102, 103]].rule.title == "[[100, 101, 102, 103],…]"
