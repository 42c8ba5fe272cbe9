import math
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microact.cli.expression import ALSO, read_expression
from microact.rules import Elementwise, registry
from tests.cli.formulas import READ, REFUSED


@pytest.mark.parametrize(
    ("text", "numbers", "expected"),
    [
        ("tanh(w*x + b)", {"w": 0.5, "x": 2, "b": -1}, 0.0),
        ("-x ** 2", {"x": 3}, -9.0),
        ("+x - -x", {"x": 3}, 6.0),
        ("2 ** x / 4", {"x": 3}, 2.0),
        ("x ** 0.5", {"x": 9}, 3.0),
        ("x ** y", {"x": 2, "y": 3}, 8.0),
        ("leaky_relu(x, slope=0.1)", {"x": -2}, -0.2),
        ("leaky_relu(x, 0.1)", {"x": -2}, -0.2),
        ("clip(x, low=-1, high=1)", {"x": -2}, -1.0),
        ("maximum(x, 1) + where(x, 2, 3)", {"x": 0}, 4.0),
        ("prelu(x, s)", {"x": -2, "s": 0.5}, -1.0),
        (" sigmoid ( x ) ", {"x": 0}, 0.5),
        ("exp(log(x))", {"x": 2}, 2.0),
        ("2 ** 3 * x", {"x": 1}, 8.0),
        ("µ * 2", {"µ": 1}, 2.0),
        ("+".join(["x"] * 60), {"x": 1}, 60.0),
    ],
)
def test_arithmetic_and_functions(text, numbers, expected):
    assert read_expression(text, numbers).data == pytest.approx(expected)


@pytest.mark.parametrize(("text", "numbers"), READ)
def test_what_the_page_reads_is_read_here(text, numbers):
    names = {name: getattr(math, name) for name in ("tanh", "exp", "log", "sqrt", "sin", "cos")}
    value = read_expression(text, numbers).item()
    assert math.isfinite(value)
    plain = text.translate(ALSO).strip()
    known = {**names, **{unicodedata.normalize("NFKC", name): x for name, x in numbers.items()}}
    with suppress(NameError, OverflowError):  # functions that Python has not, or otherwise
        assert value == pytest.approx(eval(plain, {"__builtins__": {}}, known), rel=1e-12)


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_page_refuses_is_refused_here(text):
    with pytest.raises((ValueError, ZeroDivisionError)) as error:
        read_expression(text, {name: 1.0 for name in "xy" if name in text})
    assert "\n" not in str(error.value)


def test_names_become_labelled_leaves():
    y = read_expression("w*x + w", {"w": 2, "x": 3})
    y.backward()
    w = y.inputs[1]
    assert (w.label, w.grad) == ("w", 4.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("__import__('os').system('true')", "not allowed|no function"),
        ("x.real", "'x.real' is not allowed"),
        ("().__class__", "is not allowed"),
        ("x[0]", "is not allowed"),
        ("[x for x in (1, 2)]", "is not allowed"),
        ("lambda: x", "is not allowed"),
        ("x if x else x", "is not allowed"),
        ("x < 3", "is not allowed"),
        ("not x", "is not allowed"),
        ("x and x", "is not allowed"),
        ("1or x", "is not allowed"),
        ("x := 3", "cannot read"),
        ("(y := x)", "is not allowed"),
        ("f'{x}'", "is not allowed"),
        ("'x'", "is not allowed"),
        ("True * x", "'True' is not allowed"),
        ("None", "is not allowed"),
        ("1j * x", "'1j' is not allowed"),
        ("x // 2", "is not allowed"),
        ("x % 2", "is not allowed"),
        ("x @ x", "is not allowed"),
        ("~x", "is not allowed"),
        ("eval(x)", "no function 'eval'"),
        ("open(x)", "no function 'open'"),
        ("softmax(x)", "no function 'softmax'"),
        ("getitem(x, 0)", "no function 'getitem'"),
        ("tanh(*x)", "is not allowed"),
        ("tanh(**x)", "must be a plain number"),
        ("tanh(x)(x)", "is not allowed"),
        ("tanh(x, 3)", "too many positional"),
        ("tanh()", "missing a required argument"),
        ("tanh(x, slope=1)", "unexpected keyword"),
        ("leaky_relu(x, slope=x)", "must be a plain number"),
        ("leaky_relu(x, x)", "is a plain number, got Value"),
        ("leaky_relu(x, slope=1, slope=2)", "given twice|repeated"),
        ("x ** 2000", "the exponent 2000 is too large"),
        ("9 ** 9 ** 9 * x", "is too large"),
        ("x ** (x * 10000)", "is too large"),
        ("1" * 400 + " * x", "is too large"),
        ("1e999 * x", "is too large"),
        ("exp(x * 1000)", "the result is inf"),
        ("(" * 250 + "x" + ")" * 250, "cannot read|nested"),
        ("-" * 500 + "x", "nested more than"),
        ("[" + "-" * 500 + "x]", "is not allowed"),
        ("x" * 1001, "1001 characters long"),
        ("tanh", "is a function and needs brackets"),
        ("y + x", "no number for 'y': add it with --set y=1"),
        ("x +", "cannot read the expression"),
        ("", "cannot read the expression"),
        ("x\0", "cannot read the expression"),
        ("2 + 3", "was given a number but is not in the expression"),
        ("log(-x)", "log needs positive numbers, got -1.0"),
        ("import os", "cannot read"),
        ("x; x", "cannot read"),
        ("x\nx", "cannot read"),
    ],
)
def test_anything_else_is_refused_in_one_line(text, message):
    with pytest.raises(ValueError, match=message) as error:
        read_expression(text, {"x": 1.0})
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


def test_an_expression_needs_a_name():
    with pytest.raises(ValueError, match="no name in it"):
        read_expression("2 + 3", {})


@pytest.mark.parametrize("name", [n for n, k in registry.items() if issubclass(k, Elementwise)])
def test_every_elementwise_rule_may_be_called(name):
    for arguments in ("x", "x, x", "x, x, x"):
        try:
            value = read_expression(f"{name}({arguments})", {"x": 0.7})
        except ValueError:
            continue
        assert math.isfinite(value.item())
        return
    pytest.fail(f"{name} cannot be called")


@given(st.text(alphabet="x0123456789.+-*/()[]{}, =_'\"tanhlogexp\\\n:@~<>", max_size=60))
def test_whatever_is_typed_gives_a_value_or_one_clear_error(text):
    with suppress(ValueError, ZeroDivisionError):  # anything else, a crash or a warning, fails
        assert math.isfinite(read_expression(text, {"x": 1.5}).item())
