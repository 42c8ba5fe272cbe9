import subprocess
import sys
from importlib import util

import pytest

from microact.cli import examination as doctor
from microact.cli import main
from tests.conftest import HANGS


def test_a_healthy_machine(capsys):
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("microact 0.")
    assert lines[1].startswith("NumPy 2.")
    assert "Graphviz: graphviz-pure" in lines[2]
    more = ("PIL", "svg2pdf_py", "flint", "torch", "onnx")
    tried = [line for line in lines if line.startswith("ok, ")]
    assert len(tried) == 7 + sum(bool(util.find_spec(name)) for name in more)
    assert not any(line.startswith("FAILED") for line in lines)
    assert all(line.count("\n") == 0 for line in lines)


def test_a_wrong_gradient_is_found(monkeypatch, capsys):
    monkeypatch.setattr(type(doctor.activations["tanh"].rule()), "local_gradient",
                        lambda self, x, y, xp: 1.0 - y)  # fmt: skip
    assert main(["doctor"]) == 1
    assert "FAILED: gradients agree" in capsys.readouterr().out


def test_without_graphviz(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "pure_binary", lambda: None)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr("microact.show.graph.render.pure_binary", lambda: None)
    monkeypatch.setattr("microact.show.graph.render.shutil.which", lambda name: None)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "Graphviz is missing: python -m pip install graphviz-pure" in out
    assert "FAILED: a diagram is drawn: RuntimeError: " in out


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("load", "FAILED: a network is saved and loaded"), ("load_csv", "FAILED: a table is read"),
        ("unroll", "FAILED: lines of source run"), ("animate", "FAILED: a film is made"),
    ],
)  # fmt: skip
def test_what_does_not_work_is_found(monkeypatch, capsys, part, told):
    def broken(*given, **options):
        raise RuntimeError("it is broken\nin two lines")

    monkeypatch.setattr(doctor, part, broken)
    assert main(["doctor"]) == 1
    assert f"{told}: RuntimeError: it is broken in two lines" in capsys.readouterr().out


@pytest.mark.parametrize("package", ["matplotlib", "tqdm", "IPython"])
def test_a_missing_package_is_no_fault_and_says_what_mends_it(monkeypatch, capsys, package):
    known = doctor.util.find_spec
    monkeypatch.setattr(
        doctor.util, "find_spec", lambda name: None if name == package else known(name)
    )
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert f"optional, not here: {package}" in out
    assert "to have them: python -m pip install " in out


def test_it_takes_few_seconds_and_works_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "microact", "doctor"], capture_output=True, text=True, check=True,
        timeout=HANGS,
    )  # fmt: skip
    assert done.stderr == ""
