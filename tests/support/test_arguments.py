import numpy as np
import pytest

from microact import Value
from microact.support import arguments


@pytest.mark.parametrize("given", [1, 7, np.int8(7), np.uint64(7), np.array(7)])
def test_whole_numbers(given):
    n = arguments.whole("n", given)
    assert n == given
    assert type(n) is int


@pytest.mark.parametrize("given", [1.0, "1", None, True, [1], np.array([1, 2]), 1j])
def test_what_is_no_whole_number(given):
    with pytest.raises(TypeError, match="n is a whole number, at least 1, got"):
        arguments.whole("n", given)


@pytest.mark.parametrize(
    ("given", "bounds", "says"),
    [
        (0, {}, "at least 1, got 0"),
        (-1, {"least": 0}, "at least 0, got -1"),
        (11, {"most": 10}, "from 1 to 10, got 11"),
        (0, {"most": 10}, "from 1 to 10, got 0"),
    ],
)
def test_whole_numbers_out_of_range(given, bounds, says):
    with pytest.raises(ValueError, match=f"n is a whole number, {says}"):
        arguments.whole("n", given, **bounds)
    assert [arguments.whole("n", n, 0, 2) for n in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("given", [1, 0.5, np.float32(0.5), np.int64(3)])
def test_finite_numbers(given):
    x = arguments.real("x", given)
    assert x == given
    assert type(x) is float


@pytest.mark.parametrize("given", ["1", None, True, [1.0], np.array([1.0]), 1j, Value(1.0)])
def test_what_is_no_number(given):
    with pytest.raises(TypeError, match="x is a finite number, got"):
        arguments.real("x", given)


@pytest.mark.parametrize(
    ("given", "bounds", "says"),
    [
        (float("nan"), {}, "x is a finite number, got nan"),
        (float("inf"), {"least": 0}, "x is a finite number, at least 0, got inf"),
        (-0.1, {"least": 0}, "at least 0, got -0.1"),
        (0, {"above": 0}, "above 0, got 0"),
        (1, {"least": 0, "below": 1}, "from 0 to below 1, got 1"),
        (0, {"above": 0, "below": 1}, "between 0 and 1, got 0"),
    ],
)
def test_numbers_out_of_range(given, bounds, says):
    with pytest.raises(ValueError, match=says):
        arguments.real("x", given, **bounds)


def test_the_ends_of_a_range():
    assert arguments.real("x", 0, least=0) == 0
    assert arguments.real("x", 0.999, least=0, below=1) == 0.999


def test_words_functions_and_lists():
    assert arguments.choice("way", "up", "up", "down") == "up"
    with pytest.raises(ValueError, match='way is one of "up", "down", got 5'):
        arguments.choice("way", 5, "up", "down")
    assert arguments.function("f", abs, "a number") is abs
    with pytest.raises(TypeError, match="f is a function of a number, got 'abs'"):
        arguments.function("f", "abs", "a number")
    assert arguments.several("xs", (1, 2), "numbers") == [1, 2]
    assert arguments.several("xs", (i for i in [1]), "numbers") == [1]
    for bad in ("ab", b"ab", 5, None):
        with pytest.raises(TypeError, match="xs is a list of numbers, got"):
            arguments.several("xs", bad, "numbers")


def test_axes_and_sizes():
    assert arguments.axes("axis", None) is None
    assert arguments.axes("axis", np.int64(-1)) == -1
    assert arguments.axes("axis", [0, np.int8(1)]) == (0, 1)
    assert arguments.position("axis", -2) == -2
    assert arguments.sizes("reshape", (2, 3)) == arguments.sizes("reshape", ((2, 3),)) == (2, 3)
    assert arguments.sizes("reshape", (np.array([2, 3]),)) == (2, 3)
    for bad in (0.5, "a", (0, 0.5)):
        with pytest.raises(TypeError, match="axis is a whole number, a tuple of them or None, got"):
            arguments.axes("axis", bad)
        with pytest.raises(TypeError, match="axis is a whole number, got"):
            arguments.position("axis", bad)
        with pytest.raises(TypeError, match="reshape takes whole numbers, got"):
            arguments.sizes("reshape", (bad,))


def test_shapes_in_words():
    assert arguments.shapes() == "nothing"
    assert arguments.shapes(1.0, Value([1.0, 2.0])) == "shapes () and (2,)"
