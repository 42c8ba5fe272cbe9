"""Both passes of a diagram as moments: what is known, whose turn it is, and a sentence."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from microact.engine.flow import Step
from microact.readings.numbers import Number, shape_of
from microact.show.graph.group import Group
from microact.show.graph.painter import Painter
from microact.words.numbers import few, number_text, short
from microact.words.stepper import forward_text


def as_on_cards(x: Number) -> str:
    """Write a number as the cards do, so that a sentence says what is seen."""
    return short(float(x)) if shape_of(x) == () else number_text(x)


MOST_LEAVES = 6
"""So many leaves are named in the first sentence."""


@dataclass(frozen=True)
class Moment:
    """One frame: a sentence, and what the picture shows."""

    pass_: str
    """Which pass: "forward" or "backward"."""
    sentence: str
    now: str
    """The card whose turn it is."""
    data: frozenset[str]
    """The cards whose numbers are known."""
    grads: dict[str, str | None]
    """The cards that a gradient has reached: what is written there while more is to come, or None
    for what the diagram shows."""
    flowing: frozenset[str]
    """The arrows along which a gradient has come back."""


def moments(groups: list[Group], painter: Painter) -> list[Moment]:
    """Tell both passes of a diagram, one card at a time.

    Args:
        groups: the cards of the diagram.
        painter: what drew them, with gradients.
    """
    return _Teller(groups, painter).told()


class _Teller:
    def __init__(self, groups: list[Group], painter: Painter) -> None:
        assert painter.flow is not None  # a story without a way back is none
        self.painter, self.named = painter, painter.tips.named
        place = {id(node): i for i, node in enumerate(painter.tips.order)}
        self.cards = sorted(groups, key=lambda group: max(place[id(n)] for n in group.nodes))
        self.keys = {id(group): painter.keys[id(group.nodes[0])] for group in groups}
        self.steps: dict[str, list[Step]] = defaultdict(list)
        """By the card that passes on, what it passes to other cards."""
        self.waiting: dict[str, int] = defaultdict(int)
        """How many more arrows bring a gradient to a card."""
        for step in painter.flow.steps.values():
            source, target = (painter.keys[id(n)] for n in (step.node, step.input))
            if source != target:
                self.steps[source].append(step)
                self.waiting[target] += 1
        self.data: set[str] = set()
        self.grads: dict[str, str | None] = {}
        self.flowing: set[str] = set()
        self.moments: list[Moment] = []

    def told(self) -> list[Moment]:
        leaves = [g for g in self.cards if all(n.is_leaf for n in g.nodes)]
        self.data |= {self.keys[id(group)] for group in leaves}
        self._say("forward", self._of_leaves(leaves), "")
        for group in self.cards:
            key = self.keys[id(group)]
            if key not in self.data:
                self.data.add(key)
                self._say("forward", self._forward(group), key)
        ends = [g for g in self.cards if any(id(n) in self.painter.outputs for n in g.nodes)]
        for group in ends:
            key = self.keys[id(group)]
            self.grads[key] = None if not self.waiting[key] else "1"
        self._say("backward", self._start(ends), self.keys[id(ends[-1])])
        for group in reversed(self.cards):
            if self.steps[self.keys[id(group)]]:
                self._backward(group)
        return self.moments

    def _say(self, pass_: str, sentence: str, now: str) -> None:
        self.moments.append(
            Moment(pass_, sentence, now, frozenset(self.data), dict(self.grads),
                   frozenset(self.flowing))
        )  # fmt: skip

    def _of_leaves(self, leaves: list[Group]) -> str:
        nodes = [node for group in leaves for node in group.nodes]
        if not nodes:
            return "Forward: from left to right."
        told = [f"{self.named[id(n)]} = {as_on_cards(n._number)}" for n in nodes[:MOST_LEAVES]]
        more = f", and {len(nodes) - MOST_LEAVES} more" if len(nodes) > MOST_LEAVES else ""
        return f"What we start from: {', '.join(told)}{more}."

    def _forward(self, group: Group) -> str:
        if len(group.nodes) == 1:
            return forward_text(group.nodes[0], self.named, as_on_cards, formula=False)
        leaving = [n for n in group.nodes if id(n) in self.painter.leaving]
        return (
            f"{group.title}: {len(group.nodes)} nodes give {few([n._number for n in leaving])[0]}"
        )

    def _start(self, ends: list[Group]) -> str:
        output = next(n for n in ends[-1].nodes if id(n) in self.painter.outputs)
        name = self.named[id(output)]
        if np.size(output._number) != 1:
            return f"Now backward. A gradient arrives at each number of {name}."
        return f"Now backward. {name} starts with gradient 1: it changes exactly as much as itself."

    def _backward(self, group: Group) -> None:
        key = self.keys[id(group)]
        steps, edges = self.steps[key], set()
        for step in steps:
            target = self.painter.keys[id(step.input)]
            self.waiting[target] -= 1
            edges.add(self.painter.arrows[id(step.node), step.position])
            done = not self.waiting[target]
            partly = f"{float(step.total):.2g} …" if shape_of(step.total) == () else "…"
            self.grads[target] = None if done else partly
        self.flowing |= edges
        self._say("backward", self._passes(group, steps), key)

    def _passes(self, group: Group, steps: list[Step]) -> str:
        if len(group.nodes) > 1:
            targets = {self.painter.keys[id(step.input)] for step in steps}
            many = f"{len(targets)} cards" if len(targets) > 1 else "the card before"
            return f"{group.title} passes gradients on to {many}."
        node = group.nodes[0]
        parts = [self._share(step) for step in steps]
        late = [s for s in steps if self.waiting[self.painter.keys[id(s.input)]]]
        waits = "".join(
            f" {name} waits for more."
            for name in dict.fromkeys(self.named[id(step.input)] for step in late)
        )
        return f"{self.named[id(node)]} passes on {_and(parts)}.{waits}"

    def _share(self, step: Step) -> str:
        name, given = self.named[id(step.input)], as_on_cards(step.passed_on)
        if step.local is None or shape_of(step.local) != ():
            return f"{given} to {name}"
        return f"{as_on_cards(step.upstream)} × {as_on_cards(step.local)} = {given} to {name}"


def _and(parts: list[str]) -> str:
    shown = parts if len(parts) <= 3 else [*parts[:2], f"{len(parts) - 2} more"]
    return " and ".join(shown) if len(shown) < 3 else f"{shown[0]}, {shown[1]} and {shown[2]}"
