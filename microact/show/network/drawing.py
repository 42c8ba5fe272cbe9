"""The parts of the picture of a network: heads, lines, tiles, the loss, the plane, the legend."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from microact.readings.numbers import Array
from microact.show import colours
from microact.show.formats import svg
from microact.show.formats.svg import element, fitting, told, words
from microact.show.heat import heat_uri
from microact.show.network import strip
from microact.show.network.lines import Look, line, look
from microact.show.network.measured import Layer, Measured
from microact.show.network.plan import MARGIN, Column, Plan, make_plan
from microact.show.network.surfaces import classes_uri, coordinate, pictured
from microact.show.network.tiles import Box, tile
from microact.words.numbers import short

MOST_DOTS = 300
LEGEND = 56
"""Pixels of the lines that say what colours and widths mean, and what stands on a tile."""

KEY = "Curve: thick where points sit, grey where it is flat. Bars: how many points, by class."

MEANINGS = {
    "gradients": ("a larger weight would raise the loss", "it would lower it"),
    "weights": ("positive weight", "negative weight"),
    "change": ("the weight has grown", "it has fallen"),
}


class Drawing:
    """The parts of one picture."""

    def __init__(
        self,
        seen: Measured,
        carried: list[Array],
        largest: float,
        lens: str,
        inputs: list[str],
        groups: list[tuple[Array, str, int]],
        points: Array,
        classes: Sequence[str],
    ) -> None:
        self.seen, self.carried, self.largest, self.lens = seen, carried, largest, lens
        self.inputs, self.groups, self.points, self.classes = inputs, groups, points, classes
        sums = [np.sum(np.abs(table), axis=0) for table in carried]
        sums.insert(0, np.sum(np.abs(carried[0]), axis=1))
        sizes = [len(inputs), *(layer.units for layer in seen.layers)]
        self.plan: Plan = make_plan(sizes, sums, seen.answers is not None)
        crossing = max(len(a.shown) * len(b.shown) for a, b in pairwise(self.plan.columns))
        self.thinner = min(0.8 if len(carried) > 4 else 1.0, max(0.35, (40 / crossing) ** 0.5))
        """How much thinner than usual lines are drawn, where many cross."""

    def whole(self, caption: str, title: str) -> str:
        """Put the parts together."""
        plan = self.plan
        top = 26.0 if caption else 0.0
        legend_at = plan.height + 8
        body = [
            *self._heads(),
            *self._lines(),
            *self._inputs(),
            *self._tiles(),
            *self._loss(),
            *(self._plane(plan.plane) if plan.plane else ()),
            self._legend(legend_at),
            strip.strip(
                self.seen.layers,
                [column.centre for column in plan.columns[1:]],
                legend_at + LEGEND,
                plan.width,
            ),
        ]
        inner = "\n".join(body)
        if caption:
            inner = words(
                caption, MARGIN, 22, 15, int(plan.width / 8.5), font_weight="bold", fill=colours.INK
            ) + element("g", inner, transform=f"translate(0 {top:g})")
        height = top + legend_at + LEGEND + strip.HEIGHT + 8
        return svg.picture(plan.width, height, inner, title, colours.STAGE)

    def _heads(self) -> list[str]:
        heads = []
        for i, column in enumerate(self.plan.columns):
            layer = self.seen.layers[i - 1] if i else None
            last = i == len(self.plan.columns) - 1
            name = layer.title if layer else "inputs"
            below = f"{layer.units} units" if layer else ""
            if layer and layer.units == 1:
                below = "1 unit"
            below = "output" if last else below
            heads.append(
                words(name, column.centre, 24, 13, 18, text_anchor="middle", font_weight="bold",
                      fill=colours.INK)
            )  # fmt: skip
            if below:
                heads.append(
                    words(below, column.centre, 40, text_anchor="middle", fill=colours.QUIET)
                )
            if column.more:
                heads.append(
                    words(f"… and {column.more} more", column.centre, column.bottom + 16,
                          text_anchor="middle", fill=colours.QUIET)
                )  # fmt: skip
        return heads

    def _lines(self) -> list[str]:
        """Draw all lines, the widest last."""
        drawn: list[tuple[float, str]] = []
        for i, table in enumerate(self.carried):
            left, right = self.plan.columns[i : i + 2]
            for a, source in enumerate(left.shown):
                for b, unit in enumerate(right.shown):
                    number = float(table[source, unit])
                    looks = look(number, self.largest, self.lens, self.thinner)
                    start = left.boxes[a].x + left.boxes[a].width, _spread(left, a, b, right)
                    end = right.boxes[b].x, _spread(right, b, a, left)
                    name = f"{self._name(i, source)} to {self._name(i + 1, unit)}"
                    tip = f"{name}: {self.lens} {short(number)}"
                    drawn.append((looks.width, line(start, end, looks, tip)))
        return [text for _, text in sorted(drawn, key=lambda pair: pair[0])]

    def _name(self, layer: int, unit: int) -> str:
        return self.inputs[unit] if layer == 0 else f"unit {layer}.{unit + 1}"

    def _inputs(self) -> list[str]:
        column = self.plan.columns[0]
        parts = []
        for box, i in zip(column.boxes, column.shown):
            if self.seen.plane is not None:
                parts += coordinate(box, i, self.seen.plane)
                parts.append(
                    words(fitting(self.inputs[i], 2 * (MARGIN + box.width / 2)),
                          box.x + box.width / 2, box.bottom + 13, text_anchor="middle",
                          fill=colours.INK)
                )  # fmt: skip
                continue
            parts.append(_rounded(box, colours.TINTS["leaf"], colours.BORDERS["leaf"]))
            parts.append(
                words(fitting(self.inputs[i], box.width - 6), box.x + box.width / 2, box.middle + 4,
                      text_anchor="middle", fill=colours.INK)
            )  # fmt: skip
        return parts

    def _tiles(self) -> list[str]:
        parts = []
        for i, layer in enumerate(self.seen.layers):
            last = i == len(self.seen.layers) - 1
            sources = [self._name(i, k) for k in range(len(layer.weights))]
            column = self.plan.columns[i + 1]
            for box, unit in zip(column.boxes, column.shown):
                drawn = tile(
                    box, layer, unit, groups=self.groups, sources=sources, last=last,
                    heat=self._answer(unit) if last else "",
                    label=self._class_name(unit) if last and layer.units > 1 else "",
                    hue=colours.CLASSES[unit % len(colours.CLASSES)],
                )  # fmt: skip
                parts.append(element("g", told(self._tip(i, layer, unit)) + drawn))
                if not last:
                    parts.append(_number(f"{i + 1}.{unit + 1}", box, layer.heat is not None))
        return parts

    def _tip(self, i: int, layer: Layer, unit: int) -> str:
        slope = float(np.mean(np.abs(layer.slopes[:, unit])))
        return (
            f"{self._name(i + 1, unit)}, {layer.title}: slope {short(slope)} on average; "
            f"flat for {layer.flat(unit):.0%} of the points, exactly 0 for {layer.off(unit):.0%}"
        )

    def _answer(self, unit: int) -> str:
        """Draw how sure an output is over the plane, in the colours of the classes."""
        answers = self.seen.answers
        if answers is None:
            return ""
        if answers.shape[-1] == 1:
            return classes_uri(np.concatenate([1 - answers, answers], axis=-1))
        return heat_uri(answers[..., unit], colours.CLASSES[unit % len(colours.CLASSES)])

    def _plane(self, box: Box) -> list[str]:
        """Draw what the network answers over the plane, and the points with their true classes."""
        answers, plane = self.seen.answers, self.seen.plane
        assert answers is not None  # there is room for it only then
        assert plane is not None
        if answers.shape[-1] == 1:
            answers = np.concatenate([1 - answers, answers], axis=-1)
        left, right, bottom, top = plane
        rows = np.linspace(0, len(self.points) - 1, min(len(self.points), MOST_DOTS)).astype(int)
        dots = []
        for of_group, colour, _ in self.groups:
            for x, y in self.points[rows[of_group[rows]]]:
                across = box.x + (x - left) / (right - left) * box.width
                down = box.y + (top - y) / (top - bottom) * box.height
                dots.append(element("circle", cx=across, cy=down, r=2.7, fill=colour,
                                    stroke=colours.PAPER, stroke_width=0.6))  # fmt: skip
        title = words("Its answer", box.x, box.y - 8, 13, font_weight="bold", fill=colours.INK)
        return [title, *pictured(box, classes_uri(answers)), *dots, *self._class_names(box)]

    def _class_name(self, k: int) -> str:
        known = self.classes[k] if len(self.classes) > k else f"class {k}"
        return known if self.seen.classifies else f"output {k + 1}"

    def _class_names(self, box: Box) -> list[str]:
        parts = []
        several = [group for group in self.groups if group[1] != colours.BAR]
        for k, (_, colour, kind) in enumerate(several[:6]):
            name = self._class_name(kind)
            x, y = box.x + 5 + 88 * (k % 2), box.y + box.height + 16 + 18 * (k // 2)
            parts.append(element("circle", cx=x, cy=y, r=4, fill=colour))
            parts.append(words(fitting(name, 76), x + 9, y + 4, fill=colours.INK))
        return parts

    def _loss(self) -> list[str]:
        box, column = self.plan.loss, self.plan.columns[-1]
        grey = Look(colours.NOTHING, 1.4, 0.9)
        lines = [
            line((of.x + of.width, of.middle), (box.x, box.middle), grey, "to the loss")
            for of in column.boxes
        ]
        x = box.x + box.width / 2
        return [
            *lines,
            words("the gradient", x, box.y - 22, text_anchor="middle", fill=colours.QUIET),
            words("starts here", x, box.y - 8, text_anchor="middle", fill=colours.QUIET),
            _rounded(box, colours.TINTS["output"], colours.BORDERS["output"]),
            words("loss", x, box.y + 17, text_anchor="middle", fill=colours.QUIET),
            words(f"{self.seen.loss:.3g}", x, box.y + 35, 13, text_anchor="middle",
                  font_weight="bold", fill=colours.INK),
        ]  # fmt: skip

    def _legend(self, y: float) -> str:
        """Say what colours and widths mean, of those that are there."""
        there = {
            look(float(table[source, unit]), self.largest, self.lens).colour
            for table, (left, right) in zip(self.carried, pairwise(self.plan.columns))
            for source in left.shown
            for unit in right.shown
        }
        samples: list[tuple[Look, str]] = []
        for colour, meaning in zip((colours.POSITIVE, colours.NEGATIVE), MEANINGS[self.lens]):
            if colour in there:
                samples.append((Look(colour, 4.0, 0.88), meaning))
        shares = (1.0, 0.01) if self.lens != "weights" else (1.0, 0.1)
        for share in shares if self.largest > 0 else ():
            wide = look(share * self.largest, self.largest, self.lens, self.thinner)
            samples.append((Look(colours.QUIET, wide.width, 0.9), short(share * self.largest)))
        if colours.NOTHING in there:
            samples.append((Look(colours.NOTHING, 1.2, 0.9, "3 4"), "next to nothing"))
        if colours.LOST in there:
            samples.append((Look(colours.LOST, 2.5, 0.9, "1 3"), "infinite or NaN"))
        x, parts = (
            float(MARGIN),
            [words(f"Lines: {self.lens}", MARGIN, y + 18, font_weight="bold", fill=colours.INK)],
        )
        x += 7.0 * len(f"Lines: {self.lens}") + 12
        for drawn, meaning in samples:
            parts.append(
                element("path", d=f"M{x:.1f} {y + 14:.1f}h26", stroke=drawn.colour,
                        stroke_width=drawn.width, stroke_dasharray=drawn.dashes)
            )  # fmt: skip
            parts.append(words(meaning, x + 32, y + 18, fill=colours.QUIET))
            x += 32 + 5.8 * len(meaning) + 16
        tile_ = self.plan.columns[1].boxes[0]
        where = "Left" if tile_.width > tile_.height else "Above"
        what = "what a unit gives over the plane" if self.seen.plane else "its largest weights"
        left = f"{where}: {what}, blue + and orange −. "
        parts.append(words(left + KEY, MARGIN, y + 40, fill=colours.QUIET))
        return "".join(parts)


def _number(text: str, box: Box, on_the_map: bool) -> str:
    """Write a unit's number on its map, or in the corner where its curve and names leave room."""
    x, y = (box.x + 6, box.y + 15) if on_the_map else (box.x + box.width - 6, box.bottom - 8)
    return words(
        text, x, y, font_weight="bold", text_anchor=None if on_the_map else "end",
        fill=colours.INK, paint_order="stroke", stroke=colours.TILE, stroke_width=3,
    )  # fmt: skip


def _spread(column: Column, place: int, other: int, others: Column) -> float:
    """Return where the line to the other column's card leaves or arrives: 6 pixels apart."""
    n, box = len(others.boxes), column.boxes[place]
    apart = min(6.0, (box.height - 10) / max(1, n - 1))
    return box.middle + (other - (n - 1) / 2) * apart


def _rounded(box: Box, fill: str, stroke: str) -> str:
    return element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=6, fill=fill,
                   stroke=stroke)  # fmt: skip
