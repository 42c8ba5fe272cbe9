import subprocess
import sys

import pytest

import microact
from microact.cli import main


def run(capsys, *words):
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def test_draw_writes_a_picture(capsys, tmp_path):
    for name, start in [("n.svg", b"<?xml"), ("n.PNG", b"\x89PNG")]:
        file = tmp_path / name
        code, out, err = run(
            capsys, "draw", "tanh(w*x + b)", "--set", "w=0.5", "x=2", "b=-0.3", "-o", str(file)
        )
        assert (code, err) == (0, "")
        assert out.splitlines() == ["tanh(w*x + b) = 0.604368", f"wrote {file}"]
        assert file.read_bytes().startswith(start)


def test_explain_prints_the_backward_pass(capsys):
    code, out, _ = run(capsys, "explain", "tanh(w*x)", "--set", "w=0.5", "--set", "x=2")
    assert code == 0
    assert "tanh passes on to *:  1 × 0.41997  (1 - 0.76159 ** 2)  = 0.41997" in out


def test_an_expression_may_begin_with_a_minus(capsys):
    code, out, _ = run(capsys, "explain", "-x**2", "--set", "x=1")
    assert code == 0
    assert out.startswith("- = -1.")


def test_huge_numbers_draw_without_noise(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "microact", "draw", "tanh(x)", "--set", "x=1e308"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    assert done.stderr == ""
    assert (tmp_path / "graph.svg").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["draw", "x"], "no number for 'x': add it with --set x=1"),
        (["draw", "x", "--set", "x"], "--set takes NAME=NUMBER, got 'x'"),
        (["draw", "x", "--set", "x=abc"], "x must be a number, such as 0.5 or 1/3, got 'abc'"),
        (["draw", "x", "--set", "x=nan"], "x must be a finite number"),
        (["draw", "x", "--set", "x=1", "x=2"], "x is set twice"),
        (["draw", "x", "--set", "2x=1"], "--set takes NAME=NUMBER"),
        (["draw", "x", "--set", "x=1", "y=2"], "y was given a number but is not in the expression"),
        (["draw", "x", "--set", "x=1", "-o", "x.bmp"], "does not end in .svg, .png, .pdf or .jpg"),
        (["draw", "x", "--set", "x=1", "-o", "x"], "does not end in .svg"),
        (["explain", "x/0", "--set", "x=1"], "the divisor must not be 0"),
        (["explain", "x.y", "--set", "x=1"], "is not allowed"),
        (["check", "tahn"], "no rule is called 'tahn'; there are"),
        (["check", "missing.py"], "no file 'missing.py'"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(capsys, monkeypatch, tmp_path, words, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith("microact: ")
    assert len(err.splitlines()) == 1
    assert message in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [[], ["foo"], ["draw"], ["tour", "--what"], ["explain", "--set"]])
def test_wrong_usage_is_one_line_too(capsys, words):
    with pytest.raises(SystemExit) as leave:
        main(words)
    assert leave.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_help_and_version(capsys):
    for words, expected in [
        (["--help"], 'microact draw "tanh(w*x + b)"'),
        (["draw", "--help"], "the number of each name"),
        (["--version"], f"microact {microact.__version__}"),
    ]:
        with pytest.raises(SystemExit) as leave:
            main(words)
        assert leave.value.code == 0
        assert expected in capsys.readouterr().out


def test_check_prints_a_table(capsys):
    code, out, err = run(capsys, "check", "tanh", "relu")
    assert (code, err) == (0, "")
    assert out.splitlines()[2].split() == ["rule", "tried", "kinks", "worst", "relative", "error"]
    assert out.splitlines()[-1] == "2 rules: all agree with finite differences"


USER = """
import microact as ma

class Cube(ma.Activation):
    def forward(self, x, xp):
        return x * x * x
    def local_gradient(self, x, y, xp):
        return {slope} * x * x
"""


@pytest.fixture
def forget():
    from microact.rules import registry

    before = dict(registry)
    yield
    registry.clear()
    registry.update(before)


def test_check_of_a_users_own_file(capsys, tmp_path, forget):
    file = tmp_path / "mine.py"
    file.write_text(USER.format(slope=3), encoding="utf-8")
    code, out, _ = run(capsys, "check", str(file))
    assert code == 0
    assert out.splitlines()[-1] == "1 rule: all agree with finite differences"


def test_a_wrong_gradient_is_exit_1(capsys, tmp_path, forget):
    file = tmp_path / "mine.py"
    file.write_text(USER.format(slope=3.01) + "raise SystemExit(0)\n", encoding="utf-8")
    code, out, _ = run(capsys, "check", str(file))
    assert code == 1
    assert "Cube disagrees with finite differences" in out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x = 1", "defines no rule"),
        ("1 / 0", "failed: ZeroDivisionError"),
        ("def f(:", "failed: SyntaxError"),
        ("raise SystemExit(3)", "defines no rule"),
    ],
)
def test_a_file_that_cannot_be_checked(capsys, tmp_path, content, message):
    file = tmp_path / "mine.py"
    file.write_text(content, encoding="utf-8")
    code, _, err = run(capsys, "check", str(file))
    assert code == 2
    assert message in err
    assert len(err.splitlines()) == 1


def test_python_m_microact_and_a_console_without_the_letters():
    done = subprocess.run(
        [sys.executable, "-m", "microact", "explain", "x*x", "--set", "x=2"],
        capture_output=True,
        env={**__import__("os").environ, "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert b"1 ? 2" in done.stdout


def test_the_lessons_are_listed_and_refused_by_number(capsys):
    code, out, _ = run(capsys, "tutorial")
    assert code == 0
    assert out.splitlines()[0] == "1. What is an activation?"
    code, _, err = run(capsys, "tutorial", "99")
    assert code == 2
    assert "no lesson 99; there are 1" in err


def test_stopping_is_said(capsys, monkeypatch):
    def stop(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("microact.words.explanation.explain", stop)
    assert run(capsys, "explain", "x", "--set", "x=1") == (130, "", "microact: stopped\n")


def test_unroll_prints_the_lines(capsys):
    words = ["unroll", "tanh(w*x + b)", "--set", "w=0.5", "x=2", "b=-1"]
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("def step(w, x, b):\n    v1 = w * x  # *\n")
    assert main([*words, "--language", "javascript"]) == 0
    assert capsys.readouterr().out.startswith("function step(w, x, b) {\n  let v1 = w * x; // *")


def test_a_page_from_the_terminal(tmp_path, capsys):
    path = tmp_path / "p.html"
    assert main(["explore", "tanh(w*x + b)", "--set", "w=0.5", "x=2", "b=-1", "-o", str(path)]) == 0
    assert capsys.readouterr().out == f"tanh(w*x + b) = 0\nwrote {path}\n"
    assert "</html>" in path.read_text(encoding="utf-8")
    assert main(["explore", "x", "--set", "x=1", "-o", str(tmp_path / "p.svg")]) == 2
    assert "does not end in .html" in capsys.readouterr().err


def test_steps_from_the_terminal(capsys):
    assert main(["explain", "w*x", "--set", "w=2", "x=3", "--step"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("leaves: w = 2, x = 3\nforward: * = a * b = 2 * 3 = 6\n")


@pytest.mark.parametrize("command", ["unroll", "explain"])
@pytest.mark.parametrize(
    "words",
    [
        ["-x*w", "--set", "x=2", "w=3"],
        ["--set", "x=2", "w=3", "--", "-x*w"],
        ["-(x*w)", "--set", "x=2", "w=-3"],
        ["--x*w", "--set", "x=2", "w=3"],
        ["--set", "x=2", "w=3", "-x*w"],
    ],
)
def test_a_minus_is_no_option_wherever_it_stands(command, words, capsys):
    if words[-1] == "-x*w" and "--" not in words:
        words = [*words[:-1], "--", words[-1]]  # --set takes all that follows it
    assert main([command, *words]) == 0
    assert "x" in capsys.readouterr().out


def test_an_unknown_option_is_no_expression(capsys):
    with pytest.raises(SystemExit):
        main(["unroll", "x", "--bogus", "1", "--set", "x=1"])
    assert "--bogus" in capsys.readouterr().err


def test_a_file_may_come_before_the_expression(tmp_path, capsys):
    assert main(["explore", f"-o{tmp_path / 'page.html'}", "-x*w", "--set", "x=2", "w=3"]) == 0
    assert "<title> " not in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (tmp_path / "page.html").is_file()
    capsys.readouterr()
    assert main(["explain", "-x*w", "--set", "x=2", "w=3"]) == 0
    assert not capsys.readouterr().out.startswith(" ")
    with pytest.raises(SystemExit):
        main(["explore", f"-o{tmp_path / 'other.html'}"])
    assert "expression" in capsys.readouterr().err
    assert main(["unroll", "-o*x", "--set", "o=2", "x=3"]) == 0  # a name that an option has too
