"""Functions that people call in more than one way: `reshape(x, 2, 3)` and `reshape(x, (2, 3))`."""

from collections.abc import Sequence

import numpy as np

from microact.engine.calling import also_called, by_hand, made
from microact.readings.numbers import Number, as_number, shape_of
from microact.readings.plain_numbers import domain_matters
from microact.rules.arithmetic import Power, VariablePower
from microact.rules.indexing import GetItem, Index
from microact.rules.joining import Concatenate, Stack
from microact.rules.shaping import BroadcastTo, Reshape, Transpose
from microact.support import arguments
from microact.support.other_names import saying


def power(a: Number, b: Number) -> Number:
    """Raise `a` to the power `b`. A plain number as exponent is part of the rule `Power`."""
    if isinstance(b, int | float | np.integer | np.floating) and (b == b or domain_matters.get()):
        return made(Power, float(b))(a)
    return VariablePower()(a, b)


def reshape(x: Number, *shape: int | Sequence[int]) -> Number:
    """Give the same numbers another shape: `reshape(x, (2, 3))` or `reshape(x, 2, -1)`."""
    return Reshape(arguments.sizes("reshape", shape))(x)


def transpose(x: Number, *axes: int | Sequence[int] | None) -> Number:
    """Reorder the axes; by default reverse them."""
    turned_round = not axes or (len(axes) == 1 and axes[0] is None)
    return Transpose(None if turned_round else arguments.sizes("transpose", axes))(x)


def broadcast_to(x: Number, shape: Sequence[int]) -> Number:
    """Repeat numbers to fill a larger shape, by NumPy's broadcasting."""
    return BroadcastTo(arguments.sizes("broadcast_to", (shape,)))(x)


def concatenate(arrays: Sequence[Number], axis: int = 0) -> Number:
    """Join arrays end to end along an axis."""
    return Concatenate(axis)(*_several("what concatenate joins", arrays))


def stack(values: Sequence[Number], axis: int = 0) -> Number:
    """Put numbers or arrays of one shape side by side along a new axis."""
    return Stack(axis)(*_several("what stack joins", values))


def getitem(x: Number, index: Index) -> Number:
    """Pick numbers by index, as `x[index]` does."""
    return GetItem(index)(x)


def split(x: Number, sections: int | Sequence[int], axis: int = 0) -> list[Number]:
    """Cut an array along an axis, into equal sections or at the given places, as `np.split`."""
    x = x if hasattr(x, "__record__") else as_number(x)
    axis = arguments.position("split's axis", axis)
    if not -len(shape_of(x)) <= axis < len(shape_of(x)):
        raise ValueError(f"split(axis={axis}) does not fit shape {shape_of(x)}")
    n, before = x.shape[axis], (slice(None),) * (axis % len(x.shape))
    if isinstance(sections, Sequence | np.ndarray):
        cuts = arguments.sizes("split", (sections,))
        bounds = list(zip([0, *cuts], [*cuts, n]))
    else:
        count = arguments.whole("split's number of sections", sections)
        if n % count:
            raise ValueError(f"{n} entries cannot be split into {sections} equal sections")
        bounds = [(i * n // count, (i + 1) * n // count) for i in range(count)]
    return [getitem(x, (*before, slice(*bound))) for bound in bounds]


def _several(name: str, given: Number) -> list[Number]:
    return list(given) if hasattr(given, "__record__") else arguments.several(name, given, "Values")


by_hand.update({"power": power, "getitem": getitem})
for _spelling in (reshape, transpose, broadcast_to, concatenate, stack, split):
    by_hand[_spelling.__name__] = saying(_spelling)

also_called.update(
    {"pow": "power", "absolute": "abs", "true_divide": "divide", "amax": "max", "amin": "min"}
)
