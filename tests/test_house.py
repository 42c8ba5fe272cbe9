"""Arrows point down: what a file imports stands on a floor below it; nothing runs in a circle."""

import ast
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from microact.rules import registry
from tests.conftest import HANGS

PACKAGE = Path(__file__).parent.parent / "microact"

FLOORS = [
    ["support"],
    ["expressions"],
    ["readings"],
    ["rules"],
    ["engine"],
    ["source"],
    ["fast"],
    ["words"],
    ["check"],
    ["neurons", "losses", "optim", "initializers", "metrics", "data", "history"],
    ["composed", "examples"],
    ["nn"],
    ["diagnosis", "saving"],
    ["train"],
    ["compiled"],
    ["show", "exchange"],
    ["tables"],
    ["lessons"],
    ["exercises"],
    ["cli"],
    ["__main__", "moved"],
    ["__init__"],
]
"""From the ground up: wings, and the modules that people import. The front door is the roof."""

Files = dict[str, str]
"""The source of each module, by the name that is imported: `engine.value`."""


def modules() -> Files:
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return found


@lru_cache(maxsize=1000)
def arrows(source: str, known: frozenset[str]) -> frozenset[str]:
    """List what a file imports: at its top, inside functions, by a name that it holds as text."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            inner = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name.partition(".")[2] in known else base for name in inner}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # `import_module("microact.nn")`, and a name that stands in a table until it is used
            found |= {node.value} if node.value.partition(".")[2] in known else set()
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            # `import_module(f"microact.lessons.lesson_{n}")` may reach all that begins so
            start = str(node.values[0].value)
            found |= {f"microact.{name}" for name in known if f"microact.{name}".startswith(start)
                      and start.startswith("microact.")}  # fmt: skip
    ours = {name for name in found if name.partition(".")[0] == "microact"}
    return frozenset(name.partition(".")[2] or "__init__" for name in ours)


def floor(name: str) -> int:
    return next(i for i, row in enumerate(FLOORS) if name.partition(".")[0] in row)


def upward(files: Files) -> list[str]:
    """List the arrows that do not point down, from one wing or module to another."""
    return [
        f"{name} imports {target}"
        for name, source in files.items()
        for target in sorted(arrows(source, frozenset(files)))
        if name.partition(".")[0] != target.partition(".")[0] and floor(target) >= floor(name)
    ]


def circle(files: Files) -> list[str]:
    """Return a circle of files that import one another, if there is one."""
    known = frozenset(files)
    graph = {name: (arrows(source, known) & known) - {name} for name, source in files.items()}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_arrow_points_up():
    assert upward(modules()) == []


def test_no_files_import_one_another_in_a_circle():
    assert circle(modules()) == []


@pytest.mark.parametrize("line", [
    "from microact.engine.value import Value",
    "from microact.engine import value",
    "import microact.engine.value",
    "def f():\n    from microact.engine.value import Value",
    "def f():\n    return import_module('microact.engine.value')",
    "def f(n):\n    return import_module(f'microact.engine.{n}')",
    "from microact import Value",
    "import microact",
])  # fmt: skip
def test_the_tests_above_can_fail(line):
    files = modules()
    files["rules.rule"] += f"\n{line}\n"
    assert any(said.startswith("rules.rule imports ") for said in upward(files))
    files = modules()
    files["readings.numbers"] += "\nfrom microact.readings import namespace\n"
    assert {"readings.numbers", "readings.namespace"} <= set(circle(files))


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


def lines_of(*wings: str) -> list[str]:
    files = [path for wing in wings for path in (PACKAGE / wing).rglob("*.py")]
    return [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def test_rules_and_engine_stay_small():
    assert len(lines_of("rules", "engine")) <= 3800


def test_a_type_that_says_nothing_is_rare():
    saying_nothing = [line for line in lines_of("") if re.search(r"\bAny\b", line)]
    assert len(saying_nothing) <= 100


def test_nothing_asks_which_module_a_class_comes_from():
    asking = [
        line for line in lines_of("") if re.search(r"__module__\.(startswith|partition)", line)
    ]
    assert asking == []


def test_everything_offered_exists():
    import microact as ma

    assert not {"sum", "max", "min", "abs"} & set(ma.__all__)
    assert ma.sum([1.0, 2.0]) == 3.0
    for name in ma.__all__:
        assert getattr(ma, name) is not None
    assert {"draw", "explain", "gradcheck"} <= set(dir(ma))
    with pytest.raises(AttributeError, match="no attribute 'tahn'"):
        ma.tahn  # noqa: B018  # the access is what is tested


NEW = {
    "microact/rules/smooth.py": '''

class Bent(Activation):
    """Bend a line."""

    formula, derivative = "x * x", "2 * x"

    def forward(self, x, xp):
        return x * x

    def local_gradient(self, x, y, xp):
        return 2 * x
''',
    "microact/cli/commands/greet.py": '''
"""`microact greet`."""

from microact.cli.command import Command

command = Command(help="greet", run=lambda options: print("hello") or 0)
''',
    "microact/lessons/lesson_99.py": '''
"""What answers are right."""

from microact.lessons.checkers import exercise


@exercise("99-1")
def _one(answer):
    return None if answer == 1 else "it is one."
''',
    "tutorials/99_new.py": "# %% [markdown]\n# # 99. A new lesson\n\n# %%\nprint(1)\n",
}


def test_a_new_rule_command_and_lesson_touch_no_list(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "microact", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "tutorials", tmp_path / "tutorials")
    for name, source in NEW.items():
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(source.lstrip() if "class" not in source else source)

    def said(*words: str) -> str:
        done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True,
                              text=True, check=True, timeout=HANGS)  # fmt: skip
        return done.stdout

    assert said("-m", "microact", "greet") == "hello\n"
    assert "99. A new lesson" in said("-m", "microact", "tutorial")
    assert "all agree" in said("-m", "microact", "check", "bent")
    lines = ("import microact as ma", "from microact.readings import plain_numbers",
             "v = ma.Value(3.0)", "y = v.bent()", "y.backward()",
             "print(ma.bent(2.0), v.grad, 'bent' in ma.activations, 'bent' in ma.__all__)",
             "print(type(y.rule) in plain_numbers.PURE, 'bent' in ma.draw(y).source)",
             "ma.exercises.check('99-1', 1)")  # fmt: skip
    assert said("-c", "; ".join(lines)) == "4.0 6.0 True True\nTrue True\nRight: 99-1.\n"


def test_no_wing_takes_a_name_from_the_front_door():
    """A package `explain/` would take the place of `ma.explain` at its first use."""
    import microact as ma

    wings = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert wings & {*ma.__all__} == {"nn"}  # which is no function: the wing itself is offered
    for name in ma.__all__:
        first, second = getattr(ma, name), getattr(ma, name)
        assert first is second, name


def test_no_test_file_leaves_a_rule_of_its_own_behind():
    """It would be drawn, checked and documented by every test that looks at all rules."""
    assert {kind.__module__.partition(".")[0] for kind in registry.values()} == {"microact"}
