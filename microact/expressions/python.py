"""Python's printer: for floats and for NumPy's arrays, which the same lines serve."""

from typing import ClassVar

from microact.expressions.printer import ATOM, Printer
from microact.expressions.tree import Operand, Tree


class Python(Printer):
    """Writes Python. Comparisons stand in brackets inside one another: Python would chain them.

    >>> print(PYTHON.text(Tree("!=", Tree(">", Tree("x"), 0), Tree(">", Tree("x"), 1))))
    (x > 0) != (x > 1)
    """

    operators: ClassVar = {
        **dict.fromkeys(("<", ">", "<=", ">=", "==", "!="), ("", 1)),
        "|": ("|", 2), "^": ("^", 3), "&": ("&", 4),
        "+": ("+", 5), "-": ("-", 5), "*": ("*", 6), "/": ("/", 6), "@": ("@", 6),
        "**": ("**", 8),
    }  # fmt: skip
    operators |= {op: (op, 1) for op in ("<", ">", "<=", ">=", "==", "!=")}
    negative: ClassVar[int] = 7

    def negation(self, truth: Operand) -> tuple[str, int]:
        """Write `truth == 0`: Python's `not` takes no arrays, and its `~` of True is −2."""
        return f"{self.inside(truth, 2)} == 0", 1

    def other(self, x: Tree) -> str:
        """Write an index, a transpose as people write it, or a call."""
        if x.op == "getitem":
            return f"{self.inside(x.args[0], ATOM)}[{self.text(x.args[1])}]"
        if x.op == "T":
            return f"{self.inside(x.args[0], ATOM)}.T"
        return super().other(x)

    def constant(self, x: Operand) -> tuple[str, int]:
        """Write a constant; a tuple stays one."""
        if isinstance(x, tuple):
            return f"({', '.join(map(self.text, x))}{',' * (len(x) == 1)})", ATOM
        return super().constant(x)


class People(Python):
    """Writes what a person would: 1.0 as 1.

    >>> print(PEOPLE.text(Tree("*", Tree("x"), 2.0)))
    x * 2
    """

    def number(self, x: Operand) -> str:
        """Write a number as short as it is."""
        if isinstance(x, float) and x.is_integer() and abs(x) < 1e16:
            return str(int(x))
        return str(x)


PYTHON = Python()
PEOPLE = People()
