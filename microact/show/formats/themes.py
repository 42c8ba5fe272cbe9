"""Light, dark, or as the reader's screen likes it: a theme is put on a finished SVG.

Pictures are drawn in the light colours. Each of them has one dark counterpart
(`colours.IN_THE_DARK`), so the dark picture is the same text with other colours, and "auto" is the
light picture with a style sheet that knows both.
"""

import re

from microact.show.colours import IN_THE_DARK
from microact.support import arguments

THEMES = ("light", "dark", "auto", "slide")

_DARK = {light.lower(): dark.lower() for light, dark in IN_THE_DARK.items()}
_COLOUR = re.compile(r'(?<==")#[0-9a-fA-F]{6}(?=")')
_ROOT = re.compile(r"<svg\b")
_FIRST = re.compile(r"(<svg\b[^>]*>)")


def checked(theme: str) -> str:
    """Return the theme, or raise ValueError if there is none of that name."""
    arguments.choice("theme", theme, *THEMES)
    return theme


def themed(svg: str, theme: str) -> str:
    """Put a theme on an SVG that was drawn in the light colours.

    >>> themed('<svg><path stroke="#0072b2"/></svg>', "dark")
    '<svg><path stroke="#58a6e0"/></svg>'
    """
    if theme == "dark":
        return _COLOUR.sub(lambda colour: _DARK.get(colour[0].lower(), colour[0]), svg)
    if theme != "auto":
        return svg
    svg = _COLOUR.sub(lambda colour: colour[0].lower(), svg)  # what the style sheet looks for
    used = [light for light in _DARK if f'"{light}"' in svg]
    svg = _ROOT.sub('<svg class="microact"', svg, count=1)
    return _FIRST.sub(lambda root: f"{root[0]}\n<style>{_style_sheet(used)}</style>", svg, count=1)


def _style_sheet(used: list[str]) -> str:
    """Say what each colour is in the dark; only inside pictures of ours.

    A picture alone follows the screen. Inside a notebook it follows the notebook, whose theme need
    not be the screen's: JupyterLab and Colab mark it as an attribute, VS Code as a class.
    """
    dark = "".join(f"--{light[1:]}:{_DARK[light]};" for light in used)
    rules = "".join(
        f'svg.microact [{what}="{light}"]{{{what}:var(--{light[1:]},{light})}}'
        for light in used
        for what in ("fill", "stroke")
    )
    bright = 'body[data-jp-theme-light="true"] svg,body.vscode-light svg,html[theme="light"] svg'
    notebooks = (
        'body[data-jp-theme-light="false"] svg.microact,body.vscode-dark svg.microact,'
        'html[theme="dark"] svg.microact'
    )
    # Said of the picture itself, too: else what is around it within a page is white in the dark.
    return (
        f"svg.microact{{color-scheme:light dark}}{rules}{notebooks}{{{dark}}}"
        f"@media(prefers-color-scheme:dark){{svg.microact:not({bright}){{{dark}}}}}"
    )
