"""NaN, infinities, −0.0 and subnormal numbers: as in NumPy, but for what is listed here."""

import math

import numpy as np
import pytest

from microact import Value, unroll
from microact.rules import Elementwise, registry

SPECIAL = np.array([0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1e308, -1e308])
ONE_INPUT = sorted(
    name for name, kind in registry.items()
    if issubclass(kind, Elementwise) and name not in ("power", "clip")
    and len(kind().input_names) == 1
)  # fmt: skip


SUBNORMAL = np.abs(SPECIAL) == 5e-324

LISTED = {
    "Jax": "subnormal numbers count as 0 on a CPU, and the sign of a zero may be another",
    "Torch log1p": "log1p of a subnormal number is 0.0",
    "Dask relu6": "relu6(-0.0) is 0.0: clip is maximum, then minimum",
}
"""Where a library answers otherwise than NumPy; whatever is not listed is held to NumPy."""


@pytest.mark.parametrize("name", ONE_INPUT)
def test_specials(library, name):
    x = Value(np.ones(9), "x")
    y = registry[name]()(x)
    step = unroll((y * 1.0).sum(), [x], keep=[y], buffers=False)
    _, (wanted,), (value,) = step(SPECIAL)
    _, (found,), (there,) = step.on(library.namespace)(library.array(SPECIAL))
    who = type(library).__name__
    for mine, theirs in ((value, library.plain(there)), (wanted, library.plain(found))):
        small = SUBNORMAL | ((mine != 0) & (np.abs(mine) < np.finfo(float).tiny))
        subnormal = small & (who == "Jax" or f"{who} {name}" == "Torch log1p")
        same = np.isclose(mine, theirs, rtol=1e-12, atol=0, equal_nan=True)
        signs = (np.signbit(mine) == np.signbit(theirs)) | np.isnan(mine)
        if who == "Jax" or f"{who} {name}" in LISTED:
            signs |= mine == 0
        assert np.all((same & signs) | subnormal), f"{name}\n{mine}\n{theirs}"
