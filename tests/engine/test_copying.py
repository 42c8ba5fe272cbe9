"""Whatever can be made can be copied, deep-copied and pickled, and is as good as the first."""

import copy
import linecache
import pickle
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.engine.node import Clock
from microact.engine.order import topological_order
from microact.nn import MLP

WAYS = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "python's pickle": lambda x: pickle.loads(pickle._dumps(x)),
    "protocol 2": lambda x: pickle.loads(pickle.dumps(x, 2)),
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@dataclass(frozen=True)
class Bend(ma.Activation):
    """An activation of a user's, at the top of a module, where pickle finds it."""

    name = "bend_of_a_test"
    slope: float = 0.5

    def forward(self, x, xp):
        return xp.where(x > 0, x, self.slope * x)

    def local_gradient(self, x, y, xp):
        return xp.where(x > 0, 1.0, self.slope)


ma.registry.pop("bend_of_a_test")  # no rule for other tests to find


@pytest.fixture(autouse=True)
def _registered():
    ma.registry["bend_of_a_test"] = Bend
    yield
    ma.registry.pop("bend_of_a_test")


def chain(n, wide=False):
    x = Value(0.5, "x")
    y = x
    for i in range(n):
        y = y * 1.0001 + (x if wide and i % 2 else 0.01)
    return x, y


@every_way
@pytest.mark.parametrize("wide", [False, True])
def test_graphs_of_any_depth(way, wide):
    x, y = chain(20_000, wide)
    y2 = way(y)
    y.backward()
    y2.backward()
    leaves = [n for n in topological_order(y2) if n.is_leaf] if wide else []
    assert y2.data == y.data
    assert y2 is not y
    if wide:
        assert [leaf.grad for leaf in leaves if leaf.label == "x"] == [x.grad]


@every_way
def test_what_is_shared_stays_shared(way):
    x, y = chain(300)
    z = y * x
    x2, y2, z2, again = way([x, y, z, y])
    assert again is y2
    z2.backward()
    z.backward()
    assert (x2.grad, y2.grad) == (x.grad, y.grad)
    y2, x2 = way((y, x))  # the root first
    y2.backward()
    assert x2.grad != x.grad


@every_way
def test_gradients_that_are_graphs_come_along(way):
    x = Value(0.7, "x")
    y = x
    for _ in range(400):
        y = ma.sin(y)
    y.backward(create_graph=True)
    x2 = way(x)
    assert isinstance(x2.grad, Value)
    assert x2.grad.data == x.grad.data
    first = x2.grad
    x2.grad = 0.0
    first.backward()
    slope = x.grad
    x.grad = 0.0
    slope.backward()
    assert x2.grad == x.grad


@every_way
def test_after_a_failure_everything_is_as_before(way):
    x = Value(0.5, "x")
    y = x.tanh() * 2.0
    y.backward(create_graph=True)

    class Stubborn:
        def __reduce_ex__(self, protocol):
            raise ValueError("I stay")

    for thing in ([y, Stubborn()], [Stubborn(), y]):
        try:
            way(thing)
        except ValueError:  # and while it is being handled
            y2 = way(y)
            assert isinstance(way(x).grad, Value)
            assert y2.data == y.data
    assert isinstance(way(x).grad, Value)


@every_way
def test_a_copy_is_on_its_own(way):
    a = Value(np.arange(6.0).reshape(2, 3), "a")
    y = (a @ a.T).sum()
    a2 = way(a)
    a2.data = np.zeros((2, 3))
    assert a.data.any()
    y2 = way(y)
    y2.backward()
    assert a.grad == 0.0
    with pytest.raises(ValueError, match="read-only"):
        y2.inputs[0].data[0] = 1.0  # its arrays are frozen as well


def test_a_plain_copy_has_the_same_inputs():
    x = Value(0.5, "x")
    y = x * 2.0
    z = copy.copy(y)
    assert z is not y
    assert z.inputs[0] is x
    z.backward()
    assert x.grad == 2.0


def made():
    x, w = Value(0.5, "x"), Value(np.arange(6.0).reshape(2, 3), "w")
    net = MLP(2, [3, 1], hidden=Bend(0.1))
    compiled = net.compile()
    compiled(np.ones((4, 2)), np.array([0, 1, 1, 0]))
    optimizer = ma.optim.Adam(net.parameters())
    optimizer.step()
    neurons = net.to_neurons()
    tanh = (x * 2.0).tanh()
    return {
        "leaf": x, "array": w, "node": tanh, "rule": ma.LeakyReLU(0.1), "own rule": Bend(0.2),
        "function": ma.tanh, "network": net, "neurons": neurons, "optimizer": optimizer,
        "compiled": compiled, "step": ma.unroll(tanh), "batched": ma.unroll(tanh, batched=["x"]),
        "arrays": ma.unroll((w * w).sum(), keep=[w * 1.0] * 0),
        "own lines": ma.unroll(Bend(0.3)(x)), "javascript": ma.unroll(tanh, language="javascript"),
        "report": ma.gradcheck(ma.tanh, 0.7), "diagram": ma.draw(tanh), "page": ma.explore(tanh),
        "explanation": ma.explain(tanh), "history": ma.train.fit(
            MLP(2, [1]), np.ones((4, 2)), np.array([0, 1, 1, 0]), epochs=1, verbose=False),
        "own function": ma.activations["bend_of_a_test"], "all activations": ma.activations,
    }  # fmt: skip


NAMES = [
    "leaf", "array", "node", "rule", "own rule", "function", "network", "neurons", "optimizer",
    "compiled", "step", "batched", "arrays", "own lines", "javascript", "report", "diagram", "page",
    "explanation", "history", "own function", "all activations",
]  # fmt: skip


def test_all_that_is_made_is_copied():
    assert list(made()) == NAMES


@every_way
@pytest.mark.parametrize("name", NAMES)
def test_everything_that_can_be_made_can_be_copied(name, way):
    thing = made()[name]
    other = way(thing)
    assert type(other) is type(thing)
    if name in ("step", "own lines"):
        assert other(0.25) == thing(0.25)
        assert other.source == thing.source
        assert linecache.getline(other.filename, 1) == other.source.splitlines(True)[0]
    elif name == "batched":
        np.testing.assert_array_equal(other([1.0, 2.0])[0], thing([1.0, 2.0])[0])
    elif name == "arrays":
        numbers = np.ones((2, 3))
        assert other(numbers)[0] == thing(numbers)[0] == 6.0
    elif name == "compiled":
        X, y = np.ones((4, 2)), np.array([0, 1, 1, 0])
        assert other(X, y) == thing(X, y)
        assert other.model is not thing.model
        assert len(other.steps) == len(thing.steps) == 1
    elif name == "network":
        np.testing.assert_array_equal(other(np.ones((1, 2))).data, thing(np.ones((1, 2))).data)
    elif name in ("function", "own function"):
        assert other(0.5) == thing(0.5)
    elif name in ("rule", "own rule"):
        assert repr(other) == repr(thing)


def test_two_copies_of_a_step_write_into_memory_of_their_own():
    w = Value(np.arange(6.0), "w")
    step = ma.unroll(((w * w).tanh() * w).sum())
    for other in (copy.copy(step), copy.deepcopy(step), pickle.loads(pickle.dumps(step))):
        assert step._buffers == other._buffers != frozenset()
        for name in step._buffers:
            assert other._world[name] is not step._world[name]
        np.testing.assert_array_equal(other(np.ones(6))[1][0], step(np.ones(6))[1][0])


def test_a_pickle_goes_from_one_process_to_another(tmp_path):
    x, y = chain(5000)
    step = ma.unroll(x.tanh())
    (tmp_path / "x.pickle").write_bytes(pickle.dumps((y, step, MLP(2, [3, 1]))))
    code = (
        "import pickle, pathlib\n"
        "y, step, net = pickle.loads(pathlib.Path('x.pickle').read_bytes())\n"
        "y.backward(); print(y.data, step(0.25), net(  [[1.0, 2.0]]).data.tolist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    expected = f"{y.data} {step(0.25)} {MLP(2, [3, 1])([[1.0, 2.0]]).data.tolist()}"
    assert done.stdout.strip() == expected


def test_source_goes_when_its_step_goes():
    import gc

    before = {name for name in linecache.cache if name.startswith("<unrolled")}
    x = Value(0.5, "x")
    steps = [ma.unroll(x * float(i)) for i in range(5)]
    names = {step.filename for step in steps}
    assert names <= set(linecache.cache)
    copies = [copy.deepcopy(step) for step in steps]
    del steps, copies
    gc.collect()
    after = {name for name in linecache.cache if name.startswith("<unrolled")}
    assert after <= before


@every_way
def test_a_copy_remembers_what_was_compared(way):
    x = Value(1.0, "x")
    y = x * 2.0 if x > 0 else x * 3.0
    step = ma.unroll(way(y))
    assert step(2.0)[0] == 4.0
    with pytest.raises(ValueError, match="x > 0 came out true"):
        step(-1.0)
    w = Value(3.0, "w")
    z = x * 2.0 if x < w else x * w
    both = way([z, w])
    with pytest.raises(ValueError, match="came out true"):
        ma.unroll(both[0])(5.0)
    h = x * x
    z = x * 2.0 if x >= h else x
    with pytest.raises(ValueError, match="compared a Value with another that was computed and is"):
        ma.unroll(way(z))  # h is no part of the copy


def test_what_comes_from_a_process_with_a_later_clock_is_not_taken_as_changed():
    x = Value(2.0, "x")
    x._stamp = Clock.now + 10**6
    again = pickle.loads(pickle.dumps(x))
    y = again * 3.0
    y.backward()
    assert again.grad == 3.0
