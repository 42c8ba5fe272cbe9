"""A training on the page is a training of the engine: losses, gradients, steps, the way back."""

import math
import random
import subprocess
import sys

import numpy as np
import pytest

from tests.conftest import HANGS, needs_node
from tests.show.page.conftest import Oracle, near, numbers

pytestmark = needs_node

HIDDEN = [
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "softplus",
    "silu",
    "gelu_tanh",
    "identity",
]

OUTPUTS = ["sigmoid", "tanh", "identity"]


def some_settings(seed):
    """Settings of every kind, as a learner might choose them."""
    draw = random.Random(seed)
    loss = draw.choice(["cross-entropy", "squared error", "hinge"])
    optimizer = draw.choice(["SGD", "momentum", "Adam"])
    starts = ["usual", "usual", "small", "large"]
    if optimizer != "Adam":  # which makes a step of a gradient of 1e-17 where another order has 0
        starts.append("zero")
    return {
        "data": draw.choice(["moons", "circles", "xor", "spirals", "blobs"]),
        "points": draw.choice([12, 40, 200]), "noise": draw.choice([0, 0.12, 0.5]),
        "heldOut": draw.choice([0, 0.2, 0.5]), "seed": draw.randrange(1000),
        "layers": [
            {"units": draw.randint(1, 6), "activation": draw.choice(HIDDEN)}
            for _ in range(draw.randint(0, 4))
        ],
        "output": draw.choice(OUTPUTS) if loss != "cross-entropy" else "sigmoid",
        "loss": loss, "start": draw.choice(starts),
        "rate": draw.choice([0.003, 0.03, 0.1, 0.3]), "batch": draw.choice([1, 7, 20, 1000]),
        "optimizer": optimizer,
        "l1": draw.choice([0, 0, 0.01]), "l2": draw.choice([0, 0, 0.03]),
    }  # fmt: skip


RUN = """
import { checkedSettings } from "./network/settings.js";
import { madePoints } from "./network/points.js";
import { Run } from "./network/run.js";
import { asPython } from "./network/python.js";
const remembered = ({ m, v, t }) => ({ m: m && m.slice(), v: v && v.slice(), t });
const state = (run) => ({
  X: run.X, wanted: run.wanted, learning: run.learning, inputs: run.inputs, step: run.step,
  theta: run.network.theta.slice(), gradient: run.network.gradient.slice(),
  losses: run.measured.losses.slice(), right: run.measured.right.slice(),
  arriving: run.measured.arriving.slice(), batches: run.nextBatches(10),
  memory: remembered(run.memory),
});
const runs = given.map((settings) => {
  const run = new Run(checkedSettings(settings), madePoints(settings));
  for (let i = 0; i < 5; i++) run.advance(1);
  const before = state(run), python = run.overflowed ? "" : asPython(run), losses = [];
  for (let i = 0; i < 10; i++) { run.advance(1); losses.push(run.measured.losses[0]); }
  return { before, python, losses, after: state(run) };
});
tell(runs);
"""


def oracle_of(settings, state):
    X = np.reshape(numbers(state["X"]), (-1, state["inputs"]))
    return Oracle(settings, numbers(state["theta"]), X, numbers(state["wanted"]), state["learning"])


def test_losses_gradients_and_steps_are_the_engines(in_node):
    chosen = [some_settings(seed) for seed in range(60)]
    held = 0
    for settings, run in zip(chosen, in_node(RUN, chosen)):
        before = run["before"]
        oracle = oracle_of(settings, before)
        if not np.all(np.isfinite(numbers(run["losses"]))):
            continue  # large weights may overflow, in both
        held += 1
        assert near(before["losses"], oracle.losses(), 1e-12), settings
        assert near(before["gradient"], oracle.gradient(), 1e-12), settings
        assert near(before["arriving"], oracle.arriving(), 1e-12), settings
        memory = before["memory"]
        optimizer = oracle.optimizer(memory)
        for batch, loss in zip(before["batches"], run["losses"]):
            oracle.step(optimizer, batch)
            assert near(loss, oracle.losses()[0], 1e-9), settings
        assert near(run["after"]["theta"], oracle.theta, 1e-9), settings
    assert held >= 50


@pytest.mark.parametrize("seed", [3, 4, 5, 6, 7, 8])
def test_copied_as_python_it_prints_the_pages_next_ten_losses(in_node, seed, tmp_path):
    settings = some_settings(seed) | {"start": "usual", "rate": 0.03}
    (run,) = in_node(RUN, [settings])
    (tmp_path / "copied.py").write_text(run["python"], "utf-8")
    done = subprocess.run(
        [sys.executable, "copied.py"], capture_output=True, text=True, cwd=tmp_path, timeout=HANGS
    )
    assert done.returncode == 0, done.stderr
    printed = [float(line) for line in done.stdout.split()]
    assert len(printed) == 10
    assert near(printed, run["losses"], 1e-9)


def test_points_and_first_weights_are_the_same_everywhere(in_node):
    # Rounded, so that another browser's sine changes nothing; the numbers as they were seen once.
    lines = """
import { madePoints } from "./network/points.js";
import { settingsWith } from "./network/settings.js";
import { Run } from "./network/run.js";
const settings = settingsWith({ seed: 5 });
const run = new Run(settings, madePoints(settings));
const [batch] = run.nextBatches(1);
tell({ rows: run.table.rows, weights: run.network.theta, batch });
"""
    got = in_node(lines)
    assert all(x == round(x, 3) for row in got["rows"] for x in row)
    assert all(x == round(x, 4) for x in got["weights"])
    assert got == in_node(lines)


TRAVEL = """
import { settingsWith } from "./network/settings.js";
import { madePoints } from "./network/points.js";
import { Run } from "./network/run.js";
import { addressOf, fromAddress } from "./network/address.js";
import { packedDocument, unpackedDocument } from "./network/codec.js";
const answers = given.map((changes) => {
  const settings = settingsWith(changes);
  const run = new Run(settings, madePoints(settings));
  for (let i = 0; i < 12; i++) run.advance(1);
  const address = addressOf(run);
  const there = fromAddress(address);
  const text = JSON.stringify(packedDocument(run.document()));
  const saved = Run.of(unpackedDocument(JSON.parse(text)));
  run.goTo(4);
  const losses = [run, there, saved].map((one) => one.measured.losses[0]);
  there.goTo(0);
  saved.goTo(4);
  for (const one of [run, saved]) for (let i = 0; i < 8; i++) one.advance(1);
  return {
    length: address.length, losses, moments: saved.history.length,
    again: [run, there, saved].map((one) => [one.step, one.measured.losses[0]]),
  };
});
tell(answers);
"""


def test_a_training_goes_on_exactly_from_an_address_a_saved_page_and_its_past(in_node):
    kinds = [{"optimizer": name} for name in ("SGD", "momentum", "Adam")]
    for got in in_node(TRAVEL, kinds):
        assert got["length"] <= 8000
        assert got["moments"] == 13
        # Eight steps from step 4 on lead to step 12 again, to the last bit.
        assert {tuple(pair) for pair in got["again"]} == {tuple(got["again"][0])}


def test_an_address_leaves_weights_out_that_do_not_fit(in_node):
    wide = [{"layers": [{"units": 24, "activation": "tanh"}] * 3}]
    lines = TRAVEL.partition("  const there")[0] + "  return address;\n});\ntell(answers);"
    (address,) = in_node(lines, wide)
    assert len(address) <= 8000
    assert "now=" not in address
    assert "layer=24" in address


def test_thinned_pasts_keep_their_ends(in_node):
    lines = """
import { settingsWith } from "./network/settings.js";
import { madePoints } from "./network/points.js";
import { Run } from "./network/run.js";
import { packedDocument } from "./network/codec.js";
const run = new Run(settingsWith(), madePoints(settingsWith()));
for (let i = 0; i < 1500; i++) run.advance(1);
run.goTo(100);
const saved = packedDocument(run.document());
tell({
  kept: run.history.length, first: run.history[0].step, last: run.history.at(-1).step,
  size: JSON.stringify(saved).length, at: saved.history[saved.at].step, now: run.step,
  ends: [saved.history[0].step, saved.history.at(-1).step],
});
"""
    got = in_node(lines)
    assert got["kept"] <= 400
    assert got["first"] == 0
    assert got["last"] == 1500
    assert got["ends"] == [0, 1500]
    assert got["at"] == got["now"]
    assert got["size"] < 900_000


def test_what_overflows_is_said_and_stops(in_node):
    lines = """
import { settingsWith } from "./network/settings.js";
import { madePoints } from "./network/points.js";
import { Run } from "./network/run.js";
import { asPython } from "./network/python.js";
import { STORIES } from "./network/stories.js";
const { settings } = STORIES.explode;
const run = new Run(settings, madePoints(settings));
let steps = 0;
while (!run.overflowed && steps < 100) { run.advance(1); steps += 1; }
let said = "";
try { asPython(run); } catch (error) { said = error.message; }
run.goTo(run.history.length - 2);
tell({ steps, said, back: run.overflowed, loss: run.measured.losses[0] });
"""
    got = in_node(lines)
    assert got["steps"] < 100
    assert "overflowed" in got["said"]
    assert got["back"] is False
    assert math.isfinite(got["loss"])


BAD = [
    ({"settings": {"data": "mars"}}, "data is one of"),
    ({"settings": {"rate": "fast"}}, "rate is a number"),
    ({"settings": {"rate": -1}}, "rate is a number"),
    ({"settings": {"points": 1e9}}, "points is a number"),
    ({"settings": {"layers": [{"units": 1e6, "activation": "tanh"}]}}, "units is a number"),
    ({"settings": {"layers": [{"units": 3, "activation": "constructor"}]}}, "activation is one of"),
    ({"settings": {"layers": "many"}}, "layers of units"),
    ({"settings": {"layers": [None]}}, "activation is one of"),
    ({"settings": {"output": "tanh"}}, "cross-entropy"),
    ({"settings": {"loss": "__proto__"}}, "loss is one of"),
    ({"settings": {"data": "own"}}, "not a table"),
    ({"settings": {"data": "own"}, "table": {"names": ["a", "b"], "rows": [[1, "x"]]}}, "table"),
    ({"settings": {}, "first": "abc"}, "should be 44 weights"),
    ({"settings": {}, "history": []}, "incomplete"),
    ({"settings": {}, "history": [{"step": 1}]}, "incomplete"),
    ({"settings": {}, "history": [{"step": 1, "epoch": 0, "cursor": 0, "losses": [1, 1],
      "right": [1, 1], "arriving": [1, 1, 1], "theta": "<b>", "t": 0}]}, "44 weights"),
]  # fmt: skip


def test_what_is_wrong_with_a_saved_page_is_said_in_one_line(in_node):
    lines = """
import { unpackedDocument } from "./network/codec.js";
const said = (state) => {
  try { unpackedDocument(state); return ""; } catch (error) { return error.message; }
};
tell(given.map(said));
"""
    for (state, words), said in zip(BAD, in_node(lines, [state for state, _ in BAD])):
        assert words in said, (state, said)
        assert "\n" not in said, (state, said)
        assert len(said) < 300, (state, said)


ADDRESSES = [
    ("data=mars", "data is one of"), ("rate=", "rate is a number"), ("layer=5", "activation is"),
    ("layer=5+%3Cscript%3E", "activation is one of"), ("data=own", "address is cut off"),
    ("data=own&own={}", "not a table"), ("now=%7B", "address is cut off"),
    ("now={}&layer=5+tanh", ""), ("now={%22theta%22:%22AAAA%22}", "weights"),
    ("data=xor&seed=3&unknown=1", ""), ("__proto__=1&constructor=2", "says nothing"),
    ("x", "says nothing"), ("data=moons&layers=2&layer=5+tanh", "cut off"),
    ("now={%22cursor%22:5000}", "incomplete"), ("now={%22cursor%22:160}", "incomplete"),
]  # fmt: skip


def test_what_is_wrong_with_an_address_is_said_in_one_line(in_node):
    lines = """
import { fromAddress } from "./network/address.js";
const said = (address) => {
  try { fromAddress(address); return ""; } catch (error) { return error.message; }
};
tell(given.map(said));
"""
    for (address, words), said in zip(ADDRESSES, in_node(lines, [a for a, _ in ADDRESSES])):
        assert bool(said) == bool(words), (address, said)
        assert words in said, (address, said)
        assert "\n" not in said, (address, said)
