import pytest

from gelijkop.errors import InputRefused, PersonalNumber, TruncatedFile, UnknownFile, XmlBomb
from gelijkop.sources.edexml import read_edexml

PUPIL = """<leerling key="17"><roepnaam>Merkteken</roepnaam><geboortedatum>2013-06-21</geboortedatum>
<geslacht>1</geslacht><jaargroep>8</jaargroep><postcodenl>6971VB</postcodenl></leerling>"""
OTHER = '<leerling key="18"><jaargroep>7</jaargroep></leerling>'


def edexml(*pupils, version="2.1", school="<brincode>00AB</brincode><dependancecode>01</dependancecode>", groups=""):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made up --><EDEX><school><schooljaar>2024-2025</schooljaar>{school}<xsdversie>{version}</xsdversie></school>
<groepen>{groups}</groepen><leerlingen>{"".join(pupils)}</leerlingen></EDEX>"""


@pytest.fixture
def read(tmp_path):
    """Reads one file that is given as text."""
    (tmp_path / "work").mkdir()

    def reading(text):
        (tmp_path / "a.xml").write_text(text, encoding="utf-8")
        return read_edexml([tmp_path / "a.xml"], tmp_path / "work")

    return reading


def rows(result, table, *names):
    return list(zip(*(result.columns[table][n].tolist() for n in names), strict=True))


def test_a_pupil_is_known_by_school_and_key(read):
    assert rows(read(edexml(PUPIL)), "pupils", "pupil", "birth_month", "postcode4") == [("00AB/17", "2013-06", "6971")]


# NEN-ISO 5218: 1 man, 2 woman, 0 not known, 9 does not apply
@pytest.mark.parametrize(("code", "sex"), [("1", "m"), ("2", "v"), ("0", None), ("9", None)])
def test_sex_goes_by_the_international_standard(read, code, sex):
    assert rows(read(edexml(PUPIL.replace(">1<", f">{code}<"))), "pupils", "sex") == [(sex,)]


def test_an_enrolment_stands_at_the_location_of_the_school(read):
    assert rows(read(edexml(PUPIL)), "enrolments", "school_year", "location", "sector", "level", "grade") == [
        (2024, "00AB01", "po", "bo", 8)
    ]


def test_without_a_dependance_the_main_location_counts(read):
    result = read(edexml(PUPIL, school="<brincode>00AB</brincode>"))
    assert rows(result, "enrolments", "location") == [("00AB00",)]


def test_without_a_year_group_of_its_own_a_pupil_has_that_of_the_group(read):
    groups = '<groep key="G"><jaargroep>6</jaargroep></groep>'
    result = read(edexml('<leerling key="17"><groep key="G"/></leerling>', groups=groups))
    assert rows(result, "enrolments", "grade") == [(6,)]


@pytest.mark.parametrize("group", ["0", "B", "D", "N", "H"])
def test_toddlers_and_pupils_who_left_have_no_enrolment(read, group):
    result = read(edexml(PUPIL.replace(">8<", f">{group}<")))
    assert (rows(result, "enrolments", "pupil"), dict(result.unknown)) == ([], {})


# EDEXJaargroepType: S is "S(B)O", C a group of several years, 11 the first year of vo without its level.
@pytest.mark.parametrize("group", ["S", "C", "11"])
def test_an_enrolment_without_a_level_is_left_out_and_counted(read, group):
    result = read(edexml(PUPIL.replace(">8<", f">{group}<")))
    assert (rows(result, "enrolments", "pupil"), dict(result.unknown)) == ([], {"level": 1})


@pytest.mark.parametrize(
    ("dates", "counted"),
    [
        ("<instroomdatum>2024-10-01</instroomdatum>", True),
        ("<instroomdatum>2024-10-02</instroomdatum>", False),
        ("<uitstroomdatum>2024-10-01</uitstroomdatum>", True),
        ("<uitstroomdatum>2024-09-30</uitstroomdatum>", False),
    ],
)
def test_a_pupil_counts_who_was_there_on_1_october(read, dates, counted):
    result = read(edexml(PUPIL.replace("</leerling>", dates + "</leerling>")))
    assert len(rows(result, "enrolments", "pupil")) == counted


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("2013-06-21", "2013-13-21", "bad_date"),
        (">8<", ">100<", "unknown_code"),
        (">1<", ">V<", "unknown_code"),
        ('key="17"', 'key=""', "no_pupil_number"),
        ('key="17"', 'key="18"', "duplicate"),
        ("<geslacht>", "<bsn>0017</bsn><geslacht>", "personal_number"),
        ("<jaargroep>", "<jaargroep>7</jaargroep><jaargroep>", "twice"),
    ],
)
def test_a_pupil_with_a_fault_is_left_out_and_the_others_stay(read, old, new, rule):
    result = read(edexml(OTHER, PUPIL.replace(old, new)))
    assert (result.read, result.left_out, [f.rule for f in result.refused]) == (1, 1, [rule])


def test_a_finding_holds_no_value(read):
    finding = read(edexml(PUPIL.replace("2013-06-21", "marked")))
    assert "marked" not in repr(finding) + "".join(f.say("nl") + f.say("en") for f in finding.refused)


def test_keys_that_are_citizen_numbers_are_refused(read):
    with pytest.raises(PersonalNumber):
        read(edexml('<leerling key="111222333"><jaargroep>8</jaargroep></leerling>'))


@pytest.mark.parametrize(("written", "known"), [("1.03", True), ("2.0", True), ("2.1", True), ("9.9", False)])
def test_a_version_that_is_not_known_is_refused(read, written, known):
    if known:
        assert read(edexml(PUPIL, version=written)).read == 1
    else:
        with pytest.raises(UnknownFile):
            read(edexml(PUPIL, version=written))


def test_a_flemish_school_is_refused(read):
    with pytest.raises(InputRefused) as caught:
        read(edexml(PUPIL, school="<instellingsnummer>1234</instellingsnummer>"))
    assert caught.value.findings[0].rule == "school"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (edexml(PUPIL)[:-30], TruncatedFile),
        (edexml(PUPIL).replace("<EDEX>", "<!DOCTYPE EDEX><EDEX>"), XmlBomb),
        ("<EDEX/>", UnknownFile),
        (edexml(PUPIL).replace("<brincode>", "<brincode>00AC</brincode><brincode>"), InputRefused),
        ("a;b", UnknownFile),
    ],
)
def test_a_damaged_file_is_refused(read, text, error):
    with pytest.raises(error):
        read(text)


# Counted in the files by xmllint: 400, 3 and 3 elements `leerling`.
@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "pupils", "enrolments"),
    [
        ("1.0.3/sample.xml", 400, 385),
        ("2.0/EDEXML.Voorbeeld.2.0.xml", 3, 2),
        ("2.1/EDEXML.Voorbeeld.2.1.xml", 3, 2),
    ],
)
def test_the_published_examples_fit_their_schema_and_are_read(shared, tmp_path, name, pupils, enrolments):
    folder = shared / "leerling" / "edexml"
    result = read_edexml([folder / name], tmp_path, schemas=folder)
    assert (result.read, result.left_out, result.columns["enrolments"]["pupil"].size) == (pupils, 0, enrolments)


# Line and rule as `xmllint --schema` gives them.
@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "row", "rule", "column"),
    [
        ("EDEXML-1.0.3-sample-invalid.xml", 15, "xsd_code", "jaargroep"),
        ("EDEXML.invalid_1.xml", 3, "no_edexml", None),
        ("EDEXML.invalid_toevoegingen.xml", 67, "xsd_element", "toevoegingen"),
    ],
)
def test_the_invalid_examples_fail_with_the_line_and_the_rule(shared, tmp_path, name, row, rule, column):
    folder = shared / "leerling" / "edexml"
    with pytest.raises(InputRefused) as caught:
        read_edexml([folder / "ongeldig" / name], tmp_path, schemas=folder)
    first = caught.value.findings[0]
    assert (first.row, first.rule, first.column) == (row, rule, column)


@pytest.mark.real
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<geslacht>0", "<geslacht>marked"),
        ("<bsn>133456785", "<bsn>marked"),
        ("2006-06-21", "marked"),
        ("<postcodenl>6971VB", "<postcodenl>marked"),
        ('<groep key="GRP4B"/>', '<groep key="marked"/>'),
        ('<leerling key="00001"', '<leerling marked="x" key="00001"'),
        ("<jaargroep>H", "<marked>marked</marked><jaargroep>H"),
    ],
)
def test_a_fault_against_the_schema_does_not_tell_the_value(shared, tmp_path, old, new):
    folder = shared / "leerling" / "edexml"
    text = (folder / "2.1" / "EDEXML.Voorbeeld.2.1.xml").read_text(encoding="utf-8")
    (tmp_path / "a.xml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        read_edexml([tmp_path / "a.xml"], tmp_path, schemas=folder)
    assert "marked" not in caught.value.say("nl") + caught.value.say("en") + str(caught.value.findings)


def test_a_folder_without_the_schema_is_refused(tmp_path):
    (tmp_path / "a.xml").write_text(edexml(PUPIL), encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        read_edexml([tmp_path / "a.xml"], tmp_path, schemas=tmp_path)
    assert caught.value.findings[0].rule == "schema"
