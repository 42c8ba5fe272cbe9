"""One page: the graph with blanks, or with the answers in the same places."""

import re
import textwrap
from dataclasses import dataclass

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.rules import Activation, Elementwise
from microact.show import colours
from microact.show.formats import svg
from microact.show.formats.svg import element, words
from microact.show.graph.diagram import paper_of
from microact.words.explanation import explain

WIDTH, HEIGHT = 1123, 794
"""A4, landscape, in pixels of a screen."""

MARGIN, TOP, BOTTOM = 44, 118, 150
"""Around the page, above the graph, and below it for hints or answers."""

SMALLEST = 0.62
"""A graph that would have to shrink further cannot be written into."""

ASKED = {
    "gradients": frozenset({"grad"}),
    "slopes": frozenset({"grad", "slope"}),
    "all": frozenset({"grad", "slope", "data"}),
}
"""What is blank."""

TASKS = {
    "gradients": "Fill the empty boxes, from right to left: what arrives, times the number at the "
    "arrow. Where several arrows leave a card, add what comes back along them.",
    "slopes": "First the local gradient at each arrow, then the boxes from right to left: what "
    "arrives, times the number at the arrow. Where several arrows leave a card, add.",
    "all": "First forward, from left to right: every data. Then the local gradient at each arrow, "
    "and from right to left every grad: what arrives, times the number at the arrow.",
}

MOST_NODES = 400
"""More of them fit on no sheet, and to find that out takes long."""

_ROOT = re.compile(r'<svg[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"', re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """What a page says."""

    value: Value
    title: str
    blanks: str
    hints: bool
    number: str
    """Which sheet it is, if there are several: "sheet 2"."""


def page(sheet: Sheet, answers: bool) -> str:
    """Return a page as SVG: with blanks, or with the answers.

    Raises:
        ValueError: if the graph is too large to write into.
    """
    asked = ASKED[sheet.blanks]
    n = len(topological_order(sheet.value))
    too_large = ValueError(
        f"a graph of {n} nodes is too large for a sheet to write on; leave something out"
    )
    if n > MOST_NODES:
        raise too_large
    graph, wide, high = _fitting(sheet.value, asked, answers)
    room = HEIGHT - TOP - BOTTOM
    scale = min((WIDTH - 2 * MARGIN) / wide, room / high, 1.5)
    if scale < SMALLEST:
        raise too_large
    left = (WIDTH - scale * wide) / 2
    parts = [
        words(sheet.title, MARGIN, 58, 22, 80, font_weight="bold", fill=colours.INK),
        words(f"{sheet.number}{', ' if sheet.number else ''}answers" if answers else sheet.number,
              WIDTH - MARGIN, 58, 14, text_anchor="end", fill=colours.QUIET),
        *([] if answers else _name_and_task(sheet)),
        graph.replace("<svg ", f'<svg x="{left:.1f}" y="{TOP}" ', 1).replace(
            f'width="{wide:g}" height="{high:g}"',
            f'width="{scale * wide:.1f}" height="{scale * high:.1f}"', 1),
        *_below(sheet, answers, TOP + min(room, scale * high) + 26),
    ]  # fmt: skip
    return svg.picture(WIDTH, HEIGHT, "\n".join(parts), sheet.title, colours.PAPER)


def _fitting(value: Value, asked: frozenset[str], answers: bool) -> tuple[str, float, float]:
    """Return the graph, in the direction that fills the page best, its width and its height."""
    best: tuple[float, str, float, float] | None = None
    for direction in ("LR", "TB"):
        text = paper_of(value, direction, asked, answers)
        size = _ROOT.search(text)
        assert size is not None  # Graphviz says how large its pictures are
        wide, high = (float(size[i]) * 4 / 3 for i in (1, 2))
        scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - TOP - BOTTOM) / high)
        if best is None or scale > 1.25 * best[0]:  # from left to right, unless far larger
            body = text[text.index("<svg") :]
            body = body.replace(size[1] + 'pt"', f'{wide:g}"', 1)
            body = body.replace(size[2] + 'pt"', f'{high:g}"', 1)
            best = scale, body, wide, high
    assert best is not None
    return best[1:]


def _name_and_task(sheet: Sheet) -> list[str]:
    lines = textwrap.wrap(TASKS[sheet.blanks], 116)
    return [
        words("Name", MARGIN, 88, 14, fill=colours.INK),
        element("path", d=f"M{MARGIN + 44} 91h190", stroke=colours.QUIET),
        *(words(line, MARGIN + 252, 88 + 18 * i, 14, fill=colours.INK)
          for i, line in enumerate(lines)),
    ]  # fmt: skip


def _below(sheet: Sheet, answers: bool, y: float) -> list[str]:
    if answers:
        lines = [" ".join(line.split()) for line in explain(sheet.value).splitlines()]
        title = "Step by step"
    elif sheet.hints:
        lines, title = hints(sheet.value), "Local gradients"
    else:
        return []
    room = int((HEIGHT - 14 - y - 20) // 16)
    columns = 1 if len(lines) <= room else 2
    if len(lines) > columns * room:
        lines = [*lines[: columns * room - 1], f"… and {len(lines) - columns * room + 1} more"]
    parts = [words(title, MARGIN, y, 14, font_weight="bold", fill=colours.INK)]
    for i, line in enumerate(lines):
        x = MARGIN + (i // room) * (WIDTH - 2 * MARGIN) / columns
        limit = 150 // columns
        parts.append(words(line, x, y + 18 + 16 * (i % room), 12, limit, fill=colours.INK))
    return parts


def hints(value: Value) -> list[str]:
    """Say of each kind of operation in a graph what its local gradients are.

    >>> w, x = Value(0.5, "w"), Value(2.0, "x")
    >>> hints((w * x).tanh())
    ['first × second: for first it is second, for second it is first', 'tanh(in): 1 - out²']
    """
    lines = []
    for node in topological_order(value):
        rule = node.rule
        if not isinstance(rule, Elementwise) or not rule.formula:
            continue
        texts = [rule.derivative_text(i) for i in range(len(rule.input_names))]
        if not all(texts):
            continue
        names = rule.input_names
        said = texts[0]
        if len(texts) > 1:
            said = ", ".join(f"for {name} it is {text}" for name, text in zip(names, texts))
        known = rule.formula.startswith(f"{rule.name}(") or not rule.formula.isascii()
        plain = known or not isinstance(rule, Activation)
        name = rule.formula if plain else f"{rule.name}, {rule.formula}"
        lines.append(_readable(f"{name}: {said}", names))
    return list(dict.fromkeys(lines))


def _readable(line: str, names: list[str]) -> str:
    """Write a rule's formula for paper; its names must not be taken for those of the graph."""
    calls = ["in"] if len(names) == 1 else ["first", "second", "third", "fourth"]
    for name, called in zip([*names, "y"], [*calls[: len(names)], "out"]):
        line = re.sub(rf"\b{name}\b", called, line)
    return line.replace(" ** 2", "²").replace(" * ", " × ").replace(" ** ", " to the power of ")
