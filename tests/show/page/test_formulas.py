"""Formulas typed into the page: the language of the commands, the numbers of the engine."""

import json

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microact.cli.expression import read_expression
from microact.engine.order import topological_order
from tests.cli.formulas import READ, REFUSED
from tests.conftest import needs_node
from tests.show.page.conftest import near, numbers

pytestmark = needs_node

READING = """
import { graphOfFormula, numberOf } from "./formula/build.js";
const read = ([text, numbers]) => {
  try {
    const graph = graphOfFormula(text, new Map(Object.entries(numbers)));
    const { nodes, leaves, values, grads, last } = graph;
    const gradients = Object.fromEntries(leaves.map((i) => [nodes[i].label, grads[i]]));
    return { value: values[last], gradients,
      rules: nodes.flatMap(({ rule }) => (rule ? [rule.name] : [])).sort() };
  } catch (error) {
    return { wrong: error.message, at: error.at, length: error.length };
  }
};
"""


def power_is_one(rules):
    """Sort the names of rules; a plain exponent is a case of `variable_power` on the page."""
    return sorted(name.replace("variable_power", "power") for name in rules)


def engine(text, given_numbers):
    """Return what the engine makes of a formula: value, gradient of each name, rules."""
    y = read_expression(text, given_numbers)
    y.backward()
    order = topological_order(y)
    leaves = {node.label: float(node.grad) for node in order if node.is_leaf}
    rules = power_is_one([node.rule.name for node in order if node.rule is not None])
    return y.item(), leaves, rules


def agrees(answer, text, given_numbers):
    value, gradients, rules = engine(text, given_numbers)
    assert "wrong" not in answer, (text, answer)
    assert near(numbers([answer["value"]]), [value], 1e-12), text
    assert answer["gradients"].keys() == gradients.keys(), text
    for name, gradient in gradients.items():
        assert near(numbers([answer["gradients"][name]]), [gradient], 1e-12), (text, name)
    assert power_is_one(answer["rules"]) == rules, text


def test_what_the_commands_read_the_page_reads(in_node):
    normal = [(text, {n.replace("µ", "μ"): x for n, x in given.items()}) for text, given in READ]
    answers = in_node(READING + "tell(given.map(read));", normal)
    for answer, (text, given_numbers) in zip(answers, normal, strict=True):
        agrees(answer, text, given_numbers)


def test_what_the_commands_refuse_the_page_refuses_at_its_place(in_node):
    answers = in_node(READING + "tell(given.map((text) => read([text, {}])));", REFUSED)
    for answer, text in zip(answers, REFUSED, strict=True):
        assert answer.get("wrong"), text
        assert "\n" not in answer["wrong"], text
        assert 0 <= answer["at"] <= len(text), text
        assert answer["length"] >= 1, text


PLACES = {
    "x + ": (2, 1), "tanh(x": (4, 1), "x $ 2": (2, 1), "2x": (0, 2), "tahn(x)": (0, 4),
    "x * exp": (4, 3), "leaky_relu(x, slope=x)": (20, 1), "a + / b": (4, 1), "a + lambda": (4, 6),
    "1/(2 - 2) + x": (3, 5),
}  # fmt: skip


def test_a_mistake_is_shown_where_it_is(in_node):
    answers = in_node(READING + "tell(given.map((text) => read([text, {}])));", list(PLACES))
    found = {text: (a["at"], a["length"]) for text, a in zip(PLACES, answers)}
    assert found == PLACES
    assert "Is it tanh or tan?" in answers[list(PLACES).index("tahn(x)")]["wrong"]


def test_numbers_that_are_typed(in_node):
    texts = [
        "1/3",
        "2*3",
        "−2",
        "-2",
        " .5 ",
        "1e-5",
        "2^10",
        "0,5",
        "(1 + 2)/4",
        "sqrt(2)",
        "x",
        "1/0",
        "",
        "1 2",
        "NaN",
    ]
    answers = in_node(READING + "tell(given.map(numberOf));", texts)
    wanted = [1 / 3, 6, -2, -2, 0.5, 1e-5, 1024, 0.5, 0.75, 2**0.5, *["NaN"] * 5]
    assert answers == wanted


names = st.sampled_from(["x", "y", "w1", "b"])
plain = st.sampled_from(["2", "0.5", "3", "1.25", "(-1.5)"])
functions = st.sampled_from(
    [
        "tanh",
        "sigmoid",
        "relu",
        "exp",
        "sin",
        "cos",
        "softplus",
        "silu",
        "abs",
        "leaky_relu",
        "elu",
        "selu",
    ]
)
formulas = st.recursive(
    names | plain,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(" ".join),
        st.tuples(functions, inner).map(lambda t: f"{t[0]}({t[1]})"),
        inner.map(lambda t: f"-({t})"), inner.map(lambda t: f"({t})"),
        inner.map(lambda t: f"({t})/(1 + abs({t}))"), inner.map(lambda t: f"({t})^2"),
        st.tuples(inner, inner).map(lambda t: f"maximum({t[0]}, {t[1]})"),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(formulas, min_size=40, max_size=80), st.integers(0, 9999))
def test_random_formulas_have_the_engines_numbers(in_node, texts, seed):
    rng = np.random.default_rng(seed)
    cases = []
    for text in texts:
        used = {n: float(rng.normal()) for n in ("x", "y", "w1", "b") if n in text}
        try:
            engine(text, used)
        except (ValueError, ZeroDivisionError):
            continue
        cases.append((text, used))
    for answer, (text, used) in zip(
        in_node(READING + "tell(given.map(read));", cases), cases, strict=True
    ):
        agrees(answer, text, used)


def test_the_first_formula_and_all_that_can_be_tried_are_formulas(in_node):
    answers = in_node(
        READING + 'import { FORMULA_WORDS } from "./formula/formula_words.js";\n'
        "tell(FORMULA_WORDS.examples.map((text) => [text, read([text, {}])]));"
    )
    assert len(answers) >= 6
    for text, answer in answers:
        assert "wrong" not in answer, json.dumps(answer)
        assert np.isfinite(answer["value"]), text
