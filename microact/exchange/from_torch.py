"""Your PyTorch network, explained: a module of theirs as a graph of ours.

`torch.export` writes a module down as operators that change nothing in place, without decomposing
them; each is computed here with a few of our rules, in the scope of the module that it stands in.
"""

import warnings
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from microact.engine.value import Value, scope
from microact.exchange.held_to_torch import UnreadableError, hold_to, plain
from microact.exchange.torch_further import OPERATORS
from microact.nn import Module
from microact.readings.numbers import Number, refuse_masked
from microact.support.optional_packages import optional


@dataclass(frozen=True)
class Known:
    """Stands in an operator's arguments for what another one has computed."""

    name: str


@dataclass(frozen=True)
class Step:
    """One operator of an exported network."""

    name: str
    operator: str
    arguments: Number
    options: dict[str, Number]
    scopes: tuple[str, ...]


class FromTorch(Module, part_of_microact=True):
    """A network that came from PyTorch. Call it as it is called there, with arrays or Values too.

    What hangs on no input and no weight (positions, masks) is PyTorch's own number.

    `named_parameters()` has PyTorch's names; the numbers are copies. It computes for the shapes it
    was exported with, as a module that rests (`module.eval()`).
    """

    def __init__(self, module: Number, *example: Number) -> None:
        torch = optional("torch", "reading a PyTorch module")
        exported = _exported(torch, module, example)
        specs = {spec.arg.name: spec for spec in exported.graph_signature.input_specs}
        made_there = _constants(torch, exported, specs)
        nodes = exported.graph.nodes
        calls = [n for n in nodes if n.op == "call_function" and n.name not in made_there]
        for n in calls:
            _refuse_training(str(n.target), n.args)
        unknown = {str(n.target) for n in calls} - OPERATORS.keys()
        if unknown:
            raise UnreadableError(
                f"this network uses {len(unknown)} operators that microact does not know: "
                + ", ".join(sorted(unknown))
            )
        given = [name for name, spec in specs.items() if spec.target is None]
        self._inputs = list(zip(given, map(_form, example)))
        self._weights: dict[str, Value] = {}
        made: dict[int, Value] = {}  # a weight that stands in two places is one Value
        for name, p in exported.named_parameters():
            if id(p) not in made:
                made[id(p)] = Value(plain(p), name, requires_grad=p.requires_grad)
            self._weights[name] = made[id(p)]
        self._constants = {name: _numbers(x) for name, x in made_there.items()}
        self._targets = {
            name: spec.target for name, spec in specs.items() if spec.target in self._weights
        }
        self._steps = [
            Step(n.name, str(n.target), _known(n.args), _known(n.kwargs), _scopes_of(n))
            for n in calls
        ]
        (end,) = [n for n in exported.graph.nodes if n.op == "output"]
        self._results = _known(end.args[0])
        self._title = type(module).__name__
        hold_to(torch, module, self, example)

    def _values(self) -> dict[str, Value]:
        return self._weights

    def forward(self, *inputs: Number) -> Number:
        """Compute what the module computes.

        Raises:
            ValueError: for other shapes than it was exported with, or another plain number.
            UnreadableError: for an option of an operator that has no counterpart here.
        """
        if len(inputs) != len(self._inputs):
            raise TypeError(f"{self._title} takes {len(self._inputs)} inputs, got {len(inputs)}")
        known: dict[str, Number] = dict(self._constants)
        refuse_masked(*inputs)
        for (name, form), x in zip(self._inputs, inputs):
            if _form(x) != form:
                raise ValueError(f"{self._title} was exported for shape {form}, got {_form(x)}")
            known[name] = x if isinstance(x, Value) else _as_input(plain(x))
        for name, target in self._targets.items():
            known[name] = self._weights[target]

        def read(x: Number) -> Number:
            if isinstance(x, list | tuple):
                return [read(each) for each in x]
            return known[x.name] if isinstance(x, Known) else x

        for step in self._steps:
            with ExitStack() as opened:
                for name in step.scopes:
                    opened.enter_context(scope(name))
                options = {key: read(x) for key, x in step.options.items()}
                try:
                    known[step.name] = OPERATORS[step.operator](*read(step.arguments), **options)
                except (UnreadableError, TypeError, ValueError) as error:
                    raise UnreadableError(
                        f"{step.operator} cannot be said here: {error}"
                    ) from error
        results = read(self._results)
        return results[0] if len(results) == 1 else tuple(results)

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
        UnreadableError: for operators that are not known here; it lists them all.
        ModuleNotFoundError: without PyTorch; it says what installs it.
    """
    return FromTorch(module, *example)


def _exported(torch: Number, module: Number, example: tuple[Number, ...]) -> Number:
    """Return the operators of a module, none of which changes numbers in place."""
    if not isinstance(module, torch.nn.Module):
        raise TypeError(f"from_torch takes a torch.nn.Module, got {type(module).__name__}")
    for x in example:
        if not isinstance(x, torch.Tensor | bool | int | float | None):
            raise TypeError(
                f"from_torch is given what the module is called with, tensors, got "
                f"{type(x).__name__}; a module that takes tensors in lists or dictionaries needs "
                "one around it that takes them one by one"
            )
    # A tensor that is given twice would be one input: so each is a copy.
    copies = tuple(x.detach().clone() if isinstance(x, torch.Tensor) else x for x in example)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # PyTorch's, of itself
            written = torch.export.export(module, copies)
            exported = written.run_decompositions({})
    except Exception as error:  # whatever it raises where a module is no fixed graph
        first = str(error).strip().partition("\n")[0]
        raise UnreadableError(
            f"torch.export cannot write {type(module).__name__} down for these inputs: {first}"
        ) from error
    cut = [n for n in written.graph.nodes if str(n.target) == "aten.detach_.default"]
    if any("lift" not in str(node.args[0].target) for node in cut):  # a constant has none to cut
        raise UnreadableError("detach_ cuts a tensor off in place; write x = x.detach()")
    changed = [spec.target for spec in exported.graph_signature.output_specs
               if "MUTATION" in spec.kind.name]  # fmt: skip
    if changed:
        raise UnreadableError(
            f"this network changes {', '.join(map(str, changed))} while it computes, so it is no "
            "function of its inputs; call module.eval() first if that is what it learns"
        )
    return exported


def _refuse_training(operator: str, arguments: tuple[Number, ...]) -> None:
    """Raise `UnreadableError` for what only a network that is trained does."""
    drops = operator == "aten.scaled_dot_product_attention.default" and any(arguments[4:5])
    if drops or operator in LEARNING:
        raise UnreadableError(
            f"{operator}: dropout or batch norm in training (call module.eval() first)"
        )


LEARNING = ("aten._native_batch_norm_legit_functional.default", "aten.native_dropout.default")
"""What networks do that draw at random, or learn their means."""


def _constants(torch: Number, exported: Number, specs: dict[str, Number]) -> dict[str, Number]:
    """Let PyTorch compute what hangs on no input and no weight, buffers among them."""
    weights = {name for name, _ in exported.named_parameters()}
    kept = {**dict(exported.named_buffers()), **exported.constants}
    known: dict[str, Number] = {}

    def is_known(x: Number) -> bool:
        if isinstance(x, list | tuple):
            return all(map(is_known, x))
        return type(x).__name__ != "Node" or x.name in known

    def read(x: Number) -> Number:
        if isinstance(x, list | tuple):
            return type(x)(map(read, x))
        return known[x.name] if type(x).__name__ == "Node" else x

    for node in exported.graph.nodes:
        if node.op == "placeholder":
            target = specs[node.name].target
            if target is not None and target not in weights:
                known[node.name] = kept[target]
        elif node.op == "call_function" and all(map(is_known, (*node.args, *node.kwargs.values()))):
            if torch.Tag.nondeterministic_seeded in getattr(node.target, "tags", ()):
                raise UnreadableError(f"{node.target} draws at random (call module.eval() first)")
            options = {name: read(x) for name, x in node.kwargs.items()}
            with torch.no_grad():
                known[node.name] = node.target(*read(list(node.args)), **options)
    return known


def _numbers(x: Number) -> Number:
    """Return tensors as NumPy's arrays, in lists too; what is no tensor stays."""
    if isinstance(x, list | tuple):
        return [_numbers(each) for each in x]
    return plain(x) if hasattr(x, "detach") else x


def _form(x: Number) -> Number:
    """Return what must be equal for an exported network to fit: a shape, or a plain number."""
    if x is None or isinstance(x, bool | int | float):
        return x
    return tuple(np.shape(x))


def _known(x: Number) -> Number:
    """Copy an operator's arguments, so that nothing of PyTorch's graph is held."""
    if isinstance(x, list | tuple):
        return [_known(each) for each in x]
    if isinstance(x, dict):
        return {name: _known(each) for name, each in x.items()}
    if type(x).__name__ == "Node":
        return Known(x.name)
    return x if x is None or isinstance(x, bool | int | float | str) else str(x)


def _scopes_of(node: Number) -> tuple[str, ...]:
    """Name a scope for each module around an operator: `layers 0`, or `Linear 0` in a sequence."""
    names = []
    before = ""
    for path, kind in node.meta.get("nn_module_stack", {}).values():
        name = path.removeprefix(before).lstrip(".").replace(".", " ").replace("/", " ")
        if name:
            title = kind if isinstance(kind, str) else kind.__name__
            names.append(f"{title.rpartition('.')[2]} {name}" if name.isdigit() else name)
        before = path
    return tuple(names)


def _as_input(x: Number) -> Number:
    """Let floats be Values, which have gradients; whole numbers and truths stay arrays."""
    return Value(x, "input") if x.dtype.kind == "f" else x
