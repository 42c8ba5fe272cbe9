"""How much a picture may hold before it is folded."""

from dataclasses import dataclass

FEW = 24
"""So many cards are drawn whole, whatever their shape."""


@dataclass(frozen=True)
class Room:
    """How much may be drawn."""

    cards: int
    edges: float
    depth: float
    """How many cards follow each other at most."""
    breadth: float
    """How many stand beside each other at most."""
    few: int = 0
    """So many cards are drawn whole, whatever their shape."""


PAGE = Room(cards=60, edges=120, depth=10, breadth=12, few=FEW)
"""What a page can show."""


def room_for(limit: int) -> Room:
    """Return room for so many cards: twice as many edges, half as many in a row."""
    return Room(limit, 2 * limit, limit / 2, float("inf"))
