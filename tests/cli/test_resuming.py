"""`microact train --resume`, and the file that a run leaves."""

import csv
import io
import json
import sys

import numpy as np
import pytest

import microact as ma
from microact.cli import main
from microact.cli.run_files import Run
from microact.tables import load_csv

pytest.importorskip("matplotlib").use("Agg")
pytestmark = pytest.mark.usefixtures("undrawn")


def table(path, rows, seed=0):
    rng = np.random.default_rng(seed)
    lines = ["size,colour,price"]
    for _ in range(rows):
        size, red = rng.uniform(1, 9), rng.random() < 0.5
        lines.append(f"{size:.3f},{'red' if red else 'blue'},{2 * size + 3 * red:.3f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def train(*words):
    return main(["train", *map(str, words)])


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resumed")
    data = table(folder / "data.csv", 80)
    assert train(data, "--epochs", 3, "--decay", 0, "--hidden", 8, "-o", folder / "run") == 0
    return data, folder / "run"


def weights(run):
    return [p.data for p in ma.load(run / "net.npz").parameters()]


def test_a_resumed_run_goes_on_from_the_same_weights(begun, tmp_path, capsys):
    data, run = begun
    assert train(data, "--resume", run, "--epochs", 60, "-o", tmp_path / "more") == 0
    told = capsys.readouterr().out
    first, more = Run.read(run), Run.read(tmp_path / "more")
    assert more.history.loss[:3] == first.history.loss
    assert len(more.history.loss) > 40
    assert more.history.loss[3] < first.history.loss[0]  # it did not begin anew
    assert min(more.history.watched) < min(first.history.watched)
    assert more.settings.decays == first.settings.decays == [0.0]
    assert more.encoder == first.encoder
    assert more.table_print == first.table_print
    assert f"of {len(more.history.loss)}, the best on 13 watched rows" in told
    assert "not the table" not in told
    written = (tmp_path / "more/history.csv").read_text(encoding="utf-8").splitlines()
    assert len(written) == 1 + len(more.history.loss)
    # the same error, worked out from the rows and the file alone
    goal = load_csv(data)
    answers = more.model(goal.X_test).data[:, 0] * more.scale[1] + more.scale[0]
    error = np.sqrt(np.mean((answers - goal.y_test) ** 2))
    assert f"{error:.4g}" in more.results


def test_what_helps_nothing_leaves_the_weights_as_they_were(begun, tmp_path, capsys):
    data, run = begun
    out = tmp_path / "worse"
    assert train(data, "--resume", run, "--epochs", 2, "--lr", 5, "-o", out) == 0
    assert "kept: the weights of the run that was resumed" in capsys.readouterr().out
    for a, b in zip(weights(run), weights(out)):
        np.testing.assert_array_equal(a, b)


def test_another_table_is_said(begun, tmp_path, capsys):
    _, run = begun
    grown = table(tmp_path / "grown.csv", 120)
    assert train(grown, "--resume", run, "--epochs", 2, "-o", tmp_path / "a") == 0
    assert "warning: this is not the table that was learned before" in capsys.readouterr().out
    assert Run.read(tmp_path / "a").encoder == Run.read(run).encoder
    other = tmp_path / "other.csv"
    other.write_text("size,price\n" + "1.5,2.5\n2.5,3.5\n" * 20, encoding="utf-8")
    assert train(other, "--resume", run, "-o", tmp_path / "b") == 2
    assert "there is no column 'colour'" in capsys.readouterr().err
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "words",
    [["--hidden", "4"], ["--seed", "1"], ["--dtype", "float32"], ["--target", "size"],
     ["--activation", "tanh"], ["--decay", "0.1"], ["--balance"], ["--seeds", "2"],
     ["--no-header"], ["--strict"], ["--drop", "size"], ["--words", "size"]],
)  # fmt: skip
def test_what_a_run_was_made_with_stays(begun, tmp_path, capsys, words):
    data, run = begun
    assert train(data, "--resume", run, *words, "-o", tmp_path / "no") == 2
    message = capsys.readouterr().err
    assert "is as it was in the run that is resumed; leave it out" in message
    assert words[0].removeprefix("--no-").strip("-") in message
    assert not (tmp_path / "no").exists()


def test_a_model_that_no_run_left_is_refused(begun, tmp_path, capsys):
    data, run = begun
    ma.nn.MLP(3, [4, 1], seed=0).save(tmp_path / "other.npz")
    assert train(data, "--resume", tmp_path / "other.npz", "-o", tmp_path / "no") == 2
    assert "was not made by microact train" in capsys.readouterr().err
    older = ma.load(run / "net.npz")
    for name in ("settings", "reading", "history", "print"):
        del older.about[name]
    older.save(tmp_path / "older.npz")
    assert train(data, "--resume", tmp_path / "older.npz", "-o", tmp_path / "no") == 2
    assert "does not say how it was trained; train anew" in capsys.readouterr().err
    assert main(["inspect", str(tmp_path / "older.npz")]) == 0


def damaged(begun, folder, change):
    """Write the file of a run anew, with something else in what it says about itself."""
    model = ma.load(begun[1] / "net.npz")
    model.about = json.loads(json.dumps(model.about))
    change(model.about)
    model.save(folder / "damaged.npz")
    return folder / "damaged.npz"


def refused_in_one_line(path, capsys):
    assert main(["inspect", str(path)]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "damaged.npz: what it says about its table is damaged" in message


@pytest.mark.parametrize(
    ("part", "value"),
    [("scale", [0, 0]), ("scale", ["x", 1]), ("scale", None), ("scale", [1]), ("threshold", 1),
     ("threshold", "half"), ("results", 3), ("settings", {"speed": 1}), ("settings", 3),
     ("reading", []), ("history", {"loss": [{}]}), ("history", {"loss": "ab"}),
     ("history", {"other": []}), ("history", [1]), ("print", 7), ("table", {}), ("table", 3),
     ("table", {"columns": 3, "target": "", "classes": [], "header": True, "width": 3})],
)  # fmt: skip
def test_a_damaged_file_is_one_line(begun, tmp_path, capsys, part, value):
    def change(about):
        about[part] = value

    refused_in_one_line(damaged(begun, tmp_path, change), capsys)


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3}, {"name": None}, {"mean": [1]}, {"mean": True}, {"mean": "1"}, {"spread": 0},
        {"spread": -1}, {"spread": True}, {"spread": float("inf")}, {"mean": None},
        {"words": "abc"}, {"words": {}}, {"words": ["a", "a"]}, {"words": [1, 2]}, {"more": 1},
        {"style": {"decimal": 5, "units": [], "example": "1"}},
        {"style": {"decimal": ";", "units": [], "example": "1"}}, {"style": "kg"},
        {"dates": {"shape": 1, "example": "", "with_hours": True}},
        {"dates": {"shape": "%q", "example": "", "with_hours": True}},
        {"dates": {"shape": "", "example": "", "with_hours": True}, "means": [1], "spreads": [1]},
        {"means": [1], "spreads": [1]}, {"means": None, "spreads": [1]},
    ],
)  # fmt: skip
def test_a_damaged_column_is_one_line(begun, tmp_path, capsys, change):
    path = damaged(begun, tmp_path, lambda about: about["table"]["columns"][0].update(change))
    refused_in_one_line(path, capsys)


@pytest.mark.parametrize(
    "change",
    [{"classes": "ny"}, {"classes": ["no", "no"]}, {"classes": [1, 2]}, {"classes": ["no"]},
     {"classes": None}, {"classes": {}}, {"target": None}, {"target": 5}, {"header": 1},
     {"width": "3"}, {"width": True}, {"columns": "x"}, {"columns": [None]}, {"columns": None}],
)  # fmt: skip
def test_a_damaged_table_is_one_line(begun, tmp_path, capsys, change):
    path = damaged(begun, tmp_path, lambda about: about["table"].update(change))
    for command in (["inspect", str(path)], ["predict", str(path), str(begun[0])]):
        assert main(command) == 2
        message = capsys.readouterr().err
        assert message.count("\n") == 1
        assert "damaged.npz: " in message


def test_another_module_is_no_run(tmp_path, capsys):
    ma.nn.Sequential(ma.nn.Linear(2, 1)).save(tmp_path / "seq.npz")
    assert main(["inspect", str(tmp_path / "seq.npz")]) == 2
    assert "seq.npz knows no table; it was not made by microact train" in capsys.readouterr().err


def test_answers_are_not_written_over_what_is_read(begun, tmp_path, capsys):
    _, run = begun
    new, net = table(tmp_path / "new.csv", 5), tmp_path / "net.npz"
    net.write_bytes((run / "net.npz").read_bytes())
    for out in (new, net):
        before = out.read_bytes()
        assert main(["predict", str(net), str(new), "-o", str(out)]) == 2
        assert "is read here; write the answers to another file" in capsys.readouterr().err
        assert out.read_bytes() == before


def test_cells_in_which_nothing_is_known_are_told_at_prediction(begun, tmp_path, capsys):
    _, run = begun
    (tmp_path / "new.csv").write_text("size,colour\n,red\nNA,\n3,red\n", encoding="utf-8")
    assert main(["predict", str(run), str(tmp_path / "new.csv")]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "microact: column 'size': 2 missing, taken as the mean",
        "microact: column 'colour': 1 missing, taken as none of its words",
    ]


def test_the_target_may_be_kept_beside_its_prediction(begun, tmp_path, capsys):
    _, run = begun
    new = table(tmp_path / "new.csv", 5)
    assert main(["predict", str(run), str(new), "--keep", "price"]) == 0
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["price", "predicted price"]
    assert [row[0] for row in rows] == [
        line.split(",")[2] for line in new.read_text(encoding="utf-8").splitlines()[1:]
    ]


@pytest.mark.parametrize("words", [["--threshold", "0.3"], ["--balance"]])
def test_options_about_classes_are_refused_for_a_number(begun, tmp_path, capsys, words):
    data, _ = begun
    assert train(data, *words, "-o", tmp_path / "no") == 2
    assert f"{words[0]} is about classes, and 'price' is a number" in capsys.readouterr().err


def test_huge_targets_have_an_error_that_is_a_number(tmp_path, capsys):
    lines = ["x,y"] + [f"{i},{i}e304" for i in range(1, 61)]
    (tmp_path / "huge.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert train(tmp_path / "huge.csv", "--epochs", 3, "--decay", 0, "-o", tmp_path / "out") == 0
    told = capsys.readouterr().out
    assert "always the mean" in told
    assert "inf" not in told


def test_inspect_tells_layers_table_history_and_results(begun, capsys):
    _, run = begun
    assert main(["inspect", str(run)]) == 0
    told = capsys.readouterr().out
    found = Run.read(run)
    for words in (
        "3 × 8", "  size: numbers, mean", "  colour: one of blue, red",
        f"answers with 'price', a number, mean {found.scale[0]:.4g}",
        "trained for 3 epochs, learning rate 0.005",
        f"the loss fell from {found.history.loss[0]:.4g} to {found.history.loss[-1]:.4g}",
        f"in epoch {1 + int(np.argmin(found.history.val_loss))}",
        (run / "results.txt").read_text(encoding="utf-8").strip(),
    ):  # fmt: skip
        assert words in told


@pytest.mark.parametrize("rows", [1, 999, 1000, 1001, 2500])
def test_rows_are_answered_some_at_a_time(begun, tmp_path, capsys, monkeypatch, rows):
    _, run = begun
    new = table(tmp_path / "new.csv", rows, seed=7)
    assert main(["predict", str(run), str(new), "--keep", "size"]) == 0
    from_file = capsys.readouterr().out
    with new.open(encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["predict", str(run), "-", "--keep", "size"]) == 0
    assert capsys.readouterr().out == from_file
    header, *answers = csv.reader(io.StringIO(from_file))
    assert header == ["size", "price"]
    assert len(answers) == rows
    # all at once, by the network itself
    found = Run.read(run)
    given = list(csv.DictReader(new.read_text(encoding="utf-8").splitlines()))
    size, _ = found.encoder.columns
    X = [[(float(r["size"]) - size.mean) / size.spread, r["colour"] == "blue", r["colour"] == "red"]
         for r in given]  # fmt: skip
    expected = found.model(np.array(X, dtype=float)).data[:, 0] * found.scale[1] + found.scale[0]
    np.testing.assert_allclose([float(a) for _, a in answers], expected, rtol=1e-5)
    assert [row["size"] for row in given] == [a for a, _ in answers]


def test_a_mistake_far_down_names_its_line_and_leaves_no_file(begun, tmp_path, capsys):
    _, run = begun
    new = table(tmp_path / "new.csv", 3000)
    new.write_text(new.read_text(encoding="utf-8") + "oops,red,1\n", encoding="utf-8")
    out = tmp_path / "answers.csv"
    assert main(["predict", str(run), str(new), "-o", str(out)]) == 2
    assert "line 3002, column 'size': 'oops' is no number" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [new]
    new.write_bytes(new.read_bytes().replace(b"oops,red,1\n", b"1.5,r\xf6d,1\n"))
    assert main(["predict", str(run), str(new), "-o", str(out)]) == 2
    assert "line 3002; save it as UTF-8" in capsys.readouterr().err
    new.write_bytes(new.read_bytes().replace(b"1.5,r\xf6d,1\n", b"1.5\n"))
    assert main(["predict", str(run), str(new), "-o", str(out)]) == 2
    assert "line 3002: 1 cells where the first line has 3" in capsys.readouterr().err
    assert not out.exists()
