"""Modules: what they find in a class, what they compute, what they keep."""

import copy
import json

import numpy as np
import pytest

import microact as ma
from microact import Value, nn
from microact.engine.order import topological_order
from microact.nn import module as modules

X = np.random.default_rng(0).normal(size=(6, 4))


class Block(nn.Module):
    """A transformer's block."""

    def __init__(self, n, heads=2):
        self.norm1, self.attention = nn.LayerNorm(n), nn.Attention(n, heads, causal=True)
        self.norm2 = nn.RMSNorm(n)
        self.mlp = nn.Sequential(nn.Linear(n, 2 * n), "gelu", nn.Linear(2 * n, n))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Reader(nn.Module):
    """A small language model with all that a learner might put into attributes."""

    def __init__(self, words, n, depth=2):
        self.table = nn.Embedding(words, n)
        self.blocks = [Block(n) for _ in range(depth)]
        self.gains = {"gain": Value(1.0), "more": nn.Linear(n, n, bias=False)}
        self.title, self.count, self._hidden = "reader", 3, nn.Linear(9, 9)

    def forward(self, ids):
        x = self.table(ids)
        for block in self.blocks:
            x = block(x)
        x = self.gains["more"](x) * self.gains["gain"]
        self.last = x  # what was computed is no weight
        return x @ self.table.table.T


@pytest.fixture
def reader():
    nn.seed(3)
    return Reader(5, 4)


def test_weights_are_found_by_name_in_attributes_lists_and_dictionaries(reader):
    reader(np.array([0, 1]))
    names = list(reader.named_parameters())
    assert names[:3] == ["gains.gain", "table.table", "block1.norm1.scale"]
    assert "gains.gain" in names and "gains.more.weight" in names  # noqa: PT018  # one list
    assert len(names) == len(reader.parameters()) == 2 + 1 + 2 * (2 + 4 + 1 + 4)
    assert not any("hidden" in name or "last" in name for name in names)


def test_lists_in_lists_and_names_that_meet():
    class Odd(nn.Module):
        def __init__(self, meet):
            self.stages = [[nn.Linear(2, 2), nn.Dropout(0.5)], {"a": Value(1.0)}]
            self.way = {"in": nn.Linear(2, 2), "out": nn.Linear(2, 2)}
            if meet:
                self.stage2, self.stages = nn.Linear(2, 2), [Value(1.0), Value(2.0)]

    odd = Odd(meet=False)
    assert list(odd.named_parameters()) == [
        "stage2.a", "stage1.1.weight", "stage1.1.bias", "way.in.weight", "way.in.bias",
        "way.out.weight", "way.out.bias",
    ]  # fmt: skip
    assert not odd.eval().stages[0][1].training
    with pytest.raises(ValueError, match="holds two things that are called 'stage2'"):
        Odd(meet=True).parameters()
    odd.way["in"].odd = odd
    with pytest.raises(ValueError, match="Odd holds itself"):
        odd.parameters()


def test_a_part_under_two_names_has_the_first(reader):
    class Twice(nn.Module):
        def __init__(self):
            self.a = self.b = nn.Linear(2, 2)

        def forward(self, x):
            return self.b(self.a(x))

    twice = Twice()
    assert list(twice.named_parameters()) == ["a.weight", "a.bias"]
    assert {n.scope for n in topological_order(twice(np.ones(2)))} == {"a"}


def test_two_dropouts_lose_different_numbers():
    nn.seed(1)
    first, second = nn.Dropout(0.5), nn.Dropout(0.5)
    assert not np.array_equal(first(X) == 0, second(X) == 0)


def test_float32_networks_stay_float32():
    net = nn.Sequential(
        nn.Linear(4, 4, dtype="float32"), nn.LayerNorm(4, dtype="float32"), "gelu",
        nn.BatchNorm(4, dtype="float32"), nn.RMSNorm(4, dtype="float32"),
        nn.Attention(4, 2, dtype="float32"), nn.Dropout(0.5),
    )  # fmt: skip
    x = X.astype(np.float32)
    for mode in (True, False):
        y = net.train(mode)(x)
        assert {n.dtype for n in topological_order(y)} == {np.dtype(np.float32)}
        assert {a.dtype for a in net.state().values()} == {np.dtype(np.float32)}
    assert nn.Embedding(3, 2, dtype="float32")([0]).dtype == np.float32


def test_an_unrolled_step_takes_another_mask():
    x = Value(np.ones(4), "x")
    nn.seed(0)
    step = ma.unroll(nn.Dropout(0.5)(x).sum())
    assert step(np.ones(4), np.array([2.0, 0.0, 0.0, 0.0])) == (2.0, (pytest.approx([2, 0, 0, 0]),))


def test_a_shared_weight_stands_once():
    class Tied(nn.Module):
        def __init__(self):
            self.first, self.second = nn.Linear(2, 2), nn.Linear(2, 2)
            self.second.weight = self.first.weight

        def forward(self, x):
            return self.second(self.first(x))

    assert list(Tied().named_parameters()) == ["first.weight", "first.bias", "second.bias"]


def test_every_weight_gets_the_gradient_that_differences_find(reader):
    ids, wanted = np.array([0, 3, 1, 1]), np.array([3, 1, 1, 4])
    loss = ma.losses.cross_entropy(reader(ids), wanted)
    loss.backward()
    for name, p in reader.named_parameters().items():
        at = tuple(0 for _ in p.shape)
        before, found = p.data, []
        for step in (1e-5, -1e-5):
            moved = np.array(before)
            moved[at] += step
            p.data = moved if p.shape else float(moved)
            found.append(ma.losses.cross_entropy(reader(ids), wanted).item())
        p.data = before
        slope = (found[0] - found[1]) / 2e-5
        assert np.asarray(p.grad)[at] == pytest.approx(slope, rel=1e-5, abs=1e-9), name


def test_parts_are_scopes_and_weights_are_named_by_them(reader):
    y = reader(np.array([0, 1, 2])).sum()
    scopes = {n.scope for n in topological_order(y)}
    assert {"block1/attention/query", "block2/mlp/layer1", "table", "gains.more"} <= scopes
    assert any(scope.startswith("block1/norm1/layer_norm #") for scope in scopes)
    source = ma.draw(y, depth=0).source
    assert "block1" in source and "block2" in source  # noqa: PT018
    labels = {p.label for p in reader.parameters()}
    assert {"layer1.weight", "query.weight", "scale", "table", "gains.gain"} <= labels


def test_the_same_seed_draws_the_same_weights_and_two_layers_differ():
    nn.seed(7)
    first, second = nn.Linear(3, 3), nn.Linear(3, 3)
    nn.seed(7)
    assert np.array_equal(nn.Linear(3, 3).weight.data, first.weight.data)
    assert not np.array_equal(first.weight.data, second.weight.data)


def test_frozen_parts_stay(reader):
    ids = np.array([0, 3, 1])
    reader.blocks[0].freeze()
    reader(ids).sum().backward()
    names = reader.named_parameters()
    assert all(np.all(p.grad == 0) for name, p in names.items() if name.startswith("block1"))
    assert any(np.any(p.grad != 0) for name, p in names.items() if name.startswith("block2"))
    assert np.any(names["table.table"].grad != 0)  # through the frozen block as well
    reader.unfreeze()
    assert all(p.requires_grad for p in reader.parameters())


def test_what_states_no_forward_says_so():
    class Empty(nn.Module):
        pass

    with pytest.raises(NotImplementedError, match=r"Empty states no forward\(self, x\)"):
        Empty()(1.0)


# ---- the parts -----------------------------------------------------------------------------------


def test_attention_cuts_rows_into_heads():
    nn.seed(1)
    layer = nn.Attention(4, heads=2)
    q, k, v, o = (p.data for p in layer.parameters())
    heads = []
    for i in (slice(0, 2), slice(2, 4)):
        a, b = X @ q[:, i], X @ k[:, i]
        e = np.exp(a @ b.T / np.sqrt(2))
        heads.append(e / e.sum(axis=1, keepdims=True) @ (X @ v[:, i]))
    np.testing.assert_allclose(layer(X).data, np.hstack(heads) @ o, rtol=1e-12)
    batch = np.stack([X, X[::-1]])
    np.testing.assert_allclose(layer(batch).data[0], layer(X).data, rtol=1e-12)


def test_batch_norm_predicts_with_what_it_has_kept():
    layer = nn.BatchNorm(4)
    rows = 3 + 2 * np.random.default_rng(1).normal(size=(50, 4))
    for _ in range(200):
        layer(rows)
    np.testing.assert_allclose(layer.running_mean, rows.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(layer.running_variance, rows.var(axis=0, ddof=1), rtol=1e-6)
    layer.eval()
    one = layer(rows[:1]).data  # of a single row, too
    expected = (rows[:1] - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0, ddof=1) + 1e-5)
    np.testing.assert_allclose(one, expected, rtol=1e-5)


def test_dropout_rests_while_it_predicts():
    layer = nn.Dropout(0.5, np.random.default_rng(1))
    assert np.any(layer(X) == 0)
    assert layer.eval()(X) is X
    assert np.any(layer.train()(X) == 0)
    assert nn.Dropout(0.0)(X) is X


def test_a_way_around():
    layer = nn.Residual(nn.Linear(4, 4), "tanh")
    w, b = (p.data for p in layer.parameters())
    np.testing.assert_allclose(layer(X).data, X + np.tanh(X @ w + b), rtol=1e-14)
    with pytest.raises(ValueError, match="as many numbers behind the module as before it"):
        nn.Residual(nn.Linear(4, 3))(X)


def test_sequential_takes_modules_activations_and_functions():
    net = nn.Sequential(nn.Linear(4, 3), "relu", ma.tanh, ma.LeakyReLU(0.2), lambda x: x * 2)
    w, b = net[0].parameters()
    z = np.tanh(np.maximum(X @ w.data + b.data, 0))
    np.testing.assert_allclose(net(X).data, 2 * z, rtol=1e-14)
    assert len(net) == len(list(net)) == 5
    assert {n.scope for n in topological_order(net(X)) if not n.is_leaf} == {"layer1"}


def test_the_mlp_of_a_sequential_is_an_mlp():
    nn.seed(0)
    net = nn.Sequential(nn.MLP(4, [3, 2], "tanh"), nn.LayerNorm(2))
    assert list(net.named_parameters())[:2] == ["layer1.layer1.weight", "layer1.layer1.bias"]
    assert net(X).shape == (6, 2)


# ---- files ---------------------------------------------------------------------------------------


def test_a_module_comes_back_as_it_was(reader, tmp_path):
    ids = np.array([0, 3, 1])
    reader.about = {"words": ["a", "b"]}
    reader.save(tmp_path / "reader.npz")
    nn.seed(99)
    back = ma.load(tmp_path / "reader.npz")
    assert isinstance(back, Reader)
    assert back.about == {"words": ["a", "b"]}
    assert np.array_equal(back(ids).data, reader(ids).data)
    with np.load(tmp_path / "reader.npz", allow_pickle=False) as arrays:
        assert {arrays[name].dtype.kind for name in arrays} == {"f", "U"}


def test_what_is_kept_beside_weights_comes_back(tmp_path):
    rng = np.random.default_rng(1)
    net = nn.Sequential(
        nn.Linear(4, 3, rng=rng, dtype="float32"), ma.LeakyReLU(0.3), nn.BatchNorm(3),
        nn.Residual(nn.Linear(3, 3), "silu"), nn.Dropout(0.2), nn.MLP(3, [2], output=ma.ELU(0.5)),
    )  # fmt: skip
    net(X)
    net.save(tmp_path / "net.npz")
    back = ma.load(tmp_path / "net.npz")
    assert repr(back) == repr(net)
    assert back[0].weight.dtype == np.float32
    assert np.array_equal(back.eval()(X).data, net.eval()(X).data)


def test_a_class_that_is_not_there_is_named(reader, tmp_path):
    reader.save(tmp_path / "reader.npz")
    kept = modules.own.pop("Block"), modules.own.pop("Reader")
    try:
        with pytest.raises(ValueError, match="uses the module 'Reader'; run the code that defines"):
            ma.load(tmp_path / "reader.npz")
    finally:
        modules.own |= {"Block": kept[0], "Reader": kept[1]}


def test_positional_listed_and_frozen_ones_come_back(tmp_path):
    class Many(nn.Module):
        def __init__(self, n, /, *more, k=2):
            self.layers = [nn.Linear(n, m) for m in more]
            self.k = k

    made = Many(4, 3, 2, k=5).eval()
    made.layers[1].freeze()
    made.save(tmp_path / "net.npz")
    back = ma.load(tmp_path / "net.npz")
    assert (len(back.layers), back.k, back.training) == (2, 5, False)
    assert [p.requires_grad for p in back.parameters()] == [True, True, False, False]


class Set(nn.Module):
    """All that may be set in a module."""

    def __init__(self, rate=0.1, shape=(2, 3), names=("a",), f=abs, mask=None, options=None):
        self.rate, self.shape, self.names, self.rule = rate, shape, list(names), ma.LeakyReLU(rate)
        self.f, self.mask, self.options = (lambda x: x), np.eye(2), options
        self.layer, self.seen = nn.Linear(2, 2), None
        self.layer.weight.requires_grad = False

    def forward(self, x):
        self.seen, self.last = x, self.layer(x)
        self._calls = 1
        return self.rule(self.last)


def test_settings_and_what_a_forward_pass_leaves(tmp_path):
    given = {"a": [1, (2.0, None)], "b": {"c": ma.ELU(0.5)}}
    module = Set(0.2, (4, 5), options=given)
    module(X[:, :2])
    module.layer.weight.requires_grad, module.layer.bias.requires_grad = True, False
    module.layer.eval()
    module.save(tmp_path / "net.npz")
    back = ma.load(tmp_path / "net.npz")
    assert (back.rate, back.shape, back.rule.slope) == (0.2, (4, 5), 0.2)
    assert repr(back.options) == repr(given)
    assert [p.requires_grad for p in back.parameters()] == [True, False]
    assert (back.training, back.layer.training) == (True, False)


def changed_since():
    """Give modules that were changed since they were made, and what is said of it."""
    shared, inner = nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 2), "tanh")
    appended, taken, listed = Block(4), Block(4), Reader(5, 4)
    appended.extra = nn.Linear(2, 2)
    taken.norm2 = taken.norm1
    listed.blocks.append(Block(4))
    yield nn.Sequential(shared, "tanh", shared), "cannot be made again"
    yield appended, r"cannot be made again .* extra\.bias would be another"
    yield taken, "cannot be made again"
    yield listed, "cannot be made again"
    inner.parts[1] = ma.ELU(0.5)
    yield nn.Residual(inner), "parts was set to"
    mlp = nn.MLP(2, [3, 2])
    mlp.activations[0] = ma.ELU(0.5)
    yield nn.Sequential(nn.Linear(2, 2), mlp), r"layer2\.activations was set to"
    for name, x in (
        ("rate", 0.5), ("rate", 1), ("shape", [2, 3]), ("shape", (2, 4)), ("names", []),
        ("rule", ma.LeakyReLU(0.3)), ("f", abs), ("f", lambda x: -x), ("mask", np.ones((2, 2))),
        ("options", {"a": 1}), ("more", 5), ("rate", None),
    ):  # fmt: skip
        module = Set()
        setattr(module, name, x)
        if name != "f" or x is not abs:  # a function of C's is not looked at
            yield module, f"{name} was set to"
    module = Set()
    del module.rate
    yield module, "rate was set to None"
    swapped = nn.Sequential(nn.Dropout(0.5), nn.Linear(2, 2))
    swapped.parts[0] = nn.Sequential("tanh")
    yield swapped, "the part 'layer1' is another one"


def test_what_was_changed_since_is_refused_before_anything_is_written(tmp_path):
    path = tmp_path / "net.npz"
    for module, message in changed_since():
        with pytest.raises(TypeError, match=message):
            module.save(path)
    set_later = nn.LayerNorm(3)
    set_later.eps = 0.5
    with pytest.raises(TypeError, match="eps was set to 0.5 after the module was made"):
        set_later.save(path)
    assert not path.exists()


def test_of_two_classes_with_one_name_the_file_would_make_the_other(tmp_path):
    def one():
        class Twin(nn.Module):
            def __init__(self):
                self.w = Value(1.0)

        return Twin

    first, second = one(), one()
    with pytest.raises(TypeError, match="two classes 'Twin'"):
        first().save(tmp_path / "net.npz")
    second().save(tmp_path / "net.npz")
    assert type(ma.load(tmp_path / "net.npz")) is second


def test_saving_and_loading_change_nobodys_next_weights(reader, tmp_path):
    nn.seed(5)
    expected = nn.Linear(3, 3).weight.data
    nn.seed(5)
    reader.save(tmp_path / "net.npz")
    ma.load(tmp_path / "net.npz")
    assert np.array_equal(nn.Linear(3, 3).weight.data, expected)


def test_who_holds_the_shared_generator_hears_of_a_seed():
    held = nn.linear.generator(None)
    nn.seed(7)
    first = held.normal()
    nn.seed(7)
    assert held.normal() == first


def test_a_weight_is_not_lost_by_what_is_none():
    layer = nn.Linear(2, 2)
    for wrong in (layer.weight * 2, layer.weight.data, 3.0):
        with pytest.raises(TypeError, match=r"weight is a weight .* module.weight.data = "):
            layer.weight = wrong
    layer.weight = Value(np.eye(2))
    layer.bias = None
    assert list(layer.named_parameters()) == ["weight"]


def test_names_of_others_are_answered():
    with pytest.raises(AttributeError, match=r"'ReLU'; here it is \"relu\" in nn.Sequential"):
        nn.ReLU  # noqa: B018
    with pytest.raises(AttributeError, match=r"'AdamW'; here it is optim.Adam\("):
        ma.optim.AdamW  # noqa: B018
    with pytest.raises(AttributeError, match=r"'state_dict'; here it is module.state\(\)"):
        nn.Linear(2, 2).state_dict()


def test_what_cannot_be_written_is_refused(tmp_path):
    class Odd(nn.Module):
        def __init__(self, f):
            self.w = Value(1.0)

    with pytest.raises(TypeError, match="Odd was made with <function .*cannot be written"):
        Odd(lambda x: x).save(tmp_path / "odd.npz")
    assert list(tmp_path.iterdir()) == []


def changed(path, **facts):
    """Write another text into a saved module."""
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive}
    known = json.loads(str(arrays["facts"]))
    known["module"] |= facts
    arrays["facts"] = np.array(json.dumps(known))
    np.savez(path, **arrays)


@pytest.mark.parametrize(("facts", "message"), [
    ({"listed": [10**9, 10**9]}, "describes 1000000000 × 1000000000 weights"),
    ({"listed": [3, 2]}, r"weight has shape \(3, 2\) here, got float64 of shape \(2, 2\)"),
    ({"kind": "Nothing"}, "uses 'Nothing', which this microact does not know"),
    ({"kind": "MLP"}, "sizes names at least one layer"),
    ({"own": True}, "uses the module 'Linear'"),
    ({"named": 5}, "no network that can be used"),
])  # fmt: skip
def test_a_file_that_lies_is_refused(facts, message, tmp_path):
    path = tmp_path / "net.npz"
    nn.Linear(2, 2).save(path)
    changed(path, **facts)
    with pytest.raises(ValueError, match=message):
        ma.load(path)


def test_modules_in_modules_without_end_are_refused(tmp_path):
    path = tmp_path / "net.npz"
    nn.Residual(nn.Linear(2, 2)).save(path)
    inner = {"own": False, "kind": "Linear", "listed": [], "named": {"n_in": 2, "n_out": 2}}
    for _ in range(60):
        inner = {"own": False, "kind": "Residual", "listed": [{"module": inner}], "named": {}}
    changed(path, **inner)
    with pytest.raises(ValueError, match="without end"):
        ma.load(path)


def test_numbers_of_another_network_change_nothing():
    net = nn.Linear(2, 2)
    before = net.state()
    with pytest.raises(ValueError, match=r"bias is missing, more is new"):
        net.load_state({"weight": np.zeros((2, 2)), "more": np.zeros(1)})
    with pytest.raises(
        ValueError, match=r"bias has shape \(2,\) here, got float64 of shape \(3,\)"
    ):
        net.load_state({"weight": np.zeros((2, 2)), "bias": np.zeros(3)})
    assert all(np.array_equal(x, before[name]) for name, x in net.state().items())


def test_copies_are_networks_of_their_own(reader):
    other = copy.deepcopy(reader)
    other.parameters()[0].data = 5.0
    assert reader.parameters()[0].item() == 1.0


def test_what_holds_itself_can_be_printed():
    net = nn.Sequential("tanh")
    net.parts.append(net)
    block = nn.Module()
    block.inner = block
    assert (repr(net), repr(block)) == ("Sequential(tanh, ...)", "Module(inner=...)")
