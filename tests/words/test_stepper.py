import os
import subprocess
import sys

import pytest

import microact as ma
from microact.words.stepper import keyboard, step_through, story
from tests.conftest import HANGS


def neuron():
    w, x, b = ma.Value(0.5, "w"), ma.Value(2.0, "x"), ma.Value(-0.3, "b")
    y = ma.tanh(w * x + b)
    y.label = "y"
    return y


def test_the_story_goes_forward_and_back():
    lines = story(neuron())
    assert lines[0] == "leaves: w = 0.5, x = 2, b = -0.3"
    assert lines[3] == "forward: y = tanh(x) = tanh(0.7) = 0.60437"
    assert lines[-1].startswith("back: * passes on to x:")
    assert lines[-1].endswith("x.grad = 0.31737")


def test_a_long_formula_and_arrays_are_told_shortly():
    x = ma.Value([1.0, 2.0], "x")
    lines = story(ma.gelu_tanh(x).sum())
    assert lines[1].startswith("forward: gelu_tanh = gelu_tanh([1 2]) = [")
    assert lines[2].startswith("forward: sum = sum(x) = sum([")


def test_the_arrow_keys_go_on_and_back(capsys):
    keys = iter(["right", "right", "left", "end", "left", "home", "what", "end", "right"])
    step_through(neuron(), lambda: next(keys))
    shown = [int(line[1:].partition("/")[0]) for line in capsys.readouterr().out.splitlines()]
    last = len(story(neuron()))
    assert shown == [1, 2, 3, 2, last, last - 1, 1, last]


def test_q_leaves(capsys):
    step_through(neuron(), lambda: "quit")
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_without_a_terminal_all_lines_are_printed(capsys):
    step_through(neuron())
    assert capsys.readouterr().out.splitlines() == story(neuron())


KEYS = [("\x1b[C", "right"), ("\r", "right"), ("\x1b[D", "left"), ("\x1b[F", "end"), ("q", "quit")]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize(("pressed", "meaning"), KEYS)
def test_keys_mean_what_terminals_send(pressed, meaning):
    import pty

    code = "from microact.words.stepper import keyboard; print(keyboard())"
    ours, theirs = pty.openpty()
    reading = subprocess.Popen([sys.executable, "-c", code], stdin=theirs, stdout=subprocess.PIPE)
    for _ in range(HANGS):  # what is pressed before somebody waits for it is lost
        os.write(ours, pressed.encode())
        try:
            said, _ = reading.communicate(timeout=1)
            break
        except subprocess.TimeoutExpired:
            continue
    assert said.decode().strip() == meaning


def test_without_readchar_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "readchar", None)
    with pytest.raises(ModuleNotFoundError, match="python -m pip install readchar"):
        keyboard()
