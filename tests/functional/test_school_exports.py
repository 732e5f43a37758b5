"""Exports of school administrations through the mapping files that ship, and what became of who has no next year."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from gelijkop.errors import InputRefused, MappingRefused, MissingColumn, UnknownCode, UserError
from gelijkop.model.tables import ADVICES
from gelijkop.pipeline.imports import import_files, propose
from gelijkop.sources.career_file import ADVICE
from gelijkop.sources.resolved import with_given
from gelijkop.sources.shipped import find_mapping, fitting, shipped, shipped_text
from gelijkop.store import Store

HEADING = "Leerlingnummer;Schooljaar;Leerfase (afk);Leerfase (afk) vorig schooljaar;Status"
TWO_YEARS = f"""{HEADING}
1;2022/2023;h5;h4;Geslaagd
2;2022/2023;h4;h3;
3;2022/2023;t4;t3;Geslaagd
4;2022/2023;v6;v5;Afgewezen
5;2022/2023;hv1;;VO verlater
6;2022/2023;v3;v2;
7;2022/2023;h3;hv2;Afstroom
2;2023/2024;h4_doublure;h4;
3;2023/2024;h4;t4;
4;2023/2024;v6_doublure;v6;
7;2023/2024;t4;h3;
8;2023/2024;hv1;;
"""
# Of the seven of 2022/2023: 1 and 3 graduated (1 is gone, 3 went on to havo); 5 left; 6 vanished; 2, 4 and 7 stayed.


def vo(name: str = "magister"):
    return with_given(find_mapping(name), {"location": "01AB00"})


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The two years in a store, loaded once: what was said of it and what is in it."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "export.csv").write_text(TWO_YEARS, "utf-8")
    told: list[str] = []
    with Store(folder / "s.duckdb", inputs=[folder / "export.csv"]) as store:
        (load,) = import_files(
            store, [folder / "export.csv"], mapping=vo(), key=bytes(range(64)), now=datetime(2025, 9, 1),
            progress=SimpleNamespace(step=lambda text: told.append(text.nl)),
        )  # fmt: skip
        tables = {
            name: sorted(zip(*(c.tolist() for c in store.arrays(store.table(name)).values()), strict=True), key=repr)
            for name in ("enrolments", "diplomas")
        }
    return load, tables, told


def test_the_phases_become_level_and_grade(loaded):
    found = sorted(row[1:6] for row in loaded[1]["enrolments"])
    assert found == sorted(
        (year, "01AB00", "vo", level, grade)
        for year, level, grade in [
            (2022, "havo", 5), (2022, "havo", 4), (2022, "vmbo-gt", 4), (2022, "vwo", 6), (2022, "havo/vwo", 1),
            (2022, "vwo", 3), (2022, "havo", 3),
            (2023, "havo", 4), (2023, "havo", 4), (2023, "vwo", 6), (2023, "vmbo-gt", 4), (2023, "havo/vwo", 1),
        ]
    )  # fmt: skip


def test_who_graduated_has_a_diploma_with_or_without_a_next_year(loaded):
    assert sorted(row[1:4] for row in loaded[1]["diplomas"]) == [
        (2022, "01AB00", "havo"), (2022, "01AB00", "vmbo-gt")
    ]  # fmt: skip


def test_who_has_no_next_year_is_counted_by_how_it_ended(loaded):
    load, _, told = loaded
    assert load.reasons == {"ending:graduated": 1, "ending:left": 1, "ending:vanished": 1}  # 1, 5 and 6
    assert any("verdwenen" in line for line in told)


def test_years_that_come_in_apart_are_put_side_by_side(desk):
    lines = TWO_YEARS.splitlines()
    (load,) = desk.load(desk.file("\n".join(lines[:8]) + "\n", "een.csv"), by=vo())
    # 2022/2023 is the last year yet, so nobody has vanished.
    assert load.reasons == {"ending:graduated": 0, "ending:left": 0, "ending:vanished": 0}
    (load,) = desk.load(desk.file("\n".join([HEADING, *lines[8:]]) + "\n", "twee.csv"), by=vo())
    # The departure of 5 stood in the first file alone, so 5 and 6 have vanished; 1 has a diploma.
    assert load.reasons == {"ending:graduated": 1, "ending:left": 0, "ending:vanished": 2}


def test_rows_in_are_rows_out_and_rows_refused_with_another_delimiter_and_system_too(desk):
    bad = TWO_YEARS + "9;2023/2024;x9;;\n10;2023/2024;h2;;\n"
    (load,) = desk.load(desk.file(bad.replace(";", "\t")), by=vo("somtoday"), skip=True)
    assert (load.rows, load.refused, len(desk.contents()["enrolments"])) == (13, 1, 13)
    assert load.rows + load.refused == len(bad.splitlines()) - 1


PO = "Leerlingnummer;Schooljaar;Jaargroep;Voorlopig advies;Toetsadvies;Definitief advies\n7;2023/2024;8;havo;vwo;vwo\n"


@pytest.mark.parametrize("name", ["esis"])
def test_a_primary_school_gives_grades_and_advices(desk, name: str):
    desk.load(desk.file(PO), by=with_given(find_mapping(name), {"location": "01AB00"}))
    tables = desk.contents()
    assert [row[1:6] for row in tables["enrolments"]] == [(2023, "01AB00", "po", "bo", 8)]
    names = [c.name for c in ADVICES.columns]
    (advice,) = (dict(zip(names, row, strict=True)) for row in tables["advices"])
    assert [advice[n] for n in ADVICE] == ["havo", "vwo", "vwo"]


# The mapping files themselves


def test_every_mapping_file_that_ships_is_right_and_says_what_was_not_verified():
    for name in shipped():
        mapping = find_mapping(name)
        given = {"school_year": "2020/2021", "location": "01AB00"}
        assert with_given(mapping, {k: given[k] for k in mapping.given}).name == name
        assert "niet nagegaan" in (shipped_text(name) or "").lower()


def test_a_mapping_that_was_copied_out_reads_as_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "eigen.toml").write_text(shipped_text("magister") or "", "utf-8")
    own, theirs = find_mapping("eigen.toml"), find_mapping("magister")
    assert (own.choices, own.derived, own.outcome) == (theirs.choices, theirs.derived, theirs.outcome)


def test_a_slip_in_the_name_gets_a_hint():
    with pytest.raises(UserError, match="magister") as error:
        find_mapping("magistr")
    assert "Bedoelt u “magister”?" in error.value.say("nl")


@pytest.mark.parametrize("given", [{}, {"location": "1AB"}, {"location": "01AB00", "grade": "1"}])
def test_what_must_be_given_is_asked_for_and_checked(given: dict[str, str]):
    with pytest.raises(MappingRefused):
        with_given(find_mapping("magister"), given)


def test_a_guess_tells_which_mapping_file_fits_and_how_to_use_it(desk):
    first, second, *_ = propose(desk.file(TWO_YEARS)).splitlines()
    assert first.endswith("gelijkop import BESTAND --mapping magister --set location=…")
    assert second.endswith("gelijkop import BESTAND --mapping somtoday --set location=…")


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (PO.splitlines()[0].split(";"), ("esis", "parnassys")),
        (HEADING.replace("Status", "Uitslag").split(";"), ()),
        (HEADING.replace("Schooljaar", "Leerlingnr").split(";"), ()),
        (["Leerlingnummer", "Stamnummer", "Schooljaar", "Leerfase (afk)", "Status"], ("somtoday",)),
        (["RINPERSOONS", "RINPERSOON", "WPOADVIESVO", "WPOADVIESHERZ", "WPOTOETSADVIES"], ("cbs-inschrwpotab",)),
    ],
)
def test_a_mapping_file_fits_when_each_heading_that_it_needs_is_there_once(header: list[str], names: tuple[str, ...]):
    assert fitting(header) == names


# What is damaged is refused


def test_a_column_that_is_gone_is_told(desk):
    with pytest.raises(MissingColumn) as error:
        desk.load(desk.file(TWO_YEARS.replace(";Status", ";Opmerking")), by=vo())
    assert "Status" in [f.column for f in error.value.findings]


def test_two_headings_that_can_be_the_pupil_are_not_chosen_between(desk):
    with pytest.raises(InputRefused) as error:
        desk.load(desk.file(TWO_YEARS.replace("Leerfase (afk) vorig schooljaar", "Stamnummer")), by=vo())
    assert [(f.rule, f.column) for f in error.value.findings] == [("ambiguous_column", "pupil")]


def test_two_columns_that_changed_places_under_the_headings_are_refused(desk):
    lines = [";".join([*c[:2], c[4], c[3], c[2]]) for c in (line.split(";") for line in TWO_YEARS.splitlines()[1:])]
    with pytest.raises(InputRefused):
        desk.load(desk.file("\n".join([HEADING, *lines]) + "\n"), by=vo())


def test_an_outcome_that_is_not_declared_is_refused_with_its_row(desk):
    with pytest.raises(UnknownCode) as error:
        desk.load(desk.file(TWO_YEARS.replace("Afgewezen", "Gezakt")), by=vo())
    assert [(f.row, f.column) for f in error.value.findings] == [(5, "Status")]
    assert "Gezakt" not in error.value.say("nl")


def test_a_diploma_of_a_level_that_has_none_is_refused(desk):
    with pytest.raises(UnknownCode) as error:
        desk.load(desk.file(TWO_YEARS.replace("hv1;;VO verlater", "hv1;;Geslaagd")), by=vo())
    assert [(f.row, f.column) for f in error.value.findings] == [(6, "Status")]


def test_a_heading_that_is_there_twice_is_refused(desk):
    with pytest.raises(InputRefused):
        desk.load(desk.file(TWO_YEARS.replace("Leerfase (afk) vorig schooljaar", "Status")), by=vo())


def test_a_file_that_stops_half_way_is_refused(desk):
    with pytest.raises(InputRefused):
        desk.load(desk.file(TWO_YEARS[:-12]), by=vo())
