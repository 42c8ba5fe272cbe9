"""Bounds that are proven: python-flint's balls, numbers known to lie within a radius of another.

Each operation of a ball rounds outward (Johansson 2017, "Arb: efficient arbitrary-precision
midpoint-radius interval arithmetic"), so what comes out holds for every number inside what came
in. `flint.ctx.prec` says how many bits the middle has. A comparison may be undecided: then both
branches count.
"""

from collections.abc import Callable
from dataclasses import dataclass

from microact.readings.kinds import Kind
from microact.readings.numbers import Number
from microact.support.optional_packages import optional


@dataclass(frozen=True)
class Truth:
    """Whether something could be true, and whether it must be."""

    could: bool
    must: bool

    def __and__(self, other: "Truth | bool") -> "Truth":
        other = _truth(other)
        return Truth(self.could and other.could, self.must and other.must)

    def __or__(self, other: "Truth | bool") -> "Truth":
        other = _truth(other)
        return Truth(self.could or other.could, self.must or other.must)

    def __xor__(self, other: "Truth | bool") -> "Truth":
        other = _truth(other)
        decided = self.could == self.must and other.could == other.must
        odd = self.must != other.must
        return Truth(odd, odd) if decided else Truth(True, False)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __bool__(self) -> bool:
        if self.could != self.must:
            raise ValueError("a comparison of two bounds that overlap is undecided")
        return self.must


FLAT = 1000.0
"""Beyond this tanh is nearer to 1 than 2^-1000; python-flint 0.9 gives nothing at 1e300."""


class Balls(Kind):
    """The functions of python-flint's balls; wrapped, since their own comparisons decide."""

    def __init__(self) -> None:
        self.library = optional("flint", "bounds that are proven")

    def number(self, x: Number) -> "Ball":
        return x if isinstance(x, Ball) else Ball(self.library.arb(x), self.library.arb)

    def truth(self, x: Number) -> "Ball":
        """Return 1, 0, or all that lies between them."""
        x = _truth(x)
        one, nothing = self.number(1), self.number(0)
        return one if x.must else nothing if not x.could else one.union(nothing)

    def result(self, x: "Ball") -> Number:
        """Return the ball of python-flint."""
        return x.ball

    def where(self, condition: Number, a: "Ball", b: "Ball") -> "Ball":
        condition = _truth(condition)
        return a if condition.must else b if not condition.could else a.union(b)

    def maximum(self, a: "Ball", b: "Ball") -> "Ball":
        if a.ball >= b.ball or b.ball >= a.ball:  # decided: the very same ball, equal to itself
            return a if a.ball >= b.ball else b
        return Ball(a.ball.max(b.ball), a.made)

    def minimum(self, a: "Ball", b: "Ball") -> "Ball":
        if a.ball <= b.ball or b.ball <= a.ball:
            return a if a.ball <= b.ball else b
        return Ball(a.ball.min(b.ball), a.made)

    def tanh(self, x: "Ball") -> "Ball":
        if not abs(x.ball) > FLAT:
            return Ball(x.ball.tanh(), x.made)
        near_one = Ball(1 - x.made(0, 2.0**-1000), x.made)
        return near_one if x.ball > 0 else -near_one

    @property
    def precision(self) -> int:
        """How many bits the middles have."""
        return int(self.library.ctx.prec)

    def sign(self, x: "Ball") -> "Ball":
        return Ball(x.ball.sgn(), x.made)

    def logical_not(self, x: Number) -> Truth:
        x = _truth(x)
        return Truth(not x.must, not x.could)

    def power(self, x: "Ball", n: "Ball") -> "Ball":
        whole = n.ball.unique_fmpz()
        if whole is not None and n.ball.is_exact():
            return Ball(x.ball ** int(whole), x.made)
        return Ball(x.ball**n.ball, x.made)

    def __getattr__(self, name: str) -> Callable[["Ball"], "Ball"]:
        if name not in ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh"):
            return super().__getattr__(name)
        return lambda x: Ball(getattr(x.ball, name)(), x.made)


class Ball:
    """A number known to lie in `ball`, an `arb` of python-flint."""

    __slots__ = ("ball", "made")

    def __init__(self, ball: Number, made: Number) -> None:
        self.ball, self.made = ball, made

    def union(self, other: "Ball") -> "Ball":
        """Return a ball that holds both."""
        return Ball(self.ball.union(other.ball), self.made)

    def __repr__(self) -> str:
        return repr(self.ball)

    def __neg__(self) -> "Ball":
        return Ball(-self.ball, self.made)

    def __abs__(self) -> "Ball":
        return Ball(abs(self.ball), self.made)

    def __add__(self, other: Number) -> "Ball":
        return Ball(self.ball + self._of(other), self.made)

    def __radd__(self, other: Number) -> "Ball":
        return Ball(self._of(other) + self.ball, self.made)

    def __sub__(self, other: Number) -> "Ball":
        return Ball(self.ball - self._of(other), self.made)

    def __rsub__(self, other: Number) -> "Ball":
        return Ball(self._of(other) - self.ball, self.made)

    def __mul__(self, other: Number) -> "Ball":
        return Ball(self.ball * self._of(other), self.made)

    def __rmul__(self, other: Number) -> "Ball":
        return Ball(self._of(other) * self.ball, self.made)

    def __truediv__(self, other: Number) -> "Ball":
        return Ball(self.ball / self._of(other), self.made)

    def __rtruediv__(self, other: Number) -> "Ball":
        return Ball(self._of(other) / self.ball, self.made)

    def _of(self, x: Number) -> Number:
        return x.ball if isinstance(x, Ball) else self.made(x)

    def __lt__(self, other: Number) -> Truth:
        other = self._of(other)
        return Truth(not self.ball >= other, self.ball < other)

    def __gt__(self, other: Number) -> Truth:
        other = self._of(other)
        return Truth(not self.ball <= other, self.ball > other)

    def __le__(self, other: Number) -> Truth:
        other = self._of(other)
        return Truth(not self.ball > other, self.ball <= other)

    def __ge__(self, other: Number) -> Truth:
        other = self._of(other)
        return Truth(not self.ball < other, self.ball >= other)

    def __eq__(self, other: object) -> Number:  # a Truth, which may be undecided
        if other is self:
            return Truth(True, True)
        ball = self._of(other)
        return Truth(self.ball.overlaps(ball), self.ball == ball)

    def __ne__(self, other: object) -> Number:  # a Truth, as above
        ball = self._of(other)
        return Truth(not self.ball == ball, not self.ball.overlaps(ball))


def _truth(x: Number) -> Truth:
    return x if isinstance(x, Truth) else Truth(bool(x), bool(x))


def kind_of(module: str) -> Kind:
    """Return the kind."""
    return Balls()
