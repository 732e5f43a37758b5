"""`gelijkop import` without a mapping: the reader is chosen by what the files hold."""

import zipfile

import pytest

from gelijkop.cli import main
from gelijkop.errors import InputRefused, PersonalNumber, UserError
from gelijkop.store import Store

EDEXML = """<?xml version="1.0"?><!-- made up --><EDEX><school><schooljaar>2024-2025</schooljaar>
<brincode>00AB</brincode>
<dependancecode>01</dependancecode><xsdversie>2.1</xsdversie></school><leerlingen><leerling key="17">
<geboortedatum>2013-06-21</geboortedatum><jaargroep>8</jaargroep></leerling></leerlingen></EDEX>"""
MBO = """VLP;25AB;1-8-2024;31-7-2025;1-8-2025
PER;A1;;12-5-2006;V
ISG;A1;;1;1-8-2023;31-7-2026;;
ISP;A1;;1;1-8-2023;25655;BOL;MBO-2;J
DIP;A1;;99;25655;15-7-2025;;J
SLR;1;1;1;0;0;1;0;0;0
"""
CHAIN = """{"versie": "Doorstroomtoetsketen_v1.1", "profiel": "Schooladviezen", "schooljaar": "2025-2026",
"deelnemersgroep": {"instellingscode": "00AB", "vestigingscode": "01"}, "voorlopigSchooladviezen": [{"deelnemerref":
[{"label": "LAS-key", "onderwijsdeelnemerID": "17"}], "advies": "HAVO_TM_VWO"}]}"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `gelijkop import` on paths and gives its exit code, with a key outside the project."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("GELIJKOP_KEY", str(tmp_path / "key"))
    assert main(["key", "--quiet"]) == 0

    def running(*arguments):
        return main(["import", *map(str, arguments), "--store", str(tmp_path / "project" / "s.duckdb"), "--quiet"])

    return running


@pytest.fixture
def rows(tmp_path):
    """The rows of a table in the store."""

    def reading(table, *names):
        with Store(tmp_path / "project" / "s.duckdb", mode="read") as store:
            found = store.arrays(store.table(table).select(*names))
        return list(zip(*(found[n].tolist() for n in names), strict=True))

    return reading


def test_edexml_is_known_by_its_content(run, rows, tmp_path):
    (tmp_path / "export.dat").write_text(EDEXML)
    assert run(tmp_path / "export.dat") == 0
    assert rows("enrolments", "school_year", "location", "level", "grade") == [(2024, "00AB01", "bo", 8)]


def test_a_register_file_of_the_mbo_is_known_by_its_content(run, rows, tmp_path):
    (tmp_path / "export.csv").write_text(MBO)
    assert run(tmp_path / "export.csv") == 0
    assert rows("enrolments", "school_year", "location", "level", "programme") == [(2024, "25AB00", "mbo-2", "25655")]
    assert rows("diplomas", "school_year", "location", "level") == [(2024, "25AB00", "mbo-2")]


def test_messages_of_the_test_chain_are_known_by_their_content(run, rows, tmp_path):
    (tmp_path / "a").write_text(CHAIN)
    assert run(tmp_path / "a") == 0
    assert rows("advices", "school_year", "location", "provisional_advice") == [(2025, "00AB01", "havo/vwo")]


@pytest.mark.parametrize("text", [EDEXML, MBO, CHAIN])
def test_files_in_a_zip_are_known_too(run, rows, tmp_path, text):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("map/a.txt", text)
        archive.writestr("map/._a.txt", b"hidden file of another system")
    assert run(tmp_path / "a.zip") == 0
    assert len(rows("pupils", "pupil")) == 1


def test_what_was_not_told_stands_in_the_load(run, tmp_path):
    (tmp_path / "a.csv").write_text(MBO)
    run(tmp_path / "a.csv")
    with Store(tmp_path / "project" / "s.duckdb", mode="read") as store:
        (load,) = store.loads()
    assert (load.source, load.reasons) == ("mbo", {"absent:postcode4": 1})


def test_a_register_file_with_citizen_numbers_is_refused(run, tmp_path, capsys):
    (tmp_path / "a.csv").write_text(MBO.replace("A1", "111222333"))
    assert run(tmp_path / "a.csv") == PersonalNumber.exit_code
    said = capsys.readouterr()
    assert "111222333" not in said.out + said.err


def test_files_of_two_kinds_together_are_refused(run, tmp_path):
    (tmp_path / "a.csv").write_text(MBO)
    (tmp_path / "b.xml").write_text(EDEXML)
    assert run(tmp_path / "a.csv", tmp_path / "b.xml") == UserError.exit_code


def test_with_schemas_a_file_must_fit(run, tmp_path):
    (tmp_path / "a.xml").write_text(EDEXML)
    (tmp_path / "xsd").mkdir()
    (tmp_path / "xsd" / "EDEXML.structuur.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="EDEX"/></xs:schema>'
    )
    assert run(tmp_path / "a.xml", "--schemas", tmp_path / "xsd") == 0
    (tmp_path / "xsd" / "EDEXML.structuur.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="EDEX" type="xs:date"/></xs:schema>'
    )
    assert run(tmp_path / "a.xml", "--schemas", tmp_path / "xsd") == InputRefused.exit_code
