"""Bad pupil files: each ends in its own error, with place, kind and remedy, and the store as it was before."""

import os
import random
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gelijkop.errors import (
    ArchiveBomb,
    DamagedEncoding,
    DuplicateRow,
    EmptyFile,
    GelijkopError,
    ImpossiblePeriod,
    InputRefused,
    MissingColumn,
    PersonalNumber,
    SpreadsheetDamage,
    StoreFull,
    TruncatedFile,
    UnknownCode,
    UserError,
    WrongDelimiter,
)  # fmt: skip

ROW = "1003;2019/2020;01AB00;vo;havo;1;havo"
HEADING = "Leerlingnummer;Schooljaar;Vestiging;Sector;Niveau;Leerjaar;Advies"


def refused(desk, *paths: Path, kind: type[UserError], more: str = "", skip: bool = False) -> UserError:
    """Load a good file, then these: the error, after a look whether the store is as it was."""
    desk.load(desk.file(desk.good, "goed.csv"))
    before = desk.contents()
    with pytest.raises(kind) as error:
        desk.load(*paths, by=desk.mapping(more), skip=skip)
    assert type(error.value) is kind
    assert desk.contents() == before
    return error.value


def only(error: UserError) -> tuple[object, ...]:
    (finding,) = error.findings
    return finding.rule, finding.file, finding.row, finding.column


def rows(*lines: str, heading: str = HEADING) -> str:
    return "\n".join([heading, *lines]) + "\n"


def test_every_error_has_an_exit_code_of_its_own():
    kinds, found = [GelijkopError], []
    while kinds:
        kind = kinds.pop()
        found.append(kind.exit_code)
        kinds += kind.__subclasses__()
    assert len(found) == len(set(found))


def test_a_file_with_another_delimiter_than_asked(desk):
    by = desk.mapping_text.replace("[columns]", 'delimiter = ";"\n[columns]')
    desk.mapping_text = by
    error = refused(desk, desk.file(rows(ROW).replace(";", ",")), kind=WrongDelimiter)
    assert only(error) == ("wrong_delimiter", "leerlingen.csv", 1, None)
    assert "Controleer het scheidingsteken" in error.say("nl")


def test_a_file_of_one_column(desk):
    refused(desk, desk.file("alles\nin een kolom\nzonder scheiding\n"), kind=WrongDelimiter)


def test_text_that_was_decoded_twice(desk):
    error = refused(desk, desk.file(rows(ROW.replace("havo;1", "Ã©Ã©n;1"))), kind=DamagedEncoding)
    assert only(error) == ("damaged_encoding", "leerlingen.csv", 2, None)
    assert "Haal het bestand opnieuw op" in error.say("nl")


@pytest.mark.parametrize("written", ["20-Oct", "20-okt", "okt-20", "2020-10-20", "20-10-2020"])
def test_a_code_that_a_spreadsheet_made_a_date(desk, written: str):
    error = refused(desk, desk.file(rows(ROW, ROW.replace("1;havo", f"2;{written}"))), kind=SpreadsheetDamage)
    assert only(error) == ("spreadsheet_date", "leerlingen.csv", 3, "Advies")
    assert written not in error.say("nl").replace("(zoals 20-okt)", "")
    assert "Exporteer opnieuw" in error.say("nl")


def test_a_pupil_number_that_a_spreadsheet_made_a_power_of_ten(desk):
    error = refused(desk, desk.file(rows(ROW.replace("1003", "1,23E+11"))), kind=SpreadsheetDamage, skip=True)
    assert only(error) == ("scientific", "leerlingen.csv", 2, "Leerlingnummer")


def test_an_error_of_a_spreadsheet(desk):
    error = refused(desk, desk.file(rows(ROW.replace("vo;havo", "#N/B;havo"))), kind=SpreadsheetDamage)
    assert only(error) == ("spreadsheet_error", "leerlingen.csv", 2, "Sector")


def test_a_date_cell_where_a_code_belongs_in_excel(desk):
    path = desk.workbook([HEADING.split(";"), ROW.replace("1;havo", "1;2020-10-20").split(";")])
    assert only(refused(desk, path, kind=SpreadsheetDamage))[:2] == ("spreadsheet_date", "leerlingen.xlsx")


@pytest.mark.parametrize("written", ["1AB00", "01AB0"])
def test_a_location_that_lost_a_zero(desk, written: str):
    error = refused(desk, desk.file(rows(ROW.replace("01AB00", written))), kind=SpreadsheetDamage)
    assert only(error) == ("leading_zero", "leerlingen.csv", 2, "Vestiging")
    assert "Er ontbreekt een nul" in error.say("nl")


def test_a_decimal_comma_that_became_two_columns(desk):
    file = desk.file("pupil,initiative,school_year,dose\n1,hdt,2020,12,5\n2,hdt,2020,3\n")
    desk.mapping_text = PARTICIPATIONS
    desk.good = "pupil,initiative,school_year,dose\n1,hdt,2020,12\n"
    error = refused(desk, file, kind=SpreadsheetDamage)
    assert only(error) == ("split_decimal", "leerlingen.csv", 2, None)
    assert "decimale komma" in error.say("nl")


PARTICIPATIONS = """
[file]
kind = "participations"
[columns]
pupil = "pupil"
initiative = "initiative"
school_year = "school_year"
dose = "dose"
"""


def test_an_unknown_code(desk):
    error = refused(desk, desk.file(rows(ROW, ROW.replace("havo;1", "H4;1").replace("1003", "1004"))), kind=UnknownCode)
    assert only(error) == ("unknown_code", "leerlingen.csv", 3, "Niveau")
    assert "[codes.level]" in error.say("nl")
    assert "H4" not in error.say("nl")


def test_a_pupil_twice_in_one_year_and_location(desk):
    error = refused(desk, desk.file(rows(ROW, ROW.replace("2019/2020", "2019-2020"))), kind=DuplicateRow)
    assert only(error) == ("duplicate", "leerlingen.csv", 3, "Leerlingnummer")
    assert "1003" not in error.say("nl")


@pytest.mark.parametrize("year", ["2019/2021", "1019/1020", "2031/2032", "volgend jaar"])
def test_an_impossible_year(desk, year: str):
    error = refused(desk, desk.file(rows(ROW.replace("2019/2020", year))), kind=ImpossiblePeriod)
    assert only(error) == ("school_year", "leerlingen.csv", 2, "Schooljaar")
    assert year not in error.say("nl")


@pytest.mark.parametrize("content", ["", HEADING + "\n"])
def test_an_empty_file(desk, content: str):
    assert only(refused(desk, desk.file(content), kind=EmptyFile))[:2] == ("empty", "leerlingen.csv")


def test_a_sheet_with_a_heading_alone(desk):
    refused(desk, desk.workbook([HEADING.split(";")]), kind=EmptyFile)


def test_a_parquet_file_without_rows(desk):
    refused(desk, desk.parquet({h: [] for h in HEADING.split(";")}), kind=EmptyFile)


def test_a_zip_bomb(desk):
    path = desk.folder / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bom.csv", b"0" * 50_000_000)
    refused(desk, path, kind=ArchiveBomb)


def test_a_workbook_that_is_a_bomb(desk):
    path = desk.workbook([HEADING.split(";"), ROW.split(";")])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 50_000_000)
    assert only(refused(desk, path, kind=ArchiveBomb))[:2] == ("archive_bomb", "leerlingen.xlsx")


def many(kind: str, n: int = 5000) -> list[list[str]]:
    random.seed(1)
    return [[str(random.random()) if h == "Advies" else f"{h}{i}" for h in HEADING.split(";")] for i in range(n)]


def test_a_truncated_parquet_file(desk):
    whole = desk.parquet({h: [row[i] for row in many("p")] for i, h in enumerate(HEADING.split(";"))})
    cut = desk.file(whole.read_bytes()[:-1000], "kort.parquet")
    assert only(refused(desk, cut, kind=TruncatedFile))[:2] == ("cut_short", "kort.parquet")


def test_a_parquet_file_damaged_inside(desk):
    whole = desk.parquet({h: [row[i] for row in many("p")] for i, h in enumerate(HEADING.split(";"))})
    content = bytearray(whole.read_bytes())
    content[1000:9000] = bytes(8000)
    error = refused(desk, desk.file(bytes(content), "stuk.parquet"), kind=TruncatedFile)
    assert "Leerlingnummer" not in error.say("nl")


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_truncated_workbook(desk, kept: float):
    whole = desk.workbook([HEADING.split(";"), *many("x", 500)]).read_bytes()
    cut = desk.file(whole[: int(len(whole) * kept)], "kort.xlsx")
    refused(desk, cut, kind=TruncatedFile)


def test_an_old_workbook_that_is_none(desk):
    refused(desk, desk.file(b"\xd0\xcf\x11\xe0" + bytes(1000), "oud.xls"), kind=TruncatedFile)


def test_a_csv_that_stops_half_way(desk):
    refused(desk, desk.file(rows(ROW) + ROW[:12]), kind=TruncatedFile)


def test_a_column_that_is_not_there(desk):
    file = desk.file(rows(ROW).replace("Leerlingnummer", "Leerlingnr"))
    error = refused(desk, file, kind=MissingColumn)
    assert only(error) == ("missing_column", "leerlingen.csv", None, "Leerlingnummer")
    assert "Bedoelt u “Leerlingnr”?" in error.say("nl")


BSN = ("111222333", "123456782")
"""Made-up numbers that pass the eleven-test."""


def test_a_pupil_column_of_citizen_service_numbers(desk):
    file = desk.file(rows(*(ROW.replace("1003", n) for n in BSN)))
    error = refused(desk, file, kind=PersonalNumber, skip=True)
    assert only(error) == ("personal_number", "leerlingen.csv", None, "Leerlingnummer")
    assert not any(n in error.say(language) for n in BSN for language in ("nl", "en"))


def test_an_unmapped_column_of_citizen_service_numbers_is_told_and_not_read(desk):
    file = desk.file(rows(*(f"{i}{ROW};{n}" for i, n in enumerate(BSN)), heading=HEADING + ";Nummer2"))
    desk.load(file)
    assert any("“Nummer2” lijkt een BSN" in line for line in desk.told.lines)
    assert not any(n.encode() in desk.store.read_bytes() for n in BSN)


def test_everything_that_is_wrong_is_told_at_once(desk):
    file = desk.file(rows("1;2019/2021;1AB00;vo;x;een;y", "2;2019/2020;01AB00;;havo;1;"))
    error = refused(desk, file, kind=InputRefused)
    assert [(f.rule, f.row, f.column) for f in error.findings] == [
        ("school_year", 2, "Schooljaar"),
        ("leading_zero", 2, "Vestiging"),
        ("missing", 3, "Sector"),
        ("unknown_code", 2, "Niveau"),
        ("not_a_number", 2, "Leerjaar"),
        ("unknown_code", 2, "Advies"),
    ]


def test_a_birth_month_that_changes_is_a_contradiction(desk):
    text = desk.mapping_text.replace("[columns]", '[columns]\nbirth_month = "Geboren"')
    desk.mapping_text = text
    desk.good = rows(ROW + ";2008-05-01", heading=HEADING + ";Geboren")
    file = desk.file(
        rows(ROW + ";2008-05-01", ROW.replace("2019/2020", "2020") + ";2008-06-01", heading=HEADING + ";Geboren")
    )
    assert only(refused(desk, file, kind=DuplicateRow)) == ("contradiction", "leerlingen.csv", 2, "Geboren")


def test_bad_rows_that_may_be_skipped_do_not_excuse_a_damaged_file(desk):
    refused(desk, desk.file(rows(ROW, ROW.replace("1;havo", "2;20-okt"))), kind=SpreadsheetDamage, skip=True)


# A full disk: a limit on the size of a file in a process of its own (the kernel then refuses the write), and,
# where mounting is allowed, a file system that is really full.

LIMITED = """
import resource, signal, sys
from datetime import datetime
from pathlib import Path
from gelijkop.errors import UserError
from gelijkop.pipeline.console import Silent
from gelijkop.pipeline.imports import import_files
from gelijkop.sources.mapping import read_mapping
from gelijkop.store import Store

store, file, mapping, limit = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
try:
    with Store(store, inputs=[file], memory="200MB", threads=1) as opened:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        import_files(opened, [file], mapping=read_mapping(mapping), key=bytes(64), now=datetime(2025, 9, 1),
                     progress=Silent())
except UserError as error:
    print(error.say("nl"))
    sys.exit(error.exit_code)
"""


def large(desk, pupils: int = 40_000) -> tuple[Path, Path]:
    lines = (f"{i};2019/2020;01AB00;vo;havo;1;havo" for i in range(pupils))
    return desk.file(rows(*lines), "groot.csv"), desk.file(desk.mapping_text, "koppeling.toml")


def run(store: Path, file: Path, mapping: Path, limit: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LIMITED, *map(str, (store, file, mapping, limit))]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("room", [-100_000, 100_000], ids=["for the copy", "for the tables"])
def test_a_disk_that_takes_no_more(desk, room: int):
    desk.load(desk.file(desk.good, "goed.csv"))
    before = desk.contents()
    file, mapping = large(desk)
    done = run(desk.store, file, mapping, file.stat().st_size + room)
    assert (done.returncode, done.stdout[:18]) == (StoreFull.exit_code, "De schijf is vol. "), done.stderr
    assert desk.contents() == before


@pytest.fixture
def small_disk(tmp_path: Path):
    place = tmp_path / "schijf"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], check=False).returncode
    ):
        pytest.skip("mounting a small file system is not allowed here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_file_system_that_is_full(desk, small_disk: Path):
    desk.load(desk.file(desk.good, "goed.csv"))
    before = desk.contents()
    store = small_disk / "gegevens.duckdb"
    store.write_bytes(desk.store.read_bytes())
    file, mapping = large(desk)
    done = run(store, file, mapping, 0)
    assert done.returncode == StoreFull.exit_code, done.stderr
    desk.store.write_bytes(store.read_bytes())
    assert desk.contents() == before


def test_the_limit_of_this_test_process_was_not_touched():
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
