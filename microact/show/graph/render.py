"""A Digraph that draws itself without a Graphviz installation, curves and heat maps included.

The package graphviz-pure brings a Graphviz of its own, which says where everything stands, as SVG.
`formats/` makes the rest of it. A system `dot` serves for formats that only Graphviz knows.
"""

import os
import re
import shutil
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import graphviz

from microact.show.formats import picture
from microact.show.formats.fonts import IN_BROWSERS
from microact.show.formats.picture import Path_
from microact.show.formats.themes import themed
from microact.show.graph.labels import labels_on_top
from microact.show.graph.waiting import run_patiently
from microact.support.atomic_files import new_file

GRAPHVIZ_FORMATS = {"dot", "gv", "xdot", "json", "canon", "plain"}
"""Formats of Graphviz's own, which graphviz-pure writes; they hold no curves."""

_CELL = re.compile(
    r'<g id="a_((?:curve|heat)\d+)">\s*<a [^>]*>\s*<polygon [^>]*points="([^"]*)"/>\s*</a>\s*</g>'
)
_FONT = 'font-family="Helvetica,sans-Serif"'
"""What Graphviz writes for Helvetica."""


class Diagram(graphviz.Digraph):  # type: ignore[misc]  # graphviz has no types: its class is Any
    """A `graphviz.Digraph` whose `render`, `pipe` and notebook display need no `dot`.

    `drawings` holds, for each cell with that id, a small SVG to be put in, its width and height.
    """

    drawings: dict[str, tuple[str, int, int]]
    theme: str
    """How its colours are chosen: see `formats/themes.py`."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.drawings = {}
        self.theme = "light"
        self._placed = ("", "", "")
        """The engine, the DOT source, and the SVG that was made of it."""

    def __repr__(self) -> str:
        # A notebook keeps this line beside the picture: no address in memory, which changes.
        return f"<microact diagram, {len(self.body)} lines of DOT>"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None, **_: object
    ) -> dict[str, str | bytes]:
        """Return what a notebook shows: the SVG, or the PNG where it does not trust the SVG."""
        return picture.in_a_notebook(self)

    def as_svg(self, theme: str | None = None) -> str:
        """Return the picture as SVG, in a theme or in its own."""
        wanted = self.engine, self.source
        if self._placed[:2] != wanted:  # once, however many formats are made of it
            self._placed = *wanted, run(self.engine, "svg", self.source).decode()
        svg = self._placed[2]
        svg = _CELL.sub(self._fill, svg.replace(_FONT, f'font-family="{IN_BROWSERS}"'))
        return themed(labels_on_top(svg), theme or self.theme)

    def copy(self) -> "Diagram":
        """Return an independent copy, curves included."""
        other: Diagram = super().copy()
        other.drawings, other.theme = dict(self.drawings), self.theme
        return other

    def pipe(  # the signature is graphviz's own
        self,
        format: str | None = None,  # noqa: A002  # graphviz's own name: callers give it by name
        renderer: str | None = None,
        formatter: str | None = None,
        neato_no_op: bool | int | None = None,
        quiet: bool = False,
        *,
        engine: str | None = None,
        encoding: str | None = None,
    ) -> Any:
        """Return the picture as bytes, or as text if `encoding` is given.

        Raises:
            RuntimeError: if what writes this format is missing.
        """
        wanted = (format or self.format).lower()
        if wanted in (*picture.FORMATS, "jpeg") and not (renderer or formatter or engine):
            data = picture.in_format(self, wanted)
        else:
            kind = ":".join(part for part in (wanted, renderer, formatter) if part)
            data = run(engine or self.engine, kind, self.source)
        return data.decode(encoding) if encoding else data

    def render(  # the signature is graphviz's own
        self,
        filename: Path_ | None = None,
        directory: Path_ | None = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,  # noqa: A002  # graphviz's own name: callers give it by name
        renderer: str | None = None,
        formatter: str | None = None,
        neato_no_op: bool | int | None = None,
        quiet: bool = False,
        quiet_view: bool = False,
        *,
        outfile: Path_ | None = None,
        engine: str | None = None,
        raise_if_result_exists: bool = False,
        overwrite_source: bool = False,
    ) -> str:
        """Write the picture to a file and return its path, as `graphviz.Digraph.render` does.

        `render(outfile="x.svg")` writes just the picture, in the format that its ending names; so
        does `render("x.svg")`.
        """
        if directory is None and format is None and _names_a_picture(filename):
            filename, outfile = None, filename
        if outfile is not None:
            target = Path(outfile)
            wanted = format or target.name.rpartition(".")[2].lower() or self.format
        else:
            wanted = format or self.format
            target = Path(f"{Path(directory or self.directory) / (filename or self.filename)}")
            target = target.with_name(f"{target.name}.{wanted}")
        if wanted not in graphviz.FORMATS:
            raise ValueError(f"{str(target)!r} ends in no picture's format: svg, png, pdf or jpg")
        if raise_if_result_exists and target.exists():
            raise graphviz.FileExistsError(f"output file exists: {str(target)!r}")
        drawn = self.pipe(wanted, renderer, formatter, engine=engine)
        target.parent.mkdir(parents=True, exist_ok=True)
        with new_file(target) as file:
            file.write(drawn)
        if outfile is None and not cleanup:
            self.save(filename, directory=directory)
        if view or quiet_view:
            self._view(str(target), format=wanted, quiet=quiet_view)
        return str(target)

    def save(
        self,
        filename: Path_ | None = None,
        directory: Path_ | None = None,
        *,
        skip_existing: bool | None = False,
    ) -> str:
        """Write DOT source as graphviz does; with the ending of a picture, the picture."""
        if directory is None and _names_a_picture(filename):
            return self.render(outfile=filename)
        if filename is not None:
            self.filename = os.fspath(filename)
        if directory is not None:
            self.directory = os.fspath(directory)
        target = Path(self.filepath)
        if not (skip_existing and target.exists()):
            target.parent.mkdir(parents=True, exist_ok=True)
            with new_file(target) as file:
                file.write(self.source.encode())
        return str(target)

    def _fill(self, cell: re.Match[str]) -> str:
        """Put a drawing where Graphviz drew the empty cell that was kept for it."""
        corners = [tuple(map(float, point.split(","))) for point in cell[2].split()]
        xs, top = [x for x, _ in corners], min(y for _, y in corners)
        drawing, width, _ = self.drawings.get(cell[1], ("", 0, 0))
        left = (min(xs) + max(xs) - width) / 2
        kind = cell[1].rstrip("0123456789")
        return f'<g class="{kind}" transform="translate({left:g} {top:g})">{drawing}</g>'


def _names_a_picture(filename: Path_ | None) -> bool:
    ending = Path(filename or "").suffix.lower().removeprefix(".")
    return ending in (*picture.FORMATS, "jpeg")


def run(engine: str, kind: str, source: str) -> bytes:
    """Run Graphviz on DOT source; its remarks on good input stay off the terminal.

    Raises:
        RuntimeError: if no Graphviz is here that writes this, or with its own words if it refuses.
    """
    binary = pure_binary() if kind == "svg" or kind in GRAPHVIZ_FORMATS else None
    binary = binary or shutil.which("dot")
    if binary is None:
        mend = "; svg, png and pdf need none"
        if kind == "svg" or kind in GRAPHVIZ_FORMATS:
            mend = ": python -m pip install graphviz-pure"
        raise RuntimeError(f"{kind} needs Graphviz, and no `dot` is installed{mend}")
    for more in ([], ["-Gnewrank=true"]):  # another way to rank, where Graphviz loses the first
        done = run_patiently([binary, f"-K{engine}", f"-T{kind}", *more], source)
        if done.stdout and not done.returncode:
            return done.stdout
    words = done.stderr.decode(errors="replace").strip() or "no output"
    raise RuntimeError(f"Graphviz could not draw this as {kind}: {words}")


@cache
def pure_binary() -> str | None:
    """Find the program of the package graphviz-pure, on the PATH or not."""
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if path.stem == "graphviz-pure" and path.is_file():
            return str(path)
    return shutil.which("graphviz-pure")
