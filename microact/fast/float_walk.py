"""The walk back where every node is a single float: gradients add up in the nodes themselves.

It does what `engine/walk.py` does, without lists and dictionaries: a test holds the two together.
"""

from collections.abc import Sequence
from typing import TypeVar

from microact.engine.node import Node
from microact.engine.operators import ADD, MULTIPLY
from microact.engine.walk import refuse_changed
from microact.fast.float_rules import Backward, backward_of
from microact.readings.numbers import Number

N = TypeVar("N", bound=Node)


def back_on_floats(order: Sequence[N], seed: float, clock: int) -> bool:
    """Walk back from the last node and write each `grad` on the way.

    `clock` is the date of the last change of any leaf; what was recorded since needs no look at
    its inputs' dates.

    Returns:
        False, with nothing written, if the graph is not of this kind.
    """
    leaves: list[tuple[N, Number]] = []
    done = False
    try:
        for node in order:
            if node.rule is None:
                leaves.append((node, node.grad))
            node.grad = -0.0  # to which anything can be added and stays itself, -0.0 as well
        done = all(map(_is_single, leaves)) and _walk(order, type(order[-1]), seed, clock)
    finally:
        if not done:
            for node in order:
                node.grad = 0.0
        for leaf, grad in leaves:  # what they held before is theirs again, also after Ctrl-C
            leaf.grad = grad + leaf.grad if done else grad
    return done


def _is_single(leaf: tuple[Node, Number]) -> bool:
    """Whether a leaf is a float that wants its gradient."""
    node, grad = leaf
    wants = node._second is None
    return wants and type(node._number) is float and type(grad) in (float, int)


def _walk(order: Sequence[N], kind: type[N], seed: float, clock: int) -> bool:
    """Walk back; False if a node is met that is no single float, or whose rule cannot be asked."""
    backward: dict[int, Backward | None] = {}
    order[-1].grad = seed
    for node in reversed(order):
        rule = node.rule
        if rule is None:
            continue
        if type(node._number) is not float:
            return False
        if node._stamp != clock:
            refuse_changed(node)
        upstream, left, right = node.grad, node._first, node._second
        # The two most frequent rules, without a call.
        if rule is ADD:
            if type(left) is kind:
                left.grad += upstream
            if type(right) is kind:
                right.grad += upstream
            continue
        a = left._number if type(left) is kind else left
        b = right._number if type(right) is kind else right
        if rule is MULTIPLY:
            if type(left) is kind:
                left.grad += upstream * b
            if type(right) is kind:
                right.grad += upstream * a
            continue
        key = id(rule)
        if key not in backward:
            backward[key] = backward_of(rule)
        pass_on = backward[key]
        if pass_on is None:
            return False
        if right is None and type(left) is kind:
            (share,) = pass_on(upstream, node._number, a)
            left.grad += share
        elif right is not None:
            to_left, to_right = pass_on(upstream, node._number, a, b)
            if type(left) is kind:
                left.grad += to_left
            if type(right) is kind:
                right.grad += to_right
        else:
            _pass_on_to_all(node, kind, pass_on)
    return True


def _pass_on_to_all(node: N, kind: type[N], pass_on: Backward) -> None:
    """Do the same for a rule of any number of inputs."""
    inputs = node.inputs
    numbers = [x._number if type(x) is kind else x for x in inputs]
    for x, share in zip(inputs, pass_on(node.grad, node._number, *numbers)):
        if type(x) is kind:
            x.grad += share
