"""What a rule is: one operation, its formula and its hand-written gradient side by side.

A rule knows nothing of graphs. It computes with whatever numbers it is given, through operators
and `xp`, the namespace of math functions that fits those numbers (`readings/namespace.py`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property, lru_cache, partial
from inspect import signature
from types import MethodType
from typing import ClassVar, TypeVar, dataclass_transform

import numpy as np

from microact.expressions.tree import plain
from microact.readings.counted import Counted, Float, counting, plainly
from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, as_number
from microact.readings.plain_numbers import METHODS, evaluate, is_pure, look_again
from microact.rules.chain_rule import passed_on
from microact.rules.errors import refuse_misshapen

Kind = TypeVar("Kind")

Pair = tuple[Number, Number]
"""The local gradients in two inputs."""


registry: dict[str, type["Rule"]] = {}
"""Every rule by name, the user's own among them."""


class RuleClass(type):
    """The class of rules' classes: what has read a rule's lines hears when they are replaced.

    So whoever tries what a wrong slope does (`Tanh.local_gradient = ...`) sees what it does.
    """

    def __setattr__(cls, name: str, new: object) -> None:
        """Replace an attribute of the class; raise where a method would not be asked."""
        cls._refuse_unheard(name)
        super().__setattr__(name, new)
        if not name.startswith("__"):  # such as what Python notes down when it copies
            look_again(cls)

    def __delattr__(cls, name: str) -> None:
        """Give an inherited method back."""
        cls._refuse_unheard(name)
        super().__delattr__(name)
        look_again(cls)

    def _refuse_unheard(cls, name: str) -> None:
        written_out = [kind for kind in registry.values() if "written_out" in vars(kind)]
        if name in METHODS and any(issubclass(kind, cls) for kind in written_out):
            raise TypeError(
                f"{cls.__name__}.{name} cannot be changed: the engine computes sums and products "
                "of single numbers without asking it. Write a rule of your own, a subclass"
            )


class Rule(metaclass=RuleClass):
    """One operation. Subclass it, state `forward` and `vjp`, and the engine knows it.

    A rule with parameters is a frozen dataclass (`LeakyReLU(slope=0.01)`). Subclassing registers
    the class under its `name`: whatever is in `registry` is checked, drawn and documented.
    """

    name: ClassVar[str] = ""
    """What the function is called: `tanh`. By default the class's name in small letters."""
    symbol: ClassVar[str] = ""
    """What a diagram writes instead of the name: `*`."""
    formula: ClassVar[str] = ""
    """The value in words a reader knows, over the names that `forward` uses."""
    derivative: ClassVar[str | tuple[str, ...]] = ""
    """The gradient likewise: one text per input."""

    in_short: ClassVar[tuple[str, ...]] = ()
    """What the upstream gradient is multiplied by, in a few signs that fit beside an arrow."""

    elementwise: ClassVar[bool] = False
    """Whether it treats every element by itself; `Elementwise` says so."""

    written_out: ClassVar[bool] = False
    """Whether the engine has lines of its own for it: addition and multiplication of floats."""

    forward: Callable[..., Number]
    """`forward(self, *inputs, xp)` returns the value."""
    vjp: Callable[..., Sequence[Number]]
    """`vjp(self, upstream, y, *inputs, xp)` returns one gradient per input.

    That is the vector-Jacobian product: the gradient that arrives, times how the output depends
    on each input. A gradient that costs something may be given as a function of no arguments,
    which is called only if somebody wants it. None says that nothing flows back.
    """

    def __init_subclass__(cls, **options: object) -> None:
        """Register the class, unless it is only a kind of rule and has no `forward` yet."""
        super().__init_subclass__(**options)
        if not hasattr(cls, "forward"):
            return
        if "name" not in vars(cls):
            cls.name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        needed = "local_gradient" if issubclass(cls, Elementwise) else "vjp"
        if not hasattr(cls, needed):
            raise TypeError(f"{cls.__qualname__} states forward, but no {needed}")
        known = registry.get(cls.name)
        # Running a notebook's cell again replaces its class; taking another's name is a mistake.
        if known and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise ValueError(
                f"a rule named {cls.name!r} exists already ({known.__module__}."
                f"{known.__qualname__}); give {cls.__qualname__} another `name`"
            )
        registry[cls.name] = cls

    def __post_init__(self) -> None:
        """Make plain numbers of NumPy's scalars among the parameters.

        Those have an arithmetic of their own, in which `True + True` is `True` and a float32 makes
        a float32 of a Python float.
        """
        for name, x in vars(self).items():
            if isinstance(x, np.generic):
                object.__setattr__(self, name, plain(x))

    def __setattr__(self, name: str, new: object) -> None:
        """Set an attribute; of microact's rules, one of which serves all nodes, no method."""
        if callable(new) and is_pure(self):
            raise TypeError(
                f"{self.title} is shared by all who use it, so it cannot be changed; write a rule "
                f"of your own: class My{type(self).__name__}({type(self).__name__})"
            )
        super().__setattr__(name, new)

    def check(self, *inputs: Number) -> None:
        """Raise if these numbers are outside the rule's domain. By default all are inside.

        A rule that mixes elements may look at shapes alone.
        """

    def __call__(self, *inputs: Number) -> Number:
        """Apply the rule: numbers and arrays give a plain result, Values a recorded node."""
        for x in inputs:
            if hasattr(x, "__record__"):
                return x.__record__(self, inputs)
        numbers = [as_number(plainly(x), copy=False) for x in inputs]
        y = evaluate(self, *numbers)
        if type(y) is np.ndarray and any(np.may_share_memory(y, x) for x in numbers):
            y = y.copy()  # what is handed out is nobody else's, a transpose as well
        # Inside a rule of a user's, what another rule gives counts as well.
        return counting(y) if any(isinstance(x, Float | Counted) for x in inputs) else y

    @property
    def parameters(self) -> dict[str, Number]:
        """The constants of this rule by name, e.g. `{"slope": 0.01}`."""
        if not is_dataclass(self):
            return {}
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    @property
    def input_names(self) -> list[str]:
        """What `forward` calls its inputs: `["x"]`, `["a", "b"]`."""
        forward = self.forward
        if isinstance(forward, MethodType) and forward.__self__ is self:
            return list(_names_of(forward.__func__)[1:]) or ["x"]
        return list(_names_of(forward)) or ["x"]

    @property
    def derivatives(self) -> tuple[str, ...]:
        """The texts of `derivative`, one per input."""
        texts = self.derivative
        return (texts,) if isinstance(texts, str) else texts

    def derivative_text(self, position: int) -> str:
        """Return the text of the derivative in one input; empty if the rule states none."""
        return self.derivatives[position] if position < len(self.derivatives) else ""

    @cached_property
    def title(self) -> str:
        """What a diagram calls this operation: its symbol or name, and unusual parameters."""
        usual = getattr(type(self), "__dataclass_fields__", {})
        given = [
            f"{name}={value!r}"
            for name, value in self.parameters.items()
            if repr(value) != repr(usual[name].default)
        ]
        return (self.symbol or self.name) + (f"({', '.join(given)})" if given else "")

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"{type(self).__name__}({given})"


@dataclass_transform(frozen_default=True, eq_default=False)
def with_parameters(kind: type[Kind]) -> type[Kind]:
    """Make a rule with parameters a frozen dataclass.

    A plain `dataclass(frozen=True)` does as well; this one leaves out what `Rule` has already,
    and with it a quarter of the package's import time.
    """
    return dataclass(frozen=True, eq=False, repr=False)(kind)


@lru_cache(maxsize=1000)
def _names_of(forward: Callable[..., Number]) -> tuple[str, ...]:
    """List what a function calls its arguments, but for the last, `xp`."""
    given = list(signature(forward).parameters.values())[:-1]
    return tuple([p.name for p in given if p.kind is p.POSITIONAL_OR_KEYWORD])


class Elementwise(Rule):
    """A rule that treats every element by itself: it states a slope, and the chain rule does all.

    `local_gradient(self, *inputs, y, xp)` returns the slope in each input (a tuple if there are
    several inputs), as if all were single numbers. Inputs of different shapes broadcast. Use
    `xp.power` and `xp.divide` where a number may overflow or a divisor may be 0: with Python's
    floats `**` and `/` raise there, which arrays do not.
    """

    elementwise = True

    domain: ClassVar[tuple[float, float]] = (-np.inf, np.inf)
    """Between which numbers the (first) input may lie."""

    local_gradient: Callable[..., Number]

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the slope jumps; `local_gradient` picks a subgradient there. By default nowhere."""
        return ()

    def slopes(self, y: Number, *inputs: Number, xp: Namespace) -> tuple[Number, ...]:
        """Return the local gradients as a tuple, one for each input."""
        given = self.local_gradient(*inputs, y=y, xp=xp)
        slopes: tuple[Number, ...] = given if isinstance(given, tuple) else (given,)
        if len(slopes) != len(inputs):
            raise RuntimeError(
                f"{self!r} has {len(inputs)} inputs, but local_gradient gave {len(slopes)} slopes"
            )
        return slopes

    def vjp(self, upstream: Number, y: Number, *inputs: Number, xp: Namespace) -> list[Number]:
        """Pass the gradient on to each input, by the chain rule (`chain_rule.py`)."""
        slopes = self.slopes(y, *inputs, xp=xp)
        refuse_misshapen(slopes, y, self)
        return [partial(passed_on, upstream, *pair, xp) for pair in zip(slopes, inputs)]


class Activation(Elementwise):
    """An elementwise rule that may follow a linear layer; found in `microact.activations`."""
