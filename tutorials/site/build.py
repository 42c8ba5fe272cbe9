"""Make a site of the files that are there: `python tutorials/site/build.py site`.

README, lessons with their pages, the plan for teachers, the playground, the API from docstrings: as
plain files that need no network, and for all but the search no server (`python -m http.server` is
one). It needs `pip install -e ".[site]"`.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import microact as ma
from microact.support.optional_packages import optional

try:
    convert = optional(
        "latex2mathml.converter", "the site", "zensical", "mkdocstrings-python"
    ).convert
except ModuleNotFoundError as missing:
    raise SystemExit(str(missing)) from None

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LESSONS = sorted((ROOT / "tutorials").glob("[0-9][0-9]_*.ipynb"))

API = {
    "Values and gradients": ["engine.value", "engine.gradients"],
    "Activations": ["rules.activations", "rules.smooth", "rules.softmax"],
    "Other rules": [
        "rules.arithmetic", "rules.selecting", "rules.reductions", "rules.shaping",
        "rules.joining", "rules.cross_entropy",
    ],
    "Functions made of rules": ["composed.normalization", "composed.attention", "composed.axes",
                                "composed.einsum"],
    "Networks": ["nn.module", "nn.linear", "nn.mlp", "nn.sequential", "nn.normalization",
                 "nn.attention", "neurons", "saving"],
    "Training": ["losses", "optim", "train", "initializers", "metrics", "data", "diagnosis"],
    "Pictures and pages": [
        "show.graph.diagram", "show.graph.lanes", "show.network.glance", "show.motion.animate",
        "show.motion.film", "show.paper.worksheet", "show.page.explore", "show.page.playground",
        "show.plots",
    ],
    "Words, lines, checks": ["words.explanation", "words.formulas", "source.unrolling",
                             "check.gradient_check", "check.certificate", "exercises"],
    "Elsewhere": ["source.elsewhere", "engine.forward_mode", "readings.dual", "readings.kinds",
                  "exchange.from_torch", "exchange.to_torch", "exchange.to_onnx"],
    "Write your own": ["rules.rule", "readings.namespace"],
}  # fmt: skip
"""The pages of the API, and the modules on each."""


BESIDE = {"kinks.md": "kinks.md", "many_machines/README.md": "many_machines.md"}
"""Pages beside the lessons, and where they go."""


def main(target: Path) -> None:
    """Build the site into a folder that is new or empty."""
    if target.exists() and any(target.iterdir()):
        raise SystemExit(f"{target} is not empty")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        nav = write_pages(place / "docs")
        config = (HERE / "zensical.toml").read_text(encoding="utf-8")
        config = config.replace('"NAV"', nav).replace('"ROOT"', json.dumps(str(ROOT)))
        config = config.replace('"DOCTESTS"', json.dumps(str(HERE / "doctests.py")))
        (place / "zensical.toml").write_text(config, encoding="utf-8")
        command = [sys.executable, "-m", "zensical", "build", "-f", str(place / "zensical.toml")]
        subprocess.run(command, check=True, cwd=place)
        shutil.copytree(place / "site", target, dirs_exist_ok=True)


def write_pages(docs: Path) -> str:
    """Write all pages as Markdown; return the site's contents, as TOML."""
    shutil.copytree(ROOT / "tutorials" / "pictures", docs / "pictures")
    (docs / "lessons").mkdir()
    (docs / "api").mkdir()
    for name in ("frames.js", "site.css"):
        shutil.copy(HERE / name, docs / name)
    write(docs / "index.md", from_readme((ROOT / "README.md").read_text(encoding="utf-8")))
    table = (ROOT / "tutorials" / "README.md").read_text(encoding="utf-8")
    write(docs / "lessons" / "index.md", in_lessons(table).replace("(pictures/", "(../pictures/"))
    plan = (ROOT / "tutorials" / "teaching.md").read_text(encoding="utf-8")
    write(docs / "teaching.md", plan)
    for name, place in BESIDE.items():
        page = (ROOT / "tutorials" / name).read_text(encoding="utf-8")
        write(docs / place, re.sub(r"\(descend\.py\)", "(descend.txt)", page))
    recipe = ROOT / "tutorials" / "many_machines" / "descend.py"
    shutil.copy(recipe, docs / "descend.txt")
    titles = [lesson(path, docs / "lessons") for path in LESSONS]
    ma.playground().save(docs / "playground-page.html")
    write(docs / "playground.md", "# Playground\n\n[The page alone](playground-page.html)\n\n"
          + frame("playground-page.html", 900))  # fmt: skip
    for i, (title, modules) in enumerate(API.items()):
        body = "\n\n".join(f"::: microact.{module}" for module in modules)
        write(docs / "api" / f"{i}.md", f"# {title}\n\n{body}\n")
    lessons = [f"lessons/{path.stem}.md" for path in LESSONS]
    contents: list[dict[str, Any]] = [
        {"microact": "index.md"},
        {"Lessons": ["lessons/index.md", *[{t: p} for t, p in zip(titles, lessons)]]},
        {"Teaching": "teaching.md"},
        {"Playground": "playground.md"},
        {"Kinks": "kinks.md"},
        {"Many machines": "many_machines.md"},
        {"API": [{title: f"api/{i}.md"} for i, title in enumerate(API)]},
    ]
    return toml(contents)


def toml(x: object) -> str:
    """Write lists, dictionaries of one entry, and texts."""
    if isinstance(x, list):
        return "[" + ", ".join(map(toml, x)) + "]"
    if isinstance(x, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in x.items()) + " }"
    return json.dumps(x, ensure_ascii=False)


def write(path: Path, text: str) -> None:
    """Write a page."""
    path.write_text(text, encoding="utf-8")


def from_readme(text: str) -> str:
    """Let the README's links lead to the pages of the site."""
    text = text.replace("(tutorials/pictures/", "(pictures/")
    text = text.replace("(tutorials/teaching.md)", "(teaching.md)")
    text = text.replace("(tutorials/kinks.md)", "(kinks.md)")
    text = text.replace("(tutorials/README.md)", "(lessons/index.md)")
    return re.sub(r"\(tutorials/(\d\d_\w+)\.ipynb\)", r"(lessons/\1.md)", text)


def in_lessons(text: str) -> str:
    """Let links between lessons lead to their pages; scripts have none."""
    text = re.sub(r" \(\[script\]\(\d\d_\w+\.py\)\)", "", text)
    for name, place in BESIDE.items():
        text = text.replace(f"({name})", f"(../{place})")
    text = text.replace("(teaching.md)", "(../teaching.md)")
    return re.sub(r"\((\d\d_\w+)\.ipynb\)", r"(\1.md)", text)


# ---- lessons ------------------------------------------------------------------------------------


def lesson(path: Path, folder: Path) -> str:
    """Write a notebook, with what its cells gave, as a page; return its title."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    parts = []
    for i, cell in enumerate(notebook["cells"]):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(words(source))
        elif not source.startswith("# Install what this lesson needs"):
            parts.append(f"```python\n{source}\n```")
            parts += [
                output(o, f"{path.stem}-{i}-{k}", folder) for k, o in enumerate(cell["outputs"])
            ]
    write(folder / f"{path.stem}.md", "\n\n".join(part for part in parts if part) + "\n")
    return re.search(r"^# (.*)$", "".join(notebook["cells"][0]["source"]), re.MULTILINE)[1]  # type: ignore[index]  # each has a title


def words(text: str) -> str:
    """Write formulas as MathML, which browsers show by themselves."""
    text = text.replace("<details>", '<details markdown="1">')
    text = in_lessons(text)

    def formula(found: re.Match[str]) -> str:
        shown, inline = found.groups()
        made = convert(shown or inline, display="block" if shown else "inline")
        whole = " ".join(made.split())
        return whole if shown else f"<span>{whole}</span>"  # a line may begin with it

    # What stands in backticks, or in a block of code, is no formula.
    pieces = re.split(r"(```.*?```|`[^`]*`)", text, flags=re.DOTALL)
    pattern = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)
    return "".join(p if p.startswith("`") else pattern.sub(formula, p) for p in pieces)


def output(o: dict[str, Any], name: str, folder: Path) -> str:
    """Write what a cell gave: text, a picture, or a page of its own in a frame."""
    if o["output_type"] == "stream":
        return f"```text\n{''.join(o['text']).rstrip()}\n```"
    data = o.get("data", {})
    writers: dict[str, Callable[[str], str]] = {
        "text/html": lambda body: page(body, name, folder),
        "image/svg+xml": lambda body: picture(body.encode("utf-8"), f"{name}.svg", folder),
        "image/png": lambda body: picture(base64.b64decode(body), f"{name}.png", folder),
        "text/plain": lambda body: f"```text\n{body}\n```",
    }
    for kind, writer in writers.items():
        if kind in data:
            return writer("".join(data[kind]))
    return ""


def picture(content: bytes, name: str, folder: Path) -> str:
    """Write a picture beside the page."""
    (folder / name).write_bytes(content)
    return f"![what the cell above draws]({name})"


def page(body: str, name: str, folder: Path) -> str:
    """Write what a notebook shows in a frame as a page of its own."""
    whole = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>microact</title>'
        '<meta name="color-scheme" content="light dark"><style>body { margin: 0 }</style>'
        f"<body>{body}<script>{TELLS_HEIGHT}</script></body></html>"
    )
    write(folder / f"{name}.html", whole)
    return frame(f"{name}.html", 620)


TELLS_HEIGHT = (
    "new ResizeObserver(() => parent.postMessage({ microact: document.body.scrollHeight }, '*'))"
    ".observe(document.body);"
)
"""A page in a frame says how high it is; `frames.js` listens."""


def frame(address: str, height: int) -> str:
    """Show a page inside another."""
    return (
        f'<iframe src="{address}" title="a page to play with" loading="lazy" '
        f'style="width: 100%; height: {height}px; border: 0"></iframe>'
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "site"))
