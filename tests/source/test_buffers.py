import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.source.unrolling import unroll

RNG = np.random.default_rng(0)


def network(rows=64):
    X = RNG.normal(size=(rows, 4))
    model = ma.nn.MLP(4, [8, 8, 3], hidden="relu")
    loss = ma.losses.cross_entropy(model(X), np.arange(rows) % 3)
    return model, loss


def buffers_of(step):
    return set(re.findall(r"out=(\w+)", step.source))


def test_what_was_returned_is_not_overwritten_by_the_next_call():
    model, loss = network()
    step = unroll(loss, inputs=model.parameters())
    numbers = [p.data for p in model.parameters()]
    _, first = step(*numbers)
    copies = [g.copy() for g in first]
    _, second = step(*[2 * x for x in numbers])
    for g, copy, other in zip(first, copies, second):
        np.testing.assert_array_equal(g, copy)
        assert not np.shares_memory(g, other)


def test_memory_is_used_again():
    model, loss = network()
    step = unroll(loss, inputs=model.parameters())
    lines = step.source.count("out=")
    assert len(buffers_of(step)) < lines / 2


def test_both_ways_to_write_it_agree_and_the_plain_one_has_no_buffers():
    model, loss = network()
    numbers = [p.data for p in model.parameters()]
    fast, plain = (unroll(loss, inputs=model.parameters(), buffers=b) for b in (True, False))
    assert not buffers_of(plain)
    for a, b in zip(fast(*numbers)[1], plain(*numbers)[1]):
        np.testing.assert_allclose(a, b, rtol=1e-13)


def test_threads_may_share_a_step():
    model, loss = network(256)
    step = unroll(loss, inputs=model.parameters())
    numbers = [[(1 + i / 8) * p.data for p in model.parameters()] for i in range(8)]
    wanted = [step(*n) for n in numbers]
    with ThreadPoolExecutor(4) as pool:
        for (y, gradients), (right, expected) in zip(
            pool.map(lambda n: step(*n), numbers * 20), wanted * 20
        ):
            assert y == right
            assert all(np.array_equal(g, e) for g, e in zip(gradients, expected))


@pytest.mark.parametrize("buffers", [True, False])
def test_no_two_gradients_share_memory_with_each_other_or_with_a_constant(buffers):
    a, b = Value(np.ones(3), "a"), Value(np.ones(3), "b")
    w = Value(np.ones(3), "w")
    output = ((a + b) * np.arange(3.0)).sum() + (w * np.arange(3.0)).sum()
    step = unroll(output, inputs=[a, b, w], buffers=buffers)
    for _ in range(2):  # what the first call returned was changed in place
        _, gradients = step(*[np.ones(3)] * 3)
        for g in gradients:
            np.testing.assert_array_equal(g, np.arange(3.0))
            g *= 7.0


def test_values_that_are_kept_are_returned():
    model, _ = network()
    X = Value(RNG.normal(size=(5, 4)), "X")
    hidden, logits = model.layer_outputs(X)[1:]
    loss = ma.losses.cross_entropy(logits, [0, 1, 2, 0, 1])
    step = unroll(loss, inputs=[X, *model.parameters()], keep=[hidden, logits, X])
    again = RNG.normal(size=(5, 4))
    numbers = [p.data for p in model.parameters()]
    *_, (h, z, x) = step(again, *numbers)
    step(again * 2, *numbers)
    np.testing.assert_allclose(h, model.layer_outputs(again)[1].data, rtol=1e-13)
    np.testing.assert_allclose(z, model(again).data, rtol=1e-13)
    np.testing.assert_array_equal(x, again)


def test_values_of_another_graph_cannot_be_kept():
    v = Value(2.0, "v")
    with pytest.raises(ValueError, match="keep holds Values of this graph"):
        unroll(v * v, keep=[Value(1.0)])
    with pytest.raises(ValueError, match="not of a batch"):
        unroll(v * v, keep=[v], batched=["v"])


def test_scalars_keep_values_too_in_both_languages():
    v = Value(2.0, "v")
    square = v * v
    output = square.tanh()
    assert unroll(output, keep=[square])(3.0)[2] == (9.0,)
    assert (
        "return [v2, [d_v], [v1]];" in unroll(output, keep=[square], language="javascript").source
    )


@pytest.mark.parametrize("label", ["sum", "matmul", "multiply", "add", "out", "t1", "b1", "c1"])
def test_a_label_takes_no_functions_name(label):
    x, m = Value(np.eye(2), label), Value(np.eye(2), "max")
    output = (x @ m * np.full((2, 2), 2.0)).max() + (x * m).sum()
    output.backward()
    _, gradients = unroll(output)(np.eye(2), np.eye(2))
    for g, leaf in zip(gradients, [x, m]):
        np.testing.assert_allclose(g, leaf.grad)


def test_float32_is_written_into_float32():
    model, _ = network()
    for p in model.parameters():
        p.data = p.data.astype(np.float32)
    X = RNG.normal(size=(5, 4)).astype(np.float32)
    step = model.compile()
    step(X, [0, 1, 2, 0, 1])
    (lines,) = step.steps.values()
    assert all(lines.on_arrays.__globals__[b].dtype != np.float64 for b in buffers_of(lines))
    assert all(p.grad.dtype == np.float32 for p in model.parameters())


def test_a_number_repeated_on_both_sides_keeps_its_shape():
    x = Value(np.ones((3, 3)), "w")
    y, (gradient,) = ma.unroll((x + x).sum())(x.data)
    assert y == 18.0
    np.testing.assert_array_equal(gradient, np.full((3, 3), 2.0))
    a = Value([1.0, 2.0], "a")
    wide = ma.broadcast_to(a, (3, 2))
    wide = wide + wide
    _, _, (kept,) = ma.unroll(wide.sum(), keep=[wide])(a.data)
    np.testing.assert_array_equal(kept, [[2.0, 4.0]] * 3)
