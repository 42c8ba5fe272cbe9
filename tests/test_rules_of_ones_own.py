"""A user's rule gives the same numbers whatever it is read with.

Random bodies: nested comparisons, arithmetic of truths, choices, signs, constants, helper
functions, parameters. Each is computed as floats, arrays and Values, unrolled, batched, with and
without buffers, and in JavaScript. `MICROACT_EXAMPLES=10000` tries that many.
"""

import json
import math
import os
import subprocess
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import microact as ma
from microact.expressions.javascript import PRELUDE
from microact.rules import registry
from microact.show.page.rules_in_javascript import rule_in_javascript
from tests.conftest import NODE
from tests.rule_bodies import PARAMETERS, UnstableError, computed, depends, numbers

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # a failure names its rule: no shrinking
EXAMPLES = int(os.environ.get("MICROACT_EXAMPLES", "300"))
POINTS = [0.7, -1.3, 2.5, 0.0]

SERVER = (
    PRELUDE
    + """
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { code, points } = JSON.parse(line);
  let answer;
  try {
    const f = eval(code);
    answer = points.map((x) => f(x).flat().map(String));
  } catch (error) { answer = String(error); }
  console.log(JSON.stringify(answer));
});
"""
)


@pytest.fixture(scope="module")
def node():
    """Start one node that computes whatever it is sent."""
    if not NODE:
        yield None
        return
    with subprocess.Popen(
        [NODE, "-e", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def run(code, points):
            process.stdin.write(json.dumps({"code": code, "points": points}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert isinstance(answer, list), (answer, code)
            return [[float(x.replace("Infinity", "inf")) for x in row] for row in answer]

        yield run
        process.stdin.close()


def same(got, expected):
    got, expected = (np.asarray(x, dtype=float).ravel() for x in (got, expected))
    np.testing.assert_allclose(got, expected, rtol=1e-8, atol=1e-8)


def make(body, slope, helper, p, flag):
    """Make the rule that a user would have written."""
    source = (
        "@dataclass(frozen=True)\n"
        "class Own(ma.Activation):\n"
        "    p: object = 1.0\n"
        "    flag: object = True\n"
        "    def forward(self, x, xp):\n"
        "        p, flag = self.p, self.flag\n"
        f"        helper = lambda z: {helper}\n"
        f"        return {body}\n"
        "    def local_gradient(self, x, y, xp):\n"
        "        p, flag = self.p, self.flag\n"
        f"        helper = lambda z: {helper}\n"
        f"        return {slope}\n"
    )
    registry.pop("own", None)
    world = {"ma": ma, "dataclass": dataclass, "__name__": __name__}
    exec(source, world)
    return world["Own"](p, flag), source


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES
)
@given(
    numbers(("x", "x", "p", "flag")),
    numbers(("x", "x", "y", "p", "flag")),
    numbers(("z", "p")),
    st.sampled_from(PARAMETERS["p"]),
    st.sampled_from(PARAMETERS["flag"]),
)
def test_every_reading_of_a_rule_gives_the_same_numbers(node, body, slope, helper, p, flag):
    assume(depends(body, "x", helper))  # a constant has not the shape of x, and is refused
    given_ = {"p": p, "flag": flag}
    points, values, slopes = [], [], []
    for x in POINTS:
        try:
            y = computed(body, {**given_, "x": x}, helper)
            s = computed(slope, {**given_, "x": x, "y": y}, helper)
        except UnstableError:
            continue
        points.append(x)
        values.append(y)
        slopes.append(s)
    assume(points)
    rule, source = make(body, slope, helper, p, flag)
    try:
        check(rule, points, values, slopes, node)
    except BaseException as error:
        # A branch that is not taken may hold Python's root of a negative number: refused.
        assume(not isinstance(error, TypeError) or "gave dtype complex" not in str(error))
        error.add_note(source)
        raise
    finally:
        registry.pop("own", None)


def check(rule, points, values, slopes, node):
    for x, y, s in zip(points, values, slopes):
        for again in (False, True):  # plain, and recorded
            v = ma.Value(x, "x")
            out = rule(v)
            out.backward(create_graph=again)
            grad = v.grad.data if isinstance(v.grad, ma.Value) else v.grad
            same([out.data, grad], [y, s])
    array = np.array(points)
    for again in (False, True):
        v = ma.Value(array, "x")
        out = rule(v)
        out.backward(np.ones(len(points)), create_graph=again)
        grad = v.grad.data if isinstance(v.grad, ma.Value) else v.grad
        same(out.data, values)
        same(np.broadcast_to(grad, array.shape), slopes)
    v = ma.Value(points[0], "x")
    out = rule(v)
    step = ma.unroll(out, inputs=[v])
    for x, y, s in zip(points, values, slopes):
        got, (gradient,) = step(x)
        same([got, gradient], [y, s])
    got, (gradient,) = ma.unroll(out, inputs=[v], batched=["x"])(array)
    same(got, values)
    same(gradient, slopes)
    if all(map(math.isfinite, values + slopes)):  # their sum is what is asked for
        v = ma.Value(array, "x")
        total = (rule(v) * 1.0).sum()
        for buffers in (True, False):
            for x in (array, array[::-1].copy()):
                got, (gradient,) = ma.unroll(total, inputs=[v], buffers=buffers)(x)
                same(got, sum(values))
                same(gradient if x is array else gradient[::-1], slopes)
    if node:
        v = ma.Value(points[0], "x")
        source = ma.unroll(rule(v), inputs=[v], language="javascript").source
        for row, y, s in zip(node(f"({source})", points), values, slopes):
            same(row, [y, s])
        page = rule_in_javascript(rule)
        code = f"const r = {page}; (x) => [r.forward(x), r.slopes(x, r.forward(x)).map(Number)]"
        for row, y, s in zip(node(code, points), values, slopes):
            same(row, [y, s])
        page = rule_in_javascript(rule, ([(1,)], (1,)))
        there = "(x, y = q.forward([x])[0]) => [y, q.vjp([1], y, [x])[0]]"
        for row, y, s in zip(node(f"const q = {page}; {there}", points), values, slopes):
            same(row, [y, s])


def test_the_test_above_can_fail():
    """NumPy's own arithmetic of truths is what the readings must not show."""
    x = np.array([2.0])
    assert ((x > 0) + (x > 1)).tolist() == [True]
    with pytest.raises(AssertionError):
        same((x > 0) + (x > 1), [2.0])
