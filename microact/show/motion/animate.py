"""The forward and the backward pass of a graph as a film."""

import os
from collections.abc import Sequence
from pathlib import Path

from microact.engine.value import Value
from microact.show.formats.picture import READABLE, aspect_of, letters_of, width_of
from microact.show.graph.diagram import frames_of
from microact.show.graph.options import Options
from microact.show.motion.moving import FEW_COLOURS, checked_size, target_of, write

LARGE = 1200
"""Pixels that a film is wide or high, whatever is more: all of it is to be seen at once."""


def animate(
    values: Value | Sequence[Value],
    path: str | os.PathLike[str],
    *,
    seconds: float = 1.6,
    width: int | None = None,
    frames: str = "svg",
    theme: str = "light",
    constants: bool = True,
    limit: int | None = None,
    depth: int | None = None,
    direction: str | None = None,
    percent: bool = False,
) -> Path:
    """Write a film of both passes: forward, then backward, one operation at a time, in words.

    All pictures have one layout: what is not known yet is left blank.

    Args:
        values: the output, or a list of outputs.
        path: a file that ends in .gif or .png (an animated PNG), or a folder, new or empty, for
            numbered pictures.
        seconds: how long each picture stays.
        width: of the film, in pixels; by default 1200, or less, so that it is no higher, as far as
            its letters stay readable.
        frames: what the pictures in a folder are: "svg" or "png".
        theme: as `ma.draw`; a film that is no SVG is light where "auto" is asked for.
        constants: as `ma.draw`.
        limit: as `ma.draw`.
        depth: as `ma.draw`.
        direction: as `ma.draw`.
        percent: as `ma.draw`.

    Returns:
        The path.

    Raises:
        TypeError: for anything but Values.
        ValueError: for a file of another kind, or a wrong setting; nothing is written then.
        FileExistsError, NotADirectoryError, FileNotFoundError: if the folder is not empty, is a
            file, or if there is no folder to write into.
        ModuleNotFoundError: if Pillow is missing, with what installs it.
    """
    target = target_of(path, frames)
    options = Options(
        constants=constants, limit=limit, depth=depth, direction=direction, percent=percent,
        theme=theme,
    )  # fmt: skip
    wide, seconds = checked_size(LARGE if width is None else width, seconds)
    film = frames_of(values, options)
    pictures = [film.svg(k) for k in range(len(film))]
    if width is None:
        first = pictures[0]
        readable = width_of(first) * READABLE / letters_of(first)
        wide = min(LARGE, round(max(LARGE * aspect_of(first), readable)))
    return write(target, pictures, wide, theme, seconds, FEW_COLOURS)
