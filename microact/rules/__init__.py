"""One class per operation. Importing this package fills the registry."""

from microact.rules import (
    activations,
    arithmetic,
    joining,
    reductions,
    selecting,
    shaping,
    smooth,
    softmax,
)
from microact.rules.rule import Activation, Elementwise, Rule, registry

__all__ = [
    "Activation",
    "Elementwise",
    "Rule",
    "activations",
    "arithmetic",
    "joining",
    "reductions",
    "registry",
    "selecting",
    "shaping",
    "smooth",
    "softmax",
]
