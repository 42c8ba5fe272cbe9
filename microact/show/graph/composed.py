"""What a function of several rules has recorded: one card, as long as more is in the picture."""

from collections.abc import Container

from microact.composed.scoped import COMPOSED
from microact.engine.value import Value


def parts(order: list[Value], kept: Container[int] = ()) -> dict[int, str]:
    """Name, for each node that such a function recorded, the call that it belongs to.

    Two calls in one scope are told apart by what is connected. A picture of one call alone shows
    its inside, so then no node is named.

    Args:
        order: the nodes of a picture, inputs first.
        kept: ids of nodes that keep a card of their own.

    >>> import microact as ma
    >>> from microact.engine.order import topological_order
    >>> x = Value([1.0, 2.0], "x")
    >>> parts(topological_order(ma.layer_norm(x)))
    {}
    >>> found = parts(topological_order(ma.layer_norm(x) * 2.0 + ma.layer_norm(x * x)))
    >>> sorted(set(found.values()))
    ['layer_norm', 'layer_norm #2']
    """
    call: dict[int, list[Value]] = {}
    for node in order:
        path = _path(node)
        if not path or node.is_leaf:
            continue
        joined = [node]
        for x in node.inputs:
            before = call.get(id(x), []) if isinstance(x, Value) and _path(x) == path else []
            if before is not joined and before:
                joined = before + [n for n in joined if all(n is not b for b in before)]
        for n in joined:
            call[id(n)] = joined
    calls = {id(nodes): nodes for nodes in call.values() if len(nodes) > 1}
    computed = sum(not node.is_leaf for node in order)
    if len(calls) == 1 and computed <= 1 + max(map(len, calls.values())):
        return {}  # it stands alone, or with a sum behind it
    found: dict[int, str] = {}
    count: dict[str, int] = {}
    for nodes in calls.values():
        path = _path(nodes[0])
        count[path] = count.get(path, 0) + 1
        name = path if count[path] == 1 else f"{path} #{count[path]}"
        found |= {id(node): name for node in nodes if id(node) not in kept}
    return found


def _path(node: Value) -> str:
    """Return the scope of the outermost such function that a node stands in; empty if in none."""
    names = node.scope.split("/")
    for i, name in enumerate(names, 1):
        if name in COMPOSED:
            return "/".join(names[:i])
    return ""
