import json

import pytest

from gelijkop.errors import DamagedEncoding, InputRefused, PersonalNumber, TruncatedFile, UnknownFile
from gelijkop.model.levels import crosswalk
from gelijkop.sources.chain import read_chain

HEAD = {"versie": "Doorstroomtoetsketen_v1.1", "schooljaar": "2025-2026", "datumtijd": "2026-02-01T10:00:00Z"}
SCHOOL = {"instellingscode": "00AB", "vestigingscode": "01"}


def reference(key="17", eckid=None):
    las = [{"label": "LAS-key", "onderwijsdeelnemerID": key}] if key else []
    return [{"label": "ECK-iD", "onderwijsdeelnemerID": eckid}, *las] if eckid else las


def advice(key="17", word="HAVO_TM_VWO", eckid=None):
    return {"deelnemerref": reference(key, eckid), "advies": word}


def advices(*entries, school=SCHOOL, **more):
    return {**HEAD, "profiel": "Schooladviezen", "deelnemersgroep": school, "voorlopigSchooladviezen": entries, **more}


def result(key="17", word="havo/vwo", test="ICE", version="Definitief"):
    results = [{"label": "Referentieniveau", "waarde": "1S"}, {"label": "Toetsadvies", "waarde": word}]
    scores = {
        "deelnemerref": reference(key), "versie": version, "toetsdefinitie": test, "resultaten": {"resultaten": results}
    }  # fmt: skip
    return {**HEAD, "profiel": "Leerlingtoetsresultaat", "resultatenscores": scores}


def pupils(born="2013-06-21", sex=1):
    pupil = {"deelnemerref": reference(), "achternaam": "x", "extensie": {"geboortedatum": born, "geslacht": sex}}
    return {**HEAD, "profiel": "Toetsdeelnemers", "deelnemersgroep": SCHOOL, "deelnemers": [pupil]}


@pytest.fixture
def read(tmp_path):
    """Reads messages together; bytes are written as they are."""
    (tmp_path / "work").mkdir()

    def reading(*messages):
        paths = [tmp_path / f"{i}.json" for i in range(len(messages))]
        for path, message in zip(paths, messages, strict=True):
            path.write_bytes(message if isinstance(message, bytes) else json.dumps(message).encode())
        return read_chain(paths, tmp_path / "work")

    return reading


def rows(found, table, *names):
    return list(zip(*(found.columns[table][n].tolist() for n in names), strict=True))


def test_an_advice_stands_at_the_school_that_gave_it(read):
    assert rows(read(advices(advice())), "advices", "pupil", "school_year", "location", "provisional_advice") == [
        ("00AB/17", 2025, "00AB01", "havo/vwo")
    ]


@pytest.mark.parametrize(("word", "code"), crosswalk("chain").items())
def test_every_word_for_an_advice_is_known(read, word, code):
    assert rows(read(advices(advice(word=word))), "advices", "provisional_advice") == [(code,)]


def test_a_result_goes_to_the_school_of_the_pupil(read):
    found = read(result(), advices(advice()))
    assert rows(found, "advices", "pupil", "location", "provisional_advice", "test_advice", "test_provider") == [
        ("00AB/17", "00AB01", "havo/vwo", "havo/vwo", "IEP")
    ]


def test_a_result_of_a_pupil_at_no_school_or_at_two_is_left_out_and_counted(read):
    other = advices(advice(), school={"instellingscode": "00AC", "vestigingscode": "01"})
    assert read(result()).unknown["advice_place"] == 1
    assert read(result(), advices(advice()), other).unknown["advice_place"] == 1


# Toetssoort_enum of the OpenAPI definition 1.1.0
@pytest.mark.parametrize(
    ("word", "code"),
    [("ROUTE_8", "ROUTE8"), ("ICE", "IEP"), ("DIA", "DIA"), ("AMN", "AMN"), ("LEERLING_IN_BEELD", "LIB"),
     ("DOE", "DOE"), ("OCW_DOORSTROOMTOETS", None)],
)  # fmt: skip
def test_every_test_is_known_or_counted(read, word, code):
    found = read(advices(advice()), result(test=word))
    assert rows(found, "advices", "test_provider") == [(code,)]
    assert found.unknown.get("test_provider", 0) == (code is None)


# Geslachttype_enum: 1 man, 2 woman, 9 not specified
@pytest.mark.parametrize(("code", "sex"), [(1, "m"), (2, "v"), (9, None)])
def test_a_list_of_pupils_tells_month_of_birth_and_sex(read, code, sex):
    assert rows(read(pupils(sex=code)), "pupils", "pupil", "birth_month", "sex") == [("00AB/17", "2013-06", sex)]


def test_an_advice_does_not_take_away_what_a_list_told(read):
    assert rows(read(pupils(), advices(advice())), "pupils", "birth_month") == [("2013-06",)]


def test_several_messages_may_stand_in_one_file(read):
    assert read([advices(advice()), result()]).read == 2


def test_a_pupil_with_an_eckid_alone_is_left_out_and_it_is_not_named(read):
    found = read(advices(advice(key="", eckid="marked"), advice("18")))
    assert (found.read, found.left_out, found.refused[0].rule) == (1, 1, "no_pupil_number")
    assert "marked" not in repr(found)


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (advices(advice(word="marked")), "unknown_code"),
        (advices({"deelnemerref": reference(), "advies": ["marked"]}), "unknown_code"),
        (result(word="marked"), "unknown_code"),
        (result(version="marked"), "not_final"),
        (pupils(born="marked"), "bad_date"),
        (pupils(sex="marked"), "unknown_code"),
    ],
)
def test_an_entry_with_a_fault_is_left_out_without_its_value(read, message, rule):
    found = read(message)
    assert (found.read, found.left_out, [f.rule for f in found.refused]) == (0, 1, [rule])
    assert "marked" not in "".join(f.say("nl") + f.say("en") for f in found.refused)


def test_keys_that_are_citizen_numbers_are_refused(read):
    with pytest.raises(PersonalNumber):
        read(advices(advice("111222333")))


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (advices(advice(), versie="Doorstroomtoetsketen_v9"), UnknownFile),
        (advices(advice(), profiel="x"), UnknownFile),
        (advices(advice(), schooljaar="2025"[:3]), InputRefused),
        (advices(advice(), school={"instellingscode": "AB00", "vestigingscode": "01"}), InputRefused),
        (advices(), InputRefused),
        (advices("x"), InputRefused),
        (advices(voorlopigSchooladviezen={}), InputRefused),
        (["x"], UnknownFile),
        (json.dumps(advices(advice())).encode()[:-9], TruncatedFile),
        (b'{"deelnemerref":' + b"[" * 100_000, TruncatedFile),
        (b'{"deelnemerref": "\xff"}', DamagedEncoding),
    ],
)
def test_a_damaged_message_is_refused(read, message, error):
    with pytest.raises(error):
        read(message)
