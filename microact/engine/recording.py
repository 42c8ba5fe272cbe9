"""How nodes are being recorded: whether at all, as a part of what, and by which way."""

import itertools
import re
from contextlib import ContextDecorator
from contextvars import ContextVar, Token
from typing import Generic, TypeVar

T = TypeVar("T")

is_recorded = ContextVar("is_recorded", default=True)
"""Whether a node that is born now remembers what it was computed from."""
current_scope = ContextVar("current_scope", default="")
"""The part of a network that it belongs to."""
takes_shortcuts = ContextVar("takes_shortcuts", default=True)
"""Whether numbers are computed by shortcuts, where there are some."""


class During(ContextDecorator, Generic[T]):
    """A setting that is another one inside a `with` block or a decorated function."""

    def __init__(self, setting: ContextVar[T], value: T) -> None:
        self.setting, self.value = setting, value
        self._tokens: list[Token[T]] = []

    def _recreate_cm(self) -> "During[T]":
        return During(self.setting, self.value)  # two threads may run a decorated one at once

    def __enter__(self) -> None:
        self._tokens.append(self.setting.set(self.value))

    def __exit__(self, *error: object) -> None:
        self.setting.reset(self._tokens.pop())


def no_grad() -> During[bool]:
    """Record nothing inside: results are leaves, as when only a forward pass is wanted."""
    return During(is_recorded, False)


def recording(wanted: bool) -> During[bool]:
    """Record or do not record inside."""
    return During(is_recorded, wanted)


def plain() -> During[bool]:
    """Take no shortcut inside: every number goes the plain way that the engine's files show.

    The numbers are the same. It is for reading along with a debugger, and for the tests that hold
    each shortcut to the plain way.

    >>> from microact.engine.value import Value
    >>> with plain():
    ...     x = Value(3.0)
    ...     (x * x).backward()
    >>> x.grad
    6.0
    """
    return During(takes_shortcuts, False)


class Scope(During[str]):
    """A part of a network while it is being recorded; made by `scope`."""

    def __init__(self, name: str) -> None:
        super().__init__(current_scope, name)

    def _recreate_cm(self) -> "Scope":
        return Scope(self.value)

    def __enter__(self) -> None:
        outer = current_scope.get()
        self._tokens.append(current_scope.set(f"{outer}/{self.value}" if outer else self.value))


def scope_of_call(name: str) -> Scope:
    """Name what one call of a function records: a number tells the calls apart.

    People see the name alone, see `without_numbers`.
    """
    return Scope(f"{name}{CALL}{next(_calls)}")


CALL = " #"
"""What stands between a function's name and the number of its call."""

_calls = itertools.count(1)


def without_numbers(path: str) -> str:
    """Return a scope as people see it.

    >>> without_numbers("block1/layer_norm #17")
    'block1/layer_norm'
    """
    return re.sub(rf"{CALL}\d+(?=/|$)", "", path) if CALL in path else path


def scope(name: str) -> Scope:
    """Name the part of a network that is being recorded; a diagram draws each as one group.

    Scopes nest: inside `scope("layer1")`, `scope("neuron2")` is `layer1/neuron2`.

    Raises:
        ValueError: if the name is not a text, is empty or contains a slash.
    """
    if not isinstance(name, str) or not name or "/" in name:
        raise ValueError(f"a scope's name is a text without slashes, got {name!r}")
    return Scope(name)
