"""Arrays of other libraries: what lines call, said in the array API standard.

The standard (data-apis.org/array-api) is what PyTorch, JAX, Dask and others have in common with
NumPy. Where it says less than NumPy (an operand that is a plain number, a negative step of an
index, an axis left out), this file says the same in its words.
"""

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from microact.readings.comparisons import taken
from microact.readings.numbers import Array, Number, shape_of
from microact.readings.taking_in import library_of, refuse_no_number

Making = Callable[[], AbstractContextManager[object]]
"""In which constants are made that stay."""

RENAMED = {"power": "pow", "concatenate": "concat"}
"""Functions that the standard calls otherwise than NumPy did."""


class Standard:
    """The functions of one library, for arrays of one dtype on one device."""

    lifts = False
    """Plain numbers may stay in the lines: an array takes them as they are."""

    def __init__(
        self, xp: Number, dtype: Number, device: Number = None, making: Making = nullcontext
    ) -> None:
        self.xp, self.dtype, self.device = xp, dtype, device
        self.making = making
        self.inf, self.nan, self.pi = math.inf, math.nan, math.pi
        self._known: set[type] = {float, int, np.float64}

    # ---- what comes in and goes out ---------------------------------------------------------

    def array(self, x: Number) -> Number:
        """Make one of NumPy's arrays, or a plain number, one of this library's."""
        kind = {"b": self.xp.bool, "i": self.xp.int64}.get(np.asarray(x).dtype.kind, self.dtype)
        where = {} if self.device is None else {"device": self.device}
        plain = np.array(x) if isinstance(x, np.ndarray) else x  # no memory of ours is lent
        return self.xp.asarray(plain, dtype=kind, **where)

    constant = array

    def asarray(self, x: Number) -> Number:
        """Return an array; what is one of this library's stays it."""
        return x if _is_array(x) and not isinstance(x, np.ndarray | np.generic) else self.array(x)

    def taken_in(self, name: str, x: Number, like: Number, arrays: bool) -> Number:
        """Take an argument, or raise for one of another dtype or shape than was recorded."""
        if type(x) not in self._known:
            refuse_no_number(name, x, library_of(self.array(0.0)) or "NumPy")
            self._known.add(type(x))
        if not _is_array(x) or isinstance(x, np.ndarray | np.generic):
            numbers = np.asarray(x)
            if numbers.dtype.kind not in "biufV":
                raise TypeError(f"{name} is a real number or an array of them, got {x!r}")
            x = self.array(numbers.astype(np.float64) if numbers.dtype.kind in "biu" else numbers)
        elif self.xp.isdtype(x.dtype, ("bool", "integral")):
            x = self._cast(x)
        elif x.dtype != self.dtype:
            raise TypeError(
                f"{name} is {x.dtype}, and these lines compute with {self.dtype}: change one of "
                "them, with .on(library, ..., dtype=...)"
            )
        if arrays and tuple(x.shape) != shape_of(like):
            raise ValueError(
                f"{name} was recorded with shape {shape_of(like)}, got {tuple(x.shape)}; "
                "unroll again for another shape"
            )
        return x

    def whole(self, x: Number, shape: tuple[int, ...] | None) -> Number:
        """Return a result as an array of its own shape, where a plain number stands for one."""
        x = x if _is_array(x) else self.array(x)
        return x if shape is None or tuple(x.shape) == shape else self.broadcast_to(x, shape)

    def rule(self, rule: Number) -> Callable[..., Number]:
        """Return what a rule computes that the lines call by itself."""
        if rule.name == "scatter":
            return lambda x: self.put(x, rule.index, rule.shape)
        return lambda *inputs: rule.forward(*inputs, xp=self)

    def taken(self, now: Number, then: bool, words: str) -> None:
        """Raise unless a comparison comes out as it did while the lines were recorded."""
        differs = self.xp.any(now != then) if _is_array(now) else now != then
        try:
            other = bool(differs)
        except Exception as error:  # while JAX traces nobody knows
            raise TypeError(
                f"Python code decided by `{words}` while this was recorded, and a function that "
                "is traced cannot ask again; use ma.where, ma.maximum, ma.abs"
            ) from error
        if other:
            recorded = np.asarray(then)
            taken(~recorded, recorded if recorded.shape else bool(recorded), words)

    # ---- functions --------------------------------------------------------------------------

    def number(self, x: Number) -> Number:
        """Make a number of a truth, 1 or 0, or of a plain number."""
        return self._cast(x) if _is_array(x) else self.array(float(x))

    def _cast(self, x: Number) -> Number:
        """Give an array the dtype of the lines."""
        x = np.asarray(x) if isinstance(x, np.generic) else x  # NumPy 2.0 casts arrays alone
        return self.xp.astype(x, self.dtype)

    def truth(self, x: bool) -> Number:
        """Return an array of no axes that is true or false."""
        return self.array(x)

    def copied(self, x: Number) -> Number:
        """Return an array in memory of its own; PyTorch's way keeps what it has recorded."""
        return x.clone() if hasattr(x, "clone") else self.xp.asarray(x, copy=True)

    def __getattr__(self, name: str) -> Callable[..., Number]:
        """Find what NumPy calls by this name."""
        if name.startswith("_"):
            raise AttributeError(name)
        found: Callable[..., Number] = getattr(self.xp, RENAMED.get(name, name))
        return found

    # ---- what the standard says otherwise ---------------------------------------------------

    def sign(self, x: Number) -> Number:
        return self.xp.where(x == x, self.xp.sign(x), x)  # of NaN some say 0

    def power(self, x: Number, n: Number) -> Number:
        """Return a power."""
        if _is_array(n) or n != 0.5:
            return x**n
        # Some take the root there, which has −0 and NaN where IEEE 754 has 0 and infinity.
        return self.xp.where(x == -math.inf, self.array(math.inf), x**n + 0.0)

    def float64(self, x: Number) -> Number:
        return self._cast(x)

    float32 = float16 = float64  # a step has one dtype elsewhere

    def var(self, x: Number, axis: Number = None, keepdims: bool = False, ddof: int = 0) -> Number:
        return self.xp.var(x, axis=axis, keepdims=keepdims, correction=ddof)

    def reshape(self, x: Number, shape: Number) -> Number:
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        try:
            return self.xp.reshape(x, shape)
        except NotImplementedError:  # Dask, for a shape that neither merges nor splits axes
            return self.xp.reshape(self.xp.reshape(x, (-1,)), shape)

    def broadcast_to(self, x: Number, shape: Number) -> Number:
        return self.xp.broadcast_to(x, (shape,) if isinstance(shape, int) else tuple(shape))

    def transpose(self, x: Number, axes: Sequence[int] | None = None) -> Number:
        order = range(x.ndim)[::-1] if axes is None else [i % x.ndim for i in axes]
        return self.xp.permute_dims(x, tuple(order))

    def swapaxes(self, x: Number, first: int, second: int) -> Number:
        order = list(range(x.ndim))
        order[first], order[second] = order[second], order[first]
        return self.xp.permute_dims(x, tuple(order))

    def squeeze(self, x: Number, axis: Number = None) -> Number:
        ones = tuple(i for i, n in enumerate(x.shape) if n == 1)
        return (
            self.reshape(x, tuple(n for n in x.shape if n != 1))
            if axis is None
            else (self.xp.squeeze(x, axis=axis) if ones else x)
        )

    def expand_dims(self, x: Number, axis: Number) -> Number:
        new = np.expand_dims(np.empty(x.shape, bool), axis).shape  # no memory is touched
        return self.reshape(x, new)

    # ---- numbers by index -------------------------------------------------------------------

    def picked(self, x: Number, index: Number) -> Number:
        """Return what NumPy's `x[index]` is, whatever the index: which places it names is known."""
        x = x if _is_array(x) else self.array(x)
        places = np.arange(math.prod(x.shape)).reshape(x.shape)[index]
        flat = self.xp.take(self.reshape(x, (-1,)), self.array(places.reshape(-1)), axis=0)
        return self.reshape(flat, places.shape)

    def put(self, x: Number, index: Number, shape: tuple[int, ...]) -> Number:
        """Return zeros with numbers added in at an index: the way back of `picked`.

        Said as taking, which every library has: each place takes the first number that goes to it,
        then the second, and so on.
        """
        size = math.prod(shape)
        places = np.arange(size).reshape(shape)[index]
        x = self.reshape(self.broadcast_to(x, places.shape), (-1,))
        with_zero = self.xp.concat([x, self.array(np.zeros(1))])
        total: Number = None
        for source in _layers(places.reshape(-1), size):
            taken = self.xp.take(with_zero, self.array(source), axis=0)
            total = taken if total is None else total + taken
        return self.reshape(total, shape)


class Narrow(Standard):
    """NumPy's arrays of a dtype that is not NumPy's own, such as bfloat16 of ml_dtypes.

    A plain number beside one would widen it, so every number becomes one of the dtype. NumPy 2.4
    gives float32 for a product of matrices and for `clip` of bfloat16, and bfloat16 for all else.
    """

    lifts = True

    def matmul(self, a: Number, b: Number) -> Number:
        """Return a product of matrices."""
        return self.float64(a @ b)

    def clip(self, x: Number, low: Number, high: Number) -> Number:
        """Return a number between two bounds."""
        return self.float64(np.clip(x, low, high))


def _layers(places: Array, size: int) -> list[Array]:
    """Say for each place from where it takes: once, and again where several numbers go to it."""
    layers: list[Array] = []
    left = np.arange(len(places))
    while len(left) or not layers:
        source = np.full(size, len(places))
        _, first = np.unique(places[left], return_index=True)
        source[places[left[first]]] = left[first]
        layers.append(source)
        left = np.delete(left, first)
    return layers


def _is_array(x: Number) -> bool:
    return hasattr(x, "dtype")
