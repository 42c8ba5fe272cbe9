"""Every colour, in one place: of diagrams, plots and pages, in light and in dark.

Blue and vermillion, and the colours of classes, are Okabe and Ito's ("Color universal design",
2008): told apart with every kind of colour vision, and by their lightness in print.
"""

POSITIVE, NEGATIVE, MIXED = "#0072B2", "#D55E00", "#6E5A8A"
NOTHING = "#9AA0A6"
LOST = "#1F2328"
"""A gradient that is infinite or NaN: dotted, and no scale for the others."""
PLAIN = "#57606A"
INK, QUIET = "#1F2328", "#57606A"
LINE = "#D0D7DE"
"""Axes and borders."""
FRAME = "#D8DEE4"
"""Around what belongs together."""
FAINT = "#C8CDD2"
"""The arrows of constants."""
PAPER, STAGE, FLAT = "#FFFFFF", "#FBFCFD", "#E9ECF0"
"""The ground of a diagram, that of a network, and where a curve is flat."""
BAR = "#3F4852"
TILE = "#FDFDFD"
"""The ground of a unit's tile and of a curve on a card."""

TINTS = {
    "leaf": "#FFF8E5", "constant": "#FCFCFB", "operation": "#F6F8FA", "output": "#E9F5EC",
    "folded": "#F0EDF6",
}  # fmt: skip
BORDERS = {
    "leaf": "#E3CF9B", "constant": FAINT, "operation": LINE, "output": "#A6CFB0",
    "folded": "#C6BBDB",
}  # fmt: skip
NOW = "#F0C24B"
"""Around the card whose turn it is."""

CLASSES = ["#0072B2", "#CC79A7", "#009E73", "#E69F00", "#56B4E9", "#D55E00", "#999999"]
"""Of data points, the article's blue and pink first."""

LIGHT = {
    "ink": INK, "quiet": QUIET, "paper": "#FFFFFF", "line": LINE, "panel": "#F6F8FA",
    "leaf": TINTS["leaf"], "leaf-line": "#C9A94A",
    "operation": TINTS["operation"], "operation-line": "#AFB8C1",
    "output": TINTS["output"], "output-line": "#6FA77F",
    "positive": POSITIVE, "negative": "#C04A00", "mixed": MIXED, "nothing": "#6E7781",
    "now": "#FFF1B8", "focus": "#0550AE", "right": "#116329", "wrong": "#A40E26",
    "blue": CLASSES[0], "pink": CLASSES[1],
}  # fmt: skip
"""What a page's style sheet calls the colours. Text on white needs some of them darker."""

DARK = LIGHT | {
    "ink": "#E6EDF3", "quiet": "#A3ADB8", "paper": "#12161B", "line": "#39414A",
    "panel": "#1B2128", "leaf": "#2B2718", "leaf-line": "#8D7A3F",
    "operation": "#1B2128", "operation-line": "#4D5762",
    "output": "#17291D", "output-line": "#4F7D5D",
    "positive": "#58A6E0", "negative": "#FF8A4C", "mixed": "#B9A3DD", "nothing": "#8B949E",
    "now": "#4A3F12", "focus": "#79B8FF", "right": "#56D364", "wrong": "#FF9AA2",
}  # fmt: skip

IN_THE_DARK = {
    POSITIVE: "#58A6E0", NEGATIVE: "#FF8A4C", MIXED: "#B9A3DD", NOTHING: "#6B747E",
    INK: DARK["ink"], QUIET: DARK["quiet"], LINE: DARK["line"], FRAME: "#333B44", FAINT: "#4D5762",
    PAPER: "#0F1317", STAGE: "#12171C", FLAT: "#232A32", BAR: "#B9C3CD", TILE: "#151A20",
    TINTS["leaf"]: DARK["leaf"], TINTS["constant"]: "#151A20",
    TINTS["operation"]: DARK["operation"], TINTS["output"]: DARK["output"],
    TINTS["folded"]: "#231F2D",
    BORDERS["leaf"]: "#6B5F33", BORDERS["output"]: DARK["output-line"],
    BORDERS["folded"]: "#594F70", NOW: "#B8962E",
}  # fmt: skip
"""What each colour of a picture becomes. Each role has a light colour of its own, so that a
finished picture can be darkened; heat maps are hues of some opacity over their ground, and need
nothing."""


def declared(colours: dict[str, str]) -> str:
    """Write colours as variables of a style sheet.

    >>> declared({"ink": "#000"})
    '--ink: #000;'
    """
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def style_sheet() -> str:
    """Write the page's colours: light, and dark where somebody likes it."""
    return (
        f":root {{ color-scheme: light dark; {declared(LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {declared(DARK)} }} }}"
    )
