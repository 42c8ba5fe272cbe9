import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microact.readings.floats import floats
from microact.readings.namespace import RULE_FUNCTIONS

NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 710.0, -745.2, 1e308, math.inf, -math.inf, math.nan]),
)
ONE = ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "abs", "sign")


@pytest.mark.parametrize("name", ONE)
@given(x=NUMBERS)
def test_floats_answer_as_numpy_does_everywhere(name, x):
    with np.errstate(all="ignore"):
        expected = float(getattr(np, name)(x))
    assert getattr(floats, name)(x) == pytest.approx(expected, rel=1e-15, nan_ok=True)


@pytest.mark.parametrize("name", ["power", "divide", "maximum", "minimum"])
@given(a=NUMBERS, b=NUMBERS)
def test_functions_of_two_numbers_likewise(name, a, b):
    with np.errstate(all="ignore"):
        expected = float(getattr(np, name)(a, b))
    if name == "power" and a == -math.inf and b == 0.5:
        expected = math.pow(a, b)  # IEEE 754 says inf; NumPy's shortcut through sqrt says NaN
    got = getattr(floats, name)(a, b)
    assert got == pytest.approx(expected, rel=1e-15, nan_ok=True)


@given(x=NUMBERS, low=st.floats(-5, 0), high=st.floats(0, 5))
def test_clip(x, low, high):
    assert floats.clip(x, low, high) == pytest.approx(float(np.clip(x, low, high)), nan_ok=True)


def test_what_a_rule_may_use_is_listed():
    for name in RULE_FUNCTIONS:
        assert hasattr(floats, name)
        assert hasattr(np, name)
    with pytest.raises(AttributeError, match=r"xp\.arcsinh is not among the functions a rule may"):
        floats.arcsinh(1.0)
