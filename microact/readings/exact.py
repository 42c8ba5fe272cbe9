"""Numbers as on paper: fractions, and decimals. Fractions have no exponential; decimals have."""

from decimal import Decimal
from fractions import Fraction

from microact.readings.kinds import Kind
from microact.readings.numbers import Number


class Fractions(Kind):
    """Fractions: exact, for rules that need no more than +, −, ·, / and whole powers."""

    def number(self, x: Number) -> Fraction:
        return Fraction(x)


class Decimals(Kind):
    """Decimals: as many digits as `decimal.getcontext().prec` says."""

    def number(self, x: Number) -> Decimal:
        return Decimal(x)

    def exp(self, x: Decimal) -> Decimal:
        return x.exp()

    def log(self, x: Decimal) -> Decimal:
        return x.ln()

    def sqrt(self, x: Decimal) -> Decimal:
        return x.sqrt()


def kind_of(module: str) -> Kind:
    """Return the kind of a module of Python's."""
    return Fractions() if module == "fractions" else Decimals()
