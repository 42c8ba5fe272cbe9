"""A step's lines, noted down as the nodes of an ONNX model; and the model that they make."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from microact.exchange.onnx_nodes import Node, Tensor
from microact.exchange.onnx_shapes import Nodes
from microact.readings.numbers import Number
from microact.source.rewriting import rewritten
from microact.source.unrolled import Unrolled
from microact.support.optional_packages import optional
from microact.support.version import __version__

OPSET, IR_VERSION = 18, 8
"""Of 2022: the first in which every reduction takes its axes as an input."""

Shape = Sequence[int | str]
"""Lengths of axes; a text for one that may be any."""


def noted(step: Unrolled, nodes: Nodes, given: Sequence[Tensor]) -> Number:
    """Run a step's lines with tensors; return what the step returns.

    Each line's name becomes that of what it computes, and its comment is kept beside.
    """
    lines = rewritten(step.source, lifts=True, world=step._world)
    about = dict(re.findall(r"^ +(\w+) = .*?  # (.*)$", step.source, re.M))
    named = "named"
    while named in lines.source:
        named += "_"
    world: dict[str, Number] = {
        "inf": np.inf, "nan": np.nan, "pi": np.pi, "slice": slice, "Ellipsis": ...,
        named: lambda name, x: nodes.named(name, about.get(name, ""), x),
    }  # fmt: skip
    for name, x in step._world.items():
        if hasattr(x, "forward"):
            world[name] = nodes.rule(x)
        elif not callable(x) and name not in step._buffers:
            is_number = isinstance(x, np.ndarray) and name not in lines.indices
            world[name] = nodes.constant(x) if is_number else x
    for name, function in lines.called.items():
        if name not in world:
            world[name] = getattr(nodes, function)
    tree = ast.parse(lines.source)
    for line in ast.walk(tree):
        if isinstance(line, ast.Assign):
            (target,) = line.targets
            assert isinstance(target, ast.Name)
            name_and_value = [ast.Constant(target.id), line.value]
            line.value = ast.Call(ast.Name(named, ast.Load()), name_and_value, [])
    with np.errstate(all="ignore"):
        exec(compile(ast.fix_missing_locations(tree), "<lines for ONNX>", "exec"), world)
        return world["step"](*given)


def names_returned(step: Unrolled) -> Iterator[str]:
    """Give the name of each number that a step returns; empty for a plain number."""
    (function,) = ast.parse(step.source).body
    assert isinstance(function, ast.FunctionDef)
    end = function.body[-1]
    assert isinstance(end, ast.Return)
    assert isinstance(end.value, ast.Tuple)
    for x in end.value.elts:
        for each in x.elts if isinstance(x, ast.Tuple) else [x]:
            yield each.id if isinstance(each, ast.Name) else ""


class Model:
    """Inputs, outputs, and the nodes between them."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.inputs: list[tuple[Tensor, Shape]] = []
        self.outputs: list[tuple[Tensor, Shape]] = []

    def input(self, name: str, like: Number, shape: Shape | None = None) -> Tensor:
        """Add an input; by default of the shape of `like`."""
        x = Tensor(np.asarray(like), self.nodes, name)
        self.inputs.append((x, x.shape if shape is None else shape))
        return x

    def output(self, name: str, x: Tensor, shape: Shape | None = None) -> None:
        """Add an output; by default of the shape that was recorded."""
        taken = [other for other, _ in (*self.inputs, *self.outputs)]
        while name in [other.name for other in taken]:
            name += " (output)"  # an input may be the output as well
        if x.constant or any(x is other for other in taken):
            x = self.nodes.node("Identity", [x], x.like)
        x.name = name
        self.outputs.append((x, x.shape if shape is None else shape))

    def made(self, about: str) -> Number:
        """Make the model, and have ONNX check it.

        Raises:
            ModuleNotFoundError: without the package onnx; it says what installs it.
        """
        onnx = optional("onnx", "a model as ONNX")
        helper = onnx.helper
        needed = self._needed()
        constants = {id(x): x for node in needed for x in node.inputs if x.constant}
        _name([x for x, _ in (*self.inputs, *self.outputs)], needed, constants.values())
        graph = helper.make_graph(
            [_written(node, helper) for node in needed],
            "microact",
            *[
                [helper.make_tensor_value_info(x.name, _kind(x, helper), shape) for x, shape in xs]
                for xs in (self.inputs, self.outputs)
            ],
            [onnx.numpy_helper.from_array(x.like, x.name) for x in constants.values()],
            doc_string=about,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="microact",
            producer_version=__version__,
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    def _needed(self) -> list[Node]:
        """List the nodes that an output hangs on."""
        wanted = {id(x) for x, _ in self.outputs}
        needed = []
        for node in reversed(self.nodes.nodes):
            if id(node.output) in wanted:
                needed.append(node)
                wanted |= set(map(id, node.inputs))
        return needed[::-1]


def _name(known: list[Tensor], nodes: list[Node], constants: Iterable[Tensor]) -> None:
    """Give everything beside inputs and outputs a name of its own: constants what they hold."""
    taken = {x.name for x in known}
    settled = set(map(id, known))
    for x in [*(node.output for node in nodes), *constants]:
        if id(x) in settled:
            continue
        first = name = x.name or _title(x)
        n = 1
        while name in taken:
            n += 1
            name = f"{first} ({n})"
        x.name = name
        taken.add(name)


def _title(x: Tensor) -> str:
    if not x.constant:
        return "t"
    if x.like.size == 1:
        return str(x.like.item()) if not x.shape else str(x.like.tolist())
    return str(x.like.tolist()) if x.like.size < 5 else "c"


def _written(node: Node, helper: Number) -> Number:
    options = {
        name: helper.np_dtype_to_tensor_dtype(x) if isinstance(x, np.dtype) else x
        for name, x in node.options.items()
    }
    names = [x.name for x in node.inputs]
    title = f"{node.about or node.kind} → {node.output.name}"
    made: Any = helper.make_node(node.kind, names, [node.output.name], name=title, **options)
    made.doc_string = node.about
    return made


def _kind(x: Tensor, helper: Number) -> int:
    kind: int = helper.np_dtype_to_tensor_dtype(x.dtype)
    return kind
