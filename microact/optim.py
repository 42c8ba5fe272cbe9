"""How weights move: stochastic gradient descent and Adam, in a few lines each."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NoReturn

import numpy as np

from microact.engine.value import Value
from microact.readings.numbers import Array, Number, as_number, freeze, norm, shape_of
from microact.support import arguments
from microact.support.other_names import hint

NEAR, PIECE = 1 << 19, 1 << 15
"""Arrays of so few bytes stay in a processor's cache; of larger ones, pieces of so many numbers."""


class Optimizer(ABC):
    """What both share: the parameters and the learning rate, which may be changed at any time."""

    def __init__(self, parameters: Sequence[Value], lr: float, weight_decay: float) -> None:
        self.parameters = _leaves(parameters)
        self.lr = arguments.real("lr", lr, least=0)
        self.weight_decay = arguments.real("weight_decay", weight_decay, least=0)

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, as is needed before each backward pass."""
        for p in self.parameters:
            p.grad = 0.0

    @abstractmethod
    def step(self) -> None:
        """Move every parameter once, but for those that are frozen (`requires_grad=False`)."""

    def _gradients(self) -> list[Number]:
        """Return the gradients, each with the pull of weight decay towards 0 added.

        Raises:
            ValueError, TypeError: for a gradient that does not fit, before anything has moved.
        """
        found = [gradient_of(p) for p in self.parameters]
        if self.weight_decay:
            found = [g + self.weight_decay * p._number for g, p in zip(found, self.parameters)]
        return found

    def _move(self, p: Value, step: Number) -> None:
        """Set p ← p − step, in memory of its own, the step's if it is an array of p's kind."""
        number = p._number
        if (
            type(step) is np.ndarray is type(number)
            and step.shape == number.shape
            and step.dtype == number.dtype
        ):
            p._renew(freeze(np.subtract(number, step, out=step)))
        else:
            p.data -= step


class SGD(Optimizer):
    """Gradient descent: p ← p − lr · v, where v ← momentum · v + gradient.

    With momentum 0 it is a step against the gradient. Momentum keeps some of the last step
    (Polyak 1964; the form is Sutskever et al. 2013, "On the importance of initialization and
    momentum in deep learning", with lr taken out of v).

    Args:
        parameters: the Values to move.
        lr: the learning rate.
        momentum: from 0 to below 1.
        weight_decay: adds weight_decay · p to the gradient, which pulls weights towards 0.

    >>> w = Value(1.0)
    >>> w.grad = 2.0
    >>> SGD([w], lr=0.1).step()
    >>> w.data
    0.8
    """

    def __init__(
        self,
        parameters: Sequence[Value],
        lr: float = 0.1,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay)
        self.momentum = arguments.real("momentum", momentum, least=0, below=1)
        self.velocity: list[Number] = [0.0] * len(self.parameters)

    def step(self) -> None:
        """Move every parameter once."""
        with np.errstate(all="ignore"):  # what overflows is found, and said, by the next loss
            for i, (p, step) in enumerate(zip(self.parameters, self._gradients())):
                if not p.requires_grad:
                    continue
                if self.momentum:
                    step = self.velocity[i] = self.momentum * self.velocity[i] + step
                self._move(p, float(self.lr) * step)


class Adam(Optimizer):
    """Steps of about `lr` in every direction, whatever the size of the gradient.

    m and v are running means of the gradient and of its square, both corrected for having started
    at 0; the step is lr · m / (√v + eps) (Kingma and Ba 2015, "Adam", algorithm 1).

    Args:
        parameters: the Values to move.
        lr: the learning rate.
        betas: how much of the running means each step keeps.
        eps: keeps the division finite.
        weight_decay: adds weight_decay · p to the gradient.
    """

    def __init__(
        self,
        parameters: Sequence[Value],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay)
        if not isinstance(betas, tuple | list) or len(betas) != 2:
            raise TypeError(f"betas are two numbers, e.g. (0.9, 0.999), got {betas!r}")
        beta1, beta2 = (
            arguments.real(f"beta{i}", b, least=0, below=1) for i, b in enumerate(betas, 1)
        )
        self.betas = beta1, beta2
        self.eps = arguments.real("eps", eps, above=0)  # it keeps 0 / 0 out
        self.m: list[Number] = [0.0] * len(self.parameters)
        self.v: list[Number] = [0.0] * len(self.parameters)
        self.t = 0

    def step(self) -> None:
        """Move every parameter once."""
        with np.errstate(all="ignore"):  # as above
            gradients = self._gradients()
            self.t += 1
            for i, (p, g) in enumerate(zip(self.parameters, gradients)):
                if not p.requires_grad:
                    continue
                if type(g) is float or g.nbytes <= NEAR:
                    step, self.m[i], self.v[i] = self._advance(g, self.m[i], self.v[i])
                else:
                    step, self.m[i], self.v[i] = self._in_pieces(g, self.m[i], self.v[i])
                self._move(p, step)

    def _in_pieces(self, g: Array, m: Number, v: Number) -> tuple[Array, Array, Array]:
        """Do all that is to be done to a piece of an array while it is near."""
        wide = [np.broadcast_to(np.asarray(x, g.dtype), g.shape) for x in (g, m, v)]
        given = [x.reshape(-1) for x in wide]
        made = [np.empty(g.shape, g.dtype) for _ in range(3)]
        flat = [x.reshape(-1) for x in made]
        for start in range(0, g.size, PIECE):
            piece = slice(start, start + PIECE)
            for out, x in zip(flat, self._advance(*[x[piece] for x in given])):
                out[piece] = x
        step, m, v = made
        return step, m, v

    def _advance(self, g: Number, m: Number, v: Number) -> tuple[Number, Number, Number]:
        """Return the step, and the running means.

        What corrects m and v is taken out of the root and the division (the article's section 2).
        """
        beta1, beta2 = self.betas
        m = beta1 * m
        m += (1 - beta1) * g  # into new memory: what it was is somebody else's
        square = g * g
        square *= 1 - beta2
        v = beta2 * v
        v += square
        root = math.sqrt(1 - beta2**self.t)
        step = m / (np.sqrt(v) + self.eps * root)
        step *= float(self.lr) * root / (1 - beta1**self.t)
        return step, m, v


def clip_gradients(parameters: Sequence[Value], max_norm: float) -> float:
    """Scale all gradients down together if their norm exceeds `max_norm`; return their norm.

    Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", algorithm 1.

    Raises:
        FloatingPointError: if a gradient is infinite or NaN.

    >>> w = Value([3.0, 4.0])
    >>> w.grad = np.array([3.0, 4.0])
    >>> clip_gradients([w], 1.0), w.grad
    (5.0, array([0.6, 0.8]))
    """
    parameters = _leaves(parameters)
    max_norm = arguments.real("max_norm", max_norm, above=0)
    gradients = [gradient_of(p) for p in parameters]
    total = norm([norm(g) for g in gradients])  # a norm of norms: no square overflows
    if not np.isfinite(total):
        raise FloatingPointError("the gradients are not finite, so they cannot be scaled down")
    if total > max_norm:
        for p, g in zip(parameters, gradients):
            p.grad = g * (max_norm / total)
    return total


def gradient_of(p: Value) -> Number:
    """Return the gradient of a leaf as a plain number; 0 where there is none.

    Raises:
        ValueError: for a gradient of another shape.
        TypeError: for what is no number.
    """
    g = p.grad
    if type(g) is np.ndarray and g.dtype.kind == "f" and g.shape == p.shape:
        return g
    if g is None:  # as PyTorch's users set it
        return 0.0
    if isinstance(g, Value):  # recorded, to have a gradient itself
        g = g._number
    elif type(g) is not float and not (isinstance(g, np.ndarray) and g.dtype.kind == "f"):
        g = as_number(g)
    if shape_of(g) not in ((), p.shape):
        raise ValueError(
            f"the gradient of {p.label or 'a leaf'} has shape {shape_of(g)}, its data {p.shape}"
        )
    return g


def _leaves(parameters: Number) -> list[Value]:
    """Take the Values that may be moved, each once."""
    found = arguments.several(
        "parameters",
        [] if isinstance(parameters, Value) else parameters,
        "Values, e.g. model.parameters()",
    )
    if not found or not all(isinstance(p, Value) for p in found):
        raise TypeError("parameters is a list of Values, e.g. model.parameters()")
    for p in found:
        if not p.is_leaf:
            raise ValueError(f"only leaves can be moved, and {p!r} was computed by {p.operation}")
    if len(set(map(id, found))) < len(found):
        raise ValueError("a Value stands twice among the parameters: it would be moved twice")
    return found


def __getattr__(name: str) -> NoReturn:
    """Say what somebody else's name is called here."""
    raise AttributeError(f"module 'microact.optim' has no attribute {name!r}{hint(name)}")
