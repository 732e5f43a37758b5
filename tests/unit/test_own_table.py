"""A table of one's own with a mapping beside it: what becomes a figure, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from gelijkop.errors import Finding, InputRefused, MissingColumn, SpreadsheetDamage
from gelijkop.sources.area import read_area, read_folder
from gelijkop.sources.sample_workbook import workbook

HEAD = """
[table]
code = "eigen.verzuim"
nl = "Verzuim"
publisher = "Regio X"
licence = "CC BY 4.0"
"""
LONG = (
    HEAD
    + """
[place]
column = "Geo"
kind = "municipality"
names = {Maassluis = "GM0556"}
[period]
column = "Periode"
[breakdown]
sex = "Geslacht"
[codes.sex]
jongens = "m"
meisjes = "v"
totaal = ""
[numbers]
thousands = "."
missing = ["-"]
suppressed = {"<5" = [1, 4], "x" = []}
[long]
measure = "Onderwerp"
value = "Waarde"
skip = ["Inwoners"]
[[measure]]
code = "eigen.verzuim.absoluut"
column = "Absoluut verzuim"
nl = "Absoluut verzuim"
unit = "pupils"
whole = true
[[measure]]
code = "eigen.verzuim.relatief"
column = "Relatief verzuim"
nl = "Relatief verzuim"
unit = "percent"
"""
)
LONG_ROWS = [
    "Geo;Onderwerp;Periode;Geslacht;Waarde",
    "GM0606;Absoluut verzuim;2022-2023;totaal;1.234",
    "Maassluis;Absoluut verzuim;2022/2023;jongens;<5",
    "GM0606;Relatief verzuim;2023;totaal;12,5",
    "622;Relatief verzuim;2023;meisjes;-",
    "GM0606;Absoluut verzuim;2023;totaal;x",
    "GM0606;Inwoners;2023;totaal;80.000",
]
WIDE = (
    HEAD
    + """
[place]
column = "Code"
kind = "region"
[[measure]]
code = "eigen.verzuim.aandeel"
column = "Verzuim|{period}"
nl = "Verzuim"
unit = "percent"
[[measure]]
code = "eigen.leerlingen"
column = "Leerlingen|{period}"
nl = "Leerlingen"
unit = "pupils"
whole = true
"""
)
WIDE_ROWS = [
    "Code;Naam;Verzuim|2021;Verzuim|2022;Leerlingen|2021/2022",
    "GM0606;Schiedam;3,5;4,5;900",
    "NL00;Nederland;2,5;2,75;100000",
]


@pytest.fixture
def read(tmp_path):
    """Put a table and its mapping beside each other, and read the table."""
    (tmp_path / "work").mkdir()
    folder = tmp_path / "map"
    folder.mkdir()

    def put_and_read(mapping, rows):
        content = rows if isinstance(rows, str) else "\n".join(rows) + "\n"
        (folder / "verzuim.csv").write_text(content, encoding="utf-8")
        (folder / "verzuim.koppeling.toml").write_text(mapping, encoding="utf-8")
        return read_area(folder / "verzuim.csv", tmp_path / "work")

    return put_and_read


def figures(reading):
    """Place, period, measure, sex, lower, upper and state of every figure."""
    names = ("place", "period", "measure", "sex", "lower", "upper", "state")
    return {tuple(None if v != v else v for v in row) for row in zip(*(reading.columns[n] for n in names), strict=True)}


def faults(caught):
    return [(f.rule, f.row, f.column) for f in caught.value.findings]


def test_a_long_table_gives_a_figure_for_every_row_about_a_declared_measure(read):
    reading = read(LONG, LONG_ROWS)
    assert (reading.source, reading.rows, reading.used, reading.refused) == ("eigen.verzuim", 5, 5, ())
    absolute, relative = "eigen.verzuim.absoluut", "eigen.verzuim.relatief"
    assert figures(reading) == {
        ("GM0606", "2022/2023", absolute, None, 1234, 1234, "shown"),
        ("GM0556", "2022/2023", absolute, "m", 1, 4, "suppressed"),
        ("GM0606", "2023", relative, None, 12.5, 12.5, "shown"),
        ("GM0622", "2023", relative, "v", None, None, "missing"),
        ("GM0606", "2023", absolute, None, None, None, "suppressed"),
    }


def test_a_wide_table_gives_a_figure_for_every_measure_and_period_in_its_headings(read):
    reading = read(WIDE, WIDE_ROWS)
    share, pupils = "eigen.verzuim.aandeel", "eigen.leerlingen"
    assert figures(reading) == {
        ("GM0606", "2021", share, None, 3.5, 3.5, "shown"),
        ("GM0606", "2022", share, None, 4.5, 4.5, "shown"),
        ("GM0606", "2021/2022", pupils, None, 900, 900, "shown"),
        ("NL", "2021", share, None, 2.5, 2.5, "shown"),
        ("NL", "2022", share, None, 2.75, 2.75, "shown"),
        ("NL", "2021/2022", pupils, None, 100000, 100000, "shown"),
    }
    assert set(reading.columns["place_kind"]) == {"municipality", "country"}


def test_the_source_its_licence_and_the_titles_come_from_the_mapping(read):
    reading = read(WIDE, WIDE_ROWS)
    assert (reading.declared.publisher, reading.declared.licence) == ("Regio X", "CC BY 4.0")
    assert reading.titles["eigen.leerlingen"].nl == "Leerlingen"


def test_the_same_period_for_every_row_can_stand_in_the_mapping(read):
    mapping = WIDE.replace("|{period}", "") + '[period]\nvalue = "2023"\n'
    reading = read(mapping, ["Code;Verzuim;Leerlingen", "GM0606;3,5;900"])
    assert set(reading.columns["period"]) == {"2023"}


def test_rows_under_a_second_line_of_headings_are_refused_and_the_file_with_them(read):
    with pytest.raises(InputRefused):
        read(WIDE, [WIDE_ROWS[0], ";;aantal;aantal;aantal", WIDE_ROWS[1], ";;aantal;aantal;aantal"])


@pytest.mark.parametrize(
    ("cell", "instead", "rule", "column"),
    [
        ("GM0606;Absoluut verzuim;2022-2023", "Schidam;Absoluut verzuim;2022-2023", "unknown_place", "Geo"),
        ("2022-2023", "22-23", "impossible_period", "Periode"),
        ("totaal;1.234", "alle;1.234", "unknown_code", "Geslacht"),
        ("1.234", "1,234", "no_number", "Waarde"),
        ("1.234", "veel", "no_number", "Waarde"),
        ("12,5", "125", "out_of_range", "Waarde"),
    ],
)
def test_a_row_with_a_wrong_cell_is_refused_alone_with_its_row_and_column(read, cell, instead, rule, column):
    rows = [row.replace(cell, instead) for row in LONG_ROWS]
    reading = read(LONG, rows)
    assert (reading.rows, reading.used) == (5, 4)
    assert [(f.rule, f.column) for f in reading.refused] == [(rule, column)]
    assert rows[reading.refused[0].row - 1] != LONG_ROWS[reading.refused[0].row - 1]


def test_a_row_that_is_there_twice_is_refused_both_times(read):
    reading = read(LONG, [*LONG_ROWS, LONG_ROWS[1]])
    assert [(f.rule, f.row) for f in reading.refused] == [("duplicate_row", 2), ("duplicate_row", 8)]


def test_topics_that_the_mapping_does_not_name_are_told_all_at_once(read):
    with pytest.raises(InputRefused) as caught:
        read(LONG.replace('skip = ["Inwoners"]', ""), [*LONG_ROWS, "GM0606;Geboorten;2023;totaal;1"])
    assert faults(caught) == [("unknown_topic", 7, "Onderwerp"), ("unknown_topic", 8, "Onderwerp")]


def test_headings_that_are_not_there_are_told_all_at_once_with_the_nearest(read):
    rows = [WIDE_ROWS[0].replace("Code", "code2").replace("Leerlingen|", "Pupils|"), *WIDE_ROWS[1:]]
    with pytest.raises(MissingColumn) as caught:
        read(WIDE, rows)
    assert faults(caught) == [("missing_column", 1, "Code"), ("missing_column", 1, "Leerlingen|{period}")]
    assert "“code2”" in caught.value.say("nl")


@pytest.mark.parametrize("damage", ["20-okt", "1,00E+05", "#####"])
def test_a_number_that_a_spreadsheet_changed_refuses_the_file(read, damage):
    with pytest.raises(SpreadsheetDamage):
        read(WIDE, [*WIDE_ROWS[:2], WIDE_ROWS[2].replace("2,75", damage)])


def test_a_table_cut_anywhere_is_refused_or_lost_whole_rows_only(read):
    whole = figures(read(WIDE, WIDE_ROWS))
    content = "\n".join(WIDE_ROWS) + "\n"
    for cut in range(1, len(content)):
        try:
            reading = read(WIDE, content[:cut])
        except InputRefused:
            continue
        assert content[cut - 1] == "\n"
        assert figures(reading) < whole


@pytest.mark.parametrize(
    ("change", "instead", "key"),
    [
        ('code = "eigen.verzuim"', 'code = "duo.verzuim"', "table.code"),
        ('publisher = "Regio X"', "", "table.publisher"),
        ('licence = "CC BY 4.0"', "licence = 4", "table.licence"),
        ('kind = "municipality"', 'kind = "gemeente"', "place.kind"),
        ('column = "Periode"', 'colum = "Periode"', "period.colum"),
        ('column = "Periode"', 'column = "Periode"\nvalue = "2023"', "period"),
        ('column = "Periode"', 'value = "vorig jaar"', "period.value"),
        ('thousands = "."', 'thousands = ","', "numbers.thousands"),
        ("[1, 4]", "[4, 1]", "numbers.suppressed.<5"),
        ("[1, 4]", '"1-4"', "numbers.suppressed.<5"),
        ('jongens = "m"', 'jongens = "man"', "codes.sex.jongens"),
        ('unit = "percent"', 'unit = "procent"', "measure 2.unit"),
        ('column = "Relatief verzuim"', 'column = "Absoluut verzuim"', "measure.column"),
        ('code = "eigen.verzuim.relatief"', 'code = "eigen.Verzuim"', "measure 2.code"),
        ("[long]", "[lang]", "lang"),
        ('sex = "Geslacht"', 'level = "Niveau"', "codes.level"),
    ],
)
def test_a_fault_in_the_mapping_is_told_where_it_is(read, change, instead, key):
    with pytest.raises(InputRefused) as caught:
        read(LONG.replace(change, instead, 1), LONG_ROWS)
    assert key in [f.column for f in caught.value.findings]


def test_all_faults_of_a_mapping_are_told_at_once(read):
    with pytest.raises(InputRefused) as caught:
        read(LONG.replace('kind = "municipality"', 'kind = "x"').replace('unit = "pupils"', 'unit = "y"'), LONG_ROWS)
    assert [f.column for f in caught.value.findings] == ["place.kind", "measure 1.unit"]


@pytest.mark.parametrize("mapping", ["[table", "measure = 3", "table = 3\nmeasure = [1]", ""])
def test_a_mapping_that_is_none_is_refused_and_no_crash(read, mapping):
    with pytest.raises(InputRefused):
        read(mapping, WIDE_ROWS)


def test_a_folder_reads_the_table_by_its_mapping_and_not_the_mapping_itself(tmp_path):
    (tmp_path / "verzuim.csv").write_text("\n".join(WIDE_ROWS) + "\n", encoding="utf-8")
    (tmp_path / "verzuim.koppeling.toml").write_text(WIDE, encoding="utf-8")
    work = tmp_path.parent / f"{tmp_path.name}-work"
    work.mkdir()
    [reading] = read_folder(tmp_path, work)
    assert not isinstance(reading, Finding)
    assert reading.used == 2


def test_a_workbook_is_read_as_its_text_would_be(tmp_path):
    (tmp_path / "work").mkdir()
    path: Path = tmp_path / "verzuim.xlsx"
    rows = [["Code", "Verzuim|2021", "Leerlingen|2021"], ["GM0606", 3.5, 900], ["NL00", 2.75, 100000.0]]
    path.write_bytes(workbook({"Blad1": rows}))
    (tmp_path / "verzuim.koppeling.toml").write_text(WIDE, encoding="utf-8")
    reading = read_area(path, tmp_path / "work")
    assert (reading.file, reading.columns["row"].tolist()) == ("verzuim.xlsx/Blad1", [2, 3, 2, 3])
    assert np.array_equal(reading.columns["lower"], [3.5, 2.75, 900, 100000])
