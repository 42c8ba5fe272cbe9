"""Many pictures of one size as one file: GIF, APNG, or numbered pictures in a folder."""

import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from microact.readings.numbers import Array
from microact.show.formats.picture import still, width_of
from microact.show.formats.png import png_of
from microact.show.formats.themes import themed
from microact.support import arguments
from microact.support.atomic_files import new_file, new_folder
from microact.support.optional_packages import optional

WIDEST = 8000
SHORTEST, LONGEST = 0.02, 60.0

STAYS = 2.5
"""How many times longer the last picture stays."""

FEW_COLOURS, MANY_COLOURS = 63, 255
"""Enough for cards and arrows, and for heat maps; one more stands for what stays as it was."""


@dataclass(frozen=True)
class Target:
    """Where a film goes, and as what."""

    path: Path
    kind: str
    """gif, png (an APNG), or of a folder the kind of its pictures: svg/ or png/."""


def target_of(path: str | os.PathLike[str], frames: str = "svg") -> Target:
    """Look at where a film is to go, before anything is computed.

    Args:
        path: a file that ends in .gif or .png, or a folder that is new or empty.
        frames: what the pictures in a folder are: "svg" or "png".

    Raises:
        ValueError: for another ending, or another kind of pictures.
        FileNotFoundError, FileExistsError, NotADirectoryError: if the file's folder is missing, or
            the folder is a file or not empty.
    """
    place = Path(path)
    if frames not in ("svg", "png"):
        raise ValueError(f'frames is one of "svg", "png", got {frames!r}')
    kind = place.suffix.lower().removeprefix(".")
    if not kind or place.is_dir():
        if place.exists() and not place.is_dir():
            raise NotADirectoryError(f"{place} is a file; name a new or an empty folder")
        if place.is_dir() and any(place.iterdir()):
            raise FileExistsError(f"{place} is not empty; name a new or an empty folder")
        kind = f"{frames}/"
    elif kind not in ("gif", "png"):
        raise ValueError(f"{str(path)!r} ends neither in .gif nor in .png, and is no folder")
    if not place.absolute().parent.is_dir():
        raise FileNotFoundError(
            f"there is no folder {place.absolute().parent} to write {place.name} into"
        )
    if kind in ("gif", "png"):
        optional("PIL.Image", "a film")
    return Target(place, kind)


def checked_size(width: int, seconds: float) -> tuple[int, float]:
    """Return a film's width in pixels and how long each picture stays, if they can be."""
    width = arguments.whole("width", width, 100, WIDEST)
    seconds = arguments.real("seconds", seconds, above=0)
    if not SHORTEST <= seconds <= LONGEST:
        raise ValueError(f"seconds is between {SHORTEST} and {LONGEST:g}, got {seconds:g}")
    return width, seconds


def write(
    target: Target, svgs: Sequence[str], width: int, theme: str, seconds: float, colours: int
) -> Path:
    """Write pictures as a film.

    Args:
        target: where, and as what.
        svgs: the pictures, in the light colours, all of one size.
        width: of the film, in pixels; a folder of SVG needs none.
        theme: put on each.
        seconds: how long each stays; the last one longer.
        colours: how many the film may have: fewer make it smaller.
    """
    if target.kind.endswith("/"):
        with new_folder(target.path) as folder:
            digits = len(str(len(svgs)))
            for i, svg in enumerate(svgs, 1):
                place = folder / f"{i:0{digits}}.{target.kind[:-1]}"
                if target.kind == "svg/":
                    place.write_text(themed(svg, theme), encoding="utf-8")
                else:
                    place.write_bytes(_png(svg, width, theme))
        return target.path
    image = optional("PIL.Image", "a film")
    pictures = [_png(svg, width, theme) for svg in svgs]  # as pixels they are fifty times as large
    if target.kind == "gif":  # optimized, Pillow leaves out of a picture what stays as it was
        options: dict[str, object] = {"format": "GIF", "optimize": True, "disposal": 1}
        data = _saved(_frames(image, pictures, colours), seconds, options)
    else:
        options = {"format": "PNG", "optimize": True, "blend": 1, "transparency": colours}
        frames = _frames(image, pictures, colours, changes=True)
        data = _saved(frames, seconds, options)
    with new_file(target.path) as file:
        file.write(data)
    return target.path


def _png(svg: str, width: int, theme: str) -> bytes:
    return png_of(themed(svg, still(theme)), width / width_of(svg))


def _pixels(image: ModuleType, png: bytes) -> NDArray[np.uint8]:
    return np.asarray(image.open(io.BytesIO(png)).convert("RGB"))


def _frames(
    image: ModuleType, pictures: list[bytes], colours: int, changes: bool = False
) -> list[Any]:
    """Make pictures of one palette; of those after the first only the changes, the rest clear."""
    palette, nearest = common_palette((_pixels(image, png) for png in pictures), colours)
    padded = palette.tobytes().ljust(3 * (colours + 1), b"\0")  # the clear one among them
    before, frames = None, []
    for png in pictures:
        indices = numbered(_pixels(image, png), nearest)
        same = indices == before if changes and before is not None else False
        frame = image.fromarray(np.where(same, np.uint8(colours), indices))
        frame.putpalette(padded)
        if changes:
            frame.info["transparency"] = colours
        before = indices
        frames.append(frame)
    return frames


def _saved(frames: list[Any], seconds: float, options: dict[str, object]) -> bytes:
    """Let Pillow write the film; it joins equal pictures that follow each other."""
    durations = [round(1000 * seconds)] * len(frames)
    durations[-1] = round(1000 * seconds * STAYS)
    file = io.BytesIO()
    frames[0].save(
        file, save_all=True, append_images=frames[1:], duration=durations, loop=0, **options
    )
    return file.getvalue()


def common_palette(
    pictures: Iterable[NDArray[np.uint8]], most: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Choose one palette for all pictures; return it, and the nearest in it of each bucket.

    Colours fall into buckets of 16 shades a channel; each of the fullest buckets gives its
    commonest colour, so that white stays white.

    Args:
        pictures: of shape (rows, columns, 3).
        most: how many colours the palette may have.
    """
    seen = np.zeros(0, np.uint32)
    times: Array = np.zeros(0)
    for picture in pictures:  # every other pixel tells which colours are common
        here, counts = np.unique(_packed(picture[::2, ::2]), return_counts=True)
        both = np.concatenate([seen, here])
        seen, place = np.unique(both, return_inverse=True)
        times = np.bincount(place, weights=np.concatenate([times, counts]))
    order = np.argsort(-times, kind="stable")
    seen, times = seen[order], times[order]
    buckets = _bucket(seen)
    full = np.bincount(buckets, weights=times, minlength=4096)
    first = np.unique(buckets, return_index=True)
    commonest = dict(zip(first[0].tolist(), seen[first[1]].tolist()))
    chosen = sorted(commonest, key=lambda bucket: (-full[bucket], bucket))[:most]
    colours = np.array([commonest[bucket] for bucket in chosen], dtype=np.uint32)
    palette = np.stack([colours >> 16, (colours >> 8) & 255, colours & 255], axis=1)
    every = np.arange(4096)
    middles = 17 * np.stack([every >> 8, (every >> 4) & 15, every & 15], axis=1)
    for bucket, colour in commonest.items():
        middles[bucket] = colour >> 16, (colour >> 8) & 255, colour & 255
    far = ((middles[:, None, :] - palette.astype(int)[None]) ** 2).sum(axis=2)
    nearest = np.argmin(far, axis=1).astype(np.uint8)
    return palette.astype(np.uint8), nearest


def numbered(picture: NDArray[np.uint8], nearest: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture as numbers of a palette's colours."""
    return nearest[_bucket(_packed(picture))]


def _packed(picture: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return each pixel as one number."""
    return picture.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)


def _bucket(colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the upper four bits of each channel."""
    red, green, blue = (colours >> 12) & 0xF00, (colours >> 8) & 0xF0, (colours >> 4) & 0xF
    return np.asarray(red | green | blue, dtype=np.uint32)
