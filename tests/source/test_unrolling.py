import inspect
import json
import linecache
import math
import re
import subprocess
import sys
import traceback

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import microact as ma
from microact import Value
from microact.expressions.javascript import PRELUDE
from microact.neurons import MLP
from microact.rules import Activation, Elementwise, registry
from microact.source.unrolling import unroll
from tests.conftest import NODE, needs_node
from tests.oracles import OPERATIONS

OPERATIONS = [
    *OPERATIONS,
    lambda a, b: (a * a + 1.0) ** 0.5 - b.exp(),
    lambda a, b: -a.silu() + b.relu() * 1.0,
    lambda a, b: ma.where(1.0, a, b) - b.elu(),
]
programs = st.lists(
    st.tuples(st.integers(0, len(OPERATIONS) - 1), st.integers(0, 30), st.integers(0, 30)),
    min_size=1,
    max_size=14,
)
numbers = st.lists(st.floats(-2, 2), min_size=3, max_size=3)


def build(program, start):
    leaves = [Value(x, label) for x, label in zip(start, "abc")]
    nodes = list(leaves)
    for operation, i, j in program:
        nodes.append(OPERATIONS[operation](nodes[i % len(nodes)], nodes[j % len(nodes)]))
    return leaves, sum(nodes)


@settings(max_examples=500)
@given(programs, numbers, numbers)
def test_a_step_agrees_with_the_engine_to_the_last_bit(program, recorded, start):
    leaves, output = build(program, recorded)
    step = unroll(output, inputs=leaves)
    # at other numbers than those that were recorded
    leaves, output = build(program, start)
    output.backward()
    y, gradients = step(*start)
    expected = [output.data, *[float(leaf.grad) for leaf in leaves]]
    assert [y, *map(float, gradients)] == expected or not np.all(np.isfinite(expected))


@given(programs, numbers)
def test_a_batch_is_every_example_by_itself(program, start):
    leaves, output = build(program, start)
    one = unroll(output, inputs=leaves)
    many = unroll(output, inputs=leaves, batched=["a", leaves[2]])
    a, c = np.array([start[0], 0.5, -1.0]), np.array([start[2], -0.25, 1.5])
    y, (d_a, d_b, d_c) = many(a, start[1], c)
    singles = [one(float(x), start[1], float(z)) for x, z in zip(a, c)]
    close = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(y, [s[0] for s in singles], **close)
    np.testing.assert_allclose(d_a, [s[1][0] for s in singles], **close)
    np.testing.assert_allclose(d_b, sum(s[1][1] for s in singles), **close)
    np.testing.assert_allclose(d_c, [s[1][2] for s in singles], **close)


def elementwise():
    """Yield every elementwise rule that the registry holds, recorded on single numbers."""
    parameters = {
        "power": [{"exponent": 3.0}, {"exponent": -0.5}],
        "clip": [{"low": -1, "high": 1}],
    }
    for name, kind in registry.items():
        if issubclass(kind, Elementwise):
            for given_ in parameters.get(name, [{}]):
                rule = kind(**given_)
                count = len(inspect.signature(rule.forward).parameters) - 1
                yield pytest.param(rule, count, id=f"{name}{list(given_.values()) or ''}")


POINTS = {1: [(0.7,), (2.5,), (30.0,), (0.01,)], 2: [(0.7, 1.3), (2.5, 0.5)], 3: [(1.0, 0.4, 0.6)]}
SIGNED = {1: [(-0.7,), (-30.0,), (0.0,), (-900.0,)], 2: [(-0.7, 1.3), (0.0, 0.0), (1.0, -2.0)]}


def points(rule, count):
    kept = []
    for point in POINTS[count] + SIGNED.get(count, []):
        try:
            rule.check(*point)
        except (ValueError, ZeroDivisionError):
            continue
        kept.append(point)
    return kept


@pytest.mark.parametrize(("rule", "count"), list(elementwise()))
def test_every_rule_unrolls(rule, count):
    leaves = [Value(x, f"x{i}") for i, x in enumerate(POINTS[count][0])]
    step = unroll(rule(*leaves) * 3.0, inputs=leaves)
    for point in points(rule, count):
        leaves = [Value(x) for x in point]
        output = rule(*leaves) * 3.0
        output.backward()
        y, gradients = step(*point)
        assert (y, *gradients) == pytest.approx((output.data, *[x.grad for x in leaves]), rel=0)


@needs_node
def test_every_rule_in_javascript_agrees_with_python():
    steps, cases = [], []
    for parameter in elementwise():
        rule, count = parameter.values
        leaves = [Value(x, f"x{i}") for i, x in enumerate(POINTS[count][0])]
        output = rule(*leaves) * 3.0
        step = unroll(output, inputs=leaves)
        source = unroll(output, inputs=leaves, language="javascript").source
        for point in points(rule, count):
            steps.append(f"[({source.strip()}), {json.dumps(point)}]")
            cases.append((parameter.id, point, step(*point)))
    program = f"{PRELUDE}\nfor (const [step, x] of [{', '.join(steps)}]) " + (
        "console.log(JSON.stringify(step(...x), (k, v) => typeof v === 'number' && "
        "!Number.isFinite(v) ? String(v) : v));"
    )
    done = subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(cases) > 100
    for (name, point, (y, gradients)), (other, others) in zip(cases, answers):
        close = pytest.approx([y, *gradients], rel=1e-12, abs=1e-300, nan_ok=True)
        got = [
            float(v.replace("Infinity", "inf")) if isinstance(v, str) else v
            for v in [other, *others]
        ]
        assert got == close, (name, point)


def test_micrograds_network_unrolls_sample_by_sample_and_as_a_batch():
    import random

    random.seed(3)
    model = MLP(2, [8, 8, 1])
    inputs = [Value(0.3, "x0"), Value(-0.7, "x1"), Value(1.0, "y")]
    loss = (1.0 - inputs[2] * model(inputs[:2])).relu()
    step = unroll(loss, inputs=[*inputs, *model.parameters()], wrt=model.parameters(),
                  batched=["x0", "x1", "y"])  # fmt: skip
    X = np.random.default_rng(0).normal(size=(20, 2))
    y = np.where(X[:, 0] > 0, 1.0, -1.0)
    losses, gradients = step(X[:, 0], X[:, 1], y, *[p.data for p in model.parameters()])
    for row, target, one in zip(X, y, losses):
        value = (1.0 - target * model(list(row))).relu()
        assert value.data == pytest.approx(one, rel=1e-12, abs=1e-15)
        value.backward()
    np.testing.assert_allclose(gradients, [p.grad for p in model.parameters()], atol=1e-12)


def test_an_activation_of_ones_own_unrolls():
    class Bump(Activation):
        def forward(self, x, xp):
            return xp.exp(-x * x)

        def local_gradient(self, x, y, xp):
            return -2 * x * y

    try:
        x = Value(0.5, "x")
        assert "v1 = exp(-x * x)  # bump" in unroll(Bump()(x)).source
        y, (g,) = unroll(Bump()(x))(1.5)
        assert g == -3.0 * y == -3.0 * math.exp(-2.25)
    finally:
        registry.pop("bump")


def test_common_parts_are_written_once_and_nothing_is_multiplied_by_one():
    x = Value(0.5, "x")
    source = unroll(x.sigmoid() + x.silu() * 1.0).source
    for line in source.splitlines():
        assert source.count(line.partition("=")[2]) == 1 or "exp" not in line
    assert not re.search(r"(?<![\w.])1(\.0)? \*|\* 1(\.0)?(?![\w.])|\+ 0(\.0)?(?![\w.])", source)
    assert unroll(x.sigmoid()).source.count("exp(-abs(x))") == 1


@pytest.mark.parametrize(
    "label",
    ["x); import os", "class", "print", "exp", "None", "a b", "1st", "", "__import__", "ｗ", "x\n",
     "π", "step", "d_x", "v1", "t1", "function", "é" * 500, "🙂", "inf"],
)  # fmt: skip
def test_hostile_labels_become_safe_names(label):
    a, b = Value(2.0, label), Value(3.0, label)
    y = (a * b).exp() + a
    step = unroll(y, inputs=[a, b])
    assert len(set(step.inputs)) == 2
    assert all(name.isidentifier() for name in step.inputs)
    assert step(2.0, 3.0)[0] == math.exp(6.0) + 2.0
    assert "\n" not in step.inputs[0]
    if NODE:
        source = unroll(y, inputs=[a, b], language="javascript").source
        program = f"{PRELUDE}{source}console.log(step(2, 3)[0])"
        done = subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True)
        assert float(done.stdout) == pytest.approx(math.exp(6.0) + 2.0)


def test_the_source_sees_nothing_but_its_arguments_and_functions():
    x = Value(0.5, "x")
    world = unroll(x.tanh()).on_floats.__globals__
    assert world["__builtins__"] == {}
    assert "os" not in world
    with pytest.raises(NameError):
        exec("open('x')", world)


def test_debuggers_tracebacks_and_inspect_find_the_lines():
    w, x = Value(0.5, "w"), Value(2.0, "x")
    step = unroll(w / x, inputs=[w, x])
    assert inspect.getsource(step.on_floats) == step.source
    seen = []

    def trace(frame, event, argument):
        if frame.f_code.co_filename == step.filename and event == "line":
            seen.append(linecache.getline(step.filename, frame.f_lineno).strip())
        return trace

    sys.settrace(trace)
    try:
        step(1.0, 2.0)
    finally:
        sys.settrace(None)
    assert seen == [line.strip() for line in step.source.splitlines()[1:]]
    exploding = unroll(1.0 / (1.0 + x.exp()) ** 1.0, inputs=[x])
    try:
        exploding.on_floats("no number")
    except TypeError:
        assert exploding.source.splitlines()[1].strip() in traceback.format_exc()


def test_a_branch_that_was_taken_is_asked_again():
    x, y = Value(2.0, "x"), Value(1.0, "other")
    h = x * 3.0
    h.label = "h"
    z = h * y if h > 0 else h - y
    step = unroll(z, inputs=[x, y])
    assert step.notes == ("h was compared while recording",)
    assert "way1 = taken(h > 0.0, True, 'h > 0')" in step.source
    assert step(0.5, 2.0) == (3.0, (6.0, 1.5))  # the way of a positive h
    with pytest.raises(ValueError, match="h > 0 came out true while this was recorded and does no"):
        step(-2.0, 1.0)
    many = unroll(z, inputs=[x, y], batched=["x"])
    np.testing.assert_array_equal(many([1.0, 2.0], 1.0)[0], [3.0, 6.0])
    with pytest.raises(ValueError, match="unroll again|Unroll again"):
        many([1.0, -2.0], 1.0)
    assert unroll(x * y, inputs=[x, y]).notes == ()
    z = x * y
    assert not z < 0
    assert unroll(z).notes == ("v1 was compared while recording",)


COMPARED = [
    (lambda v: v * 2.0 if v > 1 else v, 2.0, 0.5),
    (lambda v: v * 2.0 if np.float64(1.0) < v else v, 2.0, 0.5),
    (lambda v: v * 2.0 if v >= 2 else v, 2.0, 1.0),
    (lambda v: v * 2.0 if v == 2 else v, 2.0, 1.0),
    (lambda v: v * 2.0 if v != 2 else v, 1.0, 2.0),
    (lambda v: v * 2.0 if not v <= 1 else v, 2.0, 0.5),
    (lambda v: v * 2.0 if np.less(v, 1.0) else v, 0.5, 2.0),
    (lambda v: v * 2.0 if v else v + 1.0, 2.0, 0.0),
    (lambda v: [w := v * v, w * 2.0 if v > w else w][1], 0.5, 2.0),
    (lambda v: max(v, v * v), 2.0, 0.5),
    (lambda v: ma.where(v > 1, v * v, v), 2.0, 0.5),
    (lambda v: sorted([v, 1.0 - v])[0] * 3.0, 2.0, 0.1),
]


@pytest.mark.parametrize(("f", "recorded", "other"), COMPARED, ids=range(len(COMPARED)))
@pytest.mark.parametrize("kind", ["floats", "arrays", "buffers", "javascript"])
def test_lines_never_go_a_way_that_the_code_would_not_go(f, recorded, other, kind):
    v = Value(recorded, "v")
    if kind == "javascript":
        if not NODE:
            pytest.skip("needs node")
        step = unroll(f(v), inputs=[v], language="javascript")
        for x, right in ((recorded, True), (other, False)):
            program = f"{PRELUDE}{step.source}console.log(step({x})[0])"
            done = subprocess.run([NODE, "-e", program], capture_output=True, text=True)
            assert (done.returncode == 0) is right
            assert not right or float(done.stdout) == f(Value(x)).item()
        return
    if kind == "floats":
        step, like = unroll(f(v), inputs=[v]), float
    else:
        numbers = Value([1.0, 2.0])
        step = unroll((f(v) * numbers).sum(), inputs=[v], buffers=kind == "buffers")

        def like(y):
            return 3.0 * y

    assert step(recorded)[0] == like(f(Value(recorded)).item())
    with pytest.raises(ValueError, match="came out"):
        step(other)


def test_a_comparison_with_a_value_that_is_gone_is_refused():
    v = Value(0.5, "v")
    y = v * 2.0 if v > v * v else v
    with pytest.raises(ValueError, match="compared a Value with another that was computed and is"):
        unroll(y)
    v, w = Value(0.5, "v"), Value(2.0, "w")
    other = w * w  # of another graph, but still there: its lines are written too
    y = v * 2.0 if v < other else v
    step = unroll(y)
    assert step(1.0)[0] == 2.0
    with pytest.raises(ValueError, match="came out true"):
        step(5.0)
    w.data = 1.0
    with pytest.raises(RuntimeError, match="the data of w, a constant of these lines, was changed"):
        step(1.0)


def test_masks_of_arrays_are_asked_again():
    a = Value([1.0, -2.0], "a")
    step = unroll(ma.where(a > 0, a * a, a).sum(), inputs=[a])
    assert step(np.array([3.0, -1.0]))[0] == 8.0
    with pytest.raises(ValueError, match="a > 0 came out otherwise while this was recorded"):
        step(np.array([-3.0, -1.0]))


def test_inputs_gradients_and_constants_are_chosen():
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.0, "b")
    y = (w * x + b).tanh()
    step = unroll(y, inputs=[x, w], wrt=[w])
    assert step.inputs == ("x", "w")
    assert "-1.0" in step.source  # b is a constant
    assert "d_x" not in step.source  # and nobody asked for this one
    assert step(2.0, 0.5) == (0.0, (2.0,))
    assert unroll(y, inputs=[x], wrt=[b])(2.0) == (0.0, (1.0,))
    unused = Value(1.0, "unused")
    assert unroll(y, inputs=[w, unused])(0.5, 9.0) == (0.0, (2.0, 0.0))
    assert unroll(w)(4.0) == (4.0, (1.0,))
    assert unroll(w, inputs=[])() == (0.5, ())
    assert unroll(y, wrt=[w, w])(0.5, 2.0, -1.0) == (0.0, (2.0, 2.0))
    huge = unroll(x * math.inf + -0.0, inputs=[x])
    assert huge(1.0) == (math.inf, (math.inf,))


def test_a_number_used_often_and_a_deep_chain():
    x = Value(0.5, "x")
    y = sum(x * float(i) for i in range(300))
    assert unroll(y)(1.0) == (sum(range(300)), (sum(range(300)),))
    for _ in range(3000):
        x = x.tanh()
    value, (gradient,) = unroll(x)(0.5)
    x.backward()
    assert value == x.data
    assert gradient > 0


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda x, h: unroll(3.0), TypeError, "unroll takes a Value"),
        (lambda x, h: unroll(h, inputs=[h]), ValueError, "inputs and wrt are leaves"),
        (lambda x, h: unroll(h, inputs=[x, x]), ValueError, "stands twice among the inputs"),
        (lambda x, h: unroll(h, wrt=[1.0]), ValueError, "inputs and wrt are leaves"),
        (lambda x, h: unroll(h, batched=["z"]), ValueError, "'z' is no input: there are x"),
        (
            lambda x, h: unroll(h, language="c"),
            ValueError,
            'language is one of "python", "javascript", got \'c\'',
        ),
        (lambda x, h: unroll(h)(1.0, 2.0), TypeError, "takes 1 numbers (x), got 2"),
        (lambda x, h: unroll(h, language="javascript")(1.0), TypeError, "is javascript"),
        (lambda x, h: unroll(h, batched=["x"])(1.0), ValueError, "arrays of one length"),
        (lambda x, h: unroll(h, batched=["x"])([[1.0]]), ValueError, "arrays of one length"),
        (lambda x, h: unroll(h)("a"), TypeError, "is a real number or an array of them"),
    ],
)
def test_what_cannot_be_unrolled_is_said(make, error, says):
    x = Value(0.5, "x")
    with pytest.raises(error) as caught:
        make(x, x.tanh())
    assert says in str(caught.value)


# ---- arrays -------------------------------------------------------------------------------------

A, B = np.random.default_rng(0).normal(size=(2, 3, 4)) * 0.8
OPERATIONS_ON_ARRAYS = [
    lambda a, b: a + b,
    lambda a, b: a * b[0],
    lambda a, b: a - b.mean(axis=1, keepdims=True),
    lambda a, b: ma.tanh(a) * 2.0,
    lambda a, b: ma.maximum(a, b),
    lambda a, b: a @ (b.T @ a) * 0.1,
    lambda a, b: ma.softmax(a) + ma.relu(b),
    lambda a, b: ma.log_softmax(a * b, axis=0),
    lambda a, b: ma.stack([a, b]).max(axis=0),
    lambda a, b: ma.concatenate([a[:2], b[2:]]) * a.sum(),
    lambda a, b: a[[0, 0, 2]] * ma.sigmoid(b),
    lambda a, b: a / (ma.exp(b) + a.var()),
    lambda a, b: ma.logsumexp(a, axis=1, keepdims=True) * b.reshape(3, 4),
    lambda a, b: ma.where(np.eye(3, 4) > 0, a, b).swapaxes(0, 1).T,
    lambda a, b: ma.softplus(a.min(axis=0)) - ma.broadcast_to(b[:1], (3, 4)),
    lambda a, b: (a * a + 1.0) ** 0.5 + ma.expand_dims(b[:, 0], 1),
]


@settings(max_examples=500)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(OPERATIONS_ON_ARRAYS) - 1), st.integers(0, 9), st.integers(0, 9)
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 5),
)
def test_arrays_agree_with_the_engine(program, seed):
    def run(a, b):
        leaves = [Value(a, "a"), Value(b, "b"), Value(0.5, "c")]
        nodes = leaves[:2]
        for operation, i, j in program:
            x, y = nodes[i % len(nodes)], nodes[j % len(nodes)]
            nodes.append(OPERATIONS_ON_ARRAYS[operation](x, y) * leaves[2])
        return leaves, sum(node.sum() for node in nodes[2:])

    leaves, output = run(A, B)
    step = unroll(output, inputs=leaves)
    a, b = np.random.default_rng(seed).normal(size=(2, 3, 4)) * 0.8
    leaves, output = run(a, b)
    output.backward()
    y, gradients = step(a, b, 0.5)
    close = {"rtol": 1e-13, "atol": 1e-13 * max(1.0, abs(output.data))}
    np.testing.assert_allclose(y, output.data, **close)
    for gradient, leaf in zip(gradients, leaves):
        scale = max(1.0, float(np.max(np.abs(leaf.grad))))
        np.testing.assert_allclose(gradient, leaf.grad, rtol=1e-13, atol=1e-13 * scale)
        assert np.shape(gradient) == leaf.shape


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_network_of_matrices_reads_like_one_written_by_hand(dtype):
    X = A.astype(dtype)
    model = ma.nn.MLP(4, [3, 2])
    for p in model.parameters():
        p.data = p.data.astype(dtype)
    loss = ma.losses.cross_entropy(model(X), np.array([0, 1, 1]))
    loss.backward()
    for buffers, lines in (
        (
            False,
            [
                "v1 = matmul(c1, layer1_weight)  # @",
                "v3 = tanh(v2)  # tanh",
                "d_v2 = d_v3 * (1 - v3 * v3)  # tanh",
                "d_layer1_weight = matmul(c1.T, d_v1)  # @",
            ],
        ),
        (
            True,
            [
                "v1 = matmul(c1, layer1_weight, out=b1)  # @",
                "v2 = add(v1, layer1_bias, out=b1)  # +",
                "v3 = tanh(v2, out=b1)  # tanh",
                "d_layer1_weight = matmul(c1.T, d_v1)  # @",
            ],
        ),
    ):
        step = unroll(loss, inputs=model.parameters(), buffers=buffers)
        for line in lines:
            assert f"    {line}\n" in step.source
        value, gradients = step(*[p.data for p in model.parameters()])
        assert value == loss.data
        for gradient, p in zip(gradients, model.parameters()):
            np.testing.assert_allclose(
                gradient, p.grad, rtol=1e-6 if dtype == np.float32 else 1e-13
            )
            assert gradient.dtype == dtype


def test_the_arrays_must_have_the_shapes_that_were_recorded():
    w = Value(np.ones(3), "w")
    step = unroll((w * w).sum())
    assert step([1.0, 2.0, 3.0])[0] == 14.0
    with pytest.raises(
        ValueError, match=r"w was recorded with shape \(3,\), got \(2,\); unroll ag"
    ):
        step([1.0, 2.0])
    for settings_ in ({"batched": ["w"]}, {"language": "javascript"}):
        with pytest.raises(TypeError, match="unrolls to Python, and is a batch already"):
            unroll((w * w).sum(), **settings_)
    with pytest.raises(ValueError, match=r"the output is a single number, got shape \(3,\)"):
        unroll(w * w)


def test_a_leaf_that_nothing_reaches_has_a_gradient_of_zeros():
    w, v = Value(np.ones(3), "w"), Value(np.ones((2, 2)), "v")
    _, (d_w, d_v) = unroll(w.sum(), inputs=[w, v])(np.ones(3), np.ones((2, 2)))
    assert d_w.tolist() == [1.0, 1.0, 1.0]
    assert d_v.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_the_function_is_found_at_the_front_door_whatever_was_imported():
    code = "import microact as ma, microact.source.unrolling; print(ma.unroll(ma.Value(2.0))(3.0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(3.0, (1.0,))\n"


@pytest.mark.parametrize("number", [-1.0, 0.5, 3.0, [-1.0, 0.5, 3.0]])
def test_a_comparison_counts_as_a_number_in_the_lines(number, swept):
    class Stairs(ma.Activation):
        name = "stairs"

        def forward(self, x, xp):
            return xp.maximum(x, 0.0) + 1.0 * (x > 0) + 1.0 * (x > 1) - 1.0 * (x > 2)

        def local_gradient(self, x, y, xp):
            return 1.0 * (x > 0) + 1.0 * (x > 1) + xp.exp(1.0 * (x > 0)) - 1.0 * (x > 2)

    x = Value(number, "x")
    y = Stairs()(x).sum() if x.shape else Stairs()(x)
    y.backward()
    number, (gradient,) = ma.unroll(y)(x.data)
    assert number == y.data
    np.testing.assert_allclose(gradient, x.grad, rtol=1e-15)
    assert np.asarray(gradient).dtype == np.float64


@pytest.mark.parametrize("count", [5, 6, 7, 12, 13, 20, 50])
@pytest.mark.parametrize("number", [2.0, [2.0, 3.0]])
def test_any_number_of_equal_contributions_adds_up(count, number, swept):
    class AddAll(ma.Rule):
        name = "add_all"

        def forward(self, *xs, xp):
            return sum(xs[1:], xs[0])

        def vjp(self, upstream, y, *xs, xp):
            return [upstream] * len(xs)

    x = Value(number, "x")
    y = (AddAll()(*[x] * count) * 1.5).sum() if x.shape else AddAll()(*[x] * count) * 1.5
    for buffers in (True, False):
        _, (gradient,) = ma.unroll(y, buffers=buffers)(x.data)
        assert np.all(gradient == 1.5 * count)


@pytest.mark.parametrize("label", ["T", "array", "asarray", "sum", "where", "x.T", "float32"])
def test_a_label_that_looks_like_a_piece_of_numpy(label):
    x = Value(np.ones(2), label)
    step = ma.unroll((x * 2.0).sum())
    assert step(x.data)[1][0].tolist() == [2.0, 2.0]
    assert "step(" in str(step)


def test_single_numbers_among_arrays_of_all_kinds():
    x = Value(2.0, "x")
    for f in (
        lambda v: (v[None] * np.ones(3)).sum(),
        lambda v: v * np.float32(3),
        lambda v: v * np.array(3.0, dtype=np.float16) + 1.0,
    ):
        y = f(x)
        y.backward()
        number, (gradient,) = ma.unroll(y)(2.0)
        assert number == y.data
        assert gradient == x.grad
        x.grad = 0.0


@pytest.mark.parametrize("shape", [(1,), (1, 1), ()])
def test_one_number_in_brackets_unrolls(shape):
    x = Value(np.array([1.0, 2.0, 3.0]), "x")
    y = ma.reshape((x * x).sum(), shape)
    y.backward()
    for buffers in (True, False):
        number, (gradient,) = ma.unroll(y, buffers=buffers)(x.data)
        assert number == 14.0
        assert gradient.tolist() == x.grad.tolist() == [2.0, 4.0, 6.0]


@pytest.mark.parametrize("given", [1j, "1.5", None, np.ma.masked_array([1.0, 2.0], [1, 0])])
def test_a_step_of_arrays_takes_numbers_only(given):
    x, y = Value([1.0, 2.0], "x"), Value(1.0, "y")
    step = ma.unroll((x * y).sum())
    with pytest.raises(TypeError):
        step([given, given] if np.ndim(given) == 0 else given, 1.0)
    scalars = ma.unroll(y * y, batched=["y"])
    with pytest.raises(TypeError):
        scalars([given, given] if np.ndim(given) == 0 else given)


@needs_node
def test_every_rule_is_a_module_of_its_own(tmp_path):
    program, expected = [], []
    for i, parameter in enumerate(elementwise()):
        rule, count = parameter.values
        leaves = [Value(x, f"x{k}") for k, x in enumerate(POINTS[count][0])]
        step = unroll(rule(*leaves) * 3.0, inputs=leaves, language="javascript")
        (tmp_path / f"m{i}.mjs").write_text(step.module)
        assert step.module.count("export function step(") == 1
        numbers = ", ".join(map(str, POINTS[count][0]))
        program += [f"import {{ step as s{i} }} from './m{i}.mjs';"]
        program += [f"console.log(s{i}({numbers})[0]);"]
        expected.append((rule(*leaves) * 3.0).data)
    (tmp_path / "all.mjs").write_text("\n".join(program))
    done = subprocess.run([NODE, "all.mjs"], capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == ""
    assert list(map(float, done.stdout.split())) == pytest.approx(expected, rel=1e-12)


def test_only_javascript_has_modules():
    step = unroll(Value(0.5, "x").tanh())
    with pytest.raises(AttributeError, match="a step in Python is no module of JavaScript"):
        _ = step.module


def test_a_rules_name_cannot_end_its_comment():
    class Odd(Activation):
        name = "odd"
        symbol = "odd\n    import os\u2028alert(1)"

        def forward(self, x, xp):
            return x

        def local_gradient(self, x, y, xp):
            return 1

    try:
        x = Value(0.5, "x")
        for language in ("python", "javascript"):
            source = unroll(Odd()(x), language=language).source
            assert (
                len(source.splitlines())
                == len(source.split("\n")) - 1
                == 5 + (language != "python")
            )
    finally:
        registry.pop("odd")


@pytest.mark.parametrize("kind", [float, np.float32, np.int64, np.array])
def test_a_number_of_any_kind_is_remembered(kind):
    x = Value(3.0, "x")
    y = x * 2.0 if x > kind(2) else x * 3.0
    y = y + 1.0 if x > kind(1) else y + 5.0
    for step in (unroll(y), unroll(y, batched=["x"])):
        with pytest.raises(ValueError, match="x > 2 came out true"):
            step(1.5 if not step.batched else [1.5])


def test_a_value_compared_too_often_is_refused():
    x = Value(2.0, "x")
    y = x * 2.0 if x > 0 else x * 3.0
    for i in range(1001):
        assert x > -1000 - i
    with pytest.raises(ValueError, match="compared more than 1,000 times"):
        unroll(y)


def test_both_results_are_remembered_when_a_leaf_changes_in_between():
    x = Value(2.0, "x")
    y = x * 2.0 if x > 0 else x * 3.0
    x.data = -1.0
    assert not x > 0
    with pytest.raises(ValueError, match="came out"):
        unroll(y)(-1.0)


def own(name, forward, slope, base=Elementwise, **fields):
    """Make a rule of a user's; it is registered nowhere."""
    kind = type(
        "Own", (base,), {"name": name, "forward": forward, "local_gradient": slope, **fields}
    )
    registry.pop(name)
    return kind


def test_parts_that_are_used_twice_cost_nothing_twice():
    def forward(self, x, xp):
        for _ in range(60):
            x = 3.5 * x * (1 - x)
        return x

    x = Value(0.3, "x")
    y = own("logistic_of_a_test", forward, lambda self, x, y, xp: 1.0)()(x)
    step = unroll(y)
    assert step(0.3)[0] == y.data
    assert len(step.source.splitlines()) < 200


def test_lines_that_are_nested_too_deep_are_refused():
    def forward(self, x, xp):
        return sum(x * i for i in range(2000))

    y = own("deep_of_a_test", forward, lambda self, x, y, xp: 1.0)()(Value(0.3))
    with pytest.raises(ValueError, match="nested hundreds of operations deep"):
        unroll(y)


def test_truths_of_constants_unroll():
    rule = own(
        "both_of_a_test",
        lambda self, x, a, xp: ((x > 0) & (a > 0)) * x + (~(a < 3)) * (~(x < a)) + xp.sign(a > 0),
        lambda self, x, a, y, xp: (((x > 0) & (a > 0)), 0),
    )()
    x = Value(2.0, "x")
    y = rule(x, 3.0)
    y.backward()
    assert unroll(y)(2.0) == (y.data, (x.grad,))
    v = Value(np.array([0.5, 4.0]), "v")
    z = rule(v, 3.0).sum()
    for buffers in (True, False):
        step = unroll(z, buffers=buffers)
        assert step(np.array([0.5, 4.0]))[0] == z.data
        assert step(np.array([-1.0, 4.0]))[0] == rule(Value([-1.0, 4.0]), 3.0).sum().data
    w = unroll(rule(0.7, v).sum(), buffers=True)
    assert w(np.array([1.0, 5.0]))[0] == rule(0.7, Value([1.0, 5.0])).sum().data


def test_constants_of_a_rules_own_have_all_their_digits():
    rule = own(
        "flagged_of_a_test",
        lambda self, x, xp: x * xp.tanh(self.flag) + xp.exp(self.q) * x + xp.sign(self.flag),
        lambda self, x, y, xp: xp.tanh(self.flag) + xp.exp(self.q),
        flag=True, q=np.float32(0.1),
    )()  # fmt: skip
    x, v = Value(1.0, "x"), Value([1.0], "v")
    y, z = rule(x), rule(v).sum()
    for value in (y.data, z.data, unroll(y)(1.0)[0], unroll(z)([1.0])[0]):
        assert value == pytest.approx(
            math.tanh(1) + math.exp(float(np.float32(0.1))) + 1, rel=1e-15
        )


def test_functions_take_numbers_by_their_place():
    rule = own("named_of_a_test", lambda self, x, xp: xp.clip(x, low=-1, high=1),
               lambda self, x, y, xp: 1.0)()  # fmt: skip
    with pytest.raises(
        TypeError, match=r"xp.clip takes its numbers by their place, not by name \(low"
    ):
        unroll(rule(Value(0.5)), language="javascript")


def test_returned_gradients_can_be_written_into():
    v = Value(np.ones((2, 3)), "v")
    for y in (v.T.sum(), v.sum(), (v[0] * 2.0).sum() + v.mean(), v.reshape(3, 2).T.sum()):
        (g,) = unroll(y, inputs=[v])(np.ones((2, 3)))[1]
        g -= 1.0


def test_a_wrong_shape_of_a_gradient_is_refused_when_it_is_unrolled():
    rule = own("total_of_a_test", lambda self, x, xp: xp.sum(x * x), None, ma.Rule,
               vjp=lambda self, upstream, y, x, xp: [upstream])()  # fmt: skip
    with pytest.raises(RuntimeError, match=r"gave a gradient of shape \(\) for an input of shape"):
        unroll(rule(Value([1.0, 2.0])))


def test_a_rule_may_use_the_methods_of_arrays():
    rule = own("methods_of_a_test", lambda self, x, xp: (x.T @ x).sum() + x.max(axis=0).mean(),
               None, ma.Rule,
               vjp=lambda self, upstream, y, x, xp: [upstream * x * len(x)])()  # fmt: skip
    v = Value(np.arange(6.0).reshape(2, 3), "v")
    y = rule(v)
    assert unroll(y)(np.arange(6.0).reshape(2, 3))[0] == y.data
    odd = own("cumsum_of_a_test", lambda self, x, xp: x.cumsum(), None, ma.Rule,
              vjp=lambda self, upstream, y, x, xp: [upstream])()  # fmt: skip
    with pytest.raises(AttributeError, match="lines have no cumsum of an array"):
        unroll(odd(v[0]).sum())


def test_a_large_array_among_a_rules_parameters_is_watched():
    mask = np.ones(3000)
    rule = own("masked_of_a_test", lambda self, x, xp: x * (self.m * 2.0),
               lambda self, x, y, xp: self.m * 2.0, m=mask)()  # fmt: skip
    v = Value(np.ones(3000), "v")
    step = unroll(rule(v).sum())
    assert step(np.ones(3000))[0] == 6000.0
    mask[1500] = 100.0
    with pytest.raises(RuntimeError, match="masked_of_a_test computes something else by now"):
        step(np.ones(3000))


def test_a_branch_that_hangs_on_what_is_not_in_the_graph_is_asked_again():
    a = Value(3.0, "a")
    left, right = a * a, a * 2.0 + 1.0
    y = left * 10.0 if left > right else left * 20.0
    step = unroll(y)
    assert step(4.0)[0] == 160.0
    with pytest.raises(ValueError, match="came out true while this was recorded"):
        step(1.0)


def test_a_leaf_that_the_graph_does_not_use_keeps_its_name():
    x, apart = Value(2.0, "x"), Value(5.0, "apart")
    step = unroll(x * x, wrt=[x, apart])
    assert "apart" in step.source
    assert step(3.0) == (9.0, (6.0, 0.0))


def test_gradients_of_two_leaves_are_two_arrays():
    x, y = Value(np.ones(3), "x"), Value(np.ones(3), "y")
    step = unroll(((x + y) * np.array([1.0, 2.0, 3.0])).sum())
    given = np.ones(3), np.full(3, 2.0)
    _, (first, second) = step(*given)
    first += 100.0
    assert second.tolist() == [1.0, 2.0, 3.0]
    assert step(*given)[1][0].tolist() == [1.0, 2.0, 3.0]


def test_a_rule_of_ones_own_that_computes_something_else_is_noticed(swept):
    class Scaled(ma.Activation):
        factor = 2.0

        def forward(self, x, xp):
            return x * type(self).factor

        def local_gradient(self, x, y, xp):
            return type(self).factor + 0.0 * x

    step = unroll(Scaled()(Value(1.0, "x")))
    assert step(3.0)[0] == 6.0
    Scaled.factor = 5.0
    with pytest.raises(RuntimeError, match="since this was unrolled; unroll again"):
        step(3.0)


def test_a_rule_of_arrays_that_computes_something_else_is_noticed(swept):
    class Turned(ma.rules.Rule):
        factor = 2.0

        def forward(self, x, xp):
            return xp.transpose(x, (1, 0)) * type(self).factor

        def vjp(self, upstream, y, x, xp):
            return [xp.transpose(upstream, (1, 0)) * type(self).factor]

    x = Value(np.ones((2, 3)), "x")
    step = unroll(Turned()(x).sum())
    assert step(np.ones((2, 3)))[0] == 12.0
    Turned.factor = 5.0
    with pytest.raises(RuntimeError, match="since this was unrolled; unroll again"):
        step(np.ones((2, 3)))
