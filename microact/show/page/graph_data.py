"""A recorded graph as plain data, for the page: its nodes, its leaves' numbers, its rules."""

import math
import re
import warnings
from collections.abc import Sequence

import numpy as np

from microact.engine.calling import activation_of_one_number, activations
from microact.engine.flow import flow, names
from microact.engine.node import number_of
from microact.engine.order import fixed_nodes, topological_order
from microact.engine.value import Value
from microact.expressions.tree import exact_key
from microact.readings.comparisons import comparisons_of
from microact.readings.numbers import Number, norm, shape_of
from microact.rules import Activation, Elementwise, Rule
from microact.show import style
from microact.show.graph.composed import parts, renumbered
from microact.show.page.rules_in_javascript import Shapes, rule_in_javascript
from microact.support.facts import Facts
from microact.words.numbers import extent, range_text, rows, short

LEARNS = re.compile(
    r"(w|b|weight|bias|scale|shift|table)\d*|.*[._](weight|bias|w|b|scale|shift|table)\d*",
    re.IGNORECASE,
)
"""Labels of leaves that may learn, unless one says which do."""

MOST_SHOWN = 16
"""So many numbers of an array are written out in a sentence."""

HEAT = 12
"""Rows and columns of a heat map, at most."""


SMALL = 64
"""Numbers that an array may hold for the page to compute with it."""


DTYPES = (np.dtype(np.float64), np.dtype(np.float32))
"""What a browser can compute with: its own numbers, and those it rounds to float32."""

_warned: set[type[Rule]] = set()
"""The classes that were said to be left out."""


def leave_out(kind: type[Rule], error: Exception) -> None:
    """Say once of a class that the page cannot compute it, where it was defined, and why."""
    if kind in _warned:
        return
    _warned.add(kind)
    code = kind.forward.__code__ if hasattr(kind.forward, "__code__") else None
    where = f" ({code.co_filename}, line {code.co_firstlineno})" if code else ""
    warnings.warn(
        f"{kind.__qualname__}{where} cannot be computed on a page, so it is left out of its menus: "
        f"{type(error).__name__}: {error}. Its lines should use operators and the functions of xp: "
        "xp.tanh instead of np.tanh or math.tanh, xp.where instead of if",
        stacklevel=2,
    )


class Rules:
    """The rules of a page, each once, by number; for arrays, once for each shape."""

    def __init__(self) -> None:
        self.rules: list[tuple[Rule, Shapes | None]] = []
        self.places: dict[object, int] = {}

    def place(self, rule: Rule, shapes: Shapes | None = None) -> int:
        """Return the number of a rule."""
        key = type(rule), exact_key(rule.parameters), repr(shapes)
        if key not in self.places:
            self.places[key] = len(self.rules)
            self.rules.append((rule, shapes))
        return self.places[key]

    def written(self, live: bool) -> str:
        """Write them as a list in JavaScript; raise what a rule raises that symbols cannot read."""
        lines = [rule_in_javascript(rule, shapes, live) for rule, shapes in self.rules]
        return "[\n" + ",\n".join(lines) + "\n]"


def _all_readable(order: list[Value], live: str) -> bool:
    """Whether the page can compute every node: numbers that browsers have, rules with symbols."""
    if any(node.dtype not in DTYPES for node in order):
        return False
    rules = Rules()
    for node in order:
        if node.rule is not None:
            rules.place(node.rule, _shapes(node) if live == "arrays" else None)
    for rule, shapes in rules.rules:
        try:
            rule_in_javascript(rule, shapes)
        except Exception as error:  # whatever a user's own lines do with a symbol
            leave_out(type(rule), error)
            return False
    return True


def scene_of(
    output: Value, rules: Rules, parameters: Sequence[Value] | None, data: Facts | None
) -> Facts:
    """Describe a graph for the page.

    A node tells its rule, its inputs, its label, its scope, its shape; what is usual is left out.
    """
    order = topological_order(output)
    place = {id(node): i for i, node in enumerate(order)}
    single = all(not node.shape and (node.is_leaf or _single(node)) for node in order)
    numbers = [x for node in order for x in (node._number, *_constants(node))]
    small = not single and all(0 < np.size(x) <= SMALL for x in numbers)
    live = "numbers" if single else "arrays" if small else ""
    if live and not _all_readable(order, live):
        live = ""  # such a graph is shown as it was recorded
    learns = None if parameters is None else {id(p) for p in parameters}
    fixed, whole = fixed_nodes(order), parts(order, {id(output)})
    scopes = renumbered(node.scope for node in order)
    calls = renumbered(whole.values())
    nodes = [_node(node, place, rules, live, learns) for node in order]
    for node, known in zip(order, nodes):
        if id(node) in fixed:
            known |= {"constant": True, "fixed": True, "learns": False}
        if id(node) in whole:
            known["whole"] = calls[whole[id(node)]]
        if node.scope:
            known["scope"] = scopes[node.scope]
    scene: Facts = {
        "live": live, "nodes": nodes,
        "values": [
            _as_data(node._number, live) if node.is_leaf or not live else None for node in order
        ],
        "choices": [], "groups": [], "data": data, "ways": _ways(order, place, live),
    }  # fmt: skip
    if live:
        before = order[: data["score"] + 1] if data else order  # a loss has no other activation
        scene["groups"] = _groups(before)
    if live == "numbers":  # for arrays the page has rules of its own, which fit every shape
        scene["choices"] = _choices(order, rules)
    elif not live:
        scene |= _recorded(output, order, place)
    return scene


def _ways(order: list[Value], place: dict[int, int], live: str) -> list[Facts]:
    """Describe what Python code compared while the graph was recorded: branches hang on it."""
    ways = []
    named = names(order)
    for comparison in {id(c): c for node in order for c in comparisons_of(node)}.values():
        sides, words = [], []
        for side in comparison.sides:
            node = side.value() if side.value is not None else None
            here = node is not None and id(node) in place
            words.append(named[id(node)] if here else rows(side.number)[0])
            sides.append(place[id(node)] if here else _constant_as_data(side.number, live))
        result = np.ravel(comparison.result).tolist()
        ways.append({"op": comparison.op, "sides": sides, "result": result,
                     "words": f" {comparison.op} ".join(words)})  # fmt: skip
    return ways if live else []


def _constants(node: Value) -> list[Number]:
    return [x for x in node.inputs if not isinstance(x, Value)]


def _single(node: Value) -> bool:
    return isinstance(node.rule, Elementwise)


def _node(
    node: Value,
    place: dict[int, int],
    rules: Rules,
    live: str,
    learns: set[int] | None,
) -> Facts:
    known: Facts = {}
    if node.rule is not None:
        known["rule"] = rules.place(node.rule, _shapes(node) if live == "arrays" else None)
        known["inputs"] = [
            place[id(x)] if isinstance(x, Value) else _constant_as_data(x, live)
            for x in node.inputs
        ]
    elif LEARNS.fullmatch(node.label) if learns is None else id(node) in learns:
        known["learns"] = True
    label = style.one_line(node.label)
    more = {
        "label": label, "called": node.label if node.label != label else "", "scope": node.scope,
        "shape": node.shape, "single": node.dtype == np.float32,
    }  # fmt: skip
    known |= {name: x for name, x in more.items() if x}
    if node.shape and not live and (heat := _heat(node._number)):
        known["heat"] = heat
    return known


def _shapes(node: Value) -> Shapes:
    return [shape_of(number_of(x)) for x in node.inputs], node.shape


def _constant_as_data(x: Number, live: str) -> Facts:
    if shape_of(x) == ():
        return {"number": _finite(float(x))}
    return {"number": _as_data(x, live), "shape": shape_of(x)}


def _as_data(x: Number, live: str) -> Number | Facts:
    """Return a float as it is, an array as a flat list, or as what a card shows of it."""
    if shape_of(x) == ():
        return _finite(float(x))
    flat = np.ravel(x)
    if live:
        return [_finite(float(v)) for v in flat]
    sign = 1 if np.all(flat >= 0) else -1 if np.all(flat <= 0) else 0
    shape = "×".join(map(str, shape_of(x)))
    numbers = " ".join(short(v) for v in flat) if flat.size <= MOST_SHOWN else ""
    size = _finite(norm(x))
    card = f"{shape}, {range_text(x)}" if flat.size > 2 else numbers
    words = f"{shape}: {numbers}" if numbers else card
    return {"text": words, "card": card, "size": size, "sign": sign}


def _slope(local: Number) -> Number | Facts:
    """Return a local gradient: of an array its range."""
    if shape_of(local) == ():
        return _finite(float(local))
    low, high = extent([local])
    text = short(low) + ("" if low == high else f" … {short(high)}")
    return {"text": text, "card": text, "size": _finite(norm(local)), "sign": 0}


def _finite(x: float) -> float | str:
    """JSON has no infinity: such a number travels as a word."""
    return x if math.isfinite(x) else str(x)


def _heat(x: Number) -> list[list[float]] | None:
    """Return an array's numbers as shares of the largest, thinned out; None for an empty one."""
    if not np.size(x):
        return None
    table = np.atleast_2d(np.reshape(x, (shape_of(x)[0], -1)) if len(shape_of(x)) > 2 else x)
    rows, columns = (np.linspace(0, n - 1, min(n, HEAT)).astype(int) for n in table.shape)
    shown = np.nan_to_num(table[np.ix_(rows, columns)])
    largest = float(np.max(np.abs(shown))) or 1.0
    return [[round(float(v) / largest, 3) for v in row] for row in shown]


def _recorded(output: Value, order: list[Value], place: dict[int, int]) -> Facts:
    """Tell the backward pass of a graph that the page cannot compute itself: large arrays, say."""
    grads: list[Number | Facts] = [0.0] * len(order)
    grads[-1] = _as_data(np.ones(output.shape) if output.shape else 1.0, "")
    steps = []
    for i, step in enumerate(flow(output)):
        to = place[id(step.input)]
        grads[to] = _as_data(step.total, "")
        steps.append({
            "index": i, "from": place[id(step.node)], "to": to, "position": step.position,
            "upstream": _as_data(step.upstream, ""), "passed": _as_data(step.passed_on, ""),
            "local": None if step.local is None else _slope(step.local),
            "total": grads[to], "waiting": step.waiting,
        })  # fmt: skip
    return {"grads": grads, "steps": steps}


def _choices(order: list[Value], rules: Rules) -> list[int]:
    """Return every activation of one number, those of the graph among them."""
    found: list[Rule] = [node.rule for node in order if isinstance(node.rule, Activation)]
    known = {rule.name for rule in found}
    for name in activations:
        if name not in known:
            try:
                rule = activation_of_one_number(name)
            except (ValueError, TypeError):
                continue  # several inputs, or parameters that nobody has chosen
            try:
                rule_in_javascript(rule)
            except Exception as error:  # whatever a user's own lines do with a symbol
                leave_out(type(rule), error)
                continue
            found.append(rule)
    return list(dict.fromkeys(rules.place(rule) for rule in found))


def _groups(order: list[Value]) -> list[Facts]:
    """Return the activations that one menu switches: those of a layer, or one alone.

    One alone is called as its card is; the page knows how.
    """
    groups: dict[object, list[int]] = {}
    for i, node in enumerate(order):
        if isinstance(node.rule, Activation) and len(node.inputs) == 1:
            groups.setdefault(node.scope.split("/")[0] or i, []).append(i)
    return [
        {"layer": layer if isinstance(layer, str) else "", "nodes": nodes}
        for layer, nodes in groups.items()
    ]
