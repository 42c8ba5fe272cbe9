"""`ma.playground`: a page on which a network learns, and its gradients are seen."""

import base64
import hashlib
import os
from string import Template

from numpy.typing import ArrayLike

from microact import neurons, nn
from microact.show import colours
from microact.show.page.explore import Exploration
from microact.show.page.packing import packed, read
from microact.show.playground.kernels import kernels


def playground(
    model: nn.MLP | neurons.MLP | None = None,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    path: str | os.PathLike[str] | None = None,
) -> Exploration:
    """Make the playground."""
    script = packed("main", {"kernels": kernels()}, __package__)
    page = Template(read("page.html", __package__)).substitute(
        title="microact playground",
        style=f"{style_sheet()}\n{read('page.css', __package__)}",
        still="",
        state="null",
        script=script,
        hash=f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'",
    )
    made = Exploration(page, b"")
    if path is not None:
        made.save(path)
    return made


ROLES = {
    "paper": colours.PAPER, "stage": colours.STAGE, "panel": colours.TINTS["operation"],
    "line": colours.FRAME, "edge": colours.LINE, "ink": colours.INK, "quiet": colours.QUIET,
    "faint": colours.NOTHING, "positive": colours.POSITIVE, "negative": colours.NEGATIVE,
    "nothing": colours.NOTHING, "flat": colours.FLAT, "bar": colours.BAR,
    "leaf": colours.TINTS["leaf"], "leaf-line": colours.BORDERS["leaf"],
    "operation": colours.TINTS["operation"], "operation-line": colours.BORDERS["operation"],
    "output": colours.TINTS["output"], "output-line": colours.BORDERS["output"],
    "yes": colours.CLASSES[1], "no": colours.CLASSES[0],
}  # fmt: skip


def style_sheet() -> str:
    light = ROLES | {
        "positive-text": colours.POSITIVE, "negative-text": colours.LIGHT["negative"],
        "now": colours.LIGHT["now"],
    }  # fmt: skip
    dark = {name: colours.IN_THE_DARK.get(colour, colour) for name, colour in ROLES.items()} | {
        "positive-text": colours.DARK["positive"], "negative-text": colours.DARK["negative"],
        "now": colours.DARK["now"],
    }  # fmt: skip
    day, night = (
        " ".join(f"--{name}: {colour};" for name, colour in roles.items()) for roles in (light, dark)
    )
    return (
        f":root {{ color-scheme: light; {day} }}\n:root.dark {{ color-scheme: dark; {night} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not(.light) {{ color-scheme: dark; {night} }} }}"
    )
