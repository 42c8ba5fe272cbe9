"""A leaf that wants no gradient: everything that walks a graph leaves it out."""

import copy
import pickle

import numpy as np
import pytest

import microact as ma
from microact import Value, nn, optim
from microact.engine.flow import flow


def built(fixed):
    """Build w·x + x·x with x fixed or not; return the output and both leaves."""
    w, x = Value(2.0, "w"), Value(3.0, "x", requires_grad=not fixed)
    return w * x + x * x, w, x


def test_nothing_flows_to_it_nor_through_what_hangs_on_it_alone():
    y, w, x = built(fixed=True)
    square = y.inputs[1]
    y.backward()
    assert (w.grad, x.grad, square.grad) == (3.0, 0.0, 0.0)
    assert (y.requires_grad, w.requires_grad, x.requires_grad) == (True, True, False)
    assert not square.requires_grad
    assert [step.input.label or step.input.operation for step in flow(y)] == ["*", "w"]


def test_what_was_there_before_stays():
    y, w, x = built(fixed=True)
    x.grad, w.grad = 7.0, 1.0
    y.backward()
    assert (w.grad, x.grad) == (4.0, 7.0)


@pytest.mark.parametrize("shape", [(), (2, 3)])
def test_the_others_get_what_they_get_without_it(shape):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=shape), rng.normal(size=shape)

    def loss(fixed):
        v, c = Value(a, "v"), Value(b, "c", requires_grad=not fixed)
        y = ((v * c).tanh() + c.sin() * (v + c) * c.exp()).sum()
        y.backward()
        return v.grad, c.grad

    free, held = loss(False), loss(True)
    np.testing.assert_array_equal(held[0], free[0])
    assert np.all(held[1] == 0)
    assert np.all(free[1] != 0)


def test_a_graph_in_which_nobody_wants_a_gradient_is_refused():
    x = Value(3.0, "x", requires_grad=False)
    with pytest.raises(RuntimeError, match="requires_grad=False, so no gradient flows"):
        (x * x).backward()
    with pytest.raises(RuntimeError, match="requires_grad=False"):
        x.backward()


def test_it_can_be_frozen_and_freed_again():
    y, w, x = built(fixed=False)
    x.requires_grad = False
    y.backward()
    assert x.grad == 0.0
    x.requires_grad = True
    w.grad = 0.0
    y.backward()
    assert (w.grad, x.grad) == (3.0, 8.0)
    x.requires_grad = False
    assert x.grad == 0.0  # a frozen weight keeps no gradient that a step might use


@pytest.mark.parametrize("wrong", [1, "no", None])
def test_it_is_true_or_false(wrong):
    with pytest.raises(TypeError, match="requires_grad is True or False"):
        Value(1.0, "x", wrong)


def test_what_was_computed_cannot_be_told():
    y, _, _ = built(fixed=True)
    with pytest.raises(RuntimeError, match=r"was computed by \+.*detach"):
        y.requires_grad = False


def test_copies_and_pickles_know_it():
    y, _, _ = built(fixed=True)
    for other in (copy.deepcopy(y), copy.copy(y), pickle.loads(pickle.dumps(y))):
        w, x = other.inputs[0].inputs
        w.grad = 0.0
        other.backward()
        assert (w.grad, x.grad, x.requires_grad) == (3.0, 0.0, False)


def test_create_graph_and_grad_of_functions():
    y, w, x = built(fixed=True)
    (y * y).backward(create_graph=True)
    assert isinstance(w.grad, Value)
    assert x.grad == 0.0
    # As an argument of a function it is a number like any other.
    assert ma.grad(lambda a: a * a)(x).item() == 6.0
    assert ma.grad(lambda a: a * x)(2.0).item() == 3.0


def test_an_unrolled_step_takes_it_and_gives_no_gradient():
    y, _, x = built(fixed=True)
    step = ma.unroll(y)
    assert step(2.0, 3.0) == (15.0, (3.0,))
    assert step(2.0, 5.0) == (35.0, (5.0,))  # an argument, not a frozen number
    assert ma.unroll(y, wrt=[x])(2.0, 3.0) == (15.0, (8.0,))  # whoever asks gets it


@pytest.mark.parametrize("kind", [optim.SGD, optim.Adam])
def test_steppers_leave_it_alone(kind):
    w, v = Value([1.0, 2.0], "w"), Value([3.0, 4.0], "v")
    stepper = kind([w, v], lr=0.1, weight_decay=0.5)
    for _ in range(2):
        stepper.zero_grad()
        (w * v).sum().backward()
        stepper.step()
        v.requires_grad = False
        kept = v.data.copy()
    assert v.data.tolist() == kept.tolist()
    assert w.data.tolist() != [1.0, 2.0]


@pytest.mark.parametrize("compiled", [False, True])
def test_a_frozen_layer_stays_while_the_others_learn(compiled):
    model = nn.MLP(2, [4, 1], hidden="tanh")
    X, y = ma.data.moons(40, seed=1)
    first, _, second, _ = model.parameters()
    first.requires_grad = False
    before = first.data.copy(), second.data.copy()
    ma.train.fit(model, X, y, epochs=2, verbose=False, unroll=compiled)
    assert np.array_equal(first.data, before[0])
    assert not np.array_equal(second.data, before[1])


def test_a_compiled_step_hears_of_it():
    model = nn.MLP(2, [4, 1], hidden="tanh")
    X, y = ma.data.moons(20, seed=1)
    step, first = model.compile(), model.parameters()[0]
    step(X, y)
    assert np.any(first.grad != 0)
    first.requires_grad = False
    step(X, y)
    assert np.all(first.grad == 0)


def test_pictures_and_words_treat_it_as_a_constant():
    y, _, _ = built(fixed=True)
    source = ma.draw(y, gradients=True).source
    assert source.count(">grad<") == 3  # w, w·x and the sum
    assert "x: data 3, a constant: no gradient is wanted" in source
    assert "x.grad" not in str(ma.explain(y))


def test_neurons_of_a_frozen_layer_are_frozen_and_the_page_refuses_it():
    model = nn.MLP(2, [3, 1], hidden="tanh")
    model.layers[0].freeze()
    net = model.to_neurons()
    wanted = [p.requires_grad for layer in net.layers for p in layer.parameters()]
    assert wanted == [False] * 9 + [True] * 4
    X, y = ma.data.moons(20)
    with pytest.raises(ValueError, match=r"layer1.weight is frozen.*unfreeze"):
        ma.playground(model, X, y)


def test_learning_nothing_is_refused_compiled_or_not():
    model = nn.MLP(2, [1]).freeze()
    X, y = ma.data.moons(20)
    for unroll in (False, True):
        with pytest.raises(RuntimeError, match="requires_grad=False, so no gradient flows"):
            ma.train.fit(model, X, y, epochs=1, verbose=False, unroll=unroll)


def test_what_is_frozen_cannot_be_among_what_a_page_trains():
    y, _, x = built(fixed=True)
    with pytest.raises(ValueError, match="parameters are to learn, and x is frozen"):
        ma.explore(y, parameters=[x])
