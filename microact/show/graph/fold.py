"""Make a large graph readable: what repeats becomes one card, with a line that says so.

What a function of several rules recorded, `layer_norm` say, is one card unless it stands alone.
Four ways more, each tried only when the picture would still be too large:
neurons built alike within a layer, whole scopes, operations of one kind at one depth, and
stretches of a deep chain that repeat.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from microact.engine.recording import without_numbers
from microact.engine.value import Value
from microact.show.graph.composed import parts
from microact.show.graph.group import Group, holds, is_leaf
from microact.show.graph.repeats import repeats
from microact.show.graph.room import PAGE, Room, room_for

NUMBERED = r"[\s_#]*\d+$"
"""What tells apart scopes that are built alike: `neuron7`."""

FEW_IN_A_ROW = 4
"""So many scopes that are built alike and follow each other keep a card of their own."""


def fold(
    order: list[Value],
    limit: int | None = None,
    depth: int | None = None,
    outputs: Iterable[Value] = (),
) -> list[Group]:
    """Group the nodes of a graph so that a page can show them, or about `limit` cards remain.

    Args:
        order: the nodes, inputs first.
        limit: how many cards may stay; by default what a page can show.
        depth: how many levels of scopes to show; deeper ones are one card each. By default as
            many as fit.
        outputs: nodes that keep a card of their own.

    >>> x = Value(1.0)
    >>> for _ in range(1000): x = (x * 2.0).tanh()
    >>> from microact.engine.order import topological_order
    >>> [group.title for group in fold(topological_order(x), 20)]
    ['leaf', '(* → tanh) × 1000']
    """
    kept, room = {id(output) for output in outputs}, room_for(limit) if limit else PAGE
    if depth is not None:
        groups = _by_scope(order, depth + 1, kept)
        if len(groups) <= room.cards and len(links(groups)) <= room.edges:
            return groups
        return _by_depth(groups, room, kept)
    groups = _composed(order, kept)
    if fits(groups, room):
        return groups
    groups = _alike(order, kept)
    if fits(groups, room) and not runs_in_circles(groups):
        return groups
    deepest = max((node.scope.count("/") + 1 for node in order if node.scope), default=0)
    while deepest > 0:
        groups = _by_scope(order, deepest, kept)
        if fits(groups, room) and not runs_in_circles(groups):
            return groups
        deepest = deepest * 2 // 3
    return _by_depth(groups, room, kept)


def fits(groups: list[Group], room: Room) -> bool:
    """Return whether so many cards, and the edges between them, can be read."""
    if len(groups) <= room.few:
        return True
    if len(groups) > room.cards:
        return False
    edges = links(groups)
    levels = Counter(_levels(groups, edges))
    return (
        len(edges) <= room.edges
        and max(levels) - min(levels) < room.depth
        and max(levels.values()) <= room.breadth
    )


def links(groups: list[Group]) -> list[tuple[int, int]]:
    """List the edges between groups, as pairs of places, each once."""
    place = {id(node): i for i, group in enumerate(groups) for node in group.nodes}
    pairs = {
        (place[id(x)], i): None
        for i, group in enumerate(groups)
        for node in group.nodes
        for x in node.inputs
        if isinstance(x, Value) and place[id(x)] != i
    }
    return list(pairs)


def runs_in_circles(groups: list[Group]) -> bool:
    """Return whether arrows run in a circle: then nobody can read what comes first."""
    before: dict[int, set[int]] = {i: set() for i in range(len(groups))}
    for start, end in links(groups):
        before[end].add(start)
    try:
        TopologicalSorter(before).prepare()
    except CycleError:
        return True
    return False


def alike_leaves(groups: list[Group]) -> list[list[Value]]:
    """Find leaves outside every scope that the same three or more groups use: a layer's inputs."""
    users: dict[int, list[int]] = defaultdict(list)
    for start, end in links(groups):
        users[start].append(end)
    found: dict[tuple[int, ...], list[Value]] = defaultdict(list)
    for i, group in enumerate(groups):
        leaf = group.nodes[0]
        if leaf.is_leaf and not group.scope and len(group.nodes) == 1 and len(users[i]) > 2:
            found[tuple(users[i])].append(leaf)
    return [leaves for leaves in found.values() if len(leaves) > 1]


def contents(nodes: Iterable[Value]) -> str:
    """Say what was folded, the commonest first: `4 *, 4 +, 1 tanh`."""
    counts = Counter(node.operation or "leaf" for node in nodes)
    common = [f"{n} {title}" for title, n in counts.most_common(4)]
    return ", ".join(common) + (", …" if len(counts) > 4 else "")


def single(node: Value) -> Group:
    """Make the group of a node that is drawn as itself."""
    return Group((node,), node.label or node.operation or "leaf", node.scope)


def _composed(order: list[Value], kept: set[int]) -> list[Group]:
    """Make one card of each call of a function that is made of rules: `layer_norm`."""
    call = parts(order, kept)
    groups = []
    for nodes in _collect((call.get(id(node), id(node)), node) for node in order):
        path = call.get(id(nodes[0]), "")
        parent, _, name = without_numbers(path).rpartition("/")
        groups.append(Group(tuple(nodes), name, parent) if path else single(nodes[0]))
    return groups


def _collect(keyed: Iterable[tuple[Hashable, Value]]) -> list[list[Value]]:
    found: dict[Hashable, list[Value]] = defaultdict(list)
    for key, node in keyed:
        found[key].append(node)
    return list(found.values())


def _depths(n: int, edges: list[tuple[int, int]]) -> list[int]:
    """Return how many edges lead at most to each of n groups from the start of the graph."""
    depth = [0] * n
    for start, end in sorted(edges, key=lambda edge: edge[1]):
        if start < end:  # a scope that is used again may point back to itself
            depth[end] = max(depth[end], depth[start] + 1)
    return depth


def _alike(order: list[Value], kept: set[int]) -> list[Group]:
    """Make one card of each innermost scope, or of several that are built alike side by side."""
    members: dict[str, list[Value]] = defaultdict(list)
    for node in order:
        members[node.scope].append(node)
    built: dict[str, tuple[str, str, Hashable, str]] = {}
    for path, nodes in members.items():
        parent, _, name = path.rpartition("/")
        parts = tuple(sorted(Counter(n.operation for n in nodes).items()))
        built[path] = (parent, re.sub(NUMBERED, "", name), parts, "")
    copies = Counter(built.values())
    for path in _in_a_row(order, built):
        if copies[built[path]] <= FEW_IN_A_ROW:  # layer after layer is no layer × 2
            built[path] = (*built[path][:3], path)
    copies = Counter(built.values())
    groups = []
    folded = ((built[n.scope] if n.scope and id(n) not in kept else id(n), n) for n in order)
    for nodes in _collect(folded):
        if len(nodes) == 1:
            groups.append(single(nodes[0]))
            continue
        parent, name, _, _ = built[nodes[0].scope]
        times = copies[built[nodes[0].scope]]
        title = f"{name} × {times}" if times > 1 else without_numbers(nodes[0].scope)
        title = title.rpartition("/")[2]
        groups.append(Group(tuple(nodes), title, parent))
    return groups


def _in_a_row(order: list[Value], built: Mapping[str, Hashable]) -> set[str]:
    """Find scopes that feed another which is built alike: they follow each other."""
    pairs = {(x.scope, n.scope) for n in order for x in n.inputs if isinstance(x, Value)}
    return {path for a, b in pairs if a != b and built[a] == built[b] for path in (a, b)}


def _by_scope(order: list[Value], level: int, kept: set[int]) -> list[Group]:
    """Make one card of every scope at `level`; shallower nodes stay as they are."""

    def key(node: Value) -> Hashable:
        parts = node.scope.split("/")
        deep = node.scope and len(parts) >= level and id(node) not in kept
        return "/".join(parts[:level]) if deep else id(node)

    groups = []
    for nodes in _collect((key(node), node) for node in order):
        path = key(nodes[0])
        if isinstance(path, str) and len(nodes) > 1:
            parent, _, name = path.rpartition("/")
            groups.append(Group(tuple(nodes), without_numbers(name), parent))
        else:
            groups += [single(node) for node in nodes]
    return groups


def _levels(groups: list[Group], edges: list[tuple[int, int]]) -> list[int]:
    """Return how deep each group stands; a leaf stands just before its first use."""
    depth = _depths(len(groups), edges)
    first_use: dict[int, int] = {}
    for start, end in edges:
        first_use[start] = min(first_use.get(start, depth[end]), depth[end])
    return [
        first_use.get(i, 0) - 1 if is_leaf(group) else depth[i] for i, group in enumerate(groups)
    ]


def _by_depth(groups: list[Group], room: Room, kept: set[int]) -> list[Group]:
    """Make one card of what has the same title at the same depth, then of what repeats."""
    level = _levels(groups, links(groups))

    def key(i: int) -> tuple[int, str, str]:
        group = groups[i]
        if holds(group, kept):
            return level[i], group.title, f"output {i}"  # like no other
        title = re.sub(NUMBERED, "", group.title) if len(group.nodes) > 1 else group.title
        return level[i], "leaf" if is_leaf(group) else title or group.title, group.scope

    levels: dict[int, list[Group]] = defaultdict(list)
    found: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for i in range(len(groups)):
        found[key(i)].append(i)
    for (at, title, scope), members in found.items():
        nodes = tuple(node for i in members for node in groups[i].nodes)
        if len(members) == 1:
            levels[at].append(groups[members[0]])
        else:
            many = f"{len(members)} leaves" if title == "leaf" else f"{title} × {len(members)}"
            levels[at].append(Group(nodes, many, scope))
    return repeats([levels[at] for at in sorted(levels)], room, kept)
