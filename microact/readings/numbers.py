"""What counts as a number here: a Python float, or an array of floats that nobody writes into.

Gradients belong to the numbers that were recorded, so the engine keeps its arrays frozen and
hands out `Snapshot`s of them.
"""

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

Number = Any
"""A float, an ndarray of floats, or whatever a rule is being read with (a Value, a symbol, …)."""

Option = Any
"""What NumPy's functions take besides numbers: an axis, a dtype, where to write."""

Array = np.ndarray[Any, np.dtype[Any]]


class Snapshot(np.ndarray[Any, np.dtype[Any]]):
    """An array to read and compute with: `-=` gives a new array, writing into it raises.

    >>> a = freeze(np.array([1.0, 2.0])).view(Snapshot)
    >>> b = a
    >>> b -= 1
    >>> a, b
    (Snapshot([1., 2.]), array([0., 1.]))
    """

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Number, out: Option = None, **options: Option
    ) -> Number:
        if method == "at" and isinstance(inputs[0], Snapshot) and not inputs[0].flags.writeable:
            raise ValueError("assignment destination is read-only")  # NumPy itself forgets to ask
        if out is not None:
            options["out"] = _without_snapshots(out)
        return getattr(ufunc, method)(*_without_snapshots(inputs), **options)

    def __array_function__(
        self,
        function: Callable[..., Number],
        types: object,
        args: Iterable[Number],
        options: Mapping[str, Option],
    ) -> Number:
        """Answer with plain arrays: `np.zeros_like(p.data)` is nobody's snapshot."""
        return function(*_without_snapshots(args), **_without_snapshots(options))


def _in_place(name: str) -> Callable[[Snapshot, Number], Number]:
    """Make `d -= step` give a new array where `d` is frozen; a copy of one is written into."""
    compute = getattr(operator, name)

    def method(self: Snapshot, other: Number) -> Number:
        if self.flags.writeable:
            compute(np.asarray(self), _without_snapshots(other))
            return self
        # A trial on a copy: NumPy itself says no to another shape, and keeps float32.
        return compute(np.array(self), _without_snapshots(other))

    return method


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Snapshot, f"__i{_name}__", _in_place(f"i{_name}"))


FOREIGN = ("__dlpack__", "__array_namespace__", "__dask_graph__")
"""What arrays of other libraries say of themselves."""


def freeze(array: Array) -> Array:
    """Make `array` read-only and return it."""
    array.setflags(write=False)
    return array


def as_constant(x: Number) -> Number:
    """Turn a number that enters an operation into one; an array of bools may stay a mask."""
    if isinstance(x, np.ndarray) and x.dtype == bool and x.ndim and type(x) is np.ndarray:
        return freeze(x.copy())
    return as_number(x)


def refuse_masked(*given: object) -> None:
    """Raise `TypeError` for a masked array: NumPy gives its hidden numbers without a word."""
    for x in given:  # no generator: this is asked for every array that comes in
        if isinstance(x, np.ma.MaskedArray):
            raise TypeError("a masked array would lose its mask here; fill it first: a.filled(0.0)")


def as_number(x: Number, copy: bool = True) -> Number:
    """Turn what a user passes in into a float or a frozen array of floats.

    Python and NumPy ints and bools become float64; float32 and float16 stay what they are. An
    array is copied, so that writing into it later cannot change a number that was recorded.

    Raises:
        TypeError: for complex, string and object data.
        OverflowError: for an int too large for a float.

    >>> as_number(3), as_number(np.float64(0.5)), as_number([1, 2])
    (3.0, 0.5, array([1., 2.]))
    """
    if type(x) is float:
        return x
    if isinstance(x, Snapshot) and x.dtype.kind == "f" and x.ndim and _is_frozen(x):
        return np.asarray(x)
    if isinstance(x, int) and not isinstance(x, bool):
        try:
            return float(x)  # of any size, where NumPy stops at 64 bits
        except OverflowError:
            raise OverflowError(f"{_told(x)} is larger than any float") from None
    refuse_foreign(x)
    refuse_masked(x)
    try:
        array = np.array(x) if copy else np.asarray(x)
    except ValueError as error:
        raise TypeError(
            f"expected a number or an array of floats, got {_told(x)}, whose rows do not have "
            "one length. Use a list of rows of equal length."
        ) from error
    if array.dtype.kind in "iub":
        array = array.astype(np.float64)
    if array.dtype.kind != "f":
        raise TypeError(
            f"expected a number or an array of floats, got {_told(x)} (dtype {array.dtype}). "
            "Use real numbers; several Values become one with ma.stack([...])."
        )
    return own(array) if copy else _float_if_scalar(array)


def own(y: Number) -> Number:
    """Freeze a number that the engine made itself: no copy, a float where there is only one."""
    if type(y) is float:
        return y
    if type(y) is np.ndarray and y.ndim and y.dtype.kind == "f":
        return freeze(y)
    y = _float_if_scalar(np.asarray(y))
    if isinstance(y, np.ndarray) and y.dtype.kind != "f":
        raise TypeError(f"an operation must give real numbers, this one gave dtype {y.dtype}")
    return freeze(y) if isinstance(y, np.ndarray) else y


def as_narrow_as(y: Number, numbers: Sequence[Number]) -> Number:
    """Keep float32 what is float32, where a literal such as 1.0 in a rule has made it float64."""
    floating = [x.dtype for x in numbers if isinstance(x, np.ndarray) and x.dtype.kind == "f"]
    widest = max(floating, default=None)
    real = isinstance(y, np.ndarray | np.generic) and y.dtype.kind == "f"
    return y.astype(widest) if real and widest and y.itemsize > widest.itemsize else y


def shape_of(x: Number) -> tuple[int, ...]:
    """Return the shape of any number; `()` for a float."""
    return getattr(x, "shape", ())


FEW = 64
"""Of so few classes all rows are kept, to take from."""


@lru_cache(maxsize=8)
def _rows_of_one(classes: int, dtype: np.dtype[Any]) -> Array:
    return np.eye(classes, dtype=dtype)


def one_hot(classes: Array, count: int, dtype: np.dtype[Any]) -> Array:
    """Return for each class a row with a 1 in its place, and 0 elsewhere."""
    if count <= FEW:
        return np.asarray(_rows_of_one(count, dtype)[classes])
    hot = np.zeros((len(classes), count), dtype)
    hot[np.arange(len(classes)), classes] = 1
    return hot


def norm(x: Number) -> float:
    """Return the size of a gradient: |x| of a number, the Euclidean norm of an array."""
    if type(x) is float:
        return abs(x)
    flat = np.abs(np.ravel(x))
    top = float(np.max(flat, initial=0.0))
    if top == 0 or not np.isfinite(top):
        return top
    return top * float(np.linalg.norm(flat / top))  # so that squares do not overflow


def is_finite(*numbers: Number) -> bool:
    """Whether none of these is infinite or NaN, anywhere."""
    with np.errstate(all="ignore"):
        for x in numbers:
            flat = np.asarray(x).reshape(-1)
            # One fast pass; the squares of huge numbers need a closer look.
            if not math.isfinite(np.dot(flat, flat)) and not np.isfinite(flat).all():
                return False
    return True


def refuse_foreign(x: Number) -> None:
    """Raise `TypeError` for another library's array, which NumPy would take in without a word."""
    kinds = {type(x)}
    if isinstance(x, list | tuple):
        kinds = set(map(type, x))
        if list in kinds or tuple in kinds:
            for each in x:
                refuse_foreign(each)
    for kind in kinds:
        if not issubclass(kind, np.ndarray | np.generic) and any(hasattr(kind, f) for f in FOREIGN):
            raise TypeError(
                f"this is an array of another library, {kind.__module__}.{kind.__name__}, and "
                "microact computes with NumPy's: np.asarray(x) takes its numbers. The lines of a "
                "graph run with its arrays: ma.unroll(loss).on(library)"
            )


def _is_frozen(array: Number) -> bool:
    """Return whether nobody can write into this memory, through whichever view."""
    while isinstance(array, np.ndarray):
        if array.flags.writeable:
            return False
        array = array.base
    return True


def _without_snapshots(x: Number) -> Number:
    if isinstance(x, Snapshot):
        return np.asarray(x)
    if isinstance(x, dict):
        return {key: _without_snapshots(value) for key, value in x.items()}
    return type(x)(map(_without_snapshots, x)) if type(x) in (list, tuple) else x


def _float_if_scalar(array: Array) -> Number:
    kind = array.dtype.kind
    if array.ndim == 0 and (array.dtype == np.float64 or kind in "iub"):
        return float(array)
    return array.astype(np.float64) if kind in "iub" else array


def _told(x: Number) -> str:
    digits = isinstance(x, int) and x.bit_length() > 1000  # Python refuses to write very long ones
    text = f"{type(x).__name__} " + (f"of {x.bit_length()} bits" if digits else repr(x))
    return text if len(text) <= 60 else text[:57] + "..."
