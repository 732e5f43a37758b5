import zipfile

import pytest

from gelijkop.errors import InputRefused, PersonalNumber, XmlBomb
from gelijkop.model.levels import test_advices as all_test_advices
from gelijkop.sources.dossier_page import NAMESPACE
from gelijkop.sources.oso import read_dossiers
from gelijkop.sources.test_words import plain

ADVICE = "<overstapadvies><advies>40</advies></overstapadvies>"
TEST = """<eindtoets_basisonderwijs><eindtoetsresultaat><toetssoort>0013</toetssoort>
<datum_afname>2019-04-16</datum_afname><toets_advies>havo/vwo</toets_advies></eindtoetsresultaat>
<deelgenomen>true</deelgenomen></eindtoets_basisonderwijs>"""


def year(school_year="2018-2019", group="8", kind="BO", place="<brincode>00AB</brincode>", more=""):
    return f"""<schoolloopbaan><schooljaar>{school_year}</schooljaar><jaargroep>{group}</jaargroep>{more}{place}
<vestigingscode>01</vestigingscode><schoolsoort>{kind}</schoolsoort></schoolloopbaan>"""


def career(*years):
    return f"<schoolloopbaanlijst>{''.join(years)}</schoolloopbaanlijst>"


def dossier(
    person="", *, number="<leerlingid>17</leerlingid>", categories="", made="2019-02-01", crossing="POVO", brin="00AB"
):
    return f"""<dossier xmlns="{NAMESPACE}">
<metadata><datum>{made}</datum><categorie_uitlevering>{categories}</categorie_uitlevering>
<overstap>{crossing}</overstap></metadata>
<huidigeschool><brincode>{brin}</brincode><vestigingscode>01</vestigingscode>
<leerling>{number}{person}</leerling></huidigeschool>
</dossier>"""


@pytest.fixture
def read(tmp_path):
    """Reads dossiers that are given as text."""
    (tmp_path / "work").mkdir()

    def reading(*texts):
        for i, text in enumerate(texts):
            (tmp_path / f"{i}.xml").write_text(text, encoding="utf-8")
        return read_dossiers([tmp_path / f"{i}.xml" for i in range(len(texts))], tmp_path / "work")

    return reading


def rows(result, table, *names):
    return list(zip(*(result.columns[table][n].tolist() for n in names), strict=True))


def rules(result):
    return [(f.rule, f.column) for f in result.refused]


def test_a_pupil_is_known_by_school_and_number(read):
    assert rows(read(dossier()), "pupils", "pupil") == [("00AB/17",)]


def test_the_same_number_at_another_school_is_another_pupil(read):
    assert len(rows(read(dossier(), dossier(brin="00AC")), "pupils", "pupil")) == 2


def test_of_a_birth_date_the_month_remains(read):
    assert rows(read(dossier("<geboortedatum>2007-03-17</geboortedatum>")), "pupils", "birth_month") == [("2007-03",)]


# XSD, geslachtType: 0 not known, 1 woman, 2 man
@pytest.mark.parametrize(("code", "sex"), [("1", "v"), ("2", "m"), ("0", None)])
def test_sex_goes_by_code_list_14(read, code, sex):
    assert rows(read(dossier(f"<geslacht>{code}</geslacht>")), "pupils", "sex") == [(sex,)]


ADDRESSES = """<adreslijst><adres><soortadres>bezoek</soortadres><postcode>1811JJ</postcode></adres>
<adres><soortadres>post</soortadres><postcode>1234AB</postcode></adres>%s</adreslijst>"""
REGISTERED = "<adres><soortadres>gba</soortadres><postcode>7311 BA</postcode></adres>"


@pytest.mark.parametrize(("more", "digits"), [(REGISTERED, "7311"), ("", "1811")])
def test_the_registered_address_goes_before_the_visiting_address(read, more, digits):
    assert rows(read(dossier(ADDRESSES % more)), "pupils", "postcode4") == [(digits,)]


def test_a_secret_address_is_withheld(read):
    result = read(dossier("<adresgeheim>true</adresgeheim>" + ADDRESSES % REGISTERED))
    assert (rows(result, "pupils", "postcode4"), result.withheld["postcode4"]) == ([(None,)], 1)


def test_the_school_career_becomes_enrolments(read):
    result = read(dossier(career(year("2017-2018", "7"), year())))
    assert rows(result, "enrolments", "school_year", "location", "sector", "level", "grade") == [
        (2017, "00AB01", "po", "bo", 7),
        (2018, "00AB01", "po", "bo", 8),
    ]


@pytest.mark.parametrize(
    ("kind", "group", "expected"),
    [("SBO", "S", ("sbo", "sbo", 0)), ("SO", "4", ("so", "so", 4)), ("VSO", "12", ("vso", "vso", 2)),
     ("SO", "12", ("vso", "vso", 2)), ("PRO", "13", ("pro", "pro", 3)), ("bao", "0", ("po", "bo", 0))],
)  # fmt: skip
def test_kind_of_school_and_year_group_give_sector_level_and_grade(read, kind, group, expected):
    result = read(dossier(career(year(kind=kind, group=group))))
    assert rows(result, "enrolments", "sector", "level", "grade") == [expected]


@pytest.mark.parametrize(("kind", "group"), [("VO", "11"), ("BO", "11"), ("iets", "3")])
def test_a_year_without_a_level_is_left_out_and_counted(read, kind, group):
    result = read(dossier(career(year(kind=kind, group=group))))
    assert (rows(result, "enrolments", "level"), result.unknown["level"]) == ([], 1)


def test_a_year_group_that_is_not_in_the_list_is_counted(read):
    assert read(dossier(career(year(group="9")))).unknown["year_group"] == 1


def test_toddlers_are_not_enrolled(read):
    result = read(dossier(career(year(group="P"))))
    assert (rows(result, "enrolments", "level"), dict(result.unknown)) == ([], {})


def test_of_two_classes_at_one_school_the_one_on_1_october_counts(read):
    autumn = year(group="7", more="<begindatum>2018-08-20</begindatum><einddatum>2018-12-01</einddatum>")
    spring = year(group="8", more="<begindatum>2018-12-02</begindatum>")
    assert rows(read(dossier(career(autumn, spring))), "enrolments", "grade") == [(7,)]


def test_advice_and_test_become_one_row_in_the_school_year_of_the_test(read):
    result = read(dossier(ADVICE + TEST + career(year())))
    assert rows(result, "advices", "school_year", "location", "provisional_advice", "test_advice", "test_provider") == [
        (2018, "00AB01", "vmbo-gt", "havo/vwo", "IEP")
    ]


def test_the_revised_advice_is_final(read):
    revised = "<overstapadvies><advies>40</advies><herzienadvies>60</herzienadvies></overstapadvies>"
    result = read(dossier(revised + TEST))
    assert rows(result, "advices", "provisional_advice", "final_advice") == [("vmbo-gt", "havo")]


# XSD: herzienadvies stands there "alleen indien afwijkend van schooladvies".
def test_an_advice_that_was_not_revised_after_the_test_is_final(read):
    assert rows(read(dossier(ADVICE + TEST)), "advices", "final_advice") == [("vmbo-gt",)]


def test_before_the_test_no_advice_is_final(read):
    result = read(dossier(ADVICE + career(year()), made="2019-02-01"))
    assert (rows(result, "advices", "final_advice"), result.absent["final_advice"]) == ([(None,)], 1)


def test_when_the_school_year_is_over_the_advice_is_final(read):
    assert rows(read(dossier(ADVICE + career(year()), made="2019-08-01")), "advices", "final_advice") == [("vmbo-gt",)]


@pytest.mark.parametrize(
    "test",
    [
        "<eindtoets_basisonderwijs><deelgenomen>false</deelgenomen></eindtoets_basisonderwijs>",
        TEST.replace("<toets_advies>", "<wettelijke_ontheffing>J</wettelijke_ontheffing><toets_advies>"),
    ],
)
def test_who_made_no_test_or_was_exempt_has_no_test(read, test):
    result = read(dossier(ADVICE + test))
    assert rows(result, "advices", "test_advice", "test_provider") == [("geen-toets", None)]


def test_a_test_provider_that_is_not_known_is_left_missing_and_counted(read):
    result = read(dossier(TEST.replace("0013", "0014")))
    assert (rows(result, "advices", "test_provider"), result.unknown["test_provider"]) == ([(None,)], 1)


def test_a_test_advice_in_other_words_is_left_missing_and_counted(read):
    result = read(dossier(ADVICE + TEST.replace("havo/vwo", "iets anders")))
    assert (rows(result, "advices", "test_advice"), result.unknown["test_advice"]) == ([(None,)], 1)


def test_no_two_test_advices_are_written_alike():
    words = [{plain(w) for w in advice.words} for advice in all_test_advices().values()]
    assert sum(len(w) for w in words) == len(set().union(*words))


@pytest.mark.parametrize(
    ("person", "made", "expected"),
    [(career(year("2016-2017")), "2019-02-01", 2016), (career(year("2018-2019", "11", "VSO")), "2019-02-01", 2017),
     ("", "2019-02-01", 2018), ("", "2019-09-01", 2019)],
)  # fmt: skip
def test_without_a_test_the_school_year_is_that_of_group_8_or_before_vo_or_of_the_dossier(read, person, made, expected):
    assert rows(read(dossier(ADVICE + person, made=made)), "advices", "school_year") == [(expected,)]


def test_an_advice_that_no_school_can_be_found_for_is_counted(read):
    result = read(dossier(ADVICE, crossing="VOVO"))
    assert (rows(result, "advices", "location"), result.unknown["advice_place"]) == ([], 1)


@pytest.mark.parametrize("word", ["VERBODEN", "OPT-UIT"])
def test_a_category_that_was_kept_back_is_withheld(read, word):
    result = read(dossier(ADVICE, categories=f"<cat_eindtoetsbo>{word}</cat_eindtoetsbo>"))
    assert (result.withheld["test_advice"], result.absent["test_advice"]) == (1, 0)


@pytest.mark.parametrize("word", ["VERPLICHT", "OPTIONEEL"])
def test_a_category_that_was_delivered_empty_is_absent(read, word):
    result = read(dossier(ADVICE, categories=f"<cat_eindtoetsbo>{word}</cat_eindtoetsbo>"))
    assert (result.withheld["test_advice"], result.absent["test_advice"]) == (0, 1)


def test_what_was_kept_back_is_not_read_even_if_it_is_there(read):
    result = read(dossier(ADVICE + TEST, categories="<cat_overstapadvies>OPT-UIT</cat_overstapadvies>"))
    assert rows(result, "advices", "provisional_advice", "final_advice") == [(None, None)]


def test_a_newer_dossier_replaces_values_but_never_by_nothing(read):
    new = dossier("<geslacht>1</geslacht>", made="2019-06-01")
    old = dossier("<geslacht>2</geslacht><geboortedatum>2007-03-17</geboortedatum>", made="2019-02-01")
    assert rows(read(new, old), "pupils", "birth_month", "sex") == [("2007-03", "v")]


@pytest.mark.parametrize("code", ["36", "24", "99", "x"])
def test_an_advice_code_that_is_not_known_is_a_finding_with_its_line(read, code):
    text = dossier(f"\n<overstapadvies>\n<advies>{code}</advies></overstapadvies>")
    (found,) = read(text).refused
    assert (found.rule, found.column, found.row) == ("unknown_code", "advies", 7)


def test_a_finding_does_not_quote_what_it_found(read):
    (found,) = read(dossier("<overstapadvies><advies>geheim</advies></overstapadvies>")).refused
    assert "geheim" not in found.say("nl") + found.say("en")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (dossier("<geboortedatum>17-03-2007</geboortedatum>"), ("bad_date", "geboortedatum")),
        (dossier(career(year("2018-2020"))), ("impossible_period", "schooljaar")),
        (dossier(career(year(place=""))), ("bad_location", "brincode")),
        (dossier(brin="AB"), ("bad_location", "brincode")),
        (dossier(number=""), ("no_pupil_number", "leerlingid")),
        (dossier(number="<bsn>111222333</bsn>"), ("no_pupil_number", "leerlingid")),
        (f'<dossier xmlns="{NAMESPACE}"/>', ("no_pupil", "leerling")),
        ("<dossier/>", ("no_dossier", None)),
        (dossier().replace("/2019/", "/2016/"), ("no_dossier", None)),
    ],
)
def test_a_dossier_that_is_wrong_is_refused_with_a_finding(read, text, rule):
    result = read(text, dossier())
    assert (rules(result), result.read) == ([rule], 1)


def test_all_that_is_wrong_in_a_dossier_is_told_at_once(read):
    result = read(dossier("<geboortedatum>x</geboortedatum><overstapadvies><advies>x</advies></overstapadvies>"))
    assert sorted(rule for rule, _ in rules(result)) == ["bad_date", "unknown_code"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("<advies>40", "<advies>60</advies><advies>40", "advies"),
        ("<toets_advies>", "<toets_advies>vwo</toets_advies><toets_advies>", "toets_advies"),
        ("<jaargroep>8", "<jaargroep>7</jaargroep><jaargroep>8", "jaargroep"),
        ("<huidigeschool>", "<huidigeschool><brincode>00AC</brincode>", "brincode"),
        ("</leerling>", "</leerling><leerling/>", "leerling"),
    ],
)
def test_what_stands_twice_is_refused_since_either_may_count(read, old, new, column):
    text = dossier(ADVICE + TEST + career(year()))
    assert old in text
    assert ("twice", column) in rules(read(text.replace(old, new, 1)))


@pytest.mark.parametrize("written", ["111222333", "111.222.333"])
def test_a_number_that_is_also_the_bsn_in_the_dossier_is_refused(read, written):
    result = read(dossier(number=f"<bsn>{written}</bsn><leerlingid>111222333</leerlingid>"))
    assert rules(result) == [("personal_number", "leerlingid")]


def test_numbers_that_pass_as_bsn_are_refused(read):
    with pytest.raises(PersonalNumber):
        read(dossier(number="<leerlingid>111222333</leerlingid>"))


def test_the_bsn_is_nowhere_in_the_result(read):
    result = read(dossier(ADVICE, number="<bsn>111222333</bsn><leerlingid>17</leerlingid>"))
    assert "111222333" not in repr({t: {n: v.tolist() for n, v in c.items()} for t, c in result.columns.items()})


def test_the_result_shows_no_pupil(read):
    assert "00AB/17" not in repr(read(dossier(number="<leerlingid>17</leerlingid>")))


# The namespace holds the year (change notes in the XSD: 20170308 "2017", 20180102 "2018", 20190101 "2019").
@pytest.mark.parametrize("version", ["2017", "2018"])
def test_a_dossier_of_an_older_version_tells_the_same(read, version):
    text = dossier(ADVICE + TEST + career(year()), categories="<cat_leerling>VERPLICHT</cat_leerling>")
    older = read(text.replace("/2019/", f"/{version}/"))
    names = ("pupil", "school_year", "location", "provisional_advice", "test_advice")
    assert rows(older, "advices", *names) == [("00AB/17", 2018, "00AB01", "vmbo-gt", "havo/vwo")]


# Business rules of 2017.1 (DOMAIN §3.4): toets_advies is there where a test was made, toetssoort where not.
@pytest.mark.parametrize("crossing", ["POVO", "VOVO", "POPO", "BINNENBRIN"])
def test_an_older_dossier_of_any_profile_keeps_back_what_was_opted_out(read, crossing):
    opted = "<cat_eindtoetsbo>OPT-UIT</cat_eindtoetsbo>"
    text = dossier(ADVICE + TEST + career(year()), categories=opted, crossing=crossing)
    result = read(text.replace("/2019/", "/2017/"))
    assert (rows(result, "advices", "test_advice"), result.withheld["test_advice"]) == ([(None,)], 1)


def test_many_dossiers_of_an_older_version_may_be_in_one_document(read):
    inner = dossier() + dossier(number="<leerlingid>18</leerlingid>")
    assert read(f'<dossiers xmlns="{NAMESPACE}">{inner}</dossiers>'.replace("/2019/", "/2018/")).read == 2


def test_many_dossiers_may_be_in_one_document(read):
    inner = dossier() + dossier(number="<leerlingid>18</leerlingid>")
    assert read(f'<dossiers xmlns="{NAMESPACE}">{inner}</dossiers>').read == 2


def test_a_zip_of_dossiers_is_read(tmp_path):
    (tmp_path / "work").mkdir()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.xml", dossier())
        archive.writestr("2.xml", dossier(number="<leerlingid>18</leerlingid>"))
    assert read_dossiers([tmp_path / "a.zip"], tmp_path / "work").read == 2


def test_a_hostile_dossier_stops_the_reading(read):
    with pytest.raises(XmlBomb):
        read(dossier(), "<!DOCTYPE a [<!ENTITY b 'c'>]>" + dossier())


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputRefused):
        read_dossiers([tmp_path / "weg.xml"], tmp_path)


def test_no_dossiers_give_empty_columns(read):
    result = read()
    assert (result.read, rows(result, "pupils", "pupil")) == (0, [])
