from collections.abc import Iterator
from pathlib import Path

import narwhals as nw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.model.checks import REFUSED, Frame, findings, marked, typed
from gelijkop.model.periods import start_year
from gelijkop.model.tables import ADVICES, ENROLMENTS, PARTICIPATIONS, Table
from gelijkop.store import Store

A, B = "a" * 32, "b" * 32
GOOD = {"pupil": A, "school_year": "2019/2020", "location": "01AB00", "sector": "vo", "level": "havo", "grade": "1"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("checks") / "store.duckdb"
    with Store(path) as opened:
        yield opened


def rows(store: Store, table: Table, *records: dict[str, str | None], file: int = 0) -> Frame:
    columns = {c.name: np.array([r.get(c.name) for r in records], dtype=object) for c in table.columns}
    ints = {"row": np.arange(2, len(records) + 2), "file": np.full(len(records), file)}
    texts = (nw.col(c.name).cast(nw.String) for c in table.columns)
    return store.frame(columns | ints).with_columns(*texts)


def broken(store: Store, table: Table, *records: dict[str, str | None]) -> list[tuple[object, ...]]:
    found = findings(rows(store, table, *records), table, ["f.csv"], store, latest=2026)
    return [(f.rule, f.column, f.row, f.times) for f in found]


def test_good_rows_break_no_rule(store: Store):
    assert broken(store, ENROLMENTS, GOOD, GOOD | {"school_year": "2020/2021"}) == []


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("level", None, "missing"),
        ("level", "H4", "unknown_code"),
        ("location", "01AB", "pattern"),
        ("location", "1AB00", "leading_zero"),
        ("location", "01AB0", "leading_zero"),
        ("programme", "1234", "leading_zero"),
        ("grade", "een", "not_a_number"),
        ("grade", "1.5", "not_a_number"),
        ("grade", "10", "out_of_range"),
        ("grade", "-1", "out_of_range"),
        ("school_year", "2019/2021", "school_year"),
        ("school_year", "1019/1020", "school_year"),
        ("school_year", "2027/2028", "school_year"),
    ],
)
def test_each_rule_is_found_with_its_row_and_column(store: Store, column: str, text: str | None, rule: str):
    assert broken(store, ENROLMENTS, GOOD, GOOD | {"pupil": B, column: text}) == [(rule, column, 3, 1)]


def test_the_first_row_and_the_number_of_rows_are_told(store: Store):
    bad = [GOOD | {"school_year": str(year), "level": "H4"} for year in (2011, 2012, 2013)]
    assert broken(store, ENROLMENTS, GOOD, *bad) == [("unknown_code", "level", 3, 3)]


def test_all_rules_are_told_at_once(store: Store):
    worst = {"pupil": A, "school_year": "2019/2021", "location": "1AB00", "sector": None, "level": "x", "grade": "x"}
    rules = [rule for rule, *_ in broken(store, ENROLMENTS, worst)]
    assert rules == ["school_year", "leading_zero", "missing", "unknown_code", "not_a_number"]


def test_a_key_written_in_two_ways_is_a_duplicate(store: Store):
    same = GOOD | {"school_year": "2019SJ00", "level": "vwo"}
    assert broken(store, ENROLMENTS, GOOD, same, same) == [("duplicate", "pupil", 3, 2)]


def test_rows_without_a_key_are_missing_and_not_duplicate(store: Store):
    nobody = GOOD | {"pupil": None}
    assert broken(store, ENROLMENTS, nobody, nobody) == [("missing", "pupil", 2, 2)]


def test_a_duplicate_in_the_second_file_is_told_of_the_second_file(store: Store):
    both = nw.concat([rows(store, ADVICES, GOOD), rows(store, ADVICES, GOOD, file=1)])
    found = findings(both, ADVICES, ["one.csv", "two.csv"], store)
    assert [(f.rule, f.file, f.row) for f in found] == [("duplicate", "two.csv", 2)]


def test_values_that_must_agree_per_key_and_do_not_are_a_contradiction(store: Store):
    frame = rows(
            store, ADVICES,
            GOOD | {"final_advice": "havo"},
            GOOD | {"school_year": "2020", "final_advice": "vwo"},
            GOOD | {"school_year": "2021"},
            GOOD | {"pupil": B, "final_advice": "vwo"},
    )  # fmt: skip
    found = findings(frame, ADVICES, ["f"], store, agree={("pupil",): ("final_advice",)})
    assert [(f.rule, f.column, f.row, f.times) for f in found] == [("contradiction", "final_advice", 2, 2)]


def test_a_sentence_names_the_kind_and_never_the_value(store: Store):
    bad = rows(store, ENROLMENTS, GOOD | {"level": "ZZMERKZZ 1", "location": "ZZMERKZZ"})
    said = [f.say("nl") for f in findings(bad, ENROLMENTS, ["f.csv"], store)]
    assert "ZZMERKZZ" not in "".join(said)
    assert (
        said[0]
        == "f.csv, rij 2, kolom “location”: gevonden: een tekst. Verwacht: BRIN en vestiging, zes tekens zoals 01AB00."
    )
    assert "gevonden: een tekst met spaties" in said[1]


def test_marked_rows_carry_their_reasons_and_good_rows_none(store: Store):
    worst = GOOD | {"pupil": B, "level": "x", "grade": "x"}
    frame = rows(store, ENROLMENTS, GOOD, GOOD, worst)
    reasons = store.arrays(marked(frame, ENROLMENTS, store).sort("row"))[REFUSED]
    assert list(reasons) == ["", "pupil:duplicate ", "level:unknown_code grade:not_a_number "]


def test_typed_rows_hold_numbers_years_and_flags(store: Store):
    frame = rows(store, PARTICIPATIONS, {"pupil": A, "initiative": "hdt", "school_year": "2019/20", "dose": "12,5"})
    found = store.arrays(typed(frame, PARTICIPATIONS, store))
    assert (int(found["school_year"][0]), float(found["dose"][0])) == (2019, 12.5)


YEARS = st.from_regex(r"[0-9]{4}( ?SJ00| ?[/\-–] ?([0-9]{2}|[0-9]{4}))?", fullmatch=True)
NEAR = st.builds(lambda y, s, n: f"{y}{s}{n}", st.integers(1975, 2105), st.sampled_from("/-–"), st.integers(1975, 2105))


@settings(max_examples=30, derandomize=True, deadline=None)  # the first query of a store is slow
@given(st.lists(YEARS | NEAR | st.text(max_size=9), min_size=1, max_size=20))
def test_the_query_reads_school_years_as_periods_does(store: Store, written: list[str]):
    texts = [w.strip() for w in written if w.strip() and "\0" not in w] or ["2019"]
    frame = rows(store, ADVICES, *({"school_year": t} for t in texts))
    found = store.arrays(typed(frame.sort("row"), ADVICES, store).select("school_year"))["school_year"]
    assert [None if m else int(y) for y, m in zip(found, np.ma.getmaskarray(found), strict=True)] == [
        start_year(t) for t in texts
    ]
