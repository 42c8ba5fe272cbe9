import re
from pathlib import Path

import pytest

import microact as ma
from microact.engine import functions
from microact.readings.arrays import arrays
from microact.readings.floats import floats
from microact.readings.namespace import RULE_FUNCTIONS, Namespace
from microact.readings.symbols import line_symbols, symbols

LISTED = {name for name in {*vars(Namespace), *Namespace.__annotations__} if name[0] != "_"}


def test_what_the_rules_call_is_listed():
    folder = Path(ma.__file__).parent / "rules"
    sources = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    called = {name for text in sources for name in re.findall(r"\bxp\.([a-z_0-9]+)", text)}
    assert called <= LISTED
    assert {"exp", "where", "sum", "matmul"} <= called  # this test could fail


@pytest.mark.parametrize(
    "xp",
    [floats, arrays, symbols, line_symbols, functions],
    ids=["floats", "arrays", "symbols", "lines", "Values"],
)
def test_every_reading_has_what_every_rule_may_call(xp):
    for name in RULE_FUNCTIONS:
        assert callable(getattr(xp, name)), name
    assert {*RULE_FUNCTIONS, "inf", "nan", "pi"} <= LISTED


def test_readings_of_arrays_have_the_rest():
    for name in LISTED - {"asarray"}:
        assert hasattr(arrays, name), name
        assert hasattr(functions, name), name
