"""The call in Python and the command: what a page begins with, and what is refused."""

import base64
import json
import re
import warnings

import numpy as np
import pytest

import microact as ma
from microact.cli import main
from microact.show.page.playground import playground_of


def state_of(page):
    state = json.loads(re.search(r'id="state">([^<]*)<', page.page)[1])
    return state and state["network"]


def weights_of(state):
    text = state["first"]
    return np.frombuffer(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "<f8")


def test_without_anything_the_page_begins_by_itself(tmp_path):
    page = ma.playground(path=tmp_path / "page.html")
    assert state_of(page) is None
    assert (tmp_path / "page.html").read_text("utf-8") == page.page
    assert repr(page).startswith("<microact page, ")


@pytest.mark.parametrize("kind", ["nn", "neurons"])
def test_a_network_brings_its_weights_and_its_activations(kind):
    model = ma.nn.MLP(2, [3, 2, 1], hidden=[ma.LeakyReLU(0.2), "tanh"], output="sigmoid", seed=4)
    given = model if kind == "nn" else model.to_neurons()
    X, y = ma.data.moons(30)
    state = state_of(ma.playground(given, X, y))
    layers = [(layer["units"], layer["activation"]) for layer in state["settings"]["layers"]]
    assert layers == [(3, "leaky_relu(slope=0.2)"), (2, "tanh")]
    assert state["settings"]["loss"] == "cross-entropy"
    assert state["settings"]["heldOut"] == 0
    parts = [np.r_[np.ravel(x.weight.data.T), x.bias.data] for x in model.layers]
    assert np.array_equal(weights_of(state), np.concatenate(parts))
    assert np.array_equal(state["table"]["rows"], X)  # a network sees them as they are
    assert state["table"]["scale"] is None
    other = state_of(ma.playground(ma.nn.MLP(2, [1], output="tanh")))
    assert other["settings"]["loss"] == "squared error"


def test_points_alone_are_scaled_and_their_scale_is_kept():
    X, y = np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 40.0]]), ["b", "a", "b"]
    table = state_of(ma.playground(X=X, y=y))["table"]
    rows = np.array(table["rows"])
    assert np.allclose(rows.mean(axis=0), 0)
    assert np.allclose(rows.std(axis=0), 1)
    assert np.allclose(rows * table["scale"]["spread"] + table["scale"]["mean"], X)
    assert table["classes"] == ["a", "b"]
    assert table["wanted"] == [1, 0, 1]
    assert table["names"] == ["x₁", "x₂"]


@pytest.mark.parametrize(("answers", "classes"), [
    ([0, 1, 1], ["0", "1"]), ([True, False, True], ["False", "True"]),
    ([-1.0, 1.0, 1.0], ["-1", "1"]), (np.array([["n"], ["y"], ["n"]]), ["n", "y"]),
    (np.array(["a", 1, "a"], dtype=object), ["1", "a"]),
])  # fmt: skip
def test_answers_may_be_of_any_kind(answers, classes):
    X = np.arange(6.0).reshape(3, 2)
    assert state_of(ma.playground(X=X, y=answers))["table"]["classes"] == classes


class Frame:
    """Looks like a data frame."""

    def __init__(self, X, columns):
        self.X, self.columns = X, columns

    def __array__(self, dtype=None, copy=None):
        return np.array(self.X, dtype=dtype)


def test_a_data_frame_brings_its_names_no_two_alike():
    X = np.arange(12.0).reshape(3, 4)
    names = state_of(ma.playground(X=Frame(X, ["a", "b", "a", "c\x00d"]), y=[0, 1, 0]))["table"][
        "names"
    ]
    assert names == ["a", "b", "a (2)", "c d"]
    short = state_of(ma.playground(X=Frame(X, ["a"]), y=[0, 1, 0]))["table"]["names"]
    assert short == ["x₁", "x₂", "x₃", "x₄"]


def test_many_rows_and_columns_are_fewer_and_it_is_said():
    X, y = np.random.default_rng(0).normal(size=(1500, 40)), np.arange(1500) % 2
    table = state_of(ma.playground(X=X, y=y))["table"]
    assert np.shape(table["rows"]) == (1000, 32)
    assert "1000 of 1500 rows" in table["note"]
    assert "first 32 of 40 columns" in table["note"]


@pytest.mark.parametrize(("sizes", "rows"), [([5, 4], 200), ([16, 16], 300), ([24] * 3, 300)])
def test_pages_stay_small(sizes, rows):
    X, y = ma.data.moons(rows)
    page = ma.playground(ma.nn.MLP(2, [*sizes, 1]), X, y)
    assert len(page._repr_html_()) <= 200_000
    assert len(page.page.encode()) <= 1_500_000


def test_the_largest_table_stays_below_a_megabyte_and_a_half():
    X = np.random.default_rng(0).normal(size=(1000, 32))
    page = ma.playground(ma.nn.MLP(32, [*[24] * 8, 1]), X, X[:, 0] > 0)
    assert len(page.page.encode()) <= 1_500_000


Z = np.arange(6.0).reshape(3, 2)


@pytest.mark.parametrize(("given", "error", "words"), [
    ({"X": Z, "y": [0, 1, np.nan]}, ValueError, "got nan in row 2"),
    ({"X": Z, "y": [0, None, 1]}, ValueError, "got None in row 1"),
    ({"X": Z, "y": [0, 1, 2]}, ValueError, "two different answers, got 3"),
    ({"X": Z, "y": [0, 1]}, ValueError, "one answer for each row"),
    ({"X": Z[:0], "y": []}, ValueError, "one answer for each row"),
    ({"X": Z + np.inf, "y": [0, 1, 0]}, ValueError, "must be finite"),
    ({"X": Z - np.inf, "y": [0, 1, 0]}, ValueError, "must be finite"),
    ({"X": [[1e308, 0], [-1e308, 1]], "y": [0, 1]}, ValueError, "further than a float"),
    ({"X": np.ma.masked_greater(Z, 3), "y": [0, 1, 0]}, TypeError, "lose its mask"),
    ({"X": [["a", "b"], ["c", "d"]], "y": [0, 1]}, ValueError, "could not convert"),
    ({"model": ma.nn.MLP(2, [3, 1], hidden="softmax")}, ValueError, "not a function of one number"),
    ({"model": ma.nn.MLP(2, [3] * 9 + [1])}, ValueError, "up to 8 hidden layers"),
    ({"X": Z}, TypeError, "come together"),
    ({"X": Z * 1j, "y": [0, 1, 0]}, TypeError, "real numbers"),
])  # fmt: skip
def test_what_cannot_be_shown_is_refused_in_one_line(given, error, words):
    with pytest.raises(error, match=re.escape(words)) as raised:
        ma.playground(**given)
    assert "\n" not in str(raised.value)


def test_weights_that_are_not_finite_are_refused():
    model = ma.nn.MLP(2, [3, 1])
    model.layers[1].weight.data = model.layers[1].weight.data * np.nan
    with pytest.raises(ValueError, match="layer2.weight is not finite"):
        ma.playground(model)


def test_a_rule_that_symbols_cannot_read_spoils_no_page(swept):
    class Clipped(ma.Activation):
        def forward(self, x, xp):
            return x.clip(-1, 1)

        def local_gradient(self, x, y, xp):
            return 1.0 * (abs(x) < 1)

    assert '"clipped"' not in ma.playground().page
    with pytest.raises(TypeError, match="cannot compute clipped"):
        ma.playground(ma.nn.MLP(2, [3, 1], hidden=Clipped()))


def test_good_input_gives_no_warnings_and_the_same_page_twice():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pages = [playground_of(None, Z, [0, 1, 0], title="t\ud800\x00").page for _ in range(2)]
    assert pages[0] == pages[1]
    assert "t  </span>" in pages[0]


def test_the_command_writes_a_page_of_a_table(tmp_path, capsys, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    table, page = tmp_path / "data.csv", tmp_path / "page.html"
    table.write_text("size,weight,colour,kind\n1,2,red,a\n2,3,blue,b\n3,4,red,b\n4,,blue,a\n")
    assert main(["playground", str(table), "-o", str(page)]) == 0
    assert f"wrote {page}" in capsys.readouterr().out
    assert opened == [page.resolve().as_uri()]
    text = re.search(r'id="state">([^<]*)<', page.read_text("utf-8"))[1]
    state = json.loads(text)
    state = state["network"]
    assert state["table"]["names"] == ["size", "weight", "colour=blue", "colour=red"]
    assert state["table"]["classes"] == ["a", "b"]
    assert "to predict: 'kind'" in state["table"]["note"]
    raw = np.array(state["table"]["rows"]) * state["table"]["scale"]["spread"]
    assert np.allclose((raw + state["table"]["scale"]["mean"])[:, 0], [1, 2, 3, 4])
    assert main(["playground", "--no-open", "-o", str(page)]) == 0
    assert len(opened) == 1


@pytest.mark.parametrize(("words", "said"), [
    (["-o", "page.txt"], "does not end in .html"), (["nothing.csv"], "nothing.csv"),
    (["--target", "a"], "name its file"),
])  # fmt: skip
def test_the_command_says_in_one_line_what_is_wrong(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["playground", "--no-open", *words]) != 0
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
