"""What is returned shares no memory with what was passed in."""

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.check.points import samples
from microact.nn import MLP
from microact.rules import registry

GRID = np.arange(6.0).reshape(2, 3) / 7 + 0.1


def arrays_in(x):
    """Yield every array in a result, whatever holds it."""
    if isinstance(x, np.ndarray):
        yield x
    elif isinstance(x, Value):
        yield from (x._number, x.data, x.grad) if x.shape else ()
    elif isinstance(x, tuple | list):
        for item in x:
            yield from arrays_in(item)


def apart(result, given):
    for array in arrays_in(result):
        assert not any(np.may_share_memory(array, x) for x in given)


# x[1] of an array is NumPy's own matter.
@pytest.mark.parametrize("name", [n for n, kind in registry.items() if n != "getitem"
                                  and kind.__module__.startswith("microact.")])  # fmt: skip
def test_no_function_hands_back_its_argument(name):
    for function, inputs in samples(registry[name]):
        for wrap in (np.array, Value):
            given = [np.array(x) for x in inputs]
            leaves = [wrap(x) if x.shape else float(x) for x in given]
            passed = [x for x in leaves if isinstance(x, np.ndarray)]
            apart(function(*leaves), [*given, *passed])


@pytest.mark.parametrize(
    "f",
    [
        lambda a: ma.identity(a), lambda a: ma.transpose(a), lambda a: ma.getitem(a, 0),
        lambda a: ma.reshape(a, -1), lambda a: ma.split(a, 3, axis=1),
        lambda a: ma.broadcast_to(a, (4, 2, 3)), lambda a: ma.squeeze(a[None]),
        lambda a: ma.expand_dims(a, 0), lambda a: ma.where(True, a, 0.0),
        lambda a: ma.sum(a[None], axis=0), lambda a: ma.maximum(a, -1.0), lambda a: ma.clip(a),
        lambda a: ma.power(a, 1), lambda a: ma.grad(lambda x: (x * a).sum())(a),
        lambda a: ma.value_and_grad(lambda x: (x * a).sum())(a)[1],
        lambda a: MLP(3, [2])(a), lambda a: MLP(3, [2]).layer_outputs(a),
    ],
)  # fmt: skip
def test_views_are_copied(f):
    a = GRID.copy()
    apart(f(a), [a])
    assert np.array_equal(a, GRID)


KEPT = [
    lambda a: a.T, lambda a: a[0], lambda a: a.reshape(-1), lambda a: a * 1.0,
    lambda a: ma.identity(a), lambda a: ma.broadcast_to(a, (1, 2, 3)), lambda a: a + 0.0,
    lambda a: Value(np.arange(6.0)).reshape(2, 3) + 0.0 * a.sum(),
]  # fmt: skip


@pytest.mark.parametrize("keep", KEPT, ids=range(len(KEPT)))
@pytest.mark.parametrize("buffers", [True, False])
def test_a_step_keeps_nobodys_memory(keep, buffers):
    a = Value(GRID, "a")
    t = keep(a)
    y = (t * t).sum()
    step = ma.unroll(y, inputs=[a], keep=[t, a], buffers=buffers)
    mine = GRID.copy()
    first = step(mine)
    apart(first, [mine])
    results = [np.array(x) for x in arrays_in(first)]
    for array in arrays_in(first):
        array[...] = -1.0  # writing into what was returned changes no later answer
    assert np.array_equal(mine, GRID)
    for x, again in zip(results, arrays_in(step(mine))):
        assert np.array_equal(x, again)


def test_a_batch_hands_back_nobodys_memory():
    x, w = Value(2.0, "x"), Value(3.0, "w")
    rows = np.array([1.0, 2.0, 3.0])
    for y in (x * w, x + w, ma.identity(x), w * 1.0 + x):
        step = ma.unroll(y, inputs=[x, w], batched=["x"])
        result = step(rows, 3.0)
        apart(result, [rows])
        for array in arrays_in(result):
            array[...] = -1.0
    both = ma.unroll(x * w, inputs=[x, w], batched=["x", "w"])
    weights = np.array([4.0, 5.0, 6.0])
    apart(both(rows, weights), [rows, weights])


def test_a_compiled_step_hands_back_nobodys_memory():
    model = MLP(3, [3], output="identity")
    step = model.compile()
    step(GRID, np.zeros((2, 3)))
    outputs = step.outputs
    before = outputs.copy()
    step(GRID + 1.0, np.zeros((2, 3)))
    assert np.array_equal(outputs, before)
    apart([step.outputs, *[p.grad for p in model.parameters()]],
          [p._number for p in model.parameters()])  # fmt: skip
