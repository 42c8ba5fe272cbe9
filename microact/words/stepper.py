"""The forward and the backward pass in a terminal, one operation at a time."""

import sys
from collections.abc import Callable

from microact.engine.flow import names
from microact.engine.node import number_of
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.readings.numbers import Number
from microact.support.optional_packages import optional
from microact.words.explanation import explain
from microact.words.numbers import number_text, put_in
from microact.words.visible import visible

HELP = "→ or Enter: next   ←: back   Home, End   q: leave"


def story(value: Value) -> list[str]:
    """Return what happens, line by line: each operation forward, then each edge back.

    >>> w, x = Value(0.5, "w"), Value(2.0, "x")
    >>> print(*story((w * x).tanh()), sep=chr(10))
    leaves: w = 0.5, x = 2
    forward: * = a * b = 0.5 * 2 = 1
    forward: tanh = tanh(x) = tanh(1) = 0.76159
    back: tanh = 0.76159. It starts with gradient 1: it changes exactly as much as itself.
    back: tanh passes on to *:  1 × 0.41997  (1 - 0.76159 ** 2)  = 0.41997
    back: * passes on to w:     0.41997 × 2  (x = 2)             = 0.83995  w.grad = 0.83995
    back: * passes on to x:     0.41997 × 0.5  (w = 0.5)         = 0.20999  x.grad = 0.20999
    """
    order = topological_order(value)
    named = names(order)
    leaves = [f"{named[id(n)]} = {number_text(n._number)}" for n in order if n.is_leaf]
    forward = [f"forward: {forward_text(n, named)}" for n in order if not n.is_leaf]
    back = [f"back: {line}" for line in explain(value, limit=100_000).splitlines()]
    return [visible(f"leaves: {', '.join(leaves)}"), *map(visible, forward), *back]


def forward_text(
    node: Value,
    named: dict[int, str],
    written: Callable[[Number], str] = number_text,
    formula: bool = True,
) -> str:
    """Say what one operation computes: `* = a * b = 0.5 * 2 = 1`, or without the formula.

    `written` says how numbers are written.
    """
    rule, name, result = node.rule, named[id(node)], written(node._number)
    assert rule is not None  # leaves are left out
    numbers = list(map(number_of, node.inputs))
    if not rule.formula or len(rule.formula) > 40:
        return f"{name} = {rule.title}({', '.join(map(written, numbers))}) = {result}"
    known = dict(zip(rule.input_names, numbers))
    known |= {key: x for key, x in rule.parameters.items() if isinstance(x, float)}
    general = f"{rule.formula} = " if formula else ""
    return f"{name} = {general}{put_in(rule.formula, known, written)} = {result}"


def step_through(value: Value, key: Callable[[], str] | None = None) -> None:
    """Walk through the story with the arrow keys; where there is no terminal, print it.

    Args:
        value: the output.
        key: what returns the next key: "right", "left", "home", "end" or "quit"; by default the
            keyboard's.
    """
    lines = story(value)
    if key is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            print("\n".join(lines))
            return
        key = keyboard
        print(HELP)
    at = 0
    while True:
        print(f"[{at + 1}/{len(lines)}] {lines[at]}", flush=True)
        before = at
        while at == before:
            pressed = key()
            if pressed == "quit" or (pressed == "right" and at == len(lines) - 1):
                return
            steps = {"right": at + 1, "left": at - 1, "home": 0, "end": len(lines) - 1}
            at = max(0, min(len(lines) - 1, steps.get(pressed, at)))


def keyboard() -> str:
    """Wait for a key and return what it means."""
    readchar = optional("readchar", "stepping with the arrow keys")
    key = readchar.key
    meanings = {
        key.RIGHT: "right", key.SPACE: "right", key.ENTER: "right", key.CR: "right",
        key.LF: "right", key.LEFT: "left", key.HOME: "home", key.END: "end",
        key.CTRL_D: "quit", "q": "quit", "": "quit",  # nothing comes from a closed terminal
    }  # fmt: skip
    try:
        return meanings.get(readchar.readkey(), "")
    except KeyboardInterrupt:
        return "quit"
