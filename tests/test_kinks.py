"""The page of what libraries answer at the edges: made of the answers, ours measured anew."""

import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KINKS = ROOT / "tutorials" / "kinks"


@pytest.fixture(scope="module")
def measure():
    sys.path.insert(0, str(KINKS))
    try:
        import measure

        yield measure
    finally:
        sys.path.remove(str(KINKS))
        for name in ("measure", "edges", "libraries"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def answers():
    return json.loads((KINKS / "answers.json").read_text(encoding="utf-8"))


def test_the_page_says_what_was_measured(measure, answers):
    assert (ROOT / "tutorials" / "kinks.md").read_text(encoding="utf-8") == measure.page(answers)


def test_we_answer_as_the_page_says(measure, answers):
    from libraries import Microact

    found = measure.measured([Microact()])["microact"]["answers"]
    assert found == answers["microact"]["answers"]
    assert all(found[edge.title] for edge in measure.EDGES if edge.function != "norm")


def test_the_page_knows_what_we_promise(answers):
    ours = answers["microact"]["answers"]
    assert ours["relu′(0)"] == "0"
    assert ours["leaky_relu′(0), slope 0.01"] == "0.01"
    assert ours["max of [1, 3, 3]"] == "[0, 0.5, 0.5]"
    assert ours["maximum(a, b) at a tie"] == "0.5, 0.5"
    assert ours["clip′ at its lower, upper bound"] == "1, 1"


def test_as_pytorch_names_a_function_and_a_version():
    for path in (ROOT / "microact").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for found in re.finditer(r"\bas (in |of )?(PyTorch|TensorFlow|JAX)", source):
            words = source[found.start() : found.end() + 90]
            assert re.search(r"\d\.\d+|users", words), f"{path.name}: {words!r}"


def test_who_is_said_to_answer_alike_does(answers):
    """What docstrings say of PyTorch and TensorFlow, held to what was measured."""
    ours, torch = (answers[name]["answers"] for name in ("microact", "PyTorch"))
    for title in ("relu′(0)", "leaky_relu′(0), slope 0.01", "hardtanh′ at −1, 1", "relu6′ at 0, 6",
                  "std of [2, 2]", "elu′(0), alpha 2", "selu′(0)",
                  "clip′ at its lower, upper bound"):  # fmt: skip
        assert ours[title] == torch[title]
    assert answers["TensorFlow"]["answers"]["relu′(0)"] == ours["relu′(0)"]
