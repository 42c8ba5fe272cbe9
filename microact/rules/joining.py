"""Rules that put arrays together: concatenate and stack. Each gradient is cut apart again."""

import itertools
from collections.abc import Callable

import numpy as np

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, shape_of
from microact.rules.rule import Rule, with_parameters
from microact.support import arguments


@with_parameters
class AlongAxis(Rule):
    """What the two that join have in common: the axis along which they do."""

    axis: int = 0

    def __post_init__(self) -> None:
        """Raise `TypeError` for anything but a whole number."""
        object.__setattr__(self, "axis", arguments.position(f"{self.name}'s axis", self.axis))


@with_parameters
class Concatenate(AlongAxis):
    """Several arrays end to end along an axis."""

    def check(self, *inputs: Number) -> None:
        """Raise `ValueError` for single numbers, or for no array at all."""
        if not inputs or not all(map(shape_of, inputs)):
            raise ValueError(
                "concatenate joins arrays along an axis that they have, got "
                f"{arguments.shapes(*inputs)}; single numbers become an array with ma.stack([...])"
            )

    def forward(self, *inputs: Number, xp: Namespace) -> Number:
        return xp.concatenate(inputs, axis=self.axis)

    def vjp(
        self, upstream: Number, y: Number, *inputs: Number, xp: Namespace
    ) -> list[Callable[[], Number]]:
        axis = self.axis % len(shape_of(y))
        ends = np.cumsum([0] + [shape_of(x)[axis] for x in inputs]).tolist()

        def part(start: int, stop: int) -> Callable[[], Number]:
            return lambda: upstream[(slice(None),) * axis + (slice(start, stop),)]

        return [part(*bounds) for bounds in itertools.pairwise(ends)]


@with_parameters
class Stack(AlongAxis):
    """Several arrays, or numbers, of one shape side by side along a new axis."""

    def check(self, *inputs: Number) -> None:
        """Raise `ValueError` for different shapes, or for nothing at all."""
        if len(set(map(shape_of, inputs))) != 1:
            raise ValueError(
                "stack puts numbers or arrays of one shape side by side, got "
                f"{arguments.shapes(*inputs)}"
            )

    def forward(self, *inputs: Number, xp: Namespace) -> Number:
        return xp.stack(inputs, axis=self.axis)

    def vjp(
        self, upstream: Number, y: Number, *inputs: Number, xp: Namespace
    ) -> list[Callable[[], Number]]:
        axis = self.axis % len(shape_of(y))

        def part(i: int) -> Callable[[], Number]:
            return lambda: upstream[(slice(None),) * axis + (i,)]

        return [part(i) for i in range(len(inputs))]
