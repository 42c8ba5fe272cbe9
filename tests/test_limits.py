"""Nothing is lost, nothing leaks: full disks, kills, long trainings, large graphs."""

import gc
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import microact as ma
from microact import Value
from microact.losses import cross_entropy
from microact.optim import SGD
from tests.conftest import HANGS

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
"""A child that is forked does one thing and ends; Python warns of threads that it lacks."""

on_unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals: Unix")


WRITERS = [
    (["draw", "tanh(w*x)", "--set", "w=1", "x=2", "-o"], "graph.svg"),
    (["explore", "tanh(w*x)", "--set", "w=1", "x=2", "-o"], "graph.html"),
    (["train", "iris", "--epochs", "1", "-o"], "run"),
    (["animate", "tanh(w*x)", "--set", "w=1", "x=2", "-o"], "film.gif"),
    (["animate", "tanh(w*x)", "--set", "w=1", "x=2", "-o"], "film.png"),
    (["worksheet", "tanh(w*x)", "--set", "w=1", "x=2", "-o"], "sheet.svg"),
    (["playground", "-o"], "play.html"),
]
"""Commands, and what they write."""


@on_unix
def test_a_save_that_is_killed_leaves_the_old_or_the_new_file_whole(tmp_path):
    path = tmp_path / "net.npz"
    models = [ma.nn.MLP(20, [30, 2], seed=seed) for seed in (0, 1)]
    marks = [float(np.asarray(m.parameters()[0].data)[0, 0]) for m in models]
    models[0].save(path)
    rng = random.Random(0)
    seen = set()
    kills = 0
    while kills < 200 or seen != set(marks):  # at all sorts of moments, on a slow machine too
        kills += 1
        assert kills < 20_000
        child = os.fork()
        if child == 0:
            try:
                while True:
                    for model in models:
                        model.save(path)
            finally:
                os._exit(0)
        time.sleep(rng.uniform(0.0, 0.012 * max(1, kills // 200)))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        loaded = float(np.asarray(ma.load(path).parameters()[0].data)[0, 0])
        assert loaded in marks
        seen.add(loaded)


@on_unix
@pytest.mark.parametrize(
    ("command", "target"),
    WRITERS,
)
def test_a_full_disk_is_one_line_and_nothing_half_written(tmp_path, command, target):
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000));"
        "from microact.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, *command, target],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=HANGS,
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path.parent)},
    )  # fmt: skip
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("microact: ")]
    assert len(errors) == 1
    assert not (tmp_path / target).exists()
    assert list(tmp_path.iterdir()) == []


def test_ten_thousand_steps_hold_memory_flat():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 2)), rng.integers(0, 2, 8)
    model = ma.nn.MLP(2, [4, 2])
    optimizer = SGD(model.parameters(), lr=0.01)

    def steps(n):
        for _ in range(n):
            loss = cross_entropy(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    steps(500)
    gc.collect()
    gc.disable()
    try:
        gc.get_objects()
        steps(500)  # what other tests left is given back by now, and the count is level
        blocks, objects = sys.getallocatedblocks(), len(gc.get_objects())
        steps(10_000)
        assert abs(len(gc.get_objects()) - objects) < 50
        assert gc.collect() < 50  # nothing waited for the collector: no cycles
        assert abs(sys.getallocatedblocks() - blocks) < 500
    finally:
        gc.enable()


def test_a_large_graph_is_walked_drawn_folded_and_freed():
    def graph():
        x = Value(0.5, "x")
        y = x
        for _ in range(30_000):
            y = y * 0.9999 + 1e-5
        return x, sum([y] * 1000) + y

    x, y = graph()
    y.backward()
    assert x.grad == pytest.approx(1001 * 0.9999**30_000, rel=1e-9)
    picture = ma.draw(y)
    assert len(picture.body) < 500
    assert b"nodes, drawn as" in picture.pipe("svg")
    alive = len(gc.get_objects())
    del x, y, picture
    assert len(gc.get_objects()) < alive - 50_000  # at once, without the collector


@on_unix
@pytest.mark.parametrize(
    ("command", "target"),
    [*WRITERS, (["tour", "--quick", "--no-open", "--out"], "tour")],
)
@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs the rights of Unix")
def test_a_read_only_folder_is_one_line_and_nothing_written(tmp_path, capfd, command, target):
    from microact.cli import main

    needed = [*(Path(ma.__file__)).parents, Path(sys.prefix), *Path(sys.prefix).parents]
    if os.geteuid() == 0 and not all(p.stat().st_mode & 0o005 == 0o005 for p in needed):
        pytest.skip("root may write anywhere, and nobody else may read this environment")
    assert main([*command, str(tmp_path / target)]) == 0  # where it may, and all is loaded
    capfd.readouterr()
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    child = os.fork()
    if child == 0:  # root may write anywhere, so the child is nobody
        code = 99
        try:
            for above in (tmp_path, *tmp_path.parents):
                if os.geteuid() == 0 and above != Path("/") and above.stat().st_uid == 0:
                    above.chmod(above.stat().st_mode | 0o055)
            if os.geteuid() == 0:
                os.seteuid(65534)
            code = main([*command, str(folder / target)])
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    errors = capfd.readouterr().err.splitlines()
    assert len(errors) == 1
    assert errors[0].startswith("microact: ")
    assert "locked" in errors[0]
    assert list(folder.iterdir()) == []


LONG = [["tour", "--no-open", "--out"], ["train", "iris", "--epochs", "100000", "-o"]]
"""Commands that take a while."""


def started(folder, command):
    """Start a command, and return it when its temporary folder is there."""
    running = subprocess.Popen(
        [sys.executable, "-m", "microact", *command, "results"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell may ignore it
    )  # fmt: skip
    until(lambda: list(folder.glob(".microact-*")))
    return running


def until(happens):
    """Wait for something."""
    deadline = time.monotonic() + HANGS
    while not happens() and time.monotonic() < deadline:
        time.sleep(0.05)


@on_unix
@pytest.mark.parametrize("command", LONG)
def test_a_command_that_is_ended_takes_its_folder_away(tmp_path, command):
    running = started(tmp_path, command)
    running.terminate()
    running.communicate(timeout=HANGS)
    assert running.returncode == 143
    assert list(tmp_path.iterdir()) == []


@on_unix
@pytest.mark.parametrize("command", LONG)
def test_a_stopped_command_leaves_nothing_half_written(tmp_path, command):
    running = started(tmp_path, command)
    if command[0] == "tour":  # of a training the files come at the end
        until(lambda: list(tmp_path.glob(".microact-*/*")))
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    # What is trained next, the baseline, is stopped by another Ctrl-C, whenever it begins.
    deadline = time.monotonic() + HANGS
    while command[0] == "train" and running.poll() is None and time.monotonic() < deadline:
        time.sleep(1.0)
        running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=HANGS)
    if command[0] == "tour":
        assert running.returncode == 130
        assert errors.splitlines()[-1] == "microact: stopped"
        assert list(tmp_path.iterdir()) == []
    else:  # a training that is stopped keeps what it has learned, and its files are whole
        found = sorted(path.name for path in tmp_path.iterdir())
        assert found in ([], ["results"])
        if found:
            ma.load(tmp_path / "results" / "net.npz")
