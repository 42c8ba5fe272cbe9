"""A network's parts in PyTorch's words, and their weights under PyTorch's names."""

from collections.abc import Callable
from typing import ClassVar

import numpy as np

from microact import nn
from microact.engine.value import Value
from microact.exchange.torch_rules import OwnRules
from microact.nn import Module
from microact.readings.numbers import Array, Number
from microact.rules import Rule

WIDE = 60
"""So many letters of parts stand on one line."""

RESIDUAL = '''class Residual(nn.Module):
    """A module with a way around it: x + module(x)."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)'''

ATTENTION = '''class Attention(nn.Module):
    """Each row asks all rows, and takes of each by how well its key fits."""

    def __init__(self, n, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.query, self.key, self.value, self.output = (
            nn.Linear(n, n, bias=False) for _ in range(4)
        )

    def forward(self, x):
        def cut(rows):  # (..., rows, n) becomes (..., heads, rows, n / heads)
            return rows.unflatten(-1, (self.heads, -1)).transpose(-3, -2)

        query, key, value = cut(self.query(x)), cut(self.key(x)), cut(self.value(x))
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=self.causal)
        return self.output(mixed.transpose(-3, -2).flatten(-2))'''

BATCH_NORM = '''class BatchNorm(nn.BatchNorm1d):
    """Columns are what stands at one place of the last axis, however many axes there are."""

    def forward(self, x):
        return super().forward(x.reshape(-1, x.shape[-1])).reshape(x.shape)'''


class Parts:
    """Writes modules; `refused` lists what PyTorch has no words for here."""

    def __init__(self) -> None:
        self.rules = OwnRules()
        self.classes: dict[str, str] = {}
        self.weights: dict[str, Array] = {}
        self.frozen: list[str] = []
        self.resting: list[str] = []
        self.refused: list[str] = []
        self._places: dict[int, str] = {}

    def part(self, part: Number, at: str) -> str:
        """Return what makes a part: a module, an activation; `at` is its path in PyTorch."""
        if isinstance(part, Rule):
            try:
                return self.rules.module(part)
            except TypeError as error:
                self.refused.append(f"{at}: {error}")
                return "None"
        write = self.WRITERS.get(type(part))
        if write is None:
            self.refused.append(f"{at}: {_no_words(part)}")
            return "None"
        if self._places.setdefault(id(part), at) != at:
            self.refused.append(f"{at}: it stands in {self._places[id(part)]} as well")
        if not part.training and isinstance(part, nn.Dropout | nn.BatchNorm):
            self.resting.append(at)  # the others compute the same
        return write(self, part, at)

    def _keep(self, at: str, name: str, weight: Value, turned: bool = False) -> None:
        number = np.asarray(weight.data)
        path = f"{at}.{name}"
        # A copy in order: a file of safetensors (0.8.0) mixes up the numbers of a transpose.
        self.weights[path] = np.array(number.T if turned else number, order="C")
        if self._places.setdefault(id(weight), path) != path:
            self.refused.append(f"{path}: this weight is {self._places[id(weight)]} as well")
        if not weight.requires_grad:
            self.frozen.append(path)

    # ---- one writer for each kind of module ---------------------------------------------------

    def _linear(self, layer: nn.Linear, at: str) -> str:
        n_in, n_out = layer.weight.shape
        if layer.bias is not None and layer.bias.shape != (n_out,):
            self.refused.append(f"{at}.bias: it has shape {layer.bias.shape}, not ({n_out},)")
        self._keep(at, "weight", layer.weight, turned=True)
        if layer.bias is None:
            return f"nn.Linear({n_in}, {n_out}, bias=False)"
        self._keep(at, "bias", layer.bias)
        return f"nn.Linear({n_in}, {n_out})"

    def _layer_norm(self, norm: nn.LayerNorm, at: str) -> str:
        self._keep(at, "weight", norm.scale)
        self._keep(at, "bias", norm.shift)
        return f"nn.LayerNorm({norm.scale.size}, eps={float(norm.eps)!r})"

    def _rms_norm(self, norm: nn.RMSNorm, at: str) -> str:
        self._keep(at, "weight", norm.scale)
        return f"nn.RMSNorm({norm.scale.size}, eps={float(norm.eps)!r})"

    def _batch_norm(self, norm: nn.BatchNorm, at: str) -> str:
        self.classes["BatchNorm"] = BATCH_NORM
        self._keep(at, "weight", norm.scale)
        self._keep(at, "bias", norm.shift)
        self.weights[f"{at}.running_mean"] = np.array(norm.running_mean)
        self.weights[f"{at}.running_var"] = np.array(norm.running_variance)
        self.weights[f"{at}.num_batches_tracked"] = np.array(0)
        eps, momentum = float(norm.eps), float(norm.momentum)
        return f"BatchNorm({norm.scale.size}, eps={eps!r}, momentum={momentum!r})"

    def _dropout(self, part: nn.Dropout, at: str) -> str:
        return f"nn.Dropout({float(part.share)!r})"

    def _embedding(self, part: nn.Embedding, at: str) -> str:
        self._keep(at, "weight", part.table)
        return f"nn.Embedding({', '.join(map(str, part.table.shape))})"

    def _attention(self, part: nn.Attention, at: str) -> str:
        self.classes["Attention"] = ATTENTION
        for name, child in part.children().items():
            self.part(child, f"{at}.{name}")
        n: int = part.children()["query"]._values()["weight"].shape[0]
        return f"Attention({n}, heads={part.heads}, causal={part.causal})"

    def _residual(self, part: nn.Residual, at: str) -> str:
        self.classes["Residual"] = RESIDUAL
        return f"Residual({self.part(part.inner, f'{at}.inner')})"

    def _sequential(self, part: nn.Sequential, at: str) -> str:
        return self.several(part.parts, at)

    def _mlp(self, part: nn.MLP, at: str) -> str:
        parts: list[Number] = []
        for layer, activation in zip(part.layers, part.activations):
            parts += [layer] if activation is None else [layer, activation]
        return self.several(parts, at)

    def several(self, parts: list[Number], at: str) -> str:
        """Write parts one after the other: a line for each layer with what follows it."""
        lines: list[str] = []
        for i, part in enumerate(parts):
            text = self.part(part, f"{at}.{i}")
            follows = lines and isinstance(part, Rule) and "\n" not in lines[-1]
            if follows and len(lines[-1]) + len(text) < WIDE:
                lines[-1] += f" {text},"
            else:
                lines.append(f"{text},")
        inner = "\n".join(lines).replace("\n", "\n    ")
        return f"nn.Sequential(\n    {inner}\n)"

    WRITERS: ClassVar[dict[type, Callable[..., str]]] = {
        nn.Linear: _linear, nn.LayerNorm: _layer_norm, nn.RMSNorm: _rms_norm,
        nn.BatchNorm: _batch_norm, nn.Dropout: _dropout, nn.Embedding: _embedding,
        nn.Attention: _attention, nn.Residual: _residual, nn.Sequential: _sequential,
        nn.MLP: _mlp,
    }  # fmt: skip


def _no_words(part: Number) -> str:
    if isinstance(part, Module):
        return f"{type(part).__name__} has Python code of its own"
    return f"{getattr(part, '__name__', part)} is a function of your own"
