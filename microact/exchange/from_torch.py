"""Your PyTorch network, explained: a module of theirs as a graph of ours.

`torch.export` writes a module down as operators, without decomposing them; each is computed here
with a few of our rules, in the scope of the module that it stands in.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np

from microact.engine.value import Value, scope
from microact.exchange.torch_shapes import OPERATORS
from microact.nn import Module
from microact.readings.numbers import Number
from microact.support.optional_packages import optional


class FromTorch(Module, part_of_microact=True):
    """A network that came from PyTorch. Call it as it is called there, with arrays or Values too.

    `named_parameters()` has PyTorch's names; the numbers are copies. It computes for the shapes it
    was exported with, as a module that rests (`module.eval()`).
    """

    def __init__(self, module: Number, *example: Number) -> None:
        torch = optional("torch", "reading a PyTorch module")
        exported = torch.export.export(module, example)
        self._nodes = list(exported.graph.nodes)
        unknown = {str(n.target) for n in self._nodes if n.op == "call_function"} - OPERATORS.keys()
        if unknown:
            raise NotImplementedError(
                f"this network uses {len(unknown)} operators that microact does not know: "
                + ", ".join(sorted(unknown))
            )
        specs = {spec.arg.name: spec for spec in exported.graph_signature.input_specs}
        self._targets = {name: spec.target for name, spec in specs.items()}
        self._weights: dict[str, Value] = {}
        made: dict[int, Value] = {}  # a weight that stands in two places is one Value
        for name, p in exported.named_parameters():
            if id(p) not in made:
                made[id(p)] = Value(_plain(p), name, requires_grad=p.requires_grad)
            self._weights[name] = made[id(p)]
        kept = {**dict(exported.named_buffers()), **exported.constants}
        self._kept = {name: _plain(x) for name, x in kept.items()}
        self._shapes = [tuple(np.shape(x)) for x in example]
        self._title = type(module).__name__

    def _values(self) -> dict[str, Value]:
        return self._weights

    def forward(self, *inputs: Number) -> Number:
        """Compute what the module computes.

        Raises:
            ValueError: for other shapes than it was exported with.
            NotImplementedError: for an option of an operator that has no counterpart here.
        """
        shapes = [tuple(np.shape(x)) for x in inputs]
        if shapes != self._shapes:
            raise ValueError(f"{self._title} was exported for shapes {self._shapes}, got {shapes}")
        given = iter([x if isinstance(x, Value) else _as_input(_plain(x)) for x in inputs])
        known: dict[object, Number] = {}

        def read(x: Number) -> Number:
            if isinstance(x, list | tuple):
                return [read(each) for each in x]
            return known[x] if type(x).__name__ == "Node" else x

        for node in self._nodes:
            if node.op == "placeholder":
                target = self._targets[node.name]
                known[node] = (
                    next(given) if target is None
                    else self._weights[target] if target in self._weights
                    else self._kept[target]
                )  # fmt: skip
            elif node.op == "output":
                results = [read(x) for x in node.args[0]]
                return results[0] if len(results) == 1 else tuple(results)
            else:
                with _scopes(node.meta.get("nn_module_stack", {})):
                    known[node] = self._computed(node, read)
        raise AssertionError("an exported graph ends with its output")

    def _computed(self, node: Number, read: Number) -> Number:
        options = {key: read(x) for key, x in node.kwargs.items()}
        try:
            return OPERATORS[str(node.target)](*read(node.args), **options)
        except (NotImplementedError, TypeError) as error:
            raise NotImplementedError(f"{node.target} cannot be said here: {error}") from error

    def __repr__(self) -> str:
        return f"{self._title} from PyTorch, {len(self._weights)} weights"


def from_torch(module: Number, *example: Number) -> FromTorch:
    """Read a PyTorch module: what it computes, as a graph of microact.

    Outputs and gradients are PyTorch's to 1e-10 in float64; `draw`, `explain`, `explore` and
    `diagnose` show where the gradient of that network flows. A module that draws at random or
    learns its means must rest: `module.eval()`.

    Args:
        module: a `torch.nn.Module`.
        example: what it is called with, tensors; their shapes are those it computes for.

    Raises:
        NotImplementedError: for operators that are not known here; it lists them all.
        ModuleNotFoundError: without PyTorch; it says what installs it.
    """
    return FromTorch(module, *example)


@contextmanager
def _scopes(stack: dict[str, tuple[str, Number]]) -> Iterator[None]:
    """Enter a scope for each module around an operator: `layers 0`, or `Linear 0` in a sequence."""
    with ExitStack() as opened:
        before = ""
        for path, kind in stack.values():
            name = path.removeprefix(before).lstrip(".").replace(".", " ").replace("/", " ")
            if name:
                title = kind if isinstance(kind, str) else kind.__name__
                opened.enter_context(
                    scope(f"{title.rpartition('.')[2]} {name}" if name.isdigit() else name)
                )
            before = path
        yield


def _plain(x: Number) -> Number:
    """Return a tensor's numbers as an array of NumPy's own."""
    return np.array(x.detach().cpu().numpy()) if hasattr(x, "detach") else np.asarray(x)


def _as_input(x: Number) -> Number:
    """Let floats be Values, which have gradients; whole numbers and truths stay arrays."""
    return Value(x, "input") if x.dtype.kind == "f" else x
