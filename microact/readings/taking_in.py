"""What may be given to lines that run elsewhere, and what is refused by name."""

import numpy as np

from microact.readings.numbers import Number

LIBRARIES = ("torch", "jax", "dask", "cupy", "array_api_strict", "tensorflow", "mlx", "tinygrad")
"""Libraries of arrays whose arrays are told apart by the module of their class."""


def library_of(x: Number) -> str:
    """Return which of the known libraries an array belongs to; empty for any other."""
    root = type(x).__module__.split(".")[0].replace("jaxlib", "jax")
    return root if root in LIBRARIES else ""


def refuse_no_number(name: str, x: Number, here: str = "") -> None:
    """Raise `TypeError` for what is no real number or array, or belongs to another library.

    Args:
        name: of the argument.
        x: what was given.
        here: the library that the lines run in.
    """
    if hasattr(x, "__record__"):
        raise TypeError(f"{name} is a Value; its number is {name}.data")
    kind = x.dtype.kind if isinstance(x, np.ndarray | np.generic) else ""
    if x is None or isinstance(x, str | bytes | complex) or kind in ("c", "U", "S", "M", "m"):
        raise TypeError(f"{name} is a real number or an array of them, got {x!r}")
    theirs = library_of(x)
    if theirs and theirs != here:
        raise TypeError(
            f"{name} is an array of {theirs}, and these lines run in {here or 'other numbers'}: "
            "np.asarray(x) takes its numbers"
        )
