"""Random graphs of every elementwise rule: all readings agree, and so do finite differences."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import microact as ma
from microact import Value
from microact.source.unrolling import unroll

SMOOTH = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / (1.5 + b * b),
    lambda a, b: ma.sigmoid(a) - b,
    lambda a, b: ma.tanh(a + b),
    lambda a, b: ma.softplus(a) * b,
    lambda a, b: ma.silu(a * b),
    lambda a, b: ma.gelu_tanh(a) + b,
    lambda a, b: ma.mish(a - b),
    lambda a, b: ma.exp(ma.tanh(a)) * b,
    lambda a, b: ma.log(1.5 + a * a) - b,
    lambda a, b: ma.log1p(a * a) * ma.expm1(ma.tanh(b)),
    lambda a, b: ma.sqrt(1.0 + a * a) * ma.sin(b),
    lambda a, b: ma.cos(a) * b,
    lambda a, b: (1.0 + a * a) ** ma.tanh(b),
    lambda a, b: ma.softsign(a) / (2.0 + ma.sin(b)),
    lambda a, b: (1.5 + ma.tanh(a)) ** -0.5 + b,
    lambda a, b: -a * 0.5 + ma.identity(b),
]
KINKED = [
    lambda a, b: ma.relu(a) + b,
    lambda a, b: ma.leaky_relu(a - b),
    lambda a, b: ma.prelu(a, 0.2) * b,
    lambda a, b: ma.elu(a) - ma.selu(b),
    lambda a, b: ma.hardtanh(a) * ma.relu6(b),
    lambda a, b: ma.maximum(a, b) * 0.5,
    lambda a, b: ma.minimum(a, b) + abs(a),
    lambda a, b: ma.clip(a, -1.0, 1.0) * b,
    lambda a, b: ma.where(a.data > 0, a, b),
    lambda a, b: ma.sign(a) * b,
]

NUMBERS = st.floats(-2.0, 2.0).map(lambda x: round(x, 3))


def programs(operations):
    step = st.tuples(st.integers(0, len(operations) - 1), st.integers(0, 9), st.integers(0, 9))
    return st.lists(step, min_size=1, max_size=8)


def run(operations, program, leaves):
    """Record a random graph; parts are used again and again."""
    nodes = list(leaves)
    for operation, i, j in program:
        nodes.append(operations[operation](nodes[i % len(nodes)], nodes[j % len(nodes)]))
    return nodes[-1]


@settings(max_examples=200)
@given(programs([*SMOOTH, *KINKED]), st.lists(NUMBERS, min_size=3, max_size=3))
def test_floats_arrays_and_lines_agree(program, numbers):
    everything = [*SMOOTH, *KINKED]
    leaves = [Value(x, name) for x, name in zip(numbers, "abc")]
    output = run(everything, program, leaves)
    assume(abs(output.data) < 1e6)
    output.backward()
    arrays = [Value([x]) for x in numbers]
    wide = run(everything, program, arrays)
    wide.sum().backward()
    assert float(np.ravel(wide.data)[0]) == pytest.approx(output.data, rel=1e-12, abs=1e-12)
    for leaf, array in zip(leaves, arrays):
        got = np.ravel(array.grad)[0] if np.shape(array.grad) else array.grad
        assert got == pytest.approx(leaf.grad, rel=1e-10, abs=1e-10)
    used = [leaf for leaf in leaves if np.any(leaf.grad) or leaf is output]
    step = unroll(output, inputs=leaves)
    y, gradients = step(*numbers)
    assert y == output.data
    assert len(gradients) == 3
    for leaf, gradient in zip(leaves, gradients):
        assert gradient == pytest.approx(leaf.grad, rel=1e-13, abs=1e-300) or leaf not in used


def extrapolated(f, x, h=0.02):
    """Richardson's extrapolation of central differences to step 0."""
    table = [[(f(x + h / 2**k) - f(x - h / 2**k)) / (2 * h / 2**k)] for k in range(6)]
    for k in range(1, 6):
        for m in range(1, k + 1):
            table[k].append(table[k][m - 1] + (table[k][m - 1] - table[k - 1][m - 1]) / (4**m - 1))
    return table[5][5], abs(table[5][5] - table[4][4])


@settings(max_examples=150)
@given(programs(SMOOTH), st.lists(NUMBERS, min_size=3, max_size=3), st.integers(0, 2))
def test_gradients_and_second_derivatives_agree_with_differences(program, numbers, which):
    def f(x):
        return run(SMOOTH, program, [x if i == which else n for i, n in enumerate(numbers)])

    def recorded(v):
        return f(v) + 0.0 * v  # a program may not use v at all

    slope = ma.grad(recorded)
    exact = slope(numbers[which])
    measured, doubt = extrapolated(f, numbers[which])
    assume(math.isfinite(measured) and abs(exact) < 1e4 and doubt < 1e-6 * (1 + abs(exact)))
    assert exact == pytest.approx(measured, rel=1e-6, abs=1e-6)
    second = ma.grad(slope)(numbers[which])
    measured, doubt = extrapolated(lambda x: float(slope(x)), numbers[which])
    assume(doubt < 1e-6 * (1 + abs(second)))
    assert second == pytest.approx(measured, rel=1e-5, abs=1e-5)


@settings(max_examples=100)
@given(programs(SMOOTH), st.lists(NUMBERS, min_size=3, max_size=3), st.integers(1, 3))
def test_repeated_passes_several_outputs_and_no_grad_regions(program, numbers, times):
    leaves = [Value(x) for x in numbers]
    first = run(SMOOTH, program, leaves)
    with ma.no_grad():
        silent = run(SMOOTH, program, leaves)
    assert silent.is_leaf
    second = first * leaves[0] + leaves[1]
    second.backward()
    once = [leaf.grad for leaf in leaves]
    for _ in range(times):
        second.backward()
    for leaf, grad in zip(leaves, once):
        assert leaf.grad == pytest.approx((times + 1) * grad, rel=1e-12, abs=1e-300)


SHAPES = [(3, 4), (4,), (1, 4), (3, 1), (0, 4), (2, 3, 4)]


@settings(max_examples=100)
@given(
    programs(SMOOTH), st.sampled_from(SHAPES), st.sampled_from(SHAPES),
    st.sampled_from([np.float32, np.float64]), st.integers(0, 99), st.booleans(),
)  # fmt: skip
def test_arrays_of_any_shape_are_their_numbers(program, left, right, dtype, seed, reverse):
    try:
        np.broadcast_shapes(left, right)
    except ValueError:
        assume(False)
    rng = np.random.default_rng(seed)
    a, b = (rng.normal(size=shape).astype(dtype) for shape in (left, right))
    if reverse:  # a view with negative strides, read-only
        a = np.flip(a, axis=-1)
        a.flags.writeable = False
    leaves = [Value(a), Value(b)]
    output = run(SMOOTH, program, leaves)
    assert output.dtype == dtype
    output.sum().backward()
    for leaf, x in zip(leaves, (a, b)):
        np.testing.assert_array_equal(leaf.data, x)
        if np.shape(leaf.grad):
            assert leaf.grad.shape == x.shape
            assert leaf.grad.dtype == dtype
    if output.shape != np.broadcast_shapes(left, right):
        return  # one of the two is not used
    # Number by number, in float64: each entry of the output depends on one pair alone.
    wide = [np.broadcast_to(x.astype(float), output.shape).ravel() for x in (a, b)]
    flat = np.broadcast_to(np.asarray(output.data), output.shape).ravel()
    for k in range(min(4, flat.size)):
        with ma.no_grad():
            single = run(SMOOTH, program, [Value(float(w[k])) for w in wide])
        tolerance = 2e-3 if dtype == np.float32 else 1e-11
        assert flat[k] == pytest.approx(single.item(), rel=tolerance, abs=tolerance)
