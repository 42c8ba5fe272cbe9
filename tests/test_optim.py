import copy
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from microact import Value, optim
from microact.optim import SGD, Adam, Optimizer, clip_gradients


def run(make, gradients, start=1.0):
    w = Value(start)
    optimizer = make([w])
    path = []
    for g in gradients:
        w.grad = g
        optimizer.step()
        path.append(w.data)
    return path


GRADIENTS = [2.0, -1.0, 0.5, 4.0]


def test_gradient_descent_by_hand():
    # 1 - 0.1·2 = 0.8, + 0.1 = 0.9, - 0.05 = 0.85, - 0.4 = 0.45
    assert run(lambda p: SGD(p, 0.1), GRADIENTS) == pytest.approx([0.8, 0.9, 0.85, 0.45])


def test_momentum_and_weight_decay_in_exact_fractions():
    lr, momentum, decay = Fraction(1, 10), Fraction(9, 10), Fraction(1, 100)
    w, v, expected = Fraction(1), Fraction(0), []
    for g in map(Fraction, GRADIENTS):
        v = momentum * v + g + decay * w
        w -= lr * v
        expected.append(float(w))
    made = run(lambda p: SGD(p, 0.1, momentum=0.9, weight_decay=0.01), GRADIENTS)
    assert made == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_adam_is_algorithm_1_of_its_paper(decay):
    with mp.workdps(40):
        alpha, b1, b2, eps = (mp.mpf(x) for x in ("0.1", "0.9", "0.999", "1e-8"))
        w, m, v, expected = mp.mpf(1), mp.mpf(0), mp.mpf(0), []
        for t, g in enumerate(GRADIENTS, start=1):
            g = g + decay * w
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g**2
            w -= alpha * (m / (1 - b1**t)) / (mp.sqrt(v / (1 - b2**t)) + eps)
            expected.append(float(w))
    made = run(lambda p: Adam(p, 0.1, weight_decay=decay), GRADIENTS)
    assert made == pytest.approx(expected, rel=1e-12)


def test_adams_first_step_has_the_size_of_the_learning_rate():
    for g in (1e-3, 1.0, 1e6):
        assert run(lambda p: Adam(p, 0.01), [g])[0] == pytest.approx(0.99, abs=1e-6)


def test_arrays_move_element_by_element():
    w = Value(np.ones((2, 3)))
    w.grad = np.arange(6.0).reshape(2, 3)
    before = w.data
    SGD([w], 0.5).step()
    np.testing.assert_array_equal(w.data, 1 - 0.5 * np.arange(6.0).reshape(2, 3))
    assert np.all(before == 1)  # no graph that holds the old numbers is written into


def test_a_parameter_without_a_gradient_stays():
    for optimizer in (SGD, Adam):
        w = Value(2.0)
        optimizer([w], 0.1).step()
        assert w.data == 2.0


def test_clipping_keeps_the_direction():
    a, b = Value([0.0, 0.0]), Value(0.0)
    a.grad, b.grad = np.array([3.0, 0.0]), 4.0
    assert clip_gradients([a, b], 10.0) == 5.0
    assert a.grad.tolist() == [3.0, 0.0]
    assert clip_gradients([a, b], 1.0) == 5.0
    huge = Value([0.0, 0.0])
    huge.grad = np.array([1e200, 1e200])
    assert clip_gradients([huge], 1.0) == pytest.approx(2**0.5 * 1e200)
    assert huge.grad.tolist() == pytest.approx([0.5**0.5, 0.5**0.5])
    assert (a.grad.tolist(), b.grad) == (pytest.approx([0.6, 0.0]), pytest.approx(0.8))


def test_zero_grad():
    w = Value(1.0)
    w.grad = 3.0
    SGD([w], 0.1).zero_grad()
    assert w.grad == 0.0


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: SGD([], 0.1), TypeError, "a list of Values"),
        (lambda: SGD([1.0], 0.1), TypeError, "a list of Values"),
        (lambda: SGD([Value(1.0)], -0.1), ValueError, "lr is a finite number, at least 0"),
        (lambda: SGD([Value(1.0)], float("nan")), ValueError, "lr is a finite number"),
        (lambda: SGD([Value(1.0)], 0.1, momentum=1.0), ValueError, "from 0 to below 1"),
        (
            lambda: Adam([Value(1.0)], betas=(0.9, 1.5)),
            ValueError,
            "beta2 is a finite number from 0 to below 1, got 1.5",
        ),
        (lambda: SGD(Value([1.0, 2.0])), TypeError, "a list of Values"),
        (lambda: Adam([Value(1.0)], eps=0), ValueError, "eps is a finite number above 0"),
        (
            lambda: clip_gradients([Value(1.0)], 0.0),
            ValueError,
            "max_norm is a finite number above 0",
        ),
        (lambda: Optimizer([Value(1.0)], 0.1, 0.0), TypeError, "abstract"),
    ],
)
def test_wrong_settings_are_refused(make, error, says):
    with pytest.raises(error) as caught:
        make()
    assert says in str(caught.value)


def test_agreement_with_pytorch_where_there_is_one():
    torch = pytest.importorskip("torch")
    for ours, theirs in (
        (lambda p: Adam(p, 0.1), lambda p: torch.optim.Adam(p, 0.1)),
        (lambda p: SGD(p, 0.1, 0.9, 0.01), lambda p: torch.optim.SGD(p, 0.1, 0.9, 0, 0.01)),
    ):
        w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
        optimizer = theirs([w])
        for g in GRADIENTS:
            w.grad = torch.tensor(g, dtype=torch.float64)
            optimizer.step()
        assert run(ours, GRADIENTS)[-1] == pytest.approx(w.item(), rel=1e-9)


@pytest.mark.parametrize("make", [lambda p: SGD(p, 0.1), lambda p: SGD(p, 0.1, 0.9), Adam])
@pytest.mark.parametrize(
    ("data", "grad", "error"),
    [
        (np.ones((3, 1)), np.ones(3), ValueError),
        (1.0, np.ones(3), ValueError),
        (np.ones(3), np.ones(3) * 1j, TypeError),
        (np.ones(3), "a", TypeError),
    ],
)
def test_a_gradient_that_does_not_fit_moves_nothing(make, data, grad, error):
    first, second = Value(2.0), Value(data)
    first.grad, second.grad = 1.0, grad
    with pytest.raises(error):
        make([first, second]).step()
    assert first.data == 2.0
    np.testing.assert_array_equal(second.data, data)


@pytest.mark.parametrize("make", [lambda p: SGD(p, 0.1), Adam])
def test_no_gradient_and_a_recorded_one(make):
    w = Value([1.0, 2.0])
    w.grad = None  # as PyTorch's users write
    make([w]).step()
    assert w.data.tolist() == [1.0, 2.0]
    assert clip_gradients([w], 1.0) == 0.0
    (w * w).sum().backward(create_graph=True)
    make([w]).step()
    assert np.all(w.data < [1.0, 2.0])


def test_clipping_takes_any_list_and_no_infinite_gradient():
    a, b = Value([3.0, 4.0]), Value(12.0)
    a.grad, b.grad = np.array([3.0, 4.0]), 12.0
    assert clip_gradients((p for p in (a, b)), 1.0) == 13.0
    assert np.hypot(np.linalg.norm(a.grad), b.grad) == pytest.approx(1.0)
    b.grad = np.inf
    with pytest.raises(FloatingPointError, match="not finite"):
        clip_gradients([a, b], 1.0)
    assert np.hypot(*a.grad) < 1.0


def by_the_article(gradients, start, lr=0.1, betas=(0.9, 0.999), eps=1e-8):
    """Adam as algorithm 1 states it, whole arrays at once."""
    p, m, v = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for t, g in enumerate(gradients, 1):
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g * g
        p = p - lr * (m / (1 - betas[0] ** t)) / (np.sqrt(v / (1 - betas[1] ** t)) + eps)
    return p


LAYOUTS = {
    "as it is": lambda g: g,
    "transposed": lambda g: np.array(g.T, order="C").T,
    "with gaps": lambda g: np.repeat(g, 2, axis=-1)[..., ::2],
    "frozen": lambda g: np.broadcast_to(g, g.shape),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("shape", [(3, 4), (7,), (5, 2, 3)])
@pytest.mark.parametrize("piece", [1, 5, 1 << 15])
def test_adam_in_pieces_is_adam(monkeypatch, layout, shape, piece):
    monkeypatch.setattr(optim, "PIECE", piece)
    monkeypatch.setattr(optim, "NEAR", 0 if piece < 10 else 1 << 19)
    rng = np.random.default_rng(0)
    start = rng.normal(size=shape)
    gradients = [rng.normal(size=shape) for _ in range(4)]
    p = Value(start)
    steps = Adam([p], lr=0.1)
    for i, g in enumerate(gradients):
        p.grad = layout(g)
        before = p.grad.copy()
        steps.step()
        np.testing.assert_array_equal(p.grad, before)
        if i == 1:
            (p,), steps = copy.deepcopy(([p], steps))
            steps.parameters = [p]
    np.testing.assert_allclose(p.data, by_the_article(gradients, start), rtol=1e-12)


@pytest.mark.parametrize("start", [1.5, np.float32(1.5), np.ones(3), np.ones((2, 2), np.float32)])
def test_adam_takes_gradients_of_every_kind(start):
    p = Value(start)
    steps = Adam([p], lr=0.1)
    kinds = [0.0, 0.5, np.array(0.5), np.full(np.shape(start), 0.5)]
    for g in kinds:
        p.grad = g if np.shape(g) in ((), p.shape) else 0.5
        steps.step()
    like = np.asarray(start, float)
    wanted = by_the_article([np.full_like(like, float(np.mean(g))) for g in kinds], like)
    np.testing.assert_allclose(p.data, wanted, rtol=1e-6)
    assert p.dtype == Value(start).dtype


def test_what_adam_remembers_is_not_changed_afterwards():
    p = Value(np.ones(4))
    steps = Adam([p])
    p.grad = np.ones(4)
    steps.step()
    saved = steps.m[:], steps.v[:], steps.t
    kept = [x.copy() for x in (*saved[0], *saved[1])]
    steps.step()
    for x, before in zip((*saved[0], *saved[1]), kept):
        np.testing.assert_array_equal(x, before)
    frozen = np.zeros(4)
    frozen.flags.writeable = False
    steps.m, steps.v = [frozen], [frozen]
    steps.step()
    np.testing.assert_allclose(steps.m[0], 0.1)
    np.testing.assert_allclose(steps.v[0], 0.001)


def test_numpys_scalars_widen_no_float32():
    p = Value(np.ones(3, np.float32))
    for steps in (SGD([p], np.float64(0.1)), Adam([p], np.float64(0.1))):
        p.grad = np.ones(3, np.float32)
        steps.lr = np.float64(0.01)
        clip_gradients([p], np.float64(0.1))
        assert p.grad.dtype == np.float32
        steps.step()
        assert p.dtype == np.float32
