"""Any module as text, to be saved: what it was made with, and how it is made again.

Nothing that can run stands in a file. Of a class of a user's own the file holds the name, and what
it was made with; where it is loaded, the class has to be there.
"""

import numpy as np

from microact.engine.calling import as_rule
from microact.nn.module import Module, ours, own
from microact.readings.numbers import Number
from microact.rules import Rule, registry
from microact.support.facts import Facts

DEEPEST = 50
"""So deep may what a module was made with be nested in a file."""


def described(module: Module) -> Facts:
    """Describe a module by its class and what it was made with.

    Raises:
        TypeError: if it was made with something that cannot be written as text.
    """
    kind, (listed, named) = type(module), module._given
    where = f"{kind.__name__} was made with"
    return {
        "own": ours.get(kind.__name__) is not kind,
        "kind": kind.__name__,
        "listed": [_written(x, where) for x in listed],
        "named": {name: _written(x, where) for name, x in named.items()},
    }


def refuse_unlike(module: Module, facts: Facts) -> None:
    """Raise `TypeError` unless the text makes a module of the same parts and settings.

    Somebody may have changed a module since it was made: appended a layer, set `eps`.
    """
    again = made_again(facts)
    here, there = ({name: x.shape for name, x in one.state().items()} for one in (module, again))
    if here != there:
        wrong = sorted(set(here.items()) ^ set(there.items()))[0][0]
        raise TypeError(
            f"{type(module).__name__} cannot be made again from what it was made with: {wrong} "
            "would be another. Are its parts made in __init__, and each used in one place? "
            "module.state() gives all weights, and load_state takes them"
        )
    for (name, a), (_, b) in zip(module._parts(), again._parts()):
        for key, x in _settings(a).items():
            if _settings(b).get(key) != x:
                raise TypeError(
                    f"{name}{key} was set to {x!r} after the module was made, and a file keeps "
                    "what it is made with: give it when you make the module"
                )


def _settings(module: Module) -> dict[str, Number]:
    """Return what is plain among a module's attributes."""
    plain = bool | int | float | str
    return {
        name: x
        for name, x in vars(module).items()
        if isinstance(x, plain) and not name.startswith("_") and name != "training"
    }


def made_again(facts: Facts, depth: int = 0) -> Module:
    """Make the module that a text describes; its weights are still random."""
    if depth > DEEPEST:
        raise ValueError("it describes modules in modules without end")
    name = facts["kind"]
    known = own if facts["own"] else ours
    if name not in known:
        raise ValueError(
            f"it uses the module {name!r}; run the code that defines this class first"
            if facts["own"]
            else f"it uses {name!r}, which this microact does not know"
        )
    listed = [_read(x, depth) for x in facts["listed"]]
    return known[name](*listed, **{key: _read(x, depth) for key, x in facts["named"].items()})


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
    if isinstance(x, list | tuple):
        return {"list": [_written(each, where) for each in x]}
    if isinstance(x, np.bool | np.integer | np.floating):
        return x.item()
    if x is None or isinstance(x, bool | int | float | str):
        return x
    raise TypeError(
        f"{where} {x!r}, which cannot be written to a file: numbers, texts, lists, activations and "
        "modules can. module.state() gives all weights, and load_state takes them"
    )


def _read(x: Number, depth: int) -> Number:
    if not isinstance(x, dict):
        return x
    ((kind, content),) = x.items()
    if kind == "module":
        return made_again(content, depth + 1)
    if kind == "generator":
        return np.random.default_rng(0)
    return rule_again(content) if kind == "rule" else [_read(each, depth) for each in content]
