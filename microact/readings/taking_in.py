"""What may be given to lines that run elsewhere, and what is refused by name."""

import sys

import numpy as np

from microact.readings.numbers import Number, refuse_masked

LIBRARIES = {
    "torch": "Tensor", "jax": "Array", "dask.array": "Array", "cupy": "ndarray",
    "array_api_strict._array_object": "Array", "tensorflow": "Tensor", "mlx.core": "array",
    "tinygrad": "Tensor",
}  # fmt: skip
"""Libraries of arrays by their module, and their class there."""


def library_of(x: Number) -> str:
    """Return which of the known libraries an array belongs to; empty for any other."""
    for module, name in LIBRARIES.items():
        there = sys.modules.get(module)  # who has an array of it has imported it
        if there is not None and hasattr(there, name) and isinstance(x, getattr(there, name)):
            return module.partition(".")[0]
    return ""


def refuse_no_number(name: str, x: Number, here: str = "") -> None:
    """Raise `TypeError` for what is no real number or array, or belongs to another library.

    Args:
        name: of the argument.
        x: what was given.
        here: the library that the lines run in.
    """
    if hasattr(x, "__record__"):
        raise TypeError(f"{name} is a Value; its number is {name}.data")
    refuse_masked(x)
    kind = x.dtype.kind if isinstance(x, np.ndarray | np.generic) else ""
    if x is None or isinstance(x, str | bytes | complex) or kind in ("c", "U", "S", "M", "m"):
        raise TypeError(f"{name} is a real number or an array of them, got {x!r}")
    theirs = library_of(x)
    if theirs and theirs != here:
        raise TypeError(
            f"{name} is an array of {theirs}, and these lines run in {here or 'other numbers'}: "
            "np.asarray(x) takes its numbers"
        )
