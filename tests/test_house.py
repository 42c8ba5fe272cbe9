"""Arrows point down: each file imports only from the floors below it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "microact"

FLOORS = [
    ["__init__", "__main__", "cli", "commands", "doctor", "tour", "tutorial"],
    ["answers.lessons_1_to_4", "answers.lessons_5_to_8", "answers.lessons_9_to_12"],
    ["exercises", "runs"],
    ["expression", "samples", "saving", "tables", "compiled"],
    ["frozen"],
    ["show.explore", "show.lanes", "show.page", "show.plots", "show.display"],
    ["show.diagram"],
    ["train", "unrolling"],
    ["source.running"],
    ["watching"],
    ["buffers", "source.step"],
    ["diagnosis"],
    ["nn"],
    ["stepper", "show.scene"],
    ["show.rules_in_javascript", "show.layout"],
    ["show.elements"],
    ["show.cards", "show.fold", "show.render", "show.thumbnail", "show.arriving"],
    ["show.style"],
    ["check", "explanation", "neurons", "data", "losses", "optim", "initializers", "metrics"],
    ["report"],
    ["gradients", "flow", "differences", "program", "rounding"],
    ["value"],
    ["operators", "backprop", "copying"],
    ["graph", "recording", "functions", "formulas", "optional", "folder", "sheets", "history"],
    ["rules"],
    ["rules.activations", "rules.smooth", "rules.softmax", "rules.arithmetic", "rules.selecting",
     "rules.reductions", "rules.shaping", "rules.parts"],
    ["rules.rule"],
    ["rules.refusals"],
    ["scalars", "traced"],
    ["lines"],
    ["symbols"],
    ["truths"],
    ["namespaces", "arguments", "comparisons"],
    ["arrays", "source.javascript", "source.python"],
    ["source.printer"],
    ["source.tree"],
]  # fmt: skip
"""From the roof down. Within a floor, imports may go from left to right only where named below."""

WITHIN = {
    ("__main__", "cli"), ("cli", "__init__"), ("cli", "commands"),
    ("commands", "tour"), ("commands", "tutorial"), ("commands", "doctor"), ("doctor", "__init__"),
    ("tutorial", "__init__"), ("show.render", "show.thumbnail"),
    ("formulas", "functions"),
}  # fmt: skip


def imports(path: Path) -> set[str]:
    """List the modules of microact that a file imports at its top level or inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("microact"):
            base = node.module.removeprefix("microact").removeprefix(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".strip(".")
                is_module = (PACKAGE / inner.replace(".", "/")).with_suffix(".py").exists()
                found.add(inner if is_module else base or "__init__")
    return found


def modules() -> dict[str, Path]:
    files = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        name = name.removesuffix(".__init__") if name != "__init__" else name
        files[name] = path
    return files


def upward(name: str, imported: str) -> bool:
    floor = {module: i for i, row in enumerate(FLOORS) for module in row}
    return floor[imported] <= floor[name] and (name, imported) not in WITHIN


def test_no_arrow_points_up():
    files = modules()
    for package in ("show", "answers", "source"):
        files.pop(package)  # holds a docstring only
    assert {module for row in FLOORS for module in row} == set(files)
    wrong = [
        f"{name} imports {imported}"
        for name, path in files.items()
        if name != "__init__"  # the front door opens on every floor
        for imported in imports(path)
        if upward(name, imported)
    ]
    assert wrong == []


def test_the_test_above_can_fail():
    assert upward("rules.rule", "value")
    assert upward("value", "flow")
    assert not upward("flow", "value")


def loaded(statement: str) -> set[str]:
    code = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_microact_loads_numpy_and_nothing_heavier():
    extra = loaded("import microact") - loaded("import numpy")
    assert extra & {"graphviz", "matplotlib", "tqdm", "PIL", "subprocess"} == set()
    assert {n for n in extra if n not in sys.stdlib_module_names} == {"microact"}


def test_that_test_can_fail():
    assert "graphviz" in loaded("import microact as ma; ma.draw") - loaded("import numpy")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.name)
def test_a_file_fits_into_a_readers_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_everything_offered_exists():
    import microact as ma

    assert not {"sum", "max", "min", "abs"} & set(ma.__all__)
    assert ma.sum([1.0, 2.0]) == 3.0
    for name in ma.__all__:
        assert getattr(ma, name) is not None
    assert {"draw", "explain", "gradcheck"} <= set(dir(ma))
    with pytest.raises(AttributeError, match="no attribute 'tahn'"):
        ma.tahn  # noqa: B018  # the access is what is tested
