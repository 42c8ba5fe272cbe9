"""A network that was read, held to PyTorch's own outputs and gradients."""

import numpy as np

from microact.engine.gradients import gradients_of
from microact.engine.value import Value
from microact.readings.numbers import Array, Number


class UnreadableError(NotImplementedError):  # the kind that PyTorch raises, for who catches it
    """What PyTorch has and microact has not, or would compute otherwise: refused, never wrong.

    Nothing is left to be written behind it. It is a `NotImplementedError`, as PyTorch 2.13's
    dispatcher raises for an operator that a backend has not.
    """


NEAR = {"float64": 1e-9, "float32": 1e-3, "float16": 0.1}
"""How far numbers may be off, of the larger of 1 and the largest."""


def hold_to(torch: Number, module: Number, network: Number, example: tuple[Number, ...]) -> None:
    """Raise `UnreadableError` unless outputs and gradients are PyTorch's for the example.

    An exported program does not say all: that a part ran without gradients, that a hook or a
    function of somebody's own changes them on the way back.
    """
    there = [_as_leaf(torch, x) for x in example]
    here = [Value(plain(x), "input") if _is_leaf(x) else x for x in there]
    theirs, mine = _several(module(*there)), _several(network(*here))
    for a, b in zip(theirs, mine):
        _refuse_unlike("its output", plain(a), b.data if isinstance(b, Value) else b)
    wanted = {name: p for name, p in module.named_parameters() if p.requires_grad}
    wanted |= {f"input {i}": x for i, x in enumerate(there, 1) if _is_leaf(x)}
    total = sum((a * _weights_like(torch, a)).sum() for a in theirs if a.requires_grad)
    if not isinstance(total, torch.Tensor) or not wanted:
        return
    slopes = torch.autograd.grad(total, list(wanted.values()), allow_unused=True)
    ends = [
        (b * plain(_weights_like(torch, a))).sum()
        for a, b in zip(theirs, mine) if a.requires_grad and isinstance(b, Value)
    ]  # fmt: skip
    leaves = [*network._weights.values(), *[x for x in here if isinstance(x, Value)]]
    ours: dict[int, Number] = {}
    if ends:
        end = ends[0] if len(ends) == 1 else sum(ends[1:], ends[0])
        found = gradients_of(end, leaves, 1.0) if any(x.requires_grad for x in leaves) else []
        ours = {id(x): g for x, g in zip(leaves, found)}
    inputs = iter([x for x in here if isinstance(x, Value)])
    for (name, p), slope in zip(wanted.items(), slopes):
        leaf = next(inputs) if name.startswith("input ") else network._weights.get(name)
        expected = np.zeros(tuple(p.shape)) if slope is None else plain(slope)
        _refuse_unlike(f"the gradient in {name}", expected, ours.get(id(leaf), 0.0))


def plain(x: Number) -> Number:
    """Return a tensor's numbers as an array of NumPy's own.

    Raises:
        TypeError: for bfloat16, which NumPy has not.
    """
    if str(getattr(x, "dtype", "")) == "torch.bfloat16":
        raise TypeError("microact has no bfloat16: module.float() makes float32 of its weights")
    return np.array(x.detach().cpu().numpy()) if hasattr(x, "detach") else np.asarray(x)


def _is_leaf(x: Number) -> bool:
    return hasattr(x, "is_floating_point") and bool(x.is_floating_point())


def _as_leaf(torch: Number, x: Number) -> Number:
    return x.detach().clone().requires_grad_() if _is_leaf(x) else x


def _several(x: Number) -> list[Number]:
    """List the tensors or numbers of what a network gives."""
    if isinstance(x, dict):
        return [each for one in x.values() for each in _several(one)]
    if isinstance(x, list | tuple):
        return [each for one in x for each in _several(one)]
    return [x]


def _weights_like(torch: Number, x: Number) -> Number:
    """Return a weight for each number, so that every slope counts by itself."""
    return torch.cos(torch.arange(x.numel(), dtype=x.dtype)).reshape(x.shape)


def _refuse_unlike(what: str, expected: Array, found: Number) -> None:
    near = NEAR.get(str(expected.dtype), 0.0)
    numbers = np.broadcast_to(np.asarray(found), expected.shape)
    scale = float(np.max(np.abs(expected), initial=1.0, where=np.isfinite(expected)))
    with np.errstate(all="ignore"):
        unlike = ~np.isclose(numbers, expected, rtol=0, atol=near * scale, equal_nan=True)
    if np.any(unlike):
        at = tuple(np.argwhere(unlike)[0])
        raise UnreadableError(
            f"{what} is {expected[at]:.6g} in PyTorch and {numbers[at]:.6g} here, so this network "
            "cannot be read. Does it use torch.no_grad, a hook, or an autograd.Function of its "
            "own? x.detach() is known"
        )
