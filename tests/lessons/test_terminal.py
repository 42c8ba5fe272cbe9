"""A lesson in a terminal: what is shown and what is not, guesses, answers, progress."""

import json

import pytest

from microact.exercises import judge
from microact.lessons import formula_text, progress, terminal
from microact.lessons.files import cells, lessons, solutions, title

FIRST = lessons()[1]


@pytest.fixture(autouse=True)
def own_place(monkeypatch, tmp_path):
    monkeypatch.setenv("MICROACT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def typing(*answers, then=""):
    """Type these answers, and after them always the same; remember the questions."""
    left = list(answers)

    def ask(question):
        ask.questions.append(question)
        return left.pop(0) if left else then

    ask.questions = []
    return ask


def test_it_shows_words_code_and_output_and_no_more_than_that(capsys):
    ask = typing()
    terminal.step_through(FIRST, judge, ask)
    out = capsys.readouterr().out
    assert "# 1. What is an activation?" in out
    assert "    w = ma.Value(1.5" in out
    assert "y = sigmoid(1.0) = 0.7311" in out
    assert "[picture: " in out
    assert "That was lesson 1." in out
    for hidden in ("pip", "Solutions", "$", "\\frac", "put yours here", "<details>"):
        assert hidden not in out
    assert len(ask.questions) == len(terminal.Walk(FIRST, judge, ask).cells) - 1 + 3


@pytest.mark.parametrize("answer", ["q", "Q ", EOFError])
def test_leaving_early(answer, capsys):
    def ask(text):
        if answer is EOFError:
            raise EOFError
        return answer

    terminal.step_through(FIRST, judge, ask)
    assert "sum =" not in capsys.readouterr().out


def test_a_guess_is_asked_for_and_shown_beside_the_answer(capsys):
    def ask(question):
        ask.order.append(question)
        return "a lot" if "Your guess" in question else ""

    ask.order = []
    terminal.step_through(FIRST, judge, ask)
    out = capsys.readouterr().out
    asked = [i for i, question in enumerate(ask.order) if "Your guess" in question]
    assert asked
    assert out.count("(You guessed: a lot)") == len(asked)


def test_answers_are_typed_and_answered_with_a_hint(capsys):
    at_exercises = next(
        i for i, cell in enumerate(terminal.Walk(FIRST, judge, typing()).cells)
        if "## Exercises" in cell.text
    )  # fmt: skip
    progress.write(1, progress.Lesson(at_exercises))
    solved = solutions(FIRST)
    ask = typing("", "3.0", "nonsense(", "undefined_name", "s", "2.1972246", "-3.0", "def f(x):",
                 "    return x", "", "")  # fmt: skip
    terminal.step_through(FIRST, judge, ask)
    out = capsys.readouterr().out
    assert "Not yet. sigmoid(3) is 0.953" in out
    assert "That stopped with SyntaxError" in out
    assert "That stopped with NameError: name 'undefined_name'" in out
    assert solved[0].split()[0] in out and "(You guessed" not in out  # noqa: PT018  # what s shows
    assert "Right: 01-1." in out
    assert "Right: 01-2." in out
    assert "def f(x)" not in out  # what was typed is not printed again
    assert progress.read()[1].right == ["01-1", "01-2"]


def at_exercises(number):
    """Put the learner before the exercises of a lesson."""
    found = terminal.Walk(lessons()[number], judge, typing()).cells
    cell = next(i for i, one in enumerate(found) if "## Exercises" in one.text)
    progress.write(number, progress.Lesson(cell))


def test_an_empty_line_inside_a_function_that_was_pasted(capsys):
    at_exercises(1)
    lines = ["def f(x):", "    a = x", "", "    return a", ""]
    terminal.step_through(FIRST, lambda _, f: None if callable(f) and f(2) == 2 else "no",
                          typing("", *lines))  # fmt: skip
    out = capsys.readouterr().out
    assert out.count("Not yet.") == 1  # what stood before the empty line
    assert "Right: 01-1." in out


@pytest.mark.parametrize("typed", ["default_x", "classes", "definitely + 1"])
def test_a_name_that_begins_like_a_word_of_python_is_an_expression(typed, capsys):
    at_exercises(1)
    ask = typing("", typed, "")
    terminal.step_through(FIRST, judge, ask)
    assert "NameError" in capsys.readouterr().out
    assert "... " not in ask.questions


def test_an_answer_that_takes_too_long_is_stopped_and_not_the_lesson(capsys):
    at_exercises(1)

    def stopped(exercise, answer):
        raise KeyboardInterrupt

    terminal.step_through(FIRST, stopped, typing("", "1.0", ""))
    out = capsys.readouterr().out
    assert "Stopped." in out
    assert "That was lesson 1." in out


def test_whoever_ends_the_input_at_the_first_question_loses_nothing():
    progress.write(1, progress.Lesson(3, ["01-1"]))

    def ended(question):
        raise EOFError

    terminal.step_through(FIRST, judge, ended)
    assert progress.read() == {1: progress.Lesson(3, ["01-1"])}


def test_a_solution_is_found_for_every_exercise():
    for path in lessons().values():
        found = solutions(path)
        assert len(found) == 3
        assert "def " in found[2] or "class " in found[2], path


def test_progress_is_kept_and_the_code_before_it_runs_again(capsys):
    terminal.step_through(FIRST, judge, typing("", "", "", "q"))
    assert progress.read()[1].cell == 3
    capsys.readouterr()
    ask = typing()
    terminal.step_through(FIRST, judge, ask)
    out = capsys.readouterr().out
    assert ask.questions[0].startswith("You have seen 3 of ")
    assert "# 1. What is an activation?" not in out
    assert "That was lesson 1." in out
    again = typing("q")
    terminal.step_through(FIRST, judge, again)  # its exercises are open
    assert again.questions[0].startswith(f"You have seen {progress.read()[1].cell} of ")
    assert "## Exercises" not in capsys.readouterr().out
    progress.write(1, progress.Lesson(progress.read()[1].cell, ["01-1", "01-2", "01-3"]))
    terminal.step_through(FIRST, judge, typing())
    assert "01-3 is answered already" in capsys.readouterr().out
    assert progress.read()[1].cell == 0
    terminal.step_through(FIRST, judge, typing("q"))
    assert "# 1. What is an activation?" in capsys.readouterr().out


def test_one_may_begin_anew(capsys):
    progress.write(1, progress.Lesson(3, ["01-1"]))
    terminal.step_through(FIRST, judge, typing("b", "q"))
    assert "# 1. What is an activation?" in capsys.readouterr().out
    assert progress.read()[1].right == ["01-1"]


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"1": 5}', '{"1": {"cell": "x"}}', '{"a": 1}'])
def test_a_damaged_file_is_no_obstacle(damage):
    progress.place().parent.mkdir()
    progress.place().write_text(damage)
    assert progress.read() == {}
    progress.write(2, progress.Lesson(4))
    assert json.loads(progress.place().read_text())["2"]["cell"] == 4


def test_one_damaged_lesson_takes_nothing_of_the_others():
    progress.place().parent.mkdir()
    good = '"2": {"cell": 4, "right": ["02-1"]}'
    progress.place().write_text(
        '{"1": {"cell": 1e999, "right": []}, ' + good + ', "3": [], "x": 1}'
    )
    assert progress.read() == {2: progress.Lesson(4, ["02-1"])}
    progress.write(5, progress.Lesson(1))
    assert sorted(progress.read()) == [2, 5]


@pytest.mark.parametrize("text", ["[" * 20_000, "\udcff", "9" * 5_000])
def test_what_json_cannot_read(text):
    progress.place().parent.mkdir()
    progress.place().write_text(text, encoding="utf-8", errors="surrogateescape")
    assert progress.read() == {}


def test_somebody_without_a_home(monkeypatch):
    def nobody(_):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("MICROACT_HOME")
    monkeypatch.setattr(progress.Path, "home", classmethod(nobody))
    assert progress.read() == {}
    progress.write(1, progress.Lesson(1))


def test_where_nothing_can_be_written_the_lesson_goes_on(monkeypatch, tmp_path, capsys):
    (tmp_path / "home").write_text("a file, where a folder should be")
    terminal.step_through(FIRST, judge, typing("", "q"))
    assert "# 1. What is an activation?" in capsys.readouterr().out


def test_the_list_says_how_far_one_has_come(capsys):
    from microact.cli.command_line import main

    progress.write(1, progress.Lesson(3, ["01-1"]))
    assert main(["tutorial"]) == 0
    out = capsys.readouterr().out
    assert f"{title(FIRST)}   (1 of 3 exercises, left at cell 3)" in out


FORMULAS = [
    (r"\sigma(x) = \frac{1}{1 + e^{-x}}", "σ(x) = 1 / (1 + e⁻ˣ)"),
    (r"\frac{dy}{dx} = \sum_i x_i^2", "dy/dx = ∑ᵢ xᵢ²"),
    (r"A = \mathrm{softmax}(QK^\top / \sqrt d)", "A = softmax(QKᵀ / √(d))"),
    (r"y'' = -2 y\,y'", "y'' = -2 y y'"),
    (r"\begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}", "1 if x > 0, else 0 if x < 0"),
    (r"s \le \tfrac14", "s ≤ 1/4"),
]


@pytest.mark.parametrize(("tex", "text"), FORMULAS)
def test_formulas_as_text(tex, text):
    assert formula_text.plain(tex) == text


def test_no_formula_of_the_lessons_keeps_a_trace_of_tex():
    for path in lessons().values():
        for cell in cells(path):
            if cell.words:
                text = formula_text.in_words(cell.text)
                assert "\\" not in text.replace("\\n", ""), (path.name, text)
                assert not formula_text.FORMULA.search(text)


def test_without_the_package_the_formulas_stay_and_a_line_says_what_helps(monkeypatch, capsys):
    def missing(module, needed_for, *also):
        raise ModuleNotFoundError("showing formulas as text needs pylatexenc: python -m pip ...")

    monkeypatch.setattr(formula_text, "optional", missing)
    formula_text._converter.cache_clear()
    terminal._say_once.cache_clear()
    for _ in range(2):
        assert terminal.wrapped("so $x^2$") == "so $x^2$"
    assert capsys.readouterr().out.count("needs pylatexenc") == 1
    formula_text._converter.cache_clear()
