"""Networks of matrices: modules that hold weights, and compose.

One file each: what a module is (`module.py`), a linear layer, the multi-layer perceptron (`mlp.py`,
with all that a classifier needs), modules one after the other (`sequential.py`), and the parts of
deeper networks: `normalization.py`, `attention.py`.

>>> block = Sequential(Linear(2, 3), "tanh", LayerNorm(3), Linear(3, 1))
>>> block
Sequential(Linear(2 → 3), tanh, LayerNorm(3), Linear(3 → 1))
>>> list(block.named_parameters())[:2]
['layer1.weight', 'layer1.bias']
"""

from typing import NoReturn

from microact.nn.attention import Attention, Embedding
from microact.nn.linear import Linear, seed
from microact.nn.mlp import MLP
from microact.nn.module import Module
from microact.nn.normalization import BatchNorm, Dropout, LayerNorm, RMSNorm
from microact.nn.sequential import Residual, Sequential
from microact.support.other_names import hint

__all__ = [
    "MLP", "Attention", "BatchNorm", "Dropout", "Embedding", "LayerNorm", "Linear", "Module",
    "RMSNorm", "Residual", "Sequential", "seed",
]  # fmt: skip


def __getattr__(name: str) -> NoReturn:
    """Say what somebody else's name is called here."""
    raise AttributeError(f"module 'microact.nn' has no attribute {name!r}{hint(name)}")
