#!/usr/bin/env bash
# PyTorch 2.13.0: hardsigmoid's gradient of float64 numbers is 1/6 rounded to float32.
#
# A good guess: values and gradients of float64 have the precision of float64; hardsigmoid(x) is
# clamp(x + 3, 0, 6) / 6, and both ways of writing it have the slope 1/6.
# Seen: the values agree to the last bit; the gradient by name is 0.1666666716337204, which is
# float32(1/6), off by 5e-9; written out it is 1/6. hardswish has no such error. gradcheck at its usual
# tolerance does not see it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 torch==2.13.0 2>/dev/null
"$work/venv/bin/python" - <<'PYTHON'
import numpy as np
import torch
from torch.nn import functional

assert torch.__version__.startswith("2.13.0"), torch.__version__


def value_and_slope(f):
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    y = f(x)
    y.backward()
    return y.item(), x.grad.item()


named = value_and_slope(functional.hardsigmoid)
written = value_and_slope(lambda x: torch.clamp(x + 3, 0, 6) / 6)
swish = value_and_slope(functional.hardswish)
print(f"hardsigmoid: {named}\nwritten out: {written}\nhardswish: {swish}")
assert abs(named[0] - written[0]) < 1e-16
assert named[1] == float(np.float32(1 / 6)) != 1 / 6
assert written[1] == 1 / 6
assert abs(swish[1] - (2 * 0.5 + 3) / 6) < 1e-15
x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
assert torch.autograd.gradcheck(functional.hardsigmoid, (x,))
print("as stated")
PYTHON
