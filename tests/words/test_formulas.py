import pytest

import microact as ma
from microact.readings.namespace import RULE_FUNCTIONS
from microact.readings.plain_numbers import evaluate
from microact.readings.symbols import Symbol, symbols
from microact.rules import registry


@pytest.mark.parametrize(
    ("rule", "text", "gradient"),
    [
        ("sigmoid", "where(x >= 0, 1, exp(-abs(x))) / (1 + exp(-abs(x)))", "y * (1 - y)"),
        ("tanh", "tanh(x)", "1 - y * y"),
        ("relu", "maximum(x, 0)", "where(x > 0, 1, 0)"),
        (ma.leaky_relu, "where(x > 0, x, 0.01 * x)", "where(x > 0, 1, 0.01)"),
        (ma.leaky_relu.rule(0.2), "where(x > 0, x, 0.2 * x)", "where(x > 0, 1, 0.2)"),
        (ma.divide.rule, "a / b", "1 / b\n-y / b"),
        ("softmax", None, "y * (upstream - sum(upstream * y))"),
    ],
)
def test_rules_read_as_text(rule, text, gradient):
    assert text is None or ma.formula(rule) == text
    assert ma.formula(rule, gradient=True) == gradient


@pytest.mark.parametrize("name", [n for n in registry if n not in ("power", "getitem", "scatter")])
def test_every_elementwise_rule_has_a_text_that_computes_the_same(name):
    kind = registry[name]
    if not issubclass(kind, ma.Elementwise):
        return
    import numpy as np

    text = ma.formula(name)
    names = {n: getattr(np, n) for n in RULE_FUNCTIONS if hasattr(np, n)} | {"where": np.where}
    inputs = {"x": 0.7, "a": 0.7, "b": 1.3, "slope": 0.2, "t": 0.4, "condition": 1.0}
    got = eval(text, {"__builtins__": {}}, names | inputs | {"inf": np.inf})

    expected = evaluate(kind(), *[inputs[n] for n in kind().input_names])
    assert float(got) == pytest.approx(expected, rel=1e-14)


def test_brackets_stand_where_they_must_and_nowhere_else():
    a, b, c = (Symbol(n) for n in "abc")
    for expression, text in [
        (a - (b - c), "a - (b - c)"),
        ((a - b) - c, "a - b - c"),
        (a / (b * c), "a / (b * c)"),
        (a * b / c, "a * b / c"),
        (-(a + b), "-(a + b)"),
        (-a * b, "-a * b"),
        ((-a) ** 2, "(-a) ** 2"),
        (a ** (b**c), "a ** b ** c"),
        ((a**b) ** c, "(a ** b) ** c"),
        ((a + b) * c, "(a + b) * c"),
        (2 * a + 1, "2 * a + 1"),
        (a * -0.5, "a * -0.5"),
        (symbols.sum(a * b, axis=0), "sum(a * b, axis=0)"),
        (a @ b, "a @ b"),
        (abs(a) > 1, "abs(a) > 1"),
    ]:
        assert str(expression) == text


def test_unknown_rules_are_refused():
    with pytest.raises(ValueError, match="no rule is called 'tahn'; the activations are sigmoid"):
        ma.formula("tahn")
    with pytest.raises(TypeError, match="expected an activation by name, class or function"):
        ma.formula(3)
