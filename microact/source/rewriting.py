"""Lines that NumPy runs, rewritten so that other numbers can run them.

NumPy's own lines write into buffers, multiply a number by a truth, and let plain numbers stand
anywhere. Elsewhere each of these may be refused: so buffers go, a truth becomes a number where one
is due, and for a kind of number that meets no float every plain number becomes one of the kind.
"""

import ast
import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

OPERATORS: dict[str, ast.operator] = {
    "add": ast.Add(), "subtract": ast.Sub(), "multiply": ast.Mult(), "matmul": ast.MatMult(),
    "logical_and": ast.BitAnd(), "logical_or": ast.BitOr(), "logical_xor": ast.BitXor(),
}  # fmt: skip
COMPARISONS: dict[str, ast.cmpop] = {
    "less": ast.Lt(), "less_equal": ast.LtE(), "greater": ast.Gt(), "greater_equal": ast.GtE(),
    "equal": ast.Eq(), "not_equal": ast.NotEq(),
}  # fmt: skip
"""What NumPy's functions that write into buffers are as operators."""

NAMES = {type(op): name for name, op in (OPERATORS | COMPARISONS).items()} | {ast.Div: "divide"}
LOGIC = (ast.BitAnd, ast.BitOr, ast.BitXor)
SHAPING = {"reshape", "broadcast_to", "transpose", "swapaxes", "squeeze", "expand_dims"}
"""Functions that give truths for truths."""

STRUCTURE = {"sum", "mean", "max", "min", "var", *SHAPING}
"""Functions whose first argument is a number, and the others say how: an axis, a shape."""


@dataclass
class Lines:
    """Rewritten lines, and what they need to run."""

    source: str
    called: dict[str, str]
    """The functions that they call: what stands in the lines, and what the function is called."""
    indices: set[str]
    """The constants that are indices, and stay NumPy's."""


def rewritten(source: str, lifts: bool, world: Mapping[str, object]) -> Lines:
    """Rewrite the source of a step for other numbers; constants are made before it, once.

    Args:
        source: one function, as NumPy runs it.
        lifts: whether every plain number must become one of the kind, and a comparison a call.
        world: the functions and constants that the lines use, by name.
    """
    (step,) = ast.parse(source).body
    assert isinstance(step, ast.FunctionDef)
    rewriting = Rewriting(lifts, step)
    rewriting.truths |= {
        name for name, x in world.items() if str(getattr(x, "dtype", "")) == "bool"
    }
    lines = [rewriting.visit(line) for line in step.body]
    returned = {node.id for node in ast.walk(lines[-1]) if isinstance(node, ast.Name)}
    varying = {argument.arg for argument in step.args.args} | {"taken"}
    before: list[ast.stmt] = [
        ast.Assign([ast.Name(name, ast.Store())], rewriting.call("number", ast.Constant(value)))
        for (_, value), name in rewriting.constants.items()
    ]
    _own_output(lines, rewriting)
    step.body = []
    for line in lines:
        used = {node.id for node in ast.walk(line) if isinstance(node, ast.Name)}
        name = _target(line)
        if name and name not in returned and not used & varying:
            before.append(line)
        else:
            step.body.append(line)
            varying.add(name)
    text = ast.unparse(ast.fix_missing_locations(ast.Module([*before, step], [])))
    return Lines(text + "\n", rewriting.called, rewriting.indices)


def _own_output(lines: list[ast.stmt], rewriting: "Rewriting") -> None:
    """Let the output be nobody else's: what may be an argument, or a view of one, is copied."""
    *before, end = lines
    assert isinstance(end, ast.Return)
    assert isinstance(end.value, ast.Tuple)
    output = end.value.elts[0]
    for line in reversed(before):
        if isinstance(output, ast.Name) and _target(line) == output.id:
            assert isinstance(line, ast.Assign)
            output = line.value
    calls = output.func if isinstance(output, ast.Call) else None
    view = isinstance(calls, ast.Name) and rewriting.called.get(calls.id) in (*SHAPING, "picked")
    if view or isinstance(output, ast.Name | ast.Attribute):
        end.value.elts[0] = rewriting.call("copied", end.value.elts[0])


def _target(line: ast.stmt) -> str:
    """Return the name that a line gives to what it computes; none for the last line."""
    if not isinstance(line, ast.Assign):
        return ""
    (target,) = line.targets
    assert isinstance(target, ast.Name)
    return target.id


class Rewriting(ast.NodeTransformer):
    """Rewrites the lines of a step, one after the other."""

    def __init__(self, lifts: bool, step: ast.FunctionDef) -> None:
        self.lifts = lifts
        self.names = {node.id for node in ast.walk(step) if isinstance(node, ast.Name)}
        self.variables = {argument.arg for argument in step.args.args}
        self.variables |= set(map(_target, step.body))
        self.truths: set[str] = set()
        self.called: dict[str, str] = {}
        self.indices: set[str] = set()
        self.constants: dict[tuple[float, float], str] = {}

    # ---- what is a truth --------------------------------------------------------------------

    def is_truth(self, node: ast.expr) -> bool:
        """Whether an expression is true or false, not a number."""
        match node:
            case ast.Compare():
                return True
            case ast.Constant(value=bool()):
                return True
            case ast.Name(id=name):
                return name in self.truths
            case ast.BinOp(op=op):
                return isinstance(op, LOGIC)
            case ast.Subscript(value=inner) | ast.Attribute(value=inner):
                return self.is_truth(inner)
            case ast.Call(func=ast.Name(id=name), args=args):
                if name == "where":
                    return self.is_truth(args[1]) and self.is_truth(args[2])
                logical = name in COMPARISONS or name.startswith("logical_")
                return logical or (name in SHAPING and self.is_truth(args[0]))
        return False

    # ---- numbers ----------------------------------------------------------------------------

    def number(self, node: ast.expr, alone: bool = False) -> ast.expr:
        """Rewrite what stands where a number is due; `alone` if a plain one will not do there."""
        if self.is_truth(node):
            return self.call("number", self.visit(node))
        match node:
            case ast.Constant(value=int() | float() as x):
                plain = float(x)  # 1 / x: some divide only what has a point
            case ast.UnaryOp(operand=ast.Constant(value=int() | float() as x)):
                plain = -float(x)
            case ast.Name(id="inf" | "nan" | "pi") if self.lifts or alone:
                return self.call("number", node)
            case _:
                made: ast.expr = self.visit(node)
                return made
        return self.constant(plain) if self.lifts or alone else ast.Constant(plain)

    def constant(self, x: float) -> ast.expr:
        """Give a plain number a name: it is made one of the kind once, before all lines."""
        key = math.copysign(1, x), x  # 0.0 and -0.0 are equal
        if key not in self.constants:
            free = (f"k{i}" for i in itertools.count(1))
            self.constants[key] = next(name for name in free if name not in self.names)
            self.names.add(self.constants[key])
        return ast.Name(self.constants[key], ast.Load())

    def call(self, name: str, *args: ast.expr) -> ast.expr:
        """Write a call."""
        return ast.Call(self.function(name), list(args), [])

    def function(self, name: str) -> ast.Name:
        """Name a function so that no variable of the lines hides it."""
        free = name
        while free in self.variables:
            free += "_"
        self.called[free] = name
        return ast.Name(free, ast.Load())

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """Remember which names are truths."""
        if self.is_truth(node.value):
            self.truths.add(_target(node))
            node.value = self.visit(node.value)
        else:
            self.truths.discard(_target(node))
            node.value = self.number(node.value, alone=True)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Let operators of arithmetic meet numbers alone."""
        of = self.visit if isinstance(node.op, LOGIC) else self.number
        if self.lifts:  # a number of the kind may not know what to do with an array
            return self.call(NAMES[type(node.op)], of(node.left), of(node.right))
        return ast.BinOp(of(node.left), node.op, of(node.right))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """Let a sign stand before a number."""
        operand = self.number(node.operand)
        return self.call("negative", operand) if self.lifts else ast.UnaryOp(node.op, operand)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Write a comparison that nobody may decide as a call."""
        (op,), (right,), left = node.ops, node.comparators, node.left
        both = self.is_truth(left) and self.is_truth(right)
        left, right = (self.visit(x) if both else self.number(x) for x in (left, right))
        if self.lifts:
            return self.call(NAMES[type(op)], left, right)
        return ast.Compare(left, [op], [right])

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Write an index as a call: each library allows others."""
        self.indices |= {x.id for x in ast.walk(node.slice) if isinstance(x, ast.Name)}
        return self.call("picked", self.number(node.value, alone=True), node.slice)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Write a call without its buffer, as an operator where there is one."""
        assert isinstance(node.func, ast.Name)
        name, args = node.func.id, node.args
        options = [option for option in node.keywords if option.arg != "out"]
        if name in OPERATORS:
            return self.visit_BinOp(ast.BinOp(args[0], OPERATORS[name], args[1]))
        if name in COMPARISONS:
            return self.visit_Compare(ast.Compare(args[0], [COMPARISONS[name]], [args[1]]))
        if name == "negative":
            return self.visit_UnaryOp(ast.UnaryOp(ast.USub(), args[0]))
        if name == "divide" and not self.lifts:
            return ast.BinOp(
                self.number(args[0], alone=True), ast.Div(), self.number(args[1], True)
            )
        name = "abs" if name == "absolute" else name
        function = self.function(name)
        if name == "where":
            truths = self.is_truth(args[1]) and self.is_truth(args[2])
            known = isinstance(args[0], ast.Constant)
            condition = self.call("truth", args[0]) if known else self.visit(args[0])
            made = [condition, *(self.visit(x) if truths else self.number(x, True)
                                           for x in args[1:])]  # fmt: skip
        elif name in ("taken", "logical_not"):
            made = [self.visit(args[0]), *args[1:]]
        elif name in STRUCTURE:
            shaped = name in SHAPING and self.is_truth(args[0])
            first = self.visit(args[0]) if shaped else self.number(args[0], alone=True)
            made = [first, *args[1:]]
        elif name in ("concatenate", "stack"):
            made = [self.several(args[0]), *args[1:]]
        elif name in ("power", "clip"):  # an exponent and bounds may be plain numbers
            made = [self.number(args[0], alone=True), *map(self.number, args[1:])]
        else:
            made = [self.number(x, alone=True) for x in args]
        return ast.Call(function, made, options)

    def several(self, node: ast.expr) -> ast.expr:
        """Rewrite each of a list of numbers."""
        assert isinstance(node, ast.Tuple | ast.List)
        return ast.Tuple([self.number(x, alone=True) for x in node.elts], ast.Load())

    def visit_Return(self, node: ast.Return) -> ast.Return:
        """Return numbers: a truth may be an output, too."""

        def written(x: ast.expr) -> ast.expr:
            if isinstance(x, ast.Tuple):
                return ast.Tuple(list(map(written, x.elts)), ast.Load())
            return self.number(x)

        assert node.value is not None
        node.value = written(node.value)
        return node
