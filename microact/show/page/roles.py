"""The page's colours by their roles, light and dark, as variables of its style sheet."""

from microact.show import colours

ROLES = {
    "paper": colours.PAPER, "stage": colours.STAGE, "panel": colours.TINTS["operation"],
    "line": colours.FRAME, "edge": colours.LINE, "ink": colours.INK, "quiet": colours.QUIET,
    "faint": colours.NOTHING, "positive": colours.POSITIVE, "negative": colours.NEGATIVE,
    "nothing": colours.NOTHING, "flat": colours.FLAT, "bar": colours.BAR,
    "leaf": colours.TINTS["leaf"], "leaf-line": colours.BORDERS["leaf"],
    "operation": colours.TINTS["operation"], "operation-line": colours.BORDERS["operation"],
    "output": colours.TINTS["output"], "output-line": colours.BORDERS["output"],
    "folded": colours.TINTS["folded"], "folded-line": colours.BORDERS["folded"],
    "no": colours.CLASSES[0], "yes": colours.CLASSES[1],
}  # fmt: skip
"""What each thing on the page is coloured like."""


def style_sheet() -> str:
    """Write the colours: light, dark where somebody likes it, and whichever was chosen."""
    light = ROLES | {
        "positive-text": colours.POSITIVE, "negative-text": colours.LIGHT["negative"],
        "now": colours.LIGHT["now"],
    }  # fmt: skip
    dark = {name: colours.IN_THE_DARK.get(colour, colour) for name, colour in ROLES.items()} | {
        "positive-text": colours.DARK["positive"], "negative-text": colours.DARK["negative"],
        "now": colours.DARK["now"],
    }  # fmt: skip
    day, night = colours.declared(light), colours.declared(dark)
    return (
        f":root {{ color-scheme: light; {day} }}\n"
        f":root.dark {{ color-scheme: dark; {night} }}\n"
        f"@media (prefers-color-scheme: dark) {{\n"
        f":root:not(.light) {{ color-scheme: dark; {night} }}\n}}"
    )
