"""Networks of PyTorch's, read here: outputs and every gradient are PyTorch's."""

import copy
import math
import pickle

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.diagnosis import diagnose

torch = pytest.importorskip("torch", reason="without PyTorch")
nn, F = torch.nn, torch.nn.functional
pytestmark = pytest.mark.filterwarnings("ignore")  # torch.export's own


class Masked(nn.Module):
    """A block of layers with a causal mask."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=x.dtype)
        return self.layer(x, mask, is_causal=True)


class TinyGPT(nn.Module):
    """Embeddings, blocks, a norm; the table is used twice."""

    def __init__(self):
        super().__init__()
        self.tokens, self.places = nn.Embedding(11, 16), nn.Embedding(5, 16, padding_idx=3)
        self.blocks = nn.ModuleList([Masked(layer(norm_first=True)) for _ in range(2)])
        self.norm, self.head = nn.LayerNorm(16), nn.Linear(16, 11, bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, ids):
        x = self.tokens(ids) + self.places(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


class ByHand(nn.Module):
    """Attention as people write it, with a mask that is kept."""

    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.register_buffer("mask", torch.tril(torch.ones(5, 5)).bool())

    def forward(self, x):
        q, k, v = self.qkv(x).split(8, dim=-1)
        scores = (q @ k.transpose(-2, -1) / 8**0.5).masked_fill(~self.mask, float("-inf"))
        x = x + self.out(scores.softmax(-1) @ v)
        return (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + 1e-5)


class Odds(nn.Module):
    """Operators that stand in no layer."""

    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        y = torch.where(a > b, a.exp(), b.abs().sqrt()) + torch.clamp(a, -0.5, 0.5)
        y = torch.cat([y, y.flip(0) if False else y * 2], 1).permute(1, 0).contiguous()
        y = y[1:, :].unsqueeze(0).expand(2, -1, -1).flatten(1) / (1 + x.var())
        return torch.stack([y.amax(-1), y.logsumexp(-1), (y**2).sum(-1).rsqrt()]).reciprocal()


def layer(**options):
    options = {"activation": "gelu", "dropout": 0.3, **options}
    return nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, **options)


def acts(*kinds):
    return nn.Sequential(nn.Linear(4, 8), *kinds, nn.Linear(8, 3))


NETWORKS = {
    "MLP": lambda: (acts(nn.Tanh(), nn.Linear(8, 8), nn.ReLU(), nn.LayerNorm(8)), [(6, 4)]),
    "activations": lambda: (acts(
        nn.SiLU(), nn.ELU(0.5), nn.SELU(), nn.Mish(), nn.Softplus(2), nn.LeakyReLU(0.2),
        nn.Hardtanh(), nn.PReLU(), nn.PReLU(8), nn.Softsign(), nn.ReLU6(), nn.GELU("tanh"),
        nn.Sigmoid(), nn.BatchNorm1d(8), nn.Dropout(0.3), nn.LogSoftmax(1)), [(6, 4)]),
    "a block, norm first": lambda: (Masked(layer(norm_first=True)), [(2, 5, 16)]),
    "a block, norm last": lambda: (Masked(layer(activation="relu")), [(2, 5, 16)]),
    "an encoder": lambda: (nn.TransformerEncoder(layer(), 2), [(2, 5, 16)]),
    "a decoder": lambda: (nn.TransformerDecoderLayer(16, 4, 32, batch_first=True),
                          [(2, 5, 16), (2, 4, 16)]),
    "a tiny GPT": lambda: (TinyGPT(), [None]),
    "attention by hand": lambda: (ByHand(), [(2, 5, 8)]),
    "odds": lambda: (Odds(), [(4, 6)]),
}  # fmt: skip


def read(name, seed=0):
    torch.manual_seed(seed)
    module, shapes = NETWORKS[name]()
    module = module.double().eval()
    inputs = [torch.randint(0, 11, (2, 5)) if shape is None else torch.randn(shape).double()
              for shape in shapes]  # fmt: skip
    return module, inputs


@pytest.mark.parametrize("name", list(NETWORKS))
def test_outputs_and_every_gradient_are_pytorchs(name):
    module, inputs = read(name)
    network = ma.from_torch(module, *inputs)
    floats = [x.is_floating_point() for x in inputs]
    theirs = [x.clone().requires_grad_() if f else x for x, f in zip(inputs, floats)]
    ours = [Value(x.numpy()) if f else x for x, f in zip(inputs, floats)]
    expected, found = module(*theirs), network(*ours)
    weights = torch.cos(torch.arange(expected.numel())).reshape(expected.shape).double()
    (expected * weights).sum().backward()
    (found * weights.numpy()).sum().backward()
    assert found.data == pytest.approx(expected.detach().numpy(), abs=1e-10, rel=1e-10)
    named = dict(module.named_parameters())
    assert set(network.named_parameters()) == set(named)
    for key, p in network.named_parameters().items():
        assert p.grad == pytest.approx(named[key].grad.numpy(), abs=1e-10, rel=1e-10), key
    for x, t, f in zip(ours, theirs, floats):
        if f:
            assert x.grad == pytest.approx(t.grad.numpy(), abs=1e-10, rel=1e-10)


def test_its_modules_are_parts_of_the_picture():
    module, inputs = read("a block, norm first")
    network = ma.from_torch(module, *inputs)
    output = (network(*inputs) ** 2).mean()
    output.backward()
    picture = ma.draw(output).source
    for part in ("norm1", "self_attn", "linear1", "gelu", "linear2"):
        assert f"<B>{part}</B>" in picture
    assert "self_attn" in ma.explain(output)
    assert "microact" in ma.explore(output)._repr_html_()


def test_where_the_gradient_of_their_network_vanishes():
    torch.manual_seed(0)
    deep = [each for _ in range(8) for each in (nn.Linear(16, 16), nn.Sigmoid())]
    module = nn.Sequential(*deep, nn.Linear(16, 2)).double()
    X = torch.randn(20, 16).double()
    said = str(diagnose(ma.from_torch(module, X), X, np.zeros(20, int), ma.losses.cross_entropy))
    assert "the gradients vanish: those at Linear 0 are" in said
    assert "Sigmoid 15" in said


def test_it_learns_and_is_frozen_where_theirs_was():
    module, inputs = read("MLP")
    module[0].weight.requires_grad_(False)
    network = ma.from_torch(module, *inputs)
    steps = ma.optim.SGD(network.parameters(), lr=0.1)
    before = network.state()
    for _ in range(3):
        steps.zero_grad()
        loss = (network(*inputs) ** 2).mean()
        loss.backward()
        steps.step()
    after = network.state()
    assert np.array_equal(before["0.weight"], after["0.weight"])
    assert not np.array_equal(before["0.bias"], after["0.bias"])
    assert module[0].bias.detach().numpy() == pytest.approx(before["0.bias"])  # theirs stays


def test_what_is_not_known_is_listed_all_at_once():
    class Two(nn.Module):
        def forward(self, x):
            return torch.cumsum(torch.erfinv(x), 0) + torch.special.i0(x)

    with pytest.raises(NotImplementedError, match=r"2 operators .*aten\.erfinv.*i0"):
        ma.from_torch(Two(), torch.randn(3))


def test_a_module_that_draws_is_asked_to_rest():
    module = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))
    with pytest.raises(NotImplementedError, match=r"call module\.eval\(\) first"):
        ma.from_torch(module, torch.randn(2, 4))(torch.randn(2, 4))


def test_other_shapes_are_refused_and_float32_stays():
    module = nn.Linear(4, 3)
    network = ma.from_torch(module, torch.randn(2, 4))
    assert network(torch.randn(2, 4)).dtype == np.float32
    with pytest.raises(ValueError, match=r"exported for shape \(2, 4\), got \(3, 4\)"):
        network(np.ones((3, 4)))


class Just(nn.Module):
    """A function as a module; it has a buffer, and a table of words."""

    def __init__(self, f):
        super().__init__()
        self.f = f
        self.register_buffer("kept", torch.zeros(1))
        self.table = nn.Embedding(5, 3, scale_grad_by_freq=True)

    def forward(self, *inputs):
        return self.f(self, *inputs)


def in_a_column(_, x):
    y = x.clone()
    y[:, 0].mul_(2.0)
    return y


def through_a_view(_, x):
    h = x * 2
    F.relu(h.view(-1), inplace=True)
    return h


def seen_by_a_view(_, x):
    y = x * 1.0
    z = y[0]
    y.add_(1.0)
    return z


def seen_by_a_transpose(_, x):
    h = x * 2
    k = h.t()
    h += 1
    return k


def into_slices(_, x):
    y = x * 1
    y[1:, ::2] = y[1:, ::2] * 3 + 1
    y[0] = 7.0
    y[:, -1].fill_(2.0)
    return y


FUNCTIONS = {
    "in_a_column": in_a_column, "through_a_view": through_a_view,
    "seen_by_a_view": seen_by_a_view, "seen_by_a_transpose": seen_by_a_transpose,
    "into_slices": into_slices,
    "var": lambda _, x: x.var(False) + x.var(unbiased=False) + x.var(1).sum() + x.var(),
    "std": lambda _, x: x.std(False) + x.std() + x.std(0).sum(),
    "detached": lambda _, x: (x * 2).detach() * x,
    "softplus": lambda _, x: F.softplus(x, threshold=1.0) + F.softplus(x) + F.softplus(x, beta=3),
    "truths": lambda _, x: ((x > 0).type_as(x) + (x > 1).type_as(x)) * x + (x > 2).double(),
    "bits": lambda _, x: x * (~torch.tensor([3, 2, 1, 0])) * ((x > 0) & (x < 5)),
    "counting": lambda _, x: x * 10 ** torch.arange(17, 21, dtype=torch.float64)
    + torch.arange(1, 5, dtype=torch.float64) ** -1,
    "filled": lambda _, x: x * torch.full((4,), 2, dtype=torch.float64) ** -2,
    "bounds": lambda _, x: F.hardtanh(x) + F.relu6(x) * 2 + F.hardtanh(x, -3, 30) + x.clamp(-1, 1),
    "triangles": lambda _, x: x.tril() + x.triu(1) * 2,
    "activations": lambda _, x: F.hardswish(x) + F.logsigmoid(x) + F.celu(x, 2.0)
    + F.threshold(x, 0.5, -1.0) + F.glu(x).sum(),
    "sums": lambda _, x: x.cumsum(1) + x.prod() + x.prod(1, keepdim=True),
    "letters": lambda _, x: torch.einsum("ij,kj->ik", x, x),
    "places": lambda _, x: x.repeat(2, 1, 2).sum(0)[:3, :4] + x.flip(0, 1) + x.roll(1, 0)
    + x.roll(2),
    "groups": lambda _, x: F.group_norm(x.reshape(3, 4, 1), 2),
    "losses": lambda _, x: F.mse_loss(x, x.detach() * 2 + 1)
    + F.cross_entropy(x, torch.tensor([0, 3, 1]))
    + F.binary_cross_entropy_with_logits(x, torch.full((3, 4), 0.3, dtype=torch.float64)),
    "masked": lambda _, x: F.scaled_dot_product_attention(
        x[None], x[None], x[None], torch.ones(3, 3).tril().bool()),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_and_what_is_changed_in_place(name):
    torch.manual_seed(1)
    module, x = Just(FUNCTIONS[name]).eval(), torch.randn(3, 4, dtype=torch.float64)
    x[0], x[1, 1], x[2, 0] = torch.tensor([-1.0, 1.0, 0.0, 6.0]), 30.0, -3.0
    there = x.clone().requires_grad_()
    theirs = module(there)
    upstream = torch.cos(torch.arange(theirs.numel(), dtype=x.dtype)).reshape(theirs.shape)
    theirs.backward(upstream)
    here = Value(x.numpy())
    mine = ma.from_torch(module, x)(here)
    mine.backward(upstream.numpy() if mine.shape else float(upstream))
    assert np.allclose(mine.data, theirs.detach(), rtol=1e-12, atol=1e-12)
    assert np.allclose(here.grad, there.grad, rtol=1e-10, atol=1e-10)


def counted(module, x):
    module.kept.add_(1.0)
    return x * module.kept


@pytest.mark.parametrize(("f", "words"), [
    (counted, "changes kept while it computes"),
    (lambda module, x: module.table(torch.tensor([1, 1, 2])) + x[:, :3], "how often a row"),
    (lambda _, x: x.max(1).values, "amax"),
    (lambda _, x: (x * 2).detach_() * x, "x.detach()"),
    (lambda _, x: x if x.sum() > 0 else -x, "torch.export cannot write Just down"),
    (lambda _, x: x.float() * 2, "from float64 to float32"),
])  # fmt: skip
def test_what_would_be_wrong_is_refused(f, words):
    x = torch.randn(3, 4, dtype=torch.float64)
    with pytest.raises(NotImplementedError) as told:
        ma.from_torch(Just(f).eval(), x)(x)
    assert words in str(told.value)


class Turned(torch.autograd.Function):
    """The gradient turns around on its way back."""

    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, upstream):
        return -upstream


class Backbone(nn.Module):
    """A part that runs without gradients."""

    def __init__(self):
        super().__init__()
        self.back, self.head = nn.Linear(4, 3), nn.Linear(3, 1)

    def forward(self, x):
        with torch.no_grad():
            h = self.back(x)
        return self.head(h).sum()


def with_a_hook(_, x):
    y = x * 2
    y.register_hook(lambda g: g * 3)
    return y


@pytest.mark.parametrize("module", [
    Backbone(), Just(lambda _, x: Turned.apply(x) * 2), Just(with_a_hook),
])  # fmt: skip
def test_what_an_exported_program_does_not_say_is_noticed(module):
    with pytest.raises(NotImplementedError, match="here, so this network cannot|a hook on"):
        ma.from_torch(module.eval(), torch.randn(2, 4))


def test_a_hook_on_a_weight_is_noticed():
    module = nn.Linear(4, 2)
    module.weight.register_hook(lambda g: 2 * g)
    with pytest.raises(NotImplementedError, match="the gradient in weight"):
        ma.from_torch(module, torch.randn(2, 4))


def test_numbers_that_hang_on_nothing_are_pytorchs_own():
    """Computed in float32 there, whatever the network's dtype."""

    def positions(_, x):
        rates = torch.exp(torch.arange(0, 4) * (-math.log(1e4) / 4))
        return x * torch.sin(torch.arange(3)[:, None] * rates) + torch.arange(4) / 7

    x = torch.randn(3, 4, dtype=torch.float64)
    module = Just(positions).eval()
    assert np.allclose(ma.from_torch(module, x)(x).data, module(x), rtol=0, atol=1e-15)
    narrow = ma.from_torch(module, x.float())(x.float())
    assert narrow.dtype == np.float32


def test_one_tensor_given_twice_is_two_inputs():
    x = torch.ones(2, dtype=torch.float64)
    network = ma.from_torch(Just(lambda _, a, b: a - b), x, x)
    assert np.array_equal(network([5.0, 5.0], [1.0, 1.0]).data, [4.0, 4.0])


def test_a_plain_number_is_a_part_of_the_network():
    x = torch.ones(2, dtype=torch.float64)
    network = ma.from_torch(Just(lambda _, a, k: a * k), x, 2.0)
    assert np.array_equal(network(x, 2.0).data, [2.0, 2.0])
    with pytest.raises(ValueError, match=r"exported for shape 2\.0, got 3\.0"):
        network(x, 3.0)
    with pytest.raises(TypeError, match="takes 2 inputs, got 1"):
        network(x)


def test_it_is_copied_and_pickled():
    network = ma.from_torch(nn.Linear(2, 2), torch.ones(1, 2))
    for other in (copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        assert np.array_equal(other(np.ones((1, 2))).data, network(np.ones((1, 2))).data)


@pytest.mark.parametrize(("module", "example"), [
    (lambda x: x, torch.ones(2)), (nn.Linear(2, 2), (torch.ones(2), torch.ones(2))),
    (nn.Linear(2, 2), np.ones(2)), (nn.Linear(2, 2).bfloat16(), torch.ones(2).bfloat16()),
])  # fmt: skip
def test_what_is_no_module_or_no_tensor_is_refused(module, example):
    with pytest.raises(TypeError, match=r"from_torch (takes|is given)|no bfloat16"):
        ma.from_torch(module, example)
