import pytest

from microact.expressions.python import PYTHON
from microact.readings.symbols import Symbol
from microact.readings.symbols import line_symbols as symbols
from microact.source.common import Line, share
from microact.source.names import Names

x, y = Symbol("x"), Symbol("y")
text = PYTHON.text


def test_what_is_computed_twice_is_written_once_before_its_first_use():
    first = [Line("a", symbols.exp(x * y) + 1.0), Line("b", symbols.exp(x * y) * x)]
    second = [Line("c", symbols.exp(x * y) - x * y)]
    share([first, second], Names())
    assert [(line.name, text(line.value)) for line in first + second] == [
        ("t1", "x * y"),
        ("t2", "exp(t1)"),
        ("a", "t2 + 1.0"),
        ("b", "t2 * x"),
        ("c", "t2 - t1"),
    ]


def test_signs_and_comparisons_are_not_worth_a_line():
    lines = [Line("a", symbols.where(x > 0, -x, 1) + symbols.where(x > 0, -x, 2))]
    share([lines], Names())
    assert len(lines) == 1
    assert text(lines[0].value) == "where(x > 0, -x, 1.0) + where(x > 0, -x, 2.0)"


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (1 * x + 0, "x"),
        (x * 1.0, "x"),
        (x * -1, "-x"),
        (0.0 + x, "x"),
        (x * 2 + 1, "x * 2 + 1"),
        (x**2, "power(x, 2)"),
        (symbols.divide(x, y), "divide(x, y)"),
        (0.1 * x, "0.1 * x"),
    ],
)
def test_nothing_is_multiplied_by_one_or_added_to_zero(expression, written):
    lines = [Line("a", expression)]
    share([lines], Names())
    assert text(lines[0].value) == written
