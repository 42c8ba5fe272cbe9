"""Modules one after the other, and a way around them."""

from collections.abc import Callable, Iterator
from reprlib import recursive_repr

from microact.engine.calling import RuleLike, as_rule
from microact.engine.value import scope
from microact.nn.module import Module
from microact.readings.numbers import Number
from microact.rules import Rule
from microact.support import arguments

Part = Module | Rule | Callable[[Number], Number]


class Sequential(Module, part_of_microact=True):
    """Parts one after the other: modules, activations by name, functions of your own.

    >>> from microact.nn import Linear
    >>> net = Sequential(Linear(2, 4), "relu", Linear(4, 1), "sigmoid")
    >>> [(name, p.shape) for name, p in net.named_parameters().items()][2:]
    [('layer2.weight', (4, 1)), ('layer2.bias', (1,))]
    """

    def __init__(self, *parts: Module | RuleLike) -> None:
        if not parts:
            raise ValueError('Sequential takes its parts, e.g. Sequential(Linear(2, 4), "tanh")')
        self.parts = [_part(part) for part in parts]

    def children(self) -> dict[str, Module]:
        """Return its modules as `layer1`, `layer2`, …, activations left out."""
        modules = [part for part in self.parts if isinstance(part, Module)]
        return {f"layer{i}": part for i, part in enumerate(modules, 1)}

    def forward(self, x: Number) -> Number:
        """Send x through all parts; an activation stands in the scope of the layer before it."""
        last = ""
        for part in self.parts:
            if isinstance(part, Module):
                x, last = part(x), part._name
            elif last:
                with scope(last):
                    x = part(x)
            else:
                x = part(x)
        return x

    def __len__(self) -> int:
        return len(self.parts)

    def __getitem__(self, i: int) -> Part:
        return self.parts[i]

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts)

    @recursive_repr()
    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(_title, self.parts))})"


class Residual(Module, part_of_microact=True):
    """A module with a way around it: x + module(x). The gradient takes both ways.

    He et al. 2016, "Deep residual learning for image recognition". Several parts are a
    `Sequential`.

    >>> from microact.nn import Linear
    >>> Residual(Linear(3, 3), "relu")
    Residual(Sequential(Linear(3 → 3), relu))
    """

    def __init__(self, *parts: Module | RuleLike) -> None:
        one = parts[0] if len(parts) == 1 and isinstance(parts[0], Module) else None
        self.inner: Module = one if one is not None else Sequential(*parts)

    def forward(self, x: Number) -> Number:
        """Return x + inner(x)."""
        change = self.inner(x)
        if getattr(change, "shape", ()) != getattr(x, "shape", ()):
            raise ValueError(
                "a way around needs as many numbers behind the module as before it: got "
                f"{arguments.shapes(x, change)}"
            )
        return x + change

    @recursive_repr()
    def __repr__(self) -> str:
        return f"Residual({self.inner!r})"


def _part(part: Module | RuleLike) -> Part:
    """Take a module, an activation however people say it, or a function."""
    if isinstance(part, Module):
        return part
    if isinstance(part, str | type | Rule) or hasattr(part, "rule"):
        return as_rule(part)
    checked: Part = arguments.function("a part", part, "x; or a module, or an activation's name")
    return checked


def _title(part: Part) -> str:
    if isinstance(part, Rule):
        return part.title
    return repr(part) if isinstance(part, Module) else str(getattr(part, "__name__", part))
