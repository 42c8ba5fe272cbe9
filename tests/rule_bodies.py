"""Random bodies of a user's rule, and what they must compute.

A body is a small tree of our own: it is written out as the Python that a user would write, and
computed here, number by number, with NumPy's float64 alone. Nothing of microact is used.
"""

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

PARAMETERS = {
    "p": [0.5, -1.5, 3, np.float64(0.25), np.float32(0.5), np.int64(2), np.int32(-1)],
    "flag": [True, False, np.bool(True)],
}
ONE = ["exp", "expm1", "sin", "cos", "tanh", "abs", "sign", "sqrt", "log", "log1p"]
TWO = ["maximum", "minimum", "power", "divide"]
COMPARE = ["<", "<=", ">", ">=", "==", "!="]
EXACT = {"abs", "sign", "maximum", "minimum"}
"""Functions that give the same bits wherever they are computed."""


@dataclass(frozen=True)
class Node:
    """What is done to what; `truth` says that it is true or false."""

    op: str
    args: tuple[Any, ...] = ()
    truth: bool = False

    def __str__(self) -> str:
        a = [str(arg) for arg in self.args]
        if self.op in ("leaf", "constant"):
            return a[0]
        if self.op in ONE or self.op in TWO or self.op in ("where", "clip"):
            return f"xp.{self.op}({', '.join(a)})"
        if self.op == "builtin abs":
            return f"abs({a[0]})"
        if self.op in ("neg", "not", "pos"):
            return f"{ {'neg': '-', 'not': '~', 'pos': '+'}[self.op] }({a[0]})".replace(" ", "")
        if self.op == "helper":
            return f"helper({a[0]})"
        return f"({a[0]}) {self.op} ({a[1]})"


@st.composite
def numbers(draw: Any, names: tuple[str, ...], depth: int = 4) -> Node:
    """Draw a body that gives a number: over the names that it may use."""
    constants = [Node("constant", (c,)) for c in (0.5, 1, 2, -1, -0.3, 3.0, 1.0)]
    leaves = [Node("leaf", (name,)) for name in names]

    def live(op: str, *args: Node) -> Node:
        """Let a variable have a part in it: constants alone are Python's own matter."""
        if not any(map(_varies, args)):
            args = (leaves[0], *args[1:])
        return Node(op, args)

    def pick(*choices: str) -> str:
        chosen: str = draw(st.sampled_from(choices))
        return chosen

    def leaf() -> Node:
        found: Node = draw(st.sampled_from(leaves * 2 + constants))
        return found

    def either(deep: int) -> Node:  # a truth may stand wherever a number may
        return truth(deep) if pick("number", "number", "truth") == "truth" else number(deep)

    def number(deep: int) -> Node:
        if deep <= 0:
            return leaf()
        kind = pick("leaf", "truth", "arithmetic", "arithmetic", "/", "sign", "one", "two", "**",
                    "where", "where", "clip", "helper")  # fmt: skip
        inner = deep - 1
        if kind == "leaf":
            return leaf()
        if kind == "truth":
            return truth(inner)
        if kind == "arithmetic":
            return live(pick("+", "-", "*"), either(inner), either(inner))
        if kind == "/":
            return live("/", either(inner), either(inner))
        if kind == "sign":
            return live(pick("neg", "neg", "pos", "builtin abs"), either(inner))
        if kind == "one":
            return live(pick(*ONE), either(inner))
        if kind == "two":
            return live(pick(*TWO), either(inner), either(inner))
        if kind == "**":
            exponent = draw(st.sampled_from([2, 3, 0.5, -1]))
            return live("**", either(inner), Node("constant", (exponent,)))
        if kind == "where":
            return live("where", either(inner), either(inner), either(inner))
        if kind == "clip":
            return live("clip", either(inner), *[Node("constant", (c,)) for c in (-1.0, 2.0)])
        return live("helper" if "z" not in names else "neg", either(inner))

    def truth(deep: int) -> Node:
        kind = pick("compare", "compare", "join", "not") if deep > 0 else "compare"
        if kind == "join":
            op = pick("&", "|", "^", "==", "!=")
            return Node(op, (truth(deep - 1), truth(deep - 1)), True)
        if kind == "not":
            return Node("not", (truth(deep - 1),), True)
        # Python computes `1 > 2` before anybody else sees it, so a name stands on the left.
        left = Node("+", (draw(st.sampled_from(leaves[:1])), number(deep - 1)))
        left = left if pick("sum", "name") == "sum" else leaves[0]
        return Node(pick(*COMPARE), (left, number(deep - 1)), True)

    return number(depth)


def _varies(x: Any) -> bool:
    return isinstance(x, Node) and (x.args[0] in ("x", "y", "z") or any(map(_varies, x.args)))


def depends(x: Any, name: str, helper: Node) -> bool:
    """Whether a body hangs on a name, so that its value has that name's shape."""
    if not isinstance(x, Node):
        return False
    if x.op == "helper" and not depends(helper, "z", helper):
        return False
    return x.args[0] == name or any(depends(arg, name, helper) for arg in x.args)


class UnstableError(Exception):
    """Another rounding, or the other zero, would change the answer: nothing can be asked here."""


def computed(node: Node, names: dict[str, float], helper: Node) -> float:
    """Return what a body gives, or raise `UnstableError`."""
    with np.errstate(all="ignore"):
        exact = _compute(node, names, helper, None)
        for seed in range(5):
            other = _compute(node, names, helper, random.Random(seed))
            if not _near(exact, other):
                raise UnstableError
    return float(exact)


def _near(a: Any, b: Any) -> bool:
    a, b = float(a), float(b)
    if np.isnan(a) or np.isinf(a) or np.isnan(b) or np.isinf(b):
        return a == b or (np.isnan(a) and np.isnan(b))
    return abs(a) < 1e100 and abs(a - b) <= 1e-9 * max(1.0, abs(a))


def _compute(x: Node, names: dict[str, float], helper: Node, shake: random.Random | None) -> Any:
    def inside(arg: Node) -> Any:
        y = _compute(arg, names, helper, shake)
        if shake and isinstance(y, np.float64) and y == 0:
            y = np.float64(shake.choice([0.0, -0.0]))
        return y

    def shaken(y: Any) -> Any:
        return y * (1 + 1e-12 * shake.uniform(-1, 1)) if shake and np.isfinite(y) else y

    op, args = x.op, x.args
    if op == "leaf":
        value = names[args[0]]
        return bool(value) if isinstance(value, bool | np.bool) else np.float64(value)
    if op == "constant":
        return np.float64(args[0])
    if op == "helper":
        argument = _number(inside(args[0]))
        return _compute(helper, {**names, "z": argument}, helper, shake)
    if op == "where":
        chosen, other = inside(args[1]), inside(args[2])
        chosen = chosen if inside(args[0]) != 0 else other
        both = isinstance(chosen, bool) and isinstance(other, bool)
        return chosen if both else _number(chosen)
    a = [inside(arg) for arg in args]
    if op in ("&", "|", "^", "not"):
        p, q = bool(a[0]), bool(a[-1])
        return {"&": p and q, "|": p or q, "^": p != q, "not": not p}[op]
    n = [_number(y) for y in a]
    if op in COMPARE:
        u, v = n
        return bool({"<": u < v, "<=": u <= v, ">": u > v, ">=": u >= v, "==": u == v,
                     "!=": u != v}[op])  # fmt: skip
    if op in ("+", "-", "*", "/"):
        return {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[op](*n)
    if op == "neg":
        return -n[0]
    if op == "pos":
        return n[0]
    if op == "builtin abs":
        return abs(n[0])
    if op == "clip":
        return np.minimum(np.maximum(n[0], n[1]), n[2])
    # NumPy's `power` takes a square root where the exponent is 0.5, so −∞ would give NaN.
    f = np.float_power if op in ("**", "power") else getattr(np, op)
    y = np.float64(f(*n))
    return y if op in EXACT or op == "divide" else shaken(y)


def _number(y: Any) -> Any:
    return np.float64(y)
