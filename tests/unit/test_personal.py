import duckdb
import narwhals as nw
import numpy as np
import pytest

from gelijkop.sources.personal import Suspect, is_bsn, is_education_number, says_personal, suspect, suspect_columns


def texts(*values):
    return np.array(values, dtype=object)


def on_engine(**columns):
    con = duckdb.connect()
    con.register("t", {name: texts(*values) for name, values in columns.items()})
    frame = nw.from_native(con.table("t"))
    return suspect_columns(frame, list(columns), lambda query: query.to_native().fetchnumpy())


# 1×9 + 1×8 + 1×7 + 2×6 + 2×5 + 2×4 + 3×3 + 3×2 − 3 = 66 = 6 × 11
@pytest.mark.parametrize("written", ["111222333", "111.222.333", "1112 22 333", "111-222-333", "111222333.0"])
def test_a_bsn_is_known_by_its_check_digit_whatever_the_separators(written):
    assert is_bsn(texts(written)).tolist() == [True]


# 0×9 + 1×8 + 0×7 + 0×6 + 0×5 + 0×4 + 0×3 + 2×2 − 1 = 11
def test_a_bsn_that_lost_its_leading_zero_is_known():
    assert is_bsn(texts("010000021", "10000021")).tolist() == [True, True]


@pytest.mark.parametrize(
    "written", ["111222334", "11122233", "1112223330", "000000000", "", "abc", None, "12 maart 2008"]
)
def test_other_texts_are_no_bsn(written):
    assert is_bsn(texts(written)).tolist() == [False]


# 1×9 + 0×8 + 1×7 + 2×6 + 2×5 + 2×4 + 3×3 + 3×2 − 1 = 60 = 5 × 11 + 5
def test_an_education_number_starts_with_10_and_leaves_5():
    assert is_education_number(texts("101222331", "1012.22.331", "201222331", "101222332")).tolist() == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    ["bsn", "BSN", "Leerling BSN", "bsn_hash", "leerlingBsn", "PGN", "Onderwijsnummer", "burgerservicenummer",
     "Sofinummer", "persoonsgebonden_nummer", "persoonsgebonden nummer", "BSN-nummer", "bsnnummer"],
)  # fmt: skip
def test_a_heading_that_names_a_personal_number_is_refused(heading):
    assert says_personal(heading)


@pytest.mark.parametrize("heading", ["leerlingnummer", "pupil", "postcode", "telefoonnummer", "absnaam", "upgnote"])
def test_other_headings_are_not(heading):
    assert not says_personal(heading)


def test_an_unlabelled_column_of_personal_numbers_is_found():
    assert on_engine(x=["111222333", "111.222.333", "123456782", None], y=["a", "b", "c", "d"]) == (
        Suspect("x", "bsn", 100),
    )


def test_one_single_number_that_passes_is_suspect():
    assert on_engine(x=["123456782", None]) == (Suspect("x", "bsn", 100),)


def test_a_column_of_education_numbers_is_named_as_such():
    assert on_engine(x=["101222331", "x"]) == (Suspect("x", "onderwijsnummer", 100),)


def test_a_heading_counts_without_any_value():
    assert on_engine(bsn=[None, None]) == (Suspect("bsn", "heading", 0),)


# 1 of the 3 different numbers passes; the same number a hundred times is still one.
def test_a_number_that_returns_counts_once():
    assert on_engine(x=["111222333"] * 100 + ["111222334", "111222335"]) == ()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("mobile phones", [f"06{n:08d}" for n in range(12345678, 12345778)]),
        ("mobile phones without the zero", [f"6{n:08d}" for n in range(12345678, 12345778)]),
        ("locations", ["00AB01", "21XY00"]),
        ("postcodes", ["3011AB", "3011 AB"]),
        ("dates", ["20080312", "2008-03-12", "12-03-2008", "12032008", "20191007"]),
        ("school years", ["2019-2020", "20192020"]),
        ("school boards", ["41234", "12345"]),
    ],
)
def test_other_numbers_are_accepted(kind, values):
    assert on_engine(x=values) == ()


def test_a_column_that_mixes_pupil_numbers_with_some_personal_numbers_is_found():
    rng = np.random.default_rng(1)
    drawn = rng.integers(100_000_000, 999_999_999, 2000)
    passing = [str(n) for n in drawn if is_bsn(texts(str(n)))[0]]
    other = [str(n) for n in drawn if not is_bsn(texts(str(n)))[0]]
    assert suspect("x", texts(*passing[:60], *other[:240])) is not None  # 60 of 300; chance gives 27


def test_no_columns_give_no_suspects():
    assert suspect_columns(nw.from_native(duckdb.sql("select 1 as a")), [], lambda q: {}) == ()


def test_an_empty_table_has_no_suspects():
    con = duckdb.connect()
    frame = nw.from_native(con.sql("select 'x' as a where false"))
    assert suspect_columns(frame, ["a"], lambda query: query.to_native().fetchnumpy()) == ()


def test_a_column_of_whole_numbers_is_judged_too():
    frame = nw.from_native(duckdb.connect().sql("select 123456782::bigint as a, 123456782::double as b"))
    found = suspect_columns(frame, ["a", "b"], lambda query: query.to_native().fetchnumpy())
    assert [s.column for s in found] == ["a", "b"]


def test_no_values_at_all_are_not_suspect():
    assert suspect("leerlingid", texts()) is None
