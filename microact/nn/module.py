"""A module: a part of a network that holds weights, and other modules.

Write your own as a class: what stands in its attributes is found by itself.

>>> class Neuron(Module):
...     def __init__(self):
...         self.w, self.b = Value([0.5, -1.0]), Value(0.0)
...     def forward(self, x):
...         return ((x * self.w).sum() + self.b).tanh()
>>> neuron = Neuron()
>>> neuron.named_parameters().keys()
dict_keys(['w', 'b'])
>>> round(neuron(np.array([1.0, 2.0])).item(), 3)
-0.905
"""

import math
import os
from collections.abc import Iterator
from contextvars import ContextVar
from reprlib import recursive_repr
from typing import ClassVar, NoReturn, Self

import numpy as np

from microact.engine.node import UNRECORDED
from microact.engine.recording import current_scope
from microact.engine.value import Value, scope
from microact.readings.numbers import Array, Number
from microact.support.hooks import hung_in
from microact.support.other_names import hint

room: ContextVar[list[float] | None] = ContextVar("room", default=None)
"""How many numbers modules may still hold that are made for a file's weights; None for any."""

ours: dict[str, type["Module"]] = {}
own: dict[str, dict[str, type["Module"]]] = {}
"""The classes of this package by name; those that were written elsewhere by name and by home."""


class Module:
    """A part of a network. Subclass it, make its weights in `__init__`, and state `forward`.

    Attributes that are leaves (`Value`), modules, or lists and dictionaries of them, are its
    parameters and its parts; those whose name begins with `_` are not. `module(x)` calls `forward`
    in a scope of the name that it has in the module that holds it: so a picture shows it as one
    part.
    """

    training = True
    """Whether it is being trained: dropout and batch norm do something else then."""

    buffers: ClassVar[tuple[str, ...]] = ()
    """The attributes that are arrays which are kept, but not learned."""

    about: dict[str, Number]
    """Whatever else belongs to it and can be written as JSON; saved with it."""

    _name = ""
    _seen: tuple[int, str] | None = None
    _given: tuple[tuple[Number, ...], dict[str, Number]]

    def __init_subclass__(cls, part_of_microact: bool = False, **options: object) -> None:
        """Remember the class by its name, to find it when a file is loaded."""
        super().__init_subclass__(**options)
        if part_of_microact:
            ours[cls.__name__] = cls
        else:
            own.setdefault(cls.__name__, {})[home_of(cls)] = cls

    def __new__(cls, *args: Number, **options: Number) -> Self:
        """Remember what it was made with, to make it again when a file is loaded."""
        self = super().__new__(cls)
        self._given = args, options
        return self

    def __setattr__(self, name: str, new: object) -> None:
        """Set an attribute; a weight is not replaced by what is none, it would be lost."""
        if _is_weight(vars(self).get(name)) and not (new is None or _is_weight(new)):
            raise TypeError(
                f"{name} is a weight of this {type(self).__name__}, and this is none: set its "
                f"numbers with module.{name}.data = ..., or keep results under another name"
            )
        super().__setattr__(name, new)

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{hint(name)}")

    def forward(self, *inputs: Number) -> Number:
        """Compute what this module gives. Every class states its own."""
        # Not abstract, and nothing is left to be written here: a module may only hold others, and
        # never be called.
        raise NotImplementedError(f"{type(self).__name__} states no forward(self, x)")

    def __call__(self, *inputs: Number, **options: Number) -> Number:
        """Return what `forward` gives, recorded as one part."""
        if not self._name:
            self._claim()
            return self.forward(*inputs, **options)
        with scope(self._name):
            self._claim()
            return self.forward(*inputs, **options)

    def _claim(self) -> None:
        """Give parts and weights their names, and the weights their scope."""
        now = len(vars(self)), current_scope.get()
        if self._seen == now:
            return
        self._seen = now
        for name, part in reversed(self.children().items()):  # of two names the first one stays
            part._name = name.replace("/", ".")
        for name, p in self._values().items():
            if not p.label:
                p.label = name
            elif self._name and p.label == f"{type(self).__name__.lower()}.{name}":
                p.label = f"{self._name}.{name}"
            if not p.scope:
                p.scope = now[1]

    # ---- what it holds ----------------------------------------------------------------------

    def children(self) -> dict[str, "Module"]:
        """Return the modules that it holds, by name; a list `layers` holds `layer1` and so on."""
        return {name: x for name, x in _held(self) if isinstance(x, Module)}

    def _values(self) -> dict[str, Value]:
        """Return the leaves that it holds itself."""
        return {name: x for name, x in _held(self) if _is_weight(x)}

    def named_parameters(self) -> dict[str, Value]:
        """Return every weight by its name, `block1.norm.scale`; a shared one once."""
        found: dict[str, Value] = {}
        for prefix, part in self._parts():
            found |= {f"{prefix}{name}": p for name, p in part._values().items()}
        once = {id(p): name for name, p in reversed(found.items())}
        return {name: p for name, p in found.items() if once[id(p)] == name}

    def parameters(self) -> list[Value]:
        """Return every weight, the frozen ones as well."""
        return list(self.named_parameters().values())

    def modules(self) -> Iterator["Module"]:
        """Walk through this module and all that it holds."""
        return (part for _, part in self._parts())

    def _parts(
        self, prefix: str = "", above: tuple["Module", ...] = ()
    ) -> Iterator[tuple[str, "Module"]]:
        """Walk through this module and all that it holds, with what their names begin with."""
        if any(self is one for one in above):
            raise ValueError(f"{type(self).__name__} holds itself: {prefix.rstrip('.')}")
        yield prefix, self
        for name, part in self.children().items():
            yield from part._parts(f"{prefix}{name}.", (*above, self))

    # ---- what can be done with all of it ----------------------------------------------------

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, as is needed before each backward pass."""
        for p in self.parameters():
            p.grad = 0.0

    def train(self, mode: bool = True) -> Self:
        """Say that it is being trained, or with False that it is not; see `eval`."""
        for part in self.modules():
            part.training = mode
        return self

    def eval(self) -> Self:
        """Say that it predicts: dropout keeps all, batch norm takes the means that it has kept."""
        return self.train(False)

    def freeze(self) -> Self:
        """Let no gradient flow to its weights: they stay as they are, and are drawn as constants.

        >>> layer = Module.__new__(Module)
        >>> layer.w = Value(1.0)
        >>> layer.freeze().w.requires_grad, layer.unfreeze().w.requires_grad
        (False, True)
        """
        for p in self.parameters():
            p.requires_grad = False
        return self

    def unfreeze(self) -> Self:
        """Let its weights learn again."""
        for p in self.parameters():
            p.requires_grad = True
        return self

    def state(self) -> dict[str, Array]:
        """Return the numbers of all weights, and what is kept beside them, by name."""
        found = {name: np.asarray(p.data) for name, p in self.named_parameters().items()}
        for name, (part, buffer) in self._named_buffers().items():
            found[name] = np.asarray(getattr(part, buffer))
        return found

    def load_state(self, state: dict[str, Array]) -> None:
        """Take the numbers that `state` returned.

        Raises:
            ValueError: if names or shapes are others, before anything has changed.
        """
        here = self.state()
        if set(here) != set(state):
            missing, more = sorted(set(here) - set(state)), sorted(set(state) - set(here))
            raise ValueError(
                "these are another network's numbers: "
                + ", ".join([f"{n} is missing" for n in missing] + [f"{n} is new" for n in more])
            )
        new = {}
        for name, x in here.items():
            new[name] = given = np.array(state[name])
            if given.shape != x.shape or given.dtype.kind not in "iuf" + "b" * (x.dtype == bool):
                raise ValueError(
                    f"{name} has shape {x.shape} here, got {given.dtype} of shape {given.shape}"
                )
        for name, p in self.named_parameters().items():
            p.data = new[name].astype(p.dtype)
        for name, (part, buffer) in self._named_buffers().items():
            setattr(part, buffer, new[name].astype(here[name].dtype))

    def _named_buffers(self) -> dict[str, tuple["Module", str]]:
        return {f"{at}{name}": (part, name) for at, part in self._parts() for name in part.buffers}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file; `ma.load(path)` reads it. See `microact.saving.save`."""
        hung_in("save")(self, path)

    @recursive_repr()
    def __repr__(self) -> str:
        parts = [f"{name}={part!r}" for name, part in self.children().items()]
        parts += [f"{name} of {p.size}" for name, p in self._values().items()]
        return f"{type(self).__name__}({', '.join(parts)})"


def home_of(kind: type[Module]) -> str:
    """Return where a class stands; a cell that ran again defines the same one."""
    return f"{kind.__module__}.{kind.__qualname__}"


def _held(module: Module) -> Iterator[tuple[str, Number]]:
    """Walk through what stands in a module's attributes, and in lists and dictionaries of them.

    A list `layers` holds `layer1`, `layer2`, a list inside it `layer1.1`; a dictionary `parts`
    holds `parts.a`.
    """
    taken: dict[str, Number] = {}
    for name, x in vars(module).items():
        if name.startswith("_") or name == "about":
            continue
        for inner, each in _inside(name, x):
            if not isinstance(each, Module | Value):
                continue
            other = taken.setdefault(inner, each)
            if other is not each:
                raise ValueError(
                    f"{type(module).__name__} holds two things that are called {inner!r}; give one "
                    "of its attributes another name"
                )
            yield inner, each


def _inside(name: str, x: Number) -> Iterator[tuple[str, Number]]:
    """Walk through lists and dictionaries, however deep."""
    if isinstance(x, list | tuple):
        one = name[:-1] if name.endswith("s") and len(name) > 1 else name
        joint = "" if "." not in name and one == name[:-1] else "."
        for i, each in enumerate(x, 1):
            yield from _inside(f"{one}{joint}{i}", each)
    elif isinstance(x, dict):
        for key, each in x.items():
            yield from _inside(f"{name}.{key}", each)
    else:
        yield name, x


def _is_weight(x: Number) -> bool:
    """Whether it is a leaf that somebody made, and not what was computed."""
    return isinstance(x, Value) and x.is_leaf and x._stamp != UNRECORDED


def refuse_too_many(*sizes: int) -> None:
    """Raise `ValueError` where a file describes a larger network than it has numbers for."""
    left = room.get()
    if left is None:
        return
    left[0] -= math.prod(map(float, sizes))
    if left[0] < 0:
        raise ValueError(f"it describes {' × '.join(map(str, sizes))} weights, which it lacks")
