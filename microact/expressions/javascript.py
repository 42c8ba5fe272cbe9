"""JavaScript's printer, and the functions that its lines call."""

import json
import re
from typing import ClassVar

from microact.expressions.printer import Printer
from microact.expressions.tree import Operand, Tree

FUNCTIONS = {
    **{
        name: f"const {name} = Math.{name};"
        for name in ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "abs")
    },
    "inf": "const inf = Infinity;",
    "nan": "const nan = NaN;",
    "pi": "const pi = Math.PI;",
    "sign": "const sign = (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN);",
    # IEEE 754 has 1 for 1 to any power, NaN included, and for -1 to an infinite one.
    "power": "const power = (x, n) =>\n"
    "  x === 1 || (x === -1 && Math.abs(n) === Infinity) ? 1 : Math.pow(x, n);",
    "divide": "const divide = (a, b) => a / b;",
    "maximum": "const maximum = (a, b) => (a > b || a !== a ? a : b);",
    "minimum": "const minimum = (a, b) => (a < b || a !== a ? a : b);",
    "where": "const where = (condition, a, b) => (condition ? a : b);",
    "clip": "const clip = (x, low, high) => minimum(maximum(x, low), high);",
    "taken": "const taken = (now, then, what) => {\n"
    "  if (now !== then) throw new Error(`${what} was ${then} while this was recorded`);\n};",
}
"""What lines call, each as one line of JavaScript; those below may use those above."""

PRELUDE = "\n".join(FUNCTIONS.values()) + "\n"
"""What a browser must know before it runs a step."""


class JavaScript(Printer):
    """Writes JavaScript. Truths are joined with && and ||, compared with === and !==.

    >>> x = Tree("x")
    >>> print(JAVASCRIPT.text(Tree("neg", Tree("neg", x))))
    -(-x)
    >>> print(JAVASCRIPT.text(Tree("not", Tree("&", Tree(">", x, -1), Tree("<", x, 1)))))
    !(x > -1 && x < 1)
    """

    operators: ClassVar = {
        "|": ("||", 1), "&": ("&&", 2),
        # JavaScript lets < bind more tightly than ===; a reader does not want to know.
        "==": ("===", 3), "!=": ("!==", 3), "^": ("!==", 3),
        "<": ("<", 3), ">": (">", 3), "<=": ("<=", 3), ">=": (">=", 3),
        "+": ("+", 5), "-": ("-", 5), "*": ("*", 6), "/": ("/", 6),
    }  # fmt: skip
    negative: ClassVar[int] = 7

    def negation(self, truth: Operand) -> tuple[str, int]:
        """Write `!truth`."""
        return f"!{self.inside(truth, self.negative)}", self.negative

    def other(self, x: Tree) -> str:
        """Write a call; `**` becomes one, since JavaScript has no -x ** 2."""
        if x.op != "**" and not x.op.isidentifier():
            raise TypeError(f"JavaScript has no {x.op}: arrays are written element by element")
        if x.options:
            raise TypeError(f"JavaScript's {x.op} takes its numbers by their place, not by name")
        return super().other(Tree("power", *x.args) if x.op == "**" else x)

    def truth(self, x: bool) -> str:
        """Write true or false."""
        return "true" if x else "false"

    def number(self, x: Operand) -> str:
        """Write a number; one that is not finite has a name of its own."""
        if isinstance(x, str):
            return json.dumps(x)
        if not isinstance(x, int | float):
            raise TypeError(f"a rule's lines hold numbers, not {type(x).__name__}: {x!r}")
        text = repr(float(x)) if isinstance(x, int) and abs(x) > 2**53 else repr(x)
        return text.replace("inf", "Infinity").replace("nan", "NaN")


JAVASCRIPT = JavaScript()


def module(source: str, name: str = "step") -> str:
    """Write a function, with the functions it calls, as a complete ES module that exports it."""
    used = set(re.findall(r"\w+", source))
    needed: list[str] = []
    for known, line in reversed(FUNCTIONS.items()):
        if known in used:
            needed.insert(0, line)
            used |= set(re.findall(r"\w+", line.partition("=")[2]))
    return "\n".join([*needed, "", f"export {source.strip()}", ""]).lstrip("\n")
