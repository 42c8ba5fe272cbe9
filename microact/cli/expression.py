"""Read an expression such as `tanh(w*x + b)` into a graph, without ever running it as Python.

Python's own parser makes a tree of the text, and only numbers, names, operators and the rules'
names are accepted from that tree.
"""

import ast
import math
import operator
import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence

from microact.engine.calling import named
from microact.engine.value import Value
from microact.readings.numbers import Number
from microact.rules import Elementwise, registry

LONGEST, DEEPEST, LARGEST_EXPONENT = 1000, 100, 1000

ALSO = str.maketrans({"^": "**", "×": "*", "·": "*", "−": "-", "÷": "/"})
"""Signs that people type, or copy from a page, and what the language has for them."""

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def read_expression(text: str, numbers: Mapping[str, float]) -> Value:
    """Build the graph of an expression, with a leaf for each name.

    Args:
        text: numbers, names, `+ - * / **` (or `^`), brackets and the functions of single numbers,
            such as `tanh`, `leaky_relu(x, slope=0.1)` or `maximum(a, b)`.
        numbers: the number of each name.

    Raises:
        ValueError: for anything else in the text, a name without a number or a number without a
            use, in one line; also where a function is not defined (`log(-1)`).
        ZeroDivisionError: for a division by 0.

    >>> read_expression("tanh(w*x + b)", {"w": 0.5, "x": 2, "b": -1}).data
    0.0
    """
    if len(text) > LONGEST:
        raise ValueError(f"the expression is {len(text)} characters long, at most {LONGEST} fit")
    try:
        with warnings.catch_warnings(action="ignore"):  # what Python thinks of `1or x`
            tree = ast.parse(text.strip().translate(ALSO), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or str(error)
        if any(digit in text for digit in SUPERSCRIPTS):
            reason = "a power is written with ^, such as x^2"
        raise ValueError(f"cannot read the expression {_shown(text)}: {reason}") from None
    # Python reads names in this normal form: µ and μ are one name.
    named = {unicodedata.normalize("NFKC", name): number for name, number in numbers.items()}
    leaves = {name: Value(number, name) for name, number in named.items()}
    used: set[str] = set()
    result = _build(tree.body, leaves, used, 1)
    for name in leaves:
        if name not in used:
            raise ValueError(f"{name} was given a number but is not in the expression")
    if not isinstance(result, Value):
        raise ValueError("the expression has no name in it, so there is nothing to differentiate")
    if not math.isfinite(result.item()):
        raise ValueError(f"the result is {result.item()}: a number on the way is too large")
    return result


def _build(node: ast.expr, leaves: Mapping[str, Value], used: set[str], depth: int) -> Number:
    if depth > DEEPEST:
        raise ValueError(f"the expression is nested more than {DEEPEST} deep")

    def inside(part: ast.expr) -> Number:
        return _build(part, leaves, used, depth + 1)

    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _finite(number)
        case ast.Name(id=name):
            if name not in leaves:
                if name in registry:
                    raise ValueError(f"{name} is a function and needs brackets: {name}(x)")
                raise ValueError(f"no number for {name!r}: add it with --set {name}=1")
            used.add(name)
            return leaves[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -inside(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return inside(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(inside(left), inside(right))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](inside(left), inside(right))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            return _call(name, [inside(arg) for arg in args], keywords, inside)
    try:
        what = _shown(ast.unparse(node))
    except RecursionError:
        what = f"a {type(node).__name__}"
    raise ValueError(
        f"{what} is not allowed: an expression is made of numbers, names, + - * / **, "
        "brackets and functions such as tanh(x)"
    )


def _call(
    name: str, args: list[Number], keywords: list[ast.keyword], inside: Callable[[ast.expr], Number]
) -> Number:
    kind = registry.get(name)
    function = named(name) if kind is not None and issubclass(kind, Elementwise) else None
    if function is None:
        known = ", ".join(n for n, kind in registry.items() if issubclass(kind, Elementwise))
        raise ValueError(f"no function {_shown(name)}; there are {known}")
    parameters = {}
    for keyword in keywords:
        number = inside(keyword.value)
        if keyword.arg in parameters:
            raise ValueError(f"{keyword.arg} is given twice")
        if keyword.arg is None or isinstance(number, Value):
            raise ValueError(f"a parameter of {name} must be a plain number, as in slope=0.1")
        parameters[keyword.arg] = number
    try:
        return function(*args, **parameters)
    except TypeError as error:
        raise ValueError(str(error)) from None


def _power(base: Number, exponent: Number) -> Number:
    plain = exponent.item() if isinstance(exponent, Value) else exponent
    if abs(plain) > LARGEST_EXPONENT:
        raise ValueError(f"the exponent {plain:g} is too large, at most {LARGEST_EXPONENT} is")
    if isinstance(base, Value):
        return base**exponent
    power = named("power")
    assert power is not None
    return power(base, exponent)


def _finite(number: float) -> float:
    try:
        finite = math.isfinite(number)
    except OverflowError:
        finite = False
    if not finite:
        raise ValueError("a number in the expression is too large")
    return float(number)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def read_numbers(settings: Sequence[str]) -> dict[str, float]:
    """Read `["w=0.5", "x=1/4"]`; raise `ValueError` for anything else.

    >>> read_numbers(["w=0.5", "x=1/4"])
    {'w': 0.5, 'x': 0.25}
    """
    numbers = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name.isidentifier():
            raise ValueError(f"--set takes NAME=NUMBER, got {setting!r}")
        number = _number(name, text)
        if not math.isfinite(number):
            raise ValueError(f"{name} must be a finite number, got {text!r}")
        if name in numbers:
            raise ValueError(f"{name} is set twice")
        numbers[name] = number
    return numbers


def _number(name: str, text: str) -> float:
    """Read a number, or what is made of numbers, as the boxes of the page take it: `1/3`, `2*3`."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        tree = ast.parse(text.strip().translate(ALSO), mode="eval")
        return float(_build(tree.body, {}, set(), 1))
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        raise ValueError(f"{name} must be a number, such as 0.5 or 1/3, got {text!r}") from None
