"""PyTorch's printer: the lines of a rule for tensors.

A truth becomes a number of the dtype of `x` where one is due, and so does a plain number where
PyTorch takes tensors alone: `torch.where(truth, 1.0, 0.01)` is float32 whatever stands beside it
(2.13.0).
"""

from microact.expressions.printer import ATOM
from microact.expressions.python import Python
from microact.expressions.tree import ARITHMETIC, Operand, Tree, is_truth

BOUNDS = {"maximum": "min", "minimum": "max"}
"""What `torch.clamp` calls the bound that is a plain number."""


class Torch(Python):
    """Writes Python for tensors; a tensor called `x` stands in the lines.

    >>> x = Tree("x")
    >>> print(TORCH.text(Tree("maximum", Tree("exp", x), 0.0)))
    torch.clamp(torch.exp(x), min=0.0)
    >>> print(TORCH.text(Tree("*", Tree("upstream"), Tree(">", x, 0.0))))
    upstream * (x > 0.0).to(x.dtype)
    """

    def written(self, x: Operand) -> tuple[str, int]:
        """Return the text of an expression and how tightly it holds together."""
        counting = isinstance(x, Tree) and (x.op in ARITHMETIC.values() or x.op == "neg")
        if counting and any(map(is_truth, x.args)):
            args = [Tree("number", arg) if is_truth(arg) else arg for arg in x.args]
            return super().written(Tree(x.op, *args))
        return super().written(x)

    def negation(self, truth: Operand) -> tuple[str, int]:
        """Write `~truth`."""
        return f"~{self.inside(truth, self.negative)}", self.negative

    def other(self, x: Tree) -> str:
        """Write a call of PyTorch's."""
        args = x.args
        if x.op == "number":
            return f"{self.inside(args[0], ATOM)}.to(x.dtype)"
        if x.op == "divide":
            return f"({self.text(Tree('/', *args))})"
        plain = [isinstance(arg, int | float) and not is_truth(arg) for arg in args]
        if x.op in BOUNDS and any(plain):
            tensor, number = args if plain[1] else reversed(args)
            return f"torch.clamp({self._tensor(tensor)}, {BOUNDS[x.op]}={self.text(number)})"
        if x.op == "clip":
            given = [self._tensor(args[0]), *map(self.text, args[1:])]
            return f"torch.clamp({', '.join(given)})"
        if x.op == "power":
            return f"torch.pow({self._tensor(args[0])}, {self.text(args[1])})"
        if x.op == "where":
            of = self.text if x.truth else self._tensor
            return f"torch.where({self.text(args[0])}, {', '.join(map(of, args[1:]))})"
        if x.options or x.op not in FUNCTIONS:
            raise TypeError(f"{x.op} mixes the elements of an array, or is no function of rules")
        return f"torch.{x.op}({', '.join(map(self._tensor, args))})"

    def _tensor(self, x: Operand) -> str:
        """Write an operand that must be a tensor of numbers."""
        if is_truth(x):
            return self.text(Tree("number", x))
        return self.text(x) if isinstance(x, Tree) else f"x.new_tensor({self.text(x)})"

    def number(self, x: Operand) -> str:
        """Write a number; one that is not finite has a name of PyTorch's."""
        return repr(x).replace("inf", "torch.inf").replace("nan", "torch.nan")


FUNCTIONS = {"exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "abs", "sign",
             "maximum", "minimum"}  # fmt: skip
TORCH = Torch()
