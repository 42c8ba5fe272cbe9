"""The walk back where every node is a single float: gradients add up in the nodes themselves.

It does what `engine/walk.py` does, without lists and dictionaries: a test holds the two together.
"""

from collections.abc import Sequence

from microact.engine.node import Node
from microact.engine.walk import refuse_changed
from microact.fast.float_rules import Backward, backward_of


def back_on_floats(order: Sequence[Node], seed: float, clock: int) -> bool:
    """Walk back from the last node and write each `grad` on the way.

    `clock` is the date of the last change of any leaf; what was recorded since needs no look at
    its inputs' dates.

    Returns:
        False, with nothing written, if the graph is not of this kind.
    """
    leaves: list[tuple[Node, float]] = []
    backward: dict[int, Backward] = {}
    for node in order:
        rule = node.rule
        if type(node._number) is not float:
            return False
        if rule is None:
            leaves.append((node, node.grad))
            if type(node.grad) not in (float, int):
                return False
            continue
        if id(rule) not in backward:
            found = backward_of(rule)
            if found is None:
                return False
            backward[id(rule)] = found
        if node._stamp != clock:
            refuse_changed(node)
    try:
        _walk(order, seed, backward)
    except BaseException:  # such as Ctrl-C: what the leaves held before is theirs again
        for leaf, grad in leaves:
            leaf.grad = grad
        raise
    for leaf, grad in leaves:
        leaf.grad = grad + leaf.grad
    return True


def _walk(order: Sequence[Node], seed: float, backward: dict[int, Backward]) -> None:
    kind = type(order[-1])
    for node in order:
        node.grad = -0.0  # to which anything can be added and stays itself, -0.0 as well
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
