"""A dual number: a number and how fast it changes.

>>> Dual(3.0, 1.0) * Dual(3.0, 1.0)
9.0 + 6.0ε
"""

import numpy as np

from microact.readings.arrays import arrays
from microact.readings.numbers import Number


class Dual:
    """A number `x`, or an array, and how fast it changes: `change`, of the same shape."""

    __slots__ = ("change", "x")
    __array_ufunc__ = None  # an array that meets a dual lets the dual answer

    def __init__(self, x: Number, change: Number = 0.0) -> None:
        self.x, self.change = x, change

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the number."""
        return np.shape(self.x)

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return np.ndim(self.x)

    @property
    def T(self) -> "Dual":  # noqa: N802  # NumPy's name: a rule's lines say x.T
        """The transpose."""
        return Dual(self.x.T, self.change.T)

    def __repr__(self) -> str:
        return f"{self.x} + {self.change}ε"

    def __neg__(self) -> "Dual":
        return Dual(-self.x, -self.change)

    def __add__(self, other: Number) -> "Dual":
        b = dual(other)
        return Dual(self.x + b.x, self.change + b.change)

    __radd__ = __add__

    def __sub__(self, other: Number) -> "Dual":
        b = dual(other)
        return Dual(self.x - b.x, self.change - b.change)

    def __rsub__(self, other: Number) -> "Dual":
        return dual(other) - self

    def __mul__(self, other: Number) -> "Dual":
        if not isinstance(other, Dual):
            return Dual(self.x * other, self.change * other)
        return Dual(self.x * other.x, self.change * other.x + self.x * other.change)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> "Dual":
        if not isinstance(other, Dual):
            return Dual(np.divide(self.x, other), np.divide(self.change, other))
        y = np.divide(self.x, other.x)
        return Dual(y, np.divide(self.change - y * other.change, other.x))

    def __rtruediv__(self, other: Number) -> "Dual":
        y = np.divide(other, self.x)
        return Dual(y, -y * self.change / self.x)

    def __matmul__(self, other: Number) -> "Dual":
        if not isinstance(other, Dual):
            return Dual(self.x @ other, self.change @ other)
        return Dual(self.x @ other.x, self.change @ other.x + self.x @ other.change)

    def __rmatmul__(self, other: Number) -> "Dual":
        return Dual(other @ self.x, other @ self.change)

    def __pow__(self, exponent: Number) -> "Dual":
        """Return a power: n x^(n − 1) for the base, log x · y for the exponent."""
        n = dual(exponent)
        y = arrays.power(self.x, n.x)
        change = times(n.x * arrays.power(self.x, n.x - 1), self.change)
        bent = times(np.log(self.x) * y, n.change) if np.any(n.change) else 0.0
        return Dual(y, change + bent)

    def __abs__(self) -> "Dual":
        return Dual(np.abs(self.x), times(np.sign(self.x), self.change))

    def __lt__(self, other: Number) -> Number:
        return self.x < dual(other).x

    def __gt__(self, other: Number) -> Number:
        return self.x > dual(other).x

    def __le__(self, other: Number) -> Number:
        return self.x <= dual(other).x

    def __ge__(self, other: Number) -> Number:
        return self.x >= dual(other).x

    def __eq__(self, other: object) -> Number:
        return self.x == dual(other).x

    def __ne__(self, other: object) -> Number:
        return self.x != dual(other).x


def dual(x: Number) -> Dual:
    """Take a dual, or a number that does not change."""
    return x if isinstance(x, Dual) else Dual(x)


def times(slope: Number, change: Number) -> Number:
    """Multiply; what does not change goes on not changing, where a slope is infinite as well."""
    return np.where(np.equal(change, 0), 0.0, slope * change)
