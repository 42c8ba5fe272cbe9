"""Lines of straight code: names for expressions, and what is computed twice written once."""

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from microact.expressions.printer import Printer
from microact.expressions.python import PYTHON
from microact.expressions.tree import COMPARISONS, is_truth, plain
from microact.readings.namespaces import RULE_FUNCTIONS
from microact.readings.symbols import Symbol, Symbols, counted

RESERVED = {
    *keyword.kwlist, *keyword.softkwlist, *RULE_FUNCTIONS, "inf", "nan", "pi", "numpy", "step",
    "taken",
    # what a browser's language keeps for itself
    *("arguments", "await", "boolean", "byte", "case", "catch", "char", "const", "debugger"),
    *("default", "delete", "do", "double", "enum", "eval", "export", "extends", "false", "final"),
    *("float", "function", "goto", "implements", "instanceof", "int", "interface", "let", "long"),
    *("native", "new", "null", "package", "private", "protected", "public", "short", "static"),
    *("super", "switch", "synchronized", "this", "throw", "throws", "transient", "true"),
    *("typeof", "undefined", "var", "void", "volatile", "window", "Math", "Infinity", "NaN"),
}  # fmt: skip
"""Names that a line may not use for its own."""


class LineSymbols(Symbols):
    """Symbols for lines that run: `power` and `divide` answer everywhere as IEEE 754 says."""

    def power(self, x: Any, n: Any) -> Symbol:
        """Write a power as a call."""
        return Symbol("power", counted(x), counted(n))

    def divide(self, a: Any, b: Any) -> Symbol:
        """Write a quotient as a call."""
        return Symbol("divide", counted(a), counted(b))

    def __getattr__(self, name: str) -> Callable[..., Symbol]:
        """Record a function that every reading of a rule has."""
        if name not in RULE_FUNCTIONS:
            raise AttributeError(
                f"xp.{name} is not among the functions that lines call: {', '.join(RULE_FUNCTIONS)}"
            )
        write = super().__getattr__(name)

        def function(*args: Any, **options: Any) -> Symbol:
            if options:
                given = ", ".join(options)
                raise TypeError(
                    f"xp.{name} takes its numbers by their place, not by name ({given})"
                )
            return write(*args)

        return function


symbols = LineSymbols()


@dataclass
class Line:
    """One line of a program: a name for what an expression computes."""

    name: str
    value: Any
    comment: str = ""


def text(x: Any) -> str:
    """Write an expression, or a number in full, in Python."""
    return PYTHON.text(x)


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
    """Give a line of its own to every expression that more than one place computes.

    Raises:
        ValueError: for an expression that is nested too deep to be written down.
    """
    try:
        _share(list(parts), names)
    except RecursionError:
        raise ValueError(
            "a rule's lines are nested hundreds of operations deep, too deep to be written as one "
            "expression; make several rules of it, or use it as it is"
        ) from None


def _share(parts: list[list[Line]], names: Names) -> None:
    uses: Counter[Any] = Counter()
    keys = Keys()
    for part in parts:
        for line in part:
            _count(line.value, uses, keys)
    made: dict[Any, Symbol] = {}
    for part in parts:
        lines: list[Line] = []
        for line in part:
            line.value = _replace(line.value, uses, keys, made, lines, names, line.comment)
            lines.append(line)
        part[:] = lines


def written(
    results: Iterable[Any], taken: Iterable[str] = (), language: Printer = PYTHON
) -> tuple[list[tuple[str, str]], list[str]]:
    """Write expressions out: name and text of what they have in common, and the text of each.

    `taken` are names that no line may use.
    """
    lines = [Line("", result) for result in results]
    names = Names()
    names.taken |= set(taken)
    share([lines], names)
    common = [(line.name, language.text(line.value)) for line in lines if line.name]
    return common, [language.text(line.value) for line in lines if not line.name]


def fingerprint(x: Any) -> Any:
    """Return what is equal for equal expressions: each of their parts once, in order."""
    keys = Keys()
    return keys.of(x), tuple(keys.known)


class Keys:
    """Numbers expressions so that equal ones have one number, each part looked at once."""

    def __init__(self) -> None:
        self.known: dict[Any, int] = {}
        self.numbers: dict[int, tuple[Any, int]] = {}

    def of(self, x: Any) -> int:
        """Return the number of an expression or a constant."""
        if not isinstance(x, Symbol):
            return self._number(_constant(x))
        if id(x) not in self.numbers:
            options = tuple(sorted((k, repr(v)) for k, v in x.options.items()))
            key = "tree", x.op, tuple([self.of(arg) for arg in x.args]), options
            self.numbers[id(x)] = x, self._number(key)  # held, so that its id is its own
        return self.numbers[id(x)][1]

    def _number(self, key: Any) -> int:
        return self.known.setdefault(key, len(self.known))


def _constant(x: Any) -> Any:
    x = plain(x)
    if isinstance(x, np.ndarray):
        return "array", x.shape, x.dtype.str, x.tobytes()
    if isinstance(x, tuple | list):
        return type(x).__name__, tuple(map(_constant, x))
    return type(x).__name__, repr(x)


def _count(x: Any, uses: Counter[Any], keys: Keys) -> None:
    if isinstance(x, Symbol) and x.args:
        key = keys.of(x)
        uses[key] += 1
        if uses[key] == 1:  # what is inside is computed once, however often the whole is used
            for arg in x.args:
                _count(arg, uses, keys)


def _replace(
    x: Any,
    uses: Counter[Any],
    keys: Keys,
    made: dict[Any, Symbol],
    lines: list[Line],
    names: Names,
    comment: str,
    top: bool = True,
) -> Any:
    if not isinstance(x, Symbol) or not x.args:
        return x
    key = keys.of(x)
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
    if op in ("==", "!=") and isinstance(args[1], int | float) and args[1] == 0:
        truth = _counted_truth(args[0])
        if truth is not None:
            return truth if op == "!=" else x.rebuilt("not", truth)
    if op in ("*", "+"):
        nothing = 1 if op == "*" else 0
        for one, other in (args, reversed(args)):
            if isinstance(one, int | float) and one == nothing and not is_truth(other):
                return other
    if op == "*" and isinstance(args[1], int | float) and args[1] == -1 and not is_truth(args[0]):
        return x.rebuilt("neg", args[0])
    if op == "**":
        op = "power"  # which has one meaning in every language, for negative numbers too
    return x.rebuilt(op, *args, **x.options)


def _without_ones(args: list[Any]) -> list[Any]:
    """Write number * (1.0 * (x > 0)) as number * (x > 0): one product makes a number of it."""
    shorter = args.copy()
    for i, x in enumerate(args):
        truth = _counted_truth(x)
        if truth is not None and not is_truth(shorter[1 - i]):
            shorter[i] = truth
    return shorter


def _counted_truth(x: Any) -> Any:
    """Return the truth in `1.0 * truth`; None for anything else."""
    if isinstance(x, Symbol) and x.op == "*" and x.args:
        for one, truth in (x.args, reversed(x.args)):
            if isinstance(one, int | float) and one == 1 and is_truth(truth):
                return truth
    return None


def _worth_a_line(x: Symbol) -> bool:
    """Whether computing it again costs more than reading a name: not a sign or a comparison."""
    return x.op not in ("neg", *COMPARISONS.values())
