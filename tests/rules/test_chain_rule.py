"""The chain rule stands in one place: broken there, every reading of every gradient is wrong."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import microact as ma
from microact.readings.arrays import arrays
from microact.rules.chain_rule import passed_on
from tests.conftest import HANGS

PACKAGE = Path(ma.__file__).parent
PRODUCT = "upstream * slope"

READINGS = r"""
import contextlib, json, re, sys
import numpy as np
import microact as ma
from microact.check.rounding import Rounding
from microact.diagnosis import diagnose
from microact.engine.flow import flow
from microact.words.stepper import story

class Bent(ma.Activation):
    formula, derivative = "x * x", "2 * x"
    def forward(self, x, xp):
        return x * x
    def local_gradient(self, x, y, xp):
        return 2 * x

def leaves():
    return ma.Value(0.5, "w"), ma.Value(2.0, "x")

def graph():
    w, x = leaves()
    y = (w * x).tanh()
    y.label = "y"
    return w, x, y

def backward(how=contextlib.nullcontext, **options):
    with how():
        w, x, y = graph()
        y.backward(**options)
    return float(w.grad.data if isinstance(w.grad, ma.Value) else w.grad)

def arrays(unrolled=None):
    w, x = ma.Value([0.5, 0.25], "w"), ma.Value([2.0, 4.0], "x")
    y = (w * x).tanh().sum()
    if unrolled is None:
        y.backward()
        return float(w.grad[0])
    return float(ma.unroll(y, buffers=unrolled)([0.5, 0.25], [2.0, 4.0])[1][0][0])

def model(step):
    net = ma.nn.MLP(1, [1, 1], hidden="tanh", seed=0)
    net.parameters()[0].data = np.array([[0.5]])
    net.parameters()[2].data = np.array([[1.0]])
    X, y = np.array([[2.0]]), np.array([0.0])
    if step:
        net.compile(ma.losses.mean_squared_error)(X, y.reshape(1, 1))
    else:
        ma.losses.mean_squared_error(net(X), y.reshape(1, 1)).backward()
    return float(net.parameters()[0].grad[0, 0])

def own():
    x = ma.Value(1.0)
    Bent()(x).backward()
    own_array = ma.Value([1.0])
    Bent()(own_array).sum().backward()
    return float(x.grad) + float(own_array.grad[0])

def batched():
    w, x, y = graph()
    return float(ma.unroll(y, batched=["x"])(0.5, np.array([2.0]))[1][0])

def drawn():
    w, x, y = graph()
    svg = ma.draw(y, gradients=True).pipe("svg", encoding="utf-8")
    return float(re.search(r"w: data 0.5, grad ([0-9]+\.[0-9]+)", svg)[1])

def told(text):
    return float(re.search(r"w\.grad = ([0-9.]+)", text)[1])

def of_lines(source):
    return source.count("1.001")

w, x, y = graph()
diagnosed = diagnose(ma.nn.MLP(1, [1, 1], "tanh", "tanh", seed=0), [[1.0]])
got = {
    "shortcuts": backward(),
    "plain": backward(ma.plain),
    "recorded": backward(create_graph=True),
    "arrays": arrays(),
    "a rule of one's own": own(),
    "grad": ma.grad(lambda w: (w * 2.0).tanh())(0.5),
    "grad of grad": ma.grad(ma.grad(lambda w: (w * 2.0).tanh()))(0.5),
    "flow": flow(y)[-1].total + flow(y)[1].total,
    "words": told(str(ma.explain(y))),
    "story": told("\n".join(story(y))),
    "diagram": drawn(),
    "unrolled": ma.unroll(y)(0.5, 2.0)[1][0],
    "batched": batched(),
    "buffers": arrays(True),
    "lines of arrays": arrays(False),
    "javascript": of_lines(ma.unroll(y, language="javascript").source),
    "page": of_lines(ma.explore(y).framed),
    "network": model(False),
    "compiled": model(True),
    "check": float(ma.gradcheck(ma.tanh, 0.7, raise_error=False).passed),
    "check of arrays": float(ma.gradcheck(ma.multiply, [1.0], [2.0], raise_error=False).passed),
    "diagnosis": float(diagnosed.layers[0].gradient_mean),
    "rounding": sum(map(float, Rounding(y, 1.0).costs.values())),
}
print(json.dumps(got))
"""


def readings(folder):
    done = subprocess.run(
        [sys.executable, "-c", READINGS], cwd=folder, capture_output=True, text=True, timeout=HANGS,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_product_stands_in_one_place():
    places = [path for path in PACKAGE.rglob("*.py") if PRODUCT in path.read_text(encoding="utf-8")]
    assert [path.name for path in places] == ["chain_rule.py"]
    assert places[0].read_text(encoding="utf-8").count(PRODUCT) == 1


def test_broken_there_every_reading_is_wrong(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "microact", ignore=shutil.ignore_patterns("__pycache__"))
    right = readings(tmp_path)
    slope = 2.0 * (1 - np.tanh(1.0) ** 2)
    for name in ("shortcuts", "plain", "recorded", "arrays", "grad", "unrolled", "batched",
                 "buffers", "lines of arrays"):  # fmt: skip
        assert right[name] == pytest.approx(slope, rel=1e-14), name
    for name in ("words", "story", "diagram"):
        assert right[name] == pytest.approx(slope, rel=1e-4), name
    assert right["check"] == right["check of arrays"] == 1.0
    file = tmp_path / "microact/rules/chain_rule.py"
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace(PRODUCT, f"{PRODUCT} * 1.001"), encoding="utf-8")
    broken = readings(tmp_path)
    unharmed = [name for name in right if broken[name] == right[name]]
    assert unharmed == []


def test_a_number_that_was_repeated_gets_the_sum():
    upstream, slope, x = np.ones((2, 3)), np.array([1.0, 2.0, 3.0]), np.zeros((2, 1))
    assert passed_on(upstream, slope, x, arrays).tolist() == [[6.0], [6.0]]
