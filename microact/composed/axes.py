"""Along an axis: the product of all numbers, and the sum so far."""

from microact.composed.scoped import in_a_scope, number
from microact.engine.functions import concatenate, getitem, reshape
from microact.engine.functions import sum as add_up
from microact.readings.numbers import Number, shape_of
from microact.support import arguments


@in_a_scope
def prod(x: Number, axis: arguments.Axes = None, keepdims: bool = False) -> Number:
    """Multiply the numbers along an axis, a tuple of axes, or all; 1 where there is none.

    Halves are multiplied with each other until one number is left: so the gradient, the product of
    the others, is right where a number is 0, too.
    """
    x = number(x)
    shape = shape_of(x)
    axes = _axes("prod", axis, shape)
    for i in axes:
        while x.shape[i] > 1:
            half = x.shape[i] // 2
            rest = [_part(x, i, 2 * half, None)] if x.shape[i] % 2 else []
            x = _part(x, i, 0, half) * _part(x, i, half, 2 * half)
            x = concatenate([x, *rest], axis=i) if rest else x
        if x.shape[i] == 0:
            x = add_up(x, axis=i, keepdims=True) + 1.0
    kept = tuple(1 if i in axes else n for i, n in enumerate(shape))
    left = tuple(n for i, n in enumerate(shape) if i not in axes)
    return reshape(x, kept if keepdims else left)


@in_a_scope
def cumsum(x: Number, axis: int | None = None) -> Number:
    """Add up what stands before each number along an axis, itself included.

    In rounds: each number gets the sum 1, 2, 4, 8 … places before it (Hillis and Steele 1986,
    "Data parallel algorithms"). What arrives at a sum goes back to all that it holds.

    Without an axis, all numbers are taken as one row, as NumPy does.
    """
    x = number(x)
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    (i,) = _axes("cumsum", arguments.position("cumsum's axis", axis), shape_of(x))
    step = 1
    while step < x.shape[i]:
        later = _part(x, i, step, None) + _part(x, i, 0, x.shape[i] - step)
        x = concatenate([_part(x, i, 0, step), later], axis=i)
        step *= 2
    return x


def _axes(name: str, axis: arguments.Axes, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return axes counted from the front."""
    n, given = len(shape), arguments.axes(f"{name}'s axis", axis)
    several = given if isinstance(given, tuple) else range(n) if given is None else (given,)
    found = tuple(i + n if i < 0 else i for i in several)
    if any(not 0 <= i < n for i in found) or len(set(found)) < len(found):
        raise ValueError(f"{name}(axis={axis}) does not fit shape {shape}")
    return found


def _part(x: Number, axis: int, start: int, stop: int | None) -> Number:
    return getitem(x, (slice(None),) * axis + (slice(start, stop),))
