"""What a probability is worth: of the rows given 80%, did 80% come true?"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from microact.metrics import calibration
from microact.show import colours
from microact.show.figures import axes_for, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_calibration(
    truth: ArrayLike, probabilities: ArrayLike, bins: int = 10, ax: "Axes | None" = None
) -> "Axes":
    """Plot how often came true what was given a probability: on the diagonal it is worth its word.

    Args:
        truth: 0 or 1 for each row.
        probabilities: of class 1.
        bins: into how many equal parts 0 to 1 is cut; a dot's area is its share of the rows.
        ax: where to draw; by default on axes of its own.
    """
    means, shares, counts = calibration(truth, probabilities, bins)
    ax = axes_for(ax, 3.6, 3.4)
    ax.plot([0, 1], [0, 1], color=colours.NOTHING, lw=1, ls="--", label="worth its word")
    ax.plot(means, shares, color=colours.POSITIVE, lw=1)
    ax.scatter(means, shares, s=20 + 300 * counts / np.sum(counts), color=colours.POSITIVE)
    return finish(ax, "probability that was given", "share that came true", legend=True)
