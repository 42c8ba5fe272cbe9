import xml.etree.ElementTree as ET

import pytest

import microact as ma


def titles(diagram):
    root = ET.fromstring(diagram.pipe(format="svg"))
    found = list(root.iter("{http://www.w3.org/2000/svg}text"))
    return [(float(t.get("y")), "".join(t.itertext())) for t in found]


def test_four_lanes_in_order_with_what_arrives():
    lanes = sorted((y, t) for y, t in titles(ma.draw_flow(x=1.5)) if "arrives" in t)
    assert [t.partition(":")[0] for _, t in lanes] == ["sigmoid", "tanh", "relu", "leaky_relu"]
    product = 1.0
    x = 1.5
    for _ in range(6):  # by hand: the product of six slopes
        x = 1 / (1 + 2.718281828459045**-x)
        product *= x * (1 - x)
    assert lanes[0][1] == "sigmoid: 1 part in 13,000 of the gradient arrives at x"
    assert round(1 / product, -3) == 13000
    assert lanes[2][1] == "relu: 100% of the gradient arrives at x"


def test_a_dead_relu_and_a_leak():
    found = [t for _, t in titles(ma.draw_flow(x=-1.5, depth=3))]
    assert "relu: nothing arrives at x" in found
    assert "leaky_relu: 1 part in 1 million of the gradient arrives at x" in found


def test_any_activation_and_depth():
    source = ma.draw_flow([ma.leaky_relu.rule(0.5), ma.gelu_tanh, "silu"], depth=2, x=-1.0).source
    assert "leaky_relu(slope=0.5): 25% of the gradient" in source
    assert source.count("silu") >= 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"activations": []}, "needs at least one activation"),
        ({"depth": 0}, "depth is a whole number, from 1 to 50, got 0"),
        ({"depth": 51}, "depth is a whole number, from 1 to 50"),
        ({"activations": ["prelu"]}, "prelu is not a function of one number alone"),
        ({"activations": ["tahn"]}, "no rule is called 'tahn'"),
    ],
)
def test_misuse_is_explained(options, message):
    with pytest.raises(ValueError, match=message):
        ma.draw_flow(**options)
