"""What is proven about rounding holds against 60 digits, and is as tight as it can be."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings

import microact as ma
from microact import Value, nn, unroll
from tests.test_random_programs import EVERYTHING, leaf_shapes, numbers, programs, recorded, seeds

pytest.importorskip("flint", reason="python-flint has no wheel here")


@settings(max_examples=60)
@given(programs(EVERYTHING), leaf_shapes, seeds)
def test_the_true_number_lies_within_the_bound_and_near_it(program, shapes, seed):
    arrays = numbers(shapes, seed)
    leaves, output = recorded(program, arrays)
    step = unroll(output, leaves)
    proven = ma.certify(step, *arrays)
    value, gradients = step(*arrays)
    with mpmath.workdps(150):  # more than the balls have
        exact, slopes = step.on(mpmath)(*arrays)
        for found, true, bound in zip(
            [value, *gradients], [exact, *slopes], [proven.value, *proven.gradients.values()]
        ):
            for a, b, most in zip(*map(np.ravel, (found, true, bound))):
                off = float(abs(mpmath.mpf(float(a)) - b))
                assert off <= most
                tied = most > 1e-3  # two computed numbers that are equal: undecided, so wide
                assert most <= off * (1 + 1e-12) + 1e-40 or tied


def test_a_network_of_105_weights():
    model = nn.MLP(4, [8, 5, 4])
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    step = model.compile()
    proven = ma.certify(step, X, y)
    assert sum(np.size(x) for name, x in proven.gradients.items()) == 109
    assert 0 < proven.worst < 1e-15
    assert "∂/∂layer1_weight" in str(proven) or "∂/∂layer1.weight" in str(proven)
    assert str(proven).startswith("proven: rounding takes no number further than\nthe value")
    assert all(np.all(p.grad == 0) for p in model.parameters())


def test_a_sum_that_cancels_is_found_out():
    x = Value(1e16, "x")
    proven = ma.certify(unroll((x + 1.0) - x), 1e16)
    assert proven.value == pytest.approx(1.0)
    assert proven.gradients["x"] == 0


def test_a_number_on_a_kink_is_decided_and_an_infinite_one_is_not_proven():
    x = Value(0.0, "x")
    assert ma.certify(unroll(ma.relu(x)), 0.0).worst == 0
    assert ma.certify(unroll(ma.exp(x), [x]), 1000.0).value == np.inf


@pytest.mark.parametrize("wrong", [3, lambda x: x, "step"])
def test_what_is_no_step_is_refused(wrong):
    with pytest.raises(TypeError, match="certify takes a step"):
        ma.certify(wrong, 1.0)
    x = Value(1.0, "x")
    with pytest.raises(TypeError, match="certify takes a step for one example"):
        ma.certify(unroll(x * x, batched=["x"]), [1.0, 2.0])


@pytest.mark.parametrize(("f", "x"), [
    (ma.exp, -800.0), (ma.exp, -745.0), (lambda v: v * 0.5, 5e-324), (ma.sigmoid, -800.0),
    (ma.softplus, -800.0), (lambda v: v * v, 1e-200),
])  # fmt: skip
def test_what_underflows_is_no_exact_number(f, x):
    assert ma.certify(ma.unroll(f(Value(1.0, "x"))), x).value >= 5e-324


def test_a_number_equals_itself_and_tanh_is_flat():
    x = Value([1.0, 2.0, 3.0], "x")
    assert ma.certify(ma.unroll((x / 3.0).max()), x.data).worst < 1e-15
    assert ma.certify(ma.unroll(ma.tanh(Value(1.0, "x"))), 1e300).worst < 1e-290
