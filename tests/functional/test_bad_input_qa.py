"""Bad input that once slipped through or ended in a traceback: found by trying, kept so that it stays mended."""

import errno
import io
import os
import tempfile
import zipfile
from pathlib import Path

import duckdb
import pytest

from gelijkop.errors import (
    EmptyFile,
    InputRefused,
    KeyRefused,
    MappingRefused,
    PersonalNumber,
    StoreFull,
    StoreRefused,
    TruncatedFile,
    UnknownCode,
    UnknownFile,
    UserError,
)  # fmt: skip
from gelijkop.pipeline.folders import fresh_folder
from gelijkop.pipeline.imports import propose
from gelijkop.sources import text
from gelijkop.sources.key import create_key
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.xml import parse
from gelijkop.store import Store, translated

ROWS = ("1003;2019/2020;01AB00;vo;havo;1;havo", "1004;2019/2020;01AB00;vo;havo;1;havo")
HEADING = "Leerlingnummer;Schooljaar;Vestiging;Sector;Niveau;Leerjaar;Advies"
BSN = ("111222333", "123456782")
"""Made-up numbers that pass the eleven-test."""


def refused(desk, content: str | bytes, name: str = "leerlingen.csv", *, skip: bool = False) -> tuple[UserError, str]:
    """The error of loading this, and the rule of its first finding."""
    with pytest.raises(UserError) as error:
        desk.load(desk.file(content, name), skip=skip)
    return error.value, error.value.findings[0].rule


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("ends", [("\r\n", "\n"), ("\n", "\r"), ("\r", "\r\n"), ("\r", "\r")])
def test_a_file_may_mix_line_ends(desk, ends: tuple[str, str]):
    (load,) = desk.load(desk.file(HEADING + ends[0] + ROWS[0] + ends[1] + ROWS[1] + ends[0]))
    assert load.rows == 2


def test_a_file_of_blanks_is_empty(desk):
    error, rule = refused(desk, "\n\n   \n")
    assert (type(error), rule) == (EmptyFile, "empty")


@pytest.mark.parametrize("above", ["sep=;", "Leerlingen;peildatum"])
def test_a_line_above_the_heading_is_one_finding(desk, above: str):
    error, rule = refused(desk, "\n".join([above, HEADING, *ROWS]) + "\n")
    assert (type(error), rule, len(error.findings), error.findings[0].row) == (InputRefused, "odd_heading", 1, 1)


def test_skipping_bad_rows_does_not_load_nothing_and_call_it_done(desk):
    error, _ = refused(desk, "\n".join([HEADING, *(r.replace("havo;1", "H4;1") for r in ROWS)]) + "\n", skip=True)
    assert type(error) is UnknownCode
    with Store(desk.store, mode="read") as store:
        assert store.loads() == []


def test_a_finding_about_two_rows_does_not_tell_the_kind_of_one_cell(desk):
    error, rule = refused(desk, "\n".join([HEADING, ROWS[0], ROWS[0]]) + "\n")
    assert rule == "duplicate"
    assert "gevonden" not in error.say("nl")


@pytest.mark.parametrize("form", ["'{}", "’{}", "0{}", "000{}"])
def test_a_citizen_service_number_behind_an_apostrophe_or_zeros_is_found(desk, form: str):
    lines = (ROWS[0].replace("1003", form.format(n)) for n in BSN)
    error, _ = refused(desk, "\n".join([HEADING, *lines]) + "\n", skip=True)
    assert type(error) is PersonalNumber


def test_an_archive_inside_an_archive_is_named_so(desk):
    assert refused(desk, zipped({"a.zip": zipped({"b.csv": b"x"})}), "uit.zip")[1] == "nested_archive"


def test_a_zip_without_files_is_empty(desk):
    error, rule = refused(desk, zipped({}), "uit.zip")
    assert (type(error), rule) == (EmptyFile, "empty_archive")


def test_a_zip_that_lies_about_its_packing_is_broken(desk):
    content = bytearray(zipped({"a.csv": b"abc;def\n1;2\n"}))
    central = content.find(b"PK\x01\x02")
    content[8] = content[central + 10] = zipfile.ZIP_BZIP2
    assert type(refused(desk, bytes(content), "uit.zip")[0]) is TruncatedFile


def test_the_name_of_a_member_does_not_steer_the_screen(desk):
    error, _ = refused(desk, zipped({"a\x1b[31m.csv": b"\n"}), "uit.zip")
    assert "\x1b" not in error.say("nl")


def test_a_mapping_of_a_windows_editor_is_read(desk):
    path = desk.file("\ufeff" + desk.mapping_text, "koppeling.toml")
    assert read_mapping(path).columns["level"] == "Niveau"


@pytest.mark.parametrize("more", ["a = " + "[" * 5000 + "]" * 5000, 'file.delimiter = "\\n"', "file.delimiter = '\"'"])
def test_an_odd_mapping_is_refused(desk, more: str):
    written = desk.mapping_text.replace("[file]\nkind", "file.kind").replace("[columns]", f"{more}\n[columns]")
    with pytest.raises(MappingRefused):
        read_mapping(desk.file(written, "koppeling.toml"))


def test_a_stray_file_among_dossiers_is_no_damaged_text():
    with pytest.raises(UnknownFile):
        parse(b"PK\x03\x04\xff\xfe", "a.xml")


@pytest.mark.parametrize("content", [b"tekst" * 100, b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_store_is_not_called_a_damaged_delivery(desk, content: bytes):
    place = desk.file(content, "ander.duckdb")
    with pytest.raises(StoreRefused):
        Store(place)
    assert place.read_bytes() == content


@pytest.mark.parametrize("place", [".", "nergens/gegevens.duckdb"])
def test_a_place_where_no_store_can_be(desk, place: str):
    with pytest.raises(StoreRefused):
        Store(desk.folder / place)


def test_a_database_of_another_program_is_left_alone(desk):
    with duckdb.connect(str(desk.store)) as other:
        other.execute("create table pupils as select 1 as theirs")
    with pytest.raises(StoreRefused):
        Store(desk.store)
    with duckdb.connect(str(desk.store)) as other:
        assert other.execute("select theirs from pupils").fetchall() == [(1,)]


@pytest.mark.parametrize("told", [duckdb.InterruptException("Interrupted!"), RuntimeError("Query interrupted")])
def test_a_query_that_was_stopped_by_the_user_ends_as_such(told: Exception):
    with pytest.raises(KeyboardInterrupt), translated("query"):
        raise told


def test_an_error_of_ours_is_not_taken_for_a_stop():
    with pytest.raises(RuntimeError), translated("query"):
        raise RuntimeError("something else")


def test_no_room_for_working_files(desk, monkeypatch: pytest.MonkeyPatch):
    def full(**_: object) -> str:
        raise OSError(errno.ENOSPC, "no usable folder")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(StoreRefused):
        Store(desk.store)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte that is written to a file is refused, as by a full disk."""

    def refuse(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, "fchmod", refuse)
    monkeypatch.setattr(text, "_transcode", refuse)


@pytest.mark.usefixtures("full_disk")
def test_half_a_key_does_not_stay(tmp_path: Path):
    (tmp_path / "project").mkdir()
    with pytest.raises(KeyRefused):
        create_key(tmp_path / "sleutel", tmp_path / "project")
    assert not (tmp_path / "sleutel").exists()


@pytest.mark.usefixtures("full_disk")
def test_a_proposal_without_room_for_a_copy(desk):
    with pytest.raises(StoreFull):
        propose(desk.file("\n".join([HEADING, *ROWS]) + "\n"))


def test_a_release_where_no_folder_can_be_made(tmp_path: Path):
    (tmp_path / "bestand").write_text("x")
    for target in (tmp_path / "bestand", tmp_path / "bestand" / "uit"):
        with pytest.raises(UserError), fresh_folder(target, force=True):
            pass
    assert (tmp_path / "bestand").read_text() == "x"


def test_a_key_beside_the_project_may_be_named_from_within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    create_key(Path("../sleutel"), Path.cwd())
    assert (tmp_path / "sleutel").exists()
