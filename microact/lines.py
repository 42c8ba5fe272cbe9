"""Lines of straight code: names for expressions, and what is computed twice written once."""

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from microact.namespaces import RULE_FUNCTIONS
from microact.symbols import Symbol, Symbols

RESERVED = {
    *keyword.kwlist, *keyword.softkwlist, *RULE_FUNCTIONS, "inf", "nan", "pi", "numpy", "step",
    # what a browser's language keeps for itself
    *("arguments", "await", "boolean", "byte", "case", "catch", "char", "const", "debugger"),
    *("default", "delete", "do", "double", "enum", "eval", "export", "extends", "false", "final"),
    *("float", "function", "goto", "implements", "instanceof", "int", "interface", "let", "long"),
    *("native", "new", "null", "package", "private", "protected", "public", "short", "static"),
    *("super", "switch", "synchronized", "this", "throw", "throws", "transient", "true"),
    *("typeof", "undefined", "var", "void", "volatile", "window", "Math"),
}  # fmt: skip
"""Names that a line may not use for its own."""


class LineSymbols(Symbols):
    """Symbols for lines that run: `power` and `divide` answer everywhere as IEEE 754 says."""

    def power(self, x: Any, n: Any) -> Symbol:
        """Write a power as a call."""
        return Symbol("power", x, n)

    def divide(self, a: Any, b: Any) -> Symbol:
        """Write a quotient as a call."""
        return Symbol("divide", a, b)


symbols = LineSymbols()


@dataclass
class Line:
    """One line of a program: a name for what an expression computes."""

    name: str
    value: Any
    comment: str = ""


def text(x: Any) -> str:
    """Write an expression, or a number in full."""
    return x.spell(_full) if isinstance(x, Symbol) else _full(x)


def _full(x: Any) -> str:
    return repr(float(x)) if isinstance(x, np.floating) else repr(x)


def times(upstream: Any, local: Any) -> Any:
    """Multiply two expressions; a factor of 1 or −1 needs no multiplication."""
    for factor, other in ((local, upstream), (upstream, local)):
        if is_truth(other):
            break  # a comparison becomes a number only by being multiplied
        if isinstance(factor, int | float) and factor == 1:
            return other
        if isinstance(factor, int | float) and factor == -1:
            return -other
    return upstream * local


class Names:
    """Gives every line a name of its own that is safe in Python and in a browser's language."""

    def __init__(self) -> None:
        self.taken = set(RESERVED)
        self.counts: Counter[str] = Counter()

    def free(self, label: str) -> str:
        """Turn any label into a name that nobody has."""
        plain = re.sub(r"\W", "_", unicodedata.normalize("NFKC", label))[:40]
        plain = plain if plain.isidentifier() else f"_{plain}"
        plain = plain if plain.isidentifier() else "_"
        name, n = plain, 1
        while name in self.taken or f"d_{name}" in self.taken:
            n += 1
            name = f"{plain}_{n}"
        self.taken |= {name, f"d_{name}"}
        return name

    def numbered(self, letter: str) -> str:
        """Return v1, v2, … for what has no label."""
        self.counts[letter] += 1
        return self.free(f"{letter}{self.counts[letter]}")

    def gradient(self, name: Any) -> str:
        """Return what the gradient of a line is called."""
        return f"d_{name}"


# ---- what is computed twice is written once -----------------------------------------------------


def share(parts: Iterable[list[Line]], names: Names) -> None:
    """Give a line of its own to every expression that more than one place computes."""
    parts = list(parts)
    uses: Counter[Any] = Counter()
    keys: dict[int, Any] = {}
    for part in parts:
        for line in part:
            seen: set[Any] = set()
            _count(line.value, uses, keys, seen)
    made: dict[Any, Symbol] = {}
    for part in parts:
        lines: list[Line] = []
        for line in part:
            line.value = _replace(line.value, uses, keys, made, lines, names, line.comment)
            lines.append(line)
        part[:] = lines


def written(results: Iterable[Any], taken: Iterable[str] = ()) -> tuple[list[Line], list[str]]:
    """Write expressions out: lines for what they have in common, and the text of each.

    `taken` are names that no line may use.
    """
    lines = [Line("", result) for result in results]
    names = Names()
    names.taken |= set(taken)
    share([lines], names)
    common = [line for line in lines if line.name]
    return common, [text(line.value) for line in lines if not line.name]


def _key(x: Any, keys: dict[int, Any]) -> Any:
    """Return what is equal for equal expressions."""
    if not isinstance(x, Symbol):
        return (type(x).__name__, repr(x))
    if id(x) not in keys:
        options = tuple(sorted((k, repr(v)) for k, v in x.options.items()))
        keys[id(x)] = (x.op, tuple(_key(arg, keys) for arg in x.args), options)
    return keys[id(x)]


def _count(x: Any, uses: Counter[Any], keys: dict[int, Any], seen: set[Any]) -> None:
    if isinstance(x, Symbol) and x.args:
        key = _key(x, keys)
        uses[key] += 1
        if uses[key] == 1:  # what is inside is computed once, however often the whole is used
            for arg in x.args:
                _count(arg, uses, keys, seen)


def _replace(
    x: Any,
    uses: Counter[Any],
    keys: dict[int, Any],
    made: dict[Any, Symbol],
    lines: list[Line],
    names: Names,
    comment: str,
    top: bool = True,
) -> Any:
    if not isinstance(x, Symbol) or not x.args:
        return x
    key = _key(x, keys)
    if key in made:
        return made[key]
    args = [_replace(arg, uses, keys, made, lines, names, comment, False) for arg in x.args]
    shorter = simpler(x, args)
    if not isinstance(shorter, Symbol) or not shorter.args:
        return shorter
    if uses[key] < 2 or top or not _worth_a_line(x):
        return shorter
    name = names.numbered("t")
    lines.append(Line(name, shorter, comment))
    made[key] = x.rebuilt(name)
    return made[key]


def simpler(x: Symbol, args: list[Any]) -> Any:
    """Write an expression with these operands, without multiplying by 1 or adding 0."""
    op = x.op
    if op == "*":
        args = _without_ones(args)
    if op in ("*", "+"):
        nothing = 1 if op == "*" else 0
        for one, other in (args, reversed(args)):
            if isinstance(one, int | float) and one == nothing and not is_truth(other):
                return other
    if op == "*" and isinstance(args[1], int | float) and args[1] == -1:
        return x.rebuilt("neg", args[0])
    if op == "**":
        op = "power"  # which has one meaning in every language, for negative numbers too
    if op == "where":
        args = [float(arg) if type(arg) is int else arg for arg in args]
    return x.rebuilt(op, *args, **x.options)


def _without_ones(args: list[Any]) -> list[Any]:
    """Write number * (1.0 * (x > 0)) as number * (x > 0): one product makes a number of it."""
    shorter = args.copy()
    for i, x in enumerate(args):
        if isinstance(x, Symbol) and x.op == "*" and not is_truth(shorter[1 - i]):
            for one, truth in (x.args, reversed(x.args)):
                if isinstance(one, int | float) and one == 1 and is_truth(truth):
                    shorter[i] = truth
    return shorter


COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")


def is_truth(x: Any) -> bool:
    """Whether an expression is true or false, not yet a number."""
    known = getattr(x, "dtype", None)
    if known is not None:
        return bool(known.kind == "b")
    return getattr(x, "op", "") in (*COMPARISONS, "&")


def _worth_a_line(x: Symbol) -> bool:
    """Whether computing it again costs more than reading a name: not a sign or a comparison."""
    return x.op not in ("neg", *COMPARISONS)
