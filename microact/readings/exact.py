"""Numbers as on paper: fractions, and decimals. Fractions have no exponential; decimals have."""

from decimal import Decimal, getcontext
from fractions import Fraction

from microact.readings.kinds import Kind
from microact.readings.numbers import Number


class Fractions(Kind):
    """Fractions: exact, for rules that need no more than +, −, ·, / and whole powers."""

    def number(self, x: Number) -> Fraction:
        return Fraction(x)

    def power(self, x: Fraction, n: Fraction) -> Fraction:
        if n.denominator != 1:
            raise TypeError(f"fractions have whole powers alone, got {x} to the power {n}")
        return x ** int(n)


class Decimals(Kind):
    """Decimals: as many digits as `decimal.getcontext().prec` says."""

    def number(self, x: Number) -> Decimal:
        return Decimal(x)

    @property
    def precision(self) -> int:
        """How many digits numbers have."""
        return getcontext().prec

    def exp(self, x: Decimal) -> Decimal:
        return x.exp()

    def log(self, x: Decimal) -> Decimal:
        return x.ln()

    def sqrt(self, x: Decimal) -> Decimal:
        return x.sqrt()


def kind_of(module: str) -> Kind:
    """Return the kind of a module of Python's."""
    return Fractions() if module == "fractions" else Decimals()
