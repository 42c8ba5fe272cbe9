"""500 random programs of all rules: others derive from the forward lines what we wrote by hand."""

import random

import numpy as np
import pytest

import microact as ma
from microact.engine.node import number_of
from microact.engine.order import topological_order
from tests.judges.conftest import agree
from tests.test_random_programs import EVERYTHING, SHAPES, recorded

PROGRAMS, BATCH = 500, 25


def program_of(seed):
    """Draw steps, and numbers that lie on no kink."""
    rng = random.Random(seed)
    names = sorted(EVERYTHING)
    steps = [
        (rng.choice(names), rng.randrange(10), rng.randrange(10), rng.randrange(10))
        for _ in range(rng.randint(2, 7))
    ]
    shapes = [rng.choice(SHAPES) for _ in range(rng.randint(2, 3))]
    draw = np.random.default_rng(seed)
    return steps, [draw.normal(size=shape) for shape in shapes]


def on_a_kink(output):
    """Whether some number lies where there are several slopes, and libraries differ."""
    return any(map(meets_a_kink, topological_order(output)))


def meets_a_kink(node):
    rule, y = node.rule, node._number
    numbers = [number_of(x) for x in node.inputs]
    if rule is None:
        return False
    if rule.elementwise and len(numbers) == 1:
        return np.any(np.isin(numbers[0], rule.kinks))
    if rule.name == "prelu":
        return np.any(np.equal(numbers[0], 0))
    if rule.name in ("maximum", "minimum"):
        return np.any(np.equal(*numbers))
    if rule.name in ("max", "min"):
        return np.any(np.diff(np.sort(np.ravel(numbers[0]))) == 0)
    return rule.name == "std" and np.any(np.equal(y, 0))


@pytest.mark.parametrize("batch", range(PROGRAMS // BATCH))
def test_random_programs(judge, batch):
    judged, seed = 0, 1000 * batch
    while judged < BATCH:
        seed += 1
        steps, arrays = program_of(seed)
        leaves, output = recorded(steps, arrays)
        if on_a_kink(output):
            continue
        judged += 1
        step = ma.unroll(output, leaves)
        value, gradients = step(*arrays)
        run = step.on(judge.namespace)
        found = judge.compiled(run)(*map(judge.array, arrays))
        agree(map(judge.plain, (found[0], *found[1])), (value, *gradients), 1e-9)
        derived = judge.gradients(run, arrays)
        theirs = [np.zeros(np.shape(g)) if d is None else judge.plain(d)
                  for d, g in zip(derived, gradients)]  # fmt: skip
        try:
            agree(theirs, gradients, 1e-9)
        except AssertionError:
            pytest.fail(f"program {seed}: {steps}\n{theirs}\n{gradients}")
