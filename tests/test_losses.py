import math
import tracemalloc

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import microact as ma
from microact import Value
from microact.losses import binary_cross_entropy, cross_entropy, hinge, mean_squared_error

metrics = pytest.importorskip("sklearn.metrics")
RNG = np.random.default_rng(0)
LOGITS = RNG.normal(size=(7, 4)) * 3
CLASSES = RNG.integers(0, 4, 7)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def test_cross_entropy_agrees_with_scikit_learn_in_every_form():
    expected = metrics.log_loss(CLASSES, softmax(LOGITS), labels=range(4))
    hot = np.eye(4)[CLASSES]
    for loss in (
        cross_entropy(Value(LOGITS), CLASSES),
        cross_entropy(Value(LOGITS), hot),
        cross_entropy(Value(softmax(LOGITS)), CLASSES, from_logits=False),
        cross_entropy(Value(softmax(LOGITS)), hot, from_logits=False),
    ):
        assert loss.item() == pytest.approx(expected, rel=1e-12)


def test_its_gradient_is_p_minus_y():
    for target in (CLASSES, np.eye(4)[CLASSES]):
        z = Value(LOGITS)
        cross_entropy(z, target).backward()
        expected = (softmax(LOGITS) - np.eye(4)[CLASSES]) / 7
        np.testing.assert_allclose(z.grad, expected, atol=1e-15)


def test_binary_cross_entropy_agrees_with_scikit_learn_in_every_form():
    z, t = LOGITS[:, 0], (CLASSES > 1).astype(int)
    p = 1 / (1 + np.exp(-z))
    expected = metrics.log_loss(t, p)
    assert binary_cross_entropy(Value(z), t).item() == pytest.approx(expected, rel=1e-12)
    assert binary_cross_entropy(Value(z[:, None]), t).item() == pytest.approx(expected, rel=1e-12)
    assert binary_cross_entropy(Value(p), t, from_logits=False).item() == pytest.approx(expected)
    soft = np.clip(t + 0.25 * (1 - 2 * t), 0, 1)
    expected = -np.mean(soft * np.log(p) + (1 - soft) * np.log(1 - p))
    assert binary_cross_entropy(Value(z), soft).item() == pytest.approx(expected, rel=1e-12)
    assert binary_cross_entropy(Value(p), soft, from_logits=False).item() == pytest.approx(expected)
    v = Value(z)
    binary_cross_entropy(v, soft).backward()
    np.testing.assert_allclose(v.grad, (p - soft) / 7, atol=1e-15)


def test_hinge_and_squares_agree_with_scikit_learn():
    s, t = LOGITS[:, 0], np.where(CLASSES > 1, 1, -1)
    expected = metrics.hinge_loss(t, s)
    assert hinge(Value(s), t).item() == pytest.approx(expected)
    assert hinge(Value(s[:, None]), (t + 1) // 2).item() == pytest.approx(expected)
    assert mean_squared_error(Value(LOGITS), LOGITS[::-1]).item() == pytest.approx(
        metrics.mean_squared_error(LOGITS, LOGITS[::-1])
    )


@given(st.floats(-1e4, 1e4), st.floats(0, 1))
def test_logits_of_any_size_give_the_right_loss_and_gradient(z, t):
    for target in (0.0, 1.0, t):
        with mp.workdps(60):
            x, y = mp.mpf(z), mp.mpf(target)
            exact = y * mp.log1p(mp.exp(-x)) + (1 - y) * mp.log1p(mp.exp(x))
            slope = (1 - y) / (1 + mp.exp(-x)) - y / (1 + mp.exp(x))
        v = Value([z])
        loss = binary_cross_entropy(v, [target])
        loss.backward()
        assert loss.item() == pytest.approx(float(exact), rel=1e-13, abs=1e-300)
        # p - t cancels where p is near t: right to a few units in the last place of t itself
        assert v.grad[0] == pytest.approx(float(slope), rel=1e-13, abs=4e-16)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=6), st.integers(0, 5))
def test_class_logits_of_any_size_give_the_right_loss(z, k):
    k %= len(z)
    with mp.workdps(60):
        exact = mp.log(mp.fsum(mp.exp(mp.mpf(x) - z[k]) for x in z))
    v = Value([z])
    loss = cross_entropy(v, [k])
    loss.backward()
    assert loss.item() == pytest.approx(float(exact), rel=1e-12, abs=1e-14)
    assert np.all(np.isfinite(v.grad))


@pytest.mark.parametrize("loss", [mean_squared_error, binary_cross_entropy, hinge])
def test_gradients_agree_with_finite_differences(loss):
    t = np.array([0, 1, 1, 0, 1])
    assert ma.gradcheck(lambda z: loss(z, t), np.linspace(-2.2, 2.5, 5)).passed
    assert ma.gradcheck(lambda z: cross_entropy(z, CLASSES), LOGITS).passed


def test_a_masked_logit_costs_nothing():
    z = Value([[1.0, -math.inf, 2.0]])
    for target in ([2], [[0.0, 0.0, 1.0]]):
        loss = cross_entropy(z, target)
        loss.backward()
        assert loss.item() == pytest.approx(math.log1p(math.exp(-1)))
        assert np.all(np.isfinite(z.grad))


@pytest.mark.parametrize(
    ("f", "error", "says"),
    [
        (lambda: cross_entropy(Value([1.0, 2.0]), [0]), ValueError, "shape (rows, classes)"),
        (lambda: cross_entropy(Value(LOGITS), CLASSES + 0.0), TypeError, "integers from 0 to 3"),
        (lambda: cross_entropy(Value(LOGITS), CLASSES > 1), TypeError, "got dtype bool"),
        (lambda: cross_entropy(Value(LOGITS), CLASSES[:3]), ValueError, "each of 7 rows"),
        (lambda: cross_entropy(Value(LOGITS), CLASSES + 1), ValueError, "got 4 at entry"),
        (
            lambda: cross_entropy(Value(LOGITS), [0, 1, 2, 3, -1, 0, 0]),
            ValueError,
            "got -1 at entry 4",
        ),
        (lambda: cross_entropy(Value(LOGITS), np.eye(4)), ValueError, "(7,), or (7, 4)"),
        (lambda: cross_entropy(Value(LOGITS), np.ones((7, 4))), ValueError, "add up to 1"),
        (lambda: cross_entropy(Value(LOGITS), CLASSES, False), ValueError, "is it a logit?"),
        (lambda: cross_entropy(Value([[0.2, 0.2]]), [0], False), ValueError, "do not add up to 1"),
        (lambda: cross_entropy(Value([[0.0, 1.0]]), [0], False), ValueError, "leave the softmax"),
        (lambda: cross_entropy(Value(np.ones((2, 3, 4))), [[0]]), ValueError, "reshape((-1, 4))"),
        (lambda: cross_entropy(Value([["a"]]), [0]), TypeError, ""),
        (lambda: cross_entropy(Value(LOGITS), ["a"] * 7), TypeError, "got dtype <U1"),
        (lambda: binary_cross_entropy(Value([0.0]), [2]), ValueError, "got 2.0 at entry 0"),
        (lambda: binary_cross_entropy(Value([0.0]), [-1]), ValueError, "a target is 0, 1"),
        (lambda: binary_cross_entropy(Value([0.0, 1.0]), [1]), ValueError, "shape (2,), so must"),
        (lambda: binary_cross_entropy(Value([0.0]), [math.nan]), ValueError, "must be finite"),
        (lambda: binary_cross_entropy(Value([0.0]), ["yes"]), TypeError, "made of numbers"),
        (lambda: binary_cross_entropy(Value([3.0]), [1], False), ValueError, "is it a logit?"),
        (lambda: binary_cross_entropy(Value([1.0]), [0], False), ValueError, "leave the sigmoid"),
        (lambda: hinge(Value([0.0]), [0.5]), ValueError, "-1 and 1, or 0 and 1"),
        (lambda: hinge(Value([0.0, 1.0, 2.0]), [0, 1, -1]), ValueError, "-1 and 1, or 0 and 1"),
        (lambda: mean_squared_error(Value(np.ones((3, 2))), np.ones(3)), ValueError, "(3, 2)"),
        (lambda: mean_squared_error(Value(np.ones(3)), np.ones((3, 3))), ValueError, "(3,)"),
        (lambda: mean_squared_error(Value(np.ones(0)), np.ones(0)), ValueError, "no rows"),
    ],
)
def test_wrong_targets_are_refused_with_what_was_expected(f, error, says):
    with pytest.raises(error) as caught:
        f()
    assert says in str(caught.value)


def test_a_column_meets_a_row_and_never_broadcasts():
    # (n, 1) against (n,) would silently become (n, n) under broadcasting
    column, row = Value([[1.0], [2.0], [3.0]]), [1.0, 2.0, 4.0]
    assert mean_squared_error(column, row).item() == pytest.approx(1 / 3)


def test_agreement_with_pytorch_where_there_is_one():
    torch = pytest.importorskip("torch")
    z = torch.tensor(LOGITS, requires_grad=True)
    torch.nn.functional.cross_entropy(z, torch.tensor(CLASSES)).backward()
    v = Value(LOGITS)
    cross_entropy(v, CLASSES).backward()
    np.testing.assert_allclose(v.grad, z.grad.numpy(), atol=1e-14)


def test_a_target_that_is_a_value_has_the_right_gradient():
    z, t = np.array([2.0, -1.0, 0.5]), [0.0, 1.0, 1.0]
    target = Value(t)
    binary_cross_entropy(Value(z), target).backward()
    np.testing.assert_allclose(target.grad, -z / 3, rtol=1e-13)
    p = 1 / (1 + np.exp(-z))
    target = Value(t)
    binary_cross_entropy(Value(p), target, from_logits=False).backward()
    np.testing.assert_allclose(target.grad, -z / 3, rtol=1e-13)
    rows = Value([[1.0, 0.0], [0.0, 1.0]])
    output = np.array([[0.9, 0.1], [0.4, 0.6]])
    cross_entropy(Value(output), rows, from_logits=False).backward()
    np.testing.assert_allclose(rows.grad, -np.log(output) / 2, rtol=1e-13)


def test_a_target_that_is_a_value_and_an_impossible_answer():
    sure = Value([[1.0, 0.0]])
    assert cross_entropy(sure, [0], from_logits=False).item() == 0.0
    assert cross_entropy(sure, [[1.0, 0.0]], from_logits=False).item() == 0.0
    with pytest.raises(ValueError, match="exactly 0"):  # its slope there is infinite
        cross_entropy(sure, Value([[1.0, 0.0]]), from_logits=False)


@pytest.mark.parametrize("loss", [mean_squared_error, binary_cross_entropy, hinge])
def test_masks_are_not_dropped(loss):
    masked = np.ma.masked_array([1.0, 1.0], [False, True])
    with pytest.raises(TypeError, match="masked"):
        loss(Value([1.0, 2.0]), masked)
    with pytest.raises(TypeError, match="masked"):
        loss(masked, [1.0, 1.0])
    with pytest.raises(TypeError, match="masked"):
        cross_entropy(Value(np.zeros((2, 2))), np.ma.masked_array([0, 1], [False, True]))


def test_a_single_probability_is_one_row():
    for p, t in ((0.25, 1), (0.25, 0), (1.0, 1), (0.0, 0)):
        loss = binary_cross_entropy(Value(p), t, from_logits=False)
        assert loss.item() == pytest.approx(-math.log(p if t else 1 - p), abs=1e-15)
    with pytest.raises(ValueError, match=r"got 1.5; is it a logit"):
        binary_cross_entropy(Value(1.5), 1, from_logits=False)
    with pytest.raises(ValueError, match="got nan; is it a logit"):
        binary_cross_entropy(Value(math.nan), 1, from_logits=False)


def test_integer_classes_take_no_more_memory_than_their_rows():
    tracemalloc.start()
    try:
        for classes in (2_000, 3_000):
            cross_entropy(Value(np.zeros((2, classes))), np.array([0, 1]))
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5e6
    assert held < 2e6


def test_narrow_targets_are_not_rounded_again():
    loss = binary_cross_entropy(Value(np.array([100.0])), np.array([1e-4], "f2"))
    assert loss.item() == pytest.approx(100 * (1 - float(np.float16(1e-4))), rel=1e-12)
    loss = binary_cross_entropy(Value(np.array([1e6])), np.array([2e-8], "f4"))
    assert loss.item() == pytest.approx(1e6 * (1 - float(np.float32(2e-8))), rel=1e-12)


@pytest.mark.parametrize("loss", [cross_entropy, binary_cross_entropy])
@pytest.mark.parametrize("soft", [False, True])
def test_the_gradient_is_p_minus_y(loss, soft):
    rng = np.random.default_rng(0)
    z = Value(rng.normal(scale=3, size=(6, 4)))
    p = ma.softmax(z.data) if loss is cross_entropy else ma.sigmoid(z.data)
    y = np.eye(4)[[0, 1, 2, 3, 1, 1]]
    if soft:
        y = 0.9 * y + 0.1 / 4
    loss(z, y).backward()
    rows = 6 if loss is cross_entropy else 24
    np.testing.assert_allclose(z.grad, (p - y) / rows, rtol=1e-11, atol=1e-16)


def test_masked_classes_and_sure_answers():
    inf = np.inf
    z = Value(np.array([[1.0, -inf, 2.0], [-inf, 0.0, -inf]]))
    loss = cross_entropy(z, np.array([0, 1]))
    loss.backward()
    assert loss.item() == pytest.approx(math.log(1 + math.e) / 2, rel=1e-14)
    assert z.grad[0, 1] == 0.0
    assert z.grad[1].tolist() == [0.0, 0.0, 0.0]
    z = Value(np.array([inf, -inf, inf, -inf]))
    loss = binary_cross_entropy(z, np.array([1, 0, 1, 0]))
    loss.backward()
    assert loss.item() == 0.0
    assert z.grad.tolist() == [0.0] * 4
    assert binary_cross_entropy(Value(np.array([inf])), np.array([0])).item() == inf


@pytest.mark.parametrize(("loss", "activation", "targets"), [
    (ma.losses.cross_entropy, ma.softmax, [0, 1]),
    (ma.losses.binary_cross_entropy, ma.sigmoid, [[0.0, 1.0], [1.0, 0.0]]),
])  # fmt: skip
def test_probabilities_are_not_taken_for_logits(loss, activation, targets):
    logits = Value([[1.0, 2.0], [3.0, -1.0]])
    with pytest.raises(ValueError, match=r"are probabilities, a \w+'s output, .*from_logits=False"):
        loss(activation(logits), targets)
    of_probabilities = loss(activation(logits), targets, from_logits=False).item()
    assert of_probabilities == pytest.approx(loss(logits, targets).item())
    assert loss(activation(logits) * 1.0, targets).item()  # what was done to them since is theirs
