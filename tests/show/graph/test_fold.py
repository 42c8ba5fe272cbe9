import random
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.engine.order import topological_order
from microact.neurons import MLP
from microact.show import style
from microact.show.graph.fold import fold, runs_in_circles


def size_of(value, **options):
    """The width in pixels, and the number of edges, of a drawing."""
    root = ET.fromstring(ma.draw(value, **options).pipe(format="svg"))
    edges = [g for g in root.iter("{http://www.w3.org/2000/svg}g") if g.get("class") == "edge"]
    return float(root.get("width").removesuffix("pt")), len(edges)


def test_a_small_graph_is_left_alone():
    y = (Value(1.0, "x") * 2.0).tanh()
    assert [len(g.nodes) for g in fold(topological_order(y), 60)] == [1, 1, 1]


def test_neurons_built_alike_become_one_card():
    random.seed(0)
    y = MLP(2, [16, 16, 1])([Value(1.0, "a"), Value(2.0, "b")])
    groups = fold(topological_order(y), 60, outputs=[y])
    titles = [(g.scope, g.title) for g in groups]
    assert ("layer1", "neuron × 16") in titles
    assert ("layer2", "neuron × 16") in titles
    assert groups[-1].nodes == (y,)
    assert sum(len(g.nodes) for g in groups) == len(topological_order(y))


@pytest.mark.parametrize("build", ["chain", "wide", "batch", "sum", "random", "periodic"])
def test_large_graphs_stay_readable_and_lose_no_node(build):
    rng = random.Random(0)
    x = Value(0.5, "x")
    if build == "chain":
        y = x
        for _ in range(5000):
            y = y.tanh()
    elif build == "wide":
        y = ma.stack([Value(float(i)) for i in range(5000)]).sum()
    elif build == "batch":
        model = MLP(2, [4, 1])
        y = sum(model([Value(rng.random()), Value(rng.random())]) ** 2 for _ in range(200))
    elif build == "sum":
        y = sum(Value(float(i)) * x for i in range(3000))
    elif build == "periodic":
        y = x
        for i in range(1000):
            y = (y * 1.01 + 0.1).sin() if i % 2 else y.tanh()
    else:
        nodes = [x, Value(1.0)]
        for _ in range(3000):
            a, b = rng.choice(nodes), rng.choice(nodes)
            nodes.append(rng.choice([lambda a, b: a + b, lambda a, b: (a * b).tanh()])(a, b))
        y = sum(nodes[-50:])
    order = topological_order(y)
    groups = fold(order, 60, outputs=[y])
    assert sum(len(g.nodes) for g in groups) == len(order)
    assert len(groups) <= 62
    width, edges = size_of(y, gradients=True)
    assert width < 8000
    assert edges < 400


def test_a_folded_card_shows_the_number_that_leaves_it_and_neurons_stand_in_order():
    random.seed(3)
    features = [Value(v, f"x{i + 1}") for i, v in enumerate([0.5, -1.0, 2.0, 0.0, 1.5])]
    network = MLP(5, [4, 1])
    y = network(features)
    root = ET.fromstring(ma.draw(ma.sigmoid(y), depth=1).pipe(format="svg"))
    cards = {}
    for g in root.iter("{http://www.w3.org/2000/svg}g"):
        if g.get("class") == "node":
            texts = list(g.iter("{http://www.w3.org/2000/svg}text"))
            cards[texts[0].text, texts[-1].text] = float(texts[0].get("y"))
    hidden = [f"{neuron(features).data:.4g}" for neuron in network.layers[0].neurons]
    heights = [cards[f"neuron{i + 1}", value] for i, value in enumerate(hidden)]
    assert heights == sorted(heights)
    inputs = [cards[f"x{i + 1}", f"{x.data:.4g}"] for i, x in enumerate(features)]
    assert inputs == sorted(inputs)


def test_depth_is_chosen():
    y = MLP(2, [3, 3, 1])([Value(1.0), Value(2.0)])
    order = topological_order(y)
    layers = {g.title for g in fold(order, 60, depth=0, outputs=[y])}
    assert {"layer1", "layer2", "layer3"} <= layers
    neurons = {g.title for g in fold(order, 60, depth=1, outputs=[y])}
    assert "neuron2" in neurons
    assert len(fold(order, 60, depth=9)) <= 62


def test_what_was_folded_is_said():
    y = Value(0.5, "x")
    for _ in range(300):
        y = y.tanh()
    source = ma.draw(y, gradients=True).source
    assert "tanh × 299" in source
    assert "301 nodes, drawn as 3 cards" in source


def test_deeply_nested_scopes():
    from contextlib import ExitStack

    with ExitStack() as stack:
        y = Value(0.5)
        for i in range(60):
            stack.enter_context(ma.scope(f"s{i}"))
            for _ in range(5):
                y = y * 1.01 + np.float64(0.1)
    assert len(fold(topological_order(y), 60)) <= 62


def test_layers_that_follow_each_other_are_not_taken_for_one():
    X = Value(np.ones((3, 4)), "X")
    y = ma.nn.MLP(4, [6, 6, 6, 6, 2], seed=0)(X).sum() * 2.0
    titles = [group.title for group in fold(topological_order(y), 20, outputs=[y])]
    assert {"layer1", "layer2", "layer5"} <= set(titles)
    assert not [title for title in titles if "layer ×" in title]


PAGE_WIDTH, PAGE_HEIGHT = 1100, 2100


@pytest.mark.parametrize(
    "build", ["sum of 200", "sum of 200 products", "products", "recurrent", "lstm", "features"]
)
def test_what_is_wide_or_deep_fits_a_page(build):
    """A notebook's column at 11 pixels a letter, and less than two screens high."""
    rng = random.Random(0)

    def leaf(name):
        return Value(rng.uniform(-1, 1), name)

    if build == "sum of 200":
        y = sum(leaf(f"w{i}") for i in range(200))
    elif build == "sum of 200 products":
        y = sum(leaf(f"w{i}") * leaf(f"x{i}") for i in range(200))
    elif build == "products":
        y = sum(leaf(f"w{i}") * leaf(f"x{i}") for i in range(12))
    elif build == "features":
        random.seed(0)
        y = MLP(5, [8, 4, 1])([leaf(f"x{i}") for i in range(5)])
    else:
        h = [leaf("h0"), leaf("h1")]
        w = [[leaf(f"w{i}{j}") for j in range(2)] for i in range(2)]
        for k in range(12 if build == "recurrent" else 3):
            gates = [sum((w[i][j] * h[j] for j in range(2)), leaf(f"x{k}")) for i in range(2)]
            if build == "recurrent":
                h = [ma.tanh(gate) for gate in gates]
            else:
                h = [ma.sigmoid(gate) * ma.tanh(gate * v) + v for gate, v in zip(gates, h)]
        y = sum(h)
    root = ET.fromstring(ma.draw(y, gradients=True).as_svg())
    width, height = (float(root.get(k).removesuffix("pt")) * 4 / 3 for k in ("width", "height"))
    assert width <= PAGE_WIDTH
    assert height <= PAGE_HEIGHT


def test_outputs_keep_a_card_of_their_own():
    x = Value(0.5, "x")
    many = [(x * (i + 1.0)).tanh() for i in range(70)]
    total = sum(many[1:], many[0])
    for limit in (None, 10, 20):
        groups = fold(topological_order(total, many[3]), limit, outputs=[total, many[3]])
        assert {(many[3],), (total,)} <= {group.nodes for group in groups}


@pytest.mark.parametrize("limit", [10, 11, 20, 33])
def test_no_more_cards_than_one_likes(limit):
    for seed in range(30):
        rng = random.Random(seed)
        nodes = [Value(rng.random()) for _ in range(5)]
        for _ in range(120):
            a, b = rng.choice(nodes), rng.choice(nodes)
            nodes.append(rng.choice([lambda a, b: a + b, lambda a, b: (a * b).tanh()])(a, b))
        order = topological_order(nodes[-1])
        groups = fold(order, limit, outputs=[nodes[-1]])
        assert len(groups) <= limit
        assert sorted(id(n) for g in groups for n in g.nodes) == sorted(map(id, order))


def test_depth_is_kept_where_its_cards_do_not_fit():
    x = Value(0.5, "x")
    outs = []
    for k in range(70):
        with ma.scope(f"neuron {k}"):
            outs.append((x * (k + 1.0)).tanh())
    total = ma.stack(outs).sum()
    with ma.scope("big"):
        with ma.scope("inner1"):
            a = (total * 2.0).tanh()
        with ma.scope("inner2"):
            b = (a * 3.0).sigmoid()
    end = b * 1.0
    titles = {g.title: g.scope for g in fold(topological_order(end), None, 0, [end])}
    assert titles["big"] == ""
    assert titles["neuron × 70"] == ""
    assert not [scope for scope in titles.values() if "inner" in scope or scope == "big"]


def test_a_row_of_two_kinds_is_counted_as_a_whole():
    xs = [Value(0.1 * i + 0.1) for i in range(5)]
    for _ in range(20):
        xs = [x.tanh() for x in xs[:3]] + [x.sigmoid() for x in xs[3:]]
    y = xs[0] * xs[1] * xs[2] * xs[3] * xs[4]
    titles = [group.title for group in fold(topological_order(y), None, outputs=[y])]
    assert "(sigmoid × 2 + tanh × 3) × 20" in titles


def block_of_a_transformer():
    """Build what meets itself by four ways around, in scopes of its own."""
    ma.nn.seed(0)
    norms = ma.nn.LayerNorm(4), ma.nn.LayerNorm(4)
    look = ma.nn.Attention(4, 2, causal=True)
    mlp = ma.nn.Sequential(ma.nn.Linear(4, 8), "gelu", ma.nn.Linear(8, 4))

    class Block(ma.nn.Module):
        def __init__(self):
            self.norms, self.look, self.mlp = norms, look, mlp

        def forward(self, x):
            x = x + self.look(self.norms[0](x))
            return x + self.mlp(self.norms[1](x))

    blocks = ma.nn.Sequential(Block(), ma.nn.Linear(4, 4), "tanh")
    return blocks(Value(np.random.default_rng(0).normal(size=(3, 4)), "x")).sum()


@pytest.mark.parametrize("room", [*range(2, 61, 3), 200])
def test_arrows_never_run_in_a_circle(room):
    y = block_of_a_transformer()
    assert not runs_in_circles(fold(topological_order(y), room, outputs=[y]))


def test_groups_that_feed_each_other_are_recognised():
    a = Value(1.0, "a").tanh()
    b = a.exp()
    c = b.sin()
    groups = fold(topological_order(c), 60)
    assert not runs_in_circles(groups)
    merged = [groups[0], type(groups[0])((a, c), groups[1].scope, "both"), groups[2]]
    assert runs_in_circles(merged)


@pytest.mark.parametrize(("ways", "arrives"), [
    (lambda x: x * 5.0 - x * 5.0, 0.0), (lambda x: x * 3.0 + x * 4.0, 7.0),
    (lambda x: x * 3.0 - x * 4.0, -1.0),
])  # fmt: skip
@pytest.mark.parametrize("start", [2.0, [1.0, 2.0]])
def test_an_arrow_into_a_card_shows_what_arrives_by_all_its_ways(ways, arrives, start):
    x = Value(start, "x")
    with ma.scope("part"), ma.scope("inside"):
        y = ways(x)
    picture = ma.draw((y * 10.0).sum(), gradients=True, depth=1, scale=80.0).source
    (into,) = [line for line in picture.splitlines() if line.strip().startswith("node1 -> ")]
    sent = np.broadcast_to(arrives * 10.0, np.shape(start))
    assert f'color="{style.colour([sent], 80.0)}"' in into
    assert f"penwidth={style.width(float(np.linalg.norm(sent)), 80.0):g} " in into
