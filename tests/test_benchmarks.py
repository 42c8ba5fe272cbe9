"""The benchmarks run, and hold contenders to the same loss; no time is asserted."""

import array_api_strict
import pytest

from microact.rules import registry
from tests.benchmarks import readings
from tests.benchmarks.contender import BEFORE
from tests.benchmarks.programs import PROGRAMS
from tests.benchmarks.race import Contender, Row, race


def test_contenders_run_in_turn():
    row = Row(
        "a program", "scalars",
        {
            "plain": Contender("transformer_of", {"engine": "plain"}),
            "ours": Contender("transformer_of", {"engine": "microact"}, ours=True),
            "absent": Contender("transformer_of", {"engine": "?"}, needs="no_such_package"),
        },
        collectors=(BEFORE,),
        turn=0.0,
    )  # fmt: skip
    (result,) = race(row, 1, None)
    assert result["baseline"] == "plain"
    assert set(result["ratios"]) == {"plain", "ours"}
    assert all(seconds > 0 for seconds in result["seconds"].values())


def test_another_loss_is_no_contender():
    names = list(PROGRAMS)
    row = Row(
        "two programs", "programs",
        {name: Contender("program_of", {"name": name, "engine": "ours"}) for name in names[1:3]},
    )  # fmt: skip
    with pytest.raises(AssertionError, match="has the loss"):
        list(race(row, 1, None))


def test_readings_are_held_to_numpy():
    passed, count, worst = readings.rules_that_pass(array_api_strict)
    ours = [kind for kind in registry.values() if kind.__module__.startswith("microact.")]
    assert passed == count == len(ours) - 1
    assert worst < 1e-12
    assert readings.lines_of(readings.CORE[0]) <= 150
    assert readings.best_of({"nothing": lambda: None}, 1, rounds=1)["nothing"] >= 0
