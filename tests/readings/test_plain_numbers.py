import numpy as np
import pytest

from microact.readings.plain_numbers import evaluate, gradients_at, slopes_at
from microact.rules.activations import Tanh
from microact.rules.arithmetic import Add, Multiply


@pytest.mark.parametrize("shapes", [[(3,), (4,)], [(2, 3), (3, 2)], [(2,), (3, 3)]])
def test_shapes_that_do_not_go_together(shapes):
    with pytest.raises(ValueError, match=r"\+ of shapes \(.*\) and .*: they cannot be broadcast"):
        evaluate(Add(), *[np.zeros(shape) for shape in shapes[:2]])


def test_shapes_that_do():
    assert evaluate(Add(), np.zeros((2, 1)), np.ones(3)).shape == (2, 3)


def test_floats_give_floats_and_arrays_arrays():
    assert type(evaluate(Tanh(), 0.0)) is float
    assert evaluate(Tanh(), np.zeros(2, np.float32)).dtype == np.float32
    assert slopes_at(Multiply(), 6.0, [2.0, 3.0]) == (3.0, 2.0)
    left, right = gradients_at(Multiply(), 10.0, 6.0, [2.0, 3.0])
    assert (left(), right()) == (30.0, 20.0)
