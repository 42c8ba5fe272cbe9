import math

import numpy as np
import pytest

from microact.arrays import Snapshot, as_number, freeze, is_finite, own


def test_a_snapshot_computes_like_an_array_and_gives_plain_ones():
    s = freeze(np.array([1.0, 2.0])).view(Snapshot)
    for result in (s + 1, 2 * s, np.exp(s), s @ s, s.sum(), s > 1):
        assert not isinstance(result, Snapshot)
    assert np.add.reduce(s) == 3.0


def test_out_of_another_array_still_works():
    s, out = freeze(np.array([1.0, 2.0])).view(Snapshot), np.zeros(2)
    assert np.add(s, 1.0, out=out) is out
    assert out.tolist() == [2.0, 3.0]


def test_own_keeps_the_memory_and_freezes_it():
    a = np.ones(3)
    assert own(a) is a
    with pytest.raises(ValueError, match="read-only"):
        a[0] = 2
    assert own(np.float64(2.0)) == 2.0
    assert type(own(3)) is float


def test_plain_use_need_not_copy():
    a = np.ones(3)
    assert as_number(a, copy=False) is a
    assert as_number(a) is not a
    assert a.flags.writeable
    snapshot = as_number(a).view(Snapshot)
    assert np.shares_memory(as_number(snapshot), snapshot)


def test_is_finite_looks_closely_where_squares_overflow():
    assert is_finite(1.0)
    assert is_finite(np.array([1e300, -1e300]))
    assert is_finite(np.zeros((0, 3)))
    for bad in (math.nan, math.inf, -math.inf):
        assert not is_finite(bad)
        assert not is_finite(np.array([[1.0, bad], [0.0, 1e300]]))
