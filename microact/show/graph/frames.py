"""Frames of a film: one placed diagram, in which what is not known yet is hidden."""

import textwrap
import xml.etree.ElementTree as ET
from copy import deepcopy

import numpy as np

from microact.show import colours
from microact.show.formats.fonts import IN_BROWSERS
from microact.show.formats.svg import LETTER, element, words
from microact.show.graph.story import Moment

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
ET.register_namespace("", SVG.strip("{}"))
ET.register_namespace("xlink", LINK.strip("{}"))

FOOT = 62
"""Points below the diagram for the sentence."""

RIM = "5"
"""How wide the rim of the card is whose turn it is."""

NARROWEST = 320.0
"""Points that a frame is wide at least: a sentence fits."""


class Frames:
    """A diagram, and the moments of its story."""

    def __init__(self, svg: str, moments: list[Moment]) -> None:
        self.moments = moments
        self.root = ET.fromstring(svg)
        for thing in self.root.iter():
            thing.attrib.pop(f"{LINK}title", None)  # what a tooltip tells may not be known yet
        width, height = (float(self.root.get(k, "0").rstrip("pt")) for k in ("width", "height"))
        self.width = max(width, NARROWEST)
        self.height = height + FOOT

    def __len__(self) -> int:
        return len(self.moments)

    def svg(self, k: int) -> str:
        """Return frame k as SVG, in the light colours."""
        moment, root = self.moments[k], deepcopy(self.root)
        groups = {g.get("id", ""): g for g in root.iter(f"{SVG}g")}
        for key, group in groups.items():
            kind = group.get("class")
            if kind == "node" and "-constant" not in key:
                self._card(group, groups, key, moment)
            elif kind == "edge":
                _arrow(group, groups.get(f"label-{key}"), key, moment)
        root.set("width", f"{self.width:g}pt")
        root.set("height", f"{self.height:g}pt")
        root.set("viewBox", f"0 0 {self.width:g} {self.height:g}")
        text = ET.tostring(root, encoding="unicode")
        at = text.rindex("</svg>")
        return f"{text[:at]}{self._foot(k)}</svg>\n"

    def _card(
        self, card: ET.Element, groups: dict[str, ET.Element], key: str, moment: Moment
    ) -> None:
        name = key.partition("-use")[0]
        if moment.now == name:
            for shape in card.iter(f"{SVG}path"):
                if (
                    shape.get("fill") == "none"
                ):  # a rim: in a film it costs less than another ground
                    shape.set("stroke", colours.NOW)
                    shape.set("stroke-width", RIM)
                    break
        if name not in moment.data:
            _blank(groups.get(f"a_data-{key}"), "?")
            for curve in (g for g in card.iter(f"{SVG}g") if g.get("class") == "curve"):
                _remove(curve, "circle")
        cell = groups.get(f"a_grad-{key}")
        if name not in moment.grads:
            _blank(cell, "" if moment.pass_ == "forward" else "?")
        elif (partly := moment.grads[name]) is not None:
            _blank(cell, partly)

    def _foot(self, k: int) -> str:
        moment = self.moments[k]
        y = self.height - FOOT
        size = 14.0 if self.width > 420 else 12.0
        letters = int((self.width - 24) / (size * LETTER))
        lines = textwrap.wrap(moment.sentence, letters, max_lines=2, placeholder=" …")
        ground = element("rect", y=y, width=self.width, height=FOOT, fill=colours.PAPER)
        counted = f"{moment.pass_} · {k + 1} of {len(self.moments)}"
        return element(
            "g",
            ground
            + words(counted, 12, y + 12, 10, fill=colours.QUIET)
            + "".join(
                words(line, 12, y + 12 + (i + 1) * size * 1.3, size, fill=colours.INK)
                for i, line in enumerate(lines)
            ),
            font_family=IN_BROWSERS,
        )


def _arrow(arrow: ET.Element, label: ET.Element | None, key: str, moment: Moment) -> None:
    """Show an arrow's gradient from the moment on that it comes back along it."""
    if key not in moment.flowing:
        for line in arrow.iter(f"{SVG}path"):
            line.set("stroke", colours.FAINT)
            line.set("stroke-width", "1.2")
            line.attrib.pop("stroke-dasharray", None)
        for head in arrow.iter(f"{SVG}polygon"):
            head.set("stroke", colours.FAINT)
            head.set("fill", colours.FAINT)
            head.set("stroke-width", "1")
            head.set("points", _narrow(head.get("points", "")))
        if label is not None:
            _remove(label)


def _narrow(points: str) -> str:
    """Make the head of an arrow as narrow as any other: its width would tell how much will flow."""
    corners = np.array([[float(x) for x in pair.split(",")] for pair in points.split()])
    if len(corners) != 4:
        return points
    base, tip, other, _ = corners
    middle = (base + other) / 2
    half = (base - middle) * min(1.0, 2.5 / float(np.hypot(*(base - middle)) or 1.0))
    back = middle + (tip - middle) * max(0.0, 1.0 - 7.0 / float(np.hypot(*(tip - middle)) or 1.0))
    made = [back + half, tip, back - half, back + half]
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in made)


def _remove(group: ET.Element, kind: str = "") -> None:
    """Take out what a group holds, or those of one kind: not even the source tells it."""
    for child in list(group):
        if not kind or child.tag == SVG + kind:
            group.remove(child)


def _blank(cell: ET.Element | None, instead: str) -> None:
    """Write something else in a number's cell; an array's cells go."""
    if cell is None:
        return
    texts = list(cell.iter(f"{SVG}text"))
    if len(texts) == 1 and not list(cell.iter(f"{SVG}image")):
        texts[0].text = instead
    else:
        _remove(cell)
