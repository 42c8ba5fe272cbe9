"""A Digraph that draws itself without a Graphviz installation, curves included.

The package graphviz-pure brings a Graphviz of its own for SVG and PNG. A system `dot` serves for
the formats that it lacks (PDF).
"""

import os
import re
import shutil
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import graphviz

from microact.show.graph.thumbnail import WIDTH
from microact.support.atomic_files import new_file

PURE_FORMATS = {"svg", "png", "jpeg", "jpg", "dot", "gv", "xdot", "json", "canon", "plain"}

_CURVE_ROW = re.compile(r'<TR><TD [^>]*ID="curve\d+"[^>]*></TD></TR>')
_CURVE_CELL = re.compile(
    r'<g id="a_(curve\d+)">\s*<a [^>]*>\s*<polygon [^>]*points="([^"]*)"/>\s*</a>\s*</g>'
)
_SVG_SIZE = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"')

COLUMN = 650
"""Points that a notebook's column is wide, about. Wider pictures shrink, at most to a half."""


Where = str | os.PathLike[str] | None


class Diagram(graphviz.Digraph):  # type: ignore[misc]  # graphviz has no types
    """A `graphviz.Digraph` whose `render`, `pipe` and notebook display need no `dot`.

    `curves` holds a small SVG for each cell with that id, to be put in when the picture is SVG.
    """

    curves: dict[str, str]
    dpi: int
    """Pixels per inch of a PNG."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.curves = {}
        self.dpi = 144

    def __repr__(self) -> str:
        # A notebook keeps this line beside the picture: no address in memory, which changes.
        return f"<microact diagram, {len(self.body)} lines of DOT>"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None, **_: object
    ) -> dict[str, str | bytes]:
        """Return what a notebook shows: the SVG, or the PNG where it does not trust the SVG."""
        svg: str = self.pipe("svg", encoding="utf-8")
        size = _SVG_SIZE.search(svg)
        shrink = max(min(1.0, COLUMN / float(size[1])), 0.5) if size else 1.0
        small = self.copy()
        small.dpi = round(96 * shrink)  # then it is as large on a screen as the SVG
        svg = _SVG_SIZE.sub(lambda size: _scaled(size, shrink), svg, count=1)
        return {"image/svg+xml": svg, "image/png": small.pipe("png")}

    def copy(self) -> "Diagram":
        """Return an independent copy, curves included."""
        other: Diagram = super().copy()
        other.curves, other.dpi = dict(self.curves), self.dpi
        return other

    def pipe(  # the signature is graphviz's own
        self,
        format: str | None = None,  # noqa: A002  # graphviz's own name
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
            RuntimeError: if no Graphviz that writes this format is installed.
        """
        wanted = format or self.format
        source = self.source
        if wanted != "svg":
            source = _CURVE_ROW.sub("", source)
        binary = pure_binary() if wanted in PURE_FORMATS and not (renderer or formatter) else None
        if binary is None:
            binary = shutil.which("dot")
        if binary is None:
            raise RuntimeError(
                f"{wanted} needs Graphviz, and no `dot` is installed; "
                + (
                    "python -m pip install graphviz-pure"
                    if wanted in PURE_FORMATS
                    else "svg and png need none: pipe(format='svg')"
                )
            )
        kind = ":".join(part for part in (wanted, renderer, formatter) if part)
        data = run(binary, engine or self.engine, kind, source, self.dpi)
        if wanted == "svg":
            data = _CURVE_CELL.sub(self._fill, data.decode()).encode()
        return data.decode(encoding) if encoding else data

    def render(  # the signature is graphviz's own
        self,
        filename: Where = None,
        directory: Where = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,  # noqa: A002  # graphviz's own name
        renderer: str | None = None,
        formatter: str | None = None,
        neato_no_op: bool | int | None = None,
        quiet: bool = False,
        quiet_view: bool = False,
        *,
        outfile: Where = None,
        engine: str | None = None,
        raise_if_result_exists: bool = False,
        overwrite_source: bool = False,
    ) -> str:
        """Write the picture to a file and return its path, as `graphviz.Digraph.render` does.

        `render(outfile="x.svg")` writes just the picture, in the format that its ending names.
        """
        if outfile is not None:
            target = Path(outfile)
            wanted = format or target.name.rpartition(".")[2].lower() or self.format
        else:
            wanted = format or self.format
            target = Path(f"{Path(directory or self.directory) / (filename or self.filename)}")
            target = target.with_name(f"{target.name}.{wanted}")
        if raise_if_result_exists and target.exists():
            raise graphviz.FileExistsError(f"output file exists: {str(target)!r}")
        picture = self.pipe(wanted, renderer, formatter, engine=engine)
        target.parent.mkdir(parents=True, exist_ok=True)
        with new_file(target) as file:
            file.write(picture)
        if outfile is None and not cleanup:
            self.save(filename, directory=directory)
        if view or quiet_view:
            self._view(str(target), format=wanted, quiet=quiet_view)
        return str(target)

    def _fill(self, cell: re.Match[str]) -> str:
        """Put a curve where Graphviz drew the empty cell that was kept for it."""
        corners = [tuple(map(float, point.split(","))) for point in cell[2].split()]
        xs, top = [x for x, _ in corners], min(y for _, y in corners)
        left = (min(xs) + max(xs) - WIDTH) / 2
        curve = self.curves.get(cell[1], "")
        return f'<g class="curve" transform="translate({left:g} {top:g})">{curve}</g>'


def _scaled(size: re.Match[str], by: float) -> str:
    return f'<svg width="{float(size[1]) * by:.0f}pt" height="{float(size[2]) * by:.0f}pt"'


def run(binary: str, engine: str, kind: str, source: str, dpi: int = 144) -> bytes:
    """Run Graphviz on DOT source; its remarks on good input stay off the terminal.

    Raises:
        RuntimeError: with Graphviz's own words, if it refuses the source.
    """
    resolution = (
        [f"-Gdpi={dpi}"] if kind.split(":", maxsplit=1)[0] in ("png", "jpg", "jpeg") else []
    )
    for more in ([], ["-Gnewrank=true"]):  # another way to rank, where Graphviz loses the first
        command = [binary, f"-K{engine}", f"-T{kind}", *resolution, *more]
        done = subprocess.run(command, input=source.encode(), capture_output=True, check=False)
        if done.stdout and not done.returncode:
            break
    else:
        words = done.stderr.decode(errors="replace").strip() or "no output"
        raise RuntimeError(f"Graphviz could not draw this as {kind}: {words}")
    return done.stdout


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
