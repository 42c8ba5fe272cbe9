"""Films: every frame is the picture, in few colours; GIF and APNG show the same."""

import io
import random
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageSequence

import microact as ma
from microact import Value, neurons
from microact.show.formats.png import png_of
from microact.show.motion.moving import common_palette, numbered

PICTURES = arrays(np.uint8, st.tuples(st.integers(2, 8), st.integers(2, 8), st.just(3)))


def neuron():
    y = ma.tanh(Value(0.5, "w") * Value(2.0, "x") + Value(-0.3, "b"))
    y.label = "y"
    return y


def frames(path):
    with Image.open(path) as film:
        return [
            np.asarray(f.convert("RGBA").convert("RGB")).astype(np.int16)
            for f in ImageSequence.Iterator(film)
        ]


@settings(max_examples=60)
@given(PICTURES, st.integers(2, 40))
def test_a_palette_holds_what_is_common(picture, most):
    # Every other pixel decides; make those the picture.
    picture = np.repeat(np.repeat(picture, 2, axis=0), 2, axis=1)
    palette, nearest = common_palette([picture], most)
    assert len(palette) <= most
    shown = palette[numbered(picture, nearest)].astype(int)
    if len(np.unique(picture.reshape(-1, 3) >> 4, axis=0)) <= most:
        assert np.max(np.abs(shown - picture)) < 16  # another shade of its bucket
    pixels = [tuple(pixel) for pixel in picture.reshape(-1, 3).tolist()]
    (bucket, most_often), *others = Counter(
        (r >> 4, g >> 4, b >> 4) for r, g, b in pixels
    ).most_common(2)
    inside = Counter((r, g, b) for r, g, b in pixels if (r >> 4, g >> 4, b >> 4) == bucket)
    commonest = [list(c) for c, n in inside.items() if n == max(inside.values())]
    if not others or others[0][1] < most_often:  # the fullest bucket gives its commonest colour
        assert any(colour in palette.tolist() for colour in commonest)


@settings(max_examples=20)
@given(st.lists(PICTURES, min_size=1, max_size=4), st.integers(2, 40))
def test_many_pictures_have_the_palette_of_one_that_holds_them_all(pictures, most):
    doubled = [np.repeat(np.repeat(p, 2, axis=0), 2, axis=1) for p in pictures]
    together = np.concatenate([p.reshape(1, -1, 3) for p in pictures], axis=1)
    together = np.repeat(np.repeat(together, 2, axis=0), 2, axis=1)
    one, several = common_palette([together], most), common_palette(iter(doubled), most)
    assert one[0].tolist() == several[0].tolist()
    assert one[1].tolist() == several[1].tolist()


def test_white_stays_white():
    white = np.full((20, 20, 3), 255, np.uint8)
    white[4:8, 4:8] = [0, 114, 178]
    white[5, 5] = [250, 251, 252]
    palette, nearest = common_palette([white], 8)
    numbers = numbered(white, nearest)
    assert palette[numbers][0, 0].tolist() == [255, 255, 255]
    assert palette[numbers][6, 6].tolist() == [0, 114, 178]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_frame_is_what_draw_step_draws(tmp_path, theme):
    ma.animate(neuron(), tmp_path / "a.gif", width=400, theme=theme)
    ma.animate(neuron(), tmp_path / "a.png", width=400, theme=theme)
    gif, apng = frames(tmp_path / "a.gif"), frames(tmp_path / "a.png")
    assert len(gif) == len(apng) == 8
    for k, (a, b) in enumerate(zip(gif, apng)):
        assert np.array_equal(a, b)
        svg = ma.draw(neuron(), step=k, theme=theme)
        with Image.open(io.BytesIO(png_of(svg.as_svg()))) as image:
            small = image.convert("RGB").resize((a.shape[1], a.shape[0]))
        assert np.mean(np.abs(a - np.asarray(small).astype(int))) < 6
        assert np.max(np.bincount((np.abs(a - gif[-1]) > 0).any(axis=-1).ravel())) > 0
    assert all(not np.array_equal(a, b) for a, b in zip(gif, gif[1:]))


def test_it_runs_for_ever_and_the_last_frame_stays(tmp_path):
    for name in ("a.gif", "a.png"):
        ma.animate(neuron(), tmp_path / name, width=300, seconds=0.5)
        with Image.open(tmp_path / name) as film:
            times = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
            assert film.info.get("loop") == 0
        assert times == [500.0] * 7 + [1250.0]


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_numbered_pictures_in_a_folder(tmp_path, kind):
    out = ma.animate(neuron(), tmp_path / "frames", frames=kind, width=300)
    assert sorted(path.name for path in out.iterdir()) == [f"{k}.{kind}" for k in range(1, 9)]
    first = (out / f"3.{kind}").read_bytes()
    if kind == "svg":
        assert first.decode() == ma.draw(neuron(), step=2, theme="light").as_svg()
    else:
        with Image.open(io.BytesIO(first)) as image:
            assert image.width == 300


def test_forty_frames_are_small(tmp_path):
    """40 frames of 1200 × 600: the GIF within 150 kB, the APNG within 250."""
    random.seed(0)
    net = neurons.MLP(2, [2, 1], activation="tanh")
    loss = (net([Value(0.5, "x1"), Value(-1.0, "x2")]) - 1.0) ** 2 + 1.0
    for name, most in (("a.gif", 150), ("a.png", 250)):
        ma.animate(loss, tmp_path / name, direction="LR", limit=200, width=1050)
        shown = frames(tmp_path / name)
        assert len(shown) == 36
        assert shown[0].size / 3 == pytest.approx(1200 * 600, rel=0.05)
        assert (tmp_path / name).stat().st_size / 36 <= 1000 * most / 40


@pytest.mark.parametrize(
    ("path", "options", "error", "message"),
    [
        ("a.mp4", {}, ValueError, "ends neither in .gif nor in .png, and is no folder"),
        ("full", {}, FileExistsError, "full is not empty; name a new or an empty folder"),
        ("file", {}, NotADirectoryError, "is a file; name a new or an empty folder"),
        ("nowhere/a.gif", {}, FileNotFoundError, "there is no folder"),
        ("nowhere/frames", {}, FileNotFoundError, "there is no folder"),
        ("a.gif", {"frames": "bmp"}, ValueError, 'frames is one of "svg", "png"'),
        ("a.gif", {"seconds": 0}, ValueError, "seconds"),
        ("a.gif", {"seconds": 700}, ValueError, "seconds is between 0.02 and 60, got 700"),
        ("a.gif", {"width": 10**6}, ValueError, "width is a whole number, from 100 to 8000"),
        ("a.gif", {"width": 5}, ValueError, "width is a whole number, from 100 to 8000"),
        ("a.gif", {"theme": "neon"}, ValueError, "theme is one of"),
        ("a.gif", {"direction": "up"}, ValueError, "direction is one of"),
    ],
)
def test_what_cannot_be_is_one_line_and_writes_nothing(tmp_path, path, options, error, message):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error, match=message):
        ma.animate(neuron(), tmp_path / path, **options)
    assert sorted(tmp_path.rglob("*")) == before
    with pytest.raises(TypeError, match="draw takes a Value"):
        ma.animate(3.0, tmp_path / "a.gif")
    assert sorted(tmp_path.rglob("*")) == before


def test_without_pillow_one_line_before_anything_is_computed(tmp_path, lacking):
    lacking("PIL")
    with pytest.raises(ModuleNotFoundError, match="a film needs pillow: python -m pip"):
        ma.animate(neuron(), tmp_path / "a.gif")
    assert ma.animate(neuron(), tmp_path / "svgs")  # needs none


def test_a_film_fits_a_screen_as_far_as_it_can_be_read(tmp_path):
    """1200 pixels at most, each way; a long chain is higher, its letters 11 pixels high."""

    def chain(n):
        y = Value(0.5, "x")
        for _ in range(n):
            y = ma.tanh(y)
        return y

    sizes = {}
    for n in (2, 3, 12):
        ma.animate(chain(n), tmp_path / "a.gif", direction="TB", limit=100)
        with Image.open(tmp_path / "a.gif") as film:
            sizes[n] = film.size
    for n in (2, 3):
        assert max(sizes[n]) == pytest.approx(1200, abs=3)
    assert sizes[12][1] > 1500
    ma.animate(chain(12), tmp_path / "frames", direction="TB", limit=100)
    drawn = (tmp_path / "frames/01.svg").read_text(encoding="utf-8")
    natural = float(re.search(r'<svg[^>]*? width="([\d.]+)pt"', drawn, re.DOTALL)[1]) * 4 / 3
    smallest = min(map(float, re.findall(r'font-size="([\d.]+)"', drawn))) * 4 / 3
    assert smallest * sizes[12][0] / natural == pytest.approx(11, abs=0.1)
