import numpy as np
import pytest

import microact as ma
from microact import Value


def test_the_backward_pass_of_a_neuron_in_words():
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-0.3, "b")
    y = ma.tanh(w * x + b)
    y.label = "y"
    assert ma.explain(y).splitlines() == [
        "y = 0.60437. It starts with gradient 1: it changes exactly as much as itself.",
        "y passes on to +:  1 × 0.63474  (1 - 0.60437 ** 2)  = 0.63474",
        "+ passes on to *:  0.63474 × 1                      = 0.63474",
        "+ passes on to b:  0.63474 × 1                      = 0.63474  b.grad = 0.63474",
        "* passes on to w:  0.63474 × 2  (x = 2)             = 1.2695   w.grad = 1.2695",
        "* passes on to x:  0.63474 × 0.5  (w = 0.5)         = 0.31737  x.grad = 0.31737",
    ]


def test_a_value_used_twice_waits_and_adds():
    x = Value(3.0, "x")
    lines = ma.explain(x * x + x).splitlines()
    assert "x waits for 2 more; what arrives is added up" in lines[2]
    assert lines[-1].endswith("x.grad = 1 + 3 + 3 = 7")


def test_numbers_are_put_into_formulas():
    x, w = Value(-2.0, "x"), Value(0.5, "w")
    text = ma.explain(x.leaky_relu() / w)
    assert "(1 if (-2) > 0 else 0.01)" in text
    assert "(-(-0.04) / 0.5)" in text
    assert "(1 / 0.5)" in text


def test_tensors_are_told_by_shape_and_range():
    v = Value(np.ones((3, 4)), "X")
    text = ma.explain((v @ np.ones(4)).softmax().mean())
    assert "through softmax  (y * (upstream - sum(upstream * y)))" in text
    assert "X.grad = [3×4, all 0]" in text


def test_long_stories_are_cut_and_say_so():
    x = Value(0.1)
    for _ in range(300):
        x = x.tanh()
    lines = ma.explain(x, limit=10).splitlines()
    assert len(lines) == 12
    assert lines[-1] == "… and 290 more steps (limit=10)"


def test_it_shows_as_lines_and_takes_only_values():
    text = ma.explain(Value(1.0, "x") * 2)
    assert repr(text) == str(text)
    with pytest.raises(TypeError, match="explain takes a Value, got float"):
        ma.explain(1.0)
