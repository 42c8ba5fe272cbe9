"""The edges at which libraries answer differently: what is asked, and at which numbers."""

import math
from dataclasses import dataclass

NAN = math.nan


@dataclass(frozen=True)
class Edge:
    """One question: a function, and the inputs at which it is asked."""

    title: str
    function: str
    """What a library's own functions are listed under, see `libraries.py`."""
    inputs: tuple
    """Each a tuple of arguments: numbers or lists."""
    asks: str = "slope"
    """"slope", "value and slope", "value" or "second slope"."""


EDGES = [
    Edge("relu′(0)", "relu", ((0.0,),)),
    Edge("maximum(x, 0)′ at 0", "maximum_0", ((0.0,),)),
    Edge("clip(x, 0, None)′ at 0", "clip_0", ((0.0,),)),
    Edge("leaky_relu′(0), slope 0.01", "leaky_relu", ((0.0,),)),
    Edge("abs′(0)", "abs", ((0.0,),)),
    Edge("clip′ at its lower, upper bound", "clip", ((-1.0,), (1.0,))),
    Edge("hardtanh′ at −1, 1", "hardtanh", ((-1.0,), (1.0,))),
    Edge("relu6′ at 0, 6", "relu6", ((0.0,), (6.0,))),
    Edge("elu′(0), alpha 2", "elu_2", ((0.0,),)),
    Edge("selu′(0)", "selu", ((0.0,),)),
    Edge("max of [1, 3, 3]", "max", (([1.0, 3.0, 3.0],),)),
    Edge("max of [1, 3, 3], axis=0", "max_axis", (([1.0, 3.0, 3.0],),)),
    Edge("maximum(a, b) at a tie", "maximum", ((3.0, 3.0),)),
    Edge("x ** y at (0, 0)", "power", ((0.0, 0.0),)),
    Edge("(x ** 0.0)′ at 0", "power_0", ((0.0,),)),
    Edge("sigmoid′(40), true 4.248e-18", "sigmoid", ((40.0,),)),
    Edge("norm of [0, 0]", "norm", (([0.0, 0.0],),)),
    Edge("sqrt(sum(x²)) of [0, 0]", "root_of_squares", (([0.0, 0.0],),)),
    Edge("std of [2, 2]", "std", (([2.0, 2.0],),)),
    Edge("sqrt(var) of [2, 2]", "root_of_var", (([2.0, 2.0],),)),
    Edge("prod of [0, 2, 3]", "prod", (([0.0, 2.0, 3.0],),)),
    Edge("where(x > 0, sqrt(x), 0)′ at 0", "guarded", ((0.0,),)),
    Edge("relu(NaN); its slope", "relu", ((NAN,),), "value and slope"),
    Edge("max of [1, NaN, 2]; slopes", "max", (([1.0, NAN, 2.0],),), "value and slope"),
    Edge("gelu(1): erf form 0.8413, tanh form 0.8412", "gelu", ((1.0,),), "value"),
    Edge("leaky_relu(−1) by default", "leaky_relu_default", ((-1.0,),), "value"),
    Edge("relu″(0)", "relu", ((0.0,),), "second slope"),
    Edge("leaky_relu″(0)", "leaky_relu", ((0.0,),), "second slope"),
    Edge("abs″(0)", "abs", ((0.0,),), "second slope"),
    Edge("elu″(0), alpha 1", "elu", ((0.0,),), "second slope"),
    Edge("selu″(0)", "selu", ((0.0,),), "second slope"),
    Edge("softsign″(0)", "softsign", ((0.0,),), "second slope"),
    Edge("(x · abs(x))″ at 0", "x_abs_x", ((0.0,),), "second slope"),
    Edge("(maximum(x, 0)²)″ at 0", "maximum_0_squared", ((0.0,),), "second slope"),
    Edge("(x ** 1.0)″ at 0", "power_1", ((0.0,),), "second slope"),
]
