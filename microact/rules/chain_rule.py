"""The chain rule, in one place: every gradient of every elementwise rule is made by this product.

A number changes the output as much as it changes what was computed from it (the local gradient),
times as much as that changes the output (the upstream gradient).

Where speed matters this line is read once, with symbols, and what it wrote is run: the lines of
`ma.unroll`, and the shortcuts for single floats. Inside `with ma.plain():` every product of the
engine comes through here, and a breakpoint sees them all.
"""

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, shape_of


def passed_on(upstream: Number, slope: Number, x: Number, xp: Namespace) -> Number:
    """Return what arrives at the input `x` of a rule: upstream gradient × local gradient.

    >>> from microact.readings.floats import floats
    >>> passed_on(3.0, 0.5, 0.0, floats)
    1.5
    """
    gradient = upstream * slope
    return unbroadcast(gradient, x, xp)


def unbroadcast(gradient: Number, x: Number, xp: Namespace) -> Number:
    """Sum a gradient back to the shape of `x`, over the axes along which `x` was repeated.

    A number used n times by broadcasting gets the sum of n gradients, like any value that is
    used n times.
    """
    shape, wide = shape_of(x), shape_of(gradient)
    if shape == wide:
        return gradient
    extra = len(wide) - len(shape)
    repeated = [extra + i for i, n in enumerate(shape) if n == 1 and wide[extra + i] != 1]
    return xp.reshape(xp.sum(gradient, axis=(*range(extra), *repeated)), shape)
