"""What lines that run elsewhere take in, refuse, and hand out."""

import math
import traceback
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import array_api_strict
import flint
import mpmath
import numpy as np
import pytest

import microact as ma
from microact import Dual, Value, nn, unroll

KINDS = [np, array_api_strict, mpmath, flint.arb, Dual, Fraction, Decimal]


@pytest.fixture
def product():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    return unroll(a * b + a * a, [a, b])


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("bad", [None, "3", 3j, Value(2.0), np.array(2j), b"3"], ids=repr)
def test_what_is_no_real_number_is_refused_by_name(kind, bad, product):
    with pytest.raises(TypeError, match=r"^a is (a real number|a Value)"):
        product.on(kind)(bad, 3)


@pytest.mark.parametrize("dtype", [np.int32, np.bool_, np.complex128, int])
def test_a_dtype_that_is_no_real_float_is_refused(dtype, product):
    with pytest.raises(TypeError, match="real floating numbers"):
        product.on(np, dtype)
    assert product.on(np, "float32")(2, 3)[0].dtype == np.float32
    with pytest.raises(ValueError, match="has no float13"):
        product.on(np, "float13")


@pytest.mark.parametrize("other", KINDS[2:4])
def test_arrays_of_other_libraries_are_refused_by_name(other, product):
    theirs = array_api_strict.asarray(2.0)
    with pytest.raises(TypeError, match=r"^a is an array of array_api_strict"):
        product.on(other)(theirs, 3)
    with pytest.raises(TypeError, match=r"array_api_strict, and these lines run in NumPy"):
        product.on(np)(theirs, 3)


def test_digits_that_are_set_later_hold_for_constants_too():
    x = Value(np.ones(1), "x")
    third = unroll((1.0 / (Value(np.array([3.0])) * 1.0) * x).sum(), [x])
    on = third.on(Decimal)
    with localcontext() as context:
        context.prec = 28
        on([1])
        context.prec = 60
        assert abs(on([1])[0] - Decimal(1) / 3) < Decimal(10) ** -59
    assert getcontext().prec == 28
    on = third.on(mpmath)
    on([1])
    with mpmath.workdps(50):
        assert abs(on([1])[0] - mpmath.mpf(1) / 3) < mpmath.mpf(10) ** -49


def test_many_digits_leave_the_reals_as_numpy_does():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    nan, inf = mpmath.nan, mpmath.inf
    for f, at in ((ma.sqrt, -1), (ma.log, -1), (lambda v: v ** (1 / 3), -8), (ma.log1p, -2)):
        assert mpmath.isnan(unroll(f(x)).on(mpmath)(at)[0])
    assert unroll(x**-1).on(mpmath)(0)[0] == inf
    assert unroll(ma.tanh(x)).on(mpmath)(-inf)[0] == -1
    for numbers in ((nan, 1), (1, nan)):
        assert mpmath.isnan(unroll(ma.maximum(x, y)).on(mpmath)(*numbers)[0])
        assert mpmath.isnan(unroll(ma.minimum(x, y)).on(mpmath)(*numbers)[0])
    assert mpmath.isnan(unroll(ma.sign(x)).on(mpmath)(nan)[0])
    largest = unroll(Value([1.0, 2.0, 3.0], "v").max()).on(mpmath)([nan, 1, 2])
    assert mpmath.isnan(largest[0])
    assert all(map(mpmath.isnan, largest[1][0]))


def test_fractions_have_whole_powers_alone():
    x = Value(2.0, "x")
    assert unroll(x**-2).on(Fraction)(Fraction(1, 4)) == (16, (-128,))
    with pytest.raises(TypeError, match="whole powers alone"):
        unroll(x**0.5).on(Fraction)(Fraction(1, 4))


@pytest.mark.parametrize("kind", [np, array_api_strict, mpmath, Fraction, Dual], ids=str)
def test_batched_steps_sum_what_examples_share(kind):
    w, x = Value(2.0, "w"), Value(1.0, "x")
    step = unroll(w * x + x, [w, x], batched=[x])
    output, (d_w, d_x) = step.on(kind)(2, [1, 2, 3])
    plain = getattr(output, "x", output)
    assert np.asarray(plain, float).tolist() == [3, 6, 9]
    assert float(getattr(d_w, "x", d_w)) == 6
    assert np.asarray(getattr(d_x, "x", d_x), float).tolist() == [3, 3, 3]
    with pytest.raises(ValueError, match="batches are arrays of one length"):
        step.on(kind)(2, 1)


def test_an_output_is_nobody_elses():
    x = Value(np.ones((1, 1)), "x")
    for output in (x.reshape(()), ma.squeeze(x), x[0, 0], x.T.reshape(())):
        step, given = unroll(output, [x]).on(np), np.ones((1, 1))
        for _ in range(2):
            step(given)[0][...] = 100
        assert given == 1


def test_a_change_has_the_shape_of_its_number():
    x = Value(np.ones(3), "x")
    step = unroll((x * x).sum(), [x]).on(Dual)
    assert step(Dual(np.ones(3), 1.0))[0].change == 6
    with pytest.raises(ValueError, match=r"x has shape \(3,\), and its change \(2, 3\)"):
        step(Dual(np.ones(3), np.ones((2, 3))))
    at_zero = unroll(ma.log(Value(2.0, "y"))).on(Dual)(0.0)
    assert at_zero[0].x == -math.inf
    assert (Dual(3.0, 1.0) ** 2).change == 6
    assert abs(Dual(-3.0, 1.0)).change == -1


def test_empty_products_and_masks_in_every_kind():
    e, f = Value(np.ones((2, 0)), "e"), Value(np.ones((0, 3)), "f")
    step = unroll((e @ f).sum())
    for kind in (mpmath, flint.arb, Dual, array_api_strict):
        assert float(getattr(step.on(kind)(e.data, f.data)[0], "x", 0)) == 0
    q = Value(np.random.default_rng(0).normal(size=(3, 4)), "q")
    mixed = unroll(ma.attention(q, q, q, causal=True).sum())
    wanted = mixed(q.data)[0]
    for kind in (mpmath, array_api_strict):
        assert abs(float(mixed.on(kind)(q.data)[0]) - wanted) < 1e-12
    assert ma.certify(mixed, q.data).worst < 1e-14


def test_a_comparison_of_arrays_is_asked_again():
    x = Value([0.1, 0.5, 0.9], "x")
    step = unroll(ma.where(x > 0.2, x, x * 2).sum(), [x]).on(array_api_strict)
    assert float(step([0.1, 0.5, 0.9])[0]) == pytest.approx(1.6)
    with pytest.raises(ValueError, match=r"x > 0\.2 came out otherwise"):
        step([0.4, 0.5, 0.9])


def test_tracebacks_show_the_lines():
    class Picky:
        def number(self, x):
            return x

        def tanh(self, x):
            raise ArithmeticError("not today")

    a = Value(2.0, "a")
    try:
        unroll(ma.tanh(a), [a]).on(Picky())(1.0)
    except ArithmeticError:
        assert "= tanh(a)" in traceback.format_exc()


def test_classes_are_looked_at():
    model = nn.MLP(2, [3])
    X, y = np.ones((4, 2)), np.array([0, 1, 2, 0])
    step = model.compile().on(array_api_strict, X, y)
    rows = array_api_strict.asarray(X)
    assert float(step(rows, array_api_strict.asarray(y))[0]) == float(step(X, y)[0])
    one_hot = array_api_strict.asarray(np.eye(3)[y])
    assert float(step(rows, one_hot)[0]) == float(step(X, y)[0])
    for wrong, error in (([-1, 0, 1, 2], ValueError), ([0, 1, 2, 3], ValueError),
                         ([0.0, 1.0, 2.0, 0.0], TypeError)):  # fmt: skip
        with pytest.raises(error, match="classes are integers from 0 to 2"):
            step(rows, array_api_strict.asarray(wrong))
