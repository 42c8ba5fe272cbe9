import sys

import pytest

from microact.show.graph import waiting
from microact.show.graph.waiting import run_patiently


def program(code):
    return [sys.executable, "-c", code]


def test_what_takes_longer_says_so_and_ends_its_line(monkeypatch, capfd):
    monkeypatch.setattr(waiting, "PATIENCE", 0.05)
    done = run_patiently(
        program("import sys, time; time.sleep(1.5); print(len(sys.stdin.read()))"), "a -> b; b -> c"
    )
    assert done.stdout.strip() == b"14"
    said = capfd.readouterr().err
    assert said.startswith("\rplacing 2 arrows: ")
    assert said.endswith("\n")


def test_what_is_quick_says_nothing(monkeypatch, capfd):
    monkeypatch.setattr(waiting, "PATIENCE", 1000.0)
    done = run_patiently(program("import sys; sys.stderr.write('hm'); sys.exit(3)"), "x" * 10**6)
    assert (done.returncode, done.stderr) == (3, b"hm")
    assert capfd.readouterr().err == ""


def test_whoever_interrupts_does_not_leave_it_running(monkeypatch):
    started = []
    real = waiting.subprocess.Popen

    class Watched(real):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            started.append(self)

        def communicate(self, *args, **options):
            raise KeyboardInterrupt

    monkeypatch.setattr(waiting.subprocess, "Popen", Watched)
    with pytest.raises(KeyboardInterrupt):
        run_patiently(program("import time; time.sleep(600)"), "")
    assert started[0].returncode is not None
