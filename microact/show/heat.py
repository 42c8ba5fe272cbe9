"""Heat maps: the hue says the sign, its strength how large a number is."""

import numpy as np

from microact.readings.numbers import Array
from microact.show import colours
from microact.show.formats.bitmap import data_uri

STRONGEST = 0.66
"""The opacity of the largest number's colour: ink stays readable on it."""


def strength_of(shares: Array) -> Array:
    """Return the opacity of numbers between −1 and 1: `0.66 · |share| ^ 0.8`; 0 for NaN and ∞."""
    size = np.where(np.isfinite(shares), np.abs(shares), 0.0)
    strength: Array = STRONGEST * np.minimum(size, 1.0) ** 0.8
    return strength


def heat_uri(
    shares: Array, positive: str = colours.POSITIVE, negative: str = colours.NEGATIVE
) -> str:
    """Draw a table of numbers between −1 and 1 as a small picture; what is not finite is ink.

    The colours are see-through, so that the ground shows: light or dark.
    """
    pixels = np.zeros((*shares.shape, 4), np.uint8)
    pixels[..., :3] = np.where((shares < 0)[..., None], rgb(negative), rgb(positive))
    pixels[..., 3] = np.round(255 * strength_of(shares))
    pixels[~np.isfinite(shares)] = [*rgb(colours.LOST), 200]
    return data_uri(pixels)


def rgb(colour: str) -> list[int]:
    """Return a colour's red, green and blue.

    >>> rgb("#0072B2")
    [0, 114, 178]
    """
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
