"""Shared leaves drawn as copies: one beside each use, so that no arrow crosses the whole picture.

A copy hides that gradients add up where arrows meet. So each says which use it is, its share of the
gradient, and the gradient in all.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from microact.engine.value import Value

Bundle = tuple[str, str, int]
"""An arrow: the card where it starts, the card where it ends, and which of several it is."""

Use = tuple[Value, int]
"""A node, and which of its inputs the arrow leads to."""


@dataclass(frozen=True)
class Copy:
    """One use of a leaf, drawn with a card of its own."""

    key: str
    leaf: Value
    nth: int
    of: int
    uses: tuple[Use, ...]
    """What this arrow stands for."""


def make_copies(
    bundles: dict[Bundle, list[Use]], leaves: Iterable[Value], keys: dict[int, str]
) -> tuple[dict[Bundle, list[Use]], dict[str, list[Copy]]]:
    """Let each use of a shared leaf start at a copy of it.

    Args:
        bundles: the arrows of a picture.
        leaves: those that have a card of their own.
        keys: the card of each node, by the node's id.

    Returns:
        The arrows with their new starts, and by the card that uses them the copies.
    """
    shared = {keys[id(leaf)]: leaf for leaf in leaves}
    of: dict[str, list[Bundle]] = defaultdict(list)
    for bundle in bundles:
        if bundle[0] in shared:
            of[bundle[0]].append(bundle)
    moved: dict[Bundle, list[Use]] = {}
    copies: dict[str, list[Copy]] = defaultdict(list)
    for bundle, uses in bundles.items():
        start, end, which = bundle
        if len(of[start]) < 2:
            moved[bundle] = uses
            continue
        nth = of[start].index(bundle) + 1
        copy = Copy(f"{start}-use{nth}", shared[start], nth, len(of[start]), tuple(uses))
        copies[end].append(copy)
        moved[copy.key, end, which] = uses
    return moved, copies
