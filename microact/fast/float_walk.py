"""The walk back where every node is a single float: gradients add up in the nodes themselves.

It does what `engine/walk.py` does, without lists and dictionaries: a test holds the two together.
"""

from collections.abc import Callable, Sequence

from microact.engine.node import Node
from microact.engine.walk import refuse_changed
from microact.fast.float_rules import FloatRule, float_rule

Backward = dict[int, Callable[..., Sequence[float]]]
"""What passes a gradient on, by the id of its rule."""


def walk_back(order: Sequence[Node], seed: float, clock: int, /) -> bool:
    """Walk back from the last node and write each `grad` on the way.

    `clock` is the date of the last change of any leaf; what was recorded since needs no look at
    its inputs' dates.

    Returns:
        False, with nothing written, if the graph is not of this kind.
    """
    leaves: list[tuple[Node, float]] = []
    rules: dict[int, FloatRule] = {}
    for node in order:
        rule = node.rule
        if rule is None:
            leaves.append((node, node.grad))
            if type(node.grad) not in (float, int):
                return False
        elif type(node._number) is not float:
            return False
        else:
            if id(rule) not in rules:
                short = float_rule(rule)
                if short is None:
                    return False
                rules[id(rule)] = short
            if node._stamp != clock:
                refuse_changed(node)
    try:
        _walk(order, seed, {key: short.backward for key, short in rules.items()})
    except BaseException:  # such as Ctrl-C: what the leaves held before is theirs again
        for leaf, grad in leaves:
            leaf.grad = grad
        raise
    for leaf, grad in leaves:
        leaf.grad = grad + leaf.grad
    return True


def _walk(order: Sequence[Node], seed: float, backward: Backward) -> None:
    kind = type(order[-1])
    for node in order:
        node.grad = 0.0
    order[-1].grad = seed
    for node in reversed(order):
        inputs = node.inputs
        if len(inputs) == 2:  # most nodes: without lists and loops this takes half the time
            left, right = inputs
            a = left._number if type(left) is kind else left
            b = right._number if type(right) is kind else right
            to_left, to_right = backward[id(node.rule)](node.grad, node._number, a, b)
            if type(left) is kind:
                left.grad += to_left
            if type(right) is kind:
                right.grad += to_right
        elif node.rule is not None:
            numbers = [x._number if type(x) is kind else x for x in inputs]
            shares = backward[id(node.rule)](node.grad, node._number, *numbers)
            for x, share in zip(inputs, shares):
                if type(x) is kind:
                    x.grad += share
