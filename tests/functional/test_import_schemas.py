"""`gelijkop import --schemas`: what does not fit its schema fails with the line and the rule."""

import re

import pytest

from gelijkop.cli import main

pytestmark = pytest.mark.real
UWLR = """<leerresultaten_verzoek xmlns="http://www.edustandaard.nl/leerresultaten/2/leerresultaten"><school>
<schooljaar>2024-2025</schooljaar><brincode>00AB</brincode><aanmaakdatum>2025-02-20T12:00:00</aanmaakdatum>
<xsdversie>2.2</xsdversie></school><toetsafnames><toetsafname><leerlingid>17</leerlingid><resultaten>
<resultaat key="1"><afnamedatum>2025-02-05</afnamedatum><toetscode>D</toetscode>
<score>538</score></resultaat></resultaten></toetsafname></toetsafnames>
<toetsen><toets><toetscode>D</toetscode></toets></toetsen></leerresultaten_verzoek>"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, shared):
    """Runs `gelijkop import` with the schemas of one standard; gives its exit code and what it said."""
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("GELIJKOP_KEY", str(tmp_path / "key"))
    assert main(["key", "--quiet"]) == 0

    def running(path, standard):
        schemas = shared / "leerling" / standard
        code = main(["import", str(path), "--schemas", str(schemas), "--quiet", "--lang", "nl"])
        return code, capsys.readouterr().err

    return running


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("EDEXML-1.0.3-sample-invalid.xml", 10, "rij 15, kolom “jaargroep”: deze waarde staat niet in de lijst"),
        ("EDEXML.invalid_1.xml", 22, "rij 3: dit is geen EDEXML van een bekende versie"),
        ("EDEXML.invalid_toevoegingen.xml", 10, "rij 67, kolom “toevoegingen”: hier staat een element dat hier niet"),
    ],
)
def test_the_published_invalid_examples_of_edexml_fail(run, shared, name, code, said):
    found, text = run(shared / "leerling" / "edexml" / "ongeldig" / name, "edexml")
    assert (found, said in text) == (code, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"<pakketversie>1</pakketversie>\s*", "", "rij 6, kolom “datum”: hier staat een element dat hier niet hoort"),
        ("<datum>2016-01-02", "<datum>2-1-2016", "rij 7, kolom “datum”: deze waarde voldoet niet aan het schema"),
        ("<overdrachtsoort>.*?</overdrachtsoort>", "", "kolom “inzage”: hier staat een element dat hier niet hoort"),
    ],
)
def test_a_broken_dossier_fails(run, shared, tmp_path, old, new, said):
    example = shared / "leerling" / "oso-2019.1" / "Voorbeelddossier_OV_POVO_full.xml"
    (tmp_path / "a.xml").write_text(re.sub(old, new, example.read_text("utf-8"), count=1), "utf-8")
    code, text = run(tmp_path / "a.xml", "oso-2019.1")
    assert (code, said in text) == (10, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<score>538<", "<score>53,8<", "rij 5, kolom “score”: deze waarde voldoet niet aan het schema"),
        ("<xsdversie>2.2</xsdversie>", "", "rij 1, kolom “school”: hier staat een element dat hier niet hoort"),
        ("<toets><toetscode>D<", "<toets><toetscode>E<", "rij 4, kolom “resultaat”: deze sleutel komt twee keer voor"),
    ],
)
def test_a_broken_message_of_uwlr_fails(run, tmp_path, old, new, said):
    assert old in UWLR
    (tmp_path / "a.xml").write_text(UWLR.replace(old, new), "utf-8")
    code, text = run(tmp_path / "a.xml", "uwlr")
    assert (code, said in text) == (10, True), text


def test_a_message_of_uwlr_that_fits_is_loaded(run, tmp_path):
    (tmp_path / "a.xml").write_text(UWLR, "utf-8")
    assert run(tmp_path / "a.xml", "uwlr")[0] == 0
