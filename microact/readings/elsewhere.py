"""Which numbers lines are read with elsewhere: a library of arrays, or a kind of number.

No library is imported here: who passes its module has imported it.
"""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from microact.readings.duals import Dual, Duals
from microact.readings.kinds import Kinds
from microact.readings.numbers import Number
from microact.readings.standard import Narrow, Standard
from microact.support.optional_packages import optional

WRAPPED = ("torch", "dask.array", "cupy")
"""Libraries whose own functions differ from the standard's; array-api-compat mends them."""

KINDS = {
    "mpmath": ("mpf", "precise"), "flint": ("arb", "intervals"),
    "fractions": ("Fraction", "exact"), "decimal": ("Decimal", "exact"),
}  # fmt: skip
"""Kinds of number by their module: their class there, and the file here that reads with them."""


class Reading(Protocol):
    """What runs a step's lines with other numbers."""

    lifts: bool
    device: Number

    def making(self) -> AbstractContextManager[object]: ...
    def constant(self, x: Number) -> Number: ...
    def taken_in(self, name: str, x: Number, like: Number, arrays: bool) -> Number: ...
    def whole(self, x: Number, shape: tuple[int, ...] | None) -> Number: ...
    def copied(self, x: Number) -> Number: ...
    def rule(self, rule: Number) -> Callable[..., Number]: ...
    def __getattr__(self, name: str) -> Callable[..., Number]: ...


class Readings:
    """The readings of one library or kind, one for each device that numbers may lie on."""

    def __init__(self, make: Callable[[Number], Reading], has_devices: bool = False) -> None:
        self.make, self.has_devices = make, has_devices

    def device(self, numbers: tuple[Number, ...]) -> Number:
        """Return the device of the first array of the library; None where there is but one."""
        if self.has_devices:
            for x in numbers:
                if not isinstance(x, np.ndarray | np.generic | float | int):
                    return getattr(x, "device", None)
        return None


def readings_of(namespace: Number, dtype: Number, recorded: np.dtype[Any]) -> Readings:
    """Return the readings for a library of arrays or a kind of number.

    Raises:
        TypeError: for what is neither.
        ValueError: for a library that does not compute in the dtype.
    """
    if namespace is Dual:
        return Readings(lambda device: Duals())
    for module, (kind_name, file) in KINDS.items():
        there = sys.modules.get(module)  # who has its class has imported it
        if there is not None and (namespace is there or namespace is getattr(there, kind_name)):
            kinds = Kinds(import_module(f"microact.readings.{file}").kind_of(module))
            return Readings(kinds.here)
    if callable(getattr(namespace, "number", None)) and not hasattr(namespace, "asarray"):
        return Readings(Kinds(namespace).here)
    if isinstance(namespace, type) and issubclass(namespace, np.generic):
        namespace, dtype = np, np.dtype(namespace)
    xp: Number = namespace
    name = namespace.__name__ if isinstance(namespace, ModuleType) else ""
    if name in WRAPPED:
        optional("array_api_compat", f"running lines in {name}")
        xp = import_module(f"array_api_compat.{name}")
    if not all(hasattr(xp, needed) for needed in ("asarray", "matmul", "permute_dims", "tanh")):
        given = getattr(namespace, "__name__", namespace)
        raise TypeError(
            f"{given!r} is neither a library of arrays (torch, jax.numpy, dask.array, "
            "one that follows the array API standard) nor a kind of number (mpmath, flint.arb, "
            "Fraction, np.float16, ma.Dual, an object with number(x))"
        )
    wide = getattr(xp, recorded.name) if dtype is None else dtype
    jax = sys.modules["jax"] if name.startswith("jax") else None
    if jax and wide == xp.float64 and xp.zeros(()).dtype != wide:
        raise ValueError(
            "JAX computes in 32 bits unless it is told otherwise, and this was recorded in 64: "
            'jax.config.update("jax_enable_x64", True), or record float32, or say dtype=jnp.float32'
        )
    own = xp is np and np.dtype(wide).isbuiltin != 1
    return Readings(
        # What is made while JAX traces a function must not be a part of what it traces.
        lambda device: (Narrow if own else Standard)(
            xp, wide, device, jax.ensure_compile_time_eval if jax else nullcontext
        ),
        has_devices=jax is None and xp is not np,
    )
