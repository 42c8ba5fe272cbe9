"""What a rule is: one operation, its formula and its hand-written gradient side by side.

A rule knows nothing of graphs. It computes with whatever numbers it is given, through operators
and `xp`, the namespace of math functions that fits those numbers.
"""

import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property, partial
from inspect import signature
from typing import Any, ClassVar, TypeVar, dataclass_transform

import numpy as np

from microact.expressions.tree import plain
from microact.fast.float_rules import Pair, is_ours, on_floats
from microact.readings.counted import Counted, Float, counting, in_hands, plainly
from microact.readings.namespaces import arrays, floats, namespace_of
from microact.readings.numbers import Number, as_narrow_as, as_number, own, shape_of
from microact.rules.errors import refuse_misshapen, refuse_reshaped, refuse_unbroadcastable

Kind = TypeVar("Kind")

checking = ContextVar("checking", default=True)
"""Whether rules look at their domain. Not while a gradient is recorded: what was asked for was
inside, and an infinite slope of it is an answer, not a mistake.
"""

Namespace = Any
"""An `xp`: `floats`, `arrays`, `microact.functions` for Values, or `symbols`."""


class Rule:
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

    elementwise: ClassVar[bool] = False
    """Whether it treats every element by itself; `Elementwise` says so."""

    forward: Callable[..., Number]
    """`forward(self, *inputs, xp)` returns the value."""
    vjp: Callable[..., Sequence[Any]]
    """`vjp(self, upstream, y, *inputs, xp)` returns one gradient per input.

    That is the vector-Jacobian product: the gradient that arrives, times how the output depends
    on each input. A gradient that costs something may be given as a function of no arguments,
    which is called only if somebody wants it. None says that nothing flows back.
    """

    def __init_subclass__(cls, **options: Any) -> None:
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

    def check(self, *inputs: Number) -> None:
        """Raise if these numbers are outside the rule's domain. By default all are inside."""

    def evaluate(self, *numbers: Number) -> Number:
        """Compute the value for floats and arrays: inf on overflow, never a warning."""
        if checking.get():
            self.check(*numbers)
        xp = self.namespace(numbers)
        if xp is not arrays:
            return self.value(*numbers, xp=xp)
        with np.errstate(all="ignore"):
            try:
                y = self.value(*numbers, xp=arrays)
            except ValueError:
                if self.elementwise:
                    refuse_unbroadcastable(self, numbers)
                raise
        x = numbers[0] if numbers else None
        if type(x) is np.ndarray is type(y) and x.dtype == y.dtype and x.shape == y.shape:
            return y
        if self.elementwise:
            refuse_reshaped(self, y, numbers)
        return as_narrow_as(y, numbers)

    @cached_property
    def evaluate_floats(self) -> Callable[..., float]:
        """What does the same as `evaluate` for floats alone, on the shortest way."""

        def evaluate(*numbers: float) -> float:
            y: float = own(self.evaluate(*numbers))
            return y

        return evaluate

    def value(self, *numbers: Number, xp: Namespace) -> Number:
        """Compute `forward`; a user's is handed numbers whose truths count."""
        if is_ours(self) or not _are_numbers(numbers):
            return self.forward(*numbers, xp=xp)
        xp, handed = in_hands(xp, numbers)
        return plainly(self.forward(*handed, xp=xp))

    def passed_on(
        self, upstream: Number, y: Number, *numbers: Number, xp: Namespace
    ) -> Sequence[Any]:
        """Compute `vjp`; a user's is handed numbers whose truths count."""
        if is_ours(self) or self.elementwise:
            return self.vjp(upstream, y, *numbers, xp=xp)
        xp, (upstream, y, *handed) = in_hands(xp, (upstream, y, *numbers))
        return self.vjp(upstream, y, *handed, xp=xp)

    def namespace(self, numbers: Sequence[Number]) -> Namespace:
        """Return the `xp` for these floats and arrays: NumPy, which does both."""
        return arrays

    def __call__(self, *inputs: Any) -> Any:
        """Apply the rule: numbers and arrays give a plain result, Values a recorded node."""
        for x in inputs:
            if hasattr(x, "__record__"):
                return x.__record__(self, inputs)
        numbers = [as_number(plainly(x), copy=False) for x in inputs]
        y = self.evaluate(*numbers)
        if type(y) is np.ndarray and any(np.may_share_memory(y, x) for x in numbers):
            y = y.copy()  # what is handed out is nobody else's, a transpose as well
        # Inside a rule of a user's, what another rule gives counts as well.
        return counting(y) if any(isinstance(x, Float | Counted) for x in inputs) else y

    @property
    def parameters(self) -> dict[str, Any]:
        """The constants of this rule by name, e.g. `{"slope": 0.01}`."""
        if not is_dataclass(self):
            return {}
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

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

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what was made to be fast: it is made again."""
        made = {"on_floats", "backward_floats", "evaluate_floats", "title"}
        return {name: x for name, x in vars(self).items() if name not in made}

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


registry: dict[str, type[Rule]] = {}
"""Every rule by name, the user's own among them."""


class Elementwise(Rule):
    """A rule that treats every element by itself: it states a slope, and the chain rule is here.

    `local_gradient(self, *inputs, y, xp)` returns the slope in each input (a tuple if there are
    several inputs), as if all were single numbers. Inputs of different shapes broadcast. Use
    `xp.power` and `xp.divide` where a number may overflow or a divisor may be 0: with Python's
    floats `**` and `/` raise there, which arrays do not.
    """

    elementwise = True

    @cached_property
    def on_floats(self) -> Pair:
        """This rule for single floats: what computes it, and what passes a gradient on."""
        inputs = list(signature(self.forward).parameters)[:-1]
        return on_floats(self, inputs)

    @cached_property
    def backward_floats(self) -> Callable[..., Sequence[float]]:
        """What passes a gradient on for floats: of (upstream, y, *inputs)."""
        return self.on_floats[1]

    @cached_property
    def evaluate_floats(self) -> Callable[..., float]:
        """What does the same as `evaluate` for floats alone, on the shortest way."""
        forward = self.on_floats[0]
        if type(self).check is Rule.check and is_ours(self):
            return forward  # nothing to check, and a float for floats

        def evaluate(*numbers: float) -> float:
            if checking.get():
                self.check(*numbers)
            y: float = own(forward(*numbers))
            return y

        return evaluate

    domain: ClassVar[tuple[float, float]] = (-np.inf, np.inf)
    """Between which numbers the (first) input may lie."""

    local_gradient: Callable[..., Any]

    def namespace(self, numbers: Sequence[Number]) -> Namespace:
        """Return the `xp` for these numbers: Python's own math if all are floats, else NumPy."""
        return namespace_of(numbers)

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where the slope jumps; `local_gradient` picks a subgradient there. By default nowhere."""
        return ()

    def slopes(self, y: Number, *inputs: Number, xp: Namespace) -> tuple[Number, ...]:
        """Return the local gradients as a tuple, one for each input."""
        if is_ours(self) or not _are_numbers((*inputs, y)):
            slopes = self.local_gradient(*inputs, y=y, xp=xp)
        else:
            within, (y, *numbers) = in_hands(xp, (y, *inputs))
            slopes = plainly(self.local_gradient(*numbers, y=y, xp=within))
        slopes = slopes if isinstance(slopes, tuple) else (slopes,)
        if len(slopes) != len(inputs):
            raise RuntimeError(
                f"{self!r} has {len(inputs)} inputs, but local_gradient gave {len(slopes)} slopes"
            )
        return slopes

    def vjp(self, upstream: Number, y: Number, *inputs: Number, xp: Namespace) -> list[Any]:
        """Pass the gradient on to each input: the chain rule, written once for every rule."""
        slopes = self.slopes(y, *inputs, xp=xp)
        if xp is floats:  # nothing was broadcast, and a product of two floats costs nothing
            return [upstream * slope for slope in slopes]
        refuse_misshapen(slopes, y, self)

        def passed_on(slope: Number, x: Number) -> Number:
            return unbroadcast(upstream * slope, x, xp)

        return [partial(passed_on, *pair) for pair in zip(slopes, inputs)]


class Activation(Elementwise):
    """An elementwise rule that may follow a linear layer; found in `microact.activations`."""


def _are_numbers(numbers: Sequence[Number]) -> bool:
    """Whether these are floats and arrays, not Values or symbols."""
    return all(isinstance(x, float | np.ndarray | np.generic) for x in numbers)


def unbroadcast(gradient: Number, x: Number, xp: Namespace) -> Number:
    """Sum a gradient back to the shape of `x`, over the axes along which `x` was repeated.

    A number used n times by broadcasting gets the sum of n gradients, like any value that is
    used n times.
    """
    shape, wide = shape_of(x), shape_of(gradient)
    if shape == wide:
        return gradient
    extra = len(wide) - len(shape)
    repeated = [extra + i for i, n in enumerate(shape) if n == 1 and wide[extra + i] != 1]
    return xp.reshape(xp.sum(gradient, axis=(*range(extra), *repeated)), shape)
