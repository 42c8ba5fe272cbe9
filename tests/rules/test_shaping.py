import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.rules import registry

X = np.arange(24.0).reshape(2, 3, 4)

CASES = {
    "reshape": (lambda v: v.reshape(6, -1), lambda x: x.reshape(6, -1)),
    "reshape tuple": (lambda v: v.reshape((4, 6)), lambda x: x.reshape(4, 6)),
    "transpose": (lambda v: v.T, lambda x: x.T),
    "transpose axes": (lambda v: v.transpose(1, 2, 0), lambda x: x.transpose(1, 2, 0)),
    "transpose negative": (lambda v: v.transpose((-1, 0, 1)), lambda x: x.transpose(-1, 0, 1)),
    "swapaxes": (lambda v: v.swapaxes(0, -1), lambda x: x.swapaxes(0, -1)),
    "expand_dims": (lambda v: v.expand_dims(1), lambda x: np.expand_dims(x, 1)),
    "squeeze": (lambda v: v[:, :1].squeeze(1), lambda x: x[:, :1].squeeze(1)),
    "broadcast_to": (lambda v: v.broadcast_to((5, 2, 3, 4)), lambda x: x + np.zeros((5, 1, 1, 1))),
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


MATMULS = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)), ((5, 1, 2, 3), (1, 6, 3, 4)), ((3,), (5, 3, 2)), ((5, 2, 3), (3,)),
    ((0, 3), (3, 2)), ((2, 0), (0, 3)),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), MATMULS, ids=str)
def test_matmul_of_every_shape(left, right):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=left), rng.normal(size=right)
    np.testing.assert_allclose((ma.Value(a) @ ma.Value(b)).data, a @ b)
    np.testing.assert_allclose((a @ ma.Value(b)).data, a @ b)
    np.testing.assert_allclose((ma.Value(a) @ b).data, a @ b)
    assert ma.gradcheck(ma.matmul, a, b).passed


@pytest.mark.parametrize(
    ("f", "error", "message"),
    [
        (lambda: ma.Value(np.ones((2, 3))) @ np.ones((2, 3)), ValueError, "equal inner sizes"),
        (lambda: ma.Value(2.0) @ ma.Value(3.0), ValueError, "for numbers: \\*"),
        (lambda: ma.Value([1.0])[1.0], IndexError, "an index is made of ints"),
        (lambda: ma.Value([1.0])[ma.Value(0)], IndexError, "an index is made of ints"),
        (lambda: ma.Value([1.0])[[0.5]], IndexError, "ints or bools, got dtype float64"),
        (lambda: ma.Value([1.0])[3], IndexError, "out of bounds"),
        (lambda: ma.Value(1.0)[0], IndexError, "0-dimensional"),
        (lambda: ma.Value([1.0, 2.0]).reshape(3), ValueError, "reshape"),
        (lambda: ma.concatenate([ma.Value([[1.0]]), np.ones((2, 2))]), ValueError, "dimension"),
    ],
)
def test_shapes_that_do_not_fit_are_refused_at_once(f, error, message):
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


@pytest.mark.parametrize(
    ("shape", "wide"),
    [
        ((2, 1, 4), (2, 3, 4)), ((1, 3, 1), (2, 3, 4)), ((3, 1), (2, 3, 4)), ((1, 1, 4), (2, 3, 4)),
        ((1, 4), (5, 2, 3, 4)), ((2, 1, 1, 4), (2, 3, 5, 4)), ((2, 1, 1), (2, 3, 1)),
    ],
)  # fmt: skip
def test_gradients_are_summed_over_exactly_the_axes_that_were_repeated(shape, wide):
    rng = np.random.default_rng(0)
    x, weights = Value(rng.normal(size=shape)), rng.normal(size=wide)
    (x * weights).sum().backward()
    index = np.broadcast_to(np.arange(np.prod(shape)).reshape(shape), wide)
    expected = np.bincount(index.ravel(), weights.ravel()).reshape(shape)
    np.testing.assert_allclose(x.grad, expected, rtol=1e-12, atol=1e-14)


def test_stack_and_concatenate_start_at_the_first_axis():
    a, b = Value([[1.0, 2.0]]), Value([[3.0, 4.0]])
    assert ma.stack([a, b]).shape == (2, 1, 2)
    assert ma.concatenate([a, b]).shape == (2, 2)
    assert registry["stack"]().axis == registry["concatenate"]().axis == 0


def test_a_short_index_is_written_out_and_a_long_one_is_not():
    x = Value(np.arange(9.0))
    assert x[[0, 1, 2, 3]].rule.title == "[[0, 1, 2, 3]]"
    assert x[[0, 1, 2, 3, 4]].rule.title == "[array]"
