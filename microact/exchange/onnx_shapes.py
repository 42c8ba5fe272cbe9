"""Lines read with ONNX nodes, continued: what mixes the elements of an array."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from microact.exchange.onnx_nodes import Elements, Tensor
from microact.readings.numbers import Array, Number


class Nodes(Elements):
    """The functions that lines call."""

    def rule(self, rule: Number) -> Callable[..., Number]:
        """Return what a rule computes that the lines call by itself."""
        if rule.name == "scatter":
            return lambda x: self.put(x, rule.index, rule.shape)
        return super().rule(rule)

    # ---- along axes ---------------------------------------------------------------------------

    def _reduced(self, kind: str, x: Number, axis: Number, keepdims: bool) -> Tensor:
        x = self.number(x)
        axes = _axes(axis, x.ndim)
        if not axes:
            return self.number(x)
        compute = getattr(np, kind)
        like = compute(x.like, axis=axes, keepdims=keepdims)
        operator = f"Reduce{kind.capitalize()}"
        return self.node(operator, [x, self.places(*axes)], like, keepdims=int(keepdims))

    def sum(self, x: Number, axis: Number = None, keepdims: bool = False) -> Tensor:
        return self._reduced("sum", x, axis, keepdims)

    def mean(self, x: Number, axis: Number = None, keepdims: bool = False) -> Tensor:
        return self._reduced("mean", x, axis, keepdims)

    def max(self, x: Number, axis: Number = None, keepdims: bool = False) -> Tensor:
        return self._extreme("max", x, axis, keepdims)

    def min(self, x: Number, axis: Number = None, keepdims: bool = False) -> Tensor:
        return self._extreme("min", x, axis, keepdims)

    def _extreme(self, kind: str, x: Number, axis: Number, keepdims: bool) -> Tensor:
        """Return the largest or smallest; NaN if there is one (onnxruntime 1.32 loses it)."""
        x = self.number(x)
        unlike = self.number(self.logical_not(self.equal(x, x)))
        any_nan = self._reduced("max", unlike, axis, keepdims)
        found = self._reduced(kind, self.where(self.equal(x, x), x, 0.0), axis, keepdims)
        return self.where(self.greater(any_nan, 0.0), math.nan, found)

    def var(self, x: Number, axis: Number = None, keepdims: bool = False, ddof: int = 0) -> Tensor:
        """Return the mean square of the distances from the mean."""
        x = self.number(x)
        away = x - self.mean(x, axis, keepdims=True)
        if not ddof:
            return self.mean(away * away, axis, keepdims)
        count = math.prod(x.shape[i] for i in _axes(axis, x.ndim))
        squares: Number = self.sum(away * away, axis, keepdims)
        made: Tensor = squares / float(count - ddof)
        return made

    # ---- shapes -------------------------------------------------------------------------------

    def asarray(self, x: Number) -> Tensor:
        return self.constant(x)

    def reshape(self, x: Number, shape: Number) -> Tensor:
        x = self.constant(x)
        like = x.like.reshape(shape)
        empty = {"allowzero": 1} if 0 in like.shape else {}  # else a 0 means: as it is
        return self.node("Reshape", [x, self.places(*like.shape)], like, **empty)

    def broadcast_to(self, x: Number, shape: Number) -> Tensor:
        x = self.constant(x)
        like = np.array(np.broadcast_to(x.like, shape))
        return self.node("Expand", [x, self.places(*like.shape)], like)

    def transpose(self, x: Number, axes: Number = None) -> Tensor:
        x = self.constant(x)
        order = [i % x.ndim for i in (range(x.ndim)[::-1] if axes is None else axes)]
        return self.node("Transpose", [x], np.transpose(x.like, order), perm=order)

    def swapaxes(self, x: Number, first: int, second: int) -> Tensor:
        order = list(range(x.ndim))
        order[first], order[second] = order[second], order[first]
        return self.transpose(x, order)

    def squeeze(self, x: Number, axis: Number = None) -> Tensor:
        x = self.constant(x)
        like = np.squeeze(x.like, axis)
        ones = [i for i, n in enumerate(x.shape) if n == 1]
        gone = ones if axis is None else _axes(axis, x.ndim)
        return self.node("Squeeze", [x, self.places(*gone)], like) if gone else x

    def expand_dims(self, x: Number, axis: Number) -> Tensor:
        x = self.constant(x)
        like = np.expand_dims(x.like, axis)
        return self.node("Unsqueeze", [x, self.places(*_axes(axis, like.ndim))], like)

    def concatenate(self, parts: Sequence[Number], axis: int = 0) -> Tensor:
        given = [self.number(x) for x in parts]
        like = np.concatenate([x.like for x in given], axis)
        return self.node("Concat", given, like, axis=axis % like.ndim)

    def stack(self, parts: Sequence[Number], axis: int = 0) -> Tensor:
        return self.concatenate([self.expand_dims(self.number(x), axis) for x in parts], axis)

    # ---- numbers by index ---------------------------------------------------------------------

    def picked(self, x: Number, index: Number) -> Tensor:
        """Return numbers by index: one node for each axis, or by their places among all."""
        x = self.constant(x)
        parts = index if isinstance(index, tuple) else (index,)
        # A mask along one axis names the places where it is true.
        parts = tuple(np.flatnonzero(i) if _is_mask(i) else i for i in parts)
        arrays = [i for i in parts if isinstance(i, np.ndarray) and i.ndim]
        plain = [i for i in parts if not isinstance(i, np.ndarray) or not i.ndim]
        known = all(isinstance(i, int | np.integer | slice | type(...) | None) for i in plain)
        truths = any(isinstance(i, bool) for i in plain) or any(i.dtype.kind != "i" for i in arrays)
        mixed = arrays and (len(arrays) > 1 or any(isinstance(i, int | np.integer) for i in plain))
        if known and not truths and not mixed:
            return self._by_axis(x, parts)
        places = np.arange(x.like.size).reshape(x.shape)[index]
        return self._gathered(self.reshape(x, (-1,)), places, 0)

    def _by_axis(self, x: Tensor, parts: tuple[Number, ...]) -> Tensor:
        dots = [i for i, part in enumerate(parts) if part is ...]
        at = dots[0] if dots else len(parts)
        missing = x.ndim - sum(part is not None and part is not ... for part in parts)
        asked = [*parts[:at], *[slice(None)] * missing, *parts[at + 1 :]]
        whole = [part for part in asked if part is not None]
        for axis, part in reversed(list(enumerate(whole))):  # from behind: axes stay where they are
            if isinstance(part, slice):
                x = x if part == slice(None) else self._sliced(x, part, axis)
            else:
                x = self._gathered(x, np.asarray(part), axis)
        place = 0
        for part in asked:  # from the front: an axis of length 1 where None stands
            if part is None:
                x = self.expand_dims(x, place)
            place += np.ndim(part) if isinstance(part, np.ndarray) else not isinstance(part, int)
        return x

    def _sliced(self, x: Tensor, part: slice, axis: int) -> Tensor:
        places = range(x.shape[axis])[part]
        like = x.like[(*[slice(None)] * axis, part)]
        end = places.stop if places.stop >= 0 else -x.shape[axis] - 1  # before the first
        how = [self.places(n) for n in (places.start, end, axis, places.step)]
        return self.node("Slice", [x, *how], like)

    def _gathered(self, x: Tensor, places: Array, axis: int) -> Tensor:
        like = np.take(x.like, places, axis)
        index = self.constant(np.asarray(places, np.int64))
        return self.node("Gather", [x, index], like, axis=axis)

    def put(self, x: Number, index: Number, shape: tuple[int, ...]) -> Tensor:
        """Return zeros with numbers added in at an index: the way back of `picked`."""
        size = math.prod(shape)
        if not np.size(x.like):
            return self.broadcast_to(0.0, shape)
        places = np.arange(size).reshape(shape)[index]
        flat = self.reshape(self.broadcast_to(x, places.shape), (-1,))
        zeros = self.broadcast_to(0.0, (size,))
        like = np.zeros(size, self.type)
        np.add.at(like, places.reshape(-1), flat.like)
        where = self.constant(places.reshape(-1).astype(np.int64))
        total = self.node("ScatterElements", [zeros, where, flat], like, axis=0, reduction="add")
        return self.reshape(total, shape)


def _is_mask(i: Number) -> bool:
    return isinstance(i, np.ndarray) and i.ndim == 1 and i.dtype == bool


def _axes(axis: Number, ndim: int) -> tuple[int, ...]:
    """Return which axes are meant, counted from the front."""
    given = range(ndim) if axis is None else axis if isinstance(axis, tuple | list) else (axis,)
    return tuple(i % ndim for i in given)
