"""`einsum`: products and sums of arrays whose axes have names, "ij,jk->ik".

It is made of rules that are there: transpose, reshape, matmul and sum. So it needs no gradient of
its own.
"""

import math
from collections.abc import Sequence
from string import ascii_letters

import numpy as np

from microact.composed.scoped import in_a_scope, number
from microact.engine.functions import getitem, matmul, reshape, transpose
from microact.engine.functions import sum as add_up
from microact.readings.numbers import Number, shape_of

MOST_AXES = 32

Term = tuple[str, Number]
"""An array and the names of its axes."""


@in_a_scope
def einsum(spec: str, *operands: Number) -> Number:
    """Multiply arrays and add up along axes, by names for the axes, as `np.einsum` does.

    Each letter names an axis. A letter that is not behind the arrow is summed over; without an
    arrow the letters that occur once stay, in the order of the alphabet. `...` stands for all axes
    without a name.

    Raises:
        ValueError: for a text that does not fit the shapes.

    >>> einsum("ij,jk->ik", np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[1., 2.],
           [3., 4.]])
    >>> float(einsum("ii", np.array([[1.0, 2.0], [3.0, 4.0]])))
    5.0
    """
    if not isinstance(spec, str):
        raise TypeError(f'einsum begins with a text such as "ij,jk->ik", got {spec!r}')
    arrays = [number(x) for x in operands]
    for x in arrays:
        if len(shape_of(x)) > MOST_AXES:
            raise ValueError(f"einsum takes arrays of up to {MOST_AXES} axes, got {shape_of(x)}")
    inputs, output = _names(spec, [shape_of(x) for x in arrays])
    terms = [_one_each(names, x) for names, x in zip(inputs, arrays)]
    done = terms[0]
    for i, term in enumerate(terms[1:], 1):
        wanted = set(output).union(*[names for names, _ in terms[i + 1 :]])
        done = _product(done, term, wanted)
    names, x = _summed(done, set(output))
    return _ordered(names, x, output)


def _names(spec: str, shapes: Sequence[tuple[int, ...]]) -> tuple[list[str], str]:
    """Return the names of each array's axes, and of the result's; check that they fit."""
    left, arrow, right = spec.replace(" ", "").partition("->")
    inputs = left.split(",")
    if len(inputs) != len(shapes):
        raise ValueError(f"einsum {spec!r} names {len(inputs)} arrays, got {len(shapes)}")
    unused = [c for c in ascii_letters if c not in spec]
    most = max((len(s) - len(t) + 3 for s, t in zip(shapes, inputs) if "..." in t), default=0)
    dots = "".join(unused[: max(most, 0)])
    sizes: dict[str, int] = {}
    for i, (names, shape) in enumerate(zip(inputs, shapes)):
        if "..." in names:
            missing = len(shape) - len(names) + 3
            inputs[i] = names = names.replace(
                "...", dots[len(dots) - missing :] if missing > 0 else ""
            )
        if len(names) != len(shape) or not set(names) <= set(ascii_letters):
            raise ValueError(f"einsum {spec!r}: {names!r} does not name the axes of shape {shape}")
        for name, n in zip(names, shape):
            if sizes.setdefault(name, n) != n:
                raise ValueError(
                    f"einsum {spec!r}: axis {name!r} has {sizes[name]} entries in one array "
                    f"and {n} in another"
                )
    every = "".join(inputs)
    once = "".join(sorted(c for c in set(every) if every.count(c) == 1 and c not in dots))
    output = right.replace("...", dots) if arrow else dots + once
    if len(set(output)) < len(output) or not set(output) <= set(every):
        raise ValueError(f"einsum {spec!r}: the result's axes are names of the arrays', each once")
    return inputs, output


def _one_each(names: str, x: Number) -> Term:
    """Take the diagonal where a name stands twice."""
    for name in dict.fromkeys(names):
        while names.count(name) > 1:
            first, second = [i for i, c in enumerate(names) if c == name][:2]
            rest = [i for i in range(len(names)) if i not in (first, second)]
            place = np.arange(shape_of(x)[first])
            x = getitem(transpose(x, (first, second, *rest)), (place, place))
            names = name + "".join(names[i] for i in rest)
    return names, x


def _summed(term: Term, wanted: set[str]) -> Term:
    """Add up along what nobody wants any more."""
    names, x = term
    axes = tuple(i for i, name in enumerate(names) if name not in wanted)
    return "".join(n for n in names if n in wanted), add_up(x, axis=axes) if axes else x


def _product(left: Term, right: Term, wanted: set[str]) -> Term:
    """Multiply two arrays as a stack of matrices; what nobody wants is summed over."""
    a, x = _summed(left, wanted | set(right[0]))
    b, y = _summed(right, wanted | set(a))
    both = [n for n in a if n in b]
    stack = "".join(n for n in both if n in wanted)
    along = "".join(n for n in both if n not in wanted)
    rows, columns = ("".join(n for n in names if n not in both) for names in (a, b))
    size = dict(zip(a + b, (*shape_of(x), *shape_of(y))))

    def count(names: str) -> int:
        return math.prod(size[n] for n in names)

    x = reshape(_ordered(a, x, stack + rows + along), (count(stack), count(rows), count(along)))
    y = reshape(
        _ordered(b, y, stack + along + columns), (count(stack), count(along), count(columns))
    )
    names = stack + rows + columns
    return names, reshape(matmul(x, y), tuple(size[n] for n in names))


def _ordered(names: str, x: Number, wish: str) -> Number:
    """Put the axes in an order."""
    return x if names == wish else transpose(x, tuple(names.index(n) for n in wish))
