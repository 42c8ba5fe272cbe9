"""Lines of arrays made as fast as lines written by hand: one operation each, into a buffer.

An expression such as `d_v2 * (1 - v3 * v3)` makes a new array for every operation. Here each
operation gets a line of its own and writes into memory that was set aside once (`out=`); memory
whose number is not needed any more is used again. What the step returns is always new.
"""

from collections.abc import Iterator

import numpy as np

from microact.readings.arrays import arrays
from microact.readings.numbers import Number
from microact.readings.symbolic_arrays import Traced
from microact.readings.symbols import Symbol
from microact.source.common import Line
from microact.source.names import Names
from microact.source.straight_line import Program

UFUNCS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "neg": "negative",
    "abs": "absolute", "&": "logical_and", "|": "logical_or", "^": "logical_xor",
    "not": "logical_not", "<": "less", ">": "greater", "<=": "less_equal",
    ">=": "greater_equal", "==": "equal", "!=": "not_equal",
    **{name: name for name in ("matmul", "power", "divide", "maximum", "minimum", "sign")},
    **{name: name for name in ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh")},
}  # fmt: skip
"""The operations that can write into a buffer, and what NumPy calls them."""

_CASTS = {"float16", "float32", "float64"}

_NEW = {"sum", "max", "min", "mean", "var", "where", "concatenate", "stack"}
"""Other operations whose result shares no memory with what went in."""


def with_buffers(program: Program, shapes: list[tuple[int, ...]]) -> None:
    """Rewrite the lines of a program in place; its gradients should have these shapes."""
    names = program.names
    returned = {str(program.output), *map(str, program.gradients), *map(str, program.kept)}
    returned |= {*program.ways}
    lines = [*program.forward, *program.backward]
    middle = len(program.forward)
    _without_copies(lines)
    parts = [_one_by_one(part, names, returned) for part in (lines[:middle], lines[middle:])]
    _without_idle(parts, returned)
    lines = [line for part in parts for line in part]
    owners: dict[str, set[str]] = {}
    for line in lines:
        owners[line.name] = _owners(line, owners)
    program.apart = _apart(program, lines, owners, shapes)
    # What is not made anew by its own line is a view: of an argument, a constant, another line.
    views = [owners.get(name) != {name} for name in map(str, program.kept)]
    program.aliases = views if any(views) else []
    kept = {owner for name in returned for owner in owners.get(name, ())}
    _assign(lines, owners, kept, program)
    program.forward, program.backward = parts


def _without_copies(lines: list[Line]) -> None:
    """Let NumPy repeat a number along an axis on the fly, where an operation does so anyway."""
    repeated: dict[str, Number] = {}
    for line in lines:
        line.value = _thinner(line.value, repeated)
        x = line.value
        if isinstance(x, Traced) and x.op == "broadcast_to":
            inner = x.args[0]
            flat = isinstance(inner, Traced) and inner.op == "reshape"
            repeated[line.name] = inner.args[0] if flat and not _shape(inner.args[0]) else inner


def _thinner(x: Number, repeated: dict[str, Number]) -> Number:
    if not isinstance(x, Traced) or not x.args:
        return x
    args = [_thinner(arg, repeated) for arg in x.args]
    if x.op in UFUNCS and x.op != "matmul" and len(args) == 2:
        for i in (0, 1):
            # One of the two may become thinner; the other must have the shape of the result.
            if isinstance(args[i], Symbol) and _shape(args[1 - i]) == x.shape:
                args[i] = repeated.get(args[i].op, args[i])
    return x.rebuilt(x.op, *args, **x.options)


def _one_by_one(lines: list[Line], names: Names, returned: set[str]) -> list[Line]:
    """Give every operation that can write into a buffer a line of its own."""
    made: list[Line] = []

    def flat(x: Number, comment: str, name: str = "") -> Number:
        if not isinstance(x, Traced) or not x.args:
            return x
        inner = x.args[0]
        if x.op in _CASTS and name not in returned and getattr(inner, "op", "") in UFUNCS:
            x = x.rebuilt(inner.op, *inner.args)  # a buffer has the dtype that is wanted
        args = [flat(arg, comment) for arg in x.args]
        x = x.rebuilt(x.op, *args, **x.options)
        if not name and (x.op not in UFUNCS or not x.shape):
            return x
        name = name or names.numbered("t")
        made.append(Line(name, x, comment))
        return x.rebuilt(name)

    for line in lines:
        if isinstance(line.value, Traced) and line.value.args:
            flat(line.value, line.comment, line.name)
        else:
            made.append(line)
    return made


def _without_idle(parts: list[list[Line]], returned: set[str]) -> None:
    """Drop lines that nothing uses."""
    used = set(returned)
    for part in reversed(parts):
        for line in reversed(part.copy()):
            if line.name in used:
                used |= set(_names_in(line.value))
            else:
                part.remove(line)


def _apart(
    program: Program,
    lines: list[Line],
    owners: dict[str, set[str]],
    shapes: list[tuple[int, ...]],
) -> bool:
    """Whether every gradient has the right shape, and memory that nobody else holds."""
    found = {line.name: _shape(line.value) for line in lines}
    new = {line.name for line in lines if _owners(line, {}) == {line.name}}
    held = {*program.inputs, *program.world}
    for name in map(str, program.kept):
        held |= owners.get(name, {name})
    for gradient, shape in zip(program.gradients, shapes):
        memory = owners.get(str(gradient), {str(gradient)})
        fits = found.get(str(gradient)) == shape and str(gradient) in new
        if not shape or not fits or memory & held:
            return False
        held |= memory
    return True


def _assign(
    lines: list[Line], owners: dict[str, set[str]], kept: set[str], program: Program
) -> None:
    """Set memory aside for each line, and use it again when its number is not needed."""
    last: dict[str, int] = {}
    for i, line in enumerate(lines):
        for name in _names_in(line.value):
            for owner in owners.get(name, ()):
                last[owner] = i
    idle: dict[Number, list[str]] = {}
    memory: dict[str, str] = {}
    for i, line in enumerate(lines):
        x = line.value
        dying = [name for name, at in last.items() if at == i and name in memory]
        if isinstance(x, Traced) and x.op in UFUNCS and x.shape and line.name not in kept:
            kind = (x.shape, x.dtype)
            # Elementwise operations may write over what they read; a matrix product must not.
            if x.op != "matmul":
                _release(dying, memory, idle, program)
            if not idle.get(kind):
                buffer = program.names.numbered("b")
                program.world[buffer] = np.empty(*kind)
                program.buffers.add(buffer)
                idle[kind] = [buffer]
            memory[line.name] = idle[kind].pop()
            name = UFUNCS[x.op]
            program.world[name] = getattr(arrays, name)
            line.value = x.rebuilt(name, *x.args, out=Symbol(memory[line.name]))
        _release(dying, memory, idle, program)


def _release(
    dying: list[str], memory: dict[str, str], idle: dict[Number, list[str]], program: Program
) -> None:
    for name in dying:
        if name in memory:
            buffer = memory.pop(name)
            array = program.world[buffer]
            idle.setdefault((array.shape, array.dtype), []).append(buffer)


def _owners(line: Line, owners: dict[str, set[str]]) -> set[str]:
    """Return the lines whose memory the number of this one may lie in."""
    x = line.value
    if isinstance(x, Symbol) and x.args and (x.op in UFUNCS or x.op in _NEW):
        return {line.name}
    return {line.name}.union(*[owners.get(name, {name}) for name in _names_in(x)])


def _names_in(x: Number) -> Iterator[str]:
    """Yield every name in an expression."""
    if isinstance(x, Symbol):
        if not x.args:
            yield x.op
        for arg in x.args:
            yield from _names_in(arg)
    elif isinstance(x, tuple | list):
        for item in x:
            yield from _names_in(item)


def _shape(x: Number) -> tuple[int, ...]:
    return getattr(x, "shape", ())
