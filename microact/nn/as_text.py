"""Any module as text, to be saved: what it was made with, and how it is made again.

Nothing that can run stands in a file. Of a class of a user's own the file holds the name, and what
it was made with; where it is loaded, the class has to be there.
"""

import numpy as np

from microact.engine.calling import as_rule
from microact.nn.linear import undisturbed
from microact.nn.module import Module, home_of, ours, own
from microact.nn.settings import settings_unlike
from microact.readings.numbers import Number
from microact.rules import Rule, registry
from microact.support.facts import Facts

DEEPEST = 50
"""So deep may what a module was made with be nested in a file."""


def described(module: Module) -> Facts:
    """Describe a module by its class and what it was made with.

    Raises:
        TypeError: if it was made with something that cannot be written as text, or another class
            of its name was defined since.
    """
    kind, (listed, named) = type(module), module._given
    where = f"{kind.__name__} was made with"
    is_own = ours.get(kind.__name__) is not kind
    if is_own and not _alike(own[kind.__name__][home_of(kind)], kind):
        raise TypeError(
            f"there are two classes {kind.__name__!r}, and the file would make the one that was "
            "defined last: give one another name"
        )
    return {
        "own": is_own,
        "kind": kind.__name__,
        "home": home_of(kind),
        "listed": [_written(x, where) for x in listed],
        "named": {name: _written(x, where) for name, x in named.items()},
    }


def _alike(a: type[Module], b: type[Module]) -> bool:
    """Whether two classes are one: the same, or of a cell that ran again."""
    return a is b or (home_of(a) == home_of(b) and "<locals>" not in a.__qualname__)


def refuse_unlike(module: Module, facts: Facts) -> None:
    """Raise `TypeError` unless the text makes a module of the same parts and settings.

    Somebody may have changed a module since it was made: appended a layer, set `eps`.
    """
    again = made_again(facts)
    here, there = module.state(), again.state()
    shapes, others = ({name: x.shape for name, x in one.items()} for one in (here, there))
    if shapes != others:
        wrong = sorted(shapes.items() ^ others.items())[0][0]
        raise TypeError(
            f"{type(module).__name__} cannot be made again from what it was made with: {wrong} "
            "would be another. Are its parts made in __init__, and each used in one place? "
            "module.state() gives all weights, and load_state takes them"
        )
    for name, x in here.items():
        if x.dtype != there[name].dtype:
            raise TypeError(f"{name} is {x.dtype}, and was {there[name].dtype} when {SINCE}")
    parts, made = dict(module._parts()), dict(again._parts())
    for name in sorted(parts.keys() | made.keys()):
        a, b = parts.get(name), made.get(name)
        if a is None or b is None or not _alike(type(a), type(b)):
            raise TypeError(f"the part {name[:-1]!r} is another one since {SINCE}")
        if name and vars(a).get("about"):
            raise TypeError(f"a file keeps the about of the whole, and {name}about says something")
        for key in settings_unlike(a, b):
            raise TypeError(
                f"{name}{key} was set to {vars(a).get(key)!r} after {SINCE}. A name that begins "
                "with _ is no setting, and may hold anything"
            )


SINCE = "the module was made, and a file keeps what it is made with: give it when you make it"


def made_again(facts: Facts) -> Module:
    """Make the module that a text describes; its weights are still random."""
    with undisturbed():
        return _made(facts, 0)


def _made(facts: Facts, depth: int) -> Module:
    if depth > DEEPEST:
        raise ValueError("it describes modules in modules without end")
    name = facts["kind"]
    kind = _own_class(name, facts.get("home")) if facts["own"] else ours.get(name)
    if kind is None:
        raise ValueError(f"it uses {name!r}, which this microact does not know")
    listed = [_read(x, depth) for x in facts["listed"]]
    return kind(*listed, **{key: _read(x, depth) for key, x in facts["named"].items()})


def _own_class(name: str, home: str | None) -> type[Module]:
    """Return the class of a user's own; of several of one name, that from where it was saved."""
    known = own.get(name, {})
    if not known:
        raise ValueError(f"it uses the module {name!r}; run the code that defines this class first")
    if len(known) > 1 and home not in known:
        raise ValueError(
            f"it uses the module {name!r}, and there are several: {', '.join(sorted(known))}; "
            "give them names of their own"
        )
    return known[home] if home in known else next(iter(known.values()))


def rule_as_text(rule: Rule) -> Facts:
    """Describe a rule by its name and parameters."""
    return {"name": rule.name, "parameters": rule.parameters}


def rule_again(facts: Facts) -> Rule:
    """Make the rule that a text describes."""
    if facts["name"] not in registry:
        raise ValueError(
            f"it uses the activation {facts['name']!r}; run the code that defines it first"
        )
    return registry[facts["name"]](**facts["parameters"])


def _written(x: Number, where: str) -> Number:
    if isinstance(x, Module):
        return {"module": described(x)}
    if isinstance(x, Rule | type) or hasattr(x, "rule"):
        return {"rule": rule_as_text(as_rule(x))}
    if isinstance(x, np.random.Generator):
        return {"generator": None}  # it drew the first weights; those of the file replace them
    if type(x) in (list, tuple):
        return {type(x).__name__: [_written(each, where) for each in x]}
    if type(x) is dict and all(isinstance(name, str) for name in x):
        return {"dict": {name: _written(each, where) for name, each in x.items()}}
    if isinstance(x, np.bool | np.integer | np.floating):
        return x.item()
    if x is None or isinstance(x, bool | int | float | str):
        return x
    raise TypeError(
        f"{where} {x!r}, which cannot be written to a file: numbers, texts, lists, dictionaries, "
        "activations and modules can. module.state() gives all weights, and load_state takes them"
    )


def _read(x: Number, depth: int) -> Number:
    if not isinstance(x, dict):
        return x
    ((kind, content),) = x.items()
    if kind == "module":
        return _made(content, depth + 1)
    if kind == "generator":
        return np.random.default_rng(0)
    if kind == "rule":
        return rule_again(content)
    if kind == "dict":
        return {name: _read(each, depth) for name, each in content.items()}
    read = [_read(each, depth) for each in content]
    return tuple(read) if kind == "tuple" else read
