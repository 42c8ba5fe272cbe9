"""The page's scripts, ES modules in `src/`, packed into one script that works from a file.

A browser loads no module beside a page that was opened from a file. So the modules are put one
below the other, each after those that it imports, without their import and export words; a test
holds that no two modules give the same name to different things.
"""

import re
from importlib import resources

IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=function|const|class|let)", re.MULTILINE)


def read(name: str, package: str) -> str:
    """Read a file of a package's `src/`."""
    text: str = resources.files(package).joinpath("src", name).read_text("utf-8")
    return text


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
            for imported in IMPORT.findall(text):
                add(imported)
            del parts[name]
            parts[name] = EXPORT.sub("", IMPORT.sub("", text))

    add(entry)
    return '"use strict";\n' + "\n".join(parts.values())
