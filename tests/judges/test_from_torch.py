"""Networks of PyTorch's, read here: outputs and every gradient are PyTorch's."""

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.diagnosis import diagnose

torch = pytest.importorskip("torch", reason="without PyTorch")
nn = torch.nn
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

    with pytest.raises(NotImplementedError, match=r"3 operators .*aten\.cumsum.*erfinv.*i0"):
        ma.from_torch(Two(), torch.randn(3))


def test_a_module_that_draws_is_asked_to_rest():
    module = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))
    with pytest.raises(NotImplementedError, match=r"call module\.eval\(\) first"):
        ma.from_torch(module, torch.randn(2, 4))(torch.randn(2, 4))


def test_other_shapes_are_refused_and_float32_stays():
    module = nn.Linear(4, 3)
    network = ma.from_torch(module, torch.randn(2, 4))
    assert network(torch.randn(2, 4)).dtype == np.float32
    with pytest.raises(ValueError, match=r"exported for shapes \[\(2, 4\)\], got \[\(3, 4\)\]"):
        network(np.ones((3, 4)))
