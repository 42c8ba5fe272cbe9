"""Show a picture wherever a lesson runs: inline in a notebook, as a file from a terminal."""

import sys
from pathlib import Path
from typing import Any

from microact.show.figures import save_figure

FOLDER = Path("microact-pictures")


def show(picture: Any, name: str = "picture") -> None:
    """Display a picture in a notebook; elsewhere write it to a file and say where.

    Args:
        picture: what `ma.draw`, `ma.explore` or a plot returned.
        name: the file's name without ending, used outside a notebook.
    """
    figure = getattr(picture, "figure", None)
    if _in_a_notebook():
        sys.modules["IPython"].display.display(picture if figure is None else figure)
        if figure is not None:
            _close(figure)
        return
    FOLDER.mkdir(exist_ok=True)
    if hasattr(picture, "page"):
        path = picture.save(FOLDER / f"{name}.html")
    elif figure is None:
        path = Path(picture.render(outfile=FOLDER / f"{name}.svg"))
    else:
        path = FOLDER / f"{name}.png"
        save_figure(picture, path)
    print(f"[picture: {path.resolve()}]")


def _in_a_notebook() -> bool:
    shell = sys.modules.get("IPython")
    kernel = shell.get_ipython() if shell else None
    return hasattr(kernel, "kernel")


def _close(figure: Any) -> None:
    sys.modules["matplotlib.pyplot"].close(figure)
