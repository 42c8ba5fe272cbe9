import base64
import html
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

import microact as ma
from microact import Value
from microact.show.graph.cells import FINEST, block, cell_text, heat_map
from microact.show.heat import strength_of

floats = st.floats(-1e6, 1e6, allow_nan=False)


def cells(text):
    """The rows of cells of a block: ground and text of each."""
    rows = re.findall(r"<TR>(.*?)</TR>", text)
    found = [re.findall(r'<TD BGCOLOR="(#\w+)">(.*?)</TD>', row) for row in rows]
    return [[(ground, html.unescape(words)) for ground, words in row] for row in found if row]


def pixels(svg):
    data = base64.b64decode(re.search(r"base64,([^\"]*)", svg)[1])
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGBA")).astype(int)


@given(arrays(float, array_shapes(min_dims=1, max_dims=2, max_side=6), elements=floats))
def test_up_to_six_by_six_every_number_stands_in_its_cell(x):
    shown = block(x, "heat1")
    table = np.atleast_2d(x)
    rows = cells(shown.html)
    assert [len(row) for row in rows] == [table.shape[1]] * table.shape[0]
    assert shown.wide
    for row, numbers in zip(rows, table):
        for (ground, words), v in zip(row, numbers):
            near = (
                max(0.5, 0.5 * abs(v))
                if abs(v) >= 100
                else 0.0051 + 0.5 * abs(v) * (abs(v) < 0.005)
            )
            assert float(words) == pytest.approx(v, abs=near)
            assert ground.startswith("#D55E00" if v < 0 else "#0072B2")


def test_hue_is_sign_and_strength_is_size():
    grounds = [ground for (ground, _) in cells(block(np.array([4.0, -2.0, 1.0, 0.0]), "c").html)[0]]
    assert [g[:7] for g in grounds] == ["#0072B2", "#D55E00", "#0072B2", "#0072B2"]
    opacity = [int(g[7:], 16) / 255 for g in grounds]
    assert opacity == pytest.approx([0.66 * s**0.8 for s in (1, 0.5, 0.25, 0)], abs=0.003)


def test_a_mask_does_not_bleach_the_others():
    x = np.array([[0.5, -1000.0, -1000.0], [0.25, 1.0, -1000.0], [0.1, 0.2, 0.3]])
    rows = cells(block(x, "c").html)
    assert rows[0][0][0] == "#0072B2" + f"{round(255 * 0.66 * 0.5**0.8):02X}"
    assert rows[0][1] == ("#D55E00" + f"{round(255 * 0.66):02X}", "-1e3")


def test_what_is_no_number_is_seen():
    rows = cells(block(np.array([1.0, np.nan, -np.inf]), "c").html)
    assert [words for _, words in rows[0]] == ["1.00", "nan", "-inf"]
    assert rows[0][1][0] == rows[0][2][0] == "#1F232840"
    lost = pixels(heat_map(np.array([[1.0, np.nan], [np.inf, -1.0]]))[0])
    assert lost[0, 1].tolist() == lost[1, 0].tolist() == [0x1F, 0x23, 0x28, 200]


@pytest.mark.parametrize(
    "shape", [(7, 2), (2, 7), (40, 3), (26, 26), (100, 90), (7,), (3, 4, 5), (1, 500)]
)
def test_larger_ones_show_colour_and_range(shape):
    x = np.random.default_rng(0).normal(size=shape)
    shown = block(x, "heat3", "a tip")
    ((name, (svg, width, height)),) = shown.drawings.items()
    assert name == "heat3"
    assert f"{x.min():.4g} … {x.max():.4g}" in html.unescape(shown.html)
    table = x.reshape(-1, shape[-1])
    drawn = pixels(svg)
    assert drawn.shape[:2] == tuple(min(n, FINEST) for n in table.shape)
    assert 24 <= width <= 110
    assert 14 <= height <= 90
    assert drawn[..., 3].max() == round(255 * 0.66)  # the largest of all is never left out


@settings(max_examples=50)
@given(arrays(float, st.tuples(st.integers(1, 80), st.integers(27, 80)), elements=floats))
def test_of_a_block_the_number_furthest_from_0_is_shown(table):
    drawn = pixels(heat_map(table)[0])
    rows = [round(k * len(table) / drawn.shape[0]) for k in range(drawn.shape[0] + 1)]
    columns = [round(k * table.shape[1] / 26) for k in range(27)]
    i, j = drawn.shape[0] // 2, 13
    part = table[rows[i] : rows[i + 1], columns[j] : columns[j + 1]]
    largest = max(part.ravel(), key=abs)
    if drawn[i, j, 3]:
        assert (drawn[i, j, :3].tolist() == [0xD5, 0x5E, 0x00]) == (largest < 0)


def test_one_hot_targets_and_masks_are_whole():
    hot = np.eye(3)[np.arange(10) % 3]
    drawn = pixels(heat_map(hot)[0])
    assert (drawn[..., 3] > 0).tolist() == (hot == 1).tolist()
    long = np.eye(4)[np.arange(60) % 4]
    assert pixels(heat_map(long)[0]).shape[:2] == (60, 4)
    # As a constant beside an arrow, each zero and one is written.
    z = Value(np.zeros((10, 3)), "z")
    source = ma.draw((ma.log_softmax(z) * hot).sum()).source
    written = [
        [words for _, words in row] for row in cells(source) if {w for _, w in row} <= {"0", "1"}
    ]
    assert written[:10] == [[f"{v:.0f}" for v in row] for row in hot]


def test_softmax_rows_as_percentages_on_request():
    x = Value([[1.0, 2.0, 5.0], [0.0, 0.0, 0.0]], "x")
    y = ma.softmax(x)
    p = np.exp(x.data) / np.exp(x.data).sum(axis=1, keepdims=True)
    written = [words for row in cells(ma.draw(y, percent=True).source) for _, words in row]
    assert written[6:] == [f"{100 * v:.0f}%" for v in p.ravel()]
    assert "%" not in "".join(w for row in cells(ma.draw(y).source) for _, w in row)
    small = ma.softmax(Value([0.0, 7.0]))
    assert [w for _, w in cells(ma.draw(small, percent=True).source)[1]] == ["<1%", "100%"]


def test_slices_of_a_cube_stand_apart_and_the_card_says_the_shape():
    x = Value(np.arange(12.0).reshape(2, 3, 2), "x")
    source = ma.draw(x * 2.0).source
    assert "2×3×2" in source
    assert source.count('HEIGHT="4"') == 2
    assert [w for row in cells(source)[:6] for _, w in row] == [str(v) for v in range(12)]


def test_empty_arrays_and_single_numbers():
    assert block(np.zeros((0, 3)), "c").html == "0×3, empty"
    assert block(0.25, "c").html == "0.25"
    assert [cell_text(v) for v in (0.004999, 0.005, 99.99, 100.4, 999.4, 999.6)] == [
        "5e-3", "0.01", "99.99", "100", "999", "1e3",
    ]  # fmt: skip
    assert strength_of(np.array([np.nan, 2.0])).tolist() == [0.0, 0.66]
