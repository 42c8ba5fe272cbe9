import pytest

from microact.expressions.python import PYTHON
from microact.readings.symbols import Symbol, symbols


def test_an_if_on_a_symbol_is_refused():
    x = Symbol("x")
    with pytest.raises(TypeError, match=r"must not decide by `if` .* `if x > 0`: .* use xp.where"):
        bool(x > 0)


def test_conditions_are_joined():
    a, b = Symbol("a"), Symbol("b")
    assert str((a == 0) & (b > 1)) == "(a == 0) & (b > 1)"


def test_numbers_are_written_as_asked():
    expression = symbols.where(Symbol("x") > 0.0, 1.0, 1e-20) * -2.0
    assert str(expression) == "where(x > 0, 1, 1e-20) * -2"
    assert PYTHON.text(expression) == "where(x > 0.0, 1.0, 1e-20) * -2.0"
