"""The commands that write pictures, films and sheets, as a user types them."""

import pytest

import microact as ma
from microact.cli import main

NUMBERS = ["--set", "w=0.5", "x=2", "b=-0.3"]


def run(capsys, *words):
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def test_a_film_of_an_expression(capsys, tmp_path):
    for name, start in (("a.gif", b"GIF89a"), ("a.png", b"\x89PNG")):
        code, out, err = run(
            capsys, "animate", "tanh(w*x + b)", *NUMBERS, "-o", str(tmp_path / name)
        )
        assert (code, err) == (0, "")
        assert out.splitlines() == ["tanh(w*x + b) = 0.604368", f"wrote {tmp_path / name}"]
        assert (tmp_path / name).read_bytes().startswith(start)
    out = tmp_path / "frames"
    code, _, _ = run(capsys, "animate", "w*x + b", *NUMBERS, "-o", str(out), "--theme", "dark")
    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == [f"{k}.svg" for k in range(1, 7)]


def test_a_sheet_of_an_expression(capsys, tmp_path):
    words = ["worksheet", "softplus(w*x) - b", *NUMBERS, "-o", str(tmp_path / "s.svg")]
    code, out, err = run(capsys, *words, "--count", "2", "--no-hints", "--title", "Week 3")
    assert (code, err) == (0, "")
    names = ["s-1.svg", "s-2.svg", "s-1-answers.svg", "s-2-answers.svg"]
    assert out.splitlines() == [f"wrote {tmp_path / name}" for name in names]
    text = (tmp_path / "s-1.svg").read_text(encoding="utf-8")
    assert "Week 3" in text
    assert "Local gradients" not in text
    code, out, _ = run(capsys, *words, "--seed", "4", "--blanks", "all", "--no-answers")
    assert out.splitlines() == [f"wrote {tmp_path / 's.svg'}"]


def test_a_step_and_a_theme(capsys, tmp_path):
    words = ["draw", "tanh(w*x + b)", *NUMBERS, "-o", str(tmp_path / "s.svg")]
    assert run(capsys, *words, "--step", "-1", "--theme", "light")[0] == 0
    y = ma.tanh(ma.Value(0.5, "w") * ma.Value(2.0, "x") + ma.Value(-0.3, "b"))
    wanted = ma.draw(y, step=-1, theme="light").as_svg()
    assert (tmp_path / "s.svg").read_text(encoding="utf-8") == wanted


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["draw", "x", "--step", "9"], "this graph has steps 0 to 1, got step=9"),
        (["animate", "x", "-o", "a.mp4"], "ends neither in .gif nor in .png"),
        (["animate", "x", "-o", "no/a.gif"], "there is no folder"),
        (["animate", "x*2", "--seconds", "0"], "seconds is a finite number above 0, got 0.0"),
        (["worksheet", "x*2", "-o", "s.doc"], "does not end in .pdf, .html, .svg or .png"),
        (["worksheet", "x", "-o", "s.html"], "there is nothing to find"),
        (["worksheet", "x*2", "--count", "0"], "count is a whole number, from 1 to 200"),
        (["worksheet", "x*2", "--seed", "-1"], "seed is a whole number, at least 0"),
    ],
)
def test_what_cannot_be_is_one_line(capsys, monkeypatch, tmp_path, words, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *words, "--set", "x=1")
    assert (code, out) == (2, "")
    assert err.startswith("microact: ")
    assert len(err.splitlines()) == 1
    assert message in err
    assert list(tmp_path.iterdir()) == []


def test_the_next_tour_goes_beside_the_last(capsys, monkeypatch, tmp_path):
    from microact.cli import guided_tour

    made = []
    monkeypatch.setattr(guided_tour, "run_tour", lambda out, **options: made.append(str(out)))
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "tour") == (0, "", "")
    (tmp_path / "microact-tour").mkdir()
    assert run(capsys, "tour")[1] == ""  # an empty folder will do
    (tmp_path / "microact-tour" / "index.html").write_text("mine")
    said = "microact-tour is there already, so this tour goes to microact-tour-{}\n"
    assert run(capsys, "tour")[1] == said.format(2)
    (tmp_path / "microact-tour-2").write_text("a file")
    assert run(capsys, "tour")[1] == said.format(3)
    assert made == ["microact-tour", "microact-tour", "microact-tour-2", "microact-tour-3"]
