#!/usr/bin/env bash
# NumPy 2.4.6: what (-inf) ** 0.5 is depends on how the exponent is written.
#
# A good guess: +inf everywhere, as IEEE 754 and C's pow say for an infinite negative base and a
# positive exponent that is no odd integer; and (-0.0) ** 0.5 is +0.0 for the same reason.
# Seen: with one exponent for all (a Python float, a 0-d array) NumPy takes the square root, so
# np.power(-inf, 0.5) is nan and np.power(-0.0, 0.5) is -0.0. With an exponent for each element, and
# from np.float_power, come inf and 0.0. So a batch of exponents and a single one disagree.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q numpy==2.4.6 2>/dev/null
"$work/venv/bin/python" - <<'PYTHON'
import numpy as np

assert np.__version__ == "2.4.6"
base = np.array([-np.inf, -0.0, 4.0])
with np.errstate(all="ignore"):
    seen = {
        "np.power(base, 0.5)": np.power(base, 0.5),
        "base ** 0.5": base**0.5,
        "np.power(base, [0.5, 0.5, 0.5])": np.power(base, np.full(3, 0.5)),
        "np.float_power(base, 0.5)": np.float_power(base, 0.5),
    }
for how, y in seen.items():
    print(f"{how:<34} {y}")
expected = {
    "np.power(base, 0.5)": "[nan -0.  2.]",
    "base ** 0.5": "[nan -0.  2.]",
    "np.power(base, [0.5, 0.5, 0.5])": "[inf  0.  2.]",
    "np.float_power(base, 0.5)": "[inf  0.  2.]",
}
assert {how: str(y) for how, y in seen.items()} == expected, "NumPy answers otherwise now"
print("as stated")
PYTHON
