"""The page's mathematics is the rules': every activation, every loss, a rule of one's own."""

import numpy as np
import pytest

import microact as ma
from microact.rules.activations import LeakyReLU, Tanh
from microact.show.page.kernels import kernels
from tests.conftest import needs_node
from tests.show.page.conftest import LOSSES, near, numbers, rule_of

pytestmark = needs_node

ACTIVATIONS = """
import { ACTIVATIONS } from "./kernels.js";
const answers = {};
for (const [name, activation] of Object.entries(ACTIVATIONS)) {
  const z = Float64Array.from(given), up = z.map((x) => Math.cos(3 * x) + 0.2), count = z.length;
  const [a, passed, slopes] = [0, 0, 0].map(() => new Float64Array(count));
  activation.forward(z, a, count);
  activation.backward(up, z, a, passed, count);
  activation.slopes(z, a, slopes, count);
  answers[name] = { up, a, passed, slopes, python: activation.python };
}
tell(answers);
"""

POINTS = [*np.linspace(-6, 6, 97), -1e3, 1e3, 1e-9, -1e-9, 0.0, 3.0, -3.0, 1.0, -1.0]


def test_every_activation_is_that_of_its_rule(in_node):
    answers = in_node(ACTIVATIONS, POINTS)
    assert {"sigmoid", "tanh", "relu", "leaky_relu", "identity", "step", "gelu_tanh"} <= {*answers}
    for name, got in answers.items():
        x = ma.Value(np.array(POINTS))
        y = rule_of(name)(x)
        (y * numbers(got["up"])).sum().backward()
        assert near(got["a"], y.data, 1e-14), name
        assert near(got["passed"], np.broadcast_to(x.grad, x.shape), 1e-13), name
        share = numbers(got["passed"])
        assert near(numbers(got["slopes"]) * numbers(got["up"]), share, 1e-13), name


LOSSES_IN_NODE = """
import { LOSSES } from "./kernels.js";
const answers = {};
for (const [name, loss] of Object.entries(LOSSES)) {
  const wanted = Float64Array.from(given.wanted[name]), out = Float64Array.from(given.out);
  const [costs, slopes] = [new Float64Array(out.length), new Float64Array(out.length)];
  loss.of(out, wanted, costs, out.length);
  loss.back(out, wanted, slopes, out.length);
  answers[name] = { costs, slopes };
}
tell(answers);
"""


def test_every_loss_is_the_engines(in_node):
    out = [-1e4, -40.0, -3.0, -1.0, -0.2, 0.0, 0.3, 1.0, 2.5, 40.0, 1e4]
    for answer in (0, 1):
        wanted = {
            name: [2 * answer - 1 if name == "hinge" else answer] * len(out) for name in LOSSES
        }
        got = in_node(LOSSES_IN_NODE, {"out": out, "wanted": wanted})
        for name, loss in LOSSES.items():
            points = [ma.Value([x]) for x in out]
            costs = [loss(x, wanted[name][:1]) for x in points]
            for cost in costs:
                cost.backward()
            assert near(got[name]["costs"], [cost.data for cost in costs], 1e-14), name
            assert near(got[name]["slopes"], [x.grad[0] for x in points], 1e-13), name


def test_a_penalty_is_l1_and_half_of_l2(in_node):
    w = [-2.0, -0.5, 0.0, 0.25, 3.0]
    got = in_node(
        'import { PENALTY } from "./kernels.js";\n'
        "const slopes = new Float64Array(given.length);\n"
        "PENALTY(Float64Array.from(given), slopes, 0.1, 0.3, given.length);\ntell(slopes);", w
    )  # fmt: skip
    leaf = ma.Value(np.array(w))
    (0.1 * ma.abs(leaf).sum() + 0.15 * (leaf * leaf).sum()).backward()
    assert near(got, leaf.grad, 1e-15)


def test_a_rule_of_ones_own_is_on_the_page_without_a_line_of_javascript(in_node, swept):
    class Bump(ma.Activation):
        formula, derivative = "exp(-x * x)", "-2 * x * y"

        def forward(self, x, xp):
            return xp.exp(-x * x)

        def local_gradient(self, x, y, xp):
            return -2 * x * y

    got = in_node(ACTIVATIONS, [-1.0, 0.0, 0.5])["bump"]
    x = np.array([-1.0, 0.0, 0.5])
    assert near(got["a"], np.exp(-x * x), 1e-15)
    assert near(got["slopes"], -2 * x * np.exp(-x * x), 1e-15)
    assert got["python"]["name"] == "Bump()"
    assert got["python"]["line"].startswith("#")
    assert '"bump"' in ma.playground().framed


def test_a_changed_slope_changes_the_page(in_node, monkeypatch):
    monkeypatch.setattr(Tanh, "local_gradient", lambda self, x, y, xp: 0.5 + 0 * x)
    assert numbers(in_node(ACTIVATIONS, [0.3])["tanh"]["slopes"]).tolist() == [0.5]


def test_a_rule_that_only_python_can_compute_is_left_out_or_refused(swept):
    class Odd(ma.Activation):
        def forward(self, x, xp):
            return x if x > 0 else 0.0

        def local_gradient(self, x, y, xp):
            return 1.0 if x > 0 else 0.0

    assert '"odd"' not in kernels()
    with pytest.raises(TypeError):
        kernels([Odd()])


def test_parameters_travel_with_an_activation(in_node):
    lines = 'import { ACTIVATIONS } from "./kernels.js";\ntell(ACTIVATIONS[given].python);'
    python = in_node(lines, "leaky_relu(slope=0.2)", [LeakyReLU(0.2)])
    assert python == {
        "name": "LeakyReLU(slope=0.2)",
        "line": "from microact.rules.activations import LeakyReLU",
    }
