"""The page's scripts, ES modules in `src/`, packed into one script that works from a file.

A browser loads no module beside a page that was opened from a file. So the modules are put one
below the other, each after those that it imports, without their import and export words and
without comments; a test holds that no two modules give the same name to different things.
"""

import base64
import gzip
import json
import posixpath
import re
from functools import lru_cache
from importlib import resources

IMPORT = re.compile(r'^import \{[^}]*\} from "(\.{1,2}/[\w./]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=async|function|const|class|let)", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
INDENT = re.compile(r"^ +", re.MULTILINE)


@lru_cache(maxsize=512)
def read(name: str, package: str) -> str:
    """Read a file of a package's `src/`."""
    text: str = resources.files(package).joinpath("src", *name.split("/")).read_text("utf-8")
    return text


@lru_cache(maxsize=512)
def imported(name: str, text: str) -> list[str]:
    """List the modules that a module imports, by their paths in `src/`."""
    return [posixpath.normpath(posixpath.join(name, "..", path)) for path in IMPORT.findall(text)]


@lru_cache(maxsize=512)
def bare(text: str) -> str:
    """Return a module's lines as they stand in the page: no import, no export, no comment.

    A comment goes if it has lines of its own, so nothing inside a text is ever touched; and no
    text of ours goes over several lines, so no indentation is part of one.
    """
    return INDENT.sub("", COMMENT.sub("", EXPORT.sub("", IMPORT.sub("", text)))).strip()


def packed(entry: str, made: dict[str, str], package: str) -> str:
    """Pack a module with all that it imports.

    Args:
        entry: the module that begins.
        made: modules that Python writes, by name: they stand in the place of the files.
        package: whose `src/` holds the others.
    """
    parts: dict[str, str] = {}

    def add(name: str) -> None:
        if name not in parts:
            text = made[name] if name in made else read(f"{name}.js", package)
            parts[name] = ""  # it is on its way
            for other in imported(name, text):
                add(other)
            del parts[name]
            parts[name] = bare(text)

    add(entry)
    return '"use strict";\n' + "\n".join(parts.values())


DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~"
"""Of numbers to the base of 85: Python's, with a comma for what could begin an element."""


def compressed(text: str) -> str:
    """Compress a text with gzip and write it to the base of 85, the same on every machine.

    What is written may stand in a script, or in a text of one: no quote, no backslash, no `<`.
    """
    return base64.b85encode(gzip.compress(text.encode(), mtime=0)).decode().replace("<", ",")


UNPACKED = (
    "const unpacked = (text) => {"
    f"const digits = '{DIGITS}';"
    "const bytes = new Uint8Array(Math.floor(text.length * 4 / 5));"
    "for (let i = 0, at = 0; i < text.length; i += 5) {"
    "let four = 0;"
    "for (let k = i; k < i + 5; k++) four = 85 * four + digits.indexOf(text[k] ?? '~');"
    "for (let place = 2 ** 24; place >= 1; place /= 256) bytes[at++] = four / place; }"
    "const pages = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));"
    "return new Response(pages).text(); };"
)
"""The way back from `compressed`, in JavaScript: a function that promises the text."""


def text(x: object) -> str:
    """Write something as JSON that may stand in a script: no text may end the script's element."""
    written = json.dumps(x, allow_nan=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028")
