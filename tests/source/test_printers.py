"""Each language's own precedence and literals, held to that language itself."""

import json
import math
import subprocess
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microact.expressions.javascript import FUNCTIONS, JAVASCRIPT, module
from microact.expressions.python import PEOPLE, PYTHON
from microact.expressions.tree import Tree, is_truth, plain
from tests.conftest import NODE, needs_node

X, Y = Tree("x"), Tree("y")


def compare(op, a, b):
    return Tree(op, a, b)


TREES = [
    (Tree("neg", Tree("neg", X)), "-(-x)", "-(-x)"),
    (Tree("neg", -2.0), "-(-2.0)", "-(-2.0)"),
    (Tree("-", X, Tree("neg", Y)), "x - -y", "x - -y"),
    (Tree("-", X, Tree("-", X, Y)), "x - (x - y)", "x - (x - y)"),
    (Tree("-", Tree("-", X, Y), X), "x - y - x", "x - y - x"),
    (Tree("/", X, Tree("*", X, Y)), "x / (x * y)", "x / (x * y)"),
    (Tree("*", Tree("neg", X), Y), "-x * y", "-x * y"),
    (Tree("neg", Tree("+", X, Y)), "-(x + y)", "-(x + y)"),
    (
        Tree("!=", Tree(">", X, 0), Tree(">", X, 1)),
        "(x > 0) != (x > 1)",
        "(x > 0) !== (x > 1)",
    ),
    (
        Tree("==", Tree("&", Tree(">", X, -1), Tree("<", X, 1)), Tree(">", Y, 0)),
        "(x > -1) & (x < 1) == (y > 0)",
        "(x > -1 && x < 1) === (y > 0)",
    ),
    (
        Tree("|", Tree("&", Tree(">", X, 0), Tree(">", Y, 0)), Tree("<", X, -1)),
        "(x > 0) & (y > 0) | (x < -1)",
        "x > 0 && y > 0 || x < -1",
    ),
    (
        Tree("&", Tree("|", Tree(">", X, 0), Tree(">", Y, 0)), Tree("<", X, -1)),
        "((x > 0) | (y > 0)) & (x < -1)",
        "(x > 0 || y > 0) && x < -1",
    ),
    (Tree("not", Tree(">", X, 0)), "(x > 0) == 0", "!(x > 0)"),
    (Tree("^", Tree(">", X, 0), Tree(">", Y, 0)), "(x > 0) ^ (y > 0)", "(x > 0) !== (y > 0)"),
    (Tree("where", True, X, False), "where(True, x, False)", "where(true, x, false)"),
    (Tree("power", X, math.inf), "power(x, inf)", "power(x, Infinity)"),
    (Tree("+", X, -math.inf), "x + -inf", "x + -Infinity"),
    (Tree("*", X, math.nan), "x * nan", "x * NaN"),
    (Tree("*", X, np.int64(3)), "x * 3", "x * 3"),
    (Tree("*", X, np.float32(0.5)), "x * 0.5", "x * 0.5"),
    (Tree("*", X, np.bool(True)), "x * True", "x * true"),
    (Tree("*", X, Fraction(1, 4)), "x * 0.25", "x * 0.25"),
    (Tree("*", X, 1e300), "x * 1e+300", "x * 1e+300"),
    (Tree("*", X, 2**60), "x * 1152921504606846976", "x * 1.152921504606847e+18"),
]


@pytest.mark.parametrize(("tree", "python", "javascript"), TREES, ids=[t[1] for t in TREES])
def test_brackets_and_literals(tree, python, javascript):
    assert PYTHON.text(tree) == python
    assert JAVASCRIPT.text(tree) == javascript


def test_only_numbers_are_written():
    for thing in (object(), np.ones(2), 1j, {}, X.__class__):
        with pytest.raises(TypeError, match="hold numbers"):
            PYTHON.text(Tree("*", X, thing))
        with pytest.raises(TypeError, match="hold numbers"):
            JAVASCRIPT.text(Tree("*", X, thing))
    with pytest.raises(TypeError, match="JavaScript has no @"):
        JAVASCRIPT.text(Tree("@", X, Y))


def test_people_read_short_numbers():
    assert PEOPLE.text(Tree("*", X, 2.0)) == "x * 2"
    assert PEOPLE.text(Tree("**", Tree("**", X, Y), 2.0)) == "(x ** y) ** 2"
    assert PEOPLE.text(Tree("**", X, Tree("**", Y, 2.0))) == "x ** y ** 2"
    assert PEOPLE.text(Tree("**", Tree("neg", X), 2)) == "(-x) ** 2"


def test_types():
    assert is_truth(Tree(">", X, 0))
    assert is_truth(Tree("where", Tree(">", X, 0), Tree(">", X, 1), True))
    assert not is_truth(Tree("where", Tree(">", X, 0), Tree(">", X, 1), 1.0))
    assert not is_truth(X)
    assert plain(np.array(2.0)) == 2.0
    assert type(plain(np.int8(1))) is int


# ---- random trees: what is printed computes what the tree says -----------------------------------

numbers = st.sampled_from([X, Y, 0.5, -2.0, 3])


def of_two(ops, operands):
    return st.builds(lambda op, a, b: Tree(op, a, b), st.sampled_from(ops), operands, operands)


def truths(inner, deep=2):
    compared = of_two(["<", ">", "=="], inner)
    if not deep:
        return compared
    below = truths(inner, deep - 1)
    joined = of_two(["&", "|", "^", "==", "!="], below)
    return st.one_of(compared, joined, st.builds(lambda t: Tree("not", t), below))


def grown(inner):
    return st.one_of(
        of_two(["+", "-", "*"], inner),
        st.builds(lambda a: Tree("neg", a), inner),
        st.builds(lambda t, a, b: Tree("where", t, a, b), truths(inner), inner, inner),
    )


def value(tree, names):
    if not isinstance(tree, Tree):
        return tree
    if not tree.args:
        return names[tree.op]
    a = [value(arg, names) for arg in tree.args]
    return {
        "+": lambda: a[0] + a[1], "-": lambda: a[0] - a[1], "*": lambda: a[0] * a[1],
        "neg": lambda: -a[0], "<": lambda: a[0] < a[1], ">": lambda: a[0] > a[1],
        "==": lambda: a[0] == a[1], "!=": lambda: a[0] != a[1], "&": lambda: a[0] and a[1],
        "|": lambda: a[0] or a[1], "^": lambda: a[0] != a[1], "not": lambda: not a[0],
        "where": lambda: a[1] if a[0] else a[2],
    }[tree.op]()  # fmt: skip


@settings(max_examples=200)
@given(st.recursive(numbers, grown, max_leaves=12))
def test_python_computes_what_the_tree_says(tree):
    names = {"x": 0.75, "y": -1.5}
    text = PYTHON.text(tree)
    world = {"where": lambda c, a, b: a if c else b, **names}
    assert eval(text, {"__builtins__": {}}, world) == value(tree, names)
    world = {"where": np.where, **{name: np.array([x, x]) for name, x in names.items()}}
    assert np.all(np.equal(eval(text, {"__builtins__": {}}, world), value(tree, names)))


@needs_node
def test_javascript_computes_what_the_tree_says():
    trees = []

    @settings(max_examples=300, database=None)
    @given(st.recursive(numbers, grown, max_leaves=12))
    def collect(tree):
        trees.append(tree)

    collect()
    names = {"x": 0.75, "y": -1.5}
    lines = [f"console.log(JSON.stringify({JAVASCRIPT.text(tree)}));" for tree in trees]
    program = "\n".join([FUNCTIONS["where"], "const x = 0.75, y = -1.5;", *lines])
    done = subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers == [value(tree, names) for tree in trees]


# ---- the functions that lines of JavaScript call -------------------------------------------------

SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, math.inf, -math.inf, math.nan]


def run(program):
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def number(text):
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}.get(text) or float(
        text.replace("Infinity", "inf")
    )


@needs_node
@pytest.mark.parametrize("name", ["power", "maximum", "minimum", "divide", "sign", "clip"])
def test_functions_answer_as_ieee_754_says(name):
    pairs = [(a, b) for a in SPECIAL for b in SPECIAL]
    arguments = {"sign": lambda a, b: [a], "clip": lambda a, b: [0.5, a, b]}
    args = arguments.get(name, lambda a, b: [a, b])
    calls = [f"{name}({', '.join(map(JAVASCRIPT.number, args(*pair)))})" for pair in pairs]
    calls = [f"console.log(String({call}));" for call in calls]
    got = [number(line) for line in run("\n".join([*FUNCTIONS.values(), *calls]))]
    with np.errstate(all="ignore"):
        f = {"power": np.float_power, "clip": lambda x, a, b: np.minimum(np.maximum(x, a), b)}
        wanted = [float(f.get(name, getattr(np, name, None))(*args(a, b))) for a, b in pairs]
    for pair, a, b in zip(pairs, got, wanted):
        assert a == pytest.approx(b, rel=1e-15, nan_ok=True), (name, pair)


@needs_node
def test_a_module_is_complete_and_has_no_more_than_it_needs(tmp_path):
    source = "function step(x) {\n  let v1 = clip(x, 0.0, 1.0); // clip\n  return [v1, [v1]];\n}\n"
    text = module(source)
    assert [name for name in FUNCTIONS if f"const {name} " in text] == [
        "maximum",
        "minimum",
        "clip",
    ]
    (tmp_path / "step.mjs").write_text(text)
    program = "import { step } from './step.mjs'; console.log(step(3)[0]);"
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", program],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.strip() == "1"
