"""Every rule as a function: `tanh(x)` for a Value, an array or a plain number.

Plain numbers give plain results and record nothing. The same functions are the methods of a
Value, what NumPy's own functions turn into, and the `xp` of Values: a gradient computed with
them is itself recorded, and has a gradient.
"""

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

import numpy as np

from microact.readings.numbers import as_number, shape_of
from microact.rules import Activation, Elementwise, Rule, registry, selecting, shaping, smooth
from microact.rules import activations as act
from microact.rules import arithmetic as arith
from microact.rules import joining as parts
from microact.rules import reductions as red
from microact.rules import softmax as soft
from microact.rules.rule import checking
from microact.support import arguments

inf, nan, pi = math.inf, math.nan, math.pi

Function = Callable[..., Any]


class RuleFunction(Protocol):
    """The function of a rule, which says whose function it is."""

    rule: type[Any]
    __signature__: inspect.Signature
    __call__: Callable[..., Any]


@lru_cache(maxsize=1024, typed=True)
def _rule(kind: Callable[..., Rule], *parameters: float) -> Rule:
    """Make a rule once: a million tanh nodes share one `Tanh()`."""
    return kind(*parameters)


def function_of(kind: type[Rule]) -> RuleFunction:
    """Make the function of a rule: inputs first, then the rule's parameters.

    >>> function_of(act.LeakyReLU)(-2.0, slope=0.1)
    -0.2
    """
    inputs = list(inspect.signature(kind.forward).parameters.values())[1:-1]
    constants: list[inspect.Parameter] = []
    if is_dataclass(kind):
        constants = list(inspect.signature(kind).parameters.values())
    signature = inspect.Signature([p.replace(annotation=p.empty) for p in inputs + constants])
    n = len(inputs)
    required = any(p.default is p.empty for p in constants)
    make: Callable[..., Rule] = kind

    def function(*args: Any, **named: Any) -> Any:
        if len(args) == n and not named and not required:
            return _rule(make)(*args)
        try:
            given = signature.bind(*args, **named).arguments
        except TypeError as error:
            raise TypeError(f"{kind.name}{signature}: {error}") from None
        rule = kind(**{p.name: given[p.name] for p in constants if p.name in given})
        return rule(*[given[p.name] for p in inputs])

    function.__name__ = function.__qualname__ = kind.name
    function.__doc__ = kind.__doc__
    made = cast(RuleFunction, function)
    made.rule, made.__signature__ = kind, signature
    return made


add = function_of(arith.Add)
subtract = function_of(arith.Subtract)
multiply = function_of(arith.Multiply)
divide = function_of(arith.Divide)
negative = function_of(arith.Negative)
exp = function_of(arith.Exp)
log = function_of(arith.Log)
log1p = function_of(arith.Log1p)
expm1 = function_of(arith.Expm1)
sqrt = function_of(arith.Sqrt)
sin = function_of(arith.Sin)
cos = function_of(arith.Cos)
abs = function_of(selecting.Abs)  # noqa: A001  # a namespace has numpy's names
sign = function_of(selecting.Sign)
maximum = function_of(selecting.Maximum)
minimum = function_of(selecting.Minimum)
where = function_of(selecting.Where)
clip = function_of(selecting.Clip)

sigmoid = function_of(act.Sigmoid)
tanh = function_of(act.Tanh)
relu = function_of(act.ReLU)
leaky_relu = function_of(act.LeakyReLU)
prelu = function_of(act.PReLU)
identity = function_of(act.Identity)
step = function_of(act.Step)
softplus = function_of(smooth.Softplus)
elu = function_of(smooth.ELU)
selu = function_of(smooth.SELU)
gelu_tanh = function_of(smooth.GELUTanh)
silu = function_of(smooth.SiLU)
mish = function_of(smooth.Mish)
hardtanh = function_of(act.HardTanh)
relu6 = function_of(act.ReLU6)
softsign = function_of(act.Softsign)
softmax = function_of(soft.Softmax)
log_softmax = function_of(soft.LogSoftmax)

sum = function_of(red.Sum)  # noqa: A001  # a namespace has numpy's names
mean = function_of(red.Mean)
max = function_of(red.Max)  # noqa: A001  # a namespace has numpy's names
min = function_of(red.Min)  # noqa: A001  # a namespace has numpy's names
var = function_of(red.Var)
logsumexp = function_of(red.LogSumExp)

matmul = function_of(shaping.MatMul)
swapaxes = function_of(shaping.SwapAxes)
squeeze = function_of(shaping.Squeeze)
expand_dims = function_of(shaping.ExpandDims)


def power(a: Any, b: Any) -> Any:
    """Raise `a` to the power `b`. A plain number as exponent is part of the rule `Power`."""
    plain = isinstance(b, int | float | np.integer | np.floating)
    if plain and (b == b or checking.get()):  # a rule's gradient may well be NaN to some power
        return _rule(arith.Power, float(b))(a)
    return arith.VariablePower()(a, b)


def reshape(x: Any, *shape: Any) -> Any:
    """Give the same numbers another shape: `reshape(x, (2, 3))` or `reshape(x, 2, -1)`."""
    return shaping.Reshape(arguments.sizes("reshape", shape))(x)


def transpose(x: Any, *axes: Any) -> Any:
    """Reorder the axes; by default reverse them."""
    return shaping.Transpose(
        arguments.sizes("transpose", axes) if axes and axes != (None,) else None
    )(x)


def broadcast_to(x: Any, shape: Sequence[int]) -> Any:
    """Repeat numbers to fill a larger shape, by NumPy's broadcasting."""
    return shaping.BroadcastTo(arguments.sizes("broadcast_to", (shape,)))(x)


def concatenate(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Join arrays end to end along an axis."""
    return parts.Concatenate(axis)(*_several("what concatenate joins", arrays))


def stack(values: Sequence[Any], axis: int = 0) -> Any:
    """Put numbers or arrays of one shape side by side along a new axis."""
    return parts.Stack(axis)(*_several("what stack joins", values))


def getitem(x: Any, index: Any) -> Any:
    """Pick numbers by index, as `x[index]` does."""
    return parts.GetItem(index)(x)


def split(x: Any, sections: int | Sequence[int], axis: int = 0) -> list[Any]:
    """Cut an array along an axis, into equal sections or at the given places, as `np.split`."""
    x = x if hasattr(x, "__record__") else as_number(x)
    axis = arguments.position("split's axis", axis)
    if not -len(shape_of(x)) <= axis < len(shape_of(x)):
        raise ValueError(f"split(axis={axis}) does not fit shape {shape_of(x)}")
    n, before = x.shape[axis], (slice(None),) * (axis % len(x.shape))
    if isinstance(sections, Sequence | np.ndarray):
        cuts = arguments.sizes("split", (sections,))
        bounds = list(zip([0, *cuts], [*cuts, n]))
    else:
        count = arguments.whole("split's number of sections", sections)
        if n % count:
            raise ValueError(f"{n} entries cannot be split into {sections} equal sections")
        bounds = [(i * n // count, (i + 1) * n // count) for i in range(count)]
    return [getitem(x, (*before, slice(*bound))) for bound in bounds]


def named(name: str) -> Function | None:
    """Return the function called `name`: one of this module, or a user's own rule."""
    if name in registry:
        function = globals().get(name)
        return function if callable(function) else _users_function(registry[name])
    return _ALSO_CALLED.get(name)


_users_function: Callable[[Any], RuleFunction] = lru_cache(maxsize=256)(function_of)


def __getattr__(name: str) -> Any:
    """Find the function of a user's rule here as well, where pickle looks for it."""
    if name in registry and name not in globals():
        return _users_function(registry[name])
    raise AttributeError(f"microact.functions has no {name}")


RuleLike = str | type[Rule] | Rule | Function
"""How people say a rule: "tanh", `Tanh`, `LeakyReLU(0.1)` or `ma.tanh`."""


def as_rule(rule: RuleLike) -> Rule:
    """Accept a rule however people say it: "tanh", `Tanh`, `LeakyReLU(0.1)` or `ma.tanh`.

    Raises:
        ValueError: for an unknown name, with the known ones.
        TypeError: for anything else, and for a class that needs parameters.
    """
    if isinstance(rule, Rule):
        return rule
    if isinstance(rule, str):
        if rule not in registry:
            known = ", ".join(activations)
            raise ValueError(f"no rule is called {rule!r}; the activations are {known}")
        return _made(registry[rule])
    kind = getattr(rule, "rule", rule)
    if isinstance(kind, type) and issubclass(kind, Rule):
        return _made(kind)
    raise TypeError(f"expected an activation by name, class or function, got {rule!r}")


def _made(kind: type[Rule]) -> Rule:
    try:
        return kind()
    except TypeError:
        raise TypeError(f"{kind.name} needs parameters: make one, {kind.__name__}(...)") from None


def activation_of_one_number(rule: RuleLike) -> Rule:
    """Accept a rule as `as_rule` does, if it is a function of each single number by itself.

    Raises:
        ValueError: for one that takes several inputs (prelu) or mixes them (softmax).
    """
    found = as_rule(rule)
    inputs = len(inspect.signature(found.forward).parameters) - 1
    if not isinstance(found, Elementwise) or inputs != 1:
        raise ValueError(
            f"{found.name} is not a function of one number alone; apply ma.{found.name} yourself"
        )
    return found


def names() -> list[str]:
    """List what `named` knows, without NumPy's other spellings."""
    return [*registry, "split"]


class Activations(Mapping[str, RuleFunction]):
    """Every activation by name, a user's own among them: `activations["tanh"](0.0)`."""

    def __getitem__(self, name: str) -> RuleFunction:
        if name not in self._names():
            raise KeyError(f"no activation is called {name!r}; there are {', '.join(self)}")
        return cast(RuleFunction, named(name))

    def _names(self) -> list[str]:
        kinds = Activation, soft.OverAxis
        return [name for name, kind in registry.items() if issubclass(kind, kinds)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())


activations = Activations()


def _several(name: str, given: Any) -> list[Any]:
    return list(given) if hasattr(given, "__record__") else arguments.several(name, given, "Values")


_ALSO_CALLED: dict[str, Function] = {
    "pow": power,
    "split": split,
    "absolute": abs,
    "true_divide": divide,
    "amax": max,
    "amin": min,
}
"""What NumPy calls some of these, and what is a function without being a rule."""
