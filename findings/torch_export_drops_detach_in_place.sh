#!/usr/bin/env bash
# PyTorch 2.13.0: of an exported program with detach_ in it, run_decompositions({}) makes one without: the
# values are the same, the gradient is another.
#
# A good guess: an empty table decomposes nothing, so the program keeps its meaning; detach_ becomes detach,
# as add_ becomes add.
# Seen: (x · 2, cloned, detach_) · x at 3 has the slope 6 in eager mode and in the exported program, and 12 in
# what run_decompositions({}) returns: the line is gone. With detach in its place it stays 6.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 torch==2.13.0 2>/dev/null
"$work/venv/bin/python" -W ignore - <<'PYTHON'
import torch

assert torch.__version__.startswith("2.13.0"), torch.__version__


class InPlace(torch.nn.Module):
    def forward(self, x):
        return ((x * 2).clone().detach_() * x).sum()


class Plain(torch.nn.Module):
    def forward(self, x):
        return ((x * 2).clone().detach() * x).sum()


def slope(run):
    x = torch.tensor([3.0], requires_grad=True)
    y = run(x)
    y.backward()
    return y.item(), x.grad.item()


def found(module):
    exported = torch.export.export(module, (torch.tensor([3.0]),))
    again = exported.run_decompositions({})
    return {
        "eager": slope(module),
        "exported": slope(exported.module()),
        "run_decompositions({})": slope(again.module()),
    }


in_place, plain = found(InPlace()), found(Plain())
for name in in_place:
    print(f"{name}: value and slope {in_place[name]} with detach_, {plain[name]} with detach")
assert set(plain.values()) == {(18.0, 6.0)}
assert in_place["eager"] == in_place["exported"] == (18.0, 6.0)
assert in_place["run_decompositions({})"] == (18.0, 12.0)
print("as stated")
PYTHON
