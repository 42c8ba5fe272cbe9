"""A recorded graph as straight lines: every forward step, then every backward step.

Each line gives a name to what one rule computes. The expressions come from the rules themselves,
read with symbols; what they compute twice is written once.
"""

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from microact.graph import topological_order
from microact.namespaces import RULE_FUNCTIONS
from microact.operators import was_compared
from microact.rules import Elementwise
from microact.symbols import Symbol, Symbols
from microact.value import Value

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

    def power(self, x: Any, n: Any) -> Symbol:  # type: ignore[override]  # no longer static
        """Write a power as a call."""
        return Symbol("power", x, n)

    def divide(self, a: Any, b: Any) -> Symbol:  # type: ignore[override]  # likewise
        """Write a quotient as a call."""
        return Symbol("divide", a, b)


symbols = LineSymbols()

TERMS = 6
"""How many contributions to one gradient stand on one line."""


@dataclass
class Line:
    """One line of a program: a name for what an expression computes."""

    name: str
    value: Any
    comment: str = ""


@dataclass
class Program:
    """The lines of a graph, with the names of what goes in and comes out."""

    inputs: list[str]
    forward: list[Line]
    backward: list[Line]
    output: str
    gradients: list[Any] = field(default_factory=list)
    """What the gradient in each wanted leaf is called; the number 0 where nothing arrives."""
    compared: list[Value] = field(default_factory=list)
    """Values that a comparison looked at: a branch that was taken then is frozen in the lines."""
    notes: list[str] = field(default_factory=list)


def program_of(output: Value, inputs: Sequence[Value], wrt: Sequence[Value]) -> Program:
    """Write the forward and the backward pass from `output` as lines.

    Leaves that are not among `inputs` are constants: their numbers stand in the lines.
    """
    order = topological_order(output)
    names = Names()
    called: dict[int, Any] = {id(x): Symbol(names.free(x.label or "x")) for x in inputs}
    program = Program([str(called[id(x)]) for x in inputs], [], [], "")
    for x in wrt:
        if id(x) not in called:
            called[id(x)] = Symbol(names.free(x.label or "x"))
            program.forward.append(Line(str(called[id(x)]), x.data, "a constant"))
    wanted = {id(x) for x in wrt}
    for node in order:
        if any(id(x) in wanted for x in node.inputs if isinstance(x, Value)):
            wanted.add(id(node))  # a gradient flows through it on its way
        if was_compared(node):
            program.compared.append(node)
        if id(node) in called:
            continue
        if node.rule is None:
            called[id(node)] = node.data
            continue
        name = names.free(node.label) if node.label else names.numbered("v")
        value = node.rule.forward(*_read(node, called), xp=symbols)
        program.forward.append(Line(name, value, node.rule.title))
        called[id(node)] = Symbol(name)
    program.output = called[id(output)]
    _backward(program, output, order, called, wanted, names)
    grads = {id(x): names.gradient(called[id(x)]) for x in wrt}
    written = {line.name for line in program.backward}
    program.gradients = [Symbol(g) if g in written else 0.0 for g in map(grads.get, map(id, wrt))]
    program.notes = [f"{called[id(x)]} was compared while recording" for x in program.compared]
    share([program.forward, program.backward], names)
    return program


def _backward(
    program: Program,
    output: Value,
    order: list[Value],
    called: dict[int, Any],
    wanted: set[int],
    names: "Names",
) -> None:
    """Write one line for each gradient: the sum of what its node's consumers pass on."""
    arriving: dict[int, list[tuple[Any, str]]] = {id(output): [(1.0, "it starts with 1")]}
    for node in reversed(order):
        contributions = arriving.pop(id(node), [])
        if not contributions or id(node) not in wanted:
            continue
        gradient = names.gradient(called[id(node)])
        for i in range(0, len(contributions), TERMS):
            terms = contributions[i : i + TERMS]
            total = terms[0][0] if i == 0 else Symbol(gradient) + terms[0][0]
            for term, _ in terms[1:]:
                total = total + term
            comment = ", ".join(dict.fromkeys(title for _, title in terms))
            program.backward.append(Line(gradient, total, comment))
        if node.rule is None:
            continue
        assert isinstance(node.rule, Elementwise)
        slopes = node.rule.slopes(called[id(node)], *_read(node, called), xp=symbols)
        for x, slope in zip(node.inputs, slopes):
            if isinstance(x, Value) and id(x) in wanted:
                term = times(Symbol(gradient), slope)
                arriving.setdefault(id(x), []).append((term, node.rule.title))


def _read(node: Value, called: dict[int, Any]) -> list[Any]:
    return [called[id(x)] if isinstance(x, Value) else x for x in node.inputs]


def times(upstream: Any, local: Any) -> Any:
    """Multiply two expressions; a factor of 1 or −1 needs no multiplication."""
    for factor, other in ((local, upstream), (upstream, local)):
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
    shorter = simpler(x.op, args, x.options)
    if not isinstance(shorter, Symbol):
        return shorter
    if uses[key] < 2 or top or not _worth_a_line(x):
        return shorter
    name = names.numbered("t")
    lines.append(Line(name, shorter, comment))
    made[key] = Symbol(name)
    return made[key]


def simpler(op: str, args: list[Any], options: dict[str, Any]) -> Any:
    """Build an expression, without multiplying by 1 or adding 0."""
    if op in ("*", "+"):
        nothing = 1 if op == "*" else 0
        for one, other in (args, reversed(args)):
            if isinstance(one, int | float) and one == nothing:
                return other
    if op == "**":
        op = "power"  # which has one meaning in every language, for negative numbers too
    if op == "where":
        args = [float(arg) if type(arg) is int else arg for arg in args]
    return Symbol(op, *args, **options)


def _worth_a_line(x: Symbol) -> bool:
    """Whether computing it again costs more than reading a name: not a sign or a comparison."""
    return x.op not in ("neg", "<", ">", "<=", ">=", "==", "!=")
