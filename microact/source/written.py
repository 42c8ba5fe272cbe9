"""What is asked of a step whose lines run elsewhere."""

from collections.abc import Callable, Sequence
from typing import Protocol

from microact.readings.elsewhere import Reading
from microact.readings.numbers import Number

Run = tuple[Reading, Callable[..., Number], set[int]]
"""How numbers are read, the compiled lines, and the ids of what was made once for all calls."""


class Written(Protocol):
    """What is asked of a step: its source, and what that needs to run."""

    source: str
    inputs: tuple[str, ...]
    wrt: tuple[str, ...]
    batched: tuple[str, ...]
    like: Sequence[Number]
    like_wrt: Sequence[Number]
    _arrays: bool
    _apart: bool
    _aliases: list[bool]
    _world: dict[str, Number]
    _buffers: set[str]

    def changed(self) -> str:
        """Return what has changed of what the lines hold."""
