import numpy as np
import pytest

import microact as ma
from microact import Value

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
        (lambda: ma.Value([1.0, 2.0]).reshape(3), ValueError, "reshape"),
    ],
)
def test_shapes_that_do_not_fit_are_refused_at_once(f, error, message):
    with pytest.raises(error, match=message):
        f()


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


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ((6,), (2, 3)),
        ((6,), (-1, 2)),
        ((0, 3), (3, 0)),
        ((0, 3), (-1, 4)),
        ((), (1, 1)),
        ((1,), ()),
    ],
)
def test_shapes_that_numpy_fills_are_filled(given, wanted):
    x = np.arange(float(np.prod(given))).reshape(given)
    np.testing.assert_array_equal(ma.reshape(x, wanted), x.reshape(wanted))
    y = ma.reshape(Value(x), wanted)
    y.backward(np.ones(y.shape))
    assert y.shape == x.reshape(wanted).shape


@pytest.mark.parametrize(
    ("given", "wanted"), [((0, 3), (-1, 0)), ((4,), (-1, 3)), ((4,), (-2, 2)), ((4,), (-2, -2))]
)
def test_shapes_that_cannot_be_filled(given, wanted):
    with pytest.raises(ValueError, match=r"reshape: the \d numbers of shape .* do not fill"):
        ma.reshape(np.zeros(given), wanted)


@pytest.mark.parametrize("axes", [(-3, 0), (0, 2), (-1, 1), (1,)])
def test_axes_that_are_not_there_or_twice(axes):
    with pytest.raises(ValueError, match="each of the 2 axes"):
        ma.transpose(np.zeros((2, 3)), axes)


@pytest.mark.parametrize(("shape", "axis"), [((0, 3), 0), ((2, 3), -2), ((2, 3), (-2, -1))])
def test_only_axes_of_size_one_are_squeezed(shape, axis):
    with pytest.raises(ValueError, match="takes axes of size 1"):
        ma.squeeze(np.zeros(shape), axis)


def test_an_axis_that_is_not_there_cannot_be_squeezed():
    for axis in (2, -3):
        with pytest.raises(ValueError, match="out of bounds"):
            ma.squeeze(np.zeros((1, 1)), axis)


@pytest.mark.parametrize("shape", [(-1, -1), (-1, -1, 6), (-2, 3)])
def test_only_one_size_is_what_is_left(shape):
    with pytest.raises(ValueError, match="reshape: the 6 numbers of shape .* do not fill"):
        Value(np.ones((2, 3))).reshape(*shape)


def test_axes_are_whole_numbers():
    x = Value(np.ones((1, 3)))
    for first, second in ((0.5, 1), (0, "1")):
        with pytest.raises(TypeError, match="swapaxes' (first|second) axis"):
            ma.swapaxes(x, first, second)
    for axis in (0.5, "0"):
        with pytest.raises(TypeError, match="squeeze's axis"):
            ma.squeeze(x, axis)


def test_no_axis_turns_all_round_and_an_array_is_none():
    x = Value(np.arange(6.0).reshape(2, 3))
    for turned in (ma.transpose(x), ma.transpose(x, None), x.transpose()):
        assert turned.data.tolist() == x.data.T.tolist()
    with pytest.raises((TypeError, ValueError)):
        ma.transpose(x, np.array([], np.float16))
