import hashlib
import hmac
from datetime import date, datetime

import narwhals as nw
import pytest

from gelijkop.errors import DuplicateRow, InputRefused, MappingRefused
from gelijkop.sources.mapping import parse_mapping
from gelijkop.store import Store

ROWS = [
    ["Leerlingnummer", "Schooljaar", "Vestiging", "Sector", "Niveau", "Leerjaar", "Advies"],
    [1001.0, "2019/2020", "01AB00", "vo", "havo", 1.0, "havo"],
    [1001.0, "2020/2021", "01AB00", "vo", "havo", 2.0, "havo"],
    [1002.0, "2019/2020", "01AB00", "vo", "vwo", 1.0, "vwo"],
]
PEOPLE = """
[file]
kind = "pupils"
legal_ground = "toestemming van de ouders"
[columns]
pupil = "nr"
birth_month = "geboren"
sex = "geslacht"
postcode4 = "postcode"
"""


def without_loads(contents: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in contents.items() if name != "loads"}


def test_a_career_file_falls_apart_into_tables(desk):
    (load,) = desk.load(desk.file(desk.good))
    tables = desk.contents()
    assert {name: len(rows) for name, rows in without_loads(tables).items()} == {
        "pupils": 2, "enrolments": 3, "advices": 2, "diplomas": 0
    }  # fmt: skip
    assert (load.rows, load.refused, load.tables) == (3, 0, ("pupils", "enrolments", "advices", "diplomas"))


def test_an_advice_repeated_in_a_later_year_counts_in_its_first(desk):
    desk.load(desk.file(desk.good))
    assert sorted(row[1] for row in desk.contents()["advices"]) == [2019, 2019]


def test_csv_excel_and_parquet_give_the_same_store(desk):
    stores = []
    table = {h: [row[i] for row in ROWS[1:]] for i, h in enumerate(ROWS[0])}
    for path in (desk.file(desk.good), desk.workbook(ROWS), desk.parquet(table)):
        desk.store.unlink(missing_ok=True)
        desk.load(path)
        stores.append(without_loads(desk.contents()))
    assert stores[0] == stores[1] == stores[2]


def test_a_title_above_the_heading_of_a_sheet_is_passed_over(desk):
    (load,) = desk.load(desk.workbook([["Export 2019"], [], *ROWS]))
    assert load.rows == 3


def test_the_same_file_twice_changes_nothing(desk):
    path = desk.file(desk.good)
    desk.load(path)
    before = without_loads(desk.contents())
    desk.load(path)
    assert without_loads(desk.contents()) == before


def test_a_pupil_gone_from_a_corrected_export_is_gone(desk):
    desk.load(desk.file(desk.good))
    desk.load(desk.file(f"{desk.heading}\n1001;2019/2020;01AB00;vo;havo;1;havo\n"))
    assert [(r[1], r[4]) for r in desk.contents()["enrolments"]] == [(2019, "havo"), (2020, "havo")]


def test_other_locations_and_years_stay(desk):
    desk.load(desk.file(desk.good))
    desk.load(desk.file(f"{desk.heading}\n1003;2019/2020;01AB01;vo;vwo;1;vwo\n"))
    assert len(desk.contents()["enrolments"]) == 3 + 1


def test_a_pupil_keeps_what_a_later_file_does_not_tell(desk):
    people = parse_mapping(PEOPLE, "p.toml")
    desk.load(desk.file("nr;geboren;geslacht;postcode\n7;2008-05-17;m;9901 AB\n"), by=people)
    desk.load(desk.file("nr;geboren;geslacht;postcode\n7;;;9902\n"), by=people)
    ((_, born, sex, *others),) = desk.contents()["pupils"]
    assert (born, sex, [v for v in others if v is not None]) == ("2008-05", "m", ["9902"])


def test_several_files_are_checked_together(desk):
    one, two = desk.file(desk.good, "een.csv"), desk.file(desk.good, "twee.csv")
    with pytest.raises(DuplicateRow) as error:
        desk.load(one, two)
    assert [(f.file, f.row, f.times) for f in error.value.findings] == [("twee.csv", 2, 3)]


def test_several_files_are_loaded_together(desk):
    one = desk.file(f"{desk.heading}\n1;2019;01AB00;vo;havo;1;havo\n", "een.csv")
    two = desk.file(f"{desk.heading}\n1;2020;01AB00;vo;havo;2;havo\n2;2020;01AB00;vo;vwo;1;\n", "twee.csv")
    assert [(load.file, load.rows) for load in desk.load(one, two)] == [("een.csv", 1), ("twee.csv", 2)]


def test_bad_rows_can_be_skipped_and_are_recorded(desk):
    bad = "1003;2019/2020;01AB00;vo;H4;1;havo\n1001;2020/2021;01AB00;vo;havo;2;havo\n"
    (load,) = desk.load(desk.file(desk.good + bad), skip=True)
    assert (load.rows, load.refused, load.reasons) == (3, 2, {"unknown_code": 1, "duplicate": 1})
    assert [row[1:] for row in desk.contents()["refusals"]] == [
        ("leerlingen.csv", 5, "level:unknown_code"),
        ("leerlingen.csv", 6, "pupil:duplicate"),
    ]
    assert len(desk.contents()["enrolments"]) == 3


def test_refusals_of_several_imports_are_kept(desk):
    path = desk.file(desk.good + "1003;2019/2020;01AB00;vo;H4;1;havo\n")
    desk.load(path, skip=True)
    desk.load(path, skip=True)
    assert len(desk.contents()["refusals"]) == 2


def test_the_pseudonym_is_hmac_of_the_number_under_the_key(desk):
    desk.load(desk.file(desk.good))
    expected = hmac.new(bytes(range(64)), b"1001", hashlib.sha256).hexdigest()[:32]
    assert expected in {row[0] for row in desk.contents()["pupils"]}


def test_the_legal_ground_is_recorded_with_the_load(desk):
    desk.load(desk.file("nr;geboren;geslacht;postcode\n7;2008-05;m;9901\n"), by=parse_mapping(PEOPLE, "p.toml"))
    with Store(desk.store, mode="read") as store:
        assert [load.legal_ground for load in store.loads()] == ["toestemming van de ouders"]


def test_a_background_column_without_a_legal_ground_is_refused(desk):
    with pytest.raises(MappingRefused) as error:
        parse_mapping(PEOPLE.replace("toestemming van de ouders", " "), "p.toml")
    assert [(f.rule, f.column) for f in error.value.findings] == [("legal_ground", "columns.sex")]


def test_the_last_known_value_of_a_pupil_counts(desk):
    more = '[columns]\npostcode4 = "Postcode"\n'
    by = parse_mapping(desk.mapping_text.replace("[columns]\n", more), "k.toml")
    rows = ["1;2020;01AB00;vo;havo;2;havo;9902", "1;2021;01AB00;vo;havo;3;havo;", "1;2019;01AB00;vo;havo;1;havo;9901"]
    desk.load(desk.file("\n".join([desk.heading + ";Postcode", *rows])), by=by)
    assert [v for row in desk.contents()["pupils"] for v in row[1:] if v is not None] == ["9902"]


def test_temporary_tables_are_not_in_the_store_file(desk):
    desk.load(desk.file(desk.good))
    with Store(desk.store, mode="read") as store:
        assert store.tables() == ("advices", "diplomas", "enrolments", "loads", "pupils")
        assert store.arrays(store.table("pupils").select(nw.len()))["len"][0] == 2


def test_headings_that_an_engine_would_confuse_are_kept_apart(desk):
    header = desk.heading + ";row;ROW;advies;;file"
    (load,) = desk.load(desk.file(f"{header}\n1;2019;01AB00;vo;havo;1;havo;a;b;onzin;c;d\n"))
    assert (load.rows, [row[6] for row in desk.contents()["advices"]]) == (1, ["havo"])


def test_a_sheet_is_chosen_by_its_name(desk):
    text = desk.mapping_text.replace("[columns]", 'sheet = "Blad2"\n[columns]')
    with pytest.raises(InputRefused, match="not read") as error:
        desk.load(desk.workbook(ROWS), by=parse_mapping(text, "k.toml"))
    assert "Wel: Blad1" in error.value.say("nl")


def test_places_need_no_pupils(desk):
    text = '[file]\nkind = "places"\n[columns]\nname = "naam"\n[derive]\nlocation = {brin = "BRIN"}\n'
    desk.load(desk.file("BRIN;naam\n01ab;School\n"), by=parse_mapping(text, "k.toml"))
    assert desk.contents()["places"][0][:2] == ("01AB00", "School")


def test_cells_of_every_kind_are_read_as_a_person_would_write_them(desk):
    text = """
[file]
kind = "loopbaan"
[columns]
pupil = "nr"
school_year = "jaar"
diploma_level = "diploma"
extra_subject = "extra"
birth_month = "geboren"
[constants]
location = "01AB00"
sector = "vo"
level = "havo"
grade = "5"
"""
    rows = [
        ["nr", "jaar", "diploma", "extra", "geboren"],
        [1.0, 2019.0, "havo", True, date(2003, 5, 17)],
        [2.0, 2019.0, "havo", False, datetime(2003, 6, 17, 12, 30)],
    ]
    desk.load(desk.workbook(rows), by=parse_mapping(text, "k.toml"))
    tables = desk.contents()
    assert sorted(row[-1] for row in tables["diplomas"]) == [False, True]
    assert sorted(row[1] for row in tables["pupils"]) == ["2003-05", "2003-06"]
    assert {row[2:6] for row in tables["enrolments"]} == {("01AB00", "vo", "havo", 5)}
