import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import graphviz
import numpy as np
import pytest

import microact as ma
from microact import Value, losses
from microact.show import colours, style

SVG = "{http://www.w3.org/2000/svg}"


def neuron(activation="tanh", b=-0.3):
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(b, "b")
    y = ma.activations[activation](w * x + b)
    y.label = "y"
    y.backward()
    return y


def svg(value, **options):
    return ET.fromstring(ma.draw(value, **options).pipe(format="svg"))


def texts(root):
    return ["".join(node.itertext()).replace("\xa0", " ") for node in root.iter(f"{SVG}text")]


def test_cards_show_data_and_grad_and_edges_the_local_gradient():
    found = texts(svg(neuron()))
    assert {"w", "x", "b", "*", "+", "y = tanh"} <= set(found)
    assert {"0.5", "2", "-0.3", "0.6044", "1.269", "0.3174", "0.6347"} <= set(found)
    assert {"× 2", "× 0.5", "× 1", "× 0.6347"} <= set(found)
    assert "positive gradient" in found
    assert "negative gradient" not in found  # a legend of what is there


def test_colour_and_width_follow_the_gradient():
    a, b = Value(3.0, "a"), Value(-2.0, "b")
    y = a * b
    y.backward()
    source = ma.draw(y).source
    assert re.search(rf'color="{colours.NEGATIVE}".*id="edge-node1-node3"', source)
    assert re.search(rf'color="{colours.POSITIVE}".*id="edge-node2-node3', source)
    for share in (1.0, 0.5, 0.1, 0.01, 0.0011):
        assert style.width(3.0 * share, 3.0) == pytest.approx(0.7 + 6 * share**0.5, abs=0.01)
    assert style.width(1e-4, 1.0) == 0.7
    assert style.colour([0.5], 1.0) == colours.POSITIVE
    assert style.colour([np.array([-0.5, 0.0])], 1.0) == colours.NEGATIVE
    assert style.colour([np.array([-0.5, 0.2])], 1.0) == colours.MIXED
    assert style.colour([0.9e-3], 1.0) == colours.NOTHING


def test_a_dead_relu_is_grey_and_dashed():
    source = ma.draw(neuron("relu", b=-5.0)).source
    assert source.count("style=dashed") == 5
    assert colours.NOTHING in source


def test_before_backward_a_picture_shows_numbers_only():
    x = Value(2.0, "x")
    found = texts(svg(x * 3.0))
    assert "grad" not in found
    assert "3" in found
    assert "grad" in texts(svg(x * 3.0, gradients=True))
    assert x.grad == 0.0
    y = neuron()
    assert "grad" not in texts(svg(y, gradients=False))


def test_a_card_shows_the_grad_that_the_value_holds():
    x = Value(2.0, "x")
    y = x * 3.0
    y.backward()
    y.backward()
    assert "6" in texts(svg(y))


def test_constants_are_shown_or_hidden():
    y = Value(2.0, "x") * 3.0
    assert "3" in texts(svg(y))
    assert "3" not in texts(svg(y, constants=False))


def test_a_value_used_twice_has_two_arrows():
    x = Value(2.0, "x")
    edges = [g for g in svg(x * x).iter(f"{SVG}g") if g.get("class") == "edge"]
    assert len(edges) == 2


def test_an_activation_carries_its_curve_with_the_point_where_it_sits():
    root = svg(neuron())
    curves = [g for g in root.iter(f"{SVG}g") if g.get("class") == "curve"]
    assert len(curves) == 1
    assert len(list(curves[0].iter(f"{SVG}polyline"))) == 1
    (dot,) = curves[0].iter(f"{SVG}circle")
    assert 40 < float(dot.get("cx")) < 60  # 0.7 is a little right of the middle of 84


@pytest.mark.parametrize("name", [n for n in ma.activations if "softmax" not in n])
@pytest.mark.parametrize("x", [0.0, -50.0, 1e308, np.array([0.5, np.nan, np.inf]), np.zeros(0)])
def test_curves_of_every_activation_at_any_point(name, x):
    slope = [0.2] if name == "prelu" else []
    y = ma.activations[name](Value(x), *slope)
    root = svg(y, gradients=False)
    numbers = [c.get(k) for c in root.iter(f"{SVG}circle") for k in ("cx", "cy")]
    assert all(np.isfinite(float(n)) for n in numbers)


def test_a_curve_that_is_not_defined_everywhere_is_left_out():
    from microact.rules import registry

    class LogLike(ma.Activation):
        def check(self, x):
            if np.any(x <= 0):
                raise ValueError("positive numbers only")

        def forward(self, x, xp):
            return xp.log(x)

        def local_gradient(self, x, y, xp):
            return 1 / x

    try:
        assert b"polyline" not in ma.draw(LogLike()(Value(2.0))).pipe(format="svg")
    finally:
        registry.pop("log_like")


HOSTILE = ["<script>alert(1)</script>", 'a&b"c', "x\ny", "\\N \\G", "<b>bold</b>", "", "é漢字🙂",
           "a\x00b\x01", "\ud800", "x" * 10000, "{|}", "%n", "-->", "]]>"]  # fmt: skip


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_any_label_is_shown_and_not_run(label):
    x = Value(1.0, label)
    y = ma.tanh(x * 2.0)
    y.label = label
    data = ma.draw([y], gradients=True).pipe(format="svg")
    root = ET.fromstring(data)
    assert b"<script" not in data
    assert not list(root.iter(f"{SVG}script"))
    if label and len(label) < 30 and label.isprintable():
        assert label in texts(root)
    assert ma.draw(y).pipe(format="png").startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["a\\", "x\x00y", "<b>", '"', "\ud800", "cluster"])
def test_any_scope_is_shown(name):
    with ma.scope(name):
        y = Value(1.0, "x") * 2.0
    ET.fromstring(ma.draw(y).pipe(format="svg"))


@pytest.mark.parametrize("name", ["", "a/b", "/", 5, None])
def test_a_scope_is_a_text_without_slashes(name):
    with (
        pytest.raises(ValueError, match="a scope's name is a text without slashes"),
        ma.scope(name),
    ):
        pass


def test_scopes_are_frames():
    with ma.scope("layer1"), ma.scope("neuron2"):
        y = Value(1.0, "x") * 2.0
    root = svg(y)
    frames = [g for g in root.iter(f"{SVG}g") if g.get("class") == "cluster"]
    assert len(frames) == 2
    assert {"layer1", "neuron2"} <= set(texts(root))


def test_tensors_show_their_few_numbers_or_colours_and_range():
    X, w = Value(np.ones((20, 4)), "X"), Value([1.0, 2.0, -3.0, 0.5], "w")
    y = ma.tanh(X @ w).mean()
    y.backward()
    found = texts(svg(y))
    assert {"20×4", "all 1", "4 long", "1", "2", "-3.00"} & set(found) >= {
        "20×4",
        "all 1",
        "4 long",
    }
    assert {"1.00", "2.00", "-3.00", "0.50"} <= set(found)
    assert not [t for t in found if "size" in t]
    assert "positive and negative together" in found


def test_every_shape_has_a_tooltip_and_a_stable_id():
    root = svg(neuron())
    title = "{http://www.w3.org/1999/xlink}title"
    tips = [(a.get(title) or "").replace("\xa0", " ") for a in root.iter(f"{SVG}a")]
    assert any("If w grows a little, the output changes 1.2695 times as much." in t for t in tips)
    assert "* passes on to w: 0.63474 × 2  (x = 2) = 1.2695" in tips
    ids = [g.get("id") for g in root.iter(f"{SVG}g")]
    assert {"node1", "node6", "edge-node1-node3", "edge-node5-node6"} <= set(ids)


def test_the_same_bytes_whatever_the_hash_seed():
    code = (
        "import microact as ma; from tests.show.graph.test_diagram import neuron; import sys;"
        "sys.stdout.buffer.write(ma.draw(neuron()).pipe(format='svg'))"
    )
    seen = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={**__import__("os").environ, "PYTHONHASHSEED": seed},
        )
        seen.add(done.stdout)
    assert len(seen) == 1


def test_several_outputs():
    x = Value(2.0, "x")
    a, b = x * 3.0, x.tanh()
    found = texts(svg([a, b], gradients=True))
    assert {"*", "tanh", "x"} <= set(found)
    assert f"{3 + 1 - np.tanh(2.0) ** 2:.4g}" in found  # both gradients meet in x


def test_it_is_a_digraph_to_go_on_from():
    diagram = ma.draw(neuron())
    assert isinstance(diagram, graphviz.Digraph)
    diagram.node("more", label="more")
    copy = diagram.copy()
    assert b"more" in copy.pipe(format="svg")
    assert b"polyline" in copy.pipe(format="svg")
    assert neuron().draw(legend=False).source.count("positive") == 0


def test_a_changed_leaf_says_why_it_cannot_be_drawn():
    x = Value(2.0, "x")
    y = x * x
    y.backward()
    x.data -= 0.1
    with pytest.raises(RuntimeError, match="the data of x was changed"):
        ma.draw(y)
    assert b"svg" in ma.draw(y, gradients=False).pipe(format="svg")


def test_gradients_that_are_values_are_drawn():
    x = Value(2.0, "x")
    y = x**3
    y.backward(create_graph=True)
    assert "12" in texts(svg(y))


@pytest.mark.parametrize(
    ("f", "error", "message"),
    [
        (lambda: ma.draw(3.0), TypeError, "draw takes a Value or a list of Values, got float"),
        (lambda: ma.draw([]), TypeError, "got list"),
        (lambda: ma.draw([Value(1.0), 2.0]), TypeError, "got float"),
        (lambda: ma.draw(Value(1.0), direction="up"), ValueError, 'direction is one of "LR", "TB"'),
        (lambda: ma.draw(Value(1.0), limit=2), ValueError, "limit is a whole number, at least 10"),
    ],
)
def test_misuse_is_explained(f, error, message):
    with pytest.raises(error, match=message):
        f()


def test_an_output_inside_another_is_counted_once():
    a = Value([0.5, 0.25], "a")
    h = a * 2.0
    z = (h * 3.0).sum()
    z.backward()
    found = texts(svg([h, z]))
    assert "6" in found  # the gradient of a: 2 · 3
    assert "12" not in found
    h.backward(np.ones(2))
    assert h.grad.tolist() == [1.0, 1.0]  # of that pass alone: what z sent is not in it


def test_the_same_output_twice_is_one():
    x = Value(3.0, "x")
    y = x * x
    y.backward()
    assert texts(svg([y, y])) == texts(svg(y))


def test_a_layers_weights_stand_beside_its_product_when_drawn_downwards():
    model = ma.nn.MLP(4, [6, 6, 2], seed=0)
    root = svg(model(Value(np.ones((3, 4)), "X")).sum(), gradients=True, direction="TB")
    middle = {}
    for g in root.iter(f"{SVG}g"):
        if g.get("class") == "node":
            words = [t for t in texts(g) if t.strip()]
            d = next(g.iter(f"{SVG}path")).get("d")
            ys = [float(pair.split(",")[1]) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", d)]
            middle.setdefault(words[0], []).append((min(ys) + max(ys)) / 2)
    products = sorted(middle["@"])
    weights = sorted(middle[f"layer{k}.weight"][0] for k in (1, 2, 3))
    assert weights == pytest.approx(products, abs=2)


def test_a_loss_and_its_prediction_show_what_backward_left():
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.5, "b")
    prediction = w * x + b
    prediction.label = "prediction"
    loss = (prediction - 1.0) ** 2
    loss.label = "loss"
    loss.backward()
    both = svg([loss, prediction])
    assert {f"{w.grad:.4g}", f"{prediction.grad:.4g}"} <= set(texts(both))
    assert f"w: data 0.5, grad {w.grad:g}" in " ".join(
        a.get("{http://www.w3.org/1999/xlink}title") or "" for a in both.iter(f"{SVG}a")
    )


@pytest.mark.parametrize(
    ("loss", "target", "words"),
    [
        (losses.cross_entropy, [0, 2], "× (softmax − target)"),
        (losses.binary_cross_entropy, np.eye(3)[[0, 2]], "× (sigmoid − target)"),
    ],
)
def test_one_card_says_that_its_gradient_is_p_minus_y(loss, target, words):
    z = Value(np.zeros((2, 3)), "z")
    y = loss(z, target)
    y.backward()
    picture = ma.draw(y, gradients=True).pipe("svg").decode()
    assert picture.count(words) == 1
    assert words not in ma.draw(y, gradients=False).pipe("svg").decode()
