"""How much gradient arrives at each layer: a bar a layer, and the verdict in words."""

import math
from collections.abc import Callable, Sequence

from microact.show import colours
from microact.show.formats.svg import element, words
from microact.show.network.measured import Layer
from microact.words.numbers import rounded, short

HEIGHT = 118
"""Pixels of the whole strip."""

TOP, BOTTOM = 40, 96
"""Where its bars reach at most, and where they stand."""

MANY_DEAD = 0.25
FAR_LESS, FAR_MORE = 1 / 30, 30.0
"""From which ratio of the first layer's gradient to the output's on it vanishes or explodes."""

NEXT_TO_NOTHING = 1e-3


def verdict(layers: Sequence[Layer]) -> str:
    """Say in one sentence how the gradient gets through a network."""
    sizes = [layer.size for layer in layers]
    if not all(map(math.isfinite, sizes)):
        return "Overflow: a gradient is infinite or NaN"
    if sizes[-1] == 0.0:
        return "No gradient starts at the output: the loss asks for nothing"
    if len(layers) == 1:
        return "One layer: the gradient arrives as it starts"
    hidden = layers[:-1]
    dead = sum(layer.is_dead(unit) for layer in hidden for unit in range(layer.units))
    units = sum(layer.units for layer in hidden)
    ratio = sizes[0] / sizes[-1]
    if ratio == 0.0:
        return "Nothing arrives at layer 1" + (f": {dead} of {units} units are dead" * (dead > 0))
    words_ = f"layer 1 gets {_times(ratio)} the output gets"
    if dead >= MANY_DEAD * units:
        return f"{dead} of {units} hidden units are dead: no point gets anything through"
    if ratio < FAR_LESS:
        return f"Vanishing: {words_}"
    if ratio > FAR_MORE:
        return f"Exploding: {words_}"
    some = f"; {dead} of {units} units {'is' if dead == 1 else 'are'} dead" if dead else ""
    return f"Healthy: {words_}{some}" if not dead else f"{words_[0].upper()}{words_[1:]}{some}"


def strip(layers: Sequence[Layer], centres: Sequence[float], y: float, width: float) -> str:
    """Draw the bars under the columns that they measure, and the verdict above."""
    sizes = [layer.size for layer in layers]
    some = [size for size in sizes if 0 < size < math.inf] or [1.0]
    low = min(-4, math.floor(math.log10(min(some))))
    high = max(0, math.ceil(math.log10(max(some))))

    def down(size: float) -> float:
        share = (math.log10(size) - low) / (high - low) if size > 0 else 0.0
        return y + BOTTOM - share * (BOTTOM - TOP)

    parts = [
        element("path", d=f"M0 {y:.1f}H{width:.1f}", stroke=colours.FRAME, fill="none"),
        words("How much gradient arrives", 16, y + 20, 13, font_weight="bold", fill=colours.INK),
        words(verdict(layers), width - 16, y + 20, 13, text_anchor="end", fill=colours.INK),
    ]
    for power in (high, (high + low) // 2, low):
        at = down(10.0**power)
        parts.append(element("path", d=f"M70 {at:.1f}H{width - 16:.1f}", stroke=colours.FRAME))
        parts.append(words(short(10.0**power), 62, at + 4, text_anchor="end", fill=colours.QUIET))
    for i, (size, centre) in enumerate(zip(sizes, centres)):
        parts.append(_bar(size, sizes[-1], centre, y, down))
        name = "output" if i == len(sizes) - 1 else f"layer {i + 1}"
        parts.append(words(name, centre, y + BOTTOM + 15, text_anchor="middle", fill=colours.QUIET))
        if i and centre - centres[i - 1] > 100 and 0 < size < math.inf and sizes[i - 1] < math.inf:
            parts.append(
                words(f"← {_factor(sizes[i - 1] / size)}", (centre + centres[i - 1]) / 2,
                      y + TOP + 22, text_anchor="middle", fill=colours.QUIET)
            )  # fmt: skip
    return "".join(parts)


def _bar(
    size: float, of_output: float, centre: float, y: float, down: Callable[[float], float]
) -> str:
    if not math.isfinite(size):
        return words("∞" if size > 0 else "NaN", centre, y + BOTTOM - 5, 13, text_anchor="middle",
                     font_weight="bold", fill=colours.LOST)  # fmt: skip
    top = min(down(size), y + BOTTOM - 2.5)
    faint = size < NEXT_TO_NOTHING * of_output or size == 0.0
    bar = element(
        "rect", x=centre - 13, y=top, width=26, height=max(y + BOTTOM - top, 2.5),
        fill="none" if faint else colours.BAR, stroke=colours.NOTHING if faint else None,
        stroke_dasharray="3 3" if faint else None,
    )  # fmt: skip
    return bar + words(
        _size(size), centre, top - 5, text_anchor="middle", font_weight="bold", fill=colours.INK
    )


def _size(size: float) -> str:
    return f"{size:.2g}" if size >= 1e-4 or size == 0 else f"{size:.0e}".replace("e-0", "e-")


def _factor(ratio: float) -> str:
    if ratio == 0.0:
        return "nothing"
    return f"× {ratio:.2g}" if ratio >= 1 else f"÷ {rounded(1 / ratio)}"


def _times(ratio: float) -> str:
    if 0.95 < ratio < 1.05:
        return "as much as"
    if ratio >= 1:
        return f"{rounded(ratio)} times what"
    return f"{ratio:.0%} of what" if ratio >= 0.1 else f"1/{rounded(1 / ratio)} of what"
