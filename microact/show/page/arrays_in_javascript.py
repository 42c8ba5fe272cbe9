"""Rules on small arrays, read element by element: one expression for every number.

An array of symbols is sent through a rule's own `forward` and `vjp`. What comes out is an array of
expressions, and they become two functions of JavaScript for the page.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from microact.expressions.javascript import JAVASCRIPT
from microact.readings.namespace import RULE_FUNCTIONS
from microact.readings.numbers import Number
from microact.readings.symbols import Symbol, counted, line_symbols
from microact.rules import Elementwise, Rule
from microact.source.common import written
from microact.source.names import Names

COMPARISONS = {
    np.less: operator.lt, np.greater: operator.gt, np.less_equal: operator.le,
    np.greater_equal: operator.ge, np.equal: operator.eq, np.not_equal: operator.ne,
}  # fmt: skip

Shape = tuple[int, ...]


class Elements(np.ndarray[Any, np.dtype[Any]]):
    """An array of symbols. Comparing two gives symbols, where NumPy would ask for true or false."""

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Number, **options: object
    ) -> Number:
        plain = [np.asarray(x) if isinstance(x, Elements) else x for x in inputs]
        with np.errstate(all="ignore"):  # constants among them may overflow
            if ufunc in COMPARISONS and method == "__call__":
                return elements(np.frompyfunc(COMPARISONS[ufunc], 2, 1)(*plain))
            return elements(getattr(ufunc, method)(*plain, **options))

    def __record__(self, rule: Rule, inputs: Sequence[Number]) -> Number:
        """Send symbols through another rule, as when one rule's gradient uses it."""
        return elements(rule.forward(*inputs, xp=ElementsNamespace()))


def elements(x: Number) -> Number:
    """Let an array of symbols be one of ours; a single symbol stays what it is."""
    if not isinstance(x, np.ndarray) or x.dtype != object:
        return x
    return x.view(Elements) if x.ndim else x.item()


class ElementsNamespace:
    """The `xp` of arrays of symbols: NumPy's functions, those with symbols in them our own."""

    inf, nan, pi = np.inf, np.nan, np.pi

    def __getattr__(self, name: str) -> Callable[..., Number]:
        if name in RULE_FUNCTIONS:
            return lambda *args: _each(getattr(line_symbols, name), args)
        f = getattr(np, name)
        return lambda x, *args, **options: elements(f(_bare(x), *map(_bare, args), **options))

    def sum(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Add up along an axis."""
        add: Number = np.add  # whose types know no choice of keepdims
        return elements(add.reduce(np.asarray(x), axis=axis, keepdims=keepdims))

    def mean(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the mean along an axis."""
        total = self.sum(x, axis, keepdims)
        return total / (np.size(x) // max(1, np.size(total)))

    def var(self, x: Number, axis: Number = None, keepdims: bool = False, ddof: int = 0) -> Number:
        """Return the mean squared distance from the mean."""
        distance = x - self.mean(x, axis, keepdims=True)
        squares = self.sum(distance * distance, axis, keepdims)
        return squares / (np.size(x) // max(1, np.size(squares)) - ddof)

    def max(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the largest along an axis."""
        return _folded(line_symbols.maximum, x, axis, keepdims)

    def min(self, x: Number, axis: Number = None, keepdims: bool = False) -> Number:
        """Return the smallest along an axis."""
        return _folded(line_symbols.minimum, x, axis, keepdims)


def _each(f: Callable[..., Number], args: Sequence[Number]) -> Number:
    if not any(isinstance(x, np.ndarray) for x in args):
        return f(*args)
    return elements(np.frompyfunc(f, len(args), 1)(*map(_bare, args)))


def _bare(x: Number) -> Number:
    if isinstance(x, tuple | list):
        return type(x)(map(_bare, x))
    return np.asarray(x) if isinstance(x, Elements) else x


def _folded(f: Callable[..., Number], x: Number, axis: Number, keepdims: bool) -> Number:
    """Reduce with a function of two, one axis after the other."""
    array = np.asarray(x)
    axes = range(array.ndim) if axis is None else np.atleast_1d(axis)
    for i in sorted((int(a) % array.ndim for a in axes), reverse=True):
        array = np.asarray(np.frompyfunc(f, 2, 1).reduce(array, axis=i, keepdims=keepdims))
    return elements(array)


def elements_in_javascript(rule: Rule, shapes: Sequence[Shape], y_shape: Shape) -> str:
    """Write `forward(...inputs)` and `vjp(upstream, y, ...inputs)` for arrays of these shapes.

    On the page an array is a flat list. `vjp` gives one gradient for each input.

    Raises:
        TypeError: for a rule that symbols cannot be sent through.
    """
    xp, names = ElementsNamespace(), Names()
    arguments = [names.free(f"in{i}") for i in range(len(shapes))]
    inputs = [_named(name, shape) for name, shape in zip(arguments, shapes)]
    y_name, g_name = names.free("y"), names.free("g")
    y, upstream = _named(y_name, y_shape), _named(g_name, y_shape)
    value = rule.forward(*inputs, xp=xp)
    gradients = [g() if callable(g) else g for g in rule.vjp(upstream, y, *inputs, xp=xp)]
    there = _function(arguments, [value], [y_shape])
    back = _function([g_name, y_name, *arguments], gradients, shapes)
    parts = [f"forward: {there}", f"vjp: {back}"]
    if isinstance(rule, Elementwise):
        slopes = rule.slopes(y, *inputs, xp=xp)
        wide = [np.broadcast_to(np.asarray(_bare(s), dtype=object), y_shape) for s in slopes]
        parts.append(f"slopes: {_function([*arguments, y_name], wide, [y_shape] * len(wide))}")
    return ", ".join(parts)


def _box(x: Symbol) -> Number:
    """Return an array of no axes, which a rule may index and ask for its shape."""
    box = np.empty((), dtype=object)
    box[()] = x
    return box.view(Elements)


def _unboxed(x: Number) -> Number:
    return x.item() if isinstance(x, np.ndarray) and not x.ndim else x


def _named(name: str, shape: Shape) -> Number:
    if not shape:
        return _box(Symbol(name))
    count = int(np.prod(shape))
    flat = np.empty(count, dtype=object)
    flat[:] = [Symbol(f"{name}[{k}]") for k in range(count)]
    return elements(flat.reshape(shape))


def _function(arguments: Sequence[str], results: Sequence[Number], shapes: Sequence[Shape]) -> str:
    """Write a function that returns a list of results; an array is a list of its numbers."""
    flat: list[Number] = []
    for result, shape in zip(results, shapes):
        if result is not None:
            flat += np.broadcast_to(np.asarray(_bare(result), dtype=object), shape).ravel().tolist()
    common, ends = written([counted(_unboxed(x)) for x in flat], arguments, JAVASCRIPT)
    body = [f"const {name} = {text};" for name, text in common]
    parts = []
    for result, shape in zip(results, shapes):
        if result is None:
            parts.append("null")
            continue
        count = int(np.prod(shape))
        own, ends = ends[:count], ends[count:]
        parts.append(f"[{', '.join(own)}]" if shape else own[0])
    back = f"return [{', '.join(parts)}];"
    return f"({', '.join(arguments)}) => {{ {' '.join([*body, back])} }}"
