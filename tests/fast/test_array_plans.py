"""Ways back that were written out give, to the last bit, what the plain way gives."""

import linecache

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
