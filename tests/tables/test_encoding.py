import json
import re
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microact.tables.cells import is_number
from microact.tables.csv_reader import read_rows
from microact.tables.encoding import Encoder, load_csv

FLOWERS = "height,colour,kind\n" + "".join(
    f"{i}.5,{'red' if i % 3 else 'white'},{'tulip' if i % 2 else 'rose'}\n" for i in range(20)
)


def test_numbers_and_words(csv):
    table = load_csv(csv(FLOWERS), target="kind")
    assert table.features == ["height", "colour=red", "colour=white"]
    assert table.classes == ["rose", "tulip"]
    assert table.X.shape == (16, 3)
    assert table.X_test.shape == (4, 3)
    # standardised with the rows to learn from, and with no others
    np.testing.assert_allclose(table.X[:, 0].mean(), 0, atol=1e-12)
    np.testing.assert_allclose(table.X[:, 0].std(), 1)
    column = table.encoder.columns[0]
    heights = np.sort(np.r_[table.X[:, 0], table.X_test[:, 0]] * column.spread + column.mean)
    np.testing.assert_allclose(heights, np.arange(20) + 0.5)
    np.testing.assert_array_equal(table.X[:, 1] + table.X[:, 2], 1)
    assert np.bincount(table.y_test).tolist() == [2, 2]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: "\ufeff" + t,
        lambda t: t.replace(",", ";"),
        lambda t: t.replace(",", "\t"),
        lambda t: t.replace("red", '"red"').replace("height", '"height"'),
        lambda t: t.replace(",", " , "),
        lambda t: t.rstrip("\n"),
        lambda t: t.replace("\n", "\n\n"),
        lambda t: "\n" + t,
    ],
)
def test_the_many_ways_to_write_the_same_table(csv, change):
    expected, table = load_csv(csv(FLOWERS)), load_csv(csv(change(FLOWERS), "other.csv"))
    assert table.features == expected.features
    assert table.classes == expected.classes
    assert np.array_equal(table.X, expected.X)
    assert np.array_equal(table.y, expected.y)


def test_quotes_hold_separators_newlines_and_quotes(csv):
    kinds = ['"a, b"', '"say ""yes"""', '"two\nlines"']
    text = "x,what\n" + "".join(f"{i},{kinds[i % 3]}\n" for i in range(6))
    table = load_csv(csv(text), test=0.4)
    assert table.classes == ["a, b", 'say "yes"', "two\nlines"]


def test_without_a_header(csv):
    text = FLOWERS.partition("\n")[2]
    table = load_csv(csv(text))
    assert table.features == ["column1", "column2=red", "column2=white"]
    assert table.encoder.target == "column3"
    assert len(table.y) + len(table.y_test) == 20
    numbers = "1,2,0\n3,4,1\n5,6,0\n7,8,1\n9,1,0\n2,3,1\n" * 2
    assert load_csv(csv(numbers)).classes == ["0", "1"]
    words = "a,x\nb,y\na,y\nb,x\na,x\nb,y\n"
    assert len(load_csv(csv(words)).y) == 4  # of six rows, one of each class is held out
    assert len(load_csv(csv(words), header=True, test=0.4).y) == 3


def test_missing_values_count_as_the_mean_and_are_noted(csv):
    text = FLOWERS.replace("\n3.5,", "\nNA,").replace("\n7.5,", "\n,").replace(",red", ",?", 1)
    table = load_csv(csv(text), test=0.1)
    assert any("missing, taken as the mean" in note for note in table.notes)
    X = np.r_[table.X, table.X_test]
    assert np.all(np.isfinite(X))
    assert np.sum(X[:, 0] == 0) == 2
    assert np.sum(X[:, 1:].sum(axis=1) == 0) == 1  # a missing word is none of the known


def test_columns_that_say_nothing_are_left_out_and_noted(csv):
    lines = FLOWERS.splitlines()
    text = "\n".join([lines[0] + ",unit,name"] + [f"{r},cm,n{i}" for i, r in enumerate(lines[1:])])
    table = load_csv(csv(text), target="kind", drop=("name",))
    assert table.notes[1:] == [
        "column 'unit' says the same in every row to learn from and was left out"
    ]
    long = "name,x,y\n" + "".join(f"n{i},{i},{i % 2}\n" for i in range(80))
    table = load_csv(csv(long))
    assert table.features == ["x"]
    assert "different words and was left out" in table.notes[1]


def test_targets_of_words_whole_numbers_and_numbers(csv):
    table = load_csv(csv("x,y\n" + "".join(f"{i},{i % 3 + 1}\n" for i in range(30))))
    assert table.classes == ["1", "2", "3"]
    table = load_csv(csv("x,y\n" + "".join(f"{i},{i * 0.37}\n" for i in range(30))))
    assert table.classes == []
    assert table.y.dtype == np.float64
    assert set(np.r_[table.y, table.y_test].round(2)) == {round(i * 0.37, 2) for i in range(30)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no rows"),
        ("\n\n", "holds no rows"),
        ("a,b\n", "column2"),
        ("a,b,a\n1,2,3\n", "two columns are called 'a'"),
        ("a,b\n1,2\n3\n", "line 3: 1 cells where the first line has 2"),
        (
            "x,y\n1,a\n2,b\noops,a\n4,b\n5,a\n6,b\n7,a\n8,b\n",
            "line 4, column 'x': 'oops' is no number",
        ),
        ("x,y\n1,\n2,\n3,\n", "column 'y': the target is missing in every row"),
        ("x,y\n1,a\n2,a\n3,a\n", "column 'y' says 'a' in every row"),
        ("x,y\n1,a\n1,b\n1,a\n1,b\n1,a\n1,b\n", "no column is left to learn from"),
        ('x,y\n1,"a\n2,b\n', "line"),
        ("x,y\n1,a\0\n", "holds a zero byte"),
        ("x,y\n1e999,a\n2,b\n3,a\n4,b\n5,a\n6,b\n", "'1e999' is no number"),
    ],
)
def test_problems_name_the_line_and_the_column(csv, text, says):
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is looked at below
        load_csv(csv(text), test=0.34, seed=1)
    assert says in str(caught.value)


def test_unknown_columns_and_other_encodings(csv):
    with pytest.raises(ValueError, match="there is no column 'sort'; there are height, colour, k"):
        load_csv(csv(FLOWERS), target="sort")
    with pytest.raises(ValueError, match="there is no column 'sort'"):
        load_csv(csv(FLOWERS), drop=("sort",))
    with pytest.raises(ValueError, match="is no UTF-8 text: line 3"):
        load_csv(csv(FLOWERS.replace("red", "röd"), encoding="latin-1"))
    with pytest.raises(FileNotFoundError):
        load_csv("nowhere.csv")


def test_new_rows_are_read_as_the_first_ones_were(csv):
    table = load_csv(csv(FLOWERS), target="kind")
    encoder = Encoder.from_facts(json.loads(json.dumps(table.encoder.as_facts())))
    assert encoder == table.encoder
    names, rows, _ = read_rows(csv("colour,height\nred,3.5\nwhite,\n", "new.csv"))
    X = encoder.encode(names, rows)
    column = encoder.columns[0]
    np.testing.assert_allclose(X, [[(3.5 - column.mean) / column.spread, 1, 0], [0, 0, 1]])
    names, rows, _ = read_rows(csv("height,colour\n3,blue\n3,RED\n", "other.csv"))
    assert encoder.encode(names, rows)[:, 1:].tolist() == [[0, 0], [1, 0]]
    assert encoder.unknown(names, rows) == {"colour": {"blue"}}


NOTHING = [
    "NA", "n/a", "N.A.", "#N/A", "<NA>", "NaN", "-nan", "NULL", "?", "-", "--", "–", ".", "...",
    "\\N", "#DIV/0!", "#VALUE!", "", "  ",
]  # fmt: skip


@pytest.mark.parametrize("cell", NOTHING)
def test_what_says_that_nothing_is_known_says_it_everywhere(csv, cell):
    text = "x,colour,y\n" + "".join(
        f"{cell if i == 3 else i},{cell if i == 4 else 'rg'[i % 2]},{i * 1.5}\n" for i in range(30)
    )
    table = load_csv(csv(text), test=0.2)
    assert table.features == ["x", "colour=g", "colour=r"]
    told = " ".join(table.notes)
    assert ("'x': 1 missing" in told) + ("'colour': 1 missing" in told) >= 1  # of those to learn


@pytest.mark.parametrize("word", ["none", "None", "NIL", "unknown", "not available", "missing"])
def test_a_word_for_nothing_is_missing_among_numbers_and_a_word_among_words(csv, word):
    rows = "".join(
        f"{word if i < 4 else i},{word if i < 4 else f'${i}'},{word if i < 4 else 'mild'},"
        f"{word if i < 4 else f'2020-01-{i:02}'},{i * 1.5}\n" for i in range(30)
    )  # fmt: skip
    table = load_csv(csv("x,price,pain,day,y\n" + rows), test=0.2)
    kinds = {column.name: column for column in table.encoder.columns}
    assert kinds["x"].words is None
    assert kinds["price"].style is not None
    assert kinds["day"].dates is not None
    assert kinds["pain"].words == sorted([word, "mild"])
    for name in ("x", "price", "day"):
        assert (
            f"column {name!r}: {word!r} taken as missing, as the rest are no words" in table.notes
        )
    # as new rows are read later: the mean, which is 0 once it is standardised
    names, new, _ = read_rows(csv(f"x,price,pain,day\n{word},{word},{word},{word}\n"), True)
    encoded = table.encoder.encode(names, new)[0]
    assert encoded.tolist() == [0, 0, word < "mild", word > "mild", *[0] * 5]
    kept = load_csv(csv("x,price,pain,day,y\n" + rows), test=0.2, words=("x",))
    assert word in kept.encoder.columns[0].words


def test_a_target_of_numbers_may_say_in_a_word_that_it_is_missing(csv):
    text = "x,y\n" + "".join(f"{i},{'unknown' if i % 5 == 0 else i * 1.5}\n" for i in range(40))
    table = load_csv(csv(text))
    assert "8 rows have no target and were left out (--strict refuses them)" in table.notes
    assert np.all(np.isfinite(np.r_[table.y, table.y_test]))
    with pytest.raises(ValueError, match="line 2, column 'y': the target is missing"):
        load_csv(csv(text), strict=True)


def test_a_later_table_is_read_as_an_earlier_one(csv):
    earlier = load_csv(csv(FLOWERS), target="kind")
    more = FLOWERS + "400.5,red,tulip\n" * 10
    again = load_csv(csv(more), target="kind", encoder=earlier.encoder)
    assert again.encoder == earlier.encoder
    height = earlier.encoder.columns[0]
    all_rows = np.concatenate([again.X, again.X_test])
    assert all_rows[:, 0].max() == pytest.approx((400.5 - height.mean) / height.spread)
    fewer = "height,colour,kind\n" + "".join(
        f"{i},red,{['rose', 'tulip'][i % 2]}\n" for i in range(9)
    )
    y = load_csv(csv(fewer), target="kind", encoder=earlier.encoder)
    assert set(y.y) == {0, 1}
    new = FLOWERS + "4.5,red,daisy\n" * 10
    with pytest.raises(
        ValueError, match="'daisy' is none of the classes that were learned, rose, tulip"
    ):
        load_csv(csv(new), target="kind", encoder=earlier.encoder)
    numbers = "height,colour,kind\n" + "".join(f"{i},red,{i * 1.5}\n" for i in range(40))
    with pytest.raises(ValueError, match="holds numbers; classes were learned"):
        load_csv(csv(numbers), target="kind", encoder=earlier.encoder)


def test_rows_without_a_target_are_left_out_and_counted(csv):
    text = "x,kind\n" + "".join(f"{i},{'ab'[i % 2] if i % 5 else ''}\n" for i in range(40))
    found = load_csv(csv(text))
    assert len(found.y) + len(found.y_test) == 32
    assert "8 rows have no target and were left out (--strict refuses them)" in found.notes
    with pytest.raises(ValueError, match="line 2, column 'kind': the target is missing"):
        load_csv(csv(text), strict=True)


def test_words_that_differ_in_capitals_alone_are_one(csv):
    words = ["yes", "Yes", "NO", "no", "no", "yes"]
    text = "x,sure\n" + "".join(f"{i},{words[i % 6]}\n" for i in range(36))
    found = load_csv(csv(text))
    assert found.classes == ["no", "yes"]
    assert (
        "column 'sure': 'Yes' and 'yes' are one, 'NO' and 'no' are one (--words overrules)"
        in found.notes
    )


cells = st.text(max_size=6) | st.sampled_from(
    ["1", "2.5", "NA", "", "yes", "no", "1e5", '"', "a,b"]
)


@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=12), st.booleans())
def test_any_text_is_read_or_refused_in_one_line(tmp_path_factory, rows, quoted):
    if quoted:
        rows = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    text = "\n".join(",".join(row) for row in rows)
    path = tmp_path_factory.mktemp("csv") / "any.csv"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        table = load_csv(path, test=0.3)
    except ValueError:
        return
    assert np.all(np.isfinite(table.X))
    assert table.X.shape == (len(table.y), len(table.features))


# ---- found by a hostile reader ------------------------------------------------------------------


def test_one_bad_target_is_no_class(csv):
    rows = "".join(f"{i},{i * 0.37 + 0.5}\n" for i in range(40))
    for bad in ("3.5x", "inf"):
        with pytest.raises(ValueError, match=f"line 42, column 'y': '{bad}' is no number"):
            load_csv(csv(f"x,y\n{rows}5,{bad}\n"))


def test_numbers_with_commas_are_read_as_the_column_writes_them(csv):
    rows = "".join(f"{i};{i},5\n" for i in range(20))
    found = load_csv(csv("x;y\n" + rows))
    assert sorted([*found.y, *found.y_test]) == [i + 0.5 for i in range(20)]
    rows = "".join(f'"{i},000",{i % 2}\n' for i in range(1, 20))
    found = load_csv(csv("x,y\n" + rows))
    assert found.encoder.columns[0].mean > 1000
    told = r"column 'x': read as numbers, '(?P<n>\d+),000' as (?P=n)000 \(--words x overrules\)"
    assert any(re.fullmatch(told, note) for note in found.notes)
    assert load_csv(csv("x,y\n" + rows), words=["x"]).encoder.columns[0].words is not None


def test_the_header_that_a_table_of_pandas_has(csv):
    rows = "".join(f"{i},{'rg'[i % 2]},{i * 1.5}\n" for i in range(30))
    table = load_csv(csv(",colour,price\n" + rows))
    assert table.features == ["column1", "colour=g", "colour=r"]
    assert table.classes == []
    assert load_csv(csv("None,colour,price\n" + rows)).features[0] == "None"
    years = "country,1990,2000\n" + "".join(f"c{i % 3},{i},{i * 2}\n" for i in range(30))
    guessed = load_csv(csv(years))  # said, and overruled
    assert guessed.encoder.target == "2000"
    assert guessed.notes[0].startswith("line 1 is taken as names, 1990, 2000 among them")
    assert "--no-header" in guessed.notes[0]
    assert load_csv(csv(years), header=False).encoder.target == "column3"
    one_year = "country,price,1990\n" + "".join(f"c{i % 3},x{i % 2},{i * 2}\n" for i in range(30))
    with pytest.raises(ValueError, match="may hold names or be a row like the others"):
        load_csv(csv(one_year))


def test_a_word_that_only_the_rows_held_out_have(csv):
    text = "c,y\n" + "".join(f"{'pqr'[min(i % 9, 2)]},{i % 2}\n" for i in range(9)) + "s,0\n" * 2
    for seed in range(5):
        table = load_csv(csv(text), test=0.3, seed=seed)
        # What is held out tells nothing: there it is a word that was never seen.
        seen = {word for word, x in zip("pqrs", np.eye(4)) if f"c={word}" in table.features}
        for row in np.concatenate([table.X, table.X_test]):
            assert row.sum() in (0, 1)
        assert all(row.sum() == 1 for row in table.X)
        assert len(table.features) == len(seen)
    assert {len(load_csv(csv(text), test=0.3, seed=seed).features) for seed in range(9)} >= {3, 4}


def test_what_a_target_is(csv):
    prices = "size,price\n" + "".join(f"{i},{100_000 + 5_000 * i}\n" for i in range(15))
    assert load_csv(csv(prices)).classes == []
    few = "x,y\n" + "".join(f"{i},{['1', '1.0', '01', '2'][i % 4]}\n" for i in range(20))
    assert load_csv(csv(few)).classes == ["1", "2"]
    assert load_csv(csv(few), kind="number").classes == []
    none = "x,animal\n" + "".join(f"{i},{['cat', 'none'][i % 2]}\n" for i in range(20))
    assert load_csv(csv(none)).classes == ["cat", "none"]
    with pytest.raises(ValueError, match='a "class" or a "number", got \'word\''):
        load_csv(csv(few), kind="word")
    with pytest.raises(ValueError, match="the target 'y' cannot be dropped"):
        load_csv(csv(few), drop=["y"])


def test_the_separator_is_what_cuts_every_row_alike(csv):
    rows = "".join(f'"{i}, about";{i}\n' for i in range(10))
    assert read_rows(csv("size, m2;rooms\n" + rows))[0] == ["size, m2", "rooms"]
    rows = "".join(f"a, b and c;{i};{i}\n" for i in range(10))
    assert read_rows(csv("x;y;z\n" + rows))[0] == ["x", "y", "z"]


def test_huge_numbers_are_standardised(csv):
    text = "x,y\n" + "".join(f"{i}e200,{'ab'[i % 2]}\n" for i in range(40))
    X = load_csv(csv(text)).X
    np.testing.assert_allclose([X.mean(), X.std()], [0, 1], atol=1e-12)


def test_columns_without_names_must_be_as_many(csv):
    text = "".join(f"{'ab'[i % 2]},{i},{i * 2}\n" for i in range(40))
    table = load_csv(csv(text), target="column1", header=False)
    names, rows, _ = read_rows(csv("1,2\n3,4\n", "new.csv"), header=False)
    with pytest.raises(
        ValueError, match="2 columns where the table to learn from had 3, without n"
    ):
        table.encoder.encode(names, rows)
    last = load_csv(csv("".join(f"{i},{i * 2},{'ab'[i % 2]}\n" for i in range(40))), header=False)
    assert last.encoder.encode(names, rows).shape == (2, 2)


# ---- no row is lost, no class merged, no guess taken for knowledge ------------------------------


WORDS = ["1_1", "1_2", "1_000", "_1", "1__2", "٣", "１２", "1e1_0", "0x1F", "1_1.5"]


@pytest.mark.parametrize("word", WORDS)
def test_what_only_python_reads_as_a_number_is_a_word(csv, word):
    assert not is_number(word)
    text = "x,site\n" + "".join(
        f"{i / 7:.3f},{[word, '12'][i % 2] + 'a' * (i % 2)}\n" for i in range(40)
    )
    assert load_csv(csv(text)).classes == sorted([word, "12a"])
    text = "cell,x,c\n" + "".join(
        f"{[word, 'b'][i % 2]},{i / 3:.2f},{'uv'[i % 3 > 0]}\n" for i in range(40)
    )
    assert f"cell={word}" in load_csv(csv(text)).features


def test_classes_that_are_written_as_long_numbers_stay_apart(csv):
    names = [str(2**60 + k) for k in range(3)]
    text = "x,y\n" + "".join(f"{i},{names[i % 3]}\n" for i in range(60))
    assert load_csv(csv(text)).classes == names


@pytest.mark.parametrize("missing", ["NA", '""', ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_empty_line_of_one_column_is_a_row(csv, missing, end):
    names, rows, header = read_rows(csv(end.join(["x", "-2", missing, "2", missing, "1"]) + end))
    assert (names, header) == (["x"], True)
    assert len(rows) == 5
    assert [row.line for row in rows] == [2, 3, 4, 5, 6]
    assert [is_number(row.cells[0]) for row in rows] == [True, False, True, False, True]


def test_a_row_of_which_nothing_is_known_is_a_row(csv):
    _, rows, _ = read_rows(csv("a,b,c\n1,2,3\n,,\n4,5,6\n\n7,8,9\n"))
    assert [row.line for row in rows] == [2, 3, 4, 6]  # line 5 holds no cells at all


def test_as_many_answers_as_rows(csv, tmp_path):
    table = load_csv(
        csv("x,c\n" + "".join(f"{i - 20},{'hi' if i > 20 else 'lo'}\n" for i in range(41)))
    )
    for cells in (["1", "", "3"], ["", "", ""], ["1", "NA", ""], ["5"]):
        names, rows, _ = read_rows(csv("x\n" + "\n".join(cells) + "\n"), True)
        assert table.encoder.encode(names, rows).shape == (len(cells), 1)


@pytest.mark.parametrize(
    "text",
    [
        "1,5;2,5;0\n2,5;3,5;1\n" * 10,
        "1,5;2,5\n2,5;3,5\n" * 10,
        "-1,5;+2,25;7\n0,5;3,5;8\n" * 10,
        "1,5\t2,5\t0\n2,5\t3,5\t1\n" * 10,
    ],
)
def test_decimal_commas_are_never_cut(csv, text):
    _, rows, header = read_rows(csv(text))
    assert not header
    assert rows[0].cells[0] in ("1,5", "-1,5")
    assert {column.style.decimal for column in load_csv(csv(text)).encoder.columns} == {","}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "1,a;b,3\n2,c;d,4\n" * 3,
            ["['1', 'a;b', '3'] cut at commas", "['1,a', 'b,3'] cut at semicolons"],
        ),
        ("a|b,c\nd|e,f\n" * 3, ["['a|b', 'c'] cut at commas", "['a', 'b,c'] cut at bars"]),
        ("x\ty;z\n1\t2;3\n", ["['x\\ty', 'z'] cut at semicolons", "['x', 'y;z'] cut at tabs"]),
    ],
)  # fmt: skip
def test_two_readings_that_fit_equally_are_both_shown(csv, text, shown):
    with pytest.raises(ValueError, match="can be read in two ways") as error:
        read_rows(csv(text))
    for reading in shown:
        assert reading in str(error.value)


def test_quotes_say_which_reading_is_meant(csv):
    _, rows, _ = read_rows(csv('1,"a;b",3\n2,"c;d",4\n' * 3))
    assert rows[0].cells == ["1", "a;b", "3"]


def test_words_that_may_be_names_or_a_row_are_asked_about(csv):
    text = "red,round,apple\ngreen,long,pear\nblue,flat,plum\n"
    with pytest.raises(ValueError, match=r"line 1, \['red', 'round', 'apple'\], may hold names or"):
        read_rows(csv(text))
    assert read_rows(csv(text), True)[0] == ["red", "round", "apple"]
    assert len(read_rows(csv(text), False)[1]) == 3
    assert read_rows(csv("colour,fruit\nred,apple\nred,cherry\n"))[2]  # the rest repeats itself


@pytest.mark.parametrize("cell", ["**", "unknown", "None", "inf", ">100"])
def test_a_first_row_that_is_like_the_others_but_for_a_word_is_no_header(csv, cell):
    rows = "".join(f"{4 + i / 10},{3 + i / 9:.1f},{'sv'[i % 2]}\n" for i in range(30))
    with pytest.raises(ValueError, match=r"line 1, .* say which: header=True or False"):
        load_csv(csv(f"{cell},5.1,s\n" + rows))
    with pytest.raises(ValueError, match="say which"):  # a class seen again is evidence by itself
        load_csv(csv(f"{cell},?,s\n" + rows))


@pytest.mark.parametrize(
    ("first", "header"),
    [
        ("x,2019,2020,label", True),
        ("a,b,?,d", True),
        ("x,0,1,label", True),
        ("0,1,2,label", None),  # a row of a class that comes once?
        (",0,1,label", None),
        ("5.1,3.5,1.4,s", False),
        ("5.1,3,4,s", False),
    ],
)
def test_first_rows_with_numbers(csv, first, header):
    text = f"{first}\n" + "".join(f"{i / 7:.2f},{i},{2 * i},{'sv'[i % 2]}\n" for i in range(30))
    if header is None:
        with pytest.raises(ValueError, match="say which"):
            read_rows(csv(text))
    else:
        assert read_rows(csv(text))[2] == header


ASKED, NAMES, A_ROW = None, True, False


@pytest.mark.parametrize(
    ("first", "row", "header"),
    [
        ("0,1,2", "{d:.2f},{d:.1f},{w}", NAMES),  # a number above words, as pandas writes
        (",0,1,2", "{i},{d:.2f},{d:.1f},{w}", NAMES),
        ("0,1", "{w},{w}", NAMES),
        ("label,0,1,2,3", "{i},0,0,{i},0", NAMES),
        ("0,1,2", "{d:.2f},{d:.1f},{i}", ASKED),
        ("1990,1991,1992", "{d:.2f},{d:.1f},{i}", NAMES),
        ("1990,2000,2010", "{d:.2f},{d:.1f},{i}", NAMES),
        ("1990,1992,1999", "{d:.2f},{d:.1f},{i}", ASKED),
        ("Country Name,Country Code,1960,1961", "Land{i},L{i},{d:.1f},{i}", NAMES),
        ("1990,1991,1992", "19{i},20{i},{i}", ASKED),
        ("?,tom,blue", "{w},n{w},{w}", ASKED),
        ("1990,1995", "19{i},20{i}", A_ROW),
        ("2001,5.5,s", "20{i},{d:.1f},{w}", A_ROW),
        ("1,0.3,s", "{i},{d:.1f},{w}", A_ROW),
        ("1,2,3", "{i},1{i},2{i}", A_ROW),
        ("0,1,1", "{b},{b},{b}", A_ROW),
        ("1990", "{i}", ASKED),
    ],
)
def test_first_rows_that_count_or_are_years(csv, first, row, header):
    text = f"{first}\n" + "".join(
        row.format(i=i, d=i / 7, w="sv"[i % 2], b=i % 2) + "\n" for i in range(12, 40)
    )
    if header is ASKED:
        with pytest.raises(ValueError, match="say which"):
            read_rows(csv(text))
        assert [len(read_rows(csv(text), known)[1]) for known in (True, False)] == [28, 29]
    else:
        assert read_rows(csv(text))[2] == header


@pytest.mark.parametrize("many", [1, 18, 25])
@pytest.mark.parametrize("extra", ["", ";"])
def test_a_line_break_in_quotes_wherever_the_sample_ends(csv, many, extra):
    text = f"n,review{extra},y\n"
    for i in range(40):
        lines = "\n".join(["good", *["more"] * many]) if i in (0, 17, 18) else "bad"
        text += f'{i},"{lines}{i % 3}",{"ab"[i % 2]}\n'
    names, rows, header = read_rows(csv(text))
    assert (names, len(rows), header) == (["n", f"review{extra}", "y"], 40, True)
    assert load_csv(csv(text)).classes == ["a", "b"]


@pytest.mark.parametrize(("cell", "value"), [
    ("1.2{:02d},50", "12{:02d}.50"), ("1.234.5{:02d}", "12345{:02d}"), ('"5,5{:02d}"', "55{:02d}"),
    ('"1,234,5{:02d}.5"', "12345{:02d}.5"), ("1 2{:02d}", "12{:02d}"),
    ("1'2{:02d}.5", "12{:02d}.5"), ("1\u202f2{:02d},5", "12{:02d}.5"), ("{:02d}%", "{:02d}"),
    ('"${:02d},456"', "{:02d}456"),
    ("3.{:02d} €", "3.{:02d}"), ("−{:02d}", "-{:02d}"), ('"EUR 0,{:02d}"', "0.{:02d}"),
    ("{:02d} kg", "{:02d}"), ('"-£1,0{:02d}.5"', "-10{:02d}.5"), ('"0,{:02d}5"', "0.{:02d}5"),
])  # fmt: skip
def test_numbers_as_people_write_them_are_read_and_said(csv, cell, value):
    mark = "," if cell.startswith('"') else ";"
    rows = "".join(f"{cell.format(10 + i)}{mark}{'xz'[i % 2]}\n" for i in range(30))
    found = load_csv(csv(f"amount{mark}kind\n" + rows), test=0)
    (column,) = found.encoder.columns
    np.testing.assert_allclose(
        found.X[:, 0] * column.spread + column.mean,
        [float(value.format(10 + i)) for i in range(30)],
    )
    assert any("amount': read as numbers, " in note for note in found.notes)
    again = Encoder.from_facts(json.loads(json.dumps(found.encoder.as_facts())))
    assert again == found.encoder
    names, new, _ = read_rows(csv(f"amount{mark}more\n{cell.format(99)}{mark}1\n", "new.csv"))
    shown = again.encode(names, new)[0, 0] * column.spread + column.mean
    assert shown == pytest.approx(float(value.format(99)))


@pytest.mark.parametrize("cells", [
    ("3 kg", "5 m"), ("1,5", "1.5,2"), ("$3", "€3"), ("1,23,4", "2,34,5"), ("1.0.3", "1.1.3"),
    ("$3 kg", "$4 kg"), ("10E+05x", "11E+05x"), ("--5 kg", "+-4 kg"),
])  # fmt: skip
def test_what_is_no_number_in_one_way_stays_words(csv, cells):
    rows = "".join(f'"{cells[i % 2]}",{"xz"[i % 3 > 0]}\n' for i in range(30))
    assert load_csv(csv("a,kind\n" + rows)).encoder.columns[0].words is not None


def test_a_slip_among_such_numbers_is_refused_by_its_line(csv):
    rows = "".join(f"{'?!' if i == 20 else f'{i} kg'};{'xz'[i % 2]}\n" for i in range(40))
    with pytest.raises(ValueError, match=r"line 22, column 'a': '\?!' is no number like '\d+ kg'"):
        load_csv(csv("a;kind\n" + rows))


def test_versions_are_words(csv):
    rows = "".join(f"1.{i % 2}.3,{'xz'[i % 2]}\n" for i in range(30))
    assert load_csv(csv("version,kind\n" + rows)).features == ["version=1.0.3", "version=1.1.3"]


@pytest.mark.parametrize(("shape", "order"), [
    ("%Y-%m-%d", "year, month, day"), ("%d.%m.%Y", "day, month, year"),
    ("%m/%d/%Y", "month, day, year"), ("%d/%m/%Y", "day, month, year"),
    ("%Y-%m-%dT%H:%M:%S", "year, month, day"), ("%Y-%m-%d %H:%M", "year, month, day"),
])  # fmt: skip
def test_dates_become_their_parts(csv, shape, order):
    days = [datetime(2019, 1, 5, 7, 30) + timedelta(days=17 * i, hours=i) for i in range(60)]
    rows = "".join(f"{day.strftime(shape)},{'xz'[i % 2]}\n" for i, day in enumerate(days))
    found = load_csv(csv("when,kind\n" + rows), test=0)
    parts = ["day number", "year", "month", "day", "weekday"] + ["hour"] * ("%H" in shape)
    assert found.features == [f"when ({part})" for part in parts]
    assert any(f"column 'when': read as dates, {order}" in note for note in found.notes)
    raw = np.array([[d.toordinal(), d.year, d.month, d.day, d.weekday(), d.hour] for d in days])
    raw = raw[:, : len(parts)].astype(float)
    np.testing.assert_allclose(found.X, (raw - raw.mean(axis=0)) / raw.std(axis=0), atol=1e-12)
    again = Encoder.from_facts(json.loads(json.dumps(found.encoder.as_facts())))
    names, new, _ = read_rows(csv(f"when,more\n{days[3].strftime(shape)},1\nNA,2\n", "new.csv"))
    np.testing.assert_allclose(again.encode(names, new), [found.X[3], np.zeros(len(parts))])
    names, new, _ = read_rows(csv("when,more\n31-31-31,1\n", "bad.csv"), True)
    with pytest.raises(ValueError, match="line 2, column 'when': '31-31-31' is no date like"):
        again.encode(names, new)


def test_days_and_months_that_nobody_can_tell_apart_are_said(csv):
    rows = "".join(f"0{1 + i % 9}/0{1 + i % 7}/2020,{'xz'[i % 2]}\n" for i in range(60))
    notes = load_csv(csv("when,kind\n" + rows)).notes
    assert any("month, day, year, though it may be day, month, year" in note for note in notes)
    assert any("(--day-first)" in note for note in notes)
    for first, order in ((True, "day, month, year"), (False, "month, day, year")):
        found = load_csv(csv("when,kind\n" + rows), day_first=first, test=0)
        (column,) = found.encoder.columns
        assert any(f"read as dates, {order}, though" in note for note in found.notes)
        months = found.X[:, 2] * column.spreads[2] + column.means[2]
        expected = [1 + i % (7 if first else 9) for i in range(60)]
        np.testing.assert_allclose(months, expected)
    kept = load_csv(csv("when,kind\n" + rows * 2), words=["when"], test=0)
    assert len(kept.encoder.columns[0].words) == len({row.split(",")[0] for row in rows.split()})


def test_a_single_row_to_be_answered_is_a_row(csv):
    for text in ("1990\n", "0,1,2\n", "2001,2002\n"):
        assert not read_rows(csv(text))[2]


@pytest.mark.parametrize(
    "cell", ["1.{i}.3-b", "{i}/7/3", "~{i}", "{i}'6", "3,{i}e5 kg", "2021-W0{i}x"]
)
def test_what_begins_like_a_number_and_is_words_is_noted(csv, cell):
    rows = "".join(f'"{cell.format(i=1 + i % 3)}",{"xz"[i % 2]}\n' for i in range(30))
    notes = load_csv(csv("p,kind\n" + rows)).notes
    assert any(note.startswith("column 'p' is taken as words, such as") for note in notes)
    plain = load_csv(csv("p,kind\n" + "".join(f"c{i % 3},{'xz'[i % 2]}\n" for i in range(30))))
    assert len(plain.notes) == 1


def test_a_column_of_numbers_and_codes_is_words(tmp_path):
    """As the tickets of a ship are; a single slip in a column of numbers is refused as before."""
    path = tmp_path / "t.csv"
    cells = [f"A/{i}" if i % 4 == 0 else str(100 + i) for i in range(80)]
    path.write_text("ticket,a,y\n" + "".join(f"{c},{i % 7},{i % 2}\n" for i, c in enumerate(cells)))
    found = load_csv(path)
    assert (
        "column 'ticket' has 64 different words, numbers among them, and was left out "
        "(--words ticket keeps it)" in found.notes
    )
    cells = ["12a" if i == 40 else str(100 + i) for i in range(80)]
    path.write_text("ticket,a,y\n" + "".join(f"{c},{i % 7},{i % 2}\n" for i, c in enumerate(cells)))
    with pytest.raises(ValueError, match="line 42, column 'ticket': '12a' is no number"):
        load_csv(path)
