"""Any module as text, to be saved: what it was made with, and how it is made again.

Nothing that can run stands in a file. Of a class of a user's own the file holds the name, and what
it was made with; where it is loaded, the class has to be there.
"""

from inspect import signature

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
    kind = type(module)
    bound = signature(kind.__init__).bind(module, *module._given[0], **module._given[1])
    arguments = dict(list(bound.arguments.items())[1:])
    several = [p.name for p in signature(kind.__init__).parameters.values()
               if p.kind is p.VAR_POSITIONAL]  # fmt: skip
    listed = arguments.pop(several[0], ()) if several else ()
    named = {name: x for name, x in arguments.items() if not isinstance(x, np.random.Generator)}
    where = f"{kind.__name__} was made with"
    return {
        "own": ours.get(kind.__name__) is not kind,
        "kind": kind.__name__,
        "listed": [_written(x, where) for x in listed],
        "named": {name: _written(x, where) for name, x in named.items()},
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
    return rule_again(content) if kind == "rule" else [_read(each, depth) for each in content]
