"""One number that says how wrong the outputs are; learning makes it smaller.

Each loss is the mean over the rows, so that its size does not depend on how many there are. The
forms that take logits never compute a probability that could round to 0: logits of ±10,000 give
finite losses and gradients (Goodfellow et al. 2016, "Deep Learning", sections 5.5 and 6.2.2).

A target may be a Value: then it is a part of the graph, and an unrolled step takes others.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import numpy as np

from microact.engine.functions import (
    log,
    maximum,
    reshape,
    sigmoid_cross_entropy,
    sign,
    softmax_cross_entropy,
    where,
)
from microact.engine.node import number_of
from microact.engine.value import Value
from microact.readings.numbers import Array, Number, one_hot, refuse_masked, shape_of

Loss = Callable[[Value, Number], Value]
"""A function of (output, target) that gives one number."""

targets_stay = ContextVar("targets_stay", default=False)
"""Whether a target that is a Value stands for numbers to come, whose gradient nobody wants."""


def mean_squared_error(prediction: Value, target: Number) -> Value:
    """Return the mean of (prediction − target)².

    Args:
        prediction: of any shape; a column (rows, 1) also meets a target of shape (rows,).
        target: numbers, of the same shape.

    Raises:
        ValueError: for another shape, or a target that is not finite.
        TypeError: for a target that is not made of numbers.

    >>> mean_squared_error(Value([1.0, 2.0]), [1.0, 4.0]).item()
    2.0
    """
    prediction = _output(prediction)
    t = _numbers(target, prediction.dtype)
    difference = _like(prediction, t) - _kept(target, t)
    loss: Value = (difference * difference).mean()
    return loss


def binary_cross_entropy(output: Value, target: Number, from_logits: bool = True) -> Value:
    """Return how surprised the network is by the true answers: the mean of −log p(true answer).

    From logits z it is log(1 + eᶻ) − t·z, whose gradient is sigmoid(z) − t, divided by the rows.

    Args:
        output: logits, or probabilities of class 1; of shape (rows,) or (rows, 1).
        target: 0 or 1 for each row, or a probability between.
        from_logits: False if `output` holds probabilities already.

    Raises:
        ValueError: for a target of another shape or outside 0 to 1, an output that is no
            probability, or a probability of 0 for what happened (the loss would be infinite).

    >>> round(binary_cross_entropy(Value([0.0, 100.0]), [1, 1]).item(), 4)
    0.3466
    """
    output = _output(output)
    t = _numbers(target, output.dtype)
    if np.any((t < 0) | (t > 1)):
        raise ValueError(f"a target is 0, 1 or between, got {_first(t, (t < 0) | (t > 1))}")
    output, wanted = _like(output, t), _kept(target, t)
    if from_logits:
        _refuse_probabilities(output, "sigmoid")
        loss: Value = sigmoid_cross_entropy(output, wanted).mean()
        return loss
    p = np.asarray(output._number)
    _refuse_improbable(p)
    # What is shorter for targets of 0 and 1 has another slope in the target.
    hard = bool(np.all((t == 0) | (t == 1))) and (wanted is t or targets_stay.get())
    impossible = ((t > 0) & (p == 0)) | ((t < 1) & (p == 1))
    if wanted is not t and not hard:  # the slope in the target is infinite as well
        impossible |= (p == 0) | (p == 1)
    _refuse_infinite(np.any(impossible), "sigmoid")
    costs = (
        -log(output * wanted + (1 - output) * (1 - wanted))
        if hard
        else -log(output) * wanted - log(1 - output) * (1 - wanted)
    )
    loss = costs.mean()
    return loss


def cross_entropy(output: Value, target: Number, from_logits: bool = True) -> Value:
    """Return the mean of −log p(true class).

    From logits its gradient is p − y, divided by the rows: softmax minus the one-hot target.

    Args:
        output: logits, or probabilities, of shape (rows, classes).
        target: the number of the true class of each row, an integer from 0; or one row of
            probabilities for each (one-hot, for instance), of the same shape as `output`.
        from_logits: False if `output` holds probabilities already.

    Raises:
        ValueError: for a target of another shape or range, an output that is no probability, or
            a probability of 0 for what happened.
        TypeError: for classes that are not integers.

    >>> round(cross_entropy(Value([[0.0, 0.0, 0.0, 0.0, 0.0]]), [3]).item(), 4)  # log 5
    1.6094
    """
    output = _output(output)
    if output.ndim != 2 or 0 in output.shape:
        n = output.shape[-1] if output.ndim > 2 else 0
        raise ValueError(
            f"the output must have shape (rows, classes), at least one of each, got {output.shape}"
            + f"; output.reshape((-1, {n})) makes rows of it, and np.ravel of the targets" * (n > 0)
        )
    t = true_classes(target, *output.shape)
    if t.ndim == 2:
        t = t.astype(output.dtype, copy=False)
    if from_logits:
        _refuse_probabilities(output, "softmax")
        hot = one_hot(t, output.shape[1], output.dtype) if t.ndim == 1 else _kept(target, t)
        loss: Value = softmax_cross_entropy(output, hot).mean()
        return loss
    hot, p = np.eye(output.shape[1])[t] if t.ndim == 1 else t, np.asarray(output._number)
    _refuse_improbable(p)
    if not np.allclose(p.sum(axis=1), 1, atol=1e-5):
        raise ValueError("the outputs of a row do not add up to 1; are they logits?")
    moving = isinstance(target, Value) and not targets_stay.get()
    _refuse_infinite(np.any((p == 0) & ((hot > 0) | moving)), "softmax")
    if moving:
        logs = log(output)
    elif isinstance(target, Value):  # where nothing is wanted, log 1 instead of log 0
        some = sign(target)
        logs = log(output * some + (1 - some))
    else:
        logs = log(where(hot > 0, output, 1.0))
    if t.ndim == 1:
        chosen = logs[np.arange(len(t)), t]
    elif isinstance(target, Value):
        chosen = logs * target
    else:
        chosen = where(t > 0, logs, 0.0) * t
    loss = -chosen.sum() / len(t)
    return loss


def hinge(score: Value, target: Number) -> Value:
    """Return the mean of max(0, 1 − s·t): right by a margin of at least 1 costs nothing.

    Cortes and Vapnik 1995, "Support-vector networks". At the margin, a kink, the slope is halfway.

    Args:
        score: of shape (rows,) or (rows, 1).
        target: −1 or 1 for each row; 0 and 1 serve as well.

    Raises:
        ValueError: for a target of another shape or other numbers.

    >>> hinge(Value([2.0, 0.5, -1.0]), [1, 1, 1]).item()
    0.8333333333333334
    """
    score = _output(score)
    t = _numbers(target, score.dtype)
    if not (np.all((t == 1) | (t == -1)) or np.all((t == 1) | (t == 0))):
        raise ValueError(f"targets are -1 and 1, or 0 and 1, got {_first(t, (t != 1) & (t != -1))}")
    side = _kept(target, t) * 2 - 1 if np.any(t == 0) else _kept(target, t)
    loss: Value = maximum(1 - _like(score, t) * side, 0.0).mean()
    return loss


def one_number(loss: Number) -> Value:
    """Take what a loss of one's own has returned; raise `TypeError` unless it is one Value."""
    if not isinstance(loss, Value) or loss.size != 1:
        shape = f" of shape {loss.shape}" if isinstance(loss, Value) else ""
        raise TypeError(
            f"a loss returns a Value that is a single number, got a {type(loss).__name__}{shape}"
        )
    return loss


def true_classes(target: Number, rows: int, classes: int) -> Array:
    """Take the number of each row's class, or a row of probabilities for each."""
    t = _target_numbers(target)
    if t.ndim != 1:
        t = _numbers(target, np.dtype(np.float64))
        if t.shape != (rows, classes):
            raise ValueError(
                f"the target must have shape ({rows},), or ({rows}, {classes}) if it is one-hot, "
                f"got {t.shape}"
            )
        if np.any(t < 0) or not np.allclose(t.sum(axis=1), 1):
            raise ValueError("each row of a one-hot target holds probabilities that add up to 1")
        return t
    if t.dtype.kind not in "iu":
        raise TypeError(f"classes are integers from 0 to {classes - 1}, got dtype {t.dtype}")
    if t.shape != (rows,) or rows == 0:
        raise ValueError(f"one class for each of {rows} rows, at least one row; got {len(t)}")
    if t.min() < 0 or t.max() >= classes:
        bad = _first(t, (t < 0) | (t >= classes))
        raise ValueError(f"classes are integers from 0 to {classes - 1}, got {bad}")
    return t


def _refuse_probabilities(output: Value, name: str) -> None:
    """Raise `ValueError` for what a sigmoid or softmax gave, where logits are asked for."""
    if output.rule is not None and output.rule.name == name:
        raise ValueError(
            f"these are probabilities, a {name}'s output, and the loss takes logits: leave the "
            f"{name} out, or say from_logits=False"
        )


def _output(output: Number) -> Value:
    """Take what a network gave: a Value, or plain numbers to measure."""
    return output if isinstance(output, Value) else Value(output)


def _target_numbers(target: Number) -> Array:
    """Take a target as an array; that of a Value without looking (see `Compiled`)."""
    refuse_masked(target)
    return np.asarray(number_of(target))


def _numbers(target: Number, dtype: np.dtype[Any]) -> Array:
    """Take numbers of any kind as floats, usually of the output that they are compared with."""
    t = _target_numbers(target)
    if t.dtype.kind not in "iubf":
        raise TypeError(f"a target is made of numbers, got dtype {t.dtype}")
    if t.size == 0:
        raise ValueError("the mean loss of no rows does not exist")
    t = t.astype(dtype, copy=False)
    if not np.all(np.isfinite(t)):
        raise ValueError(f"a target must be finite, got {_first(t, ~np.isfinite(t))}")
    return t


def _kept(target: Number, t: Array) -> Number:
    """Return a target that is a Value as it is, so that it stays in the graph; else its numbers."""
    return target if isinstance(target, Value) and target.shape == t.shape else t


def _like(output: Value, target: Array) -> Value:
    """Return the output in the target's shape: a column of one output per row may be a row."""
    if output.shape == target.shape:
        return output
    if output.shape == (*target.shape, 1) or (*output.shape, 1) == target.shape:
        column: Value = reshape(output, target.shape)
        return column
    raise ValueError(f"the output has shape {output.shape}, so must the target; got {target.shape}")


def _refuse_improbable(p: Number) -> None:
    improbable = ~((p >= 0) & (p <= 1))
    if np.any(improbable):
        bad = _first(np.asarray(p), improbable)
        raise ValueError(f"a probability lies between 0 and 1, got {bad}; is it a logit?")


def _refuse_infinite(infinite: Number, activation: str) -> None:
    if infinite:
        raise ValueError(
            "a probability of exactly 0 was given to what happened, so the loss is infinite; "
            f"leave the {activation} out and pass logits"
        )


def _first(x: Array, bad: Number) -> str:
    entry = tuple(int(i) for i in np.argwhere(bad)[0])
    place = entry if len(entry) != 1 else entry[0]
    return f"{x[entry]!s}" + (f" at entry {place}" if shape_of(x) else "")
