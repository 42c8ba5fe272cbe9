#!/usr/bin/env bash
# PyTorch 2.13.0: the standard deviation of equal numbers has the gradient 0 if it is asked for by name,
# and NaN if it is the square root of the variance.
#
# A good guess: torch.std(x) is torch.var(x).sqrt(), so both have the same gradient; the root's slope is
# infinite at 0, the variance's is 0, and their product is NaN, as for torch.sqrt(x * x) at 0.
# Seen: torch.std and torch.std_mean give 0, in forward mode too, and so does the norm of the centred
# numbers; torch.var(x).sqrt() gives NaN. One row of equal numbers in a batch is enough to turn all weights
# of a network into NaN with the one, and does nothing with the other.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 torch==2.13.0 2>/dev/null
"$work/venv/bin/python" - <<'PYTHON'
import math

import torch
from torch.func import jvp

assert torch.__version__.startswith("2.13.0"), torch.__version__


def gradient(f):
    x = torch.full((3,), 2.0, dtype=torch.float64, requires_grad=True)
    f(x).backward()
    return x.grad.tolist()


seen = {
    "torch.std": gradient(torch.std),
    "torch.std_mean": gradient(lambda x: torch.std_mean(x)[0]),
    "norm of the centred": gradient(lambda x: torch.linalg.vector_norm(x - x.mean())),
    "torch.var, then sqrt": gradient(lambda x: torch.var(x).sqrt()),
}
for name, found in seen.items():
    print(f"{name}: {found}")
x = torch.full((3,), 2.0, dtype=torch.float64)
_, forward = jvp(torch.std, (x,), (torch.tensor([1.0, 0.0, 0.0], dtype=torch.float64),))
print(f"torch.std, forward mode: {forward.item()}")
assert all(math.isnan(g) for g in seen.pop("torch.var, then sqrt"))
assert all(g == 0 for found in seen.values() for g in found)
assert forward.item() == 0
print("as stated")
PYTHON
