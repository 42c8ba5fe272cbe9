"""The expression tree that every printer writes: an operation and what it is done to.

Each tree has a type: it is a number, or a truth (the result of a comparison). A truth that is used
as a number is converted where it is used, `1.0 * truth`, so that no language's own idea of adding
truths comes into play (NumPy's `True + True` is `True`).
"""

import operator
from collections.abc import Callable
from numbers import Rational
from typing import Any

import numpy as np

Operand = Any
"""A tree, or a constant: a number, a truth, an index, a text."""

ARITHMETIC = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@",
}  # fmt: skip
"""Operations on numbers, by the name of Python's method."""
COMPARISONS = {"lt": "<", "gt": ">", "le": "<=", "ge": ">=", "eq": "==", "ne": "!="}
"""Operations that make a truth of two numbers."""
LOGIC = {"and": "&", "or": "|", "xor": "^"}
"""Operations on truths."""

OPERATORS: dict[str, Callable[..., Operand]] = {
    **{op: getattr(operator, name) for name, op in (ARITHMETIC | COMPARISONS).items()},
    "&": np.logical_and, "|": np.logical_or, "^": np.logical_xor,
}  # fmt: skip
"""What computes each operator."""

TRUTHS = {*COMPARISONS.values(), *LOGIC.values(), "not"}


class Tree:
    """An operation `op` done to `args`, or without any a variable called `op`."""

    __slots__ = ("args", "op", "options", "truth")

    op: str
    args: tuple[Operand, ...]
    options: dict[str, Operand]
    truth: bool
    """Whether this is a truth and not a number."""

    def __init__(self, op: str, *args: Operand, **options: Operand) -> None:
        self.op, self.args, self.options = op, args, options
        self.truth = bool(args) and (
            op in TRUTHS or (op == "where" and all(map(is_truth, args[1:])))
        )


def is_truth(x: object) -> bool:
    """Whether an operand is true or false, not a number; it may say so itself, as `truth`."""
    known = getattr(x, "truth", None)
    return known if isinstance(known, bool) else isinstance(x, bool | np.bool)


def plain(x: Operand) -> Operand:
    """Return a constant as a plain bool, int or float of Python: NumPy's scalars print otherwise.

    >>> from fractions import Fraction
    >>> plain(np.int64(3)), plain(np.float32(0.5)), plain(np.bool(True)), plain(Fraction(1, 4))
    (3, 0.5, True, 0.25)
    """
    if is_truth(x) and not isinstance(x, Tree):
        return bool(x)
    if isinstance(x, int | np.integer):
        return int(x)
    if isinstance(x, float | np.floating | Rational):
        return float(x)
    if isinstance(x, np.ndarray) and not x.shape and x.dtype.kind in "biuf":
        return plain(x[()])
    return x


def exact_key(x: Operand) -> object:
    """Return what is equal for constants that are the same: 0.0 and -0.0 are not, nor 1 and 1.0.

    What NumPy writes of a long array leaves out most of it, and of any number all digits but 8.

    >>> exact_key({"a": 0.0}) == exact_key({"a": -0.0})
    False
    """
    x = plain(x)
    if isinstance(x, np.ndarray):
        held = tuple(map(exact_key, x.flat)) if x.dtype.hasobject else x.tobytes()
        return "array", x.shape, x.dtype.str, held
    if isinstance(x, tuple | list):
        return type(x).__name__, tuple(map(exact_key, x))
    if isinstance(x, dict):
        return "dict", tuple((name, exact_key(x[name])) for name in sorted(x))
    return type(x).__name__, repr(x)
