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

from microact.readings.dual import Dual
from microact.readings.duals import Duals
from microact.readings.kinds import Kinds
from microact.readings.numbers import Number
from microact.readings.standard import Narrow, Standard
from microact.readings.taking_in import library_of
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

    def __init__(
        self, make: Callable[[Number], Reading], has_devices: str = "", kind: Number = None
    ) -> None:
        self.make, self.has_devices, self.kind = make, has_devices, kind

    def device(self, numbers: tuple[Number, ...]) -> Number:
        """Return the device of the first array of the library, or how many digits a kind has.

        For each of them constants are made once. None where there is but one.
        """
        if self.kind is not None:
            return getattr(self.kind, "precision", None)
        if self.has_devices:
            for x in numbers:
                if library_of(x) == self.has_devices:
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
            kind = import_module(f"microact.readings.{file}").kind_of(module)
            return Readings(Kinds(kind).here, kind=kind)
    if callable(getattr(namespace, "number", None)) and not hasattr(namespace, "asarray"):
        return Readings(Kinds(namespace).here, kind=namespace)
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
    wide = _dtype_of(xp, dtype, recorded)
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
        has_devices=library_of(xp.zeros(())) if jax is None and xp is not np else "",
    )


def _dtype_of(xp: Number, dtype: Number, recorded: np.dtype[Any]) -> Number:
    """Return a library's floating dtype: the one that is asked for, or the recorded one."""
    library = getattr(xp, "__name__", "the library").removeprefix("array_api_compat.")
    named = dtype is None or isinstance(dtype, str)
    if not named and xp is not np and isinstance(dtype, type) and issubclass(dtype, np.generic):
        dtype, named = np.dtype(dtype).name, True  # np.float32 means every library's float32
    if named:
        name = recorded.name if dtype is None else dtype
        if not hasattr(xp, name):
            raise ValueError(
                f"{library} has no {name}, in which this was recorded: say in which dtype it shall "
                "be computed, dtype=..."
            )
        dtype = getattr(xp, name)
    try:
        floating = xp.isdtype(dtype, "real floating")
    except TypeError:  # no dtype of NumPy's own, as bfloat16; or none at all
        floating = getattr(np.dtype(dtype), "name", "").startswith(("float", "bfloat"))
    if not floating:
        raise TypeError(f"lines compute with real floating numbers of {library}, got {dtype}")
    return dtype
