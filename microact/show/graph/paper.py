"""A diagram to write on: boxes where numbers are to be found, or the numbers in the same boxes."""

from dataclasses import dataclass

from microact.engine.value import Value
from microact.show import colours
from microact.show.graph.cards import Row, edge_label
from microact.show.graph.cells import Block

WIDE, HIGH = 62, 24
"""Points of a box: a hand-written number fits."""


@dataclass(frozen=True)
class Paper:
    """What is to be found, and whether it is told."""

    asked: frozenset[str]
    """Of "grad", "data" and "slope"."""
    answers: bool

    def hides(self, what: str) -> bool:
        """Whether something is to be found, and not told."""
        return what in self.asked and not self.answers

    def rows(self, rows: list[Row], node: Value, is_output: bool) -> list[Row]:
        """Put boxes in the place of numbers: of gradients but the first, of what is computed."""
        given = {"grad"} if is_output else {"data"} if node.is_leaf else set()
        return [
            Row(row.name, Block(self._box(row.block.html)))
            if row.name in self.asked and row.name not in given
            else row
            for row in rows
        ]

    def arrow(self, looks: dict[str, str]) -> dict[str, str]:
        """Take from an arrow what would give an answer away: width, colour and tooltip."""
        label = looks.get("label", "")
        if self.answers:
            return looks | {"tooltip": " "}
        plain = {"color": colours.QUIET, "penwidth": "1.2", "tooltip": " "}
        if label:
            plain["label"] = edge_label("× ______") if "slope" in self.asked else label
        return plain

    def _box(self, number: str) -> str:
        shown = f'<FONT COLOR="{colours.POSITIVE}"><B>{number}</B></FONT>' if self.answers else ""
        return (
            '<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="0"><TR><TD '
            f'FIXEDSIZE="TRUE" WIDTH="{WIDE}" HEIGHT="{HIGH}" COLOR="{colours.QUIET}" '
            f'BGCOLOR="{colours.PAPER}">{shown}</TD></TR></TABLE>'
        )
