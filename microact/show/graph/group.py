"""Nodes that are drawn as one card."""

from collections.abc import Container
from dataclasses import dataclass

from microact.engine.value import Value


@dataclass(frozen=True)
class Group:
    """Nodes that are drawn as one card. A group of one is drawn as the node it is."""

    nodes: tuple[Value, ...]
    title: str
    scope: str


def is_leaf(group: Group) -> bool:
    """Whether a card is a leaf."""
    return len(group.nodes) == 1 and not group.nodes[0].inputs


def holds(group: Group, kept: Container[int]) -> bool:
    """Whether one of these nodes, by their ids, is on a card."""
    return any(id(node) in kept for node in group.nodes)


def merge(groups: list[Group], title: str) -> Group:
    """Make one card of several."""
    scopes = {group.scope for group in groups}
    scope = scopes.pop() if len(scopes) == 1 else ""
    return Group(tuple(node for group in groups for node in group.nodes), title, scope)
