"""The labels of arrows and frames, written last, and moved where another arrow would cross them.

Graphviz keeps a label clear of its own arrow and of cards, but not of other arrows.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from microact.readings.numbers import Array
from microact.show.colours import PAPER
from microact.show.formats.svg import LETTER

_THING = re.compile(
    r'<g id="([^"]+)" class="(edge|cluster)">.*?\n</g>\n(?=<!--|<g id="clust|</g>\n</svg>)',
    re.DOTALL,
)
_TEXT = re.compile(r"<text [^>]*>[^<]*</text>\n?")
_LINE = re.compile(r'<path fill="none"[^>]*? d="([^"]+)"')
_WIDTH = re.compile(r'stroke-width="([\d.]+)"')
_CARD = re.compile(r'<g id="[^"]+" class="node">.*?\n</g>\n', re.DOTALL)
_NUMBER = re.compile(r"-?[\d.]+")
_PLACE = re.compile(r' x="(-?[\d.]+)" y="(-?[\d.]+)"[^>]*font-size="([\d.]+)"[^>]*>([^<]*)<')
_RIM = f'paint-order="stroke" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round"'

MOST = 400
"""With more arrows nobody reads labels; they stay where Graphviz puts them."""

ASIDE = sorted(
    ((float(x), float(y)) for x in range(-36, 37, 6) for y in range(-20, 21, 4)),
    key=lambda shift: (shift[0] / 2) ** 2 + shift[1] ** 2,
)
"""Where a label may go instead, the nearest place first."""


@dataclass(frozen=True)
class _Arrow:
    points: Array
    """Along its way."""
    half: float
    """Half its width."""

    @cached_property
    def frame(self) -> "_Box":
        """What the points fill."""
        return _frame(self.points)


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def moved(self, x: float, y: float) -> "_Box":
        return _Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def meets(self, other: "_Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def is_clear_of(self, arrow: _Arrow, least: float) -> bool:
        """Whether an arrow is farther away than that. Most are, by the frame that they fill."""
        far = least + arrow.half
        wide = _Box(self.left - far, self.top - far, self.right + far, self.bottom + far)
        return not wide.meets(arrow.frame) or self.far_from(arrow) > least

    def far_from(self, arrow: _Arrow) -> float:
        x, y = arrow.points[:, 0], arrow.points[:, 1]
        across = np.maximum(np.maximum(self.left - x, x - self.right), 0.0)
        down = np.maximum(np.maximum(self.top - y, y - self.bottom), 0.0)
        return float(np.min(np.hypot(across, down))) - arrow.half


def labels_on_top(svg: str) -> str:
    """Write all labels last, with a light rim, and clear of arrows where there is room."""
    labels: dict[str, str] = {}
    arrows: dict[str, _Arrow] = {}

    def taken_out(thing: re.Match[str]) -> str:
        key, kind = thing[1], thing[2]
        words = "".join(_TEXT.findall(thing[0])).replace("<text ", f"<text {_RIM} ")
        if words:
            labels[key] = words
        if kind == "edge" and (line := _LINE.search(thing[0])):
            width = _WIDTH.search(thing[0])
            arrows[key] = _Arrow(_way(line[1]), float(width[1] if width else 1.0) / 2)
        return _TEXT.sub("", thing[0])

    svg = _THING.sub(taken_out, svg)
    if len(arrows) <= MOST:
        cards = [_box_of(card) for card in _CARD.findall(svg)]
        _move(labels, arrows, [card for card in cards if card is not None])
    text = "".join(
        f'<g class="label" id="label-{key}">\n{words}</g>\n' for key, words in labels.items()
    )
    at = svg.rindex("</g>\n</svg>")
    return svg[:at] + text + svg[at:]


def _move(labels: dict[str, str], arrows: dict[str, _Arrow], cards: list[_Box]) -> None:
    """Move each label that an arrow crosses to the nearest place where none does."""
    taken = {key: box for key, words in labels.items() if (box := _box_of_text(words))}
    for key in [key for key in taken if key in arrows]:
        others = [arrow for name, arrow in arrows.items() if name != key]
        if all(taken[key].is_clear_of(arrow, 0.0) for arrow in others):
            continue
        rest = [*cards, *(box for name, box in taken.items() if name != key)]
        for x, y in ASIDE:
            place = taken[key].moved(x, y)
            own = place.far_from(arrows[key])
            if any(place.meets(box) for box in rest) or own < 1.0:
                continue
            # Nearer to another arrow, it would be taken for that one's.
            if all(place.is_clear_of(arrow, max(1.0, own)) for arrow in others):
                taken[key] = place
                labels[key] = _shifted(labels[key], x, y)
                break


def _way(path: str) -> Array:
    """Return points along a Bézier curve."""
    corners = np.array([float(number) for number in _NUMBER.findall(path)]).reshape(-1, 2)
    t = np.linspace(0.0, 1.0, 25)[:, None]
    pieces = []
    for i in range(0, len(corners) - 3, 3):
        a, b, c, d = corners[i : i + 4]
        u = 1 - t
        pieces.append(u**3 * a + 3 * u**2 * t * b + 3 * u * t**2 * c + t**3 * d)
    return np.concatenate(pieces) if pieces else corners


def _box_of(card: str) -> _Box | None:
    shape = re.search(r'<(?:path|polygon) [^>]*?(?: d|points)="([^"]+)"', card)
    if shape is None:
        return None  # a constant is text alone
    return _frame(np.array([float(n) for n in _NUMBER.findall(shape[1])]).reshape(-1, 2))


def _frame(points: Array) -> _Box:
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return _Box(left, top, right, bottom)


def _box_of_text(words: str) -> _Box | None:
    found = _PLACE.search(words)
    if found is None:
        return None
    x, y, size = (float(found[k]) for k in (1, 2, 3))
    wide = LETTER * size * len(found[4])
    left = x - wide / 2 if 'text-anchor="middle"' in words else x
    return _Box(left, y - 0.8 * size, left + wide, y + 0.2 * size)


def _shifted(words: str, x: float, y: float) -> str:
    return re.sub(
        r' x="(-?[\d.]+)" y="(-?[\d.]+)"',
        lambda at: f' x="{float(at[1]) + x:g}" y="{float(at[2]) + y:g}"',
        words,
    )
