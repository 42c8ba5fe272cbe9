#!/usr/bin/env bash
# ml_dtypes 0.6.0 with NumPy 2.4.6: matmul and clip of bfloat16 arrays give float32, all else bfloat16.
#
# A good guess: an operation on bfloat16 arrays gives bfloat16, as np.float16 stays float16; so a network's
# layer, x @ w + b, can be written once for all dtypes.
# Seen: +, *, /, exp, tanh, maximum, sum, mean, where, concatenate and even np.dot stay bfloat16; x @ w,
# which is the same product, and np.clip give float32. Then float32 + bfloat16 is float32, so from the
# first matrix product on nothing is bfloat16 any more. float16 does not change.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 ml_dtypes==0.6.0 2>/dev/null
"$work/venv/bin/python" - <<'PYTHON'
import ml_dtypes
import numpy as np

assert (np.__version__, ml_dtypes.__version__) == ("2.4.6", "0.6.0")
OPERATIONS = {
    "+": lambda x: x + x, "*": lambda x: x * x, "/": lambda x: x / x, "exp": np.exp,
    "tanh": np.tanh, "maximum": lambda x: np.maximum(x, x), "sum": lambda x: x.sum(axis=0),
    "mean": lambda x: x.mean(axis=0), "where": lambda x: np.where(x > 0, x, x),
    "concatenate": lambda x: np.concatenate([x, x]), "@": lambda x: x @ x,
    "dot": lambda x: np.dot(x, x), "clip": lambda x: np.clip(x, 0, 1),
}
for dtype in (np.float16, ml_dtypes.bfloat16):
    x = np.ones((2, 2), dtype)
    found = {name: str(f(x).dtype) for name, f in OPERATIONS.items()}
    print(np.dtype(dtype), found)
    if dtype is np.float16:
        assert set(found.values()) == {"float16"}
    else:
        wider = {name for name, kind in found.items() if kind == "float32"}
        assert wider == {"@", "clip"}, wider
        assert set(found.values()) == {"bfloat16", "float32"}
        assert str((x @ x + x).dtype) == "float32"
print("as stated")
PYTHON
