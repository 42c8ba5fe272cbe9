"""What people's tables hold, cell by cell."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from microact.tables import load_csv
from microact.tables.csv_reader import read_rows

FLOWERS = "height,colour,kind\n" + "".join(
    f"{i}.5,{'red' if i % 3 else 'white'},{'tulip' if i % 2 else 'rose'}\n" for i in range(20)
)


def numbers_of(csv, cells, others=("a", "b"), **options):
    """The numbers that a column is read as, and what is said of it."""
    rows = "".join(f'"{cell}";{others[i % len(others)]}\n' for i, cell in enumerate(cells))
    found = load_csv(csv("amount;kind\n" + rows), test=0, **options)
    (column,) = found.encoder.columns
    assert column.words is None
    return found.X[:, 0] * column.spread + column.mean, " ".join(found.notes)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["950", "2.1K", "35.7K"], [950, 2100, 35700]),
        (["2.1K", "1.2M"], [2100, 1.2e6]),
        (["$1.2M", "$3K", "$40"], [1.2e6, 3000, 40]),
        (["$1.2M", "$3M"], [1.2, 3]),  # all alike: nothing is to be told apart
        (["(5.50)", "5", "7"], [-5.5, 5, 7]),
        (["($5)", "$7"], [-5, 7]),
        (["5.50-", "7", "8"], [-5.5, 7, 8]),
        (["−5", "7", "8"], [-5, 7, 8]),
        (["1,600", "950", "20", "7"], [1600, 950, 20, 7]),
        (["3,5", "4", "5", "4"], [3.5, 4, 5, 4]),
        (["3,5e3", "1e3", "2,5"], [3500, 1000, 2.5]),
        (["1\u2009200", "1\u2009300"], [1200, 1300]),
        (["0,500", "2,423"], [0.5, 2.423]),
    ],
)
def test_what_stands_beside_a_number_is_not_lost(csv, cells, expected):
    found, told = numbers_of(csv, cells * 8)
    np.testing.assert_allclose(found, expected * 8, rtol=1e-9)
    assert "column 'amount': read as numbers" in told
    assert "(--words amount overrules)" in told


def test_the_whole_table_says_what_stands_before_the_decimals(csv):
    rows = "".join(f"1.{100 + i};{i},5;{'ab'[i % 2]}\n" for i in range(30))
    found = load_csv(csv("k;x;kind\n" + rows), test=0)
    k = found.encoder.columns[0]
    np.testing.assert_allclose(found.X[:, 0] * k.spread + k.mean, 1100.0 + np.arange(30))
    assert any(
        note.startswith("column 'k': read as numbers, '1.100' as 1100") for note in found.notes
    )


def test_a_group_that_begins_with_nought_is_no_thousand(csv):
    rows = "".join(f'"{2 + i},423",{"ab"[i % 2]}\n' for i in range(30))
    encoder = load_csv(csv("k,kind\n" + rows), test=0).encoder
    names, new, _ = read_rows(csv('k,kind\n"0,500",a\n', "new.csv"), True)
    with pytest.raises(ValueError, match="line 2, column 'k': '0,500' is no number like"):
        encoder.encode(names, new)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("usual", "slip"), [("{i} kg", "7 lb"), ("2021-01-{i:02}", "2021-02-30"), ("{i}", "x7")]
)
def test_a_slip_is_refused_by_its_line_wherever_it_falls(csv, seed, usual, slip):
    cells = [slip if i == 17 else usual.format(i=1 + i % 28) for i in range(40)]
    rows = "".join(f"{cell},{'ab'[i % 2]}\n" for i, cell in enumerate(cells))
    with pytest.raises(ValueError, match=f"line 19, column 'x': '{slip}' is no"):
        load_csv(csv("x,kind\n" + rows), seed=seed)


@pytest.mark.parametrize(
    ("shape", "order"),
    [
        ("%d %B %Y", "day, month, year"), ("%B %d, %Y", "month, day, year"),
        ("%d-%b-%Y", "day, month, year"), ("%d-%b-%y", "day, month, year"),
        ("%m/%d/%y", "month, day, year"), ("%m/%d/%Y %H:%M:%S", "month, day, year"),
        ("%m/%d/%Y %I:%M %p", "month, day, year"), ("%Y-%m", "year, month"),
        ("%b %Y", "year, month"), ("%H:%M", "the time of day"), ("%H:%M:%S", "the time of day"),
    ],
)  # fmt: skip
def test_dates_in_other_shapes(csv, shape, order):
    days = [
        datetime(2019, 1, 13, 7, 30, 15) + timedelta(days=17 * i, minutes=7 * i) for i in range(60)
    ]
    rows = "".join(f'"{day.strftime(shape)}",{"xz"[i % 2]}\n' for i, day in enumerate(days))
    found = load_csv(csv("when,kind\n" + rows), test=0)
    assert any(f"column 'when': read as dates, {order}" in note for note in found.notes)
    if "%H" in shape or "%I" in shape:
        (column,) = found.encoder.columns
        seconds = day_seconds = [d.hour + d.minute / 60 for d in days]
        if "%S" in shape:
            seconds = [h + d.second / 3600 for h, d in zip(day_seconds, days)]
        hours = found.X[:, -1] * column.spreads[-1] + column.means[-1]
        np.testing.assert_allclose(hours, seconds, atol=1e-9)


def test_time_zones_are_brought_together_and_it_is_said(csv):
    zones = ("Z", "+02:00", "-05:00")
    rows = "".join(f"2021-03-04T23:{i:02}:00{zones[i % 3]},{'xz'[i % 2]}\n" for i in range(60))
    found = load_csv(csv("when,kind\n" + rows), test=0)
    assert any("read as dates, year, month, day, in UTC" in note for note in found.notes)
    (column,) = found.encoder.columns
    hours = found.X[:, -1] * column.spreads[-1] + column.means[-1]
    expected = [((23, 21, 28)[i % 3] % 24) + i / 60 for i in range(60)]
    np.testing.assert_allclose(hours, expected, atol=1e-9)
    some = "".join(f"2021-03-04T23:{i:02}:00{'Z' * (i % 2)},{'xz'[i % 2]}\n" for i in range(40))
    assert load_csv(csv("when,kind\n" + some), test=0).encoder.columns[0].words is not None


def test_codes_keep_their_noughts(csv):
    rows = "".join(f"0213{i % 9},{i % 7},{'ab'[i % 2]}\n" for i in range(60))
    found = load_csv(csv("zip,x,kind\n" + rows))
    assert found.encoder.columns[0].words == [f"0213{i}" for i in range(9)]
    many = "".join(f"{i:05},{i % 7},{'ab'[i % 2]}\n" for i in range(200))
    found = load_csv(csv("zip,x,kind\n" + many))
    assert "column 'zip': '00000' read as the number 0 (--words zip overrules)" in found.notes
    kept = load_csv(csv("zip,x,kind\n" + many), words=["zip"])
    assert len(kept.encoder.columns[0].words) == 160  # however many, of the rows to learn from
    as_target = "".join(f"{i % 7},0123{i % 2}\n" for i in range(60))
    assert load_csv(csv("x,code\n" + as_target)).classes == ["01230", "01231"]


def test_plus_and_minus_are_answers(csv):
    rows = "".join(f"{i},{'+-'[i % 3 > 0]},{'+-'[i % 2]}\n" for i in range(40))
    found = load_csv(csv("x,sign,approved\n" + rows))
    assert found.classes == ["+", "−"]
    assert found.features == ["x", "sign=+", "sign=−"]
    assert any("'-' beside '+' is a word" in note for note in found.notes)
    names, new, _ = read_rows(csv("x,sign\n1,-\n2,+\n", "new.csv"), True)
    assert found.encoder.encode(names, new)[:, 1:].tolist() == [[0, 1], [1, 0]]
    assert found.encoder.unknown(names, new) == {}


def test_capitals_that_matter_are_kept_where_somebody_says_so(csv):
    rows = "".join(f"{i},{('AA', 'Aa', 'aa')[i % 3]},{i % 2}\n" for i in range(60))
    assert load_csv(csv("x,gene,y\n" + rows), words=["gene"]).features == [
        "x", "gene=AA", "gene=Aa", "gene=aa",
    ]  # fmt: skip
    assert load_csv(csv("x,gene,y\n" + rows), target="gene", words=["gene"]).classes == [
        "AA", "Aa", "aa",
    ]  # fmt: skip


@pytest.mark.parametrize("cells", [("1,118", "2,400"), ("60 W", "100 W"), ("5%", "10%")])
def test_how_the_target_is_read_is_said(csv, cells):
    rows = "".join(f'{i},"{cells[i % 2]}"\n' for i in range(40))
    notes = load_csv(csv("x,y\n" + rows)).notes
    assert f"to predict: 'y', a number, read as numbers, '{cells[0]}' as " in notes[0]
    assert "(--kind class overrules)" in notes[0]
    assert load_csv(csv("x,y\n" + rows), kind="class").classes == sorted(cells)


def test_what_tells_nothing_is_called_what_it_is(csv):
    big, rows = 10**20, ""
    for i in range(40):
        rows += f"{i},{big + i},,5,{'ab'[i % 2]}\n"
    notes = load_csv(csv("x,big,none,same,y\n" + rows)).notes
    assert "column 'big' has numbers too close to be told apart and was left out" in notes
    assert "column 'none' is empty and was left out" in notes
    assert "column 'same' says the same in every row to learn from and was left out" in notes
    with pytest.raises(ValueError, match="column 'y' says '5.5' in every row: nothing to learn"):
        load_csv(csv("x,y\n" + "".join(f"{i},5.5\n" for i in range(40))))
    with pytest.raises(ValueError, match="there is no column 'typo'"):
        load_csv(csv("x,big,none,same,y\n" + rows), words=["typo"])
    with pytest.raises(
        ValueError, match="3 rows of 3 classes are too few to hold some of them out"
    ):
        load_csv(csv("x,y\n1,a\n2,b\n3,c\n"))


def test_a_space_before_a_quote_is_no_part_of_the_word(csv):
    rows = "".join(f'{i}, "{"ab"[i % 2]}"\n' for i in range(40))
    assert load_csv(csv('x, "y"\n' + rows)).classes == ["a", "b"]


def test_cells_in_which_nothing_is_known_are_counted(csv):
    encoder = load_csv(csv(FLOWERS), target="kind").encoder
    names, new, _ = read_rows(csv("height,colour\n,red\nnone,NA\n3,white\n", "new.csv"), True)
    assert encoder.unfilled(names, new) == {"height": 2, "colour": 1}


@pytest.mark.parametrize("cells", [("0,50", "0,25"), ("$5.50", "$7"), ("3 kg", "4 kg")])
def test_a_name_above_numbers_as_people_write_them_is_a_name(csv, cells):
    rows = "".join(f"{cells[i % 2]};{cells[(i + 1) % 2]}\n" for i in range(20))
    assert read_rows(csv("price;y\n" + rows))[2]
    assert not read_rows(csv(rows))[2]


def test_a_word_that_says_nothing_elsewhere_is_one_where_somebody_says_so(csv):
    rows = "".join(f"{i},{('NA', 'ZA', '')[i % 3]},{('none', 'NA')[i % 2]}\n" for i in range(60))
    found = load_csv(csv("x,country,pain\n" + rows), words=["country", "pain"])
    assert found.features == ["x", "country=NA", "country=ZA"]
    assert found.classes == ["NA", "none"]
    assert any("column 'country': " in note and "missing" in note for note in found.notes)
    names, new, _ = read_rows(csv("x,country\n1,NA\n2,\n", "new.csv"), True)
    assert found.encoder.encode(names, new)[:, 1:].tolist() == [[1, 0], [0, 0]]
