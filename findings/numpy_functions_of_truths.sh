#!/usr/bin/env bash
# NumPy 2.4.6: a function of a comparison is computed with three digits, silently.
#
# A good guess: a truth counts as an integer, so np.exp(x > 0) is what np.exp of ones and zeros is,
# a float64 (as np.exp of an int8 array of ones would be a wider float than float16, too, one hopes).
# Seen: bool and int8 arrays give float16 for exp, tanh, log1p and sqrt, so exp(True) is 2.719 and an
# activation that works with comparisons loses all digits but three; int16 gives float32, int32
# float64. np.add of two comparisons is a logical or (True + True is True), np.subtract raises.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 2>/dev/null
"$work/venv/bin/python" - <<'PYTHON'
import numpy as np

assert np.__version__ == "2.4.6"
x = np.array([0.5, 2.0])
seen = {}
for name in ("exp", "tanh", "log1p", "sqrt"):
    y = getattr(np, name)(x > 0)
    seen[name] = str(y.dtype)
    print(f"np.{name}(x > 0): {y[0]!r}")
for kind in ("int8", "int16", "int32"):
    seen[kind] = str(np.exp(np.ones(1, kind)).dtype)
    print(f"np.exp of {kind}: {seen[kind]}")
total = (x > 0) + (x > 1)
print(f"(x > 0) + (x > 1): {total}")
try:
    (x > 0) - (x > 1)
    seen["minus"] = "answered"
except TypeError as error:
    seen["minus"] = "TypeError"
    print(f"(x > 0) - (x > 1): {error}")
assert seen == {
    **dict.fromkeys(("exp", "tanh", "log1p", "sqrt"), "float16"),
    "int8": "float16", "int16": "float32", "int32": "float64", "minus": "TypeError",
}, seen
assert total.tolist() == [True, True]
print("as stated")
PYTHON
