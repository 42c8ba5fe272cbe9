"""What every printer shares: brackets where a language's own precedence needs them.

A printer never looks at the text of an operand, only at how tightly the operand holds together in
that language. So it cannot join `-` and `-x` to `--x`, nor lose the brackets of a comparison
inside another.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from microact.expressions.tree import Operand, Tree, plain

ATOM = 99
"""How tightly a name, a number or a call holds together: nothing needs brackets around it."""


class Printer(ABC):
    """Writes trees in one language: what its operators are called and how tightly they bind."""

    operators: ClassVar[Mapping[str, tuple[str, int]]]
    """Each operation of two operands: its sign, and how tightly it binds."""
    negative: ClassVar[int]
    """How tightly a sign binds."""
    chains: ClassVar[frozenset[str]] = frozenset("+-*/@&|")
    """Operators that may follow one another without brackets, read from the left."""

    def text(self, x: Operand) -> str:
        """Write a tree or a constant."""
        return self.written(x)[0]

    def written(self, x: Operand) -> tuple[str, int]:
        """Return the text of a tree or a constant, and how tightly it holds together."""
        if not isinstance(x, Tree):
            return self.constant(x)
        if not x.args:
            return x.op, ATOM
        if x.op in self.operators:
            return self.binary(x)
        if x.op == "neg":
            # What stands behind a sign must not begin with one: -(-x).
            return f"-{self.inside(x.args[0], self.negative + 1)}", self.negative
        if x.op == "not":
            return self.negation(x.args[0])
        return self.other(x), ATOM

    def inside(self, x: Operand, needed: int) -> str:
        """Write an operand, in brackets unless it holds together tightly enough."""
        text, binds = self.written(x)
        return text if binds >= needed else f"({text})"

    def binary(self, x: Tree) -> tuple[str, int]:
        """Write an operation of two operands."""
        sign, binds = self.operators[x.op]
        left = right = binds + 1
        if x.op == "**":
            right = binds  # a ** b ** c is a ** (b ** c), and -a ** b is -(a ** b)
        elif x.op in self.chains:
            left = binds  # a - b - c is (a - b) - c
        return f"{self.inside(x.args[0], left)} {sign} {self.inside(x.args[1], right)}", binds

    @abstractmethod
    def negation(self, truth: Operand) -> tuple[str, int]:
        """Write that something does not hold."""

    def other(self, x: Tree) -> str:
        """Write a call, or whatever else a language has."""
        given = [self.text(arg) for arg in x.args]
        given += [f"{name}={self.text(value)}" for name, value in x.options.items()]
        return f"{x.op}({', '.join(given)})"

    def constant(self, x: Operand) -> tuple[str, int]:
        """Write a number, a truth, or a list of them."""
        if isinstance(x, tuple | list):
            return f"[{', '.join(map(self.text, x))}]", ATOM
        x = plain(x)
        if not isinstance(x, bool | int | float | str | slice | None | type(...)):
            raise TypeError(
                f"a rule's lines hold numbers, not {type(x).__name__}: {x!r} has no place in them"
            )
        text = self.truth(x) if isinstance(x, bool) else self.number(x)
        return text, self.negative if text.startswith("-") else ATOM

    def truth(self, x: bool) -> str:
        """Write a truth."""
        return repr(x)

    def number(self, x: Operand) -> str:
        """Write a number so that reading it gives the same number."""
        return repr(x)
