import numpy as np
import pytest

import microact as ma
from microact.rules.errors import refuse_misshapen, refuse_where


class Named:
    title = "bump"


def test_the_first_number_outside_is_shown_with_its_place():
    x = np.array([[1.0, 2.0], [-3.0, -4.0]])
    with pytest.raises(ValueError, match=r"no negatives, got -3.0 at entry \(1, 0\)"):
        refuse_where(x < 0, x, "no negatives")
    with pytest.raises(ZeroDivisionError, match="no zero, got 0.0 at entry 1"):
        refuse_where(np.array([False, True]), np.array([1.0, 0.0]), "no zero", ZeroDivisionError)
    with pytest.raises(ValueError, match="no negatives, got -1.0$"):
        refuse_where(np.True_, -1.0, "no negatives")
    refuse_where(False, -1.0, "no negatives")
    refuse_where(x < -9, x, "no negatives")


@pytest.mark.parametrize("slope", [np.zeros(3), np.zeros((1, 2, 2)), np.zeros((2, 3))])
def test_a_slope_that_does_not_fit_its_value(slope):
    with pytest.raises(RuntimeError, match="gave a slope of shape"):
        refuse_misshapen([1.0, slope], np.zeros((2, 2)), Named())
    refuse_misshapen([1.0, np.zeros(2), np.zeros((2, 1))], np.zeros((2, 2)), Named())


@pytest.mark.parametrize("made", [lambda x: ma.LeakyReLU(x), lambda x: ma.ELU(x)])
def test_parameters_are_plain_numbers(made):
    for given in (1, np.float32(0.5), np.int64(2), float("inf")):
        (number,) = made(given).parameters.values()
        assert type(number) is float
    for given in (ma.Value(1.0), [0.1], np.ones(2), None, "a", 1j):
        with pytest.raises(TypeError, match="is a plain number, got"):
            made(given)
    with pytest.raises(ValueError, match="is a number, got nan"):
        made(float("nan"))
