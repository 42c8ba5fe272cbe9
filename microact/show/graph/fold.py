"""Make a large graph readable: what repeats becomes one card, with a line that says so.

Four ways, each tried only when the picture would still be too large:
neurons built alike within a layer, whole scopes, operations of one kind at one depth, and
stretches of a deep chain that repeat.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from microact.engine.value import Value
from microact.show.graph.room import PAGE, Room, room_for

FEW_IN_A_ROW = 4
"""So many scopes that are built alike and follow each other keep a card of their own."""

LONG, LONGEST_PERIOD = 4, 24
"""A stretch of so many rows is folded if it comes twice, and longer ones are not looked for."""


@dataclass(frozen=True)
class Group:
    """Nodes that are drawn as one card. A group of one is drawn as the node it is."""

    nodes: tuple[Value, ...]
    title: str
    scope: str


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
    else:
        groups = [single(node) for node in order]
        if fits(groups, room):
            return groups
    groups = _alike(order, kept)
    if fits(groups, room):
        return groups
    deepest = max((node.scope.count("/") + 1 for node in order if node.scope), default=0)
    while deepest > 0:
        groups = _by_scope(order, deepest, kept)
        if fits(groups, room):
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
        built[path] = (parent, re.sub(r"[\s_]*\d+$", "", name), parts, "")
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
        title = f"{name} × {times}" if times > 1 else nodes[0].scope.rpartition("/")[2]
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
            groups.append(Group(tuple(nodes), name, parent))
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
        first_use.get(i, 0) - 1 if _is_leaf(group) else depth[i] for i, group in enumerate(groups)
    ]


def _is_leaf(group: Group) -> bool:
    return len(group.nodes) == 1 and not group.nodes[0].inputs


def _by_depth(groups: list[Group], room: Room, kept: set[int]) -> list[Group]:
    """Make one card of what has the same title at the same depth, then of what repeats."""
    level = _levels(groups, links(groups))

    def key(i: int) -> tuple[int, str, str]:
        group = groups[i]
        return level[i], "leaf" if _is_leaf(group) else group.title, group.scope

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
    return _repeats([levels[at] for at in sorted(levels)], room, kept)


def _repeats(rows: list[list[Group]], room: Room, kept: set[int]) -> list[Group]:
    """Make one card of a stretch of levels that repeats; of the middle, if nothing does."""
    names = [["leaf" if _is_leaf(group) else group.title for group in row] for row in rows]
    titles = [" + ".join(sorted(row)) for row in names]
    for i, row in enumerate(rows):
        if any(id(node) in kept for group in row for node in group.nodes):
            titles[i] = f"{titles[i]}, output"  # unlike any other, so it stays
    result: list[list[Group]] = []
    i = 0
    while i < len(rows):
        period, times = _repetition(titles, i)
        if times >= 3 or (times == 2 and period >= LONG):
            stretch = [group for row in rows[i : i + period * times] for group in row]
            pattern = " → ".join(_together(titles[i : i + period]))
            (title,) = _together([pattern] * times) if period == 1 else [f"({pattern}) × {times}"]
            result.append([_merge(stretch, title)])
            i += period * times
        else:
            result.append(rows[i])
            i += 1
    if len(result) > room.depth:
        half = int(room.depth) // 2
        middle = [group for row in result[half:-half] for group in row]
        result = [*result[:half], [_merge(middle, f"… {len(middle)} cards")], *result[-half:]]
    cards = [group for row in result for group in row]
    if len(cards) > room.cards:
        half = room.cards // 2
        middle = cards[half:-half]
        cards = [*cards[:half], _merge(middle, f"… {len(middle)} cards"), *cards[-half:]]
    return cards


def _together(titles: list[str]) -> list[str]:
    """Write neighbours of one kind as one.

    >>> _together(["+ × 4", "+ × 4", "+", "tanh × 4"])
    ['+ × 9', 'tanh × 4']
    """
    counted = [re.fullmatch(r"(.+?)(?: × (\d+))?", title, re.DOTALL) for title in titles]
    pairs = [(found[1], int(found[2] or 1)) for found in counted if found]
    together = [
        (name, sum(times for _, times in same)) for name, same in groupby(pairs, lambda p: p[0])
    ]
    return [name if times == 1 else f"{name} × {times}" for name, times in together]


def _repetition(titles: list[str], start: int) -> tuple[int, int]:
    """Return the period and the number of repeats of the longest repetition that starts here."""
    best = (1, 1)
    for period in range(1, LONGEST_PERIOD + 1):
        times, block = 1, titles[start : start + period]
        while titles[start + times * period : start + (times + 1) * period] == block:
            times += 1
        if times > 1 and period * times > best[0] * best[1]:
            best = (period, times)
    return best


def _merge(groups: list[Group], title: str) -> Group:
    scopes = {group.scope for group in groups}
    scope = scopes.pop() if len(scopes) == 1 else ""
    return Group(tuple(node for group in groups for node in group.nodes), title, scope)
