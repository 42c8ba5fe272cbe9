"""Lines that other numbers run: equal to NumPy's, in memory of their own, or refused."""

import copy
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import array_api_strict
import ml_dtypes
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import microact as ma
from microact import Dual, Value, nn, unroll
from microact.check.points import samples
from microact.rules import registry
from tests.test_random_programs import EVERYTHING, leaf_shapes, numbers, programs, recorded, seeds

flint = pytest.importorskip("flint", reason="python-flint has no wheel here")


def plain(x):
    """What came out, as NumPy's."""
    if isinstance(x, tuple | list):
        return [plain(each) for each in x]
    if type(x).__module__.startswith("array_api_strict"):
        return np.from_dlpack(x)
    found = np.asarray(x)
    return found.astype(float) if found.dtype == object else found


def agree(got, wanted, tolerance=1e-12):
    """Hold outputs and gradients to each other, of the larger of 1 and the number."""
    got, wanted = [[x[0], *x[1]] for x in (got, wanted)]
    assert len(got) == len(wanted)
    for a, b in zip(plain(got), plain(wanted)):
        assert a.shape == b.shape
        close = abs(a - b) <= tolerance * np.maximum(1, abs(b))
        assert np.all(close | (a == b) | (np.isnan(a) & np.isnan(b)))


def every_sample():
    for name, kind in registry.items():
        for k, (f, inputs) in enumerate(samples(kind)):
            yield pytest.param(f, inputs, id=f"{name} {k}")


def step_of(f, inputs, buffers):
    leaves = [Value(x, f"x{i}") for i, x in enumerate(inputs)]
    y = f(*leaves)
    weights = np.cos(np.arange(y.size)).reshape(y.shape)
    return unroll((y * weights).sum(), leaves, buffers=buffers)


@pytest.mark.parametrize("buffers", [True, False], ids=["buffers", "plain"])
@pytest.mark.parametrize(("f", "inputs"), list(every_sample()))
def test_every_rule_is_numpys_in_other_numbers(f, inputs, buffers):
    step = step_of(f, inputs, buffers)
    wanted = step(*inputs)
    agree(step.on(np)(*inputs), wanted)
    agree(step.on(array_api_strict)(*inputs), wanted)
    agree(step.on(mpmath)(*inputs), wanted)


@settings(max_examples=150)
@given(programs(EVERYTHING), leaf_shapes, seeds, st.booleans())
def test_random_programs_are_numpys_in_the_standard(program, shapes, seed, buffers):
    arrays = numbers(shapes, seed)
    leaves, output = recorded(program, arrays)
    step = unroll(output, leaves, buffers=buffers)
    agree(step.on(array_api_strict)(*arrays), step(*arrays), tolerance=1e-9)


@settings(max_examples=60)
@given(programs(EVERYTHING), leaf_shapes, seeds)
def test_what_is_proven_holds(program, shapes, seed):
    arrays = numbers(shapes, seed)
    leaves, output = recorded(program, arrays)
    step = unroll(output, leaves)
    with mpmath.workdps(60):
        exact = step.on(mpmath)(*arrays)
        flint.ctx.prec = 80
        try:
            bounds = step.on(flint.arb)(*arrays)
        finally:
            flint.ctx.prec = 53
        for ball, number in zip([bounds[0], *bounds[1]], [exact[0], *exact[1]]):
            for one, true in zip(np.ravel(ball), np.ravel(number)):
                true = flint.arb(str(true))
                assert one.overlaps(true) or not one.is_finite()


def test_bounds_of_inputs_are_carried_through():
    w, x = Value(0.5, "w"), Value(3.0, "x")
    step = unroll(ma.relu(w * x - 1.0)).on(flint.arb)
    y, (d_w, d_x) = step(flint.arb(0.5), flint.arb(3).union(1))
    assert float(y.lower()) <= 0 <= 0.5 <= float(y.upper())  # the kink lies inside
    assert float(d_w.lower()) <= 0 <= 3 <= float(d_w.upper())
    assert d_x.contains(0)
    assert d_x.contains(0.5)


def test_fractions_are_exact():
    w, x = Value(0.5, "w"), Value(3.0, "x")
    step = unroll(ma.softsign(w * x) ** 2).on(Fraction)
    y, (d_w, d_x) = step(Fraction(1, 3), Fraction(2))
    slope = 2 * Fraction(2, 5) / (1 + Fraction(2, 3)) ** 2
    assert (y, d_w, d_x) == (Fraction(4, 25), slope * 2, slope / 3)
    with pytest.raises(AttributeError, match="fractions have no exp"):
        unroll(ma.exp(w)).on(Fraction)(Fraction(1, 2))


def test_decimals_have_as_many_digits_as_one_likes():
    w = Value(0.5, "w")
    y, (slope,) = unroll(ma.tanh(w)).on(Decimal)(Decimal("0.5"))
    with mpmath.workdps(40):
        assert abs(y - Decimal(str(mpmath.tanh("0.5")))) < Decimal("1e-26")
        assert abs(slope - Decimal(str(mpmath.sech("0.5") ** 2))) < Decimal("1e-26")


@pytest.mark.parametrize(("kind", "digits"), [
    (np.float16, 1e-3), (np.float32, 1e-6), (np.longdouble, 1e-14),
    (ml_dtypes.bfloat16, 1e-2), (ml_dtypes.float8_e5m2, 0.3),
])  # fmt: skip
def test_a_network_in_other_widths(kind, digits):
    nn.seed(0)
    net = nn.Sequential(nn.Linear(3, 4), "gelu", nn.LayerNorm(4), nn.Linear(4, 2), "softmax")
    X = np.random.default_rng(0).normal(size=(5, 3))
    parameters = net.parameters()
    loss = (net(X) * np.array([1.0, -0.5])).sum()
    step = unroll(loss, parameters)
    arrays = [np.asarray(p.data) for p in parameters]
    wanted = step(*arrays)
    y, gradients = step.on(kind)(*arrays)
    assert {g.dtype for g in gradients} == {np.dtype(kind)}
    error = np.abs(np.asarray(gradients[0], float) - wanted[1][0]).max()
    assert error < 10 * digits
    assert abs(float(y) - wanted[0]) < 10 * digits


@pytest.mark.parametrize(("f", "inputs"), list(every_sample()))
def test_duals_through_backward_lines_are_the_hessian_times_a_vector(f, inputs):
    rng = np.random.default_rng(3)
    soft = f is ma.softmax_cross_entropy  # whose targets add up to 1
    points = [np.asarray(x) + (0 if soft else 1e-3) * rng.normal(size=np.shape(x)) for x in inputs]
    points = [x if x.shape else float(x) for x in points]  # off the kinks, where half is taken
    along = [rng.normal(size=np.shape(x)) if np.shape(x) else float(rng.normal()) for x in points]

    def g(*leaves):
        y = f(*leaves)
        return ((y * np.cos(np.arange(y.size)).reshape(y.shape)) ** 2).sum()

    wanted = ma.hessian_vector(g, tuple(points), tuple(along))
    leaves = [Value(x) for x in points]
    _, gradients = unroll(g(*leaves), leaves).on(Dual)(*map(Dual, points, along))
    for a, b in zip(gradients, wanted):
        assert a.change == pytest.approx(b, rel=1e-9, abs=1e-9)


class Percent:
    """A kind of a user's own: hundredths, as whole numbers."""

    @staticmethod
    def number(x):
        return x if isinstance(x, Hundredths) else Hundredths(round(100 * x))


class Hundredths:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return Hundredths(self.n + other.n)

    def __sub__(self, other):
        return Hundredths(self.n - other.n)

    def __mul__(self, other):
        return Hundredths(self.n * other.n // 100)

    def __gt__(self, other):
        return self.n > other.n


def test_a_kind_of_ones_own():
    w, x = Value(0.5, "w"), Value([3.0, -4.0], "x")
    step = unroll((ma.maximum(w * x, -1.0) + 0.25).sum())
    y, (d_w, d_x) = step.on(Percent)(0.5, [3.0, -4.0])
    assert (y.n, d_w.n, [g.n for g in d_x]) == (100, 300, [50, 0])


def test_single_numbers_may_be_arrays_and_every_element_is_an_example():
    w, x = Value(0.5, "w"), Value(3.0, "x")
    step = unroll(ma.tanh(w * x) + 1.0)
    many = step.on(array_api_strict)
    ws, xs = np.array([0.5, -0.2, 0.0]), np.array([3.0, 1.0, 2.0])
    y, gradients = plain(many(ws, xs))
    for i, (a, b) in enumerate(zip(ws, xs)):
        wanted = step(a, b)
        assert (y[i], gradients[0][i], gradients[1][i]) == pytest.approx((wanted[0], *wanted[1]))
    y, gradients = plain(many(0.5, xs))
    assert [np.shape(g) for g in (y, *gradients)] == [(3,)] * 3


@pytest.mark.parametrize("f", [
    lambda x, w: (x * w).sum(), lambda x, w: (x.T @ w).sum(), lambda x, w: x.sum() + w.sum(),
    lambda x, w: x.sum() * 2.0 + w[0, 0], lambda x, w: ma.reshape(x, (4,)).sum() * w.sum(),
])  # fmt: skip
@pytest.mark.parametrize("buffers", [True, False])
def test_what_comes_out_is_nobody_elses(f, buffers):
    data = [np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.5, -1.0], [2.0, 0.0]])]
    leaves = [Value(x) for x in data]
    step = unroll(f(*leaves), leaves, buffers=buffers).on(np)
    given_ = [x.copy() for x in data]
    for _ in range(3):
        y, gradients = step(*given_)
        wanted = [g.copy() for g in gradients]
        for g in gradients:
            g += 100.0
        again = step(*given_)
        assert again[0] == y
        assert all(map(np.array_equal, again[1], wanted))
        assert all(map(np.array_equal, given_, data))


def test_a_branch_that_was_taken_is_asked_again():
    x = Value(2.0, "x")
    y = x * 3.0 if x > 1.0 else x
    step = unroll(y, [x]).on(array_api_strict)
    assert float(step(4.0)[0]) == 12
    with pytest.raises(ValueError, match=r"x > 1 came out true while this was recorded"):
        step(0.5)
    with pytest.raises(ValueError, match=r"x > 1 came out true"):
        unroll(y, [x]).on(mpmath)(0.5)


def test_a_constant_that_was_changed_is_heard_of():
    w, k = Value(2.0, "w"), Value(3.0, "k")
    step = unroll(w * k, [w]).on(np)
    assert float(step(1.0)[0]) == 3
    k.data = 4.0
    with pytest.raises(RuntimeError, match="the data of k, a constant of these lines"):
        step(1.0)


def test_gradients_of_gradients_and_indices_unroll():
    x = Value(np.arange(1.0, 7.0))
    slope = ma.grad(lambda x: (x[np.array([0, 1, 1, 5])] ** 3).sum())
    y = (slope(x) ** 2).sum()
    y.backward()
    step = unroll(y, [x])
    for found in (step(x.data), step.on(array_api_strict)(x.data), step.on(mpmath)(x.data)):
        assert plain(found[1][0]) == pytest.approx(x.grad)
    assert x.grad[1] == 2 * 2 * 3 * 2.0**2 * 2 * 6 * 2.0  # picked twice: (6x²)² = 36 x⁴


def test_special_numbers_are_what_they_are_in_numpy():
    special = np.array([0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1e308, -1e308])
    for name in ("sigmoid", "tanh", "relu", "softplus", "exp", "sign", "abs", "sqrt", "silu"):
        x = Value(np.ones(9))
        step = unroll(registry[name]()(x).sum(), [x], buffers=False)
        _, (wanted,) = step(special)
        _, (found,) = step.on(array_api_strict)(special)
        assert np.array_equal(plain(found), wanted, equal_nan=True), name
        assert np.array_equal(np.signbit(plain(found)), np.signbit(wanted)), name


@pytest.mark.parametrize(("namespace", "message"), [
    (5, "5 is neither a library of arrays"), ("torch", "'torch' is neither"), (math, "'math' is"),
    (None, "None is neither"), (int, "'int' is neither"),
])  # fmt: skip
def test_what_is_no_library_is_refused(namespace, message):
    with pytest.raises(TypeError, match=message):
        unroll(Value(1.0) * 2.0).on(namespace)


def test_other_counts_shapes_and_dtypes_are_refused():
    w, x = Value(np.ones(2), "w"), Value(np.ones(2), "x")
    step = unroll((w * x).sum())
    for namespace in (array_api_strict, mpmath, Dual):
        with pytest.raises(TypeError, match="this step takes w, x, got 1 number"):
            step.on(namespace)(np.ones(2))
        with pytest.raises(ValueError, match=r"x was recorded with shape \(2,\), got \(3,\)"):
            step.on(namespace)(np.ones(2), np.ones(3))
    narrow = array_api_strict.ones(2, dtype=array_api_strict.float32)
    with pytest.raises(TypeError, match="x is .*float32, and these lines compute with .*float64"):
        step.on(array_api_strict)(np.ones(2), narrow)
    as_narrow = step.on(array_api_strict, dtype=array_api_strict.float32)(np.ones(2), narrow)
    assert as_narrow[1][0].dtype == array_api_strict.float32
    with pytest.raises(TypeError, match="this step is javascript"):
        unroll(Value(1.0) * 2.0, language="javascript").on(np)


def test_a_step_elsewhere_is_copied_and_pickled():
    w = Value(0.5, "w")
    for namespace in (array_api_strict, Fraction, np.float16):
        step = unroll(w * w).on(namespace)
        for other in (copy.copy(step), copy.deepcopy(step), pickle.loads(pickle.dumps(step))):
            assert float(other(3.0)[0]) == 9
            assert str(other) == str(step)


def test_lines_elsewhere_can_be_read():
    x = Value([1.0, -2.0], "x")
    assert str(unroll(ma.relu(x).sum(), buffers=False).on(np)) == "\n".join([
        "k1 = number(0.0)", "k2 = number(1.0)", "d_v2 = k2",
        "d_v1 = broadcast_to(reshape(d_v2, (1,)), (2,))", "", "def step(x):",
        "    v1 = maximum(x, k1)", "    v2 = sum(v1)", "    d_x = d_v1 * number(x > 0.0)",
        "    return (v2, (d_x,))",
    ])  # fmt: skip


# ---- a network's step ------------------------------------------------------------------------


def test_a_compiled_step_in_other_numbers():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(6, 2)), rng.integers(0, 3, 6)
    model = nn.MLP(2, [5, 3], hidden="relu")
    step = model.compile()
    model.zero_grad()
    elsewhere = step.on(array_api_strict, X, y)
    assert all(np.all(p.grad == 0) for p in model.parameters())  # nothing has changed here
    loss, gradients = elsewhere(X, y)
    assert float(loss) == pytest.approx(step(X, y), rel=1e-14)
    for g, p in zip(gradients, model.parameters()):
        assert plain(g) == pytest.approx(p.grad, rel=1e-12, abs=1e-15)
    weights = [np.asarray(p.data) * 2 for p in model.parameters()]
    doubled, _ = elsewhere(X, array_api_strict.asarray(y), weights)
    for p in model.parameters():
        p.data = p.data * 2
    assert float(doubled) == pytest.approx(step(X, y), rel=1e-14)
    with pytest.raises(TypeError, match="has 4 weights, got 1"):
        elsewhere(X, y, weights[:1])
    with pytest.raises(ValueError, match="class"):
        elsewhere(X, y + 1)


def test_targets_of_another_kind_are_refused():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(6, 2))
    y = np.where(rng.normal(size=(6, 1)) > 0, 1.0, -1.0)
    model = nn.MLP(2, [5, 1])
    step = model.compile(ma.losses.hinge)
    elsewhere = step.on(array_api_strict, X, y)
    assert float(elsewhere(X, y)[0]) == pytest.approx(step(X, y))
    with pytest.raises(ValueError, match="targets are of another kind"):
        elsewhere(X, (y + 1) / 2)


def test_a_loss_of_ones_own_with_a_value_of_its_own():
    X, y = np.random.default_rng(0).normal(size=(6, 2)), np.ones((6, 1))
    model, k = nn.MLP(2, [5, 1]), Value(2.0, "k")
    step = model.compile(lambda output, target: ((output - target) ** 2).mean() * k)
    elsewhere = step.on(array_api_strict, X, y)
    assert float(elsewhere(X, y)[0]) == pytest.approx(step(X, y))
    k.data = 3.0
    assert float(elsewhere(X, y)[0]) == pytest.approx(step(X, y))

    class Own(nn.MLP):
        def forward(self, X):
            return super().forward(X) * 2.0

    with pytest.raises(TypeError, match="Python code of its own runs as it is"):
        Own(2, [1]).compile().on(array_api_strict, X, y)


@pytest.mark.parametrize("label", ["add", "number", "multiply", "less", "where", "truth", "k1"])
def test_a_label_hides_no_function_that_lines_call(label):
    a, b = Value(2.0, label), Value(3.0, "b")
    step = ma.unroll((a * b + 1.0).relu() * a)
    assert step.on(Fraction)(2, 3) == (14, (13, 4))


@pytest.mark.parametrize("namespace", [np, array_api_strict])
def test_of_what_all_examples_share_the_gradients_are_summed(namespace):
    w, x, b = Value(2.0, "w"), Value(3.0, "x"), Value(0.5, "b")
    step = unroll(ma.tanh(w * x + b), batched=["x"])
    xs = np.array([0.1, -0.2, 0.3, 0.7])
    out, grads = step.on(namespace)(2.0, namespace.asarray(xs), 0.5)
    y = np.tanh(2.0 * xs + 0.5)
    slope = 1 - y * y
    np.testing.assert_allclose(plain(out), y, rtol=1e-12)
    found = dict(zip(step.inputs, plain(grads)))
    np.testing.assert_allclose(found["w"], np.sum(slope * xs), rtol=1e-12)
    np.testing.assert_allclose(found["x"], slope * 2.0, rtol=1e-12)
    np.testing.assert_allclose(found["b"], np.sum(slope), rtol=1e-12)
    with pytest.raises(ValueError, match="batches are arrays of one length"):
        step.on(namespace)(2.0, namespace.asarray(xs.reshape(2, 2)), 0.5)


@pytest.mark.parametrize("namespace", [np, array_api_strict, mpmath])
def test_truths_are_counted_compared_and_turned_round(swept, namespace):
    class Signs(ma.Activation):
        def forward(self, x, xp):
            positive = x > 0
            turned = xp.where((positive == 0) & (x != -1.0), -x, x)
            return turned + xp.where(positive != 0, 1.0, 0.0)

        def local_gradient(self, x, y, xp):
            return xp.where(((x > 0) == 0) & (x != -1.0), -1.0, 1.0)

    step = unroll(Signs()(Value(2.0, "x")))
    for number in (2.0, -3.0, -1.0, 0.0):
        expected = step(number)
        found = plain(step.on(namespace)(namespace.mpf(number) if namespace is mpmath else number))
        assert float(found[0]) == expected[0]
        assert float(found[1][0]) == expected[1][0]


def test_lines_of_two_dtypes_run_in_the_wider_one():
    x, w = Value(np.ones(3, np.float32), "x"), Value(np.full(3, 1 / 3), "w")
    step = unroll((x * w).sum())
    given = np.ones(3), np.full(3, 1 / 3)
    out, _ = step.on(array_api_strict)(*map(array_api_strict.asarray, given))
    assert float(out) == pytest.approx(1.0, abs=1e-15)


@pytest.mark.parametrize("namespace", [np, array_api_strict])
def test_what_comes_out_elsewhere_is_nobody_elses(namespace):
    x = Value(np.arange(6.0).reshape(2, 3), "x")
    for y in (x.reshape(6), x.T, x + 0.0, x[0], x * 1.0):
        step = unroll((y * y).sum(), keep=[y])
        given = namespace.asarray(np.arange(6.0).reshape(2, 3))
        elsewhere = step.on(namespace)
        first = elsewhere(given)
        for _ in range(3):  # the first call looks at more than later ones
            _, (gradient,), (kept,) = elsewhere(given)
            np.testing.assert_array_equal(plain(kept), plain(first[2][0]))
            kept *= 0.0
            gradient *= 0.0
            assert plain(given).tolist() == [[0, 1, 2], [3, 4, 5]]
        assert float(elsewhere(given)[0]) == float(first[0])


@pytest.mark.parametrize("namespace", [np, array_api_strict])
def test_a_gradient_that_never_changes_is_given_anew_each_time(namespace):
    x = Value(np.ones(3), "x")
    for y in ((x * 3.0).sum(), (x + 1.0).sum(), (x * np.array([1.0, 2.0, 3.0])).sum()):
        elsewhere = unroll(y).on(namespace)
        given = namespace.asarray(np.ones(3))
        _, (first,) = elsewhere(given)
        expected = plain(first).copy()
        for _ in range(3):
            _, (gradient,) = elsewhere(given)
            assert plain(gradient).tolist() == expected.tolist()
            gradient *= 0.0
