"""One page: its scripts and colours, what it begins with, and a still picture, in one file.

Whatever it shows, it is always the same page: networks, formulas, graphs, matrices.
"""

import base64
import hashlib
import html
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from string import Template

from microact.rules import Rule, registry
from microact.show.page.examples import examples
from microact.show.page.exploration import Exploration
from microact.show.page.formula_rules import formula_rules
from microact.show.page.kernels import IMPORT_PRELUDE, MODULE, kernels
from microact.show.page.packing import UNPACKED, compressed, packed, read, text
from microact.show.page.roles import style_sheet
from microact.support.facts import Facts

NO_SCRIPTS = "Scripts do not run here, so this is a still picture of what the page shows."

LOADER = UNPACKED + (
    "unpacked(document.getElementById('packed').textContent).then((lines) => {"
    "const script = document.createElement('script');"
    "script.dataset.unpacked = 'yes'; script.textContent = lines; document.body.append(script); });"
)
"""Unpacks the page's script and runs it. The page's policy allows these two scripts alone."""

SIZES = (0.04, 0.08, 0.15, 0.25, 0.35, 0.45, 0.6, 0.8)
"""How large a still picture may be: it is seen only where scripts do not run."""

ROOM = 195_000
"""How many bytes a page may have together with its still picture, if one can be so small."""

STYLES = ("page.css", "graph.css")


@dataclass(frozen=True)
class Still:
    """A picture of what a page shows, for where scripts do not run."""

    svg: str
    png: Callable[[float], bytes]
    """Makes pixels of it, of a size from 0 to 1."""
    known: dict[float, bytes] = field(default_factory=dict)
    """Those that were made."""

    def pixels(self, room: int) -> bytes:
        """Return it as PNG, as large as there is room for; nothing where a stamp would not fit."""
        largest = b""
        for size in SIZES if room > 0 else ():  # small ones are soon made
            made = self.made(size)
            if largest and len(made) > room:
                break
            largest = made
        return largest

    def made(self, size: float) -> bytes:
        """Return it as PNG; each size is made once."""
        if size not in self.known:
            self.known[size] = b""
            with suppress(ModuleNotFoundError):  # the page needs no resvg, only its stand-in does
                self.known[size] = self.png(size)
        return self.known[size]


def page_of(
    still: Still,
    *,
    title: str = "",
    state: Facts | None = None,
    activations: Sequence[Rule] = (),
    recorded: str = "[]",
) -> Exploration:
    """Make a page.

    Args:
        still: what stands there where scripts do not run.
        title: what stands at the top.
        state: what the page begins with; by default the usual network.
        activations: rules with parameters of their own, which a network of the state uses.
        recorded: the rules of a recorded graph of the state, as a list in JavaScript.
    """
    styles = "\n".join([style_sheet(), *(read(name, __package__) for name in STYLES)])
    made = scripts_for_all_pages() | {
        "style": f"export const STYLE = {text(styles)};\n",
        "prelude": MODULE,
        "recorded": f"{IMPORT_PRELUDE}export const RECORDED = {recorded};\n",
    }
    if activations:
        made["kernels"] = kernels(activations)
    script = packed("main", made, __package__)
    page = Template(read("page.html", __package__))
    fields = {
        "title": html.escape(title or "microact playground"),
        "heading": html.escape(title),
        "state": text(state),
    }
    without = f"<p>{NO_SCRIPTS}</p>"
    plain = {"hash": _hash(script), "script": f"<script>{script}</script>"}
    framed = page.substitute(fields, **plain, still=without)
    bare_page = page.substitute(fields, hash="", script="", still=without)
    packed_script = compressed(script)
    scripts = (
        f'<script type="text/plain" id="packed">{packed_script}</script><script>{LOADER}</script>'
    )
    fields |= {"hash": f"{_hash(LOADER)} {_hash(script)}", "script": scripts}
    room = ROOM - len(page.substitute(fields, still=without).encode())
    svg = still.svg
    if len(svg.encode()) > room:  # thousands of lines
        png = base64.b64encode(still.pixels(room * 3 // 4)).decode()  # in base64 4 stand for 3
        svg = f'<img alt="" src="data:image/png;base64,{png}">' if png else ""
    # Of the whole compressed, that is as much: apart from the script there is little.
    room_for_pixels = (ROOM - len(packed_script) - len(compressed(bare_page))) * 3 // 4
    return Exploration(
        page.substitute(fields, still=without + svg), lambda: still.pixels(room_for_pixels), framed
    )


@lru_cache(maxsize=1)
def _scripts_of(known: tuple[object, ...]) -> dict[str, str]:
    return {"formula_rules": formula_rules(), "examples": examples(), "kernels": kernels()}


def scripts_for_all_pages() -> dict[str, str]:
    """Write the modules that no state changes, again only if a rule came or became another."""
    methods = ("forward", "vjp", "local_gradient")
    known = [(kind, *[getattr(kind, name, None) for name in methods]) for kind in registry.values()]
    return _scripts_of(tuple(known))


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"
