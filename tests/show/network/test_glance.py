import copy
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import microact as ma
from microact import neurons
from microact.nn import MLP
from microact.show import colours
from microact.show.network.lines import look

SVG = "{http://www.w3.org/2000/svg}"
X, Y = ma.data.moons(80, noise=0.1, seed=0)


def drawn(model, X=X, y=Y, **options):
    return ET.fromstring(ma.draw_network(model, X, y, theme="light", **options).as_svg())


def texts(root):
    return ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]


def lines(root):
    """The lines between units: what each says, and how it looks."""
    found = {}
    for path in root.iter(f"{SVG}path"):
        title = path.find(f"{SVG}title")
        if title is not None and " to " in title.text and ":" in title.text:
            found[title.text.partition(":")[0]] = (title.text.rpartition(" ")[2], path)
    return found


@pytest.mark.parametrize(
    ("share", "width"),
    [(1.0, 6.7), (0.1, 0.7 + 6 * 0.75**2), (0.01, 0.7 + 6 * 0.25), (1.001e-4, 0.7)],
)
def test_lines_are_logarithmic_for_gradients(share, width):
    made = look(-3.0 * share, 3.0, "gradients")
    assert made.width == pytest.approx(width, abs=0.01)
    assert made.colour == colours.NEGATIVE
    t = max(0.0, 1 + math.log10(share) / 4)
    assert made.opacity == pytest.approx(0.38 + 0.5 * t)
    assert made.dashes is None


def test_next_to_nothing_and_lost_lines():
    assert look(0.9e-4, 1.0, "gradients").dashes == "3 4"
    assert look(0.9e-4, 1.0, "change").colour == colours.NOTHING
    assert look(0.0, 0.0, "gradients").colour == colours.NOTHING
    assert look(math.nan, 1.0, "gradients").colour == colours.LOST
    assert look(5.0, 1.0, "gradients").width == 6.7  # wider than the widest there is nothing


@pytest.mark.parametrize(
    ("w", "largest", "width"), [(1.0, 1.0, 0.6 + 5.4 / 1.5), (-3.0, 3.0, 6.0), (0, 1, 0.6)]
)
def test_lines_are_linear_for_weights(w, largest, width):
    assert look(w, largest, "weights").width == pytest.approx(width)


@pytest.mark.parametrize("lens", ["gradients", "weights", "change"])
def test_each_weight_has_a_line_with_its_number(lens):
    model = MLP(2, [3, 2, 1], seed=0)
    before = copy.deepcopy(model)
    ma.train.fit(model, X, Y, epochs=2, verbose=False)
    loss = model.loss_for(Y)(model(X), Y)
    model.zero_grad()
    loss.backward()
    numbers = {
        "gradients": [layer.weight.grad for layer in model.layers],
        "weights": [layer.weight.data for layer in model.layers],
        "change": [a.weight.data - b.weight.data for a, b in zip(model.layers, before.layers)],
    }[lens]
    found = lines(drawn(model, lens=lens, before=before if lens == "change" else None))
    assert len(found) == 2 * 3 + 3 * 2 + 2 * 1
    for k, table in enumerate(numbers):
        for (i, j), v in np.ndenumerate(table):
            source = f"x{i + 1}" if k == 0 else f"unit {k}.{i + 1}"
            said, path = found[f"{source} to unit {k + 1}.{j + 1}"]
            assert float(said) == pytest.approx(v, rel=1e-3)
            stroke = path.get("stroke")
            assert stroke in (colours.NOTHING, colours.POSITIVE if v >= 0 else colours.NEGATIVE)


def test_one_tile_a_unit_with_its_curve_and_points():
    model = MLP(2, [5, 4, 1], seed=0)
    root = drawn(model)
    tiles = [g for g in root.iter(f"{SVG}g") if (t := g.find(f"{SVG}title")) is not None
             and t.text.startswith("unit ")]  # fmt: skip
    assert len(tiles) == 10
    for tile in tiles:
        assert len(list(tile.iter(f"{SVG}image"))) == 1
        assert len(list(tile.iter(f"{SVG}polyline"))) == 2  # the curve, and its used part
        assert len(list(tile.iter(f"{SVG}rect"))) > 4  # flat zones and the histogram
    found = texts(root)
    assert {"1.1", "1.5", "2.4", "tanh", "5 units", "4 units", "output", "Its answer"} <= set(found)
    assert len(list(root.iter(f"{SVG}circle"))) == 80 + 2


def test_dead_units_are_marked_and_said():
    model = MLP(2, [4, 1], hidden="relu", seed=0)
    model.layers[0].bias.data = np.array([0.0, -100.0, 0.5, 0.5])
    root = drawn(model)
    (dead,) = [g for g in root.iter(f"{SVG}g") if "dead" in texts(g) and len(texts(g)) < 4]
    border = next(dead.iter(f"{SVG}rect"))
    assert border.get("stroke-dasharray") == "4 3"
    assert any("1 of 4" in text for text in texts(root))
    for name in ("x1 to unit 1.2", "x2 to unit 1.2"):
        assert lines(root)[name][1].get("stroke-dasharray") == "3 4"


def test_more_than_two_inputs_show_the_largest_weights():
    flowers, species, names, kinds = ma.data.load_iris()
    model = MLP(4, [3, 3], seed=0)
    root = drawn(model, flowers, species, inputs=names, classes=kinds)
    found = texts(root)
    assert not list(root.iter(f"{SVG}image"))
    assert set(names) <= set(found)
    assert set(kinds) <= set(found)
    assert "Left: its largest weights" in " ".join(found)
    weights = model.layers[0].weight.data[:, 0]
    order = [names[i] for i in np.argsort(-np.abs(weights), kind="stable")]
    (tile,) = [g for g in root.iter(f"{SVG}g") if (t := g.find(f"{SVG}title")) is not None
               and t.text.startswith("unit 1.1,")]  # fmt: skip
    assert [t for t in texts(tile) if t in names] == order


@pytest.mark.parametrize(
    "sizes", [[1], [1, 1], [40, 1], [5] * 6 + [1], [3] * 12 + [2], [20, 20, 20, 3]]
)
def test_networks_of_any_shape_fit_their_picture(sizes):
    y = Y if sizes[-1] == 1 else np.arange(80) % sizes[-1]
    root = drawn(MLP(2, sizes, hidden="sigmoid", seed=0), X, y)
    width, height = float(root.get("width")), float(root.get("height"))
    for rect in root.iter(f"{SVG}rect"):
        x, y_, w, h = (float(rect.get(k) or 0) for k in ("x", "y", "width", "height"))
        assert x >= -1
        assert x + w <= width + 1
        assert y_ + h <= height + 1
    letters = [float(t.get("font-size")) for t in root.iter(f"{SVG}text")]
    assert min(letters) >= 12
    if max(sizes) > 16:
        assert any(re.fullmatch(r"… and \d+ more", t) for t in texts(root))


def test_a_network_of_neurons_is_the_same_network():
    net = neurons.MLP(2, [3, 1], activation="tanh")
    a = ma.draw_network(net, X, Y).as_svg()
    b = ma.draw_network(MLP.from_neurons(net), X, Y).as_svg()
    assert a == b


def test_one_scale_for_two_pictures():
    model = MLP(2, [3, 1], seed=0)
    widths = [
        float(path.get("stroke-width")) for _, path in lines(drawn(model, scale=100.0)).values()
    ]
    assert max(widths) < max(
        float(path.get("stroke-width")) for _, path in lines(drawn(model)).values()
    )


def test_overflow_is_drawn_and_said():
    model = MLP(2, [3, 1], hidden="relu", seed=0)
    model.layers[0].weight.data = np.full((2, 3), 1e308)
    root = drawn(model)
    assert "Overflow: a gradient is infinite or NaN" in texts(root)


def test_nothing_of_the_network_changes():
    model = MLP(2, [3, 1], seed=0)
    before = [p.data.copy() for p in model.parameters()]
    drawn(model)
    assert all(np.array_equal(a, p.data) for a, p in zip(before, model.parameters()))
    assert all(np.all(p.grad == 0) for p in model.parameters())


@pytest.mark.parametrize(
    ("f", "error", "message"),
    [
        (lambda m: ma.draw_network(m(X), X, Y), TypeError, "takes a network .*, got a Value"),
        (lambda m: ma.draw_network(m, X[:, :1], Y), ValueError, r"X has shape \(rows, 2\)"),
        (lambda m: ma.draw_network(m, X[:0], Y[:0]), ValueError, "at least one row"),
        (lambda m: ma.draw_network(m, X, Y[:3]), ValueError, "one target for each row, got 3"),
        (lambda m: ma.draw_network(m, X, Y, lens="size"), ValueError, 'lens is one of "gradients"'),
        (lambda m: ma.draw_network(m, X, Y, lens="change"), ValueError, "needs the network before"),
        (
            lambda m: ma.draw_network(m, X, Y, lens="change", before=MLP(2, [1])),
            ValueError,
            "the network before has other layers",
        ),
        (lambda m: ma.draw_network(m, X, Y, inputs=["a"]), ValueError, "inputs names 1 of 2"),
        (lambda m: ma.draw_network(m, X, Y, scale=0), ValueError, "scale"),
    ],
)  # fmt: skip
def test_misuse_is_explained(f, error, message):
    with pytest.raises(error, match=message):
        f(MLP(2, [3, 1], seed=0))


# ---- what is said of classes, numbers, and losses of one's own -----------------------------------


def test_numbers_to_hit_are_no_classes():
    for y in (X[:, 0] * 3, np.arange(80) % 5):
        found = texts(drawn(MLP(2, [4, 1], seed=0), X, y))
        assert "sigmoid" not in found
        assert "Its answer" not in found
        assert not [text for text in found if text.startswith("class ")]


def test_a_class_keeps_its_colour_and_its_name():
    root = drawn(MLP(2, [4, 1], seed=0), X, np.ones(80), classes=["blue", "pink"])
    assert "pink" in texts(root)
    assert "blue" not in texts(root)
    fills = {c.get("fill") for c in root.iter(f"{SVG}circle")}
    assert fills == {colours.CLASSES[1]}
    names = ["c0", "c1", "c2", "c3"]
    root = drawn(MLP(2, [4, 4], seed=0), X, np.where(Y > 0, 3, 1), classes=names)
    said = [text for text in texts(root) if text in names]  # on the tiles, and below the plane
    assert sorted(said) == ["c0", "c1", "c1", "c2", "c3", "c3"]


@pytest.mark.parametrize("times", [1.0, 100.0])
@pytest.mark.parametrize("whole", ["mean", "sum"])
def test_bars_are_of_single_points_whatever_the_loss_does_with_them(whole, times):
    def loss(output, target):
        squares = (output - np.reshape(target, (-1, 1))) ** 2 * times
        return getattr(squares, whole)()

    model = MLP(2, [4, 3, 1], seed=1)
    found = texts(drawn(model, loss=loss))
    slope = 2 * times * (model(X).data[:, 0] - Y)
    said = f"{np.sqrt(np.mean(slope**2)):.2g}"
    assert said in found


def test_huge_and_tiny_gradients_are_neither_lost_nor_nothing():
    for scale, word in ((1e160, "Exploding"), (1e-170, "Vanishing")):
        model = MLP(2, [3, 1], hidden="identity", output="identity", seed=0)
        model.layers[1].weight.data = model.layers[1].weight.data * scale
        found = texts(drawn(model, loss=lambda output, target: output.mean()))
        assert any(text.startswith(word) for text in found)


def test_flat_is_measured_at_the_points_wherever_they_are():
    class Slow(ma.Activation):
        def forward(self, x, xp):
            return xp.tanh(x / 20)

        def local_gradient(self, x, y, xp):
            return (1 - y * y) / 20

    try:
        model = MLP(2, [2, 1], hidden=Slow(), seed=0)
        model.layers[0].bias.data = np.array([200.0, 0.0])
        root = drawn(model)
        assert "flat 100%" in texts(root)
        tips = [t.text for t in root.iter(f"{SVG}title")]
        assert any("flat for 100%" in tip for tip in tips if tip.startswith("unit 1.1"))
    finally:
        ma.registry.pop("slow")


@pytest.mark.parametrize("names", [["a<b", "x&y"], ["\x01a", "]]>"], ["é漢字", '"']])
def test_any_name_is_shown_and_well_formed(names):
    root = drawn(MLP(2, [2, 1], seed=0), inputs=names, classes=names, caption=names[0])
    if names[0].isprintable():
        assert names[0] in texts(root)


@pytest.mark.parametrize("sizes", [[1], [4, 1], [4, 4, 1], [16, 3], [5] * 6 + [1]])
def test_no_words_are_cut_off(sizes):
    y = Y if sizes[-1] == 1 else np.arange(80) % sizes[-1]
    root = drawn(MLP(2, sizes, hidden="relu", seed=0), X, y, caption="c" * 300)
    width, height = float(root.get("width")), float(root.get("height"))
    for text in root.iter(f"{SVG}text"):
        if text.get("text-anchor") is None:
            long = 0.48 * float(text.get("font-size")) * len(text.text)
            assert float(text.get("x")) + long <= width, text.text
        assert float(text.get("y")) <= height


def test_the_legend_says_only_what_is_drawn():
    model = MLP(2, [100, 100, 1], hidden=["relu", "tanh"], seed=0)
    root = drawn(model)
    dashed = [p for _, p in lines(root).values() if p.get("stroke-dasharray")]
    assert ("next to nothing" in texts(root)) == bool(dashed)


def test_weights_that_are_lost_or_larger_than_the_scale():
    model = MLP(2, [3, 1], seed=0)
    model.layers[0].weight.data = model.layers[0].weight.data * 300
    widths = [
        float(p.get("stroke-width"))
        for _, p in lines(drawn(model, lens="weights", scale=1.0)).values()
    ]
    assert max(widths) <= 6.0
    many = MLP(3, [3, 1], seed=0)
    many.layers[0].weight.data = np.array([[np.nan, 1.0, np.inf]] * 3)
    root = drawn(many, np.zeros((4, 3)), [0, 1, 0, 1])
    assert not [v for e in root.iter() for v in e.attrib.values() if "nan" in v.lower()]


def test_columns_that_say_nothing():
    for column in (0.0, 1e9, -3.0):
        root = drawn(MLP(2, [3, 1], seed=0), np.c_[np.full(80, column), X[:, 1]], Y)
        assert len(list(root.iter(f"{SVG}circle"))) == 82
    assert drawn(MLP(2, [3, 1], seed=0), X[:1], Y[:1]) is not None
    with pytest.raises(ValueError, match="row 1 of X holds a number that is not finite"):
        drawn(MLP(2, [3, 1]), [[0.0, 1.0], [np.inf, 0.0]], [0, 1])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"y": 1}, ValueError, "one target for each row, got 1"),
        ({"loss": 5}, TypeError, "loss is a function"),
        ({"loss": lambda o, t: o}, TypeError, "a loss returns a Value that is a single number"),
        ({"loss": lambda o, t: 1.0}, TypeError, "a loss returns a Value that is a single number"),
        ({"inputs": [1, 2]}, TypeError, "the name of an input is a text, got 1"),
        ({"caption": 5}, TypeError, "caption is a text, got 5"),
        ({"classes": ["a"]}, ValueError, "classes names 2 classes of a classifier"),
        ({"before": MLP(2, [3, 1])}, ValueError, 'is for lens="change"'),
    ],
)
def test_more_misuse_is_explained(options, error, message):
    y = options.pop("y", Y)
    with pytest.raises(error, match=message):
        ma.draw_network(MLP(2, [3, 1], seed=0), X, y, **options)


def test_what_counts_as_classes_follows_the_loss():
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    xor = np.array([0, 1, 1, 0])
    model = MLP(2, [4, 1], seed=1)
    found = texts(drawn(model, square, xor, loss=ma.losses.mean_squared_error))
    assert "sigmoid" not in found
    assert "Its answer" not in found
    soft = np.array([0.1, 0.9, 0.8, 0.3])
    names = ["no", "yes"]
    found = texts(drawn(model, square, soft, loss=ma.losses.binary_cross_entropy, classes=names))
    assert "sigmoid" in found
    assert "Its answer" in found
    assert "no" not in found  # no point is of a class


@pytest.mark.parametrize("kind", ["needs two", "normalised", "raises"])
def test_a_loss_that_needs_several_rows_is_no_obstacle(kind, tmp_path):
    def loss(output, target):
        if kind == "raises" and len(target) != 80:
            raise RuntimeError("80 rows, please")
        differences = output - np.reshape(target, (-1, 1))
        if kind == "normalised":
            differences = differences / ((differences - differences.mean()) ** 2).mean().sqrt()
        return (differences**2).sum() / (len(target) - 1)

    model = MLP(2, [3, 1], seed=0)
    assert "Overflow" not in " ".join(texts(drawn(model, loss=loss)))
    film = ma.show.Film(tmp_path / "frames", X, Y)
    ma.train.fit(model, X, Y, loss=loss, epochs=1, batch_size=None, verbose=False, callbacks=[film])
    assert len(list((tmp_path / "frames").iterdir())) == 2


def test_names_of_any_width_stay_on_the_picture():
    for names in (
        ["温度の平均値と最高値", "湿度"],
        ["AVERAGE_ROOMS4", "B"],
        ["wwwwwwwwwwwwwww", "m"],
    ):
        for text in drawn(MLP(2, [2, 1], seed=0), inputs=names).iter(f"{SVG}text"):
            if text.get("text-anchor") == "middle":
                em = 1.0 if ord(text.text[0]) > 0x1100 else 0.6
                assert float(text.get("x")) - em * 12 * len(text.text) / 2 > -6
    flowers, species, _, kinds = ma.data.load_iris()
    long = ["MEDIAN_INCOME", "AVERAGE_OCCUPANCY", "温度の平均値と最高値", "x"]
    root = drawn(MLP(4, [3, 3], seed=0), flowers, species, inputs=long, classes=np.array(kinds))
    assert [text for text in texts(root) if text.startswith("MEDIAN") and text.endswith("…")]


def test_names_of_classes_are_texts():
    with pytest.raises(TypeError, match="the name of a class is a text, got 0"):
        drawn(MLP(2, [2, 1]), classes=[0, 1])
