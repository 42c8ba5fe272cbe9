"""Arithmetic and the elementary functions, each with its slope."""

from typing import ClassVar

import numpy as np

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number
from microact.rules.errors import plain_parameters, refuse_where
from microact.rules.rule import Elementwise, Pair, with_parameters


class Add(Elementwise):
    """Sum: both inputs get the upstream gradient as it is."""

    symbol = "+"
    written_out = True
    formula = "a + b"
    derivative = ("1", "1")

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return a + b

    def local_gradient(self, a: Number, b: Number, y: Number, xp: Namespace) -> Pair:
        return 1, 1


class Subtract(Elementwise):
    """Difference: the second input gets the upstream gradient with its sign turned."""

    symbol = "-"
    formula = "a - b"
    derivative = ("1", "-1")

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return a - b

    def local_gradient(self, a: Number, b: Number, y: Number, xp: Namespace) -> Pair:
        return 1, -1


class Multiply(Elementwise):
    """Product: the slope in each input is the other input."""

    symbol = "*"
    written_out = True
    formula = "a * b"
    derivative = ("b", "a")

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return a * b

    def local_gradient(self, a: Number, b: Number, y: Number, xp: Namespace) -> Pair:
        return b, a


class Divide(Elementwise):
    """Quotient. Raises `ZeroDivisionError` where the divisor is 0."""

    symbol = "/"
    formula = "a / b"
    derivative = ("1 / b", "-y / b")

    def check(self, a: Number, b: Number) -> None:
        refuse_where(b == 0, b, "the divisor must not be 0", ZeroDivisionError)

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return xp.divide(a, b)

    def local_gradient(self, a: Number, b: Number, y: Number, xp: Namespace) -> Pair:
        return xp.divide(1.0, b), xp.divide(-y, b)


class Negative(Elementwise):
    """Sign turned."""

    symbol = "-"
    formula = "-x"
    derivative = "-1"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return -x

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return -1


@with_parameters
class Power(Elementwise):
    """A power with a plain number as exponent.

    Raises `ValueError` for a negative base with a fractional exponent, `ZeroDivisionError` for 0
    to a negative one. The slope of `x ** 0.5` at 0 is infinite, and given as such.
    """

    exponent: float

    formula: ClassVar[str] = "x ** exponent"
    derivative: ClassVar[str] = "exponent * x ** (exponent - 1)"

    def __post_init__(self) -> None:
        """Raise `TypeError` unless the exponent is a plain number."""
        plain_parameters(self, "exponent")

    @property
    def title(self) -> str:
        """The power as people write it, e.g. `** 3`."""
        return f"** {self.exponent:g}"

    def check(self, x: Number) -> None:
        if self.exponent % 1:
            message = f"a number to the power {self.exponent:g} must not be negative"
            refuse_where(x < 0, x, message)
        if self.exponent < 0:
            message = f"a number to the power {self.exponent:g} must not be 0"
            refuse_where(x == 0, x, message, ZeroDivisionError)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.power(x, self.exponent)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        if self.exponent == 0:
            return 0
        return self.exponent * xp.power(x, self.exponent - 1)


class VariablePower(Elementwise):
    """A power whose exponent is a Value or an array, and may have a gradient too.

    The slope in the exponent needs the logarithm of the base, so the base must not be negative
    (`ValueError`). At base 0 that slope is 0 for a positive exponent, the limit of y·log(a).
    """

    symbol = "**"
    formula = "a ** b"
    derivative = ("b * a ** (b - 1)", "y * log(a) if a > 0 else 0")

    def check(self, a: Number, b: Number) -> None:
        message = "a number to the power of a Value or an array must not be negative"
        refuse_where(a < 0, a, message + " (a plain int or float as exponent may help)")
        message = "0 to a negative power is infinite: the base must not be 0"
        refuse_where((a == 0) & (b < 0), a, message, ZeroDivisionError)

    def forward(self, a: Number, b: Number, xp: Namespace) -> Number:
        return xp.power(a, b)

    def local_gradient(self, a: Number, b: Number, y: Number, xp: Namespace) -> Pair:
        # For a below 2⁻¹⁰²⁴ 1 / a is infinite; but at b = 0 a ** 0 is flat: 0, as Power says. The
        # bound is a normal number: to some (JAX) smaller ones are 0.
        base = xp.where((a < 2.0**-1022) & (b == 0), 1, a)
        log_a = xp.log(xp.where(a > 0, a, 1))
        return b * xp.power(base, b - 1), y * log_a


class Exp(Elementwise):
    """The exponential: its slope is its value. inf where it overflows, above x = 709.78."""

    formula = "exp(x)"
    derivative = "y"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.exp(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return y


class Log(Elementwise):
    """The natural logarithm. Raises `ValueError` for 0 and negative numbers."""

    formula = "log(x)"
    derivative = "1 / x"
    domain = (0.0, np.inf)

    def check(self, x: Number) -> None:
        refuse_where(x <= 0, x, "log needs positive numbers")

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.log(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 1 / x


class Log1p(Elementwise):
    """log(1 + x), exact for tiny x. Raises `ValueError` for x ≤ −1."""

    formula = "log(1 + x)"
    derivative = "1 / (1 + x)"
    domain = (-1.0, np.inf)

    def check(self, x: Number) -> None:
        refuse_where(x <= -1, x, "log1p needs numbers above -1")

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.log1p(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 1 / (1 + x)


class Expm1(Elementwise):
    """exp(x) − 1, exact for tiny x."""

    formula = "exp(x) - 1"
    derivative = "exp(x)"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.expm1(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.exp(x)


class Sqrt(Elementwise):
    """The square root. Raises `ValueError` below 0; at 0 its slope is infinite, given as inf."""

    formula = "sqrt(x)"
    derivative = "0.5 / y"
    domain = (0.0, np.inf)

    def check(self, x: Number) -> None:
        refuse_where(x < 0, x, "sqrt needs numbers that are not negative")

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.sqrt(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        # not 0.5 / y, which raises for the float 0.0; abs makes −0.0 a 0.0
        return xp.divide(0.5, abs(y))


class Sin(Elementwise):
    """The sine."""

    formula = "sin(x)"
    derivative = "cos(x)"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.sin(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.cos(x)


class Cos(Elementwise):
    """The cosine."""

    formula = "cos(x)"
    derivative = "-sin(x)"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.cos(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return -xp.sin(x)


class Tan(Elementwise):
    """The tangent, sin(x) / cos(x). It jumps from ∞ to −∞ at odd multiples of π/2."""

    formula = "tan(x)"
    derivative = "1 + y ** 2"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.divide(xp.sin(x), xp.cos(x))

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 1 + y * y
