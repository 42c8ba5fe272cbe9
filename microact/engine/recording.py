"""What is being recorded: whether at all, and as a part of what."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

is_recording = ContextVar("is_recording", default=True)
current_scope = ContextVar("current_scope", default="")


@contextmanager
def no_grad() -> Iterator[None]:
    """Record nothing inside: results are leaves, as when only a forward pass is wanted."""
    with recording(False):
        yield


@contextmanager
def recording(wanted: bool) -> Iterator[None]:
    """Record or do not record inside."""
    token = is_recording.set(wanted)
    try:
        yield
    finally:
        is_recording.reset(token)


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Name the part of a network that is being recorded; a diagram draws each as one group.

    Scopes nest: inside `scope("layer1")`, `scope("neuron2")` is `layer1/neuron2`.

    Raises:
        ValueError: if the name is not a text, is empty or contains a slash.
    """
    if not isinstance(name, str) or not name or "/" in name:
        raise ValueError(f"a scope's name is a text without slashes, got {name!r}")
    outer = current_scope.get()
    token = current_scope.set(f"{outer}/{name}" if outer else name)
    try:
        yield
    finally:
        current_scope.reset(token)
