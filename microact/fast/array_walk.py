"""The backward pass of a graph with arrays, by plans where there are any.

It does what `engine/walk.py` does, in one loop: a test holds it to that.
"""

from collections.abc import Callable, Container, Sequence
from typing import TypeVar

import numpy as np

from microact.engine.node import Node
from microact.engine.walk import Arrival, add_up, refuse_changed
from microact.fast.array_plans import back_plan
from microact.readings.numbers import Number

N = TypeVar("N", bound=Node)


def back_on_arrays(
    order: Sequence[N],
    arriving: dict[int, Number],
    stop: Container[int],
    fixed: set[int],
    plainly: Callable[[N, Number, Container[int]], Sequence[Number]],
) -> list[Arrival[N]]:
    """List what happens on the way back; a node without a plan is asked `plainly`.

    What was computed for a leaf alone is not frozen: the leaf may have it for its own.
    """
    arrivals: list[Arrival[N]] = []
    for node in reversed(order):
        upstream = arriving.pop(id(node), None)
        if upstream is None:
            continue
        if node.rule is None or (stop and id(node) in stop):
            arrivals.append((node, upstream, ()))
            continue
        kind, date, inputs = type(node), node._stamp, node.inputs
        numbers, wanted = [], []
        for x in inputs:
            if type(x) is kind:
                if x._stamp > date:
                    refuse_changed(node)
                numbers.append(x._number)
                wanted.append(not fixed or id(x) not in fixed)
            else:
                numbers.append(x)
                wanted.append(False)
        plan = back_plan(node.rule, node._number, numbers, wanted)
        if plan is None:
            shares = plainly(node, upstream, fixed)
        else:
            shares = plan(upstream, node._number, *numbers)
        for x, share in zip(inputs, shares):
            if share is not None and type(x) is kind:
                if type(share) is np.ndarray and x.rule is not None:
                    share.setflags(write=False)
                before = arriving.get(id(x))
                arriving[id(x)] = share if before is None else add_up(before, share)
        arrivals.append((node, upstream, shares))
    return arrivals
