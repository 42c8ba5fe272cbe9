"""What a function of several rules has recorded: one card, as long as more is in the picture."""

import re
from collections.abc import Container, Iterable

from microact.engine.recording import CALL, without_numbers
from microact.engine.value import Value

_CALL = re.compile(rf"(.*?{CALL}\d+)(/|$)")


def parts(order: list[Value], kept: Container[int] = ()) -> dict[int, str]:
    """Name, for each node that such a function recorded, the call that it belongs to.

    A picture of one call alone shows its inside, so then no node is named.

    Args:
        order: the nodes of a picture, inputs first.
        kept: ids of nodes that keep a card of their own.

    >>> import microact as ma
    >>> from microact.engine.order import topological_order
    >>> x = Value([1.0, 2.0], "x")
    >>> parts(topological_order(ma.layer_norm(x)))
    {}
    >>> found = parts(topological_order(ma.layer_norm(ma.layer_norm(x))))
    >>> len(set(found.values()))
    2
    """
    found: dict[int, str] = {}
    sizes: dict[str, int] = {}
    for node in order:
        call = _CALL.match(node.scope)
        if call and not node.is_leaf:
            found[id(node)] = call[1]
            sizes[call[1]] = sizes.get(call[1], 0) + 1
    computed = sum(not node.is_leaf for node in order)
    if len(sizes) == 1 and computed <= 1 + max(sizes.values()):
        return {}  # it stands alone, or with a sum behind it
    return {key: path for key, path in found.items() if sizes[path] > 1 and key not in kept}


def renumbered(paths: Iterable[str]) -> dict[str, str]:
    """Give the calls in a picture the numbers 1, 2, 3, …; the first is called by its name alone.

    >>> renumbered(["a", "b/layer_norm #7", "b/layer_norm #9"])
    {'a': 'a', 'b/layer_norm #7': 'b/layer_norm', 'b/layer_norm #9': 'b/layer_norm #2'}
    """
    count: dict[str, int] = {}
    made: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        plain = without_numbers(path)
        if plain == path:
            made[path] = path
            continue
        count[plain] = count.get(plain, 0) + 1
        made[path] = plain if count[plain] == 1 else f"{plain}{CALL}{count[plain]}"
    return made
