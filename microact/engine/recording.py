"""How nodes are being recorded: whether at all, as a part of what, and by which ways."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class How:
    """What holds for every node that is born now."""

    recorded: bool = True
    """Whether it remembers what it was computed from."""
    scope: str = ""
    """The part of a network that it belongs to."""
    shortcuts: bool = True
    """Whether numbers are computed by shortcuts where there are some."""


AS_USUAL = How()
how = ContextVar("how", default=AS_USUAL)


@contextmanager
def _during(now: How) -> Iterator[None]:
    token = how.set(now)
    try:
        yield
    finally:
        how.reset(token)


@contextmanager
def no_grad() -> Iterator[None]:
    """Record nothing inside: results are leaves, as when only a forward pass is wanted."""
    with recording(False):
        yield


@contextmanager
def recording(wanted: bool) -> Iterator[None]:
    """Record or do not record inside."""
    with _during(replace(how.get(), recorded=wanted)):
        yield


@contextmanager
def plain() -> Iterator[None]:
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
    with _during(replace(how.get(), shortcuts=False)):
        yield


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Name the part of a network that is being recorded; a diagram draws each as one group.

    Scopes nest: inside `scope("layer1")`, `scope("neuron2")` is `layer1/neuron2`.

    Raises:
        ValueError: if the name is not a text, is empty or contains a slash.
    """
    if not isinstance(name, str) or not name or "/" in name:
        raise ValueError(f"a scope's name is a text without slashes, got {name!r}")
    outer = how.get().scope
    with _during(replace(how.get(), scope=f"{outer}/{name}" if outer else name)):
        yield
