"""What all plots have in common: axes, looks, names, and how a figure becomes a file."""

import io
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, cast

from microact.show import colours
from microact.show.formats.themes import themed
from microact.show.style import one_line
from microact.support.atomic_files import new_file
from microact.support.optional_packages import optional

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LONGEST_NAME = 32


def save_figure(drawn_on: "Axes | Figure", path: Path) -> None:
    """Write a figure, or that of an Axes, to a file, the same bytes each time, and close it.

    An SVG is dark on a dark screen.
    """
    pyplot = optional("matplotlib.pyplot", "a plot")
    figure = cast("Figure", drawn_on.get_figure(root=True))
    with (
        warnings.catch_warnings(),
        pyplot.rc_context({"svg.hashsalt": "microact", "svg.fonttype": "none"}),
    ):
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a box for an unknown letter will do
        dated = {"metadata": {"Date": None}} if path.suffix == ".svg" else {"dpi": 144}
        drawn = io.BytesIO()
        figure.savefig(drawn, format=path.suffix.removeprefix("."), **dated)
    pyplot.close(figure)
    data = drawn.getvalue()
    if path.suffix == ".svg":
        data = themed(with_attributes(data.decode()), "auto").encode()
    with new_file(path) as file:
        file.write(data)


def with_attributes(svg: str) -> str:
    """Write matplotlib's styles as attributes, so that a theme finds their colours.

    >>> with_attributes('<path style="fill: none; stroke: #000000"/>')
    '<path fill="none" stroke="#1F2328"/>'
    """

    def attributes(style: re.Match[str]) -> str:
        pairs = (part.split(":", 1) for part in style[1].split(";") if ":" in part)
        return " ".join(f'{name.strip()}="{value.strip()}"' for name, value in pairs)

    def inside(tag: re.Match[str]) -> str:
        with_colours = re.sub(r'style="([^"]*)"', attributes, tag[0])
        return with_colours.replace('"#000000"', f'"{colours.INK}"')

    return re.sub(r"<[^>]*>", inside, svg)  # a name between the tags stays as it is


def axes_for(ax: "Axes | None", width: float, height: float) -> "Axes":
    """Return the axes that were given, or axes of a new figure of so many inches."""
    if ax is not None:
        return ax
    pyplot = optional("matplotlib.pyplot", "a plot")
    made: Axes = pyplot.figure(figsize=(width, height), layout="constrained").subplots()
    return made


def finish(ax: "Axes", x: str = "", y: str = "", legend: bool = False) -> "Axes":
    """Give a plot the looks that all share."""
    ax.tick_params(labelsize=9, colors=colours.QUIET)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel(x, fontsize=10, color=colours.QUIET)
    ax.set_ylabel(y, fontsize=10, color=colours.QUIET)
    if legend:
        ax.legend(
            fontsize=9, frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0),
            labelcolor=colours.INK,
        )  # fmt: skip
    return ax


def plain_name(name: str) -> str:
    r"""Keep matplotlib from reading a name as mathematics, or `_x` as one to leave out.

    >>> plain_name("_$x$")
    ' _\\$x\\$'
    """
    return " " * name.startswith("_") + one_line(name, LONGEST_NAME).replace("$", r"\$")
