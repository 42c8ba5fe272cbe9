"""Functions made of rules, against PyTorch's answers, NumPy's, and finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import microact as ma
from microact import Value
from microact.engine.order import topological_order

X = np.array([[1.0, -2.0, 0.5], [0.3, 0.1, 4.0]])
UPSTREAM = np.array([[0.7, -1.0, 2.0], [1.5, 0.2, -0.4]])
SCALE, SHIFT = np.array([1.5, -0.5, 2.0]), np.array([0.1, 0.2, 0.3])

PYTORCH = {
    "layer_norm": (
        [
            [1.433497462063, 0.8984986706046, 1.315998066334],
            [-0.8759090933788, 0.5810692650336, 3.12548918464],
        ],
        [
            [-1.121486828791, -0.2243026308918, 1.345789459683],
            [0.6992852404782, -0.6634224511769, -0.03586278930125],
        ],
    ),
    "rms_norm": (
        [
            [1.133890179346, 0.7559267862307, 0.7559267862307],
            [0.1942494503081, -0.02158327225646, 3.453323561033],
        ],
        [
            [0.4985534004601, 0.9683028432796, 2.876122282382],
            [0.9916373732372, -0.03636983728068, -0.07346406681382],
        ],
    ),
    "batch_norm": (
        [
            [1.599938779258, 0.6999977324417, -1.699996734702],
            [-1.399938779258, -0.2999977324417, 2.299996734702],
        ],
        [
            [-0.0001399245569935, 2.591477537333e-06, 4.478112176982e-06],
            [0.0001399245569923, -2.591477537386e-06, -4.478112177236e-06],
        ],
    ),
    "gelu": (
        [
            [0.8413447460685, -0.04550026389636, 0.345731230637],
            [0.1853734266567, 0.0539827837277, 3.999873315033],
        ],
        [
            [0.7583208294114, 0.0852318010782, 1.734990249312],
            [1.098491650241, 0.1159046184049, -0.4002014598645],
        ],
    ),
    "attention": (
        [
            [-0.01795360599834, -2.946139182005, -0.4102319700083],
            [-0.6999999332614, -0.9000002002158, 2.999999666307],
        ],
        [
            [0.4657117941229, -0.4526032907597, 2.330472150307],
            [1.64520932293, -0.08016006039953, -0.2850777355724],
        ],
    ),
    "causal": (
        [[0.0, -3.0, -0.5], [-0.6999999332614, -0.9000002002158, 2.999999666307]],
        [
            [0.7000002100561, -0.9999999585835, 2.000000855795],
            [1.499999946382, 0.1999994892694, -0.4000016379855],
        ],
    ),
    "std": (
        [
            [1.607275126832, 1.607275126832, 1.607275126832],
            [2.196208854671, 2.196208854671, 2.196208854671],
        ],
        [
            [0.6169862583646, -0.9695498345729, 0.3525635762083],
            [-0.3452919933915, -0.4044849065444, 0.7497768999359],
        ],
    ),
    "prod": (
        [[-1.0, -1.0, -1.0], [0.12, 0.12, 0.12]],
        [[-1.7, 0.85, -3.4], [0.52, 1.56, 0.039]],
    ),
    "cumsum": (
        [[1.0, -1.0, -0.5], [0.3, 0.4, 4.4]],
        [[1.7, 1.0, 2.0], [1.3, -0.2, -0.4]],
    ),
    "einsum": (
        [[7.35, 7.35, 7.35], [18.2, 18.2, 18.2]],
        [[4.3, -6.5, 13.7], [3.78, -5.74, 11.9]],
    ),
}
"""Values and gradients of PyTorch 2.13.0 in float64, for X and UPSTREAM."""

OURS = {
    "layer_norm": lambda x: ma.layer_norm(x, SCALE, SHIFT),
    "rms_norm": lambda x: ma.rms_norm(x, SCALE),
    "batch_norm": lambda x: ma.batch_norm(x, SCALE, SHIFT),
    "gelu": ma.gelu,
    "attention": lambda x: ma.attention(x, 2 * x, x - 1),
    "causal": lambda x: ma.attention(x, 2 * x, x - 1, causal=True),
    "std": lambda x: ma.std(x, axis=1, keepdims=True, ddof=1) * np.ones(3),
    "prod": lambda x: ma.prod(x, axis=1, keepdims=True) * np.ones(3),
    "cumsum": lambda x: ma.cumsum(x, axis=1),
    "einsum": lambda x: ma.einsum("ij,kj->ik", x, x) @ np.ones((2, 3)),
}


@pytest.mark.parametrize("name", PYTORCH)
def test_values_and_gradients_are_those_of_pytorch(name):
    value, gradient = PYTORCH[name]
    x = Value(X, "x")
    y = OURS[name](x)
    y.backward(UPSTREAM)
    np.testing.assert_allclose(y.data, value, rtol=1e-11, atol=1e-12)
    # Batch norm of two rows is nearly ±1, whatever they are: what is left cancels.
    np.testing.assert_allclose(x.grad, gradient, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(OURS[name](X), value, rtol=1e-11, atol=1e-12)  # of plain arrays


@pytest.mark.parametrize("name", PYTORCH)
def test_second_derivatives_and_unrolled_lines(name):
    assert ma.gradcheck(lambda v: ma.grad(lambda a: OURS[name](a * a).sum())(v), X + 0.3).passed
    x = Value(X, "x")
    y = (OURS[name](x) * UPSTREAM).sum()
    y.backward()
    number, (gradient,) = ma.unroll(y)(X)
    assert number == y.item()
    np.testing.assert_allclose(gradient, x.grad, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("name", ["layer_norm", "rms_norm", "batch_norm"])
def test_scales_and_shifts_have_gradients(name):
    f = getattr(ma, name)
    more = [SCALE] if name == "rms_norm" else [SCALE, SHIFT]
    assert ma.gradcheck(f, np.vstack([X, X[::-1] ** 2]), *more).passed


def test_float32_stays_float32():
    x = Value(X.astype(np.float32))
    for name, f in OURS.items():
        if name not in ("layer_norm", "rms_norm", "batch_norm", "std", "prod", "einsum"):
            y = f(x)
            assert y.dtype == np.float32, name
    assert ma.layer_norm(x).dtype == ma.batch_norm(x).dtype == np.float32
    assert ma.dropout(x, 0.5, np.random.default_rng(0)).dtype == np.float32


def test_rows_of_equal_numbers_are_finite():
    x = Value(np.full((2, 3), 7.0))
    (ma.layer_norm(x) + ma.batch_norm(x)).sum().backward()
    assert np.all(np.isfinite(x.grad))


def test_batch_norm_takes_the_mean_and_variance_it_is_given():
    y = ma.batch_norm(X, mean_and_variance=(np.array([1.0, 0.0, 0.0]), np.array([4.0, 1.0, 1.0])))
    np.testing.assert_allclose(y[:, 0], (X[:, 0] - 1) / np.sqrt(4 + 1e-5))
    np.testing.assert_allclose(y[:, 1], X[:, 1] / np.sqrt(1 + 1e-5))


def test_dropout_loses_a_share_and_keeps_the_mean():
    x = Value(np.ones((100, 100)))
    y = ma.dropout(x, 0.25, np.random.default_rng(0))
    y.sum().backward()
    lost = np.asarray(y.data) == 0
    assert abs(lost.mean() - 0.25) < 0.02
    assert np.all(x.grad == np.where(lost, 0.0, 1 / 0.75))
    assert abs(float(np.mean(y.data)) - 1) < 0.03


def test_embedding_adds_up_what_arrives_at_one_row():
    table = Value(np.arange(6.0).reshape(3, 2), "table")
    y = ma.embedding(table, [[0, 2], [2, 2]])
    assert y.shape == (2, 2, 2)
    y.sum().backward()
    assert table.grad.tolist() == [[1.0, 1.0], [0.0, 0.0], [3.0, 3.0]]


def test_nobody_looks_where_the_mask_forbids_it():
    x = Value(np.random.default_rng(0).normal(size=(2, 4, 3)), "x")  # a batch of two
    ma.attention(x, x, x, causal=True)[:, 1].sum().backward()
    assert np.all(x.grad[:, 2:] == 0)
    assert np.all(x.grad[:, :2] != 0)
    y = ma.attention(x, x, x, mask=np.eye(4, dtype=bool))
    np.testing.assert_allclose(y.data, x.data, rtol=1e-15)  # each looks at itself alone
    weights = next(n for n in topological_order(y) if n.label == "weights")
    assert np.array_equal(weights.data, np.broadcast_to(np.eye(4), (2, 4, 4)))


SPECS = [
    ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), ("ii", (3, 3)), ("ii->i", (3, 3)),
    ("iji->j", (3, 2, 3)), ("i,j->ij", (2,), (3,)), ("bij,bjk->bik", (5, 2, 3), (5, 3, 4)),
    ("...ij,jk->...ik", (2, 5, 2, 3), (3, 4)), ("ij->", (2, 3)), ("ij,ij->", (2, 3), (2, 3)),
    ("ij,kj,kl->il", (2, 3), (4, 3), (4, 5)), ("bhtd,bhsd->bhts", (2, 2, 3, 4), (2, 2, 5, 4)),
    ("ji", (2, 3)), ("b...,b...->...", (2, 3, 4), (2, 3, 4)), ("i,i,i->i", (3,), (3,), (3,)),
    (",i->i", (), (3,)), ("...", (2, 3)), ("i...->...i", (2, 3, 4)),
    (" i j , j -> i ", (2, 3), (3,)),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "shapes"), [(s[0], s[1:]) for s in SPECS])
def test_einsum_is_numpys(spec, shapes):
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in shapes]
    expected = np.einsum(spec, *arrays)
    np.testing.assert_allclose(ma.einsum(spec, *arrays), expected, rtol=1e-12, atol=1e-14)
    assert ma.gradcheck(lambda *v: ma.einsum(spec, *v), *arrays).passed
    np.testing.assert_allclose(np.einsum(spec, *map(Value, arrays)).data, expected, atol=1e-13)


@st.composite
def specs(draw):
    """Draw a text for einsum, and shapes that fit."""
    sizes = {name: draw(st.integers(1, 3)) for name in "abcd"}
    terms = [draw(st.text("abcd", max_size=3)) for _ in range(draw(st.integers(1, 3)))]
    seen = sorted(set("".join(terms)))
    output = draw(st.permutations(seen).map(lambda names: "".join(names[: len(names) // 2 + 1])))
    return f"{','.join(terms)}->{output}", [tuple(sizes[n] for n in term) for term in terms]


@settings(max_examples=150, deadline=None)
@given(specs(), st.integers(0, 1000))
def test_any_einsum_is_numpys(drawn, seed):
    spec, shapes = drawn
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in shapes]
    got = ma.einsum(spec, *map(Value, arrays))
    np.testing.assert_allclose(got.data, np.einsum(spec, *arrays), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (-1, 0, 1)], ids=str)
@pytest.mark.parametrize("keepdims", [False, True])
def test_products_along_axes(axis, keepdims):
    x = np.random.default_rng(0).normal(size=(2, 3, 5))
    x[0, 1, 2] = 0.0  # the gradient of one zero is the product of the others
    expected = np.prod(x, axis=axis, keepdims=keepdims)
    np.testing.assert_allclose(ma.prod(x, axis, keepdims), expected, rtol=1e-13)
    assert ma.gradcheck(lambda v: ma.prod(v, axis, keepdims), x).passed
    assert np.prod(Value(x), axis=axis, keepdims=keepdims).shape == expected.shape


def test_two_zeros_leave_no_gradient_and_nothing_is_one():
    x = Value([2.0, 0.0, 0.0], "x")
    x.prod().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]
    assert ma.prod(np.zeros((0, 2)), axis=0).tolist() == [1.0, 1.0]
    assert ma.prod(Value(3.0)).item() == 3.0


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_sums_so_far(axis):
    x = np.random.default_rng(0).normal(size=(5, 7))
    np.testing.assert_allclose(ma.cumsum(x, axis), np.cumsum(x, axis=axis), rtol=1e-13, atol=1e-14)
    assert ma.gradcheck(lambda v: ma.cumsum(v, axis), x).passed
    assert np.cumsum(Value(x), axis=axis).shape == np.cumsum(x, axis=axis).shape


def test_infinities_stay_where_they_are():
    assert ma.cumsum(np.array([1.0, np.inf, 2.0])).tolist() == [1.0, np.inf, np.inf]
    assert ma.cumsum(np.array([1.0, 2.0, np.inf])).tolist() == [1.0, 3.0, np.inf]


def test_each_call_is_one_part_of_a_picture_and_alone_it_shows_its_inside():
    x, w = Value(X, "x"), Value(np.ones((3, 2)), "w")
    alone = ma.draw(ma.layer_norm(x)).source
    assert ">layer_norm<" not in alone
    assert "sqrt" in alone
    both = ma.draw((ma.layer_norm(ma.tanh(ma.layer_norm(x))) @ w).sum()).source
    assert both.count("<B>layer_norm</B>") == 2
    assert "sqrt" not in both
    assert "sqrt" in ma.draw((ma.layer_norm(x) @ w).sum(), depth=9).source


def test_calls_one_behind_the_other_are_two_cards():
    x, w = Value(X, "x"), Value(np.ones((3, 3)), "w")
    h = ma.attention(x, x, x)
    for y in (ma.attention(h, h @ w, h), ma.layer_norm(ma.layer_norm(x)) @ w,
              ma.layer_norm(ma.layer_norm(x), scale=ma.tanh(x.sum(axis=0)))):  # fmt: skip
        source = ma.draw(ma.sum(y), gradients=True).source
        assert sum(source.count(f"<B>{name}</B>") for name in ("attention", "layer_norm")) == 2
        assert "layer_norm #" not in source


def test_a_scope_of_that_name_is_no_call():
    with ma.scope("attention"):
        y = ma.tanh(Value(1.0) * 2.0)
    assert "<B>attention</B>" not in ma.draw(y + 1.0).source
