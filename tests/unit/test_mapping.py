from pathlib import Path

import numpy as np
import pytest

from gelijkop.errors import MappingRefused
from gelijkop.sources.mapped import apply
from gelijkop.sources.mapping import parse_mapping, read_mapping
from gelijkop.sources.pupil_file import Raw
from gelijkop.sources.resolved import missing_columns, resolved
from gelijkop.store import Store

NEEDED = """
[columns]
pupil = "nr"
school_year = "jaar"
[constants]
location = "01AB00"
sector = "vo"
level = "havo"
grade = "0"
"""


def faults(text: str) -> list[tuple[str, str | None]]:
    with pytest.raises(MappingRefused) as error:
        parse_mapping(text, "k.toml")
    return [(f.rule, f.column) for f in error.value.findings]


def said(text: str) -> str:
    with pytest.raises(MappingRefused) as error:
        parse_mapping(text, "k.toml")
    return error.value.say("nl")


def mapped(tmp_path: Path, text: str, columns: dict[str, list[str | None]]) -> dict[str, list[object]]:
    """What a mapping makes of one small file, without the columns that stay empty."""
    with Store(tmp_path / "s.duckdb") as store:
        arrays = {f"c{i}": np.array(v, dtype=object) for i, v in enumerate(columns.values())}
        rows = np.arange(2, 2 + len(next(iter(columns.values()))), dtype=np.int32)
        raw = Raw("f.csv", "", tuple(columns), store.frame(arrays | {"row": rows}))
        tally = store.tallied(raw.frame, list(arrays))
        found = store.arrays(apply(parse_mapping(text, "k.toml"), raw, tally, store).frame.sort("row"))
    lists = {name: column.tolist() for name, column in found.items()}
    texts = {name: values for name, values in lists.items() if name != "row" and not name.endswith(" value")}
    return {name: values for name, values in texts.items() if any(v is not None for v in values)}


def test_a_small_mapping_is_read():
    found = parse_mapping('[file]\nkind = "loopbaan"' + NEEDED, "k.toml")
    assert (found.columns["pupil"], found.constants["sector"], found.table.name) == ("nr", "vo", "loopbaan")


def test_a_mapping_that_is_not_there_is_told_so(tmp_path: Path):
    with pytest.raises(MappingRefused, match="has faults"):
        read_mapping(tmp_path / "geen.toml")


def test_what_is_no_toml_is_told_with_its_line():
    assert "line 2" in said("[file]\nkind = loopbaan")


@pytest.mark.parametrize("text", ["", "[file]", "[file]\nkind = 3", '[file]\nkind = ["a"]', '[file]\nkind = "x"'])
def test_a_kind_is_needed(text: str):
    assert faults(text) == [("mapping", "file.kind")]


def test_all_faults_are_told_at_once():
    text = """
[file]
kind = "loopbaan"
delimeter = ";"
[columns]
pupl = "nr"
school_year = "jaar"
origin = "herkomst"
[codes.level]
H4 = "havvo"
[codes.pupil]
a = "b"
[schemes]
level = "cbs"
[constants]
level = "havo"
sector = "middelbaar"
location = "1AB"
[derive]
level = {from = "fase", take = "words"}
"""
    assert sorted(faults(text), key=str) == sorted(
        [
            ("unknown_key", "file.delimeter"),
            ("unknown_key", "columns.pupl"),
            ("missing_column", "columns.pupil"),
            ("missing_column", "columns.grade"),
            ("legal_ground", "columns.origin"),
            ("mapping", "codes.level.H4"),
            ("mapping", "codes.pupil"),
            ("mapping", "schemes.level"),
            ("mapping", "constants.sector"),
            ("mapping", "constants.location"),
            ("mapping", "derive.level.take"),
            ("mapping", "level"),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('columns = 3\n[file]\nkind = "loopbaan"', "columns"),
        ('[file]\nkind = "loopbaan"\n[codes]\nlevel = "havo"', "codes.level"),
        ('[fil]\n[file]\nkind = "loopbaan"', "fil"),
    ],
)
def test_a_section_of_another_shape_is_told_before_the_rest(text: str, place: str):
    assert [column for _, column in faults(text)] == [place]


@pytest.mark.parametrize(
    ("head", "more", "place"),
    [
        ("sheet = 3", "", "file.sheet"),
        ('delimiter = "tab"', "", "file.delimiter"),
        ('missing = "onbekend"', "", "file.missing"),
        ("", "[columns]\nprogramme = 3", "columns.programme"),
        ("", '[constants]\npupil = "1"', "constants.pupil"),
        ("", '[derive]\nprogramme = {from = "a"}', "derive.programme"),
        ("", '[derive]\nlocation = {branch = "a"}', "derive.location"),
        ("", '[derive]\nsector = {by = "grade"}', "derive.sector.by"),
        ("", '[derive]\nsector = {of = "level", by = "level"}', "derive.sector.of"),
        ("", '[codes.programme]\n"1" = "2"', "codes.programme"),
        ('values = "label"', "", "file.values"),
        ('given = ["locaton"]', "", "file.given.locaton"),
        ('given = "location"', "", "file.given"),
        ("", '[about]\nde = "x"', "about.de"),
        ("", '[optional]\nlevel = "a"', "optional.level"),
        ("", '[optional]\nlevl = "a"', "optional.levl"),
        ("", "[columns]\nprogramme = []", "columns.programme"),
        ("", '[derive]\nprogramme = {first = ["a"]}', "derive.programme"),
        ("", '[derive]\nprogramme = {join = ["a", "b"]}', "derive.programme"),
        ("", '[keep]\nsoort = "x"', "keep.soort"),
        ("", "[keep]\nsoort = []", "keep.soort"),
        ("", '[outcome]\ngraduated = ["a"]', "outcome.from"),
        ("", '[outcome]\nfrom = "a"', "outcome.graduated"),
        ("", '[outcome]\nfrom = "a"\ngraduated = ["a"]\ngone = ["b"]', "outcome.gone"),
        ("", '[optional]\ndiploma_level = "a"\n[outcome]\nfrom = "a"\ngraduated = ["a"]', "outcome"),
        ("", '[lookup]\nfile = "a"', "lookup.on"),
        ("", '[lookup]\nfile = "a"\non = "b"\nto = "c"', "lookup.to"),
    ],
)
def test_a_fault_is_told_with_its_place(head: str, more: str, place: str):
    assert place in [column for _, column in faults(f'[file]\nkind = "loopbaan"\n{head}\n{more}')]


def test_a_file_that_is_no_text_is_told_so(tmp_path: Path):
    (tmp_path / "k.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(MappingRefused) as error:
        read_mapping(tmp_path / "k.toml")
    assert "UTF-8" in error.value.say("nl")


def test_a_slip_of_the_pen_gets_a_hint():
    text = said('[file]\nkind = "loopbaan"\n[columns]\npupl = "nr"\n[codes.level]\nH4 = "havvo"')
    assert "Bedoelt u “columns.pupil”?" in text
    assert "Bedoelt u “havo”?" in text


def test_special_categories_are_named_as_such():
    assert "artikel 9" in said('[file]\nkind = "pupils"\n[columns]\npupil = "nr"\norigin = "h"')


def test_a_column_that_the_file_lacks_is_told_with_the_nearest():
    mapping = parse_mapping('[file]\nkind = "loopbaan"' + NEEDED, "k.toml")
    (finding,) = missing_columns(mapping, ["nr", "Jaar", "naam"], "f.csv")
    assert (finding.column, "Bedoelt u “Jaar”?" in finding.text.nl) == ("jaar", True)


PUPILS = """
[file]
kind = "pupils"
legal_ground = "g"
missing = ["onbekend"]
[columns]
pupil = "nr"
birth_month = "b"
"""


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("2008-05-17", "2008-05"),
        ("17-5-2008", "2008-05"),
        ("17/05/2008", "2008-05"),
        ("7.12.2008", "2008-12"),
        ("20080517", "2008-05"),
        ("2008-05", "2008-05"),
        ("2008-05-17 00:00:00", "2008-05"),
        ("17 mei 2008", "?"),
        (" onbekend ", None),
    ],
)
def test_of_a_day_of_birth_the_month_is_kept(tmp_path: Path, written: str, month: str | None):
    assert mapped(tmp_path, PUPILS, {"nr": ["1"], "b": [written]}).get("birth_month", [None]) == [month]


@pytest.mark.parametrize(("written", "kept"), [("9901 AB", "9901"), ("9901ab", "9901"), ("9901", "9901"), ("AB", "?")])
def test_of_a_postcode_four_digits_are_kept(tmp_path: Path, written: str, kept: str):
    text = PUPILS.replace("birth_month", "postcode4")
    assert mapped(tmp_path, text, {"nr": ["1"], "b": [written]})["postcode4"] == [kept]


@pytest.mark.parametrize(("written", "kept"), [("2017", "2017"), ("2017-03-01", "2017"), ("1-3-2017", "2017")])
def test_of_a_day_of_arrival_the_year_is_kept(tmp_path: Path, written: str, kept: str):
    text = PUPILS.replace("birth_month", "arrival_year")
    assert mapped(tmp_path, text, {"nr": ["1"], "b": [written]})["arrival_year"] == [kept]


CAREER = """
[file]
kind = "loopbaan"
[columns]
pupil = "nr"
school_year = "jaar"
final_advice = "advies"
test_advice = "toets"
[schemes]
final_advice = "rod"
test_advice = "words"
[codes.level]
hv = "havo/vwo"
"bk" = "vmbo-bb/kb"
[derive]
level = {from = "fase", take = "letters"}
grade = {from = "fase", take = "digits"}
location = {brin = "BRIN", branch = "vest"}
sector = {by = "level"}
"""


def career(tmp_path: Path, **one: str | None) -> dict[str, object]:
    base: dict[str, str | None] = {
        "nr": "1", "jaar": "2019", "advies": "60", "toets": "vwo", "fase": "havo4", "BRIN": "01ab", "vest": "0"
    }  # fmt: skip
    found = mapped(tmp_path, CAREER, {k: [v] for k, v in (base | one).items()})
    return {name: value for name, (value,) in found.items()}


def test_columns_are_derived_from_others(tmp_path: Path):
    row = career(tmp_path, fase="HV1_doublure")
    assert (row["level"], row["grade"], row["sector"], row["location"]) == ("havo/vwo", "1", "vo", "01AB00")


def test_codes_of_a_scheme_are_translated(tmp_path: Path):
    row = career(tmp_path, advies="61", toets="VMBO gl-tl / HAVO")
    assert (row["final_advice"], row["test_advice"]) == ("havo/vwo", "vmbo-gt/havo")


def test_our_own_codes_may_be_written_in_any_case(tmp_path: Path):
    assert career(tmp_path, fase="VMBO-GT 3")["level"] == "vmbo-gt"


def test_an_unknown_code_stays_for_the_checks_to_find(tmp_path: Path):
    assert career(tmp_path, advies="99")["final_advice"] == "99"


def test_a_missing_grade_is_not_known(tmp_path: Path):
    assert career(tmp_path, fase="havo")["grade"] == "0"


def test_blanks_are_missing(tmp_path: Path):
    assert "final_advice" not in career(tmp_path, advies="  ")


def test_two_codes_that_differ_in_punctuation_alone_stay_apart(tmp_path: Path):
    text = (
        PUPILS.replace("birth_month", "home_language") + '[codes.home_language]\n"+" = "anders"\n"-" = "nederlands"\n'
    )
    found = mapped(tmp_path, text, {"nr": ["1", "2"], "b": ["+", "-"]})
    assert found["home_language"] == ["anders", "nederlands"]


JOINED = """
[file]
kind = "advices"
[columns]
school_year = "j"
[constants]
location = "01AB00"
[derive]
pupil = {join = ["a", "b"]}
final_advice = {first = ["herzien", "eerste"]}
"""


def test_the_first_column_that_is_filled_counts(tmp_path: Path):
    columns = {
        "a": ["1", "1"],
        "b": ["2", "2"],
        "j": ["2020", "2021"],
        "herzien": ["", "vwo"],
        "eerste": ["havo", "havo"],
    }
    assert mapped(tmp_path, JOINED, columns)["final_advice"] == ["havo", "vwo"]


def test_a_key_of_two_columns_keeps_them_apart(tmp_path: Path):
    columns = {"a": ["1", "12", "1"], "b": ["23", "3", ""], "j": ["2020"] * 3, "herzien": [""] * 3, "eerste": [""] * 3}
    one, other, half = mapped(tmp_path, JOINED, columns)["pupil"]
    assert (one != other, half) == (True, None)


CHOICE = '[file]\nkind = "pupils"\n[columns]\npupil = ["nr", "nummer"]\n[optional]\nbirth_month = "geboren"'


@pytest.mark.parametrize(
    ("header", "columns"),
    [(["nr"], {"pupil": "nr"}), (["nummer", "geboren"], {"pupil": "nummer", "birth_month": "geboren"})],
)
def test_of_a_choice_the_heading_that_is_there_is_read(header: list[str], columns: dict[str, str]):
    mapping = parse_mapping(CHOICE, "k.toml")
    assert (missing_columns(mapping, header, "f.csv"), resolved(mapping, header).columns) == ((), columns)


@pytest.mark.parametrize(("header", "rule"), [(["id"], "missing_column"), (["nr", "nummer"], "ambiguous_column")])
def test_a_choice_that_is_not_there_or_there_twice_is_told(header: list[str], rule: str):
    found = missing_columns(parse_mapping(CHOICE, "k.toml"), header, "f.csv")
    assert [(f.rule, f.column) for f in found] == [(rule, "pupil")]
