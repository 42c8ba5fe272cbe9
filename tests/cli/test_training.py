import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import microact as ma
from microact.cli import main
from microact.data import load_iris

pytest.importorskip("matplotlib").use("Agg")


@pytest.fixture(scope="module")
def iris(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "iris"
    assert main(["train", "iris", "--epochs", "40", "-o", str(out)]) == 0
    return out


def test_train_writes_what_it_found(iris):
    names = {path.name for path in iris.iterdir()}
    assert names == {
        "net.npz", "results.txt", "history.csv", "history.png", "activations.png",
        "gradient_flow.png", "confusion.png", "network.svg", "network.png", "graph.svg",
    }  # fmt: skip
    text = (iris / "results.txt").read_text(encoding="utf-8").splitlines()
    head, always, line, network, _, kept, *_ = text
    assert re.match(
        r"kept: the weights of epoch \d+ of \d+, the best on 24 watched rows; weight decay", kept
    )
    assert head == "held-out accuracy (30 rows)"
    assert always.split()[-1] == "33.3%"  # ten flowers of each species are held out
    assert float(line.split()[-1].rstrip("%")) > 70
    assert float(network.split()[-1].rstrip("%")) > 70
    assert network.startswith("MLP(4 → 32 relu → 32 relu → 3)")
    history = list(csv.reader((iris / "history.csv").read_text(encoding="utf-8").splitlines()))
    assert history[0] == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert f"of {len(history) - 1}, the best" in kept
    assert float(history[-1][1]) < float(history[1][1])
    assert "layer1" in (iris / "graph.svg").read_text(encoding="utf-8")
    glance = (iris / "network.svg").read_text(encoding="utf-8")
    assert "How much gradient arrives" in glance
    assert "petal_width" in glance
    assert "virginica" in glance
    for png in iris.glob("*.png"):
        assert png.read_bytes().startswith(b"\x89PNG")


def test_the_held_out_result_is_that_of_rows_it_never_saw(iris):
    """Worked out again from the saved network: the split, the standardising, the share."""
    X, y, _, _ = load_iris()
    learn, hold_out = ma.data.split(y, 0.2, seed=0)
    X = (X - X[learn].mean(axis=0)) / X[learn].std(axis=0)
    share = np.mean(ma.load(iris / "net.npz").predict(X[hold_out]) == y[hold_out])
    text = (iris / "results.txt").read_text(encoding="utf-8").splitlines()
    assert f"{share:.1%}" == text[3].split()[-1]


def test_predict_writes_csv_that_can_be_read_back(iris, tmp_path, capsys):
    X, y, features, species = load_iris()
    new = tmp_path / "new.csv"
    # the columns in another order, and one more that nobody asked for
    order = [2, 0, 3, 1]
    lines = [",".join([features[i] for i in order] + ["remark"])]
    lines += [",".join([repr(float(x[i])) for i in order] + ["hm"]) for x in X]
    new.write_text("\n".join(lines), encoding="utf-8")
    capsys.readouterr()
    assert main(["predict", str(iris / "net.npz"), str(new)]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["species", "p(setosa)", "p(versicolor)", "p(virginica)"]
    assert len(rows) == 150
    assert np.mean([row[0] == species[k] for row, k in zip(rows, y)]) > 0.9
    for row in rows:
        p = [float(v) for v in row[1:]]
        assert sum(p) == pytest.approx(1, abs=2e-4)
        assert row[0] == species[int(np.argmax(p))]


def test_predictions_pipe(iris, tmp_path):
    new = tmp_path / "new.csv"
    X, _, features, _ = load_iris()
    rows = [",".join(map(str, x)) for x in X] * 300
    new.write_text("\n".join([",".join(features), *rows]), encoding="utf-8")
    command = [sys.executable, "-m", "microact", "predict", str(iris / "net.npz"), str(new)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"species,")
        process.stdout.close()  # as `| head -1` does
        assert process.stderr.read() == b""
        assert process.wait() == 0


TWO = "size,material,broken\n" + "".join(
    f"{i % 10},{'glass' if i % 3 else 'steel'},{'yes' if i % 10 > 4 and i % 3 else 'no'}\n"
    for i in range(120)
)


def test_a_table_of_ones_own(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    path.write_text(TWO, encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["--target", "broken", "--hidden", "8", "--activation", "relu", "--epochs", "60"]
    assert main(["train", str(path), *arguments, "-o", str(out)]) == 0
    said = capsys.readouterr().out
    assert "always 'no'" in said
    assert "MLP(3 → 8 relu → 1)" in said
    assert (out / "roc.png").exists()
    new = tmp_path / "new.csv"
    new.write_text("material,size\nglass,9\nsteel,9\nglass,0\n", encoding="utf-8")
    assert main(["predict", str(out / "net.npz"), str(new)]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == ["broken", "p(no)", "p(yes)"]
    assert [row[0] for row in rows[1:]] == ["yes", "no", "no"]


@pytest.mark.usefixtures("undrawn")
def test_a_target_of_numbers(tmp_path, capsys):
    path = tmp_path / "line.csv"
    rows = [f"{i / 10},{3 + 20 * i / 10}" for i in range(100)]
    path.write_text("x,y\n" + "\n".join(rows), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["train", str(path), "--hidden", "8", "--epochs", "150", "-o", str(out)]) == 0
    text = (out / "results.txt").read_text(encoding="utf-8").splitlines()
    head, mean, line, network, *_ = text
    assert head == "held-out error, root mean square (20 rows)"
    spread = 20 * 2.887  # of 100 even steps from 0 to 10
    assert float(mean.split()[-1]) == pytest.approx(spread, rel=0.25)
    assert float(line.split()[-1]) < 1
    assert float(network.split()[-1]) < spread / 10
    new = tmp_path / "new.csv"
    new.write_text("x\n5\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["predict", str(out / "net.npz"), str(new)]) == 0
    name, number = capsys.readouterr().out.split()
    assert name == "y"
    assert float(number) == pytest.approx(103, abs=6)


@pytest.mark.parametrize("source", ["moons", "spirals"])
def test_data_made_on_the_spot(source, tmp_path, capsys):
    assert main(["train", source, "--epochs", "3", "-o", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "boundary.png").exists()
    assert "held-out accuracy (100 rows)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "nowhere.csv"], "there is no file 'nowhere.csv'; made here are iris, moons"),
        (["train", "iris", "--target", "sort"], "there is no column 'sort'"),
        (["train", "iris", "--activation", "rleu"], "no rule is called 'rleu'"),
        (["train", "iris", "--epochs", "0"], "epochs is a whole number, at least 1, got 0"),
        (
            ["train", "iris", "--hidden", "0"],
            "the size of a layer is a whole number, at least 1, got 0",
        ),
        (["train", "iris", "--activation", "relu", "--lr", "1e300"], "try a smaller learning rate"),
        (["train", "iris", "--lr", "-1"], "lr is a finite number"),
        (["predict", "nowhere.npz", "new.csv"], "No such file"),
        (["predict", "new.csv", "new.csv"], "is no saved network"),
        (["predict", "other.npz", "new.csv"], "knows no table; it was not made by microact train"),
        (["predict", "damaged.npz", "new.csv"], "what it says about its table is damaged"),
        (["predict", "iris.npz", "new.csv"], "there is no column 'sepal_length'; there are x, y"),
        (["predict", "iris.npz", "nowhere.csv"], "No such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments, says, iris, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (tmp_path / "iris.npz").write_bytes((iris / "net.npz").read_bytes())
    ma.nn.MLP(2, [1]).save("other.npz")
    model = ma.nn.MLP(2, [1])
    model.about = {"table": 3}
    model.save("damaged.npz")
    before = sorted(tmp_path.iterdir())
    capsys.readouterr()
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert says in err
    assert len(err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before  # and nothing is left behind


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert main(["train", "iris", "-o", str(tmp_path / "mine")]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


# ---- found by a hostile reader ------------------------------------------------------------------


def test_an_interrupted_training_says_so_and_did_not_look_at_the_rows_held_out(
    tmp_path, monkeypatch, capsys
):
    from microact.cli import fitting as runs

    fitted = runs.fit
    watched = []

    def interrupted(model, X, y, **settings):
        watched.append((len(X), len(settings["validation"][0])))

        def stop(epoch, history):
            if epoch == 3 and len(model.layers) > 1:
                raise KeyboardInterrupt

        return fitted(model, X, y, callbacks=[stop], **settings)

    monkeypatch.setattr(runs, "fit", interrupted)
    assert main(["train", "iris", "--epochs", "9", "-o", str(tmp_path / "out")]) == 0
    assert "interrupted; the weights of epoch" in capsys.readouterr().out
    # Of the 120 rows to learn from a fifth is watched; no other decay is tried after Ctrl-C.
    assert watched == [(96, 24)] * 2


def test_a_reader_that_has_enough_loses_no_training(tmp_path):
    command = [sys.executable, "-u", "-m", "microact", "train", "iris", "--epochs", "30", "-o", "r"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
    assert (tmp_path / "r" / "net.npz").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_said(iris, tmp_path):
    new = tmp_path / "new.csv"
    new.write_text("sepal_length,sepal_width,petal_length,petal_width\n5,3,1,0.2\n")
    command = [sys.executable, "-m", "microact", "predict", str(iris / "net.npz"), str(new)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert done.returncode == 2
    assert done.stderr == "microact: [Errno 28] No space left on device\n"


def test_names_that_matplotlib_would_read_as_mathematics(tmp_path, capfd):
    path = tmp_path / "money.csv"
    names = ["$x^$", "_y", "中文"]
    rows = [f"{i % 7},{i % 5},{names[i % 3]}" for i in range(60)]
    path.write_text("a,b,kind\n" + "\n".join(rows), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["train", str(path), "--epochs", "2", "-o", str(out)]) == 0
    assert capfd.readouterr().err == ""
    assert (out / "boundary.png").exists()


@pytest.mark.usefixtures("undrawn")
def test_a_link_to_an_empty_folder_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert main(["train", "moons", "--epochs", "2", "-o", str(tmp_path / "link")]) == 0
    assert (tmp_path / "real" / "net.npz").exists()


@pytest.mark.usefixtures("undrawn")
def test_a_constant_target_of_numbers_and_numbers_too_large(tmp_path, capsys):
    path = tmp_path / "same.csv"
    path.write_text("x,y\n" + "".join(f"{i},{2.5 if i else 3.5}\n" for i in range(40)))
    arguments = ["--kind", "number", "--epochs", "2", "--seed", "1"]
    assert main(["train", str(path), *arguments, "-o", str(tmp_path / "out")]) == 0
    new = tmp_path / "new.csv"
    new.write_text("x\n1\n1e308\n-1e308\n")
    capsys.readouterr()
    code = main(["predict", str(tmp_path / "out" / "net.npz"), str(new)])
    captured = capsys.readouterr()
    assert (code, len(captured.err.splitlines())) in [(0, 0), (2, 1)]
    assert "nan" not in captured.out


def test_too_large_a_network_is_one_line(tmp_path, capsys, monkeypatch):
    from microact.cli import fitting as runs

    def fail(*args, **settings):
        raise MemoryError

    monkeypatch.setattr(runs, "fit", fail)
    assert main(["train", "iris", "-o", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == "microact: this needs more memory than there is\n"
