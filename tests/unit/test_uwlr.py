"""Messages of UWLR 2.2, typed from its schemas; nobody has given us a real one."""

import zipfile

import pytest

from gelijkop.errors import (
    DamagedEncoding,
    InputRefused,
    PersonalNumber,
    TruncatedFile,
    UnknownFile,
    UserError,
    XmlBomb,
)
from gelijkop.sources.uwlr import read_uwlr
from gelijkop.sources.uwlr_message import is_uwlr

BASE = "http://www.edustandaard.nl/leerresultaten/2"
SCHOOL = """<school><schooljaar>2024-2025</schooljaar><brincode>00AB</brincode><dependancecode>01</dependancecode>
<aanmaakdatum>2025-02-20T12:00:00</aanmaakdatum><xsdversie>2.2</xsdversie></school>"""
GROUPS = """<groepen><groep key="G8"><naam>8</naam><jaargroep>8</jaargroep></groep></groepen>"""
PUPILS = """<leerlingen><leerling key="17"><achternaam>Merkteken</achternaam><roepnaam>Merkteken</roepnaam>
<geboortedatum>2013-06-21</geboortedatum>
<geslacht>1</geslacht><groep key="G8"/><postcodenl>6971VB</postcodenl></leerling></leerlingen>"""
NORMS = "".join(
    f"<norm><term>{t}</term><beginnormwaarde>{a}</beginnormwaarde><eindnormwaarde>{b}</eindnormwaarde></norm>"
    for t, a, b in (("vmbo-gt/havo", 530, 535), ("havo/vwo", 536, 541))
)
FINAL = f"""<toets><toetscode>DTX</toetscode><toetsnaam>IEP doorstroomtoets</toetsnaam>
<toetsnormering>{NORMS}</toetsnormering></toets>"""
SPELLING = "<toets><toetscode>SP7</toetscode><toetsnaam>Spelling groep 7</toetsnaam></toets>"


def message(root, inside, *, kind="leerlinggegevens", soap=False):
    text = f'<{root} xmlns="{BASE}/{kind}">{inside}</{root}>'
    if soap:
        text = f"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>
<autorisatie xmlns="{BASE}/autorisatie"><autorisatiesleutel>s</autorisatiesleutel></autorisatie></s:Header>
<s:Body>{text}</s:Body></s:Envelope>"""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def pupils(school=SCHOOL, groups=GROUPS, inside=PUPILS, *, soap=False):
    return message(
        "leerlinggegevens_antwoord", f"<leerlinggegevens>{school}{groups}{inside}</leerlinggegevens>", soap=soap
    )


def result(score="538", *, day="2025-02-05", test="DTX", part="", key="r1", value=""):
    told = value or f"<score>{score}</score>"
    return f"""<resultaat key="{key}"><afnamedatum>{day}</afnamedatum>
<toetscode>{test}</toetscode>
{part}{told}</resultaat>"""


def taken(*inside, number="17", eckid=""):
    return (
        f"<toetsafname><leerlingid>{number}</leerlingid>{eckid}<resultaten>{''.join(inside)}</resultaten></toetsafname>"
    )


def results(*inside, tests=FINAL + SPELLING, school=SCHOOL, soap=False):
    text = f"{school}<toetsafnames>{''.join(inside)}</toetsafnames><toetsen>{tests}</toetsen>"
    return message("leerresultaten_verzoek", text, kind="leerresultaten", soap=soap)


@pytest.fixture
def read(tmp_path):
    """Reads messages that are given as text."""
    (tmp_path / "work").mkdir()

    def reading(*texts, schemas=None):
        for i, text in enumerate(texts):
            (tmp_path / f"{i}.xml").write_text(text, encoding="utf-8")
        paths = [tmp_path / f"{i}.xml" for i in range(len(texts))]
        return read_uwlr(paths, tmp_path / "work", schemas=schemas)

    return reading


def rows(read_in, table, *names):
    return list(zip(*(read_in.columns[table][n].tolist() for n in names), strict=True))


ADVICE = ("pupil", "school_year", "location", "test_advice", "test_provider")


@pytest.mark.parametrize("soap", [True, False])
def test_pupils_are_read_from_an_envelope_and_bare(read, soap):
    found = read(pupils(soap=soap))
    assert rows(found, "pupils", "pupil", "birth_month", "sex", "postcode4") == [("00AB/17", "2013-06", "m", "6971")]
    assert rows(found, "enrolments", "school_year", "location", "level", "grade") == [(2024, "00AB01", "bo", 8)]


def test_pupils_without_an_answer_around_them_are_read(read):
    assert read(message("leerlinggegevens", SCHOOL + GROUPS + PUPILS)).read == 1


def test_pupils_and_their_groups_may_come_in_two_messages(read):
    groups = message("structuur_antwoord", f"<leerlinggegevens-structuur>{SCHOOL}{GROUPS}</leerlinggegevens-structuur>")
    listed = message(
        "leerlingen_antwoord", f"<leerlinggegevens-leerlingen>{SCHOOL}{PUPILS}</leerlinggegevens-leerlingen>"
    )
    assert rows(read(listed, groups), "enrolments", "grade") == [(8,)]


@pytest.mark.parametrize("soap", [True, False])
def test_a_score_in_a_norm_of_the_final_test_is_the_test_advice(read, soap):
    found = read(results(taken(result("538")), soap=soap))
    assert rows(found, "advices", *ADVICE) == [("00AB/17", 2024, "00AB01", "havo/vwo", "IEP")]


# The norms above: 530–535 vmbo-gt/havo, 536–541 havo/vwo.
@pytest.mark.parametrize(
    ("score", "advice"), [("530", "vmbo-gt/havo"), ("535", "vmbo-gt/havo"), ("536", "havo/vwo"), ("541", "havo/vwo")]
)
def test_a_norm_runs_to_its_last_score(read, score, advice):
    assert rows(read(results(taken(result(score)))), "advices", "test_advice") == [(advice,)]


def test_a_score_outside_all_norms_gives_no_advice_and_is_counted(read):
    found = read(results(taken(result("5380"))))
    assert (rows(found, "advices", "pupil"), found.unknown["test_advice"]) == ([], 1)


def test_an_advice_may_be_the_value_of_a_reference_score(read):
    oso = f"""<osoresultaat><referentiescore xmlns="{OSO}"><codereferentiescore>a</codereferentiescore>
<codevergelijkingsgroep>b</codevergelijkingsgroep><waarde>havo/vwo</waarde></referentiescore></osoresultaat>"""
    assert rows(read(results(taken(result(value=oso)))), "advices", "test_advice") == [("havo/vwo",)]


OSO = "http://www.edustandaard.nl/oso_gegevensset/1.2/dossier"
PARTS = f"""<toetsonderdelen><toetsonderdeel><toetsonderdeelvolgnummer>1</toetsonderdeelvolgnummer>
<toetsonderdeelcode>{{code}}</toetsonderdeelcode><toetsonderdeelnormering>{NORMS}</toetsonderdeelnormering>
</toetsonderdeel></toetsonderdelen>"""


@pytest.mark.parametrize(("code", "advices"), [("toetsadvies", [("havo/vwo",)]), ("lezen", [])])
def test_of_the_parts_of_the_final_test_only_that_of_the_advice_counts(read, code, advices):
    test = (
        f"<toets><toetscode>DTX</toetscode><toetsnaam>Doorstroomtoets DOE</toetsnaam>{PARTS.format(code=code)}</toets>"
    )
    part = f"<toetsonderdeelcode>{code}</toetsonderdeelcode>"
    found = read(results(taken(result(part=part)), tests=test))
    assert (rows(found, "advices", "test_advice"), found.unknown["other_results"]) == (advices, int(not advices))


# Swapped bounds hold no score; without norms there is nothing that tells the advice.
@pytest.mark.parametrize(
    "tests",
    [
        FINAL.replace("536", "53,6"),
        FINAL.replace("536", "x").replace("541", "536").replace("x", "541"),
        FINAL.replace(NORMS, ""),
    ],
)
def test_without_a_norm_that_holds_the_score_there_is_no_advice(read, tests):
    found = read(results(taken(result()), tests=tests))
    assert (rows(found, "advices", "pupil"), found.unknown["test_advice"]) == ([], 1)


def test_a_message_in_another_encoding_than_it_says_is_refused(tmp_path):
    (tmp_path / "a.xml").write_bytes(pupils().replace("Merkteken", "Björn").encode("cp1252"))
    with pytest.raises(DamagedEncoding):
        read_uwlr([tmp_path / "a.xml"], tmp_path)


def test_results_of_other_tests_have_no_place_and_are_counted(read):
    found = read(results(taken(result(test="SP7"), result(test="SP7", key="r2"))))
    assert (rows(found, "advices", "pupil"), found.read, found.unknown["other_results"]) == ([], 1, 2)


@pytest.mark.parametrize("name", ["Oefentoets doorstroomtoets", "Proef-eindtoets IEP", "Voorbereiding eindtoets"])
def test_a_test_to_practise_with_is_not_the_final_test(read, name):
    found = read(results(taken(result()), tests=FINAL.replace("IEP doorstroomtoets", name)))
    assert found.unknown["other_results"] == 1


@pytest.mark.parametrize(
    ("name", "provider"),
    [("ROUTE 8 eindtoets", "ROUTE8"), ("Leerling in beeld - doorstroomtoets", "LIB"), ("Dia-eindtoets", "DIA"),
     ("Centrale Eindtoets", "CET"), ("mediawijze doorstroomtoets", None)],
)  # fmt: skip
def test_who_made_the_test_stands_in_its_name(read, name, provider):
    found = read(results(taken(result()), tests=FINAL.replace("IEP doorstroomtoets", name)))
    assert rows(found, "advices", "test_provider") == [(provider,)]


def test_a_test_of_an_earlier_school_year_has_no_school_and_is_counted(read):
    found = read(results(taken(result(day="2024-02-05"))))
    assert (rows(found, "advices", "pupil"), found.unknown["advice_place"]) == ([], 1)


@pytest.mark.parametrize(
    ("old", "new", "rule", "column"),
    [
        ("2025-02-05", "5-2-2025", "bad_date", "afnamedatum"),
        ("2025-02-05", "", "bad_date", "afnamedatum"),
        ("<score>538", "<score>53,8", "bad_number", "score"),
        ("<toetscode>DTX</toetscode>\n<score", "<toetscode>DTY</toetscode>\n<score", "unknown_code", "toetscode"),
        ("<leerlingid>17<", "<leerlingid><", "no_pupil_number", "leerlingid"),
        ("<score>538", "<score>531</score><score>538", "twice", "score"),
        ("</resultaat>", "</resultaat>" + result("531", key="r2"), "contradiction", "resultaat"),
    ],
)
def test_a_pupil_with_a_wrong_result_is_left_out_and_the_others_stay(read, old, new, rule, column):
    other = taken(result("531", key="r9"), number="18")
    text = results(taken(result("538")) + other)
    assert old in text
    found = read(text.replace(old, new, 1))
    assert [(f.rule, f.column) for f in found.refused] == [(rule, column)]
    assert (found.left_out, rows(found, "advices", "pupil", "test_advice")) == (1, [("00AB/18", "vmbo-gt/havo")])


def test_two_messages_that_contradict_each_other_give_neither_advice(read):
    found = read(results(taken(result("538"))), results(taken(result("531"))))
    assert ([f.rule for f in found.refused], rows(found, "advices", "pupil")) == (["contradiction"] * 2, [])


def test_findings_hold_no_value(read):
    found = read(results(taken(result("marked", day="marked", test="marked"))))
    assert "marked" not in "".join(f.say("nl") + f.say("en") for f in found.refused) + repr(found)


@pytest.mark.parametrize("number", ["111222333", "111.222.333"])
def test_pupil_numbers_that_are_citizen_numbers_are_refused(read, number):
    with pytest.raises(PersonalNumber):
        read(results(taken(result(), number=number)))


def test_the_eck_id_is_nowhere_in_the_result(read):
    found = read(results(taken(result(), eckid="<eckid>https://ketenid.nl/merk</eckid>")))
    assert "ketenid" not in repr({t: {n: v.tolist() for n, v in c.items()} for t, c in found.columns.items()})


FAULT = "<faultcode>s:Server</faultcode><faultstring>marked</faultstring>"
SOAP = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{}</s:Body></s:Envelope>'


@pytest.mark.parametrize(
    "text",
    [
        message("leerlinggegevens_verzoek", "<schooljaar>2024-2025</schooljaar>"),
        message("leerlinggegevens_antwoord", "<geengegevens/>"),
        message("leerlinggegevens_antwoord", "<geenwijzigingen/>"),
        message("leerresultaten_bevestiging", "", kind="leerresultaten"),
        message("leerlinggegevens-leerkrachten", SCHOOL),
        pupils().replace("/2/", "/3/"),
        SOAP.format(f"<s:Fault>{FAULT}</s:Fault>"),
        SOAP.format(""),
        "<anders/>",
        "leerling;toets",
    ],
)
def test_a_message_without_anything_to_read_is_refused(read, text):
    with pytest.raises(UnknownFile) as caught:
        read(text)
    assert "marked" not in caught.value.say("nl") + caught.value.say("en")


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda t: t[:-40], TruncatedFile),
        (lambda t: t.replace("<s:Envelope", "<!DOCTYPE a><s:Envelope"), XmlBomb),
        (lambda t: t.replace("<brincode>00AB</brincode>", "<schoolkey>x</schoolkey>"), InputRefused),
        (lambda t: t.replace("2024-2025", "2024-2026"), InputRefused),
        (lambda t: t.replace("<leerlingid>", "<leerlingid><"), UserError),
        (lambda t: t.replace(FINAL, FINAL * 2), InputRefused),
        (lambda t: t.replace("<term>havo/vwo</term>", "<term>havo/vwo</term><term>vwo</term>"), InputRefused),
        (lambda t: t.replace(SCHOOL, SCHOOL * 2), InputRefused),
    ],
)
def test_a_damaged_message_is_refused(read, damage, error):
    with pytest.raises(error):
        read(damage(results(taken(result()), soap=True)))


@pytest.mark.parametrize(
    "text", [pupils(), pupils(soap=True), results(taken(result())), results(taken(result()), soap=True)]
)
def test_a_message_is_recognised_by_its_beginning(text):
    assert is_uwlr(text.encode())


def test_a_schema_is_no_message():
    assert not is_uwlr(f'<xs:schema xmlns:xs="x" targetNamespace="{BASE}/leerresultaten"/>'.encode())


def test_a_zip_of_messages_is_read(tmp_path):
    (tmp_path / "work").mkdir()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.xml", pupils())
        archive.writestr("2.xml", results(taken(result())))
    found = read_uwlr([tmp_path / "a.zip"], tmp_path / "work")
    assert (found.read, rows(found, "pupils", "pupil", "sex"), len(rows(found, "advices", "pupil"))) == (
        2, [("00AB/17", "m")], 1,
    )  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize("soap", [True, False])
def test_what_is_typed_here_fits_the_published_schemas(shared, read, soap):
    found = read(pupils(soap=soap), results(taken(result()), soap=soap), schemas=shared / "leerling" / "uwlr")
    assert (found.read, found.left_out) == (2, 0)


@pytest.mark.real
@pytest.mark.parametrize(
    ("text", "old", "new", "row", "rule", "column"),
    [
        (pupils(), "<geslacht>1", "<geslacht>marked", 5, "xsd_type", "geslacht"),
        (pupils(), "<naam>8</naam>", "", 3, "xsd_element", "jaargroep"),
        (results(taken(result())), "<score>538", "<score>marked", 5, "xsd_type", "score"),
        (results(taken(result())), "DTX</toetscode>\n<score", "marked</toetscode>\n<score", 3, "xsd_key", "resultaat"),
    ],
)
def test_a_message_that_does_not_fit_fails_with_the_line_and_the_rule(shared, read, text, old, new, row, rule, column):
    assert old in text
    with pytest.raises(InputRefused) as caught:
        read(text.replace(old, new, 1), schemas=shared / "leerling" / "uwlr")
    first = caught.value.findings[0]
    assert (first.row, first.rule, first.column) == (row, rule, column)
    assert "marked" not in caught.value.say("nl") + caught.value.say("en")
