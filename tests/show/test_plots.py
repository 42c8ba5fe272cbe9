import numpy as np
import pytest

import microact as ma
from microact.show.plots import plot_activation, save_figure


@pytest.fixture(autouse=True)
def no_window():
    pytest.importorskip("matplotlib").use("Agg")


@pytest.mark.parametrize("name", [n for n in ma.activations if "softmax" not in n])
def test_the_curve_and_its_slope(name, tmp_path):
    ax = plot_activation(name)
    curve, slope = (line.get_xydata() for line in ax.get_lines()[2:])
    curve, slope = (line[np.r_[True, np.diff(curve[:, 0]) > 1e-6]] for line in (curve, slope))
    x = curve[:, 0]
    smooth = np.isfinite(slope[:, 1]) & np.isfinite(curve[:, 1])
    numeric = np.gradient(curve[:, 1], x)
    away = [np.min(np.abs(x[:, None] - np.array([-1, 0, 1, 6])), axis=1) > 0.1]
    chosen = smooth & away[0]
    np.testing.assert_allclose(slope[chosen, 1], numeric[chosen], atol=2e-3)
    save_figure(ax, tmp_path / "a.svg")
    assert "<svg" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_the_same_bytes_each_time(tmp_path):
    for name in ("a.svg", "b.svg"):
        save_figure(plot_activation("tanh"), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_what_is_no_curve_is_refused():
    with pytest.raises(TypeError, match="softmax is not a curve"):
        plot_activation("softmax")
