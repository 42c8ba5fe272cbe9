import math

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.readings.numbers import Snapshot, as_number, freeze, is_finite, own


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


IN_PLACE = [
    "d += 1.0", "d -= 1.0", "d *= 2.0", "d /= 2.0", "d **= 2", "d //= 2.0", "d %= 2.0",
    "d @= np.eye(2)",
]  # fmt: skip


@pytest.mark.parametrize("line", IN_PLACE)
def test_in_place_arithmetic_gives_a_new_array(line):
    v = ma.Value(np.array([[1.0, 2.0], [3.0, 4.0]]))
    kept, plain = v.data, {"d": np.array([[1.0, 2.0], [3.0, 4.0]]), "np": np}
    ours = {"d": v.data, "np": np}
    exec(line, plain)
    exec(line, ours)
    np.testing.assert_array_equal(ours["d"], plain["d"])
    np.testing.assert_array_equal(v.data, kept)
    exec(line.replace("d ", "v.data ", 1), {"v": v, "np": np})
    np.testing.assert_array_equal(v.data, plain["d"])


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("v.data -= np.ones(3)", ValueError),
        ("v.data *= np.ones((2, 3, 1))", ValueError),
        ("v.data @= np.ones((1, 3))", ValueError),
        ("v.data -= 1j", TypeError),
        ("v.data -= v", TypeError),
        ("v.data -= 'a'", TypeError),
        ("np.subtract(v.data, 1, out=v.data)", ValueError),
        ("d = v.data; np.subtract(d, 1, out=d, where=[[True]])", ValueError),
        ("d = v.data; np.divmod(d, 2, out=(d, d))", ValueError),
        ("d = v.data; np.add.accumulate(d, out=d)", ValueError),
        ("d = v.data; np.negative(d, out=d)", ValueError),
    ],
)
def test_what_would_change_a_shape_or_a_recorded_number_is_refused(line, error):
    v = ma.Value(np.ones((3, 1)))
    with pytest.raises(error):
        exec(line, {"v": v, "np": np})
    np.testing.assert_array_equal(v.data, np.ones((3, 1)))


def test_a_copy_of_data_may_be_written_into():
    v = ma.Value(np.ones(3))
    copy = v.data.copy()
    same = copy
    copy -= 1.0
    copy **= 2
    assert same is copy
    assert same.tolist() == [0.0, 0.0, 0.0]
    assert v.data.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("use", [
    Value, lambda x: Value([1.0, 2.0]) * x, lambda x: x - Value([1.0, 2.0]), ma.tanh,
    lambda x: Value([1.0, 2.0]) > x, lambda x: ma.maximum(Value(1.0), x), lambda x: Value([x, x]),
    lambda x: ma.nn.MLP(2, [1])(x), lambda x: ma.where(Value([1.0, 2.0]).data > 1, x, 0.0),
])  # fmt: skip
def test_another_librarys_array_is_refused_by_name(use):
    xp = pytest.importorskip("array_api_strict")
    with pytest.raises(TypeError, match=r"another library, array_api_strict|Expected"):
        use(xp.asarray([1.0, 2.0]))


def test_what_numpy_made_of_it_is_taken():
    xp = pytest.importorskip("array_api_strict")
    assert Value(np.from_dlpack(xp.asarray([1.0, 2.0]))).shape == (2,)


def test_a_foreign_array_inside_a_list_and_beside_an_equals_sign():
    theirs = pytest.importorskip("array_api_strict").asarray(2.0)
    for given in ([1.0, theirs], [[1.0, 2.0], [3.0, theirs]]):
        with pytest.raises(TypeError, match="another library, array_api_strict"):
            ma.Value(given)
    for compare in (lambda v: v == theirs, lambda v: v != theirs, lambda v: v < theirs):
        with pytest.raises(TypeError, match="another library, array_api_strict"):
            compare(ma.Value(2.0))
