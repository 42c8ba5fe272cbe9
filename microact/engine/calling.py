"""A rule as a function: `tanh(x)` for a Value, an array or a plain number.

Plain numbers give plain results and record nothing.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

from microact.readings.numbers import Number
from microact.rules import Activation, Elementwise, Rule, registry
from microact.rules.softmax import OverAxis
from microact.support.other_names import option_hint

Function = Callable[..., Number]


class RuleFunction(Protocol):
    """The function of a rule, which says whose function it is."""

    rule: type[Any]
    __signature__: inspect.Signature
    __call__: Function


@lru_cache(maxsize=1024, typed=True)
def made(kind: Callable[..., Rule], *parameters: float) -> Rule:
    """Make a rule once: a million tanh nodes share one `Tanh()`."""
    return kind(*parameters)


def function_of(kind: type[Rule]) -> RuleFunction:
    """Make the function of a rule: inputs first, then the rule's parameters.

    >>> from microact.rules.activations import LeakyReLU
    >>> function_of(LeakyReLU)(-2.0, slope=0.1)
    -0.2
    """
    inputs = list(inspect.signature(kind.forward).parameters.values())[1:-1]
    constants: list[inspect.Parameter] = []
    if is_dataclass(kind):
        constants = list(inspect.signature(kind).parameters.values())
    signature = inspect.Signature([p.replace(annotation=p.empty) for p in inputs + constants])
    n = len(inputs)
    known = {p.name for p in constants}
    required = {p.name for p in constants if p.default is p.empty}
    make: Callable[..., Rule] = kind

    def function(*args: Number, **named: Number) -> Number:
        if len(args) == n and required <= named.keys() <= known:  # binding them takes longer
            return (make(**named) if named else made(make))(*args)
        try:
            given = signature.bind(*args, **named).arguments
        except TypeError as error:
            more = option_hint(named)
            raise TypeError(f"{kind.name}{signature}: {error}{more}") from None
        rule = kind(**{p.name: given[p.name] for p in constants if p.name in given})
        return rule(*[given[p.name] for p in inputs])

    function.__name__ = function.__qualname__ = kind.name
    function.__doc__ = kind.__doc__
    result = cast(RuleFunction, function)
    result.rule, result.__signature__ = kind, signature
    return result


by_hand: dict[str, Function] = {}
"""What takes its arguments in more ways than a rule states, by name: see `spellings.py`."""

also_called: dict[str, str] = {}
"""What NumPy calls some functions, where a rule of that name does not say otherwise."""

_made: dict[str, RuleFunction] = {}


def named(name: str) -> Function | None:
    """Return the function called `name`: of any rule, a user's own among them."""
    if name in by_hand:
        return by_hand[name]
    if name not in registry:
        return named(also_called[name]) if name in also_called else None
    kind = registry[name]
    if name not in _made or _made[name].rule is not kind:  # its cell may have been run again
        _made[name] = function_of(kind)
    return _made[name]


def __getattr__(name: str) -> Function:
    """Find the function of any rule here, where pickle looks for it."""
    function = named(name)
    if function is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return function


def names() -> list[str]:
    """List what `named` knows, without NumPy's other spellings."""
    return [*registry, "split"]


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
        return _without_parameters(registry[rule])
    kind = getattr(rule, "rule", rule)
    if isinstance(kind, type) and issubclass(kind, Rule):
        return _without_parameters(kind)
    raise TypeError(f"expected an activation by name, class or function, got {rule!r}")


def _without_parameters(kind: type[Rule]) -> Rule:
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
    if not isinstance(found, Elementwise) or len(found.input_names) != 1:
        raise ValueError(
            f"{found.name} is not a function of one number alone; apply ma.{found.name} yourself"
        )
    return found


class Activations(Mapping[str, RuleFunction]):
    """Every activation by name, a user's own among them: `activations["tanh"](0.0)`."""

    def __getitem__(self, name: str) -> RuleFunction:
        if name not in self._names():
            raise KeyError(f"no activation is called {name!r}; there are {', '.join(self)}")
        return cast(RuleFunction, named(name))

    def _names(self) -> list[str]:
        kinds = Activation, OverAxis
        return [name for name, kind in registry.items() if issubclass(kind, kinds)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())


activations = Activations()
