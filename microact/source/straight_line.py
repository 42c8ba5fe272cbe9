"""A recorded graph as straight lines: every forward step, then every backward step.

Each line gives a name to what one rule computes. The expressions come from the rules themselves,
read with symbols; what they compute twice is written once.
"""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.engine.walk import walk_back
from microact.expressions.python import PEOPLE
from microact.expressions.tree import OPERATORS, plain
from microact.readings.comparisons import comparisons_of, taken, was_compared
from microact.readings.counted import Float
from microact.readings.numbers import Number
from microact.readings.symbolic_arrays import Tracer, number_behind
from microact.readings.symbols import Symbol, counted, line_symbols
from microact.source.common import Line, share
from microact.source.names import Names

Contributions = list[tuple[Number, str]]
"""What arrives at a node by all ways: each gradient, and the operation it comes from."""

TERMS = 6
"""How many contributions to one gradient stand on one line."""


@dataclass
class Program:
    """The lines of a graph, with the names of what goes in and comes out."""

    inputs: list[str]
    forward: list[Line]
    backward: list[Line]
    output: str
    gradients: list[Number] = field(default_factory=list)
    """What the gradient in each wanted leaf is called; the number 0 where nothing arrives."""
    kept: list[Number] = field(default_factory=list)
    """What the Values are called whose numbers are returned too."""
    compared: list[Value] = field(default_factory=list)
    """Values that a comparison looked at: a branch that was taken then is frozen in the lines."""
    ways: list[str] = field(default_factory=list)
    """The lines that ask whether a comparison comes out as it did."""
    notes: list[str] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    """Every name that is taken."""
    apart: bool = False
    """Whether every gradient is known to be an array of its leaf's shape in memory of its own."""
    aliases: list[bool] = field(default_factory=list)
    """Of each of `kept`, whether its memory may be somebody else's: an argument's, a constant's."""
    arrays: bool = False
    """Whether the graph holds arrays."""
    buffers: set[str] = field(default_factory=set)
    """The names in `world` of memory that lines write into."""
    world: dict[str, Number] = field(default_factory=dict)
    """Functions and constant arrays that the lines of a graph of arrays use."""


class Reading:
    """How a graph is read: with plain symbols, or with traced ones if it holds arrays."""

    def __init__(self, order: list[Value], names: Names) -> None:
        single = all(node.rule is None or node.rule.elementwise for node in order)
        numbers = [x for node in order for x in (node._number, *node.inputs)]
        self.arrays = not single or any(isinstance(x, np.ndarray) for x in numbers)
        self.tracer = Tracer(names.numbered)
        if self.arrays:  # no line may take the name of a function that another line calls
            names.taken |= {name for name in dir(np) if callable(getattr(np, name, None))}
        self.called: dict[int, Number] = {}
        self.xp = self.tracer.xp if self.arrays else line_symbols

    def name(self, node: Value, name: str) -> None:
        """Say what a node is called in the lines."""
        self.called[id(node)] = self.symbol(node, name)

    def symbol(self, node: Value, name: str) -> Symbol:
        """Return the symbol of a name that stands for a number like this node's."""
        return self.tracer.symbol(node._number, name) if self.arrays else Symbol(name)

    def number(self, x: Number) -> Number:
        """Return what stands for a constant."""
        if type(x) is float:
            return Float(x)  # so that rules may do to a constant what they do to a symbol
        return self.tracer.constant(x) if self.arrays else x

    def inputs(self, node: Value) -> list[Number]:
        """Return what stands for the inputs of a node."""
        return [self.called[id(x)] if isinstance(x, Value) else self.number(x) for x in node.inputs]

    def value(self, node: Value) -> Number:
        """Write down what a node computes."""
        assert node.rule is not None
        self.tracer.dtype = node.dtype
        y = node.rule.forward(*self.inputs(node), xp=self.xp)
        return self.tracer.cast(y, node.dtype) if self.arrays else counted(y)

    def taken(self, condition: Number, result: Number, words: str) -> Number:
        """Write down that a condition must come out as it did."""
        if self.arrays:
            return self.tracer.apply("taken", taken, condition, result, words)
        return Symbol("taken", condition, plain(result), words)

    def shares(self, node: Value, upstream: Symbol) -> list[Number]:
        """Write down what a node passes on to each input: None for nothing."""
        y, inputs, rule = self.called[id(node)], self.inputs(node), node.rule
        assert rule is not None
        self.tracer.dtype = node.dtype
        shares = rule.vjp(upstream, y, *inputs, xp=self.xp)
        wanted = [isinstance(x, Value) for x in node.inputs]
        made = [
            (share() if callable(share) else share) if want else None
            for share, want in zip(shares, wanted)
        ]
        for x, gradient in zip(node.inputs, made):
            shape = np.shape(number_behind(gradient))
            if gradient is not None and shape != x.shape:
                raise RuntimeError(
                    f"{rule!r} gave a gradient of shape {shape} for an input of shape {x.shape}"
                )
        if not self.arrays:
            return made
        return [
            self.tracer.cast(share, x.dtype) if share is not None else None
            for x, share in zip(node.inputs, made)
        ]


def program_of(
    output: Value,
    inputs: Sequence[Value],
    wrt: Sequence[Value],
    keep: Sequence[Value] = (),
) -> Program:
    """Write the forward and the backward pass from `output` as lines.

    Leaves that are not among `inputs` are constants: their numbers stand in the lines.
    """
    order = with_compared(output)
    names = Names()
    reading = Reading(order, names)
    program = Program([names.free(x.label or "x") for x in inputs], [], [], "")
    for x, name in zip(inputs, program.inputs):
        reading.name(x, name)
    for x in wrt:
        if id(x) not in reading.called:
            name = names.free(x.label or "x")
            reading.name(x, name)
            program.forward.append(Line(name, reading.number(x._number), "a constant"))
    wanted = {id(x) for x in wrt}
    for node in order:
        if any(id(x) in wanted for x in node.inputs if isinstance(x, Value)):
            wanted.add(id(node))  # a gradient flows through it on its way
        if was_compared(node):
            program.compared.append(node)
        if id(node) in reading.called:
            continue
        if node.rule is None:
            reading.called[id(node)] = reading.number(node._number)
            continue
        name = names.free(node.label) if node.label else names.numbered("v")
        program.forward.append(Line(name, reading.value(node), node.rule.title))
        reading.name(node, name)
    _ask_again(program, reading, names)
    program.output = reading.called[id(output)]
    program.kept = [reading.called[id(x)] for x in keep]
    program.aliases = [True] * len(keep)
    _backward(program, output, order, reading, wanted, names)
    grads = {id(x): names.gradient(reading.called[id(x)]) for x in wrt}
    written = {line.name for line in program.backward}
    program.gradients = [Symbol(g) if g in written else 0.0 for g in map(grads.get, map(id, wrt))]
    program.notes = [
        f"{reading.called[id(x)]} was compared while recording" for x in program.compared
    ]
    program.arrays, program.world = reading.arrays, reading.tracer.world
    program.names = names
    share([program.forward, program.backward], names)
    return program


def with_compared(output: Value) -> list[Value]:
    """List the nodes of a graph, and those that nodes of it were compared with, in order.

    Raises:
        ValueError: if such a Value is gone, so that nobody can compare with it again.
    """
    outputs = [output]
    while True:
        order = topological_order(*outputs)
        known = {id(x) for x in order}
        found = [side for x in order for c in comparisons_of(x) for side in c.sides]
        others = [side.value() for side in found if side.computed]
        if any(x is None for x in others):
            raise ValueError(
                "while this was recorded, Python code compared a Value with another that was "
                "computed and is gone: nobody can tell whether a branch that hangs on it would be "
                "taken again. Keep that Value, or use ma.maximum, ma.abs, ma.relu"
            )
        more = {id(x): x for x in others if id(x) not in known}
        if not more:
            return order
        outputs += more.values()


def _ask_again(program: Program, reading: Reading, names: Names) -> None:
    """Write a line for each comparison that Python code made: it must come out as it did then."""
    found = {id(c): c for x in program.compared for c in comparisons_of(x)}
    for comparison in found.values():
        sides = []
        for side in comparison.sides:
            node = side.value() if side.value is not None else None
            here = node is not None and id(node) in reading.called
            sides.append(reading.called[id(node)] if here else reading.number(side.number))
        if any(isinstance(x, Symbol) for x in sides):
            condition = OPERATORS[comparison.op](*sides)
            words = f"{PEOPLE.text(sides[0])} {comparison.op} {PEOPLE.text(sides[1])}"
            name = names.numbered("way")
            line = reading.taken(condition, comparison.result, words)
            program.forward.append(Line(name, line, "a branch was taken here while recording"))
            program.ways.append(name)


def _backward(
    program: Program,
    output: Value,
    order: list[Value],
    reading: Reading,
    wanted: set[int],
    names: "Names",
) -> None:
    """Write one line for each gradient: the sum of what its node's consumers pass on."""

    def pass_on(node: Value, contributions: Contributions) -> list[Contributions | None]:
        gradient = names.gradient(reading.called[id(node)])
        upstream = reading.symbol(node, gradient)
        total = None
        for i in range(0, len(contributions), TERMS):
            terms = contributions[i : i + TERMS]
            for term, _ in terms:
                total = term if total is None else total + term
            comment = ", ".join(dict.fromkeys(title for _, title in terms))
            last = i + TERMS >= len(contributions)
            name = gradient if last else names.numbered("sum")  # a name means one number
            program.backward.append(Line(name, total, comment))
            total = reading.symbol(node, name)
        if node.rule is None:
            return []
        title = node.rule.title
        return [
            None if share is None or id(x) not in wanted else [(share, title)]
            for x, share in zip(node.inputs, reading.shares(node, upstream))
        ]

    if id(output) in wanted:
        start: Contributions = [(1.0, "it starts with 1")]
        for _ in walk_back(order, {id(output): start}, pass_on, operator.add):
            pass
