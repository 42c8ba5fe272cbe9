"""Surfaces over the plane: an input, and how sure the network is of each class."""

import numpy as np

from microact.readings.numbers import Array
from microact.show import colours
from microact.show.formats.bitmap import data_uri
from microact.show.formats.svg import element
from microact.show.heat import heat_uri, rgb, strength_of
from microact.show.network.measured import GRID
from microact.show.network.tiles import Box


def coordinate(box: Box, axis: int, plane: tuple[float, float, float, float]) -> list[str]:
    """Draw an input over the plane: it grows to the right, or upwards."""
    low, high = plane[2 * axis : 2 * axis + 2]
    along = np.linspace(low, high, GRID) / max(abs(low), abs(high))
    table = np.tile(along, (GRID, 1)) if axis == 0 else np.tile(along[::-1, None], (1, GRID))
    return pictured(box, heat_uri(table))


def pictured(box: Box, uri: str) -> list[str]:
    """Place a small picture in a frame."""
    image = element("image", x=box.x, y=box.y, width=box.width, height=box.height,
                    preserveAspectRatio="none", **{"xlink:href": uri})  # fmt: skip
    frame = element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=3,
                    fill="none", stroke=colours.LINE)  # fmt: skip
    return [image, frame]


def classes_uri(answers: Array) -> str:
    """Draw probabilities over the plane in the likeliest class's colour, the surer the stronger."""
    n = answers.shape[-1]
    sure = (np.max(np.nan_to_num(answers), axis=-1) - 1 / n) / (1 - 1 / n)
    hues = np.array([rgb(colours.CLASSES[k % len(colours.CLASSES)]) for k in range(n)])
    pixels = np.zeros((*sure.shape, 4), np.uint8)
    pixels[..., :3] = hues[np.argmax(np.nan_to_num(answers), axis=-1)]
    pixels[..., 3] = np.round(255 * strength_of(sure))
    return data_uri(pixels)
