"""Steps and networks that leave as ONNX models, for whatever runs those: a phone, a browser.

A step takes its backward lines along: so a model file can give gradients, or train.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from microact.compiled.network_step import Compiled
from microact.engine.value import Value, recording
from microact.exchange.any_rows import any_rows
from microact.exchange.from_torch import FromTorch
from microact.exchange.onnx_lines import Model, names_returned, noted
from microact.exchange.onnx_nodes import Tensor
from microact.exchange.onnx_shapes import Nodes
from microact.nn import MLP, Linear, Module, Sequential
from microact.readings.numbers import Array, Number, shape_of
from microact.source.straight_line import program_of
from microact.source.unrolled import Unrolled
from microact.support.atomic_files import new_file


def to_onnx(
    what: Unrolled | Compiled | Module,
    path: str | os.PathLike[str],
    X: Number = None,
    y: Number = None,
    dtype: DTypeLike | None = None,
) -> None:
    """Write an ONNX model: a network's predictions, or a step with its gradients.

    Every operation is written out in few kinds of node, so that float64 runs as well as float32;
    values have the labels of the graph. A step takes the inputs of `ma.unroll` and gives the
    output, a gradient for each of `wrt`, called `d_` and its name, and what `keep` named, for the
    shapes that were recorded. A network takes `X` with any count of rows and gives `output`; its
    weights are in the file. It predicts: dropout rests. onnxruntime 1.32 may lose the sign of a
    zero.

    Args:
        what: what `ma.unroll` or `model.compile()` made, or a module of `nn`.
        path: the file to write.
        X: rows to record a network or a compiled step with. An `MLP` needs none.
        y: targets to record a compiled step with.
        dtype: the dtype to compute in; by default the one that was recorded.

    Raises:
        ModuleNotFoundError: without the package onnx; it says what installs it.
        TypeError: for something else; for a branch that Python code took while it was recorded;
            for a network of which a number hangs on the rows it was recorded with.
    """
    kept = ""
    if isinstance(what, Compiled):
        if X is None or y is None:
            raise TypeError("a compiled step is recorded with rows: to_onnx(step, path, X, y)")
        what, _ = what.lines_for(X, y)
        kept = "outputs"
    elif y is not None:
        raise TypeError("only a compiled step takes targets: to_onnx(model.compile(), path, X, y)")
    if isinstance(what, Unrolled):
        if X is not None and not kept:
            raise TypeError("a step has its shapes already: to_onnx(step, path)")
        made, about = _step(what, dtype, kept), "a step with its gradients"
    elif isinstance(what, Module):
        made, about = _network(what, X, dtype), f"{what!r}"
    else:
        raise TypeError(
            f"to_onnx takes a step or a module, got {type(what).__name__}; of a Value: "
            "to_onnx(ma.unroll(value), path)"
        )
    packed = made.made(about).SerializeToString()
    with new_file(path) as file:
        file.write(packed)


def _dtype(given: DTypeLike | None, numbers: list[Number]) -> np.dtype[Any]:
    dtypes = [x.dtype for x in numbers if shape_of(x) and x.dtype.kind == "f"]
    dtype = np.dtype(max(dtypes, default=np.dtype(float)) if given is None else given)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"an ONNX model computes in float32 or float64, got {dtype}")
    return dtype


# ---- steps ------------------------------------------------------------------------------------


def _step(step: Unrolled, dtype: DTypeLike | None, called: str = "") -> Model:
    if step.language != "python":
        raise TypeError(f"this step is {step.language}; unroll it once more, in Python")
    if changed := step.changed():
        raise RuntimeError(f"{changed} since this was unrolled; unroll again")
    nodes = Nodes(_dtype(dtype, list(step.like)))
    model = Model(nodes)
    for name, x in zip(step.inputs, step.like):
        like = np.asarray(x).astype(nodes.type)
        if name in step.batched:
            model.input(name, np.full(2, like), ["examples"])
        else:
            model.input(name, like)
    tensors = {x.name: x for x, _ in model.inputs}
    made = noted(step, nodes, list(tensors.values()))
    output, gradients = nodes.number(made[0]), list(map(nodes.number, made[1]))
    kept = list(map(nodes.number, made[2])) if len(made) > 2 else []
    name, *names = names_returned(step)
    if step.batched:
        _batched_outputs(model, step, name or "output", [output, *gradients])
        return model
    model.output(name or "output", output)
    for leaf, like, gradient in zip(step.wrt, step.like_wrt, gradients):
        same = gradient.shape == shape_of(like)
        model.output(
            f"d_{leaf}", gradient if same else nodes.broadcast_to(gradient, shape_of(like))
        )
    for name, x in zip(names[len(names) - len(kept) :], kept):
        model.output(called or name or "kept", x)
    return model


def _batched_outputs(model: Model, step: Unrolled, name: str, results: list[Tensor]) -> None:
    """Add outputs of one number per example; what is no example's own gets the sum."""
    nodes = model.nodes
    examples = next(x for x, _ in model.inputs if x.name in step.batched)
    count = nodes.node("Shape", [examples], np.array(examples.shape, np.int64))
    for title, x in zip([name, *[f"d_{leaf}" for leaf in step.wrt]], results):
        each = nodes.node("Expand", [x, count], np.broadcast_to(x.like, examples.shape))
        own = title == name or title[2:] in step.batched
        model.output(title, each if own else nodes.sum(each), ["examples"] if own else None)


# ---- networks ---------------------------------------------------------------------------------


def _network(model: Module, X: Number, dtype: DTypeLike | None) -> Model:
    """Record a network several times, with other rows and counts: what differs is theirs."""
    X = _rows_for(model) if X is None else np.asarray(X)
    if X.dtype.kind not in "iuf" or X.ndim < 1 or not X.size:
        raise TypeError(f"X holds numbers, in rows, got {X.dtype} of shape {X.shape}")
    rows = X.ndim > 1 and not isinstance(model, FromTorch)  # what was exported has one shape
    first = _cycled(X, 2) if rows else X
    models, differ = [_recorded(model, first, dtype)], False
    for other, count in zip(_others(X), (3, 1, 11, 5, 7)):
        given = _cycled(other, count) if rows else other
        try:
            models.append(_recorded(model, given, dtype))
        except Exception:  # it takes no such numbers, as an embedding no word -1
            continue
        differ |= not np.array_equal(other, X)
    if not differ:
        raise TypeError("X tells nothing of other rows: give numbers that are not all alike")
    return any_rows(models, rows)


def _rows_for(model: Module) -> Array:
    """Make rows for a network that says how long they are."""
    first: Number = model
    while isinstance(first, Sequential):
        first = first.parts[0]
    if isinstance(first, MLP | Linear):
        n: int = first.parameters()[0].shape[0]
        rows = np.random.default_rng(0).normal(size=(2, n))
        return rows.astype(first.parameters()[0].dtype)
    raise TypeError("give rows that this network takes: to_onnx(model, path, X)")


def _cycled(X: Array, count: int) -> Array:
    return X[np.arange(count) % len(X)]


def _others(X: Array) -> Iterator[Array]:
    """Yield other rows: moved, of other signs, with a 0 or NaN in them, with what none had."""
    moved = np.roll(X, 1, axis=0)
    yield moved if np.any(moved != X) else np.roll(X, 1, axis=-1)
    flat = np.arange(X.size).reshape(X.shape)
    if X.dtype.kind == "f":
        yield -X
        yield np.where(flat % 3 == 1, np.nan, X).astype(X.dtype)
        yield X + X.dtype.type(0.5)
    else:
        yield np.where(flat % 2 == 0, 0, X)
        yield np.where(flat % 3 == 0, -1, X)
        yield np.where(flat % 3 == 0, 10**6, X).astype(X.dtype)
        yield X + 1


def _recorded(model: Module, X: Array, dtype: DTypeLike | None) -> Model:
    """Note down what a network computes of some rows."""
    rows = Value(X, "X") if X.dtype.kind == "f" else None
    with _as_it_predicts(model), recording(True):
        output = model(X if rows is None else rows)
        if not isinstance(output, Value):
            raise TypeError(f"a network gives a Value, got {type(output).__name__}")
        weights = {name: p for name, p in model.named_parameters().items() if p is not output}
        leaves = [*([] if rows is None else [rows]), *weights.values()]
        program = program_of(output, leaves, [])
        step = Unrolled(program, [], [], "python")
    nodes = Nodes(_dtype(dtype, [x._number for x in leaves]))
    made = Model(nodes)
    given = [] if rows is None else [made.input("X", X.astype(nodes.type))]
    if rows is None:
        made.input("X", X.astype(np.int64))
    for weight, p in weights.items():
        given.append(Tensor(np.asarray(p.data).astype(nodes.type), nodes, weight, constant=True))
    (result, *_) = noted(step, nodes, given)
    made.output("output", nodes.number(result))
    return made


@contextmanager
def _as_it_predicts(model: Module) -> Iterator[None]:
    """Let all parts rest, and record frozen weights like others."""
    parts = [(part, part.training) for part in model.modules()]
    weights = [(p, p.requires_grad) for p in model.parameters()]
    try:
        for part, _ in parts:
            part.training = False
        for p, _ in weights:
            p.requires_grad = True
        yield
    finally:
        for part, training in parts:
            part.training = training
        for p, wants in weights:
            p.requires_grad = wants
