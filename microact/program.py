"""A recorded graph as straight lines: every forward step, then every backward step.

Each line gives a name to what one rule computes. The expressions come from the rules themselves,
read with symbols; what they compute twice is written once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from microact.graph import topological_order
from microact.lines import Line, Names, share, symbols, times
from microact.operators import was_compared
from microact.rules import Elementwise
from microact.symbols import Symbol
from microact.value import Value

TERMS = 6
"""How many contributions to one gradient stand on one line."""


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
