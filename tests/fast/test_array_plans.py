"""Ways back that were written out give, to the last bit, what the plain way gives."""

import contextlib
import linecache
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import microact as ma
from microact import Value
from microact.fast import array_plans
from microact.rules import registry
from tests.test_random_programs import (
    EVERYTHING,
    LAYOUTS,
    SHAPES,
    leaf_shapes,
    numbers,
    programs,
    recorded,
    seeds,
)  # fmt: skip

AWKWARD = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e308, -1e-320, 1.0])


@pytest.fixture(autouse=True)
def at_the_second_meeting(monkeypatch):
    monkeypatch.setattr(array_plans, "OFTEN", 2)


def bits(leaves, output):
    """All numbers of two passes as bytes, where a -0.0 counts; the sign of a NaN says nothing."""
    found = [np.array(x) for x in (output.data, *[leaf.grad for leaf in leaves])]
    for x in found:
        x[np.isnan(x)] = np.nan
    return [(x.shape, x.dtype.str, x.tobytes()) for x in found]


@settings(max_examples=150)
@given(
    programs(EVERYTHING),
    st.lists(st.sampled_from([*SHAPES, (0,), (2, 0)]), min_size=2, max_size=3),
    seeds, st.sampled_from([*LAYOUTS, np.array]), st.sampled_from([np.float32, np.float64]),
)  # fmt: skip
def test_a_plan_gives_the_numbers_of_the_plain_way(program, shapes, seed, layout, dtype):
    for again in range(3):  # a plan is written at the second meeting
        arrays = [layout(np.asarray(x, dtype)) for x in numbers(shapes, seed + again)]
        with ma.plain():
            plain = bits(*recorded(program, arrays))
        assert bits(*recorded(program, arrays)) == plain


def domain_kept(program, arrays):
    """Run a program unless a number is outside of what a function takes."""
    try:
        return recorded(program, arrays)
    except ValueError:
        return None


@settings(max_examples=100)
@given(programs(EVERYTHING), leaf_shapes, seeds)
def test_infinities_nans_and_signed_zeros_as_well(program, shapes, seed):
    for again in range(3):
        rng = np.random.default_rng(seed + again)
        arrays = [rng.choice(AWKWARD, shape) for shape in shapes]
        with np.errstate(all="ignore"):
            with ma.plain():
                plain = domain_kept(program, arrays)
            found = domain_kept(program, arrays)
        assert (plain is None) == (found is None)
        assert plain is None or bits(*found) == bits(*plain)


def step(x, w):
    w.grad = 0.0
    ma.tanh(Value(x) @ w).sum().backward()
    return w.grad


def test_a_plan_is_source_that_a_debugger_shows():
    x, w = np.ones((5, 3)), Value(np.ones((3, 7)))
    for _ in range(2):
        step(x, w)
    names = [name for name in linecache.cache if "matmul_backward on arrays" in name]
    here = [name for name in names if "(5, 3) and (3, 7)" in name]
    assert here
    assert "".join(linecache.getlines(here[0])).startswith("def matmul_backward(upstream, y, a, b)")


def test_gradients_that_are_handed_on_cannot_be_written_into():
    x, w = Value(np.ones((5, 3)), "x"), Value(np.ones((3, 7)))
    for _ in range(3):
        middle = ma.tanh(x @ w)
        middle.sum().backward()
        with pytest.raises(ValueError, match="read-only"):
            np.asarray(middle.grad)[0] = 1.0


def test_a_rule_of_ones_own_runs_as_it_stands():
    seen = []

    class Watched(ma.Activation):
        def forward(self, x, xp):
            return x * 2.0

        def local_gradient(self, x, y, xp):
            seen.append(type(x))
            return 2.0 + 0.0 * x

    try:
        x = Value(np.ones(4))
        for _ in range(4):
            Watched()(x).sum().backward()
        assert len(seen) == 4
        assert array_plans._parameters.get(Watched) is None
    finally:
        registry.pop("watched")


def test_a_rule_that_was_patched_is_asked_again(monkeypatch):
    x = Value(np.linspace(-1, 1, 5))
    for _ in range(3):
        ma.tanh(x).sum().backward()
    tanh = registry["tanh"]
    monkeypatch.setattr(tanh, "local_gradient", lambda self, x, y, xp: 3.0 + 0.0 * x)
    x.grad = 0.0
    ma.tanh(x).sum().backward()
    assert x.grad.tolist() == [3.0] * 5


def test_other_parameters_have_other_plans():
    x = Value(np.array([-1.0, 2.0]))
    for slope in (0.1, 0.2, 0.1, 0.2, -0.0, 0.0):
        for _ in range(3):
            x.grad = 0.0
            ma.leaky_relu(x, slope=slope).sum().backward()
            assert x.grad.tolist() == [slope, 1.0]


def test_ever_new_shapes_are_not_kept_for_ever(monkeypatch):
    monkeypatch.setattr(array_plans, "MOST", 3)
    monkeypatch.setattr(array_plans, "_met", {})
    monkeypatch.setattr(array_plans, "_plans", {})
    for n in range(10):
        x = Value(np.ones(n + 1))
        for _ in range(3):
            (x * 2.0).sum().backward()
    assert len(array_plans._plans) <= 3


REFUSED = {
    "shapes of a loss": lambda: ma.softmax_cross_entropy(Value(np.ones((2, 3))), np.ones(3) / 3),
    "a single target": lambda: ma.softmax_cross_entropy(Value(np.ones((2, 3))), 0.5),
    "the mean of nothing": lambda: ma.mean(Value(np.zeros((0, 3))), axis=0),
    "too few for a variance": lambda: ma.var(Value(np.ones((1, 3))), axis=0, ddof=1),
    "fewer axes": lambda: ma.broadcast_to(Value(np.ones((1, 3))), (3,)),
    "division by 0": lambda: Value(np.ones((2, 3))) / Value(np.zeros((2, 3))),
    "division of other shapes": lambda: Value(np.ones((2, 3))) / Value(np.zeros((3, 2))),
    "other shapes": lambda: Value(np.ones((2, 3))) + Value(np.zeros((3, 2))),
    "an inner size": lambda: Value(np.ones((2, 3))) @ Value(np.zeros((2, 3))),
    "a shape": lambda: ma.reshape(Value(np.ones((2, 3))), (4, 2)),
    "an axis": lambda: ma.max(Value(np.ones(3)), axis=(0, 1)),
    "a logarithm": lambda: ma.log(Value(np.array([1.0, -1.0]))),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_stays_refused_in_the_same_words(call):
    found = []
    for _ in range(5):
        with pytest.raises((ValueError, ZeroDivisionError)) as error:
            call()
        found.append((type(error.value), str(error.value)))
    with ma.plain(), pytest.raises((ValueError, ZeroDivisionError)) as error:
        call()
    assert set(found) == {(type(error.value), str(error.value))}


@pytest.mark.parametrize("f", [ma.sum, ma.mean, ma.max, ma.var, ma.logsumexp])
def test_a_gradient_that_arrives_as_a_plain_number_widens_nothing(f):
    for _ in range(4):
        v = Value(np.arange(6, dtype=np.float32).reshape(2, 3))
        f(v).backward(1.0)
        assert v.grad.dtype == np.float32


@pytest.mark.parametrize(
    "f",
    [
        lambda a, s: ma.sigmoid_cross_entropy(a, s),
        lambda a, s: ma.prelu(a, s),
        lambda a, s: ma.power(s, a),
        lambda a, s: ma.maximum(a, s),
        lambda a, s: ma.where(np.ones((2, 3)) > 0, a, s),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_single_numbers_beside_narrow_arrays(f, dtype):
    rng = np.random.default_rng(0)
    for _ in range(20):
        a, s = rng.uniform(-2, 2, (2, 3)).astype(dtype), float(rng.uniform(0.1, 0.9))
        found = []
        for plain in (True, False):
            with ma.plain() if plain else contextlib.nullcontext():
                v, w = Value(a), Value(s)
                y = f(v, w)
                y.sum().backward()
                found.append(bits([v, w], y))
        assert found[0] == found[1]


def test_a_helper_that_was_patched_and_given_back(monkeypatch):
    def slope():
        v = Value(np.ones((2, 2)))
        ma.mean(v).backward()
        return v.grad[0, 0]

    mean = registry["mean"]
    with mock.patch.object(mean, "spread", lambda s, u, x, xp: xp.broadcast_to(100 * u, x.shape)):
        assert {slope() for _ in range(4)} == {25.0}
    assert {slope() for _ in range(4)} == {0.25}
    tanh = registry["tanh"]
    assert "slopes" not in vars(tanh)
    tanh.slopes = lambda self, y, *inputs, xp: (7.0 + 0 * y,)
    assert ma.grad(lambda x: ma.tanh(x).sum())(np.zeros(2)).tolist() == [7.0, 7.0]
    del tanh.slopes
    assert ma.grad(lambda x: ma.tanh(x).sum())(np.zeros(2)).tolist() == [1.0, 1.0]


def test_indices_that_numpy_writes_alike_have_plans_of_their_own():
    one = np.arange(2000)
    other = one.copy()
    other[1000] = 0  # what NumPy leaves out when it writes an array
    x = np.arange(4000.0).reshape(2, 2000)
    for _ in range(array_plans.OFTEN + 2):
        for index in (one, other):
            assert Value(x)[1, index].data.tolist() == x[1, index].tolist()


def test_a_domain_is_looked_at_however_often_a_rule_was_asked():
    for f in (ma.log, ma.sqrt):
        for _ in range(array_plans.OFTEN + 2):
            f(Value(np.full(3, 0.5)))
        with pytest.raises((ValueError, ArithmeticError)):
            f(Value(np.array([0.5, -1.0, 0.5])))
