"""Names for lines: safe in Python and in a browser's language, and each given once."""

import keyword
import re
import unicodedata
from collections import Counter

from microact.readings.namespace import RULE_FUNCTIONS

RESERVED = {
    *keyword.kwlist, *keyword.softkwlist, *RULE_FUNCTIONS, "inf", "nan", "pi", "numpy", "step",
    "taken", "__debug__",
    # what a browser's language keeps for itself
    *("arguments", "await", "boolean", "byte", "case", "catch", "char", "const", "debugger"),
    *("default", "delete", "do", "double", "enum", "eval", "export", "extends", "false", "final"),
    *("float", "function", "goto", "implements", "instanceof", "int", "interface", "let", "long"),
    *("native", "new", "null", "package", "private", "protected", "public", "short", "static"),
    *("super", "switch", "synchronized", "this", "throw", "throws", "transient", "true"),
    *("typeof", "undefined", "var", "void", "volatile", "window", "Math", "Infinity", "NaN"),
}  # fmt: skip
"""Names that a line may not use for its own."""


class Names:
    """Gives every line a name of its own that is safe in Python and in a browser's language."""

    def __init__(self) -> None:
        self.taken = set(RESERVED)
        self.counts: Counter[str] = Counter()

    def free(self, label: str) -> str:
        """Turn any label into a name that nobody has."""
        plain = re.sub(r"\W", "_", unicodedata.normalize("NFKC", label))[:40]
        plain = plain if plain.isidentifier() else f"_{plain}"
        plain = plain if plain.isidentifier() else "_"
        name, n = plain, 1
        while name in self.taken or f"d_{name}" in self.taken:
            n += 1
            name = f"{plain}_{n}"
        self.taken |= {name, f"d_{name}"}
        return name

    def numbered(self, letter: str) -> str:
        """Return v1, v2, … for what has no label."""
        self.counts[letter] += 1
        return self.free(f"{letter}{self.counts[letter]}")

    def gradient(self, name: object) -> str:
        """Return what the gradient of a line is called."""
        return f"d_{name}"
