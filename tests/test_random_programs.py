"""Random programs of arrays: every rule, shapes of all kinds, and every reading agrees.

A program is a list of steps; each applies an operation to earlier nodes, which are used again
and again. It runs on Values, and on plain arrays, which is what finite differences need.
"""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import microact as ma
from microact import Value, rules
from microact.engine import functions

MOST = 60
"""How many numbers a node may hold; a step that would make more does nothing."""


def axis_of(a, k):
    return k % a.ndim if a.ndim else None


def meet(f):
    """Combine two nodes if their shapes go together, else a node with itself."""

    def operation(a, b, k):
        try:
            np.broadcast_shapes(a.shape, b.shape)
        except ValueError:
            b = a
        return f(a, b)

    return operation


def reduced(f):
    def operation(a, b, k):
        axis = (None, axis_of(a, k), axis_of(a, -1))[k % 3]
        return f(a, axis=axis, keepdims=k % 2 == 1) if a.size else a

    return operation


def along(f):
    return lambda a, b, k: f(a, axis_of(a, k)) if a.ndim and a.shape[axis_of(a, k)] else a


def matrix_product(a, b, k):
    try:
        np.matmul(np.zeros(a.shape), np.zeros(b.shape))
    except ValueError:
        pass
    else:
        return ma.matmul(a, b)
    return ma.matmul(a, ma.swapaxes(a, -1, -2)) if a.ndim >= 2 else a


def repeated(a, b, k):
    return ma.broadcast_to(a, (2, *a.shape)) if k % 2 else ma.broadcast_to(a, a.shape)


def picked(a, b, k):
    n = a.shape[0] if a.ndim else 0
    ways = [
        lambda: a[None], lambda: a[..., None], lambda: a[::-1], lambda: a[:1],
        lambda: a[[0, n - 1, 0]], lambda: a[np.arange(n) % 2 == 0], lambda: a[:, ::-2],
        lambda: a[((0, n - 1), (0, 0))], lambda: a[0],
    ]  # fmt: skip
    needs = [0, 0, 1, 1, 1, 1, 2, 2, 1]
    way = k % len(ways)
    enough = a.ndim >= needs[way] and (way < 4 or n) and (way not in (6, 7) or a.shape[1])
    return ways[way]() if enough else a


def joined(a, b, k):
    fits = a.ndim and a.ndim == b.ndim and a.shape[1:] == b.shape[1:]
    return ma.concatenate([a, b if fits else a, a]) if a.ndim else ma.stack([a, a])


def surprise(a, b, k):
    if not a.ndim or not a.shape[-1]:
        return a
    return ma.softmax_cross_entropy(a, ma.softmax(b if b.shape == a.shape else ma.sin(a)))


def composed(a, k):
    """Apply a function that is made of rules."""
    letters = "abcdefg"[: a.ndim]
    ways = [
        lambda: ma.cumsum(a, axis_of(a, k)),
        lambda: ma.prod(ma.tanh(a), axis_of(a, k), keepdims=k % 2 == 1),
        lambda: ma.layer_norm(a, eps=1.0),
        lambda: ma.rms_norm(a, eps=1.0),
        lambda: ma.einsum(f"{letters},{letters}->{letters[::-1]}", a, ma.sin(a)),
        lambda: ma.attention(a, a, ma.tanh(a), causal=True) if a.ndim > 1 else a,
    ]
    return ways[k % len(ways)]()


SMOOTH = {
    "add": meet(lambda a, b: a + b),
    "subtract": meet(lambda a, b: a - 0.5 * b),
    "multiply": meet(lambda a, b: ma.tanh(a) * b),
    "divide": meet(lambda a, b: a / (1.5 + b * b)),
    "power": lambda a, b, k: (1.2 + ma.tanh(a)) ** (0.5, -1.0, 2, 3.0)[k % 4],
    "variable_power": meet(lambda a, b: (1.2 + ma.tanh(a)) ** ma.tanh(b)),
    "activation": lambda a, b, k: (
        ma.tanh, ma.sigmoid, ma.silu, ma.mish, ma.gelu_tanh, ma.softplus, ma.softsign, ma.sin,
        ma.cos, ma.identity, ma.negative, ma.gelu,
    )[k % 12](a),
    "bounded": lambda a, b, k: (
        ma.exp(ma.tanh(a)), ma.expm1(ma.sin(a)), ma.log(1.5 + a * a), ma.log1p(a * a),
        ma.sqrt(1.0 + a * a), ma.tan(ma.sin(a)),
    )[k % 6],
    "sum": reduced(ma.sum),
    "mean": reduced(ma.mean),
    "var": reduced(ma.var),
    "std": reduced(
        lambda x, **way: ma.std(1e-2 * x + np.arange(x.size, dtype=x.dtype).reshape(x.shape), **way)
    ),
    "logsumexp": reduced(ma.logsumexp),
    "softmax": along(ma.softmax),
    "log_softmax": along(ma.log_softmax),
    "softmax_cross_entropy": surprise,
    "sigmoid_cross_entropy": meet(lambda a, b: ma.sigmoid_cross_entropy(a, ma.sigmoid(b))),
    "matmul": matrix_product,
    "reshape": lambda a, b, k: ma.reshape(a, ((-1,), (1, *a.shape), a.shape[::-1])[k % 3])
    if a.size else a,
    "transpose": lambda a, b, k: ma.transpose(a),
    "swapaxes": lambda a, b, k: ma.swapaxes(a, 0, -1) if a.ndim else a,
    "expand_dims": lambda a, b, k: ma.expand_dims(a, k % (a.ndim + 1)),
    "squeeze": lambda a, b, k: ma.squeeze(a),
    "broadcast_to": repeated,
    "getitem": picked,
    "concatenate": joined,
    "stack": lambda a, b, k: ma.stack([a, a, b] if a.shape == b.shape else [a, a], axis=k % 2 - 1),
    "split": lambda a, b, k: ma.split(a, [1])[k % 2] if a.ndim else a,
    "composed": lambda a, b, k: composed(a, k) if a.ndim and a.size else a,
}  # fmt: skip

KINKED = {
    "relu": lambda a, b, k: (
        ma.relu, ma.leaky_relu, ma.elu, ma.selu, ma.hardtanh, ma.relu6, ma.abs, ma.sign, ma.step,
    )[k % 9](a),
    "clip": lambda a, b, k: ma.clip(a, -0.5, 1.0),
    "prelu": meet(lambda a, b: ma.prelu(a, ma.tanh(b))),
    "maximum": meet(ma.maximum),
    "minimum": meet(ma.minimum),
    "where": meet(lambda a, b: ma.where(np.broadcast_to(plain(a) > 0, a.shape), a, b)),
    "max": reduced(ma.max),
    "min": reduced(ma.min),
}  # fmt: skip

EVERYTHING = {**SMOOTH, **KINKED}


def plain(x):
    return x.data if isinstance(x, Value) else x


def test_every_rule_stands_in_the_programs():
    inside = [SMOOTH["activation"], SMOOTH["bounded"], KINKED["relu"]]
    named = {name for f in inside for name in f.__code__.co_names} | set(EVERYTHING)
    ours = {n for n, kind in rules.registry.items() if kind.__module__.startswith("microact.")}
    # The way back of getitem: first and second derivatives go through it.
    assert ours - named == {"scatter"}


def programs(operations):
    step = st.tuples(
        st.sampled_from(sorted(operations)), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)
    )
    return st.lists(step, min_size=1, max_size=7)


def run(program, leaves):
    """Run a program and make one number of its last two nodes, with weights that all differ."""
    nodes = list(leaves)
    for name, i, j, k in program:
        a, b = nodes[i % len(nodes)], nodes[j % len(nodes)]
        made = EVERYTHING[name](a, b, k)
        nodes.append(made if np.size(plain(made)) <= MOST and made.ndim <= 5 else ma.tanh(a))
    total = 0.0
    for node in nodes[-2:]:
        weights = np.cos(np.arange(node.size, dtype=node.dtype)).reshape(node.shape)
        total = total + (node * weights).sum()
    return total


SHAPES = [(), (3,), (2, 3), (3, 1), (1, 3), (2, 1, 3), (4,)]
leaf_shapes = st.lists(st.sampled_from(SHAPES), min_size=2, max_size=3)
seeds = st.integers(0, 10_000)


def numbers(shapes, seed):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


def extrapolated(f, h=0.02):
    """Richardson's extrapolation of central differences at 0 to step 0, and a doubt."""
    table = [[(f(h / 2**k) - f(-h / 2**k)) / (2 * h / 2**k)] for k in range(5)]
    for k in range(1, 5):
        for m in range(1, k + 1):
            table[k].append(table[k][m - 1] + (table[k][m - 1] - table[k - 1][m - 1]) / (4**m - 1))
    return table[4][4], abs(table[4][4] - table[3][3])


@settings(max_examples=250)
@given(programs(SMOOTH), leaf_shapes, seeds)
def test_first_and_second_derivatives_agree_with_differences(program, shapes, seed):
    at = numbers(shapes, seed)
    way = numbers(shapes, seed + 1)

    def moved(t):
        return [x + t * d for x, d in zip(at, way)]

    def value(t):
        with ma.no_grad():
            return float(run(program, [Value(x) for x in moved(t)]).data)

    def slope(t):
        """The derivative along `way`, from the gradients."""
        found = gradient(*moved(t))
        return float(sum(np.sum(g * d) for g, d in zip(found, way)))

    everywhere = tuple(range(len(at)))
    gradient = ma.grad(lambda *leaves: run(program, leaves), everywhere)
    exact = slope(0.0)
    measured, doubt = extrapolated(value)
    assume(abs(exact) < 1e4 and doubt < 1e-7 * (1 + abs(exact)))
    assert exact == pytest.approx(measured, rel=1e-6, abs=1e-6)

    def along(*leaves):
        found = gradient(*leaves)
        return sum((ma.sum(g * d) for g, d in zip(found, way)), 0.0)

    second = ma.grad(along, everywhere)(*at)
    exact = float(sum(np.sum(g * d) for g, d in zip(second, way)))
    measured, doubt = extrapolated(slope)
    assume(doubt < 1e-7 * (1 + abs(exact)))
    assert exact == pytest.approx(measured, rel=1e-5, abs=1e-5)


def recorded(program, arrays):
    leaves = [Value(x, f"x{i}") for i, x in enumerate(arrays)]
    output = run(program, leaves)
    output.backward()
    return leaves, output


def filled(leaf):
    """The gradient of a leaf; zeros where nothing arrived."""
    return np.broadcast_to(leaf.grad, leaf.shape)


@settings(max_examples=200)
@given(programs(EVERYTHING), leaf_shapes, seeds, st.booleans())
def test_eager_recorded_and_unrolled_agree(program, shapes, seed, buffers):
    arrays = numbers(shapes, seed)
    leaves, output = recorded(program, arrays)
    assume(np.isfinite(output.data) and abs(output.data) < 1e8)
    wanted = [filled(leaf) for leaf in leaves]
    scale = 1 + max(np.max(np.abs(g), initial=0.0) for g in wanted)
    assume(scale < 1e8)

    number, gradients = ma.unroll(output, leaves, buffers=buffers)(*[x.data for x in leaves])
    assert number == pytest.approx(output.data, rel=1e-12, abs=1e-12)
    for got, g, leaf in zip(gradients, wanted, leaves):
        assert np.shape(got) == leaf.shape
        np.testing.assert_allclose(got, g, rtol=1e-11, atol=1e-12 * scale)

    everywhere = tuple(range(len(arrays)))
    value, found = ma.value_and_grad(lambda *xs: run(program, xs), everywhere)(*arrays)
    assert value == output.data
    for got, g in zip(found, wanted):
        np.testing.assert_array_equal(got, g)
    for leaf in leaves:
        leaf.grad = 0.0
    output.backward(create_graph=True)  # gradients computed by other operations
    for leaf, g in zip(leaves, wanted):
        got = leaf.grad.data if isinstance(leaf.grad, Value) else leaf.grad
        np.testing.assert_allclose(np.broadcast_to(got, leaf.shape), g, rtol=1e-12,
                                   atol=1e-13 * scale)  # fmt: skip


@settings(max_examples=100)
@given(programs(SMOOTH), leaf_shapes, seeds)
def test_lines_run_on_other_numbers(program, shapes, seed):
    leaves, output = recorded(program, numbers(shapes, seed))
    step = ma.unroll(output, leaves)
    for other in (numbers(shapes, seed + 7), numbers(shapes, seed + 8)):
        again, wanted = recorded(program, other)
        assume(np.isfinite(wanted.data))
        number, gradients = step(*other)
        assert number == pytest.approx(wanted.data, rel=1e-11, abs=1e-11)
        for got, leaf in zip(gradients, again):
            np.testing.assert_allclose(got, filled(leaf), rtol=1e-9, atol=1e-10)


LAYOUTS = [
    lambda x: np.array(x, order="F"),
    lambda x: np.repeat(x[..., None], 2, axis=-1)[..., 0],  # a view with gaps
    lambda x: np.flip(np.flip(x).copy()),  # negative strides
    lambda x: x.astype(x.dtype.newbyteorder()),  # the other byte order
]


@settings(max_examples=100)
@given(
    programs(EVERYTHING),
    st.lists(st.sampled_from([*SHAPES, (0,), (0, 3), (2, 0)]), min_size=2, max_size=3),
    seeds, st.sampled_from(LAYOUTS), st.sampled_from([np.float32, np.float64]),
)  # fmt: skip
@example([("std", 0, 0, 0), ("activation", 2, 0, 0)], [(3,), ()], 0, LAYOUTS[0], np.float32)
def test_layout_dtype_and_emptiness_change_nothing(program, shapes, seed, layout, dtype):
    arrays = [np.asarray(x, dtype) for x in numbers(shapes, seed)]
    leaves, output = recorded(program, arrays)
    views = [np.asarray(layout(x)) for x in arrays]
    for x in views:
        x.flags.writeable = False
    others, same = recorded(program, views)
    np.testing.assert_allclose(same.data, output.data, rtol=1e-6 if dtype == np.float32 else 1e-14)
    for leaf, other in zip(leaves, others):
        assert np.shape(filled(other)) == leaf.shape
        scale = np.max(np.abs(filled(leaf)), initial=1.0)
        np.testing.assert_allclose(
            filled(other), filled(leaf), rtol=1e-4 if dtype == np.float32 else 1e-12,
            atol=scale * (1e-5 if dtype == np.float32 else 1e-13),
        )  # fmt: skip
        if np.shape(leaf.grad):
            assert leaf.grad.dtype == leaf.dtype
    if any(np.ndim(x) for x in arrays):
        assert output.dtype == dtype


@settings(max_examples=100)
@given(programs(EVERYTHING), programs(EVERYTHING), leaf_shapes, seeds, st.integers(1, 3))
def test_repeated_passes_several_outputs_and_silent_parts(first, second, shapes, seed, times):
    leaves = [Value(x) for x in numbers(shapes, seed)]
    outputs = [run(first, leaves), run(second, leaves)]
    assume(all(np.isfinite(y.data) for y in outputs))
    parts = []
    for y in outputs:
        for leaf in leaves:
            leaf.grad = 0.0
        y.backward()
        parts.append([filled(leaf).copy() for leaf in leaves])
    for leaf in leaves:
        leaf.grad = 0.0
    for _ in range(times):
        (outputs[0] * 2.0 + outputs[1]).backward()
    for leaf, a, b in zip(leaves, *parts):
        scale = np.max(np.abs(a), initial=1.0) + np.max(np.abs(b), initial=1.0)
        np.testing.assert_allclose(
            filled(leaf), times * (2 * a + b), rtol=1e-11, atol=1e-12 * scale
        )
    with ma.no_grad():
        silent = run(first, leaves)
    assert silent.is_leaf
    assert silent.data == outputs[0].data
    loud = leaves[0].sum() * silent
    before = [filled(leaf).copy() for leaf in leaves]
    loud.backward()
    np.testing.assert_allclose(filled(leaves[0]) - before[0], silent.data, rtol=1e-9,
                               atol=1e-9 * np.max(np.abs(before[0]), initial=1.0))  # fmt: skip
    for leaf, g in zip(leaves[1:], before[1:]):
        np.testing.assert_array_equal(filled(leaf), g)


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(max_size=3),
    st.lists(st.floats(), max_size=3), st.lists(st.text(max_size=2), max_size=2),
    st.tuples(st.integers(-3, 3), st.integers(-3, 3)), st.just(Ellipsis), st.just(slice(0, 1)),
    hnp.arrays(
        st.one_of(hnp.floating_dtypes(), hnp.integer_dtypes(), hnp.boolean_dtypes(),
                  hnp.complex_number_dtypes(), hnp.unicode_string_dtypes(max_len=2)),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    ),
)  # fmt: skip

DOCUMENTED = (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError)
"""What bad input may raise. `AxisError` is a ValueError and an IndexError."""


@settings(max_examples=1500)
@given(
    st.sampled_from(sorted(functions.names())), st.lists(ANYTHING, min_size=1, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
)  # fmt: skip
def test_whatever_goes_in_is_answered_or_refused(name, given, as_values):
    try:
        given = [Value(x) if wrap else x for x, wrap in zip(given, as_values)]
        output = functions.named(name)(*given)
    except DOCUMENTED:
        return
    outputs = output if isinstance(output, list) else [output]
    leaves = [x for x in given if isinstance(x, Value)]
    for y in outputs:
        if isinstance(y, Value):
            y.backward(np.ones(y.shape))
        else:
            assert np.asarray(y).dtype.kind == "f"
            assert not leaves
    for leaf in leaves:
        assert np.shape(leaf.grad) in ((), leaf.shape)
        assert np.asarray(leaf.grad).dtype.kind == "f"
