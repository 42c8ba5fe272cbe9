"""Lines of straight code, in which what is computed twice is written once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from microact.expressions.printer import Printer
from microact.expressions.python import PYTHON
from microact.expressions.tree import COMPARISONS, exact_key, is_truth
from microact.readings.numbers import Number
from microact.readings.symbols import Symbol
from microact.source.names import Names

NARROW = ("float32", "float16")
"""What makes a plain number as narrow as the arrays around it."""


@dataclass
class Line:
    """One line of a program: a name for what an expression computes."""

    name: str
    value: Number
    comment: str = ""


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
    uses: Counter[int] = Counter()
    keys = Keys()
    for part in parts:
        for line in part:
            _count(line.value, uses, keys)
    made: dict[int, Symbol] = {}
    for part in parts:
        lines: list[Line] = []
        for line in part:
            line.value = _replace(line.value, uses, keys, made, lines, names, line.comment)
            lines.append(line)
        part[:] = lines


def written(
    results: Iterable[Number], taken: Iterable[str] = (), language: Printer = PYTHON
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


def fingerprint(x: Number) -> object:
    """Return what is equal for equal expressions: each of their parts once, in order."""
    keys = Keys()
    return keys.of(x), tuple(keys.known)


class Keys:
    """Numbers expressions so that equal ones have one number, each part looked at once."""

    def __init__(self) -> None:
        self.known: dict[object, int] = {}
        self.numbers: dict[int, tuple[Number, int]] = {}

    def of(self, x: Number) -> int:
        """Return the number of an expression or a constant."""
        if not isinstance(x, Symbol):
            return self._place(exact_key(x))
        if id(x) not in self.numbers:
            options = exact_key(x.options)
            key = "tree", x.op, tuple([self.of(arg) for arg in x.args]), options
            self.numbers[id(x)] = x, self._place(key)  # held, so that its id is its own
        return self.numbers[id(x)][1]

    def _place(self, key: object) -> int:
        return self.known.setdefault(key, len(self.known))


def _count(x: Number, uses: Counter[int], keys: Keys) -> None:
    if isinstance(x, Symbol) and x.args:
        key = keys.of(x)
        uses[key] += 1
        if uses[key] == 1:  # what is inside is computed once, however often the whole is used
            for arg in x.args:
                _count(arg, uses, keys)


def _replace(
    x: Number,
    uses: Counter[int],
    keys: Keys,
    made: dict[int, Symbol],
    lines: list[Line],
    names: Names,
    comment: str,
    top: bool = True,
) -> Number:
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


def simpler(x: Symbol, args: list[Number]) -> Number:
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


def _without_ones(args: list[Number]) -> list[Number]:
    """Write number * where(x > 0, 1, 0) as number * (x > 0): one product makes a number of it."""
    shorter = args.copy()
    for i, x in enumerate(args):
        truth = _counted_truth(x)
        if truth is not None and not is_truth(shorter[1 - i]):
            shorter[i] = truth
    return shorter


def _counted_truth(x: Number) -> Number:
    """Return the truth in `1.0 * truth` and `where(truth, 1.0, 0.0)`; None for anything else."""
    if not isinstance(x, Symbol) or not x.args:
        return None
    if x.op == "where" and is_truth(x.args[0]) and _is(x.args[1], 1) and _is(x.args[2], 0):
        return x.args[0]
    if x.op == "*":
        for one, truth in (x.args, reversed(x.args)):
            if isinstance(one, int | float) and one == 1 and is_truth(truth):
                return truth
    return None


def _is(x: Number, number: int) -> bool:
    """Whether an expression is this number, or `float32` of it."""
    if isinstance(x, Symbol) and x.op in NARROW and x.args:
        x = x.args[0]
    return isinstance(x, int | float) and x == number


def _worth_a_line(x: Symbol) -> bool:
    """Whether computing it again costs more than reading a name: not a sign or a comparison."""
    return x.op not in ("neg", *NARROW, *COMPARISONS.values())
