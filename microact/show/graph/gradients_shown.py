"""What a picture knows of the backward pass: what arrived at each node, what each edge carries."""

from collections.abc import Container
from dataclasses import dataclass

import numpy as np

from microact.engine.flow import Step, flows
from microact.engine.node import number_of
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.readings.numbers import Number, norm

Edge = tuple[int, int]
"""The id of the node that passes a gradient on, and which of its inputs gets it."""


@dataclass
class Gradients:
    """The gradients of a picture: what arrived at each node, and the steps along each edge."""

    arrived: dict[int, Number]
    steps: dict[Edge, Step]

    @property
    def largest(self) -> float:
        """The size of the largest finite gradient, which the widest edge shows."""
        sizes = [norm(step.passed_on) for step in self.steps.values()]
        return max((size for size in sizes if np.isfinite(size)), default=0.0)


def find_gradients(
    outputs: list[Value],
    order: list[Value],
    gradients: bool | None,
    shown: Container[int] | None = None,
) -> Gradients | None:
    """Walk the backward pass for a picture; None if the picture shows no gradients.

    What it finds is the gradient of these outputs alone, whatever else ran backward since. An
    output of several numbers starts with what arrived at it.

    `shown` holds the ids of the nodes whose local gradients the picture shows; by default all.
    """
    if gradients is None:
        reached = [o for o in outputs if np.any(number_of(o.grad) != 0)]
        seeds = [(o, _starts_with(o, reached)) for o in reached]
    else:
        seeds = [(o, np.ones(o.shape)) for o in outputs] if gradients else []
    if not seeds:
        return None
    steps = {(id(step.node), step.position): step for step in flows(seeds, shown)}
    arrived = {id(output): seed for output, seed in seeds}
    arrived |= {id(step.input): step.total for step in steps.values()}
    return Gradients(arrived, steps)


def _starts_with(output: Value, outputs: list[Value]) -> Number:
    """Return what an output starts with: 1, or of several numbers what has arrived there.

    A node that another output was computed from may hold just what that one sent; then it starts
    with nothing of its own.
    """
    others = [o for o in outputs if o is not output]
    if others and any(node is output for node in topological_order(*others)):
        seeds = [(o, np.ones(o.shape) if o.size == 1 else number_of(o.grad)) for o in others]
        sent = [step.total for step in flows(seeds, ()) if step.input is output]
        if sent and np.allclose(number_of(output.grad), sent[-1], rtol=1e-9, equal_nan=True):
            return np.zeros(output.shape)
    return np.ones(output.shape) if output.size == 1 else number_of(output.grad)
